"""The body of a success as the application reads it from aiohttp."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from otel_errkind._aiohttp_reader import callback_of, completed, is_closing, is_plain
from otel_errkind._core.exceptions import is_deadline

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    import aiohttp

    from otel_errkind._telemetry.late import LateWatch


def watch(content: aiohttp.StreamReader, onlooker: LateWatch) -> None:
    """Show `onlooker` a body as it comes, and the exceptions that the application meets in reading it."""
    reader: Any = type(content)
    # `EMPTY_PAYLOAD` is one object for all responses.
    if not is_plain(reader):
        return
    for piece in getattr(content, "_buffer", ()):
        onlooker.feed(piece)
    content.on_eof(_End(onlooker))
    content.__class__ = _watched(reader)


class _End:
    """The callback for a body's end, which also keeps the onlooker."""

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
            if is_closing(exc):
                end.onlooker.leave()
            else:
                # It has dropped all callbacks, but the exception has yet to be met.
                self._eof_callbacks.append(end)

    return completed(WatchedReader, reader, _watched_read)


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
    return callback_of(content, _End)
