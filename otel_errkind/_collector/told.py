"""What is left of a success's body without the members that say nothing or that all is well.

RE2 cannot ask for a value that is none of many, but it can leave those out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._collector.expressions import one_of
from otel_errkind._collector.ottl import assign, is_set, kept, matches, replace
from otel_errkind._collector.values import NO_ERROR, NOTHING, spelled
from otel_errkind._collector.views import INNER, TOP, WHOLE, flatten
from otel_errkind._core import error_shapes, error_wrappers

if TYPE_CHECKING:
    from collections.abc import Iterator

TOLD_WHOLE = kept("told_whole")
TOLD = kept("told")
"""The same, flat."""

WRAPPED = kept("wrapped")
"""The members of the body's only member, if that may be the answer, named after the product or the method."""
WRAPPED_TOLD = kept("wrapped_told")

MARK = "!"
"""Stands in front of the names that only errors have, so that what has none of them can be asked for."""
_NAMED = f"«({spelled('error', *error_wrappers.ERROR_NAMES)})»:"
_ERRORS = f"{MARK}[^«»]*|{one_of((*error_shapes.ERROR_NAMES, *error_shapes.VENDOR_NAMES))}"
_NONE = rf"(?:{NO_ERROR}|\{{(?:«[^«»]*»:(?:{NO_ERROR}|\{{\}}),?)*\}})"
_END = r"(?:,|([}\]]|$))"


def named(*names: str) -> str:
    """Return a pattern for a member of one of the names, whether or not only errors have it."""
    return f"«{MARK}?{one_of(names)}»:"


def statements(*where: str) -> Iterator[str]:
    """Leave out what says nothing, and where an error would stand also what says that all is well."""
    yield assign(TOLD_WHOLE, WHOLE, is_set(WHOLE), *where)
    yield replace(TOLD_WHOLE, f"«[^«»]*»:{NOTHING}{_END}", "$1")
    yield replace(TOLD_WHOLE, _NAMED, f"«{MARK}$1»:")
    yield replace(TOLD_WHOLE, f"«(?:{_ERRORS})»:{_NONE}{_END}", "$1")
    yield from flatten(TOLD_WHOLE, TOLD)
    is_alone = (matches(TOP, "^«[^«»]*»:~$"), f"not {matches(TOP, '^«data»')}")
    yield assign(WRAPPED, INNER.flat, is_set(TOLD_WHOLE), is_set(INNER.flat), *is_alone)
    inside = kept("wrapped_told_whole")
    yield assign(inside, TOLD_WHOLE, is_set(WRAPPED))
    yield replace(inside, r"^«[^«»]*»:\{", "")
    yield from flatten(inside, WRAPPED_TOLD)
