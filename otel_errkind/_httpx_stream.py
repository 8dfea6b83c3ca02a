"""Streams of httpx and httpx2 that show an onlooker what the application reads."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from otel_errkind._core.exceptions import is_deadline
from otel_errkind._guard import Guard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator
    from types import ModuleType, TracebackType

    import httpx

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


def watch(module: ModuleType, response: httpx.Response, onlooker: Onlooker, wait: float) -> None:
    """Show `onlooker` the body of `response` as the application reads it.

    Of a body that is closed unread and still wanted, what comes within `wait` seconds is read first: the
    connection would be dropped with the rest of the body in any case.
    """
    is_async = isinstance(response.stream, module.AsyncByteStream)
    kind = _async_stream(module) if is_async else _sync_stream(module)
    response.stream = kind(response.stream, response.request, onlooker, wait)


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
                with _pulling, self.impatient(), suppress(module.HTTPError, module.StreamError):
                    self._pull()
            self.leave(module.DecodingError)
            self.stream.close()

        def _pull(self) -> None:
            deadline = monotonic() + self.wait
            for piece in self.stream:
                self.onlooker.feed(piece)
                if monotonic() > deadline or not self.onlooker.wants_more():
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
            with _Reading(self.onlooker):
                async with _closed_after(aiter(self.stream)) as pieces:
                    async for piece in pieces:
                        feed(piece)
                        yield piece

        async def aclose(self) -> None:
            try:
                if self.is_worth_pulling():
                    with _pulling, self.impatient(), suppress(module.HTTPError, module.StreamError):
                        await self._pull()
            # Cancelled while we pull, the application's stream is closed all the same.
            finally:
                self.leave(module.DecodingError)
                await self.stream.aclose()

        async def _pull(self) -> None:
            deadline = monotonic() + self.wait
            async with _closed_after(aiter(self.stream)) as pieces:
                async for piece in pieces:
                    self.onlooker.feed(piece)
                    if monotonic() > deadline or not self.onlooker.wants_more():
                        return
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
        # Half of it for the last piece: the time is looked at between two.
        self.wait = wait / 2
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
        if isinstance(error, undecodable) and getattr(error, "_request", None) is self.request:
            self.onlooker.fail(error)
        self.onlooker.leave()

    @contextmanager
    def impatient(self) -> Generator[None]:
        """Lower the read timeout of the request: httpcore looks it up when the reading of a body begins."""
        extensions = self.request.extensions
        kept = extensions.get("timeout", {})
        extensions["timeout"] = {**kept, "read": self.wait}
        try:
            yield
        finally:
            extensions["timeout"] = kept


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


@asynccontextmanager
async def _closed_after(pieces: AsyncIterator[bytes]) -> AsyncGenerator[AsyncIterator[bytes]]:
    """Close a generator where it was left, as httpx2 does: trio complains if the garbage collector has to."""
    try:
        yield pieces
    finally:
        if isinstance(pieces, AsyncGenerator):
            await pieces.aclose()
