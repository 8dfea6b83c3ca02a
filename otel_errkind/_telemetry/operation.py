"""Operations: several calls for one wish, and what becomes of a failure that another attempt may follow."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, Protocol, Self, TypeVar

from otel_errkind._core.exceptions import chain
from otel_errkind._telemetry.collecting import is_collecting
from otel_errkind._telemetry.waiting import ABANDONED, OPEN, expire, is_this_process, this_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

Item = TypeVar("Item")

# This module is imported with the package, so it imports nothing of OpenTelemetry.

OPERATION: Final[ContextVar[Operation | None]] = ContextVar("errkind_operation", default=None)


class Fate:
    """Whether another attempt followed a failure: asked by its verdict, known to its operation.

    Either may come first, from any thread. The verdict is told once.
    """

    __slots__ = ("_asking", "_process", "_was_retried")

    def __init__(self) -> None:
        self._asking: deque[Callable[[bool], None]] = deque()
        self._process = this_process()
        self._was_retried: bool | None = None
        OPEN[self] = True

    def then(self, tell: Callable[[bool], None]) -> None:
        """Call `tell` as soon as the answer is known."""
        self._asking.append(tell)
        self._answer()

    def decide(self, *, retried: bool) -> None:
        """Give the answer."""
        OPEN.pop(self, None)
        self._was_retried = retried
        self._answer()

    def _answer(self) -> None:
        # In a forked child this is a copy: its parent counts the failure.
        if self._was_retried is None or not is_this_process(self._process):
            return
        for tell in _emptied(self._asking):
            tell(self._was_retried)


class Cancelled(Protocol):
    """A cancelled call of which nobody knows yet who cancelled it."""

    def error(self) -> BaseException | None:
        """Return what was raised; None if it is gone, and so cannot become a timeout any more."""

    def resolve(self, timeout: TimeoutError | None) -> None:
        """Learn what it has become: a timeout, or nothing that can be proven."""


class Operation:
    """The calls between its beginning and its end, in all tasks and threads that share its context.

    A call that starts is another attempt at whatever has failed in here before. What no attempt follows is
    handed to the operation around this one, to which it is a failed attempt; or else the application saw it.
    """

    __slots__ = ("__weakref__", "_cancelled", "_fates", "is_open", "opener", "outer", "process")

    def __init__(self, opener: object = None) -> None:
        self._cancelled: deque[Cancelled] = deque()
        self._fates: deque[Fate] = deque()
        self.is_open = True
        """False once it is over; tasks that outlive it still have it in their context."""
        self.opener = opener
        self.process = this_process()
        self.outer: Operation | None = None
        """Looked for again at the end: a chain of tasks or of generators, each started by the one before,
        would otherwise keep all of their operations."""

    def __enter__(self) -> Self:
        # Nobody else would, where there are no spans.
        if ABANDONED:
            expire()
        self.outer = nearest(OPERATION.get())
        OPERATION.set(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, GeneratorExit):
            # The garbage collector may have closed the generator or coroutine that we are in.
            self._abandon()
            return
        self.is_open = False
        # Another one may be current: of two generators that are advanced in turn, the first may end first.
        OPERATION.set(nearest(OPERATION.get()))
        try:
            self._end(error)
        finally:
            # The handler of a signal may have struck.
            if self._fates or self._cancelled:
                ABANDONED.append(self)

    def __del__(self) -> None:
        if self.is_open:
            self._abandon()

    def _abandon(self) -> None:
        self.is_open = False
        self.outer = nearest(self.outer)
        if self._fates or self._cancelled:
            ABANDONED.append(self)

    def end(self) -> None:
        """Conclude an operation that is in no context."""
        if is_collecting():
            self._abandon()
            return
        self.is_open = False
        self._hand_over()

    def leave(self) -> None:
        """Conclude an operation that nobody will leave, or whose end was broken off."""
        self._end(None)

    def attempt(self) -> None:
        """Learn that a call starts."""
        for fate in _emptied(self._fates):
            fate.decide(retried=True)
        for cancelled in _emptied(self._cancelled):
            cancelled.resolve(None)
        if self.outer is not None:
            self.outer.attempt()

    def hold(self, fate: Fate) -> None:
        """Learn of a failure."""
        self._fates.append(fate)
        # It may have ended meanwhile, in another thread.
        if not self.is_open:
            self._hand_over()

    def hold_cancelled(self, cancelled: Cancelled) -> None:
        """Learn of a cancelled call: a deadline may turn out to have cancelled it.

        Of calls inside of each other the innermost is held; and what led to a cancellation was handled.
        """
        error = cancelled.error()
        for held in self._cancelled.copy():
            if held.error() is error:
                cancelled.resolve(None)
                return
            if error is not None and any(link is held.error() for link in chain(error)):
                self._resolve(held, None)
        self._cancelled.append(cancelled)

    def explain_cancelled(self, error: BaseException) -> None:
        """Learn of a failure: a deadline in this operation may have made it of a cancellation."""
        for cancelled in self._cancelled.copy():
            timeout = _timeout_from(cancelled.error(), error)
            if timeout is not None:
                self._resolve(cancelled, timeout)

    def _resolve(self, cancelled: Cancelled, timeout: TimeoutError | None) -> None:
        with suppress(ValueError):  # another thread was faster
            self._cancelled.remove(cancelled)
            cancelled.resolve(timeout)

    def _end(self, error: BaseException | None) -> None:
        outer = self.outer = nearest(self.outer)
        for cancelled in _emptied(self._cancelled):
            timeout = _timeout_from(cancelled.error(), error)
            if timeout is None and error is not None and outer is not None:
                outer.hold_cancelled(cancelled)
            else:
                cancelled.resolve(timeout)
        self._hand_over()

    def _hand_over(self) -> None:
        outer = nearest(self.outer)
        for fate in _emptied(self._fates):
            if outer is None:
                fate.decide(retried=False)
            else:
                outer.hold(fate)


def _emptied(items: deque[Item]) -> Iterator[Item]:
    """Take one after the other: of several threads, one gets each."""
    while True:
        try:
            item = items.popleft()
        except IndexError:
            return
        yield item


def _timeout_from(cancellation: BaseException | None, error: BaseException | None) -> TimeoutError | None:
    """Return the timeout that `asyncio.timeout` and `wait_for` make of a cancellation of their own."""
    links = () if cancellation is None or error is None else chain(error)
    return next(
        (link for link in links if isinstance(link, TimeoutError) and link.__cause__ is cancellation), None
    )


def nearest(operation: Operation | None) -> Operation | None:
    """Return the innermost operation that goes on in this process, of this one and those around it."""
    while operation is not None and not (operation.is_open and is_this_process(operation.process)):
        operation = operation.outer
    return operation


def open_fate(operation: Operation | None) -> Fate | None:
    """Open the question for a failure in `operation`; None if the application sees the failure at once."""
    if operation is None or (holder := nearest(operation)) is None:
        return None
    fate = Fate()
    holder.hold(fate)
    return fate
