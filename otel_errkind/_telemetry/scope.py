"""One client call: the spans that start inside it, and the verdict that the last of them waits for."""

from __future__ import annotations

from contextvars import ContextVar
from time import time_ns
from typing import TYPE_CHECKING, Any, Final, Self

from opentelemetry.instrumentation.utils import is_http_instrumentation_enabled

from otel_errkind._core.exceptions import chain, is_cancellation, is_deadline, phase_of
from otel_errkind._core.model import Phase
from otel_errkind._core.outcome import is_error_status
from otel_errkind._guard import Guard, let_pass
from otel_errkind._telemetry.attributes import HTTP_RESPONSE_STATUS_CODE, HTTP_STATUS_CODE
from otel_errkind._telemetry.collecting import is_collecting
from otel_errkind._telemetry.held import CancelledCall
from otel_errkind._telemetry.inner import about
from otel_errkind._telemetry.nesting import NestedCall
from otel_errkind._telemetry.operation import OPERATION, nearest
from otel_errkind._telemetry.spans import HeldSpan
from otel_errkind._telemetry.waiting import ABANDONED, PENDING, expire

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from weakref import ref

    from opentelemetry.sdk.trace import Span

    from otel_errkind._telemetry.beginning import Beginning
    from otel_errkind._telemetry.emit import Emitter
    from otel_errkind._telemetry.exchange import Exchange
    from otel_errkind._telemetry.nesting import Sent

    Describe = Callable[[Any, tuple[Any, ...], dict[str, Any], BaseException], Exchange]
    """What a client module makes of a call (instance, args, kwargs) and the exception it raised."""

CURRENT: Final[ContextVar[CallScope | None]] = ContextVar("errkind_call_scope", default=None)

_BEFORE_ANSWER: Final = frozenset({Phase.BUILD, Phase.POOL, Phase.CONNECT, Phase.WRITE})
"""Not HEADERS: the same read error comes out of a body that breaks."""

_BEFORE_REQUEST: Final = frozenset({Phase.POOL, Phase.CONNECT})

_FORGOTTEN: Final[tuple[Any, tuple[Any, ...], dict[str, Any]]] = (None, (), {})
"""The arguments of a call that is over."""

_judging = Guard("judging a call")
let_pass(is_deadline)


class CallScope(NestedCall):
    """A client call from its start to the moment its outcome is known.

    A plain context manager, around sync and async calls alike. It adopts each CLIENT span that starts inside
    and keeps the last one open until the verdict is on it.
    """

    __slots__ = (
        "_describe",
        "_has_own",
        "_postponed",
        "answer",
        "arguments",
        "attempts",
        "beginnings",
        "exchanges",
        "held",
        "is_kept",
        "seen",
        "started",
    )

    def __init__(
        self,
        emitter: Emitter,
        describe: Describe,
        instance: object,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        super().__init__(emitter)
        self._describe = describe
        self.arguments: tuple[Any, tuple[Any, ...], dict[str, Any]] = (instance, args, kwargs)
        self._has_own = False
        self.is_kept = False
        self._postponed = False
        self.answer: Exchange | None = None
        self.seen: tuple[tuple[ref[object], Exchange], ...] = ()
        """The errors among several answers of one call, by response. Weak: what watches a body holds this."""
        self.beginnings: tuple[Beginning, ...] = ()
        """What is kept of bodies until the call is over."""
        self.attempts = 0
        """Spans that were adopted, one after the other: a transport may try again by itself."""
        self.exchanges = 0
        """Requests that the client has begun to send."""
        self.held: HeldSpan | None = None

    def __enter__(self) -> Self:
        if not self.emitter.is_attached:
            self.emitter.attach()
        self.operation = OPERATION.get()
        # Exporters make calls as well, in the middle of anything: those are no attempts, and a span that is
        # let go there could come back to the same exporter, which holds its lock.
        if (PENDING or ABANDONED or self.operation is not None) and is_http_instrumentation_enabled():
            # Spans that are not recorded tell nobody that they start.
            _judging(expire)
            if self.operation is not None:
                self.operation.attempt()
        outer: Any = CURRENT.get()  # `Self`, as no class is derived from this one
        self.start(outer)
        CURRENT.set(self)
        self.started = time_ns()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Not `reset(token)`, which raises in a coroutine that was moved to another context. Where the garbage
        # collector has closed the coroutine, another call may be under way.
        if CURRENT.get() is self:
            CURRENT.set(self.around())
        is_postponed = self._postponed and error is None
        is_collected = error is not None and _is_collected(error)
        try:
            if (error is not None or self.answer is not None) and not (is_postponed or is_collected):
                with _judging:
                    self._judge(error)
        finally:
            # The handler of a signal may have struck.
            self.end()
            self.answer = None
            self.arguments = _FORGOTTEN
            for beginning in self.beginnings:
                beginning.forget()
            self.beginnings = self.seen = ()
            if is_collected:
                ABANDONED.append(self)
            # Not guarded: what a span processor raises here, the application would have met anyway.
            elif not is_postponed:
                self.let_go()

    def judge_unsent(self, error: BaseException) -> None:
        """Judge a request that could not be made: it was never sent, and no instrumentation saw it."""
        self.__enter__()
        self.__exit__(type(error), error, error.__traceback__)

    def begin(self, request: Sent) -> None:
        """Begin an exchange, which has no answer yet."""
        self.exchanges += 1
        self.send(request)

    def note_seen(self, response: ref[object], exchange: Exchange) -> None:
        """Remember an error among the answers, and what is known of it."""
        # Of two requests that a middleware races, the slower one is answered when the call is over.
        if self._is_open:
            self.seen += ((response, exchange),)

    def seen_of(self, response: object) -> Exchange | None:
        """Return what is known of the error that this response is or states."""
        known = (exchange for seen, exchange in reversed(self.seen) if seen() is response)
        return next(known, None)

    def resends(self) -> int:
        """Return how many requests of this call came before the last one."""
        return max(self.attempts, self.exchanges) - 1

    def adopt(self, span: Span, *, is_own: bool) -> None:
        """Hold `span` instead of the one that an earlier exchange of this call left.

        One that is not of the client's `own` tracer may be a call that a hook makes by other means: it is
        held until one of its own comes, and never after.
        """
        # A task that outlives the call still has it in its context.
        if not self._is_open or (self._has_own and not is_own):
            return
        if is_own:
            # It may be what a transport sends by itself, after one that has carried this call has failed.
            self.requests += 1
        if is_own and not self._has_own:
            self._has_own, self.attempts = True, 1
        # While the one before is open, this one is of the same exchange, which two tools trace.
        elif self.held is None or self.held.is_over():
            self.attempts += 1
        if self.held is not None:
            self.release()
        self.held = HeldSpan(span)

    def release(self) -> None:
        """Let the held span end."""
        held, self.held = self.held, None
        if held is not None:
            held.release()

    def let_go(self) -> None:
        """Let the held span end, unless it is kept."""
        if not self.is_kept:
            self.release()

    leave = let_go

    def postpone(self) -> None:
        """Keep the span beyond the call, for a verdict that waits until the body was read."""
        self._postponed = True
        # What is held would keep the operation from being collected.
        self.operation = None

    def unanswered(self) -> bool:
        """Tell whether an exchange was under way and no response has come."""
        return self.exchanges > 0 and self.came is None and self._status_of_span() is None

    def _judge(self, error: BaseException | None) -> None:
        exchange = self.answer if error is None else self._failure(error)
        if exchange is None or self.emitter.ignores(exchange.url):
            return
        operation = nearest(self.operation)
        is_cancelled = error is not None and is_cancellation(error)
        if operation is not None and error is not None and not is_cancelled:
            operation.explain_cancelled(error)
        if self.was_counted(exchange, error) or self.emitter.emit(exchange, self):
            self.note_counted(exchange)
        elif operation is not None and error is not None and is_cancelled:
            # The operation may see what becomes of it.
            operation.hold_cancelled(CancelledCall(self, exchange, error))

    def _failure(self, error: BaseException) -> Exchange:
        described, phase = self._describe(*self.arguments, error), phase_of(error)
        # An answer before it, whose redirect cannot be followed, is none of this request.
        if phase is Phase.BUILD or (phase in _BEFORE_ANSWER and self.came is None):
            return described
        status = described.evidence.status_code
        answer = self._answer_behind(status)
        if answer is None:
            return described if status else described.with_status(self._status_of_span())
        # A connection that a hook could not open is another one, and of no interest to this server; a body
        # that asks for its rest on one of its own breaks with it.
        is_own = any(each is not None and each is self.sending for each in about(error))
        return answer if phase in _BEFORE_REQUEST and not is_own else answer.with_error(error)

    def _answer_behind(self, status: int | None) -> Exchange | None:
        """Return the answer that came last, or the one whose status an error names."""
        came = self.came() if self.came is not None else None
        if status is None or (came is not None and came.evidence.status_code == status):
            return came
        # aiohttp raises for the answer that its middlewares have chosen.
        seen = [exchange for _, exchange in self.seen]
        about = next((each for each in reversed(seen) if each.evidence.status_code == status), None)
        is_stated = came is not None and not is_error_status(came.evidence.status_code or 0)
        # Whoever reads an error in a success may raise what names another status.
        return about or next((each for each in seen if each is came and is_stated), None)

    def _status_of_span(self) -> int | None:
        # It may be of an exchange before, or of one that a transport made by itself.
        if self.exchanges or self.held is None:
            return None
        attributes = self.held.span.attributes or {}
        status = attributes.get(HTTP_RESPONSE_STATUS_CODE, attributes.get(HTTP_STATUS_CODE))
        return status if isinstance(status, int) else None


def _is_collected(error: BaseException) -> bool:
    """Tell whether the garbage collector has closed a call, whose end nobody sees then."""
    return is_collecting() and any(isinstance(link, GeneratorExit) for link in chain(error))
