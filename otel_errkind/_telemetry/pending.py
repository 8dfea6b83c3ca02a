"""Failed responses whose body the application has yet to read: their verdict, and their span, wait for it."""

from __future__ import annotations

import os
from time import monotonic
from typing import TYPE_CHECKING, Final

from opentelemetry import context

from otel_errkind._core.coding import inflate
from otel_errkind._guard import Guard

if TYPE_CHECKING:
    from otel_errkind._telemetry.emit import Emitter
    from otel_errkind._telemetry.exchange import Exchange
    from otel_errkind._telemetry.scope import CallScope

LONGEST: Final = 5.0
"""Seconds for which a span waits at most. There is no timer: the next span that starts looks after it."""

PENDING: Final[dict[PendingAnswer, bool]] = {}

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
    """Judge what has waited for too long."""
    now = monotonic()
    for answer in tuple(PENDING):
        # They stand in the order of their deadlines.
        if answer.deadline > now:
            return
        answer.leave()


def settle_all() -> None:
    """Judge everything that waits."""
    for answer in tuple(PENDING):
        answer.leave()


if hasattr(os, "register_at_fork"):
    # A forked child has copies of spans that its parent will end and count.
    os.register_at_fork(after_in_child=PENDING.clear)
