"""Where dialects that are not built in come from: other distributions. One that raises is dropped."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from otel_errkind._core.dialects.foreign import reader_of
from otel_errkind._guard import Guard
from otel_errkind._installed import DIALECTS, loaded

if TYPE_CHECKING:
    from otel_errkind._core.dialects.registry import Reader
    from otel_errkind._core.document import Json
    from otel_errkind._core.envelope import Envelope


class _Droppable:
    """A reader that is asked until it raises."""

    __slots__ = ("_guard", "_read")

    def __init__(self, name: str, dialect: object) -> None:
        self._read: Reader | None = reader_of(name, dialect)
        self._guard = Guard(f"asking the dialect {name!r}, which is dropped for good")

    def __call__(self, body: dict[str, Json]) -> Envelope | None:
        if self._read is None:
            return None
        with self._guard:
            return self._read(body)
        # Only after an exception: the guard has swallowed it.
        self._read = None
        return None


@cache  # three instrumentors ask, and one that raises is dropped for all of them
def installed() -> tuple[Reader, ...]:
    """Return the dialect of each entry point, sorted by name."""
    return loaded(DIALECTS, "dialect", _Droppable)
