"""Errors inside a success: the shapes of the core's `error_shapes`, as patterns over the views of a body."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from otel_errkind._collector.expressions import unbounded
from otel_errkind._collector.ottl import any_of, assign, is_set, is_unset, kept, matches
from otel_errkind._collector.views import BODY, ERROR, JSON, TOP, WHOLE, outermost
from otel_errkind._core.fine import FAILING

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEAKS = kept("speaks")
"""Set where the body is an error's."""

FIRST_LOOK = (
    r"(?i)error|fault|fail|exception|denied|notok|false"
    r'|"(?:status|stat|result|state|code|ret|resp\w*|type|object)"\s*:\s*"[a-z]*_'
    r'|"(?:status|status_?code|code|cod|errcode|ret|rc|retcode|result_?code|value)"\s*:\s*(?:"?-?[1-9]|"?0"?[,}\s])'
    r'|"code"\s*:\s*"[a-z]|"(?:title|resultcode|remark|status_?message|detail)"'
)
"""What a success must hold to be read at all: one pattern instead of hundreds."""

_FINE = (
    r"(?:«(?i:ok|okay|success[^«»]*|succeed[^«»]*|done|none|no[ _]?errors?|normal[^«»]*|accepted|0{1,6}|200"
    r"|成功|操作成功|请求成功|)»|null|false|0|\[\]|\{\})"
)
_NUMBER = r"-?[1-9][0-9]*"
_FAILURE = "«(?i:err|error|fail|failed|failure|exception|denied|unsuccessful|notok)»"
_FAILING = "|".join(sorted(FAILING))
_FAILING_HUMP = "|".join(word.capitalize() for word in sorted(FAILING))
_FAILING_WORD = (
    rf"(?:[A-Za-z0-9_.-]*[_.-])?(?i:{_FAILING})(?:[_.-][A-Za-z0-9_.-]*)?"
    rf"|[a-z]*[A-Za-z0-9_.-]*(?:{_FAILING_HUMP})(?:[A-Z_.-][A-Za-z0-9_.-]*)?|(?:{_FAILING})[A-Z][A-Za-z0-9_.-]*"
)
_FAILING_NUMBER = r"«?-?(?:[2-9]|1[1-9]|10[1-9]|[1-9][1-9]|1[1-9][0-9]|[3-9][0-9]{2}|[0-9]{4,})»?"
_GOOD_NUMBER = r"«?(?:0|1|100|1000|10000|20000|200000|2[0-9]{2})»?"
_TEXTS = "(?:message|msg|Message|error_message|errmsg|error_msg|status_msg|description|response_msg|error)"
_PAYLOAD = r"«(?:data|result|results|items|content|choices|rows|value|records)»:(?:~|«[^»]|\[[^\]]|[1-9t])"
_PAYLOAD_NAME = "«(?:data|result|results|items|content|choices|rows|value|records)»:"
_IDENTITY = "«(?:id|job_id|jobId|task_id|taskId|uuid)»:"
_RECORD = (
    "«(?:output|logs|metrics|created_at|createdAt|started_at|completed_at|attempts)»:"
    "|«status»:«(?:failed|Failed|FAILED)»"
)
_ERROR_NAMES = "(?:error|Error|ERROR|fault|Fault|Error Message)"
_VENDOR = (
    "(?:error_code|errcode|errorCode|error_msg|errorMessage|error_message|__type|error-type|error-codes|retCode"
    "|faultcode|err-code|err-msg|requestError|error_response|errorResponse)"
)


def _top(pattern: str) -> str:
    return matches(TOP, pattern)


def _outermost(pattern: str) -> str:
    return matches(WHOLE, outermost(pattern))


def _not(condition: str) -> str:
    return f"not {condition}"


def _no(pattern: str) -> str:
    return _not(_top(pattern))


def _all(*conditions: str) -> str:
    return "(" + " and ".join(conditions) + ")"


def _said(names: str, value: str) -> str:
    """Ask for a member whose value is of a kind and does not say that all is well."""
    return _all(_top(f"«{names}»:{value}"), _no(f"«{names}»:{_FINE}{_NEXT}"))


_NEXT = "(?:,|$)"
_ANY_TEXT = f"«(?:{_TEXTS}|title|detail)»:"
_NO_RECORD = _not(_all(_top(_IDENTITY), _top(_RECORD)))
_NO_FAILED_RECORD = _not(_all(_top(_IDENTITY), _top("«status»:«(?:failed|Failed|FAILED)»")))
_HAS_TEXT = _top(f"«{_TEXTS}»:")
_RESULT_TEXT = "«(?:msg|message|retMsg)»:"
_OTHER_TEXT = "«(?:msg|message|retMsg|status_message|statusMessage|resultMessage|resultMsg|desc|info)»:«"
_NUMBER_NAMES = "(?:code|ret|retcode|retCode|status|rc|resultCode|result_code)"
_STATUS_NAMES = "(?:status|statusCode|status_code|code|cod|error_code|http_code|httpStatus)"
_STATES = "(?:status|stat|state|result|response|Response|type|object|code|Status)"
_OK_OBJECT = _all(matches(ERROR.flat, f"«code»:{_FINE}{_NEXT}"), _not(matches(ERROR.flat, "«message»:«[^»]")))
_NO_SUCCESS = _all(_no(f"{_RESULT_TEXT}{_FINE}{_NEXT}"), _no(_PAYLOAD))
_SAID = any_of((is_set(kept("said")), matches(kept("token"), f"^(?:{_FAILING_WORD})$")))
_DENIED = "(?:ok|success|Success|succeeded|actionSucceed|isSuccess|is_success|IsSuccess)"
_AFFIRMED = "(?:isError|IsError|hasError|HasError|hasErrors|HasErrors|IsErroredOnProcessing)"
_ALONE = r"(?:«statement_id»:[^,{}]*,)?«error»:(?:«[^»]+»|\{[^{}]*\})(?:,«statement_id»:[^,{}]*)?"
_ANY = "[^{}]*"
_HEADING = r"(?:«(?:message|response)»:\{[^{}]*)?«(?:meta|header|response|status|message)»:\{[^{}]*"

SHAPES = (
    _all(
        _top(f"«{_ERROR_NAMES}»:~"),
        _not(_outermost(rf"«{_ERROR_NAMES}»:\{{\}}")),
        _not(_OK_OBJECT),
        _NO_FAILED_RECORD,
    ),
    _all(_said(_ERROR_NAMES, r"(?:«|true|\[)"), _no(_PAYLOAD_NAME), _NO_RECORD),
    _all(_said(_ERROR_NAMES, _NUMBER + _NEXT), _HAS_TEXT, _no(_PAYLOAD_NAME), _NO_RECORD),
    _top(r"«[eE]rrors»:\[(?:~|«)"),
    _all(_outermost(r"«[eE]rrors»:\{(?:«[^«»]*»:(?:\[(?:«[^»]*»,?)*\]|«[^»]*»),?)+\}"), _no("«id»:")),
    _all(_said("[eE]rrors", "«[^»]"), _no(_PAYLOAD)),
    _top(f"«{_DENIED}»:«?(?i:false)"),
    _top(f"«{_AFFIRMED}»:true"),
    _all(_top(rf"«{_STATES}»:\[?{_FAILURE}"), _HAS_TEXT, _NO_RECORD),
    _top("«message»:«NOTOK»"),
    _all(_top(f"«{_STATES}»:«[A-Z]+(?:_[A-Z]+)+»"), _top("«error_message»:"), _NO_RECORD),
    _all(_top(f"«{_STATUS_NAMES}»:[45][0-9]{{2}}{_NEXT}"), _top(_ANY_TEXT)),
    _all(_top(f"«{_STATUS_NAMES}»:«[45][0-9]{{2}}»"), _top(_ANY_TEXT), _no(_PAYLOAD)),
    _all(
        _top(f"«{_NUMBER_NAMES}»:{_FAILING_NUMBER}{_NEXT}"),
        _no(f"«{_NUMBER_NAMES}»:{_GOOD_NUMBER}{_NEXT}"),
        any_of((_top(f"{_RESULT_TEXT}«"), _all(_top(_OTHER_TEXT), _SAID))),
        _NO_SUCCESS,
    ),
    _all(_top(f"«status»:(?:false|«?0»?){_NEXT}"), _top(_OTHER_TEXT), _NO_SUCCESS, _SAID),
    _all(
        _top(f"«[cC]ode»:«(?:{_FAILING_WORD})»"),
        _no("«[cC]ode»:«(?i)no[_.-]?errors?»"),
        _HAS_TEXT,
        _no(_PAYLOAD),
    ),
    _said(_VENDOR, rf"(?:«[^»]|{_NUMBER}|~|\[[^\]])"),
    _top("«remark»:«runtime error"),
    _outermost(rf"«(?:messages|results|errorWrappers|data)»:\[(?:\{{{_ALONE}\}},?)+(?:\]|$)"),
    _outermost(r"«(?:messages|results)»:\[?\{[^{}]*«error-text»:«"),
    *(
        _outermost(rf"«(?:messages|results|data)»:\[?\{{{_ANY}«{one}{_ANY}«{other}")
        for one, other in permutations(("status»:«error»", "message»:"))
    ),
    _outermost(rf"«result»:\{{{_ANY}«status»:«error»{_ANY}\}}"),
    _outermost(
        r"«[^«»]*(?i:response|responsemetadata)»:\[?\{[^{}]*(?:«(?:error|Error|errors)»:\[?\{«|«sub_code»:«[^»])",
    ),
    _outermost(rf"«[^«»]*(?i:response)»:\[?\{{[^{{}}]*«(?:status|ack|Ack|resultCode|stat)»:\[?{_FAILURE}"),
    _outermost(r"«messages»:\{(?s:.*)«resultCode»:«Error»"),
    _outermost(r"«base_resp»:\{[^{}]*«status_code»:[^0]"),
    _outermost(rf"{_HEADING}«(?:status_code|error_code|resultCode)»:{_FAILING_NUMBER}[,}}]"),
    _outermost(r"«(?:meta|header|status|message|response)»:\{[^{}]*«(?:status|code)»:«?[45][0-9]{2}[»,}]"),
    _outermost(r"«status»:\{[^{}]*«value»:[0-9]+[^{}]*\}\}?$"),
    _outermost(r"«[^«»]*»:\[?\{(?:[^{}]*,)?«ERROR»:«[^»]"),
    _all(matches(JSON, r"^\[\{"), any_of((_top("«error»:~"), _top("«errorCode»:")))),
    _all(matches(BODY, r"^\s*\["), _top("«jsonrpc»:|^«error»:«[^»]+»$"), _said("error", "[^n]")),
)
"""Each is enough; `error_shapes` says which provider sends it."""

_ELEMENT = unbounded(
    r"(?i)<(?:[\w.-]{1,32}:)?(?:error|errors|error_?code|error_?message|errorresponse|error_response|fault"
    r"|exception|exceptionreport|serviceexception|serviceexceptionreport)(?:\s[^<>]{0,256}[^<>/])?>\s{0,64}[^\s<]"
)
_NESTED = unbounded(
    r"(?i)<(?:[\w.-]{1,32}:)?(?:error|errors|errorresponse|error_response|fault"
    r"|exception|exceptionreport|serviceexception|serviceexceptionreport)(?:\s[^<>]{0,256}[^<>/])?>\s{0,64}<[^/]"
)
_ATTRIBUTE = unbounded(
    r"(?i)<(?:(?:[\w.-]{1,32}:)?(?:error|err|exception|serviceexception)\s[^<>]{0,256}?\b(?:code|number|msg|message)=\"[^\"]"
    r"|[\w.-]{1,64}(?:\s[^<>]{0,256}?)?\s(?:status|stat)=\"(?:error|fail|failed|failure)\""
    r"|[\w.-]{1,64}(?:\s[^<>]{0,256}?)?\sissuccess=\"false\""
    r"|(?:[\w.-]{1,32}:)?(?:return_code|result_code|status|ack|result)>\s{0,16}(?:<!\[CDATA\[)?(?:fail|failure|error)\b)"
)
_SOUND = unbounded(
    r"(?i)<(?:[\w.-]{1,32}:)?ack>\s{0,16}(?:success\s{0,16}with\s{0,16})?warning"
    r"|<(?:[\w.-]{1,32}:)?(?:error|errors|error_?code|error_?message)(?:\s[^<>]{0,256})?>\s{0,64}(?:0{1,6}|ok|none|false|no|success)\s{0,64}<"
)
MARKUP = _all(
    matches(BODY, r"^\s*<"),
    _not(matches(BODY, r"(?i)^\s*<(?:!doctype )?html")),
    any_of((matches(BODY, _ELEMENT), matches(BODY, _NESTED), matches(BODY, _ATTRIBUTE))),
    _not(matches(BODY, _SOUND)),
)
FORM = matches(BODY, "(?:^|&)(?:ACK=Failure|error=[a-z_]{4,64}&error_[a-z]{3,16}=)")
FAULT = matches(BODY, "(?s)^.{0,511}<methodResponse.*faultCode")


def of_texts() -> Iterator[str]:
    """Find out whether a body that is no JSON is an error's; that of an error status is."""
    yield assign(SPEAKS, "true", is_set(kept("status")))
    for shape in (MARKUP, FORM, FAULT):
        yield assign(SPEAKS, "true", is_unset(JSON), is_set(BODY), is_unset(SPEAKS), shape)


def of_json() -> Iterator[str]:
    """Find out whether JSON is an error's; an event stream is, if one was found in it."""
    for shape in SHAPES:
        yield assign(SPEAKS, "true", is_set(TOP), is_unset(SPEAKS), shape)
    is_event = matches(BODY, r"^(?:event|data|id|retry)?:")
    yield assign(SPEAKS, "true", is_set(JSON), is_unset(SPEAKS), is_event)
