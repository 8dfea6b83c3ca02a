"""Streams of httpx and httpx2 that show an onlooker what the application reads."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator
from contextlib import contextmanager, suppress
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from otel_errkind._core.exceptions import is_deadline
from otel_errkind._guard import Guard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator
    from types import ModuleType, TracebackType

    import httpx

_MOST_WRAPPERS = 8
_SHORTEST = 0.001
"""Seconds of a read that is too late: zero would mean not to wait, which httpcore takes for no limit."""

_pulling = Guard("reading the body of a response that is closed unread")


class Onlooker(Protocol):
    """Whoever wants to know of a body: a `PendingAnswer` or a `LateWatch`."""

    def feed(self, piece: bytes, /) -> None:
        """Learn of the next piece."""

    def fail(self, error: BaseException, /) -> None:
        """Learn that the body broke."""

    def end(self) -> None:
        """Learn that the body is whole."""

    def leave(self) -> None:
        """Learn that no more will be read."""

    def abandon(self) -> None:
        """Learn, from the garbage collector, that nobody will read or close the body."""

    def wants_more(self) -> bool:
        """Tell whether more is worth reading on our own account."""
        return False


def watch(
    module: ModuleType, response: httpx.Response, onlooker: Onlooker, wait: float, *, is_async: bool
) -> None:
    """Show `onlooker` the body of `response` as the application reads it.

    Of a body that is closed unread and still wanted, what comes within `wait` seconds is read first, if the
    connection would be dropped with the rest of the body in any case: that of HTTP/1.1 would.
    """
    # By the client, not by the stream: `httpx.ByteStream` is of both kinds.
    kind = _async_stream(module) if is_async else _sync_stream(module)
    response.stream = kind(response.stream, response.request, onlooker, wait)


def is_watched(response: httpx.Response) -> bool:
    """Tell whether a call inside this one has returned this response; httpx wraps its stream once more."""
    inner = getattr(response.stream, "_stream", None)
    return isinstance(inner, _Watched) or isinstance(response.stream, _Watched)


@cache
def _sync_stream(module: ModuleType) -> type[Any]:
    """Make the sync stream of one library, which insists on its own base class."""

    class WatchedStream(_Watched, module.SyncByteStream):  # type: ignore[misc,name-defined]
        def __iter__(self) -> Iterator[bytes]:
            self.unread = False
            feed = self.onlooker.feed
            with _Reading(self.onlooker):
                for piece in self.stream:
                    feed(piece)
                    yield piece

        def close(self) -> None:
            if self.is_worth_pulling():
                with _pulling, suppress(module.HTTPError, module.StreamError):
                    self._pull()
            self.leave(module.DecodingError)
            self.stream.close()

        def _pull(self) -> None:
            with _hurried(self.stream, self.wait) as may_read:
                if not may_read:
                    return
                for piece in self.stream:
                    self.onlooker.feed(piece)
                    if not self.onlooker.wants_more():
                        return
                self.onlooker.end()

    return WatchedStream


@cache
def _async_stream(module: ModuleType) -> type[Any]:
    """Make the async stream of one library: the same, with `await`."""

    class WatchedAsyncStream(_Watched, module.AsyncByteStream):  # type: ignore[misc,name-defined]
        async def __aiter__(self) -> AsyncGenerator[bytes, None]:
            self.unread = False
            feed = self.onlooker.feed
            pieces = aiter(self.stream)
            try:
                with _Reading(self.onlooker):
                    async for piece in pieces:
                        feed(piece)
                        yield piece
            finally:
                await _close(pieces)

        async def aclose(self) -> None:
            try:
                if self.is_worth_pulling():
                    with _pulling, suppress(module.HTTPError, module.StreamError):
                        await self._pull()
            # Cancelled while we pull, the application's stream is closed all the same.
            finally:
                self.leave(module.DecodingError)
                await self.stream.aclose()

        async def _pull(self) -> None:
            with _hurried(self.stream, self.wait) as may_read:
                if not may_read:
                    return
                pieces = aiter(self.stream)
                try:
                    async for piece in pieces:
                        self.onlooker.feed(piece)
                        if not self.onlooker.wants_more():
                            return
                finally:
                    await _close(pieces)
                self.onlooker.end()

    return WatchedAsyncStream


class _Watched:
    """What the sync and the async stream share."""

    # For `__getattr__` and `__del__` in a copy that skips `__init__`.
    stream: Any = None
    onlooker: Onlooker

    def __init__(self, stream: Any, request: httpx.Request, onlooker: Onlooker, wait: float) -> None:
        self.stream = stream
        self.request = request
        self.onlooker = onlooker
        self.wait = wait
        self.unread = True

    def __getattr__(self, name: str) -> object:
        # httpx2 asks the stream of a response for `elapsed`.
        return getattr(self.stream, name)

    def __del__(self) -> None:
        if self.stream is not None:
            self.onlooker.abandon()

    def is_worth_pulling(self) -> bool:
        """Tell whether a look at the unread body is wanted; a cancelled task wants out instead."""
        return self.unread and self.onlooker.wants_more() and isinstance(sys.exception(), Exception | None)

    def leave(self, undecodable: type[Exception]) -> None:
        """Say good-bye; and why, if this body could not be decoded: that happens where we do not look."""
        error = sys.exception()
        # The garbage collector may have closed the generator that we are left by.
        if isinstance(error, GeneratorExit):
            self.onlooker.abandon()
            return
        if isinstance(error, undecodable) and getattr(error, "_request", None) is self.request:
            self.onlooker.fail(error)
        self.onlooker.leave()


class _HurriedStream:
    """The network of an exchange, each read of which has no more time than is left."""

    def __init__(self, stream: Any, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def read(self, max_bytes: int, timeout: float | None = None) -> object:
        """Read, or await, what comes in time; httpcore's timeout is for each read alone."""
        left = max(self._deadline - monotonic(), _SHORTEST)
        return self._stream.read(max_bytes, timeout=left if timeout is None else min(left, timeout))


@contextmanager
def _hurried(stream: object, wait: float) -> Generator[bool]:
    """Bound what reading the stream takes, in all; False where that cannot be done."""
    connection = _connection(stream)
    if connection is None:
        yield False
        return
    network = connection._network_stream  # noqa: SLF001 - httpcore has no deadline for a whole body
    connection._network_stream = _HurriedStream(network, monotonic() + wait)  # noqa: SLF001
    try:
        yield True
    finally:
        connection._network_stream = network  # noqa: SLF001


def _connection(stream: object) -> Any:
    """Return httpcore's connection behind a stream; None unless it speaks HTTP/1.1.

    One of HTTP/2 serves other calls too, and a read that fails on it would break those; what comes from
    another transport may know of no timeout. The application's own request is left as it is: it may be under
    way a second time.
    """
    for _ in range(_MOST_WRAPPERS):
        if type(stream).__name__ == "HTTP11ConnectionByteStream":
            return getattr(stream, "_connection", None)
        stream = getattr(stream, "_httpcore_stream", None) or getattr(stream, "_stream", None)
    return None


class _Reading:
    """The application's reading of a body, up to its end or its failure."""

    __slots__ = ("_onlooker",)

    def __init__(self, onlooker: Onlooker) -> None:
        self._onlooker = onlooker

    def __enter__(self) -> None:
        """Begin to read."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A reader that stops early, or is cancelled, closes the stream next.
        if error is None:
            self._onlooker.end()
        elif isinstance(error, Exception) or is_deadline(error):
            self._onlooker.fail(error)


async def _close(pieces: AsyncIterator[bytes]) -> None:
    """Close a generator where it was left, as httpx2 does: trio complains if the garbage collector has to."""
    if isinstance(pieces, AsyncGenerator):
        await pieces.aclose()
