"""What waits for something that may never come, and the spans that it holds; nothing may wait for ever."""

from __future__ import annotations

import os
import threading
from collections import deque
from contextlib import suppress
from itertools import takewhile
from time import monotonic
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST: Final = 5.0
"""Seconds for which a span waits at most. There is no timer: the next span that starts looks after it."""


class Abandoned(Protocol):
    """What the garbage collector has found."""

    def leave(self) -> None:
        """Do what can be done without what was waited for; all but the first time, nothing."""


class Waiting(Abandoned, Protocol):
    """What holds a span."""

    deadline: float


PENDING: Final[dict[Waiting, bool]] = {}
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
    if not _expiring.acquire(blocking=False):
        return
    try:
        for waiting in (*_taken(), *_overdue()):
            waiting.leave()
    finally:
        _expiring.release()


def _taken() -> Iterator[Abandoned]:
    while ABANDONED:
        with suppress(IndexError):  # another thread was faster
            yield ABANDONED.popleft()


def _overdue() -> Iterator[Waiting]:
    # They stand in the order of their deadlines.
    return takewhile(lambda waiting: is_over(waiting.deadline), _copied())


def _copied() -> tuple[Waiting, ...]:
    """Return what waits. Another thread may add to it, or take from it, while the copy is made."""
    for _ in range(_MOST_COPIES):
        with suppress(RuntimeError):
            return tuple(PENDING)
    return ()


def settle_all() -> None:
    """Let go of everything that waits."""
    for abandoned in _taken():
        abandoned.leave()
    # Twice: an answer whose body is given up gets a verdict, which may wait for its fate.
    for _ in range(2):
        for waiting in _copied():
            waiting.leave()


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
    PENDING.clear()


after_fork(_forget)
