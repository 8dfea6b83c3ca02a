"""The rest of a body that httpx closes unread: taken from its HTTP/1.1 connection, past everybody else.

Nobody who traces httpcore, or has the request under way a second time, notices. The connection is dropped
behind it, as it is behind every body that was not read.
"""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from otel_errkind._guard import Guard, pass_on
from otel_errkind._telemetry.waiting import MOMENT

if TYPE_CHECKING:
    from types import TracebackType

MOST_BYTES = 65536
"""Bytes of one read, as many as httpcore asks for."""

_OURS_AND_THEIRS = frozenset({"otel_errkind", "httpx", "httpx2", "httpcore", "httpcore2"})
_MOST_WRAPPERS = 8
_SHORTEST = 0.001
"""Seconds of a read that is too late: zero would mean not to wait, which httpcore takes for no limit."""

_taking = Guard("taking the rest of a body")


class Reader(Protocol):
    """Whoever wants to read a body."""

    def feed(self, piece: bytes, /) -> None:
        """Learn of the next piece."""

    def end(self) -> None:
        """Learn that the body is whole."""

    def wants_more(self) -> bool:
        """Tell whether more is worth reading on our own account."""
        return False


class Rest:
    """What is left of one body, for its reader: what has come already, and what comes in time."""

    __slots__ = (
        "_begun",
        "_broken",
        "_deadline",
        "_is_broken",
        "_late",
        "_pool",
        "_reader",
        "_state",
        "_wants",
        "network",
    )

    def __init__(self, connection: Any, pool: Any, reader: Reader, wait: float) -> None:
        self._state = connection._h11_state  # noqa: SLF001 - httpcore shows neither
        self._pool = pool
        self._reader = reader
        self._begun = monotonic()
        self._deadline = self._begun + wait
        self._wants = self._is_broken = False
        self.network: Any = connection._network_stream  # noqa: SLF001
        core = sys.modules[_library(self.network)]
        self._late: type[Exception] = core.TimeoutException
        # httpcore leaves those of TLS under asyncio, and of another event loop, as they are.
        self._broken: tuple[type[Exception], ...] = (core.NetworkError, OSError, RuntimeError)
        # Had nobody read the body to its end, the connection would be closed.
        self._state.send_failed()

    def __enter__(self) -> None:
        """Begin to read from the network."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Swallow that the time was over, or that the connection broke; what has struck meanwhile passes."""
        if error is None or not isinstance(error, (self._late, *self._broken)):
            return False
        pass_on(error)
        self._is_broken = not isinstance(error, self._late)
        return True

    def mind_task(self) -> None:
        """Leave the current task half of the time that it has left; one that is cancelled has none."""
        _taking(self._mind_task)

    def wants(self) -> bool:
        """Show what has come; tell whether more is wanted of the network."""
        self._wants = False
        _taking(self._take)
        return self._wants and not self._is_broken and monotonic() < self._deadline

    def left(self) -> float:
        """Return for how many seconds the network may be waited for."""
        return max(min(self._deadline - monotonic(), MOMENT), _SHORTEST)

    def add(self, data: bytes) -> None:
        """Give what the network had."""
        _taking(self._state.receive_data, data)

    def _mind_task(self) -> None:
        import anyio  # noqa: PLC0415 - httpcore needs it wherever a client is async

        now = anyio.current_time()
        self._deadline = min(self._deadline, monotonic() + (anyio.current_effective_deadline() - now) / 2)

    def _take(self) -> None:
        import h11  # noqa: PLC0415 - a client over HTTP/1.1 has imported it

        while self._reader.wants_more():
            try:
                event = self._state.next_event()
            except h11.RemoteProtocolError:
                return
            if isinstance(event, h11.Data):
                self._reader.feed(bytes(event.data))
                continue
            if isinstance(event, h11.EndOfMessage):
                self._reader.end()
            self._wants = event is h11.NEED_DATA and not self._is_awaited()
            return

    def _is_awaited(self) -> bool:
        """Tell whether other calls wait for the connection, whose time runs out. For a moment, each does."""
        if monotonic() < self._begun + MOMENT:
            return False
        return any(request.is_queued() for request in tuple(getattr(self._pool, "_requests", ())))


def rest_of(stream: object, reader: Reader, wait: float) -> Rest | None:
    """Return the rest of the body behind a stream.

    None unless httpcore itself has it, over HTTP/1.1: a connection of HTTP/2 serves other calls too, what
    another transport or network has may know of no timeout, and under a stream of the application's own
    nobody may read but that.
    """
    pool = None
    for _ in range(_MOST_WRAPPERS):
        # Closed by somebody else: the connection may have another call by now.
        if _library(stream) not in _OURS_AND_THEIRS or getattr(stream, "_closed", False):
            break
        if type(stream).__name__ == "HTTP11ConnectionByteStream":
            connection = getattr(stream, "_connection", None)
            return Rest(connection, pool, reader, wait) if _is_readable(connection) else None
        pool = getattr(stream, "_pool", pool)
        stream = getattr(stream, "_httpcore_stream", None) or getattr(stream, "_stream", None)
    return None


def _is_readable(connection: Any) -> bool:
    """Tell whether there is a body that nobody has read to its end, on a network that minds timeouts."""
    import h11  # noqa: PLC0415 - a client over HTTP/1.1 has imported it

    is_known = _library(getattr(connection, "_network_stream", None)) in _OURS_AND_THEIRS
    return is_known and connection._h11_state.their_state is h11.SEND_BODY  # noqa: SLF001


def _library(value: object) -> str:
    """Name the package that the class of `value` is from."""
    return type(value).__module__.partition(".")[0]
