"""Calls inside of calls: those of hooks, and those of a library that carries another one's requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

from otel_errkind._guard import Guard
from otel_errkind._telemetry.inner import InnerCalls, wanted
from otel_errkind._telemetry.operation import nearest, open_fate

if TYPE_CHECKING:
    from collections.abc import Callable

    from otel_errkind._telemetry.emit import Emitter
    from otel_errkind._telemetry.exchange import Exchange
    from otel_errkind._telemetry.operation import Fate, Operation


class Sent(Protocol):
    """What the requests of all libraries have; the URL reads as one."""

    method: str
    url: Any


_telling = Guard("telling of a request")


class NestedCall:
    """A call, as far as those around it and inside it need to know of it.

    The call inside speaks, and the one around it remembers: so a failure is counted where it is met first.
    """

    __slots__ = ("_inner", "_is_open", "_outer", "emitter", "operation", "sending")

    _is_open: bool
    _outer: Self | None
    """The call around this one."""

    def __init__(self, emitter: Emitter) -> None:
        self.emitter = emitter
        self.operation: Operation | None = None
        """The operation that it was made in."""
        self.sending: Sent | None = None
        """The request that was sent last."""
        self._inner: InnerCalls | None = None

    def is_under_way(self) -> bool:
        """Tell whether the call has yet to return or raise."""
        return self._is_open

    def nearest(self) -> Self | None:
        """Return the innermost call that is under way, of this one and those around it."""
        if self._is_open:
            return self
        return self._outer.nearest() if self._outer is not None else None

    def send(self, request: Sent) -> None:
        """Learn that a request is about to be sent."""
        self.sending = request
        if self._inner is not None or self._outer is not None:
            _telling(self._tell, request)

    def _tell(self, request: Sent) -> None:
        """Tell what waits in this call, or in the one that it carries."""
        if self._inner is not None:
            self._inner.attempt()
        if self._outer is not None:
            self._outer.note_sending(self.emitter, request)

    def note_sending(self, emitter: Emitter, request: Sent) -> None:
        """Learn what a call inside this one is about to send."""
        if self._inner is not None and self.is_carried_by(emitter, request, request.method, request.url):
            self._inner.attempt()

    def is_carried_by(self, emitter: Emitter, request: object, method: str, url: object) -> bool:
        """Tell whether the request of an inner call is the one that this call sends."""
        sent = self.sending
        if sent is None or sent is request:
            return sent is not None
        return emitter is not self.emitter and wanted(sent.method, sent.url) == wanted(method, url)

    def open_fate(self, exchange: Exchange) -> Fate | None:
        """Open the question what becomes of a failure, if anything can still follow it."""
        return open_fate(self.operation_of(lambda: exchange))

    def operation_of(self, describe: Callable[[], Exchange]) -> Operation | None:
        """Return the operation whose attempt the described exchange is."""
        if self._outer is None:
            return self.operation
        exchange = describe()
        return self._operation_with(exchange.request, exchange.method, exchange.url)

    def _operation_with(self, request: object, method: str, url: object) -> Operation | None:
        outer = self._outer
        if outer is None or not outer.is_carried_by(self.emitter, request, method, url):
            return self.operation
        # One that was opened inside of the call around this one is nearer.
        is_between = nearest(self.operation) is not nearest(outer.operation)
        return self.operation if is_between else outer.operation_inside()

    def operation_inside(self) -> Operation | None:
        """Return the operation whose attempts the requests of this call are."""
        inner, sent = self.inner(), self.sending
        if inner is None or sent is None:
            return self.operation
        return inner.operation(lambda: self._operation_with(sent, sent.method, sent.url))

    def inner(self) -> InnerCalls | None:
        """Return what this call is told by the calls inside it; None once it is over."""
        if self._inner is None and self._is_open:
            self._inner = InnerCalls()
        return self._inner

    def note_watched(self, describe: Callable[[], Exchange]) -> None:
        """Tell the call around this one, if there is one, that the body of this answer is watched."""
        around = self._around()
        if around is not None:
            around.note_watched(self.emitter, describe())

    def note_counted(self, exchange: Exchange) -> None:
        """Tell the call around this one, if there is one, that this failure was counted."""
        around = self._around()
        if around is not None:
            around.note_counted(self.emitter, exchange)

    def _around(self) -> InnerCalls | None:
        outer = self._outer.nearest() if self._outer is not None else None
        return outer.inner() if outer is not None else None

    def is_carried(self, describe: Callable[[], Exchange]) -> bool:
        """Tell whether a call of another library carries this request, and judges or watches its answer.

        The call around this one, if there is one, is told so too.
        """
        if self._inner is None:
            return False
        exchange = describe()
        if self._inner.counted(self.emitter, exchange):
            self.note_counted(exchange)
            return True
        if self._inner.watched(self.emitter, exchange):
            self.note_watched(lambda: exchange)
            return True
        return False

    def was_counted(self, exchange: Exchange, error: BaseException | None = None) -> bool:
        """Tell whether a call inside this one has counted this failure."""
        return self._inner is not None and self._inner.counted(self.emitter, exchange, error)
