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
    with _Exceptions(content) as exceptions:
        while not content.is_eof() and content.total_bytes < enough and content.exception() is None:
            waited = loop.time() - begun
            if waited >= wait or (waited >= MOMENT and _is_wanted(connector)):
                return
            await asyncio.sleep(_POLL)
    if exceptions.met:
        _delay(content, exceptions.met, loop.time() - begun)


def _is_wanted(connector: aiohttp.BaseConnector | None) -> bool:
    """Tell whether other calls wait for a connection: this body keeps one taken, and their time runs out."""
    queues: Any = getattr(getattr(connector, "_waiters", None), "values", tuple)
    return any(queues())


class _Exceptions:
    """What comes while we wait. Who waited for the body would meet the first, who comes later the last."""

    __slots__ = ("_content", "met")

    def __init__(self, content: Any) -> None:
        self._content = content
        self.met: list[BaseException] = []

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

    def __call__(self) -> None:
        """Stay silent."""


@cache
def _noting(reader: Any) -> Any:
    """Make the class of a stream for whose body we wait."""

    class NotingReader(reader):  # type: ignore[misc]
        __slots__ = ()

        def set_exception(self, exc: BaseException, *args: Any) -> None:
            exceptions = callback_of(self, _Exceptions)
            reader.set_exception(self, exc, *args)
            if exceptions is not None:
                exceptions.met.append(exc)
                # It has dropped all callbacks, and another one may come.
                self._eof_callbacks.append(exceptions)

    disguise(NotingReader, reader)
    return NotingReader


def _delay(content: Any, errors: list[BaseException], late: float) -> None:
    """Put exceptions behind the bytes that came before them, where they would be had nobody waited.

    aiohttp raises one at the first read otherwise, and what is in the buffer is lost to the application. That
    gets the response `late` seconds later because of us.
    """
    reader = content.__class__
    if is_plain(reader):
        content._eof_callbacks.append(_Break(errors, content._loop.time(), late))
        content._exception = None
        content.__class__ = _delayed(reader)


class _Break:
    """Exceptions that are due when the buffer is empty, or when they would have come had nobody waited."""

    __slots__ = ("_dues", "_late")

    def __init__(self, errors: list[BaseException], now: float, late: float) -> None:
        self._late = late
        self._dues: list[tuple[BaseException, float]] = []
        for error in errors:
            self.add(error, now)

    def add(self, error: BaseException, now: float) -> None:
        """Take one more."""
        self._dues.append((error, now + self._late))

    def overdue(self, now: float) -> BaseException | None:
        """Return what whoever comes now finds."""
        return next((error for error, due in reversed(self._dues) if due <= now), None)

    def met(self, now: float) -> BaseException:
        """Return what whoever reads now meets: the first one, if he has to wait for it."""
        overdue = self.overdue(now)
        return self._dues[0][0] if overdue is None else overdue

    def __call__(self) -> None:
        """Stay silent: a body that broke has no end."""


def _overdue(content: Any) -> BaseException | None:
    broken = callback_of(content, _Break)
    return broken.overdue(content._loop.time()) if broken is not None else None


@cache
def _delayed(reader: Any) -> Any:
    """Make the class that a stream with such an exception takes on."""

    class DelayedReader(reader):  # type: ignore[misc]
        __slots__ = ()

        def _break(self) -> None:
            broken = callback_of(self, _Break)
            if broken is not None:
                error = broken.met(self._loop.time())
                reader.set_exception(self, error)
                raise error

        def set_exception(self, exc: BaseException, *args: Any) -> None:
            broken = callback_of(self, _Break)
            if broken is None or is_closing(exc):
                reader.set_exception(self, exc, *args)
            else:
                broken.add(exc, self._loop.time())

        async def _wait(self, func_name: str) -> None:
            self._break()
            await reader._wait(self, func_name)

        async def wait_eof(self) -> None:
            self._break()
            await reader.wait_eof(self)

        def read_nowait(self, n: int = -1) -> Any:
            if _overdue(self) is not None:
                self._break()
            return reader.read_nowait(self, n)

        def exception(self) -> BaseException | None:
            # aiohttp asks as well, where a response is given up: it closes what has not broken yet.
            overdue = _overdue(self)
            return reader.exception(self) if overdue is None else overdue

    return completed(DelayedReader, reader, _delayed_read)


def _delayed_read(read: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def delayed_read(self: Any, *args: Any, **kwargs: Any) -> Any:
        # From then on aiohttp gives nothing away, whatever is in the buffer.
        if _overdue(self) is not None:
            self._break()
        return await read(self, *args, **kwargs)

    return delayed_read
