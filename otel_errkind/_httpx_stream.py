"""Streams of httpx and httpx2 that show an onlooker what the application reads."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator
from contextlib import suppress
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from otel_errkind._core.exceptions import is_deadline
from otel_errkind._guard import Guard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from types import ModuleType, TracebackType

    import httpx

_MOST_WRAPPERS = 8

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
    """Tell whether a call inside this one has returned this very response."""
    return isinstance(response.stream, _Watched)


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
            if not self.may_hurry():
                return
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
            if not self.may_hurry():
                return
            deadline = monotonic() + self.wait
            pieces = aiter(self.stream)
            try:
                async for piece in pieces:
                    self.onlooker.feed(piece)
                    if monotonic() > deadline or not self.onlooker.wants_more():
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

    def may_hurry(self) -> bool:
        """Lower the read timeout of the exchange, and of nothing else; False where that cannot be done."""
        carrier = _carrier(self.stream)
        if carrier is not None:
            timeouts = {**carrier.extensions.get("timeout", {}), "read": self.wait}
            carrier.extensions = {**carrier.extensions, "timeout": timeouts}
        return carrier is not None

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


def _carrier(stream: object) -> Any:
    """Return the request that httpcore has made for the exchange behind a stream; None unless over HTTP/1.1.

    The application's own request may be under way a second time. A connection of HTTP/2 serves other calls
    too, and so would a read that fails on it; what comes from another transport may know of no timeout.
    """
    for _ in range(_MOST_WRAPPERS):
        if type(stream).__name__ == "HTTP11ConnectionByteStream":
            return getattr(stream, "_request", None)
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
