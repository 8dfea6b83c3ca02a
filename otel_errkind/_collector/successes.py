"""Errors inside a success: the shapes of the core's `error_shapes`, as patterns over the views of a body."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from otel_errkind._collector.expressions import digits_but, one_of, unbounded
from otel_errkind._collector.ottl import any_of, assign, is_set, is_unset, kept, matches
from otel_errkind._collector.views import BODY, ERROR, JSON, TOP, WHOLE, outermost
from otel_errkind._core import error_shapes, error_wrappers
from otel_errkind._core.fine import FAILING, SUCCESSES

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
_SUCCESSES = {*("0" * zeros for zeros in range(7)), *map(str, SUCCESSES)}
_FAILING_NUMBER = f"«?(?:-[1-9][0-9]*|{digits_but(_SUCCESSES)})»?"
_TEXTS = one_of(error_shapes.TEXT_NAMES)
_PAYLOADS = one_of(sorted(error_shapes.PAYLOAD_NAMES))
_PAYLOAD = rf"«{_PAYLOADS}»:(?:~|«[^»]|\[[^\]]|[-1-9t])"
_IDENTITY = f"«{one_of(sorted(error_shapes.IDENTITIES))}»:"
_ENDED = f":«{one_of(error_shapes.ENDS)}»"
_RECORD = f"«{one_of(sorted(error_shapes.RECORD_NAMES))}»:|«(?:status|state)»{_ENDED}"
_ERROR_NAMES = one_of(error_shapes.ERROR_NAMES)
_VENDOR = one_of(error_shapes.VENDOR_NAMES)


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


def _both(within: str, one: str, other: str) -> tuple[str, ...]:
    """Ask for two members of the object that begins so, in either order."""
    return tuple(
        _outermost(f"{within}[^{{}}]*{first}[^{{}}]*{second}") for first, second in permutations((one, other))
    )


def _said(names: str, value: str) -> str:
    """Ask for a member whose value is of a kind and does not say that all is well."""
    return _all(_top(f"«{names}»:{value}"), _no(f"«{names}»:{_FINE}{_NEXT}"))


_NEXT = "(?:,|$)"
_ANY_TEXT = f"«{one_of((*error_shapes.TEXT_NAMES, *error_shapes.STATUS_TEXTS))}»:"
_NO_RECORD = _not(_all(_top(_IDENTITY), _top(_RECORD)))
_NO_FAILED_RECORD = _not(_all(_top(_IDENTITY), _top(f"«status»{_ENDED}")))
_HAS_TEXT = _top(f"«{_TEXTS}»:")
_RESULT_TEXT = f"«{one_of(error_shapes.RESULT_TEXTS)}»:"
_OTHER_TEXT = f"«{one_of((*error_shapes.RESULT_TEXTS, *error_shapes.OTHER_TEXTS))}»:«"
_NUMBER_NAMES = one_of(error_shapes.NUMBER_NAMES)
_STATUS_NAMES = one_of(error_shapes.STATUS_NAMES)
_STATES = one_of(error_shapes.STATE_NAMES)
_IS_SMALL = _no(rf"(?s)(?:«[^«»]*»:.*?){{{error_shapes.FEW + 1}}}")
_OK_OBJECT = _all(matches(ERROR.flat, f"«code»:{_FINE}{_NEXT}"), _not(matches(ERROR.flat, "«message»:«[^»]")))
_NO_SUCCESS = _all(_no(f"{_RESULT_TEXT}{_FINE}{_NEXT}"), _no(_PAYLOAD))
_SAID = any_of((is_set(kept("said")), matches(kept("token"), f"^(?:{_FAILING_WORD})$")))
_DENIED = one_of(error_shapes.DENIED_NAMES)
_AFFIRMED = one_of(error_shapes.AFFIRMED_NAMES)
_DISPUTED = f"«?{one_of(sorted({str(number) for number in error_shapes.DISPUTED}))}»?"
_ALONE = r"(?:«statement_id»:[^,{}]*,)?«error»:(?:«[^»]+»|\{[^{}]*\})(?:,«statement_id»:[^,{}]*)?"
_ANY = "[^{}]*"
_CODED = (
    rf"«error_code»:{_FAILING_NUMBER}(?:,«description»:[^,{{}}]*)?"
    rf"|«description»:[^,{{}}]*,«error_code»:{_FAILING_NUMBER}"
)
_HEADINGS = one_of(error_wrappers.HEADING_NAMES)
_HEADING = rf"(?:«(?:message|response)»:\{{[^{{}}]*)?«{_HEADINGS}»:\{{[^{{}}]*"
_TOLD = f"«{one_of(error_wrappers.TEXT_NAMES)}»:«[^»]"

SHAPES = (
    _all(
        _top(f"«{_ERROR_NAMES}»:~"),
        _not(_OK_OBJECT),
        _NO_FAILED_RECORD,
    ),
    _all(_said(_ERROR_NAMES, r"(?:«|true|\[)"), _no(_PAYLOAD), _NO_RECORD),
    _all(_said(_ERROR_NAMES, _NUMBER + _NEXT), _HAS_TEXT, _no(_PAYLOAD), _NO_RECORD),
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
    _all(_top(f"«code»:{_DISPUTED}{_NEXT}"), _IS_SMALL, _no(f"«{_PAYLOADS}»:"), _top(_OTHER_TEXT), _SAID),
    _all(
        _top(f"«status»:«?0»?{_NEXT}"),
        _top(f"«info»:«{error_shapes.SCREAMED.pattern}»"),
        _top(f"«infocode»:{_FAILING_NUMBER}{_NEXT}"),
    ),
    _all(_said(_VENDOR, rf"(?:«[^»]|{_NUMBER}|~|\[[^\]])"), _NO_RECORD),
    *_both(r"«exceptions»:\[?\{", "«errorCode»:", "«message»:"),
    _top("«remark»:«runtime error"),
    _outermost(rf"«(?:messages|results|errorWrappers|data)»:\[(?:\{{(?:{_ALONE}|{_CODED})\}},?)+(?:\]|$)"),
    _outermost(rf"«data»:\{{(?:{_ALONE}|{_CODED})\}}"),
    _outermost(r"«(?:messages|results|data)»:\[?\{[^{}]*«error-text»:«"),
    *_both(r"«(?:messages|results|data)»:\[?\{", "«status»:«error»", "«message»:"),
    _outermost(rf"«result»:\{{{_ANY}«status»:«error»{_ANY}\}}"),
    _outermost(
        r"«[^«»]*(?i:response|responsemetadata)»:\[?\{[^{}]*(?:«(?:error|Error|errors)»:\[?\{«|«sub_code»:«[^»])",
    ),
    _outermost(rf"«[^«»]*(?i:response)»:\[?\{{[^{{}}]*«(?:status|ack|Ack|resultCode|stat)»:\[?{_FAILURE}"),
    _outermost(r"«messages»:\{(?s:.*)«resultCode»:«Error»"),
    _outermost(r"«base_resp»:\{[^{}]*«status_code»:[^0]"),
    _outermost(rf"{_HEADING}«{one_of(error_wrappers.NUMBER_NAMES)}»:{_FAILING_NUMBER}[,}}]"),
    _outermost(rf"«{_HEADINGS}»:\{{[^{{}}]*«(?:status|code)»:«?[45][0-9]{{2}}[»,}}]"),
    *_both(r"«(?:meta|header)»:\[?\{", f"«(?:rc|status)»:{_FAILURE}", _TOLD),
    *_both(rf"«{_HEADINGS}»:\[?\{{", f"«errorType»:«(?:{_FAILING_WORD})»", _TOLD),
    _all(_top("^«header»:~$"), any_of(_both(r"«header»:\{", f"«code»:{_FAILING_NUMBER}[,}}]", _TOLD))),
    _outermost(r"«status»:\{[^{}]*«value»:[0-9]+[^{}]*\}\}?$"),
    _outermost(r"«[^«»]*»:\[?\{(?:[^{}]*,)?«ERROR»:«[^»]"),
    _all(matches(JSON, r"^\[\{"), any_of((_top("«error»:~"), _top("«errorCode»:")))),
    _all(matches(BODY, r"^\s*\["), _top("«jsonrpc»:|^«error»:«[^»]+»$"), _said("error", "[^n]")),
)
"""Each is enough; `error_shapes` says which provider sends it."""

_ELEMENT = unbounded(
    r"(?i)<(?:[\w.-]{1,32}:)?(?:error|errors|error_?code|error_?message|err_?msg|errorresponse|error_response|fault"
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
    r"|<(?:[\w.-]{1,32}:)?(?:error|errors|error_?code|error_?message|err_?msg)(?:\s[^<>]{0,256})?>\s{0,64}(?:0{1,6}|ok|none|false|no|success)\s{0,64}<"
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
