"""Errors that a success holds one object or one list down: the core's `error_wrappers`, as patterns."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from otel_errkind._collector.expressions import one_of
from otel_errkind._collector.ottl import matches
from otel_errkind._collector.told import MARK, TOLD_WHOLE
from otel_errkind._collector.values import FAILING_NUMBER, FAILURE
from otel_errkind._collector.views import WHOLE, inside, outermost, under
from otel_errkind._core import error_wrappers

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIST = r"\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]"
_ANY = rf"(?:«[^«»]*»|\{{{inside(3)}\}}|{_LIST}|[^«»{{}}\[\],]+)"
"""A value of whatever kind, with a few objects or lists in it."""
_ERROR = f"«{MARK}[^«»]*»:{_ANY}"
_BESIDE = f"«(?:{MARK}[^«»]*|{one_of(sorted(error_wrappers.BESIDE))})»:{_ANY}"
_TOLD = f"«{one_of(error_wrappers.TOLD_NAMES)}»:"
_STATED = (f"«status»:«{one_of(error_wrappers.ERROR_STATES)}»", _TOLD + _ANY)
_REFUSED = ("«status»:«?[45][0-9]{2}»?", rf"«{MARK}?(?:error|body)»:\{{{inside(2)}\}}")
_ANSWER = "|".join(
    f"(?:[^{{}}]*,)?{one}(?:,[^{{}}]*)?,{other}(?:,[^{{}}]*)?" for one, other in permutations(_REFUSED)
)
"""The answer to one request of a batch."""
_ITEM = "|".join(
    (
        f"(?:{_BESIDE},)*{_ERROR}(?:,{_BESIDE})*",
        f"{inside(2)}«{MARK}error-text»:{inside(2)}",
        f"{_ANSWER}|«[^«»]*»:\\{{(?:{_ANSWER})\\}}",
        *(
            f"(?:{_BESIDE},)*{one}(?:,{_BESIDE})*,{other}(?:,{_BESIDE})*"
            for one, other in permutations(_STATED)
        ),
    )
)
"""What stands in a result that is an error and nothing else."""

_RESPONSE = f"«[^«»]*(?i:{'|'.join(error_wrappers.ENDINGS)})»"
_STATE = f"«{one_of(error_wrappers.STATE_NAMES)}»:\\[?{FAILURE}"
_HEADINGS = one_of(error_wrappers.HEADING_NAMES)
_HEADING = rf"(?:«{_HEADINGS}»:\{{[^{{}}]*)?«(?:{_HEADINGS}|header)»:\[?\{{[^{{}}]*"
_NUMBERS = under("answer", *error_wrappers.NUMBER_NAMES)
_TEXT = f"«{one_of(error_wrappers.TEXT_NAMES)}»:«[^»]"


def of_each() -> Iterator[str]:
    """Ask for results each of which is an error and nothing else."""
    lists = one_of(error_wrappers.LIST_NAMES)
    yield matches(TOLD_WHOLE, outermost(rf"«{lists}»:\[(?:\{{(?:{_ITEM}),?\}},?)+(?:\]|\z)"))


def of_data() -> str:
    """Ask for data that is an error and nothing else."""
    return matches(TOLD_WHOLE, outermost(rf"«data»:\{{(?:{_ITEM}),?\}}"))


def of_any(whole: str = WHOLE) -> Iterator[str]:
    """Ask for an answer inside a wrapper, or for the heading of an answer."""
    for pattern in _PATTERNS:
        yield matches(whole, outermost(pattern))


def _both(within: str, one: str, other: str) -> Iterator[str]:
    """Ask for two members of the object that begins so, in either order."""
    for first, second in permutations((one, other)):
        yield f"{within}[^{{}}]*{first}[^{{}}]*{second}"


_PATTERNS = (
    r"«[^«»]*»:\[?\{(?:[^{}]*,)?«ERROR»:«[^»]",
    *_both(r"«result»:\[?\{", "«status»:«error»", f"{_TOLD}(?:[^n0«]|«[^»])"),
    rf"{_RESPONSE}:\[?\{{[^{{}}]*(?:«{one_of(error_wrappers.ERROR_NAMES)}»:\[?\{{«|«sub_code»:«[^»])",
    *_both(rf"{_RESPONSE}:\[?\{{", _STATE, f"{_TOLD}(?:[^n0«]|«[^»])"),
    r"«messages»:\{(?s:.*)«resultCode»:«Error»",
    r"«base_resp»:\{[^{}]*«status_code»:[^0]",
    rf"{_HEADING}{_NUMBERS}{FAILING_NUMBER}[,}}]",
    rf"{_HEADING}«error»:\[?\{{«",
    *_both(_HEADING, "«(?:status|code)»:«?[45][0-9]{2}[»,}]", _TEXT),
    *_both(r"«meta»:\[?\{", f"«(?:rc|status)»:{FAILURE}", _TEXT),
    *(f"^{each}[^{{}}]*\\}}*$" for each in _both(r"«header»:\{", f"«code»:{FAILING_NUMBER}[,}}]", _TEXT)),
    r"^«status»:\{[^{}]*«value»:[0-9]+[^{}]*\}*$",
)
"""Of what is one object down."""
