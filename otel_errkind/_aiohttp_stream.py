"""aiohttp's stream of a body: looking into it without taking, and seeing the application read it."""

from __future__ import annotations

import asyncio
import inspect
from functools import cache, update_wrapper
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

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
    """The exception that whoever waits for the body would be woken with: aiohttp may set another one next.

    It listens as a callback for the body's end, since the reader has slots, and is kept by whoever waits.
    """

    __slots__ = ("_content", "error")

    def __init__(self, content: Any) -> None:
        self._content = content
        self.error: BaseException | None = None

    def __enter__(self) -> Self:
        reader = self._content.__class__
        if _is_plain(reader):
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
            first = _callback(self, _First)
            reader.set_exception(self, exc, *args)
            if first is not None and first.error is None:
                first.error = exc

    _disguise(NotingReader, reader)
    return NotingReader


def _delay(content: Any, error: BaseException, due: float) -> None:
    """Put an exception behind the bytes that came before it, where it would be had nobody waited.

    aiohttp raises it at the first read otherwise, and what is in the buffer is lost to the application.
    `due` is when it would have come, seen from the application, which gets the response later because of us.
    """
    reader = content.__class__
    if _is_plain(reader):
        content._eof_callbacks.append(_Break(error, due))
        content._exception = None
        content.__class__ = _delayed(reader)


def _is_closing(error: BaseException) -> bool:
    """Tell whether `ClientResponse.close` or `release` leaves this to a reader: the bare class."""
    return type(error).__name__ == "ClientConnectionError"


def _is_plain(reader: Any) -> bool:
    """Tell whether it is aiohttp's class, which `EMPTY_PAYLOAD` is not, and none of ours in its name."""
    return reader.__name__ == "StreamReader" and not hasattr(reader, "__wrapped__")


def _completed(ours: Any, reader: Any, wrap: Callable[[Any], Any]) -> Any:
    """Give a class all methods that read, those that it has not itself as wrapped ones of the original."""
    for name in _READERS:
        if name not in vars(ours):
            setattr(ours, name, wrap(getattr(reader, name)))
    _disguise(ours, reader)
    return ours


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
                reader.set_exception(self, broken.error)
                raise broken.error

        def set_exception(self, exc: BaseException, *args: Any) -> None:
            # Another one comes too late for whoever has waited, unless the response is closed.
            if _callback(self, _Break) is None or _is_closing(exc):
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

    return _completed(DelayedReader, reader, _delayed_read)


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
def _watched(reader: Any) -> Any:
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
            # The application has gone.
            if _is_closing(exc):
                end.onlooker.leave()
            else:
                # It has dropped all callbacks, but the exception has yet to be met.
                self._eof_callbacks.append(end)

    return _completed(WatchedReader, reader, _watched_read)


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
