"""Errors inside a success: the shapes of the core's `error_shapes`, as patterns over the views of a body."""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING

from otel_errkind._collector import forms, markup_errors, told, wrappers
from otel_errkind._collector.expressions import one_of, unbounded
from otel_errkind._collector.ottl import any_of, assign, is_set, is_unset, kept, matches
from otel_errkind._collector.told import MARK, TOLD, WRAPPED, WRAPPED_TOLD
from otel_errkind._collector.values import (
    ERROR_WORD,
    FAILING_NUMBER,
    FAILING_WORD,
    FAILURE,
    FINE,
    NEXT,
    NO_NUMBER,
    NUMBER,
    REFUSAL,
    WELL,
    spelled,
)
from otel_errkind._collector.views import BODY, ERROR, INNER, JSON, TOP, WHOLE, outermost, under
from otel_errkind._core import answer_members, batches, error_shapes, error_wrappers, success, vendor_shapes
from otel_errkind._core.dialects import numbered, plain, text
from otel_errkind._core.fine import MARKED_NUMBER
from otel_errkind._core.model import Reason
from otel_errkind._core.sayings import SAYINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEAKS = kept("speaks")
"""Set where the body is an error's."""

_MARKS = re.sub(r"\(\?![^()]*\)|\s", "", success.MARKS.pattern.decode())
_ONLY_TEXT = unbounded(success.ONLY_TEXT.pattern.decode())
_WRAPPED = unbounded(text.WRAPPED.pattern.decode())
_MARKUP_MARKS = success.MARKUP_MARKS.pattern.decode()


def may_hold_error(path: str) -> str:
    """Ask whether a success is to be read at all, as the core does: hundreds of patterns would follow."""
    is_markup = _all(matches(path, r"^\s*<"), matches(path, f"(?i){_MARKUP_MARKS}"))
    others = (forms.PAIR, r"^\s*" + _ONLY_TEXT, "DB::Exception: ", "^" + _WRAPPED, markup_errors.LINE)
    return any_of((matches(path, f"(?i){_MARKS}"), is_markup, *(matches(path, each) for each in others)))


def _top(pattern: str) -> str:
    return matches(TOP, pattern)


def _told(pattern: str) -> str:
    return matches(TOLD, pattern)


def _outermost(pattern: str) -> str:
    return matches(WHOLE, outermost(pattern))


def _not(condition: str) -> str:
    return f"not {condition}"


def _no(pattern: str) -> str:
    return _not(_top(pattern))


def _fewer(members: int) -> str:
    return _no(rf"(?s)(?:«[^«»]*»:.*?){{{members}}}")


def _all(*conditions: str) -> str:
    return "(" + " and ".join(conditions) + ")"


_TEXTS = one_of(answer_members.TEXT_NAMES)
_ANY_TEXT = under("text", *answer_members.TEXT_NAMES, *answer_members.STATUS_TEXTS)
_RESULT_TEXT = f"«{one_of(answer_members.RESULT_TEXTS)}»:"
_OTHER_TEXT = under("text", *answer_members.RESULT_TEXTS, *answer_members.OTHER_TEXTS) + "«"
_PAYLOADS = one_of(sorted(answer_members.PAYLOAD_NAMES))
_NO_PAYLOAD = _no(rf"«{_PAYLOADS}»:(?:~|«[^»]|\[[^\]])")
_IDENTITY = f"«{one_of(sorted(answer_members.IDENTITIES))}»:"
_ENDED = f":«{one_of(answer_members.ENDS)}»"
_RECORD = f"«{one_of(sorted(answer_members.RECORD_NAMES))}»:|«(?:[sS]tatus|[sS]tate)»{_ENDED}"
_NO_RECORD = _not(_all(_top(_IDENTITY), _top(_RECORD)))
_NO_FAILED_RECORD = _not(_all(_top(_IDENTITY), _top(f"«status»{_ENDED}")))
_HAS_TEXT = _top(f"«{_TEXTS}»:")
_IS_SMALL = _fewer(answer_members.FEW + 1)
_OK_OBJECT = _all(
    matches(ERROR.flat, f"«code»:{FINE}{NEXT}"), _not(matches(ERROR.flat, "«(?:message|error)»:«[^»]"))
)
_NO_SUCCESS = _all(_no(f"{_RESULT_TEXT}{FINE}{NEXT}"), _NO_PAYLOAD, _NO_RECORD)
_SAID = any_of((is_set(kept("said")), matches(kept("token"), f"^(?:{FAILING_WORD})$")))
_DENIED = rf"(?:«status»:(?:false|«?0»?)|«(?:result|response)»:false){NEXT}"
_REFUSALS = one_of(row.name for row in SAYINGS if row.reason in vendor_shapes.REFUSALS)
_ABSENCES = one_of(row.name for row in SAYINGS if row.reason is Reason.NOT_FOUND)
_REFUSED = matches(kept("said"), f"^{_REFUSALS}$")
_NOT_NOTHING = _not(_all(_top(rf"«{_PAYLOADS}»:\[\]"), matches(kept("said"), f"^{_ABSENCES}$")))
"""An empty list, and Etherscan's text for it, are what was found."""
_IS_WHOLE = is_unset(kept("nested"))
"""Of JSON inside a text only the codes count."""
_DISPUTED = f"«?{one_of(sorted({str(number) for number in error_shapes.DISPUTED}))}»?"
_ANSWERED = _all(_top(under("answer")), _top(under("text")), _no(f"{under('text')}{FINE}{NEXT}"))
_PROXIED = f"(?:«{one_of(sorted(batches.PROXIED))}»:(?:[^«»,]*|«[^«»]*»),?)+"
_CODE = "«[cC]ode»:«"
_STATES = under("state")
_DISPUTE = f"{under('answer', 'code')}{_DISPUTED}{NEXT}"
_SCREAMED_FAILURE = (f"{_STATES}«{plain.SCREAMED.pattern}»", f"{_STATES}«(?:{FAILING_WORD})»")
_STATUSES = f"«{one_of(error_shapes.STATUS_NAMES)}»:"
_ERRORS = told.named(*error_shapes.ERROR_NAMES)
_VENDOR = f"«{MARK}?{spelled('error', *error_shapes.VENDOR_NAMES)}»:"
_NO_FINDINGS = _not(_outermost(r"«search_metadata»:\{[^{}]*«status»:«Success»"))
_SOUND = _all(_top("«success»:true"), _top(r"«errors»:\[\]"), _no("«error»:[^n]"))
_SAYS_WELL = under("state, error", *answer_members.RESULT_TEXTS) + WELL
_RECEIPT = one_of(numbered.APPLE.table)
_WORDS = "«[^«»]*»:«[^«»]* [^«»]*»"
_TEXTS_ONLY = r"\{(?:«[^«»]*»:(?:\[[^\[\]{}]*\]|«[^»]*»),?)+\}"


def _denies(place: str) -> Iterator[str]:
    """Ask whether an object says that the call did not succeed."""
    has_text = matches(place, f"«{_TEXTS}»:")
    yield matches(place, under("denial") + "«?(?i:false)")
    yield matches(place, under("affirmation") + "true")
    yield _all(matches(place, under("denial") + f"0{NEXT}"), has_text)
    yield _all(matches(place, under("affirmation") + f"1{NEXT}"), has_text)


def _names_vendor_error(place: str, left: str) -> Iterator[str]:
    """Ask for a code or a text of an error; a number is none beside a word that all is well.

    Beside a number of no error a text is one only if it speaks of a failure.
    """
    numbers_success = matches(place, under("error code") + f"«?(?:0{{1,6}}|200)»?{NEXT}")
    yield _all(matches(left, _VENDOR + NO_NUMBER), any_of((_SAID, _not(numbers_success))))
    yield _all(matches(left, f"{_VENDOR}{NUMBER}{NEXT}"), _not(matches(place, _SAYS_WELL)))


_TOLD_BY = under(
    "code, text", *plain.CODE_NAMES, *plain.MESSAGE_NAMES, *sorted(error_shapes.ONLY_ERROR_NAMES)
)
_IS_NO_FINDING = any_of((_fewer(answer_members.FEW), _top(_TOLD_BY), matches(INNER.flat, _TOLD_BY)))
_DENIES = tuple(_all(each, _IS_NO_FINDING) for each in _denies(TOP))
_ERROR_ANSWER = f"«{one_of(error_shapes.ERROR_ANSWERS)}»"
_ERROR_STATE = f"«status»:{_ERROR_ANSWER}"
_STATES_ONLY = (
    _top(f"^«result»:{_ERROR_ANSWER}$"),
    *(_top(each) for each in (f"^{_ERROR_STATE}(?:,{_WORDS})?$", f"^{_WORDS},{_ERROR_STATE}$")),
)
ONLY_FAILS = any_of((*_DENIES, *_STATES_ONLY, matches(WRAPPED, under("denial") + "«?(?i:false)")))
"""Enough even where nothing says why."""

PLAIN = (
    *_DENIES,
    *_STATES_ONLY,
    _top(r"«[eE]rrors»:\[(?:~|«)"),
    _all(
        _top(f"{_STATES}(?:{FAILURE}|{REFUSAL})"),
        any_of(
            (
                _HAS_TEXT,
                _top("«data»:«"),
                _top(r"«messages»:[«\[]"),
                _outermost(rf"«data»:\{{[^{{}}]*«{_TEXTS}»:"),
                _all(_top(under("text", "reason")), _no("«[^«»]*(?i:id)»:")),
            )
        ),
        _NO_RECORD,
    ),
    _top("«message»:«NOTOK»"),
    _all(_top(f"{_STATUSES}[45][0-9]{{2}}{NEXT}"), _top(_ANY_TEXT)),
    _all(_top(f"{_STATUSES}«[45][0-9]{{2}}»"), _top(_ANY_TEXT), _NO_PAYLOAD),
    _all(
        _top(f"{under('answer', *error_shapes.NUMBER_NAMES)}{FAILING_NUMBER}{NEXT}"),
        any_of((_top(f"{_RESULT_TEXT}«"), _all(_SAID, _top(_OTHER_TEXT)), _ANSWERED)),
        _no(_DENIED),
        _NO_SUCCESS,
    ),
    _all(_top(_DENIED), _SAID, _top(_OTHER_TEXT), _NO_SUCCESS, _NOT_NOTHING),
    _all(
        any_of(
            (
                _all(_top(f"{_CODE}(?:{FAILING_WORD})»"), _no(f"{_CODE}(?i)no[_.-]?errors?»")),
                _all(_top(f"{_CODE}{MARKED_NUMBER.pattern}»"), _SAID, _top(f"{_RESULT_TEXT}«")),
            )
        ),
        _HAS_TEXT,
        _IS_SMALL,
        _NO_PAYLOAD,
    ),
    _all(_top(_DISPUTE), _SAID, _IS_SMALL, _no(rf"«{_PAYLOADS}»:[^n{{]"), _top(_OTHER_TEXT)),
    _all(_top(_DISPUTE), _top(f"{_RESULT_TEXT}{FAILURE}"), _NO_SUCCESS),
    _all(_top(rf"«{_PAYLOADS}»:\[\]"), _NO_PAYLOAD, *map(_top, _SCREAMED_FAILURE)),
    _top(f"^{_STATUSES}«?[45][0-9]{{2}}»?$"),
    _all(_top(f"^{_PROXIED}$"), _top("«statusCode»:[45][0-9]{2}"), _top("«body»:")),
    _all(
        _top(f"«status»:«0»{NEXT}"),
        _top(f"«info»:«{plain.SCREAMED.pattern}»"),
        _top(f"«infocode»:{FAILING_NUMBER}{NEXT}"),
    ),
    _top(f"^(?:«environment»:«[^«»]*»,)?«status»:{_RECEIPT}(?:,«environment»:«[^«»]*»)?$"),
    _top("«remark»:«runtime error"),
    _top(f"«userError»:«(?:{plain.SCREAMED.pattern}|TIMEOUT)»"),
    _all(_top(f"^«{one_of(sorted(vendor_shapes.ONLY_TEXTS))}»:«[^«»]*»$"), _REFUSED),
    _all(_top(f":{ERROR_WORD}"), _IS_SMALL),
    _all(is_set(kept("form")), _top(f"«ACK»:{FAILURE}")),
)
"""Shapes of the members alone. Each is enough; `error_shapes` says which provider sends it."""

TOLD_SHAPES = (
    _all(_told(f"{_ERRORS}~"), _not(_OK_OBJECT), _NO_FAILED_RECORD),
    _all(_told(rf"{_ERRORS}(?:«|true|\[)"), _NO_PAYLOAD, _NO_RECORD, _NO_FINDINGS),
    _all(_told(f"{_ERRORS}{NUMBER}{NEXT}"), _HAS_TEXT, _NO_PAYLOAD, _NO_RECORD),
    _all(_told(told.named("errors", "Errors") + "«"), _NO_PAYLOAD),
    *(_all(each, _NO_RECORD) for each in _names_vendor_error(TOP, TOLD)),
)
"""Shapes of the members that do not say that all is well."""

DEEP_SHAPES = (
    _all(_outermost(f"«[eE]rrors»:{_TEXTS_ONLY}"), _no("«id»:")),
    *(
        _outermost(rf"«exceptions»:\[?\{{[^{{}}]*{first}[^{{}}]*{second}")
        for first, second in permutations(("«errorCode»:", "«message»:"))
    ),
    *wrappers.of_each(),
    _all(wrappers.of_data(), _no(f"«{one_of(error_wrappers.OUTCOME_NAMES)}»:{WELL}")),
    *(_all(_IS_WHOLE, each) for each in wrappers.of_any()),
    *(
        _all(is_set(WRAPPED), _IS_WHOLE, _not(matches(WRAPPED, _IDENTITY)), each)
        for each in (
            *_denies(WRAPPED),
            *_names_vendor_error(WRAPPED, WRAPPED_TOLD),
            *wrappers.of_any(INNER.whole),
        )
    ),
    _all(_top(rf"«{one_of(vendor_shapes.ERROR_LISTS)}»:\[~"), _NO_PAYLOAD),
    is_set(kept("union")),
    is_set(kept("not_accepted")),
    _all(_top("«status»:«fail»"), _outermost(f"«data»:{_TEXTS_ONLY}")),
    _all(_outermost(rf"«messages»:\[\{{[^{{}}]*:{ERROR_WORD}[^{{}}]*\}}\]"), _IS_SMALL),
    _told(rf"^,*«{one_of(vendor_shapes.FAILURE_LISTS)}»:\[~[^\[\]]*\],*$"),
)
"""Shapes of what is inside a member."""

_CODED = f"«(?i:(?:error)?_?code)»:{FAILING_NUMBER}"
_WORDED = "«(?i:message|msg)»:«[^«»]*»"
LISTS = (
    _all(is_set(kept("batched")), _top(r"«errors»:\[~")),
    _all(
        matches(JSON, r"^\[\{"),
        any_of((_told(told.named("error") + "~"), *map(_top, ("«errorCode»:", "«ErrorInfo»:~")))),
    ),
    _all(matches(JSON, r"^\[\{[^{}]*\}\]$"), _top(f"^(?:{_CODED},{_WORDED}|{_WORDED},{_CODED})$")),
    _all(_top(f"«status»:{FAILURE}"), _top("«result»:«"), _not(matches(JSON, "«status»:«(?i:ok)»"))),
    _all(_top(r"«jsonrpc»:|^«error»:(?:«[^«»]*»|\[[^\[\]]*\])$"), _told(told.named("error"))),
)
"""The same for the first object of a list, and for the first answer to a batch that is or holds an error."""


def of_texts() -> Iterator[str]:
    """Find out whether a body that is no JSON is an error's; that of an error status is."""
    yield assign(SPEAKS, "true", is_set(kept("status")))
    yield from markup_errors.statements()
    yield from _if_any(markup_errors.SHAPES, is_unset(JSON), is_set(BODY))


def of_json() -> Iterator[str]:
    """Find out whether JSON is an error's; an event stream is, if one was found in it."""
    is_list, is_deep = kept("is_list"), matches(TOP, "~")
    yield assign(is_list, "true", any_of((matches(BODY, r"^\s*\["), matches(JSON, r"^\["))))
    is_object = (is_unset(is_list), _not(_SOUND))
    yield from _if_any(PLAIN, is_set(TOP), *is_object)
    yield from told.statements(is_unset(SPEAKS))
    yield from _if_any(TOLD_SHAPES, is_set(TOLD), *is_object)
    yield from _if_any(DEEP_SHAPES, is_set(TOLD), *is_object, is_deep)
    yield from _if_any(LISTS, is_set(is_list))
    is_event = matches(BODY, r"^(?:event|data|id|retry)?:")
    yield assign(SPEAKS, "true", is_set(JSON), is_unset(SPEAKS), is_event)


def _if_any(shapes: tuple[str, ...], *where: str) -> Iterator[str]:
    """Take one of the shapes for proof, in one statement: each costs something even where it does nothing."""
    yield assign(SPEAKS, "true", is_unset(SPEAKS), *where, any_of(shapes))
