"""The rest of a body that httpx closes unread: taken from its HTTP/1.1 connection, past everybody else.

Whoever wraps the stream, traces httpcore or has a request under way twice notices nothing: no stream is read
that is the application's. The connection is one that the close would drop in any case.
"""

from __future__ import annotations

import sys
from time import monotonic
from typing import Any, Protocol

from otel_errkind._guard import Guard

MOST_BYTES = 65536
"""Bytes of one read, as many as httpcore asks for."""

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

    __slots__ = ("_connection", "_deadline", "_reader", "_wants", "broken", "network")

    def __init__(self, connection: Any, reader: Reader, wait: float) -> None:
        self._connection = connection
        self._reader = reader
        self._deadline = monotonic() + wait
        self._wants = False
        self.network: Any = connection._network_stream  # noqa: SLF001 - see above
        core = sys.modules[type(self.network).__module__.partition(".")[0]]
        self.broken: tuple[type[Exception], ...] = (core.NetworkError, core.TimeoutException)
        """What a read raises whose connection broke, or whose time is over."""

    def wants(self) -> bool:
        """Show what has come; tell whether more is wanted of the network."""
        self._wants = False
        _taking(self._take)
        return self._wants and monotonic() < self._deadline

    def left(self) -> float:
        """Return for how many seconds the network may be waited for."""
        return max(self._deadline - monotonic(), _SHORTEST)

    def left_to_task(self) -> float:
        """Return the same for the current task, whose deadline may come first, or have passed."""
        try:
            import anyio  # noqa: PLC0415 - httpcore needs it wherever a client is async
        except ImportError:
            return 0.0
        return min(self.left(), anyio.current_effective_deadline() - anyio.current_time())

    def add(self, data: bytes) -> None:
        """Give what the network had."""
        _taking(self._connection._h11_state.receive_data, data)  # noqa: SLF001

    def _take(self) -> None:
        import h11  # noqa: PLC0415 - a client over HTTP/1.1 has imported it

        state = self._connection._h11_state  # noqa: SLF001
        while self._reader.wants_more():
            try:
                event = state.next_event()
            except h11.RemoteProtocolError:
                return
            if isinstance(event, h11.Data):
                self._reader.feed(bytes(event.data))
                continue
            if isinstance(event, h11.EndOfMessage):
                self._reader.end()
            self._wants = event is h11.NEED_DATA
            return


def rest_of(stream: object, reader: Reader, wait: float) -> Rest | None:
    """Return the rest of the body behind a stream.

    None unless httpcore itself has it, over HTTP/1.1: a connection of HTTP/2 serves other calls too, and what
    another transport or network has may know of no timeout.
    """
    for _ in range(_MOST_WRAPPERS):
        if type(stream).__name__ == "HTTP11ConnectionByteStream":
            connection = getattr(stream, "_connection", None)
            network = getattr(connection, "_network_stream", None)
            is_known = type(network).__module__.partition(".")[0] in {"httpcore", "httpcore2"}
            return Rest(connection, reader, wait) if is_known else None
        stream = getattr(stream, "_httpcore_stream", None) or getattr(stream, "_stream", None)
    return None
