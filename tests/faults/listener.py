"""A loopback port that serves every connection in a thread of its own, and leaves none behind."""

from __future__ import annotations

import socket
from contextlib import suppress
from itertools import count
from threading import Event, Thread, current_thread
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

LOOPBACK = "127.0.0.1"


class Listener:
    """Accept connections until closed; `serve` gets each one with its number, from 1."""

    def __init__(
        self,
        serve: Callable[[socket.socket, int], None],
        tls: ssl.SSLContext | None = None,
        scheme: str | None = None,
    ) -> None:
        """Keep what is needed to serve; the port is opened on entry. `scheme` makes `url` claim otherwise."""
        self.scheme = scheme or ("https" if tls else "http")
        self.stopping = Event()
        self._serve = serve
        self._tls = tls
        self._open: dict[Thread, socket.socket] = {}

    def __enter__(self) -> Self:
        """Open an ephemeral port and accept in the background."""
        self._socket = socket.create_server((LOOPBACK, 0), backlog=128)
        self.port: int = self._socket.getsockname()[1]
        self._acceptor = Thread(target=self._accept, name=f"accept-{self.port}")
        self._acceptor.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        """End the accepting, every connection and every thread."""
        self.stopping.set()
        # Closing a socket does not wake another thread's accept(): a visitor does, on every platform.
        socket.create_connection((LOOPBACK, self.port)).close()
        self._acceptor.join()
        self._socket.close()
        for thread, connection in list(self._open.items()):
            _shut_down(connection)
            thread.join()

    def url(self, path: str = "/json", **options: object) -> str:
        """Address a path on this port, with the fault's settings in the query."""
        query = f"?{urlencode(options)}" if options else ""
        return f"{self.scheme}://{LOOPBACK}:{self.port}{path}{query}"

    def idle(self, patience: float = 5) -> bool:
        """Wait for the connections that are open now to end; tell whether they did."""
        threads = list(self._open)
        for thread in threads:
            thread.join(patience)
        return not any(thread.is_alive() for thread in threads)

    def _accept(self) -> None:
        for number in count(1):
            connection, _ = self._socket.accept()
            if self.stopping.is_set():
                connection.close()
                return
            thread = Thread(target=self._run, args=(connection, number), name=f"serve-{self.port}-{number}")
            self._open[thread] = connection
            thread.start()

    def _run(self, connection: socket.socket, number: int) -> None:
        """Serve one connection; a client that leaves or resets is its test's business, not an error here."""
        try:
            with suppress(OSError), self._secured(connection) as secured:
                # Without it a body that follows its head waits 40 ms for the client's delayed ACK.
                secured.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._serve(secured, number)
        finally:
            del self._open[current_thread()]

    def _secured(self, connection: socket.socket) -> socket.socket:
        """Wrap the connection in TLS if asked for; the first read or write shakes hands."""
        if self._tls is None:
            return connection
        secured = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        self._open[current_thread()] = secured
        if self.stopping.is_set():  # The closing thread may have met the unwrapped socket, which is void now.
            _shut_down(secured)
        return secured


def _shut_down(connection: socket.socket) -> None:
    """Wake the thread that reads or writes the connection."""
    with suppress(OSError):
        # Not connection.shutdown(): SSLSocket's own drops the TLS state under the thread that uses it.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
