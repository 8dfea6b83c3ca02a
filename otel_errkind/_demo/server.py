"""A loopback server that plays scripts, and a port that nobody listens on."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
import time
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from otel_errkind._demo.wire import Act

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from io import BufferedIOBase

    from otel_errkind._demo.wire import Script, Step

_LOOPBACK = "127.0.0.1"
_NO_LINGER = struct.pack("ii", 1, 0)


@contextmanager
def serving(scripts: Mapping[str, Script]) -> Generator[str]:
    """Serve each path by its script and give the origin to call."""
    with _Server((_LOOPBACK, 0), partial(_Exchange, scripts)) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield _origin(server.server_address[1])
        finally:
            server.shutdown()


@contextmanager
def refusing() -> Generator[str]:
    """Reserve a port that refuses connections and give its origin."""
    with socket.socket() as never_listening:
        never_listening.bind((_LOOPBACK, 0))
        yield _origin(never_listening.getsockname()[1])


def _origin(port: int) -> str:
    return f"http://{_LOOPBACK}:{port}"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


class _Exchange(socketserver.StreamRequestHandler):
    """Read one request, play the script of its path, close."""

    def __init__(
        self, scripts: Mapping[str, Script], connection: socket.socket, address: object, server: _Server
    ) -> None:
        self._scripts = scripts
        super().__init__(connection, address, server)

    def handle(self) -> None:
        """Play until the script or the client has had enough."""
        path = _read_request(self.rfile)
        with suppress(OSError):
            for step in self._scripts.get(path, ()):
                _play(step, self.connection)


def _read_request(stream: BufferedIOBase) -> str:
    """Read a request to its end and return its path; bytes left unread would turn the close into a reset."""
    path = stream.readline().split()[1].decode()
    length = 0
    while field := stream.readline().strip():
        name, _, value = field.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    stream.read(length)
    return path


def _play(step: Step, connection: socket.socket) -> None:
    match step:
        case bytes():
            connection.sendall(step)
        case float() | int():
            time.sleep(step)
        case Act.STALL:
            connection.recv(1)
        case Act.RESET:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
            connection.close()
