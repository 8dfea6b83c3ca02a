"""Failed responses whose body the application has yet to read: their verdict, and their span, wait for it."""

from __future__ import annotations

import os
import threading
from collections import deque
from contextlib import suppress
from itertools import takewhile
from time import monotonic
from typing import TYPE_CHECKING, Final

from opentelemetry import context

from otel_errkind._core.coding import inflate
from otel_errkind._guard import Guard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from otel_errkind._telemetry.emit import Emitter
    from otel_errkind._telemetry.exchange import Exchange
    from otel_errkind._telemetry.scope import CallScope

LONGEST: Final = 5.0
"""Seconds for which a span waits at most. There is no timer: the next span that starts looks after it."""

PENDING: Final[dict[PendingAnswer, bool]] = {}
_abandoned: Final[deque[PendingAnswer]] = deque()
_expiring = threading.Lock()

_keeping = Guard("keeping a piece of a body")
_settling = Guard("settling a streamed response")


class PendingAnswer:
    """A failed response on its way, and the beginning of its body as far as the application has read it."""

    __slots__ = ("_call", "_coding", "_context", "_emitter", "_exchange", "_kept", "_room", "deadline")

    def __init__(self, emitter: Emitter, call: CallScope, exchange: Exchange, coding: str | None) -> None:
        self._emitter = emitter
        self._call = call
        self._exchange = exchange
        self._coding = coding
        self._context = context.get_current()
        self._kept = bytearray()
        self._room = emitter.window
        self.deadline = monotonic() + LONGEST
        PENDING[self] = True
        call.postpone()

    def wants_more(self) -> bool:
        """Tell whether the verdict is open, and more of the body of use to it."""
        return self._room > 0 and self in PENDING

    def feed(self, piece: bytes) -> None:
        """Keep what there is room for."""
        with _keeping:
            if self._room > 0:
                self._kept += piece[: self._room]
            self._room -= len(piece)

    def fail(self, error: BaseException) -> None:
        """Judge what came before the body broke."""
        self._settle(self._exchange.with_error(error), complete=False)

    def end(self) -> None:
        """Judge the whole body."""
        self._settle(self._exchange, complete=self._room >= 0)

    def leave(self) -> None:
        """Judge what has been read."""
        self._settle(self._exchange, complete=False)

    def abandon(self) -> None:
        """Leave the verdict to the next span that starts, or to a flush.

        The garbage collector may run in the middle of anything. A verdict written from there could wait for
        a lock that the interrupted SDK holds; and a context variable that is set while one is being set
        crashes CPython 3.11.
        """
        if self in PENDING:
            _abandoned.append(self)

    def _settle(self, exchange: Exchange, *, complete: bool) -> None:
        """Write the verdict and let the span end. Only the first call does: `pop` decides between threads."""
        if not PENDING.pop(self, False):
            return
        with _settling:
            body = self._body()
            # A decoded body that fills the window may have been longer.
            whole = complete and (not self._coding or len(body or b"") < self._emitter.window)
            self._emitter.emit(exchange.with_body(body, complete=whole), self._call, self._context)
        with _settling:
            self._call.release()

    def _body(self) -> bytes | None:
        kept = bytes(self._kept)
        return inflate(kept, self._coding, self._emitter.window) if self._coding else kept


def expire() -> None:
    """Judge what has been abandoned or has waited for too long."""
    # A verdict may start a span, whose start would bring us here again, once for each that waits.
    if not _expiring.acquire(blocking=False):
        return
    try:
        for answer in (*_taken(), *_overdue(monotonic())):
            answer.leave()
    finally:
        _expiring.release()


def _taken() -> Iterator[PendingAnswer]:
    while _abandoned:
        with suppress(IndexError):  # another thread was faster
            yield _abandoned.popleft()


def _overdue(now: float) -> Iterator[PendingAnswer]:
    # They stand in the order of their deadlines.
    return takewhile(lambda answer: answer.deadline <= now, tuple(PENDING))


def settle_all() -> None:
    """Judge everything that waits."""
    _abandoned.clear()
    for answer in tuple(PENDING):
        answer.leave()


def _forget() -> None:
    """Start afresh in a forked child: it has copies of spans that its parent will end and count."""
    global _expiring  # noqa: PLW0603 - another thread of the parent may have held it
    _expiring = threading.Lock()
    _abandoned.clear()
    PENDING.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
