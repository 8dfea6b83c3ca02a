"""Failed responses whose body the application has yet to read: their verdict, and their span, wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opentelemetry import context

from otel_errkind._guard import Guard
from otel_errkind._telemetry.collecting import is_collecting
from otel_errkind._telemetry.waiting import ABANDONED, PENDING, deadline
from otel_errkind._telemetry.within import within

if TYPE_CHECKING:
    from otel_errkind._telemetry.beginning import Beginning
    from otel_errkind._telemetry.emit import Emitter
    from otel_errkind._telemetry.exchange import Exchange
    from otel_errkind._telemetry.scope import CallScope

_settling = Guard("settling a streamed response")


class PendingAnswer:
    """A failed response on its way, and the beginning of its body as far as the application has read it."""

    __slots__ = ("_beginning", "_call", "_context", "_emitter", "_exchange", "_fate", "deadline")

    def __init__(self, emitter: Emitter, call: CallScope, exchange: Exchange, beginning: Beginning) -> None:
        self._emitter = emitter
        self._call = call
        self._exchange = exchange
        self._beginning = beginning
        self._context = context.get_current()
        # The answer has come: what starts from now on is another attempt, though its body be unread.
        self._fate = call.open_fate(exchange)
        self.deadline = deadline()
        PENDING[self] = True
        call.note_watched(lambda: exchange)
        call.postpone()

    def wants_more(self) -> bool:
        """Tell whether the verdict is open, and more of the body of use to it."""
        is_open = self in PENDING and self._emitter.is_active and not is_collecting()
        return is_open and self._beginning.has_room()

    def feed(self, piece: bytes) -> None:
        """Keep what there is room for."""
        self._beginning.feed(piece)

    def fail(self, error: BaseException) -> None:
        """Judge what came before the body broke."""
        self._settle(self._exchange.with_error(error))

    spoil = fail

    def end(self) -> None:
        """Judge the whole body."""
        self._beginning.end()
        self._settle(self._exchange)

    def leave(self) -> None:
        """Judge what has been read."""
        self._settle(self._exchange)

    def abandon(self) -> None:
        """Leave the verdict to the next span that starts, or to a flush."""
        if self in PENDING:
            ABANDONED.append(self)

    def _settle(self, exchange: Exchange) -> None:
        """Write the verdict and let the span end. Only the first call does: `pop` decides between threads."""
        if is_collecting():
            self.abandon()
            return
        if not PENDING.pop(self, False):
            return
        try:
            with _settling:
                self._judge(exchange)
        finally:
            with _settling:
                self._beginning.forget()
                self._call.let_go()

    def _judge(self, exchange: Exchange) -> None:
        judged = self._beginning.added_to(exchange)
        # Whoever reads may do so in a context of its own.
        with within(self._context):
            if self._emitter.emit(judged, self._call, self._fate):
                self._call.note_counted(judged)
