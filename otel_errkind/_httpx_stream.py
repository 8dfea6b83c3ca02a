"""Streams of httpx and httpx2 that show an onlooker what the application reads."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing, closing
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from otel_errkind._core.exceptions import is_deadline
from otel_errkind._guard import Guard
from otel_errkind._httpx_rest import MOST_BYTES, Reader, rest_of
from otel_errkind._telemetry.beginning import Beginning

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from types import ModuleType, TracebackType

    import httpx

    from otel_errkind._httpx_rest import Rest

_looking_behind = Guard("looking for the body of a response that is closed unread")


class Onlooker(Reader, Protocol):
    """Whoever wants to know of a body: a `Beginning`, a `PendingAnswer`, a `LateWatch`, or an `Undecoded`."""

    def fail(self, error: BaseException, /) -> None:
        """Learn that the body broke."""

    def spoil(self, error: BaseException, /) -> None:
        """Learn that the client cannot decode it."""

    def leave(self) -> None:
        """Learn that no more will be read."""

    def abandon(self) -> None:
        """Learn, from the garbage collector, that nobody will read or close the body."""


class Undecoded:
    """An onlooker of a body that is watched by what carries the call, which does not decode it."""

    __slots__ = ("_onlooker",)

    def __init__(self, onlooker: Onlooker) -> None:
        self._onlooker = onlooker

    def wants_more(self) -> bool:
        """Tell that the body is nothing to us."""
        return False

    def feed(self, piece: bytes, /) -> None:
        """Do nothing."""

    def fail(self, error: BaseException, /) -> None:
        """Do nothing: it is known below."""

    def spoil(self, error: BaseException, /) -> None:
        """Hand on what is not."""
        self._onlooker.spoil(error)

    def end(self) -> None:
        """Do nothing."""

    leave = abandon = end


def watch(
    module: ModuleType, response: httpx.Response, onlooker: Onlooker, wait: float, *, is_async: bool
) -> None:
    """Show `onlooker` the body of `response` as the application reads it.

    Of a body that is closed unread and still wanted, what comes within `wait` seconds is read first, if the
    connection would be dropped with the rest of the body in any case: that of HTTP/1.1 would.
    """
    stream = response.stream
    if isinstance(stream, _Watched) and isinstance(stream.onlooker, Beginning):
        # What it kept, it kept for the call, which is over.
        stream.onlooker = onlooker
        return
    # By the client, not by the stream: `httpx.ByteStream` is of both kinds.
    kind = _async_stream(module) if is_async else _sync_stream(module)
    response.stream = kind(stream, response.request, onlooker, wait)


def is_watched(response: httpx.Response) -> bool:
    """Tell whether a call inside this one has returned this response; httpx wraps its stream once more."""
    stream = response.stream
    return _is_shown(stream) or _is_shown(getattr(stream, "_stream", None))


def _is_shown(stream: object) -> bool:
    return isinstance(stream, _Watched) and not isinstance(stream.onlooker, Beginning)


def beginning_of(response: httpx.Response) -> Beginning | None:
    """Return what is kept of an error's body while its call is under way."""
    onlooker = response.stream.onlooker if isinstance(response.stream, _Watched) else None
    return onlooker if isinstance(onlooker, Beginning) else None


@cache
def _sync_stream(module: ModuleType) -> type[Any]:
    """Make the sync stream of one library, which insists on its own base class."""

    class WatchedStream(_Watched, module.SyncByteStream):  # type: ignore[misc,name-defined]
        def __iter__(self) -> Iterator[bytes]:
            self.unread = False
            with _Reading(self):
                for piece in self.stream:
                    self.onlooker.feed(piece)
                    yield piece

        def close(self) -> None:
            # What strikes while we wait, the application's stream is closed all the same.
            with closing(self.stream):
                try:
                    rest = self.rest()
                    while rest is not None and rest.wants():
                        with rest:
                            rest.add(rest.network.read(MOST_BYTES, timeout=rest.left()))
                finally:
                    self.leave(module.DecodingError)

    return WatchedStream


@cache
def _async_stream(module: ModuleType) -> type[Any]:
    """Make the async stream of one library: the same, with `await`."""

    class WatchedAsyncStream(_Watched, module.AsyncByteStream):  # type: ignore[misc,name-defined]
        async def __aiter__(self) -> AsyncGenerator[bytes, None]:
            self.unread = False
            pieces = aiter(self.stream)
            try:
                with _Reading(self):
                    async for piece in pieces:
                        self.onlooker.feed(piece)
                        yield piece
            finally:
                await _close(pieces)

        async def aclose(self) -> None:
            async with aclosing(self.stream):
                try:
                    rest = self.rest()
                    if rest is not None:
                        rest.mind_task()
                    while rest is not None and rest.wants():
                        with rest:
                            rest.add(await rest.network.read(MOST_BYTES, timeout=rest.left()))
                finally:
                    self.leave(module.DecodingError)

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
        self.is_broken = False

    def __getattr__(self, name: str) -> object:
        # httpx2 asks the stream of a response for `elapsed`.
        return getattr(self.stream, name)

    def __del__(self) -> None:
        if self.stream is not None:
            self.onlooker.abandon()

    def rest(self) -> Rest | None:
        """Return what is left of the body if a look at it is wanted; a cancelled task wants out instead."""
        if not (self.unread and self.onlooker.wants_more() and isinstance(sys.exception(), Exception | None)):
            return None
        # Of two that close at a time, one reads.
        self.unread = False
        with _looking_behind:
            return rest_of(self.stream, self.onlooker, self.wait)
        return None

    def leave(self, undecodable: type[Exception]) -> None:
        """Say good-bye; and why, if this body could not be decoded: that happens where we do not look."""
        error = sys.exception()
        # The garbage collector may have closed the generator that we are left by.
        if isinstance(error, GeneratorExit):
            self.onlooker.abandon()
            return
        is_ours = isinstance(error, undecodable) and getattr(error, "_request", None) is self.request
        if is_ours and error is not None and not self.is_broken:
            self.onlooker.spoil(error)
        self.onlooker.leave()


class _Reading:
    """The application's reading of a body, up to its end or its failure, whoever looks on by then."""

    __slots__ = ("_watched",)

    def __init__(self, watched: _Watched) -> None:
        self._watched = watched

    def __enter__(self) -> None:
        """Begin to read."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A reader that stops early, or is cancelled, closes the stream next.
        if error is None:
            self._watched.onlooker.end()
        elif isinstance(error, Exception) or is_deadline(error):
            self._watched.is_broken = True
            self._watched.onlooker.fail(error)


async def _close(pieces: AsyncIterator[bytes]) -> None:
    """Close a generator where it was left, as httpx2 does: trio complains if the garbage collector has to."""
    if isinstance(pieces, AsyncGenerator):
        await pieces.aclose()
