"""Failed responses whose body the application has yet to read: their verdict, and their span, wait for it."""

from __future__ import annotations

import os
from time import monotonic
from typing import TYPE_CHECKING, Final

from opentelemetry import context

from otel_errkind._core.coding import inflate
from otel_errkind._guard import Guard

if TYPE_CHECKING:
    from types import TracebackType

    from otel_errkind._telemetry.emit import Emitter
    from otel_errkind._telemetry.exchange import Exchange
    from otel_errkind._telemetry.scope import CallScope

LONGEST: Final = 5.0
"""Seconds for which a span waits at most. There is no timer: the next span that starts anywhere looks after it."""

PENDING: Final[dict[PendingAnswer, bool]] = {}

_keeping = Guard("keeping a piece of a body")
_settling = Guard("settling a streamed response")


class PendingAnswer:
    """A failed response on its way, and the beginning of its body as far as the application has read it."""

    __slots__ = ("_call", "_coding", "_context", "_emitter", "_exchange", "_kept", "deadline", "room")

    def __init__(self, emitter: Emitter, call: CallScope, exchange: Exchange, coding: str | None) -> None:
        self._emitter = emitter
        self._call = call
        self._exchange = exchange
        self._coding = coding
        self._context = context.get_current()
        self._kept = bytearray()
        self.room = emitter.window
        """How many more bytes are of use; negative if more have come."""
        self.deadline = monotonic() + LONGEST
        PENDING[self] = True
        call.postpone()

    def is_waiting(self) -> bool:
        """Tell whether the verdict is still open."""
        return self in PENDING

    def feed(self, chunk: bytes) -> None:
        """Keep what there is room for."""
        with _keeping:
            if self.room > 0:
                self._kept += chunk[: self.room]
            self.room -= len(chunk)

    def __enter__(self) -> None:
        """Watch the application read the body."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A reader that stops early, or is cancelled, closes the stream next: that settles it.
        if error is None or isinstance(error, Exception):
            self.settle(error, complete=error is None)

    def settle(self, error: BaseException | None = None, *, complete: bool = False) -> None:
        """Write the verdict and let the span end. Only the first call does."""
        if not PENDING.pop(self, False):
            return
        with _settling:
            exchange = self._exchange.with_error(error).with_body(self._body(), complete=complete and self.room >= 0)
            self._emitter.emit(exchange, self._call, self._context)
        self._call.release()

    def _body(self) -> bytes | None:
        kept = bytes(self._kept)
        return inflate(kept, self._coding, self._emitter.window) if self._coding else kept


def expire() -> None:
    """Settle what has waited for too long."""
    now = monotonic()
    for answer in tuple(PENDING):
        # They stand in the order of their deadlines.
        if answer.deadline > now:
            return
        answer.settle()


def settle_all() -> None:
    """Settle everything that waits."""
    for answer in tuple(PENDING):
        answer.settle()


if hasattr(os, "register_at_fork"):
    # A forked child has copies of spans that its parent will end and count.
    os.register_at_fork(after_in_child=PENDING.clear)
