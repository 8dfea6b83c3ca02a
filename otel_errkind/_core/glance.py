"""Errors inside a success: what a first look at its body, before any parsing, can tell."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

_BEGINNING: Final = re.compile(
    rb'[\s\[]{0,16}\{\s{0,16}"(?:[eE]rrors?"\s{0,16}:\s{0,16}[\[{"]|fault"\s{0,16}:|(?:ok|success)"\s{0,16}:\s{0,16}false)'
    rb"|(?P<events>(?:\xef\xbb\xbf)?(?:event|data|id|retry)?:)"
)
_ERROR_EVENT: Final = re.compile(
    rb'(?:\A|(?<=[\r\n]))(?:event: ?error\b|data: ?\{\s{0,16}"(?:error"|type"\s{0,16}:\s{0,16}"error"))'
)

_LONGEST_MARK: Final = 64
"""Bytes that the beginning of an error, or of an error event with the line break before it, may take."""
_ENDS_OF_EVENT: Final = (b"\n\n", b"\r\n\r\n", b"\r\r")


class Looks(Enum):
    """What the beginning of a success's body promises."""

    HARMLESS = 0
    ERROR = 1
    EVENTS = 2


def looks_wrong(beginning: bytes) -> bool:
    """Tell whether the body of a success is worth a second look, as that of hardly any success is."""
    return _BEGINNING.match(beginning) is not None


def glance(beginning: bytes | bytearray) -> Looks:
    """Tell an error document and an event stream from everything else by their first bytes."""
    found = _BEGINNING.match(beginning)
    if found is None:
        return Looks.HARMLESS
    return Looks.EVENTS if found["events"] else Looks.ERROR


def stated_error(body: bytes, limit: int) -> bytes | None:
    """Return what in the whole body of a success looks like an error: all of it, or an event of it."""
    looks = glance(body)
    if looks is Looks.EVENTS:
        start = _error_event(body)
        return body[start : start + limit] if start >= 0 else None
    return body[:limit] if looks is Looks.ERROR else None


def _error_event(events: bytes | bytearray) -> int:
    """Return where the first error event begins, or -1."""
    if b"error" not in events:
        return -1
    found = _ERROR_EVENT.search(events)
    return found.start() if found else -1


class ErrorFinder:
    """Look for a stated error in the body of a success, piece by piece; keep at most `limit` bytes of it."""

    __slots__ = ("_kept", "_limit", "_looks", "_started")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept = bytearray()
        self._looks: Looks | None = None
        self._started = False

    def feed(self, piece: bytes) -> bytes | None:
        """Take the next piece; return the error if it is complete."""
        if self._looks is None:
            piece = self._begin(piece)
        if self._looks is Looks.EVENTS:
            self._kept += piece
            return self._event()
        if self._looks is Looks.ERROR:
            self._kept += piece[: self._limit - len(self._kept)]
        return None

    def _begin(self, piece: bytes) -> bytes:
        """Look at the beginning once there is enough of it; return what else the piece holds."""
        self._kept += piece[:_LONGEST_MARK]
        if len(self._kept) >= _LONGEST_MARK:
            self._looks = glance(self._kept)
        if self._looks is Looks.HARMLESS:
            self._kept.clear()
        return piece[_LONGEST_MARK:]

    def end(self) -> bytes | None:
        """Return the error that the end of the body, or of the reading, completes."""
        if self._looks is None:
            return stated_error(bytes(self._kept), self._limit)
        is_error = self._looks is Looks.ERROR or self._started
        return bytes(self._kept[: self._limit]) if is_error else None

    def _event(self) -> bytes | None:
        if not self._started:
            start = _error_event(self._kept)
            self._started = start >= 0
            # What is over is dropped, but for a beginning that the next piece may continue.
            del self._kept[: start if self._started else -_LONGEST_MARK]
        if not self._started:
            return None
        whole = len(self._kept) >= self._limit or any(end in self._kept for end in _ENDS_OF_EVENT)
        return bytes(self._kept[: self._limit]) if whole else None
