"""What other distributions bring by entry points: loaded by name, and left out if that fails."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from time import monotonic
from typing import TYPE_CHECKING, Final, TypeVar

from otel_errkind._guard import Guard, warn_once

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from importlib.metadata import EntryPoint

T = TypeVar("T")

RULES: Final = "otel_errkind.rules"
"""The entry points of other distributions, each of which names an iterable of rules."""
DIALECTS: Final = "otel_errkind.dialects"
"""The entry points of other distributions, each of which names a `Dialect` and gives it its name."""

SLOW: Final = 2.0
"""Seconds. `instrument()` waits for an import, and the start of the application with it."""


@cache  # three instrumentors ask, and looking through all distributions takes milliseconds
def offered() -> Mapping[str, tuple[EntryPoint, ...]]:
    """Return the entry points of each group, sorted by name; nothing of them is imported."""
    found = entry_points()
    return {
        group: tuple(sorted(found.select(group=group), key=lambda entry_point: entry_point.name))
        for group in (RULES, DIALECTS)
    }


def loaded(group: str, what: str, accept: Callable[[str, object], T]) -> tuple[T, ...]:
    """Load the entry points of a group; one that `accept` refuses, or that raises, is reported once."""
    return tuple(thing for entry_point in offered()[group] for thing in _load(entry_point, what, accept))


def _load(entry_point: EntryPoint, what: str, accept: Callable[[str, object], T]) -> tuple[T, ...]:
    """Load one; nothing if that fails."""
    owner = entry_point.dist.name if entry_point.dist else "?"
    place = f"loading the {what} {entry_point.name!r} of the distribution {owner!r}"
    kept: tuple[T, ...] = ()
    began = monotonic()
    # Any exception: any code may run at the import of another distribution.
    with Guard(place):
        kept = (accept(entry_point.name, entry_point.load()),)
    # Not left out: an import cannot be stopped, and on a busy machine chance would decide.
    if (seconds := monotonic() - began) > SLOW:
        warn_once(f"slow {place}", f"otel-errkind waited {seconds:.1f} s, as the application does, {place}.")
    return kept
