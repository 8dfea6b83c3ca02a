"""The wait for the body of an error that aiohttp has yet to read, without taking any of it."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Self

from otel_errkind._aiohttp_reader import callback_of, completed, disguise, is_closing, is_plain
from otel_errkind._telemetry.waiting import MOMENT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import aiohttp

_POLL: Final = 0.002
"""Seconds between two looks at a body on its way. `StreamReader.wait_eof` would not return early for a body
that is long enough already, nor ever for one that flow control has paused."""


async def arrival(
    content: aiohttp.StreamReader, enough: int, wait: float, connector: aiohttp.BaseConnector | None
) -> None:
    """Wait at most `wait` seconds for a body that is on its way, without consuming any of it."""
    # An exception that is there already comes before the bytes: nobody has waited.
    if content.exception() is not None:
        return
    loop = asyncio.get_running_loop()
    begun = loop.time()
    with _First(content) as first:
        while not content.is_eof() and content.total_bytes < enough and content.exception() is None:
            waited = loop.time() - begun
            if waited >= wait or (waited >= MOMENT and _is_wanted(connector)):
                return
            await asyncio.sleep(_POLL)
    if first.error is not None:
        now = loop.time()
        _delay(content, first.error, now + (now - begun))


def _is_wanted(connector: aiohttp.BaseConnector | None) -> bool:
    """Tell whether other calls wait for a connection: this body keeps one taken, and their time runs out."""
    queues: Any = getattr(getattr(connector, "_waiters", None), "values", tuple)
    return any(queues())


class _First:
    """The exception that whoever waits for the body would be woken with: aiohttp may set another one next."""

    __slots__ = ("_content", "error")

    def __init__(self, content: Any) -> None:
        self._content = content
        self.error: BaseException | None = None

    def __enter__(self) -> Self:
        reader = self._content.__class__
        if is_plain(reader):
            self._content._eof_callbacks.append(self)
            self._content.__class__ = _noting(reader)
        return self

    def __exit__(self, *_: object) -> None:
        content = self._content
        if hasattr(content.__class__, "__wrapped__"):
            content.__class__ = content.__class__.__wrapped__
            content._eof_callbacks = [each for each in content._eof_callbacks if each is not self]
        self.error = self.error or content.exception()

    def __call__(self) -> None:
        """Stay silent."""


@cache
def _noting(reader: Any) -> Any:
    """Make the class of a stream for whose body we wait."""

    class NotingReader(reader):  # type: ignore[misc]
        __slots__ = ()

        def set_exception(self, exc: BaseException, *args: Any) -> None:
            first = callback_of(self, _First)
            reader.set_exception(self, exc, *args)
            if first is not None and first.error is None:
                first.error = exc

    disguise(NotingReader, reader)
    return NotingReader


def _delay(content: Any, error: BaseException, due: float) -> None:
    """Put an exception behind the bytes that came before it, where it would be had nobody waited.

    aiohttp raises it at the first read otherwise, and what is in the buffer is lost to the application.
    `due` is when it would have come, seen from the application, which gets the response later because of us.
    """
    reader = content.__class__
    if is_plain(reader):
        content._eof_callbacks.append(_Break(error, due))
        content._exception = None
        content.__class__ = _delayed(reader)


class _Break:
    """An exception that is due when the buffer is empty."""

    __slots__ = ("due", "error")

    def __init__(self, error: BaseException, due: float) -> None:
        self.error = error
        self.due = due

    def __call__(self) -> None:
        """Stay silent: a body that broke has no end."""


def _due(content: Any) -> _Break | None:
    broken = callback_of(content, _Break)
    return broken if broken is not None and broken.due <= content._loop.time() else None


@cache
def _delayed(reader: Any) -> Any:
    """Make the class that a stream with such an exception takes on."""

    class DelayedReader(reader):  # type: ignore[misc]
        __slots__ = ()

        def _break(self) -> None:
            broken = callback_of(self, _Break)
            if broken is not None:
                reader.set_exception(self, broken.error)
                raise broken.error

        def set_exception(self, exc: BaseException, *args: Any) -> None:
            # Another one comes too late for whoever has waited, unless the response is closed.
            if callback_of(self, _Break) is None or is_closing(exc):
                reader.set_exception(self, exc, *args)

        async def _wait(self, func_name: str) -> None:
            self._break()
            await reader._wait(self, func_name)

        async def wait_eof(self) -> None:
            self._break()
            await reader.wait_eof(self)

        def read_nowait(self, n: int = -1) -> Any:
            if _due(self) is not None:
                self._break()
            return reader.read_nowait(self, n)

        def exception(self) -> BaseException | None:
            # aiohttp asks as well, where a response is given up: it closes what has not broken yet.
            broken = _due(self)
            return reader.exception(self) if broken is None else broken.error

    return completed(DelayedReader, reader, _delayed_read)


def _delayed_read(read: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def delayed_read(self: Any, *args: Any, **kwargs: Any) -> Any:
        # From then on aiohttp gives nothing away, whatever is in the buffer.
        if _due(self) is not None:
            self._break()
        return await read(self, *args, **kwargs)

    return delayed_read
