"""Streams of httpx and httpx2 that keep a copy of what the application reads."""

from __future__ import annotations

import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, Any

from otel_errkind._guard import Guard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator
    from types import ModuleType

    import httpx

    from otel_errkind._telemetry.pending import PendingAnswer

_pulling = Guard("reading the body of a response that is closed unread")


def watch(module: ModuleType, response: httpx.Response, answer: PendingAnswer, wait: float) -> None:
    """Let `answer` see the body of `response` as the application reads it.

    Of a body that is closed unread, what comes within `wait` seconds is read first: the connection would be
    dropped with the rest of the body in any case.
    """
    sync, asynchronous = _streams(module)
    kind = asynchronous if isinstance(response.stream, module.AsyncByteStream) else sync
    response.stream = kind(response.stream, response.request, answer, wait)


@cache
def _streams(module: ModuleType) -> tuple[type[Any], type[Any]]:
    """Make the two stream classes of one library, which insists on its own base classes."""
    failures = (module.HTTPError, module.StreamError)

    class WatchedStream(_Watched, module.SyncByteStream):  # type: ignore[misc,name-defined]
        def __iter__(self) -> Iterator[bytes]:
            self.unread = False
            with self.answer:
                for chunk in self.stream:
                    self.answer.feed(chunk)
                    yield chunk

        def close(self) -> None:
            if self.is_worth_pulling():
                with _pulling, self.impatient(), suppress(*failures):
                    self._pull()
            self.answer.settle()
            self.stream.close()

        def _pull(self) -> None:
            deadline = monotonic() + self.wait
            for chunk in self.stream:
                self.answer.feed(chunk)
                if self.answer.room <= 0 or monotonic() > deadline:
                    return
            self.answer.settle(complete=True)

    class WatchedAsyncStream(_Watched, module.AsyncByteStream):  # type: ignore[misc,name-defined]
        async def __aiter__(self) -> AsyncGenerator[bytes, None]:
            self.unread = False
            with self.answer:
                async with _closed_after(aiter(self.stream)) as chunks:
                    async for chunk in chunks:
                        self.answer.feed(chunk)
                        yield chunk

        async def aclose(self) -> None:
            try:
                if self.is_worth_pulling():
                    with _pulling, self.impatient(), suppress(*failures):
                        await self._pull()
            # Cancelled while we pull, the application's stream is closed all the same.
            finally:
                self.answer.settle()
                await self.stream.aclose()

        async def _pull(self) -> None:
            deadline = monotonic() + self.wait
            async with _closed_after(aiter(self.stream)) as chunks:
                async for chunk in chunks:
                    self.answer.feed(chunk)
                    if self.answer.room <= 0 or monotonic() > deadline:
                        return
            self.answer.settle(complete=True)

    return WatchedStream, WatchedAsyncStream


@asynccontextmanager
async def _closed_after(chunks: AsyncIterator[bytes]) -> AsyncGenerator[AsyncIterator[bytes]]:
    """Close a generator where it was left, as httpx2 does: trio complains if the garbage collector has to."""
    try:
        yield chunks
    finally:
        if isinstance(chunks, AsyncGenerator):
            await chunks.aclose()


class _Watched:
    """What the sync and the async stream share."""

    # Defaults for a copy that skips `__init__`.
    stream: Any = None
    answer: PendingAnswer | None = None

    def __init__(self, stream: Any, request: httpx.Request, answer: PendingAnswer, wait: float) -> None:  # noqa: ANN401
        self.stream = stream
        self.request = request
        self.answer = answer
        self.wait = wait
        self.unread = True

    def __getattr__(self, name: str) -> object:
        # httpx2 asks the stream of a response for `elapsed`.
        return getattr(self.stream, name)

    def __del__(self) -> None:
        if self.answer is not None:
            self.answer.settle()

    def is_worth_pulling(self) -> bool:
        """Tell whether a look at the unread body is wanted; a cancelled task wants out instead."""
        return self.unread and self.answer.is_waiting() and isinstance(sys.exception(), Exception | None)

    @contextmanager
    def impatient(self) -> Generator[None]:
        """Lower the read timeout of the request, which httpcore looks up when the reading of a body begins."""
        extensions = self.request.extensions
        kept = extensions.get("timeout", {})
        extensions["timeout"] = {**kept, "read": self.wait}
        try:
            yield
        finally:
            extensions["timeout"] = kept
