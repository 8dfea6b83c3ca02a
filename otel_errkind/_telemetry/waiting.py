"""What waits for something that may never come, and the spans that it holds; nothing may wait for ever."""

from __future__ import annotations

import atexit
import os
import threading
from collections import deque
from contextlib import suppress
from itertools import chain, takewhile
from time import monotonic
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from otel_errkind._telemetry import collecting
from otel_errkind._telemetry.collecting import is_collecting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Item = TypeVar("Item")

LONGEST: Final = 5.0
"""Seconds for which a span waits at most. There is no timer: the next span that starts looks after it."""

MOMENT: Final = 0.01
"""Seconds for which a body is waited for though other calls wait for its connection: on a busy machine it may
come so late though it was sent with its headers."""


class Abandoned(Protocol):
    """What the garbage collector has found."""

    def leave(self) -> None:
        """Do what can be done without what was waited for; all but the first time, nothing."""


class Waiting(Abandoned, Protocol):
    """What holds a span."""

    deadline: float


class Open(Protocol):
    """A question whose answer is the outcome of a failure."""

    def decide(self, *, retried: bool) -> None:
        """Give the answer."""


PENDING: Final[dict[Waiting, bool]] = {}
OPEN: Final[dict[Open, bool]] = {}
"""What is not decided yet, whether or not a span waits for it."""
ABANDONED: Final[deque[Abandoned]] = deque()
"""What the garbage collector leaves to the next span that starts, or to a flush.

It may run in the middle of anything. A verdict written from there could wait for a lock that the interrupted
SDK holds; and a context variable that is set while one is being set crashes CPython 3.11.
"""
_MOST_COPIES: Final = 8
_expiring = threading.Lock()


def deadline() -> float:
    """Return until when a span may wait that is held from now on."""
    return monotonic() + LONGEST


def is_over(limit: float) -> bool:
    """Tell whether the deadline has passed."""
    return limit <= monotonic()


def expire() -> None:
    """Let go of what has been abandoned or has waited for too long."""
    # A verdict may start a span, whose start would bring us here again, once for each that waits.
    if is_collecting() or not _expiring.acquire(blocking=False):
        return
    try:
        # Lazily: what the handler of a signal breaks off shall not take along those that come after it.
        for waiting in chain(_taken(), _overdue()):
            waiting.leave()
    finally:
        _expiring.release()


def _taken() -> Iterator[Abandoned]:
    while ABANDONED:
        with suppress(IndexError):  # another thread was faster
            yield ABANDONED.popleft()


def _overdue() -> Iterator[Waiting]:
    # They stand in the order of their deadlines.
    return takewhile(lambda waiting: is_over(waiting.deadline), _copied(PENDING))


def _copied(items: dict[Item, bool]) -> tuple[Item, ...]:
    """Return what is there. Another thread may add to it, or take from it, while the copy is made."""
    for _ in range(_MOST_COPIES):
        with suppress(RuntimeError):
            return tuple(items)
    return ()


def settle_all() -> None:
    """Let go of everything that waits, but not for the garbage collector: it may run in the midst of that."""
    if is_collecting():
        return
    for abandoned in _taken():
        abandoned.leave()
    # Twice: an answer whose body is given up gets a verdict, which may wait for its fate.
    for _ in range(2):
        for waiting in _copied(PENDING):
            waiting.leave()


def settle_at_exit() -> None:
    """Let the interpreter settle what waits before it does, at its exit, what is registered up to now.

    It does last what was registered first. The providers of the SDK register their shutdown when they are
    made, and a failure that is counted after that of the metrics is lost.
    """
    atexit.unregister(_settle_for_good)
    atexit.register(_settle_for_good)


def _settle_for_good() -> None:
    """Settle everything: nobody can try again any more."""
    # Here, as it would make the import of the package dearer.
    from otel_errkind._guard import Guard  # noqa: PLC0415 - the reason above

    with Guard("settling what waits at the exit"):
        for question in _copied(OPEN):
            question.decide(retried=False)
        settle_all()


# Late enough where the providers were there before us, as with `opentelemetry-instrument`.
settle_at_exit()


_process = object()
"""Stands for this process: cheaper to compare than its number is to ask for."""


def this_process() -> object:
    """Return what to keep, in order to know a copy of it in a forked child."""
    return _process


def is_this_process(kept: object) -> bool:
    """Tell whether this was kept in this process, not in one that it was forked from."""
    return kept is _process


def after_fork(renew: Callable[[], None]) -> None:
    """Call it in every child that is forked, where processes are."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=renew)


def _forget() -> None:
    """Start afresh in a forked child: it has copies of spans that its parent will end and count."""
    global _expiring, _process  # noqa: PLW0603 - another thread of the parent may have held the lock
    _expiring = threading.Lock()
    _process = object()
    ABANDONED.clear()
    OPEN.clear()
    PENDING.clear()
    collecting.forget()


after_fork(_forget)
