"""The HTTP/1.1 server whose path selects how it misbehaves."""

from __future__ import annotations

import socket
import struct
from dataclasses import replace
from http.client import parse_headers
from itertools import count
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import parse_qsl, urlsplit

from faults.credentials import PROXY
from faults.listener import Listener
from faults.script import Fault, Head, Pause, Request, Step, Then, answer
from faults.table import FAULTS, UNKNOWN

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Mapping

NO_LINGER = struct.pack("ii", 1, 0)
TLS_HANDSHAKE = b"\x16"
"""Type of the first TLS record (RFC 8446, section 5.1): what a client sends that expects TLS here."""


class FaultServer(Listener):
    """Serve every row of `FAULTS` under its name, and what the test programs beside them.

    A number after the name replaces the fault's status: `/short-body/503`. To a client that takes the
    server for its proxy it answers `/proxy-407`, whatever the target, unless the test programs that path.
    """

    def __init__(self, tls: ssl.SSLContext | None = None, *, scheme: str | None = None) -> None:
        """Speak plainly, or TLS with a server-side context; `scheme` makes `url` claim otherwise."""
        super().__init__(self._converse, tls, scheme)
        self.requests: list[Request] = []
        self._routes: dict[str, Fault] = {}

    def answer(  # noqa: PLR0913 - each is a part of an answer, and most have a default
        self,
        path: str,
        status: int = 200,
        headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        *,
        delay: float = 0,
        chunks: Iterable[tuple[float, bytes]] = (),
    ) -> str:
        """Program one path with an answer (see `faults.script.answer`) and return its URL."""
        return self.script(path, answer(status, headers, body, delay=delay, chunks=chunks))

    def script(self, path: str, *scripts: tuple[Step, ...]) -> str:
        """Program one path: its nth request gets the nth script, later ones the last. Return its URL."""
        *first, last = scripts
        turns = iter(first)
        self._routes[path] = Fault("what the test programmed", lambda _request: next(turns, last))
        return self.url(path)

    def _converse(self, connection: socket.socket, number: int) -> None:
        """Answer the requests of one connection in their order."""
        with connection.makefile("rb") as incoming:
            if incoming.peek(1)[:1] == TLS_HANDSHAKE:
                connection.sendall(Head(status=400).encode(400))
                return
            for ordinal in count(1):
                request = _read_head(incoming, number, ordinal)
                if request is None or not self._respond(connection, incoming, request):
                    return

    def _respond(self, connection: socket.socket, incoming: BinaryIO, request: Request) -> bool:
        """Perform what the path asks for; tell whether the connection can serve another request."""
        fault = self._fault(request)
        if fault.reads_body:
            request = replace(request, body=_read_body(incoming, request.headers))
        self.requests.append(request)
        for step in fault.script(request):
            if self.stopping.is_set() or not self._perform(connection, step, request.status(fault.status)):
                return False
        return request.headers.get("connection", "").lower() != "close"

    def _fault(self, request: Request) -> Fault:
        # A client that takes this server for its proxy sends an absolute URL, or CONNECT for TLS.
        through_proxy = not request.target.startswith("/")
        path, name = (f"/{PROXY}", PROXY) if through_proxy else (request.path, request.name)
        return self._routes.get(path) or FAULTS.get(name, UNKNOWN)

    def _perform(self, connection: socket.socket, step: Step, status: int) -> bool:
        """Do one step; tell whether the connection survived it."""
        match step:
            case bytes():
                connection.sendall(step)
            case Head():
                connection.sendall(step.encode(status))
            case Pause(seconds):
                self.stopping.wait(seconds)
            case Then():
                self._end(connection, step)
                return False
        return True

    def _end(self, connection: socket.socket, how: Then) -> None:
        """Prepare the end; the connection is closed by whoever opened it."""
        match how:
            case Then.RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
            case Then.STALL:
                while connection.recv(65536):
                    pass
            case Then.HOLD:
                self.stopping.wait()
            case Then.CLOSE:
                pass


def _read_head(incoming: BinaryIO, connection: int, ordinal: int) -> Request | None:
    """Read a request line and its headers; None when the client left or speaks no HTTP."""
    words = incoming.readline().decode("latin-1").split()
    if len(words) != 3:
        return None
    method, target, _ = words
    headers = {name.lower(): value for name, value in parse_headers(incoming).items()}
    address = urlsplit(target)
    options = dict(parse_qsl(address.query))
    return Request(method, target, address.path, options, headers, connection, ordinal)


def _read_body(incoming: BinaryIO, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding") == "chunked":
        return b"".join(_read_chunks(incoming))
    return incoming.read(int(headers.get("content-length", 0)))


def _read_chunks(incoming: BinaryIO) -> Iterable[bytes]:
    while size := int(incoming.readline() or b"0", 16):
        yield incoming.read(size)
        incoming.readline()
    incoming.readline()
