"""What the doctor has to say, and the shape of a check that finds it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from otel_errkind._doctor.facts import Findings


class Remark(NamedTuple):
    """A thing to know, and how to change it; without a remedy it is a warning, and nothing to be changed."""

    text: str
    remedy: str | None = None


Remarks: TypeAlias = "Iterable[Remark]"


class Check(NamedTuple):
    """One thing to look for."""

    name: str
    find: Callable[[Findings], Remarks]


class Problem(NamedTuple):
    """A remark, with the name of the check that made it."""

    check: str
    text: str
    remedy: str | None


def nearest(name: str, known: Iterable[str]) -> str:
    """Add the likeliest of the known names to a sentence, as a question; nothing if none is like it."""
    return "".join(f" Do you mean {match}?" for match in get_close_matches(name, list(known), n=1))
