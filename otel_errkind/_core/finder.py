"""Errors inside a success whose body comes in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from otel_errkind._core.beginnings import LONGEST_BEGINNING, LONGEST_EVENT_MARK
from otel_errkind._core.dialects import frames
from otel_errkind._core.dialects.events import MOST_ALARMS
from otel_errkind._core.glance import (
    END_OF_EVENT,
    LATE_PART,
    NO_HEADERS,
    PARTS,
    SHORT_DATA,
    Looks,
    glance,
    is_error,
    is_suspect,
    next_alarm,
    one_event,
    read_of,
    stated_error,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

HARMLESS: Final = Looks.HARMLESS
_EVENTS: Final = Looks.EVENTS
"""By names of the module: asked of every piece of every stream, which to look them up would double."""
_UNDECIDED: Final = {Looks.HARMLESS, Looks.ENVELOPE, Looks.DATA}
"""What a beginning may cease to look like: an element of an error may follow that of an envelope, and what a
mutation refused is in its data."""
_KEPT: Final = {Looks.ERROR, Looks.ENVELOPE, Looks.BATCH}
"""What is judged by its beginning, at its end."""
_ENDING: Final = {Looks.DATA, Looks.LINES}
"""What may have its error at its end."""
_BETWEEN: Final = bytearray(b"\n")
"""What is kept between two lines, where most pieces of a stream begin and end."""
_WHOLE: Final = (b"\n\n", b"\n\r\n", b"}\n", b"}\r\n")
"""How a piece ends after which nothing is unfinished: indented JSON leaves its open brace on a line alone."""
_NO_MARK: Final = b"-"
"""Stands for a line that is no error event, so that its rest is not taken for the beginning of one."""


class ErrorFinder:
    """Look for a stated error in the body of a success, piece by piece; keep a few KiB of it at most."""

    __slots__ = ("_frames", "_headers", "_kept", "_limit", "_started", "looks")

    def __init__(self, limit: int, headers: Mapping[str, str] = NO_HEADERS) -> None:
        self._limit = limit
        self._headers = headers
        self._kept = bytearray()
        self.looks: Looks | None = None
        """None while the beginning does not tell; of a harmless body nothing more need be shown."""
        self._started = False
        self._frames: frames.FrameFinder | None = None

    def feed(self, piece: bytes) -> bytes | None:
        """Take the next piece; return an error event if it is complete."""
        if self.looks is None:
            piece = self._begin(piece)
        if self.looks is HARMLESS:
            return None
        if self.looks is _EVENTS:
            if self._kept == _BETWEEN and piece.endswith(_WHOLE) and not is_suspect(piece):
                return None
            self._kept += piece
            return self._event()
        if self._frames is not None:
            return self._frames.feed(piece)
        if self.looks in _ENDING:
            self._kept += piece
            if len(self._kept) > 2 * LATE_PART:
                del self._kept[: -LATE_PART - SHORT_DATA]
        elif self.looks in _KEPT:
            self._kept += piece[: max(0, self._limit - len(self._kept))]
        return None

    def is_open(self) -> bool:
        """Tell whether something that was read has yet to be judged."""
        return bool(self._kept)

    def end(self) -> bytes | None:
        """Return the error that the end of the body, or of the reading, completes."""
        kept = bytes(self._kept)
        if self.looks is None:
            return stated_error(kept, self._limit, self._headers)
        return PARTS[self.looks](kept, self._limit)

    def _begin(self, piece: bytes) -> bytes:
        """Look at the beginning until it is plain what it is; return what else the piece holds."""
        self._kept += piece[:LONGEST_BEGINNING]
        looks = glance(self._kept)
        if len(self._kept) >= LONGEST_BEGINNING or looks not in _UNDECIDED:
            self.looks = looks
        if self.looks is Looks.FRAMES:
            return self._enter_frames(piece)
        if self.looks is HARMLESS:
            self._kept.clear()
        return piece[LONGEST_BEGINNING:]

    def _enter_frames(self, piece: bytes) -> bytes:
        """Look for frames if the headers name a protocol; return what of the body has come."""
        protocol = frames.protocol_of(self._headers.get("content-type"))
        begun = bytes(self._kept) + piece[LONGEST_BEGINNING:]
        self._kept.clear()
        if protocol is None or protocol.is_encoded:
            self.looks = HARMLESS
        else:
            self._frames = frames.FrameFinder(protocol, self._limit)
        return begun

    def _event(self) -> bytes | None:
        for _ in range(MOST_ALARMS):
            if not (self._started or self._start()):
                break
            if len(self._kept) < self._limit and not END_OF_EVENT.search(self._kept):
                break
            event = self._take()
            if is_error(event):
                return event
        return None

    def _start(self) -> bool:
        """Begin with the next event that looks like an error; of all others keep an unfinished line."""
        start = next_alarm(self._kept)
        self._started = start >= 0
        del self._kept[: start if self._started else self._last_line()]
        if not self._started and len(self._kept) > LONGEST_EVENT_MARK:
            self._kept[:] = _NO_MARK
        return self._started

    def _last_line(self) -> int:
        """Return where the unfinished line begins, or a brace that has the line before it for itself."""
        brace = self._kept.rfind(b"\n{")
        is_open = brace >= 0 and b"\n" not in self._kept[brace + 2 :].lstrip()
        return brace if is_open else max(0, self._kept.rfind(b"\n"))

    def _take(self) -> bytes:
        """Return the event, and go on in the first line that has not been read whole."""
        event = one_event(bytes(self._kept[: self._limit]))
        self._started = False
        line = self._kept.find(b"\n", read_of(event))
        if line >= 0:
            del self._kept[:line]
        else:
            self._kept[:] = _NO_MARK
        return event
