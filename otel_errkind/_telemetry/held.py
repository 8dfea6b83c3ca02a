"""Spans that are held beyond their call because it is not known yet what becomes of the operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar
from weakref import ref

from opentelemetry import context

from otel_errkind._guard import Guard
from otel_errkind._telemetry.attributes import ERRKIND_OUTCOME, RETRIED, TERMINAL
from otel_errkind._telemetry.operation import open_fate
from otel_errkind._telemetry.waiting import PENDING, deadline, is_over, is_this_process, this_process
from otel_errkind._telemetry.within import within

if TYPE_CHECKING:
    from collections.abc import Callable

    from otel_errkind._telemetry.exchange import Exchange
    from otel_errkind._telemetry.scope import CallScope
    from otel_errkind._telemetry.spans import HeldSpan, OwnSpan

Kept = TypeVar("Kept")

OUTCOMES: Final = {True: RETRIED, False: TERMINAL}

_concluding = Guard("writing the outcome of a failed call")
_proving = Guard("judging a cancelled call")


class HeldVerdict:
    """A verdict that lacks its outcome. The span waits for it as long as spans may, the count as it takes."""

    __slots__ = ("_count", "_held", "deadline")

    def __init__(self, held: HeldSpan | OwnSpan, count: Callable[[str], None]) -> None:
        self._held = held
        self._count = count
        self.deadline = deadline()
        PENDING[self] = True

    def conclude(self, retried: bool) -> None:  # noqa: FBT001 - the answer that `Fate.then` gives
        """Write the outcome and count the failure."""
        outcome = OUTCOMES[retried]
        try:
            if PENDING.pop(self, False):
                self._write(outcome)
        finally:
            with _concluding:
                self._count(outcome)

    def _write(self, outcome: str) -> None:
        try:
            with _concluding:
                # Past its deadline it waits no longer, though no span has started since to let it go.
                if not is_over(self.deadline):
                    self._held.reopen()
                    self._set(outcome)
        finally:
            with _concluding:
                self._held.release()

    def _set(self, outcome: str) -> None:
        # Another tool, whose span it is, may have ended it.
        if self._held.span.is_recording():
            self._held.span.set_attribute(ERRKIND_OUTCOME, outcome)

    def leave(self) -> None:
        """Let the span go without the outcome."""
        if PENDING.pop(self, False):
            with _concluding:
                self._held.release()


class CancelledCall:
    """A cancelled call. `asyncio` does not say whose will it was, until its timeout leaves the operation."""

    __slots__ = ("_call", "_context", "_error", "_exchange", "_operation", "_process", "deadline")

    def __init__(self, call: CallScope, exchange: Exchange, error: BaseException) -> None:
        self._call = call
        self._context = context.get_current()
        # The frames of the exception hold the variables of the attempt, with which the application is done.
        self._exchange = exchange.with_error(None)
        self._operation = call.operation
        self._process = this_process()
        self._error = weakly(error)
        self.deadline = deadline()
        call.is_kept = True
        PENDING[self] = True

    def error(self) -> BaseException | None:
        """Return what cancelled the call, unless it is gone."""
        return self._error()

    def resolve(self, timeout: TimeoutError | None) -> None:
        """Judge the call if a deadline cancelled it; its span may go."""
        is_held = PENDING.pop(self, False)
        self._call.is_kept = False
        try:
            if timeout is not None and is_this_process(self._process):
                with _proving, within(self._context):
                    exchange, fate = self._exchange.with_error(timeout), open_fate(self._operation)
                    if self._call.emitter.emit(exchange, self._call, fate):
                        self._call.note_counted(exchange)
        finally:
            if is_held:
                with _proving:
                    self._call.let_go()

    def leave(self) -> None:
        """Let the span go; the call may still turn out to be a failure, and count."""
        if PENDING.pop(self, False):
            with _proving:
                self._call.release()


def weakly(kept: Kept) -> Callable[[], Kept | None]:
    """Return what returns this for as long as somebody else keeps it."""
    try:
        return ref(kept)
    except TypeError:
        # Exceptions of C, such as `KeyboardInterrupt`, and tuples take no weak references.
        return lambda: kept
