"""The servers that one process calls, each opened when it is first needed."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from typing import Self

from faults import FaultServer, Http2Server, refused_port, silent_port, tls_server

JSON = {"content-type": "application/json"}


class Stage:
    """Servers and ports that stay open until the process has made its last call."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._stack = ExitStack()
        self._tls: dict[str, FaultServer] = {}

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_exc: object) -> None:
        """Close what was opened."""
        self._stack.close()

    @cached_property
    def plain(self) -> FaultServer:
        """The server of the faults."""
        return self._stack.enter_context(FaultServer())

    @cached_property
    def http2(self) -> Http2Server:
        """The server that speaks HTTP/2."""
        return self._stack.enter_context(Http2Server())

    @cached_property
    def refused(self) -> str:
        """The address of a port that refuses."""
        return f"http://127.0.0.1:{self._stack.enter_context(refused_port())}/"

    @cached_property
    def silent(self) -> str:
        """The address of a port that never answers."""
        return f"http://127.0.0.1:{self._stack.enter_context(silent_port())}/"

    @cached_property
    def no_upgrade(self) -> str:
        """The address of a server that will not change the protocol."""
        return self.plain.answer("/no-upgrade", 403, JSON, b'{"error": {"message": "not for you"}}')

    def tls(self, kind: str) -> str:
        """Address a server whose TLS is of that kind."""
        if kind not in self._tls:
            self._tls[kind] = self._stack.enter_context(tls_server(kind))
        return self._tls[kind].url("/json")

    def reused(self, since: int) -> bool:
        """Tell whether the last of the requests since then came on the connection of the one before it."""
        recent = self.plain.requests[since:][-2:]
        return len(recent) == 2 and recent[0].connection == recent[1].connection
