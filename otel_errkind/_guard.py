"""Telemetry that fails is dropped and reported; the application never notices."""

from __future__ import annotations

import inspect
import logging
import signal
import traceback
from typing import TYPE_CHECKING, ParamSpec, cast

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType, TracebackType

P = ParamSpec("P")

_logger = logging.getLogger("otel_errkind")
_reported: set[str] = set()
_from_outside: list[Callable[[BaseException], bool]] = []


class Guard:
    """Stop exceptions of our own work, and log the first one of each place.

    Stateless, so that one instance a place serves all calls. Only `Exception` is stopped: cancellation
    and interrupts are the application's, and so are deadlines and what the handler of a signal raises. It
    guards a block (`with guard:`), or one function (`guard(function, argument)`), which costs half as much
    where every success passes.
    """

    __slots__ = ("_place",)

    def __init__(self, place: str) -> None:
        self._place = place

    def __call__(self, work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Do work of our own."""
        try:
            work(*args, **kwargs)
        except Exception as error:
            if not self._stops(error):
                raise

    def __enter__(self) -> None:
        """Begin work of our own."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Swallow what our work raised, unless it was no error."""
        return isinstance(error, Exception) and self._stops(error)

    def _stops(self, error: Exception) -> bool:
        """Report an exception of ours; tell whether it was one."""
        try:
            if _is_the_applications(error):
                return False
            self._report(error)
        except RecursionError:
            # There was no room for our work, nor is there for a word about it.
            pass
        return True

    def _report(self, error: Exception) -> None:
        # Not exc_info: that would print `__context__` too, the application's own exception, whose text
        # may hold a URL with its secrets.
        lines = traceback.format_exception(error, chain=False)
        warn_once(
            self._place, f"otel-errkind failed while {self._place}; this is logged once:\n{''.join(lines)}"
        )


def pass_on(error: BaseException) -> None:
    """Raise what has struck while we waited for something, as it was: a client makes errors of its own of it.

    Returns if `error` is no more than it looks.
    """
    link: BaseException | None = error
    while isinstance(link, Exception):
        if _is_the_applications(link):
            raise link
        link = link.__cause__


def _is_the_applications(error: Exception) -> bool:
    """Tell whether a deadline or the handler of a signal has struck while our work was under way."""
    if any(ask(error) for ask in _from_outside):
        return True
    installed = _handlers()
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
    return any(frame.f_code in installed or _is_handler(frame) for frame in frames)


def _is_handler(frame: FrameType) -> bool:
    """Recognise the handler of a signal that is gone by now: it was given the frame that it struck in."""
    return frame.f_back is not None and any(value is frame.f_back for value in _arguments(frame)[1:])


def _handlers() -> set[object]:
    handlers = map(signal.getsignal, signal.valid_signals())
    return {getattr(handler, "__code__", None) for handler in handlers}


def _arguments(frame: FrameType) -> list[object]:
    """Return what a function was given by position, as far as it still has it."""
    code, held = frame.f_code, frame.f_locals
    names = code.co_varnames[: code.co_argcount]
    rest = code.co_varnames[code.co_argcount + code.co_kwonlyargcount :]
    others = held.get(rest[0]) if code.co_flags & inspect.CO_VARARGS else ()
    return [*map(held.get, names), *(cast("tuple[object, ...]", others) if isinstance(others, tuple) else ())]


def let_pass(is_from_outside: Callable[[BaseException], bool]) -> None:
    """Ask this of every exception that is to be stopped: what breaks off our work from outside is not."""
    _from_outside.append(is_from_outside)


def warn_once(subject: str, message: str) -> None:
    """Log a warning unless there was one on the same subject. Raises nothing that is not a deadline's."""
    if subject in _reported:
        return
    _reported.add(subject)
    try:
        _logger.warning("%s", message)
    except Exception as error:
        # A filter or a handler of the application's log may raise what it likes.
        if _is_the_applications(error):
            raise
