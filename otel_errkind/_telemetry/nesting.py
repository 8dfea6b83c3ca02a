"""Calls inside of calls: those of hooks, and those of a library that carries another one's requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

from otel_errkind._guard import Guard
from otel_errkind._telemetry.held import weakly
from otel_errkind._telemetry.inner import Inner, InnerCalls, wanted
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

    __slots__ = (
        "_asked",
        "_inner",
        "_is_open",
        "_number",
        "_outer",
        "_turn",
        "came",
        "emitter",
        "operation",
        "requests",
        "sending",
    )

    def __init__(self, emitter: Emitter) -> None:
        self.emitter = emitter
        self.operation: Operation | None = None
        """The operation that it was made in."""
        self.sending: Sent | None = None
        """The request that was sent last."""
        self.came: Callable[[], Exchange] | None = None
        """Describes the answer to that, up to its body, once it has come."""
        self.requests = 0
        """Those that it has begun, or had carried: a transport may try again by itself."""
        self._turn = 0
        """Which of them it has begun last."""
        self._outer: Self | None = None
        """The call around this one."""
        self._number = 0
        """Which of that one's requests this call has carried last; none yet."""
        self._asked: tuple[str, str] | None = None
        """What it has sent first, if it is inside of another one."""
        self._inner: InnerCalls | None = None
        self._is_open = False

    def is_under_way(self) -> bool:
        """Tell whether the call has yet to return or raise."""
        return self._is_open

    def start(self, outer: Self | None) -> None:
        """Begin inside of another call, if there is one; it may be over."""
        self._is_open = True
        if outer is not None:
            self._outer = outer
            self.around()

    def around(self) -> Self | None:
        """Return the innermost call around this one that is under way, and keep no other.

        A task or a timer that was started inside keeps this call in its context, for as long as it lives, and
        would keep those around it: in a chain of tasks, each started by the one before, all of them.
        """
        outer = self._outer
        while outer is not None and not outer._is_open:  # noqa: SLF001 - of the same class
            # What is carried by a call that is carried itself is carried by both.
            self._number = self._number and outer._number  # noqa: SLF001
            outer = outer._outer  # noqa: SLF001
        self._outer = outer
        return outer

    def end(self) -> None:
        """End, and forget what was sent and by whom."""
        self._is_open = False
        inner, self._inner = self._inner, None
        self.came = self.operation = self.sending = None
        if inner is not None:
            inner.end()

    def send(self, request: Sent) -> None:
        """Learn that a request is about to be sent."""
        self.requests = self._turn = self.requests + 1
        self.came = None
        self.sending = request
        if self._inner is not None or self._outer is not None:
            _telling(self._tell, request)

    def _tell(self, request: Sent) -> None:
        """Tell what waits in this call, or in the one that it carries."""
        if self._inner is not None:
            self._inner.attempt()
        outer = self._outer
        if outer is not None:
            self._asked = self._asked or wanted(request.method, request.url)
            self._number = outer.note_sending(self, request) or self._number

    def note_sending(self, inner: NestedCall, request: Sent) -> int | None:
        """Learn what a call inside this one is about to send; return its number if it carries this one."""
        if not self.is_carried_by(inner, request, request.method, request.url):
            return None
        self.requests += 1
        if self._inner is not None:
            self._inner.attempt()
        return self.requests

    def is_carried_by(self, inner: NestedCall, request: object, method: str, url: object) -> bool:
        """Tell whether the request of an inner call is the one that this call sends."""
        sent = self.sending
        # What comes after the answer is of a hook.
        if sent is None or self.came is not None:
            return False
        is_another = inner.emitter is not self.emitter
        return sent is request or (is_another and wanted(sent.method, sent.url) == wanted(method, url))

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
        if outer is None or not outer.is_carried_by(self, request, method, url):
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
        listener = self._listener()
        if listener is not None:
            listener.note_watched(self._shown(describe()))

    def note_counted(self, exchange: Exchange) -> None:
        """Tell the call around this one, if there is one, that this failure was counted."""
        listener = self._listener()
        if listener is not None:
            listener.note_counted(self._shown(exchange))

    def _listener(self) -> InnerCalls | None:
        outer = self.around()
        return outer.inner() if outer is not None else None

    def _shown(self, exchange: Exchange) -> Inner:
        """Return what the call around this one needs to know of it."""
        evidence = exchange.evidence
        request, error = weakly(exchange.request), weakly(evidence.exception)
        urls = self._asked, wanted(exchange.method, exchange.url)
        return Inner(self.emitter, self._number, urls, evidence.status_code, request, error)

    def is_carried(self, describe: Callable[[], Exchange]) -> bool:
        """Tell whether a call of another library carries this request, and judges or watches its answer.

        The call around this one, if there is one, is told so too.
        """
        if self._inner is None:
            return False
        exchange = describe()
        if self.was_counted(exchange):
            self.note_counted(exchange)
            return True
        # Of several that carry one request, as where a slow one is overtaken, any may give the answer.
        if self._inner.watched(self.emitter, exchange, self._turn):
            self.note_watched(lambda: exchange)
            return True
        return False

    def was_counted(self, exchange: Exchange, error: BaseException | None = None) -> bool:
        """Tell whether a call inside this one has counted this failure."""
        inner = self._inner
        return inner is not None and inner.counted(self.emitter, exchange, self.requests, error)
