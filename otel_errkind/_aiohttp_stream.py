"""aiohttp's stream of a body: looking into it without taking, and seeing the application read it."""

from __future__ import annotations

import asyncio
import inspect
from functools import cache, update_wrapper
from typing import TYPE_CHECKING, Any, Final, TypeVar

from otel_errkind._core.exceptions import is_deadline
from otel_errkind._telemetry.waiting import MOMENT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    import aiohttp

    from otel_errkind._telemetry.late import LateWatch

_POLL: Final = 0.002
"""Seconds between two looks at a body on its way. `StreamReader.wait_eof` would not return early for a body
that is long enough already, nor ever for one that flow control has paused."""

Callback = TypeVar("Callback")

_READERS: Final = ("read", "readany", "readchunk", "readexactly", "readline", "readuntil", "wait_eof")


async def arrival(
    content: aiohttp.StreamReader, enough: int, wait: float, connector: aiohttp.BaseConnector | None
) -> None:
    """Wait at most `wait` seconds for a body that is on its way, without consuming any of it."""
    # An exception that is there already comes before the bytes: nobody has waited.
    if content.exception() is not None:
        return
    loop = asyncio.get_running_loop()
    begun = loop.time()
    while not content.is_eof() and content.total_bytes < enough:
        waited = loop.time() - begun
        if waited >= wait or (waited >= MOMENT and _is_wanted(connector)):
            return
        await asyncio.sleep(_POLL)
        if content.exception() is not None:
            now = loop.time()
            _delay(content, now + (now - begun))
            return


def _is_wanted(connector: aiohttp.BaseConnector | None) -> bool:
    """Tell whether other calls wait for a connection: this body keeps one taken, and their time runs out."""
    queues: Any = getattr(getattr(connector, "_waiters", None), "values", tuple)
    return any(queues())


def _delay(content: Any, due: float) -> None:
    """Put an exception behind the bytes that came before it, where it would be had nobody waited.

    aiohttp raises it at the first read otherwise, and what is in the buffer is lost to the application.
    `due` is when it would have come, seen from the application, which gets the response later because of us.
    """
    reader = content.__class__
    if _is_plain(reader):
        content._eof_callbacks.append(_Break(content._exception, due))
        content._exception = None
        content.__class__ = _delayed(reader)


def _is_plain(reader: Any) -> bool:
    """Tell whether it is aiohttp's class, which `EMPTY_PAYLOAD` is not, and none of ours in its name."""
    return reader.__name__ == "StreamReader" and not hasattr(reader, "__wrapped__")


def _disguise(ours: Any, reader: Any) -> None:
    """Give a class and its methods the names, the documentation and the signatures of the originals."""
    for name, method in inspect.getmembers(ours, inspect.isfunction):
        original = getattr(reader, name, None)
        if original is not None and original is not method:
            update_wrapper(method, original)
    update_wrapper(ours, reader, updated=())


class _Break:
    """An exception that is due when the buffer is empty, in the guise of a callback: the reader has slots."""

    __slots__ = ("due", "error")

    def __init__(self, error: BaseException, due: float) -> None:
        self.error = error
        self.due = due

    def __call__(self) -> None:
        """Stay silent: a body that broke has no end."""


def _due(content: Any) -> _Break | None:
    broken = _callback(content, _Break)
    return broken if broken is not None and broken.due <= content._loop.time() else None


@cache
def _delayed(reader: Any) -> Any:
    """Make the class that a stream with such an exception takes on."""

    class DelayedReader(reader):  # type: ignore[misc]
        __slots__ = ()

        def _break(self) -> None:
            broken = _callback(self, _Break)
            if broken is not None:
                self.set_exception(broken.error)
                raise broken.error

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

    for name in _READERS:
        if name not in vars(DelayedReader):
            setattr(DelayedReader, name, _delayed_read(getattr(reader, name)))
    _disguise(DelayedReader, reader)
    return DelayedReader


def _delayed_read(read: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def delayed_read(self: Any, *args: Any, **kwargs: Any) -> Any:
        # From then on aiohttp gives nothing away, whatever is in the buffer.
        if _due(self) is not None:
            self._break()
        return await read(self, *args, **kwargs)

    return delayed_read


def arrived(content: aiohttp.StreamReader, limit: int) -> bytes:
    """Copy the beginning of what waits to be read. aiohttp has no public way to look without taking."""
    kept = bytearray()
    for piece in getattr(content, "_buffer", ()):  # `EMPTY_PAYLOAD` has no buffer
        kept += piece[: limit - len(kept)]
        if len(kept) >= limit:
            break
    return bytes(kept)


def watch(content: aiohttp.StreamReader, onlooker: LateWatch) -> None:
    """Show `onlooker` a body as it comes, and the exceptions that the application meets in reading it."""
    reader: Any = type(content)
    # `EMPTY_PAYLOAD` is one object for all responses.
    if not _is_plain(reader):
        return
    for piece in getattr(content, "_buffer", ()):
        onlooker.feed(piece)
    content.on_eof(_End(onlooker))
    content.__class__ = _watched(reader)


class _End:
    """The callback for a body's end. It also keeps the onlooker: the reader has slots, and none for us."""

    __slots__ = ("onlooker",)

    def __init__(self, onlooker: LateWatch) -> None:
        self.onlooker = onlooker

    def __call__(self) -> None:
        self.onlooker.end()


@cache
def _watched(reader: Any) -> type[aiohttp.StreamReader]:
    """Make the class that a watched stream takes on; its instances keep their layout."""

    class WatchedReader(reader):  # type: ignore[misc]
        __slots__ = ()

        def feed_data(self, data: bytes, *args: Any) -> Any:
            end = _end_of(self)
            if end is not None:
                end.onlooker.feed(data)
            return reader.feed_data(self, data, *args)

        def read_nowait(self, *args: Any, **kwargs: Any) -> Any:
            with _Reading(self):
                return reader.read_nowait(self, *args, **kwargs)

        def set_exception(self, exc: BaseException, *args: Any) -> None:
            end = _end_of(self)
            reader.set_exception(self, exc, *args)
            if end is None:
                return
            # The bare class is what `ClientResponse.close` and `release` leave: the application has gone.
            if type(exc).__name__ == "ClientConnectionError":
                end.onlooker.leave()
            else:
                # It has dropped all callbacks, but the exception has yet to be met.
                self._eof_callbacks.append(end)

    for name in _READERS:
        setattr(WatchedReader, name, _watched_read(getattr(reader, name)))
    _disguise(WatchedReader, reader)
    return WatchedReader


def _watched_read(read: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def watched_read(self: aiohttp.StreamReader, *args: Any, **kwargs: Any) -> Any:
        with _Reading(self):
            return await read(self, *args, **kwargs)

    return watched_read


class _Reading:
    """One attempt of the application to read."""

    __slots__ = ("_content",)

    def __init__(self, content: aiohttp.StreamReader) -> None:
        self._content = content

    def __enter__(self) -> None:
        """Begin to read."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or not (isinstance(error, Exception) or is_deadline(error)):
            return
        end = _end_of(self._content)
        if end is not None and not self._is_misuse(error):
            end.onlooker.fail(error)

    def _is_misuse(self, error: BaseException) -> bool:
        """Tell whether a line is too long for the reader's own limit, of a body that is sound."""
        return type(error).__name__ == "LineTooLong" and self._content.exception() is None


def _end_of(content: Any) -> _End | None:
    return _callback(content, _End)


def _callback(content: Any, kind: type[Callback]) -> Callback | None:
    # Asked for every piece of a body: a generator expression would cost twice as much.
    for callback in content._eof_callbacks:
        if isinstance(callback, kind):
            return callback
    return None
