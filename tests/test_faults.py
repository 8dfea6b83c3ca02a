"""The servers that misbehave, seen through a bare socket: what goes over the wire is what the table says."""

from __future__ import annotations

import socket
import threading
import time
import zlib
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import pytest

from faults import CHUNKED, FAULTS, FaultServer, Then, answer, refused_port, silent_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SILENCE = 0.2
PATIENCE = 5
ENOUGH = 3_000_000


class Wire(NamedTuple):
    """What a bare socket sees of a fault."""

    begins: bytes
    end: str = "closed"
    holds: bytes = b""


OK, FAILED = b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 500 Internal Server Error\r\n"

WIRE = {
    "close-without-answer": Wire(b""),
    "close-in-headers": Wire(OK),
    "reset-before-headers": Wire(b"", "reset"),
    "reset-in-headers": Wire(OK, "reset"),
    "reset-after-headers": Wire(OK, "reset", b"length: 100\r\n\r\n"),
    "reset-in-body": Wire(OK, "reset", b"\r\n\r\nthe first"),
    "reset-in-request": Wire(b"", "reset"),
    "never-reads": Wire(b"", "silent"),
    "garbage": Wire(b"\x00\x17\x03\xff"),
    "bad-status-line": Wire(b"HTTP/1.1 2x0 OK\r\n\r\n"),
    "oversized-header": Wire(OK, "closed", b"x-oversized: " + b"a" * 1_048_576),
    "stall-before-headers": Wire(b"", "silent"),
    "stall-in-headers": Wire(OK, "silent"),
    "stall-in-body": Wire(OK, "silent", b"\r\n\r\nthe first"),
    "drip": Wire(OK, "silent", b"\r\n\r\nd"),
    "keep-alive-dropped": Wire(OK, "closed", b"sound"),
    "keep-alive-expired": Wire(OK, "closed", b"sound"),
    "stream": Wire(OK, "closed", b"\r\n\r\n8\r\nchunk 0\n\r\n"),
    "stream-breaks": Wire(OK, "closed", b"3\r\none\r\n3\r\ntwo\r\n"),
    "short-body": Wire(OK, "closed", b"length: 100\r\n\r\ntwelve bytes"),
    "bad-chunk-size": Wire(OK, "closed", b"4\r\nfine\r\nzz\r\n"),
    "cut-chunk": Wire(OK, "closed", b"64\r\ntoo few"),
    "gzip": Wire(FAILED, "closed", b"content-encoding: gzip"),
    "no-gzip": Wire(FAILED, "closed", b'{"error": "plain"}'),
    "broken-gzip": Wire(FAILED, "closed", b"\x1f\x8b"),
    "cut-gzip": Wire(FAILED, "closed", b"\x1f\x8b"),
    "gzip-bomb": Wire(FAILED, "closed", b"\x1f\x8b"),
    "endless": Wire(FAILED, "flowing", b"transfer-encoding: chunked"),
    "huge": Wire(FAILED, "flowing", b"content-length: 104857600"),
    "status": Wire(OK, "closed", b"status 200"),
    "json": Wire(OK, "closed", b'{"ok": true}'),
    "json-error": Wire(FAILED, "closed", b'"code": "order_unknown"}}'),
    "late-body": Wire(FAILED, "closed", b'"code": "order_unknown"}}'),
    "late-pieces": Wire(FAILED, "closed", b'"code": "order_unknown"}}'),
    "wrong-charset": Wire(FAILED, "closed", b"charset=utf-16\r\n"),
    "unknown-charset": Wire(FAILED, "closed", b"charset=klingon\r\n"),
    "bad-utf8": Wire(FAILED, "closed", b"\xe9t\xe9 \xff\xfe!"),
    "binary": Wire(FAILED, "closed", bytes(range(256))),
    "empty-json": Wire(FAILED, "closed", b"length: 0\r\n\r\n"),
    "json-null": Wire(FAILED, "closed", b"\r\n\r\nnull"),
    "json-list": Wire(FAILED, "closed", b"\r\n\r\n[{"),
    "json-string": Wire(FAILED, "closed", b'\r\n\r\n"it broke"'),
    "html": Wire(b"HTTP/1.1 502 Bad Gateway\r\n", "closed", b"<title>"),
    "problem": Wire(b"HTTP/1.1 409 Conflict\r\n", "closed", b"application/problem+json"),
    "grpc-status": Wire(OK, "closed", b"grpc-status: 14\r\n"),
    "graphql-errors": Wire(OK, "closed", b'"errors": ['),
    "sse-error-first": Wire(OK, "closed", b"\r\n\r\n53\r\nevent: error\ndata: "),
    "sse-error-later": Wire(OK, "closed", b'word"}\n\n\r\n53\r\nevent: error\ndata: '),
    "redirect": Wire(b"HTTP/1.1 302 Found\r\n", "closed", b"location: http://elsewhere.invalid/"),
    "redirect-loop": Wire(b"HTTP/1.1 302 Found\r\n", "closed", b"location: /redirect-loop\r\n"),
    "redirect-to-503": Wire(b"HTTP/1.1 302 Found\r\n", "closed", b"location: /status/503\r\n"),
    "digest-md5": Wire(b"HTTP/1.1 401 Unauthorized\r\n", "closed", b"algorithm=MD5,"),
    "digest-sha256": Wire(b"HTTP/1.1 401 Unauthorized\r\n", "closed", b"algorithm=SHA-256,"),
    "digest-refused": Wire(b"HTTP/1.1 401 Unauthorized\r\n", "closed", b"www-authenticate: Digest"),
    "proxy-407": Wire(
        b"HTTP/1.1 407 Proxy Authentication Required\r\n", "closed", b"proxy-authenticate: Basic"
    ),
}


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """Run one server for the module."""
    with FaultServer() as running:
        yield running


def request(url: str, *headers: str, method: str = "GET", target: str = "") -> bytes:
    """Write a request by hand."""
    address = urlsplit(url)
    asked = target or f"{address.path}?{address.query}"
    return "\r\n".join([f"{method} {asked} HTTP/1.1", f"host: {address.netloc}", *headers, "", ""]).encode()


def exchange(url: str, sent: bytes = b"", patience: float = PATIENCE) -> tuple[bytes, str]:
    """Send a request and read until the connection ends, or goes silent, or has flowed for long enough."""
    with dialled(url, patience) as connection:
        connection.sendall(sent or request(url, "connection: close"))
        received = bytearray()
        while len(received) < ENOUGH:
            try:
                piece = connection.recv(65536)
            except ConnectionResetError:
                return bytes(received), "reset"
            except TimeoutError:
                return bytes(received), "silent"
            if not piece:
                return bytes(received), "closed"
            received += piece
        return bytes(received), "flowing"


def dialled(url: str, patience: float = SILENCE) -> socket.socket:
    """Connect to the server of a URL."""
    address = urlsplit(url)
    return socket.create_connection((address.hostname, address.port or 80), timeout=patience)


def wait_until(condition: Callable[[], bool]) -> None:
    """Give another thread the time to get there."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_every_fault_is_described_here() -> None:
    """A fault without a line in this file's table, or a line without a fault, is a mistake."""
    assert set(WIRE) == set(FAULTS)


@pytest.mark.parametrize("name", WIRE)
def test_fault_does_on_the_wire_what_its_row_says(server: FaultServer, name: str) -> None:
    """Each fault begins, goes on and ends as described."""
    begins, end, holds = WIRE[name]

    patience = SILENCE if end == "silent" else PATIENCE
    received, ended = exchange(server.url(f"/{name}", to="http://elsewhere.invalid/"), patience=patience)

    assert ended == end
    assert received.startswith(begins)
    assert bool(received) is bool(begins)
    assert holds in received


@pytest.mark.parametrize("status", [200, 204, 304, *range(400, 600), 600, 999])
def test_any_status_can_be_asked_for(server: FaultServer, status: int) -> None:
    """The number in the path becomes the status, registered or not."""
    received, ended = exchange(server.url(f"/status/{status}"))

    assert received.startswith(b"HTTP/1.1 %d " % status)
    assert ended == "closed"


def test_a_number_after_the_name_replaces_the_status(server: FaultServer) -> None:
    """The same fault can happen to a success and to an error."""
    received, _ = exchange(server.url("/short-body/503"))

    assert received.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")


def test_unknown_path_answers_404(server: FaultServer) -> None:
    """A name that no fault has is not found."""
    received, _ = exchange(server.url("/no-such-fault"))

    assert received.startswith(b"HTTP/1.1 404 ")


def test_programmed_answer_carries_any_headers(server: FaultServer) -> None:
    """Repeated headers, odd values and the body arrive as the test wrote them."""
    headers = [("retry-after", "²"), ("retry-after", "3")]

    received, _ = exchange(server.answer("/odd", 429, headers, b"slow \xff down"))

    assert b"retry-after: \xb2\r\nretry-after: 3\r\ncontent-length: 11\r\n\r\nslow \xff down" in received


def test_programmed_length_is_left_alone(server: FaultServer) -> None:
    """A content-length of the test's own is sent even where it is wrong."""
    received, _ = exchange(server.answer("/long", 500, {"Content-Length": "50"}, b"ten"))

    assert received.count(b"ength:") == 1


def test_programmed_pieces_come_in_their_time(server: FaultServer) -> None:
    """The answer waits for its delay, and every piece for its own."""
    url = server.answer("/paced", 500, [CHUNKED], delay=0.03, chunks=[(0.03, b"one"), (0.03, b"two")])
    started = time.monotonic()

    received, _ = exchange(url)

    assert received.endswith(b"\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
    assert time.monotonic() - started >= 0.09


def test_programmed_scripts_take_turns(server: FaultServer) -> None:
    """The first request gets the first script, all after the last one the last."""
    url = server.script("/turns", (Then.CLOSE,), answer(503), answer(200))

    statuses = [exchange(url)[0][9:12] for _ in range(4)]

    assert statuses == [b"", b"503", b"200", b"200"]


def test_requests_are_recorded_with_their_connection() -> None:
    """Two requests on one connection share its number; another connection has another."""
    with FaultServer() as server:
        url = server.url("/json")
        both = request(url, "X-Mark: a") + request(url, "connection: close")
        exchange(url, both)
        exchange(url)

        assert [(seen.connection, seen.ordinal) for seen in server.requests] == [(1, 1), (1, 2), (2, 1)]
        assert server.requests[0].headers["x-mark"] == "a"
        assert server.requests[0].path == "/json"


@pytest.mark.parametrize(
    ("header", "body"),
    [("content-length: 4", b"four"), ("transfer-encoding: chunked", b"2\r\nfo\r\n2\r\nur\r\n0\r\n\r\n")],
    ids=["length", "chunked"],
)
def test_request_body_is_read_and_recorded(header: str, body: bytes) -> None:
    """A body is taken off the wire however it is framed, so that the next request is found behind it."""
    with FaultServer() as server:
        url = server.url("/json")
        post = request(url, header, method="POST") + body

        received, _ = exchange(url, post + request(url, "connection: close"))

        assert received.count(b'{"ok": true}') == 2
        assert [seen.body for seen in server.requests] == [b"four", b""]


def test_second_request_of_a_connection_is_dropped(server: FaultServer) -> None:
    """A connection that was kept alive is closed in answer to its second request."""
    url = server.url("/keep-alive-dropped")

    received, ended = exchange(url, request(url) * 2)

    assert received.count(b"sound") == 1
    assert ended == "closed"


def test_request_that_nobody_reads_blocks_its_sender(server: FaultServer) -> None:
    """The buffers between client and server fill up, and then writing takes forever."""
    url = server.url("/never-reads")
    body = bytes(32_000_000)

    with pytest.raises(TimeoutError):
        exchange(url, request(url, f"content-length: {len(body)}", method="POST") + body, SILENCE)


@pytest.mark.parametrize(
    ("method", "target"),
    [("CONNECT", "elsewhere.invalid:443"), ("GET", "http://elsewhere.invalid/json")],
    ids=["connect", "absolute"],
)
def test_proxy_requests_are_answered_407(server: FaultServer, method: str, target: str) -> None:
    """A client that takes the server for its proxy is asked for credentials, whatever it wants to reach."""
    url = server.url()

    received, _ = exchange(url, request(url, "connection: close", method=method, target=target))

    assert received.startswith(b"HTTP/1.1 407 ")


def test_bomb_unpacks_to_a_gibibyte(server: FaultServer) -> None:
    """The bomb is sound gzip, checksum included, and a thousand times larger inside."""
    received, _ = exchange(server.url("/gzip-bomb"))
    packed = received.partition(b"\r\n\r\n")[2]
    unpacker = zlib.decompressobj(wbits=31)

    size, rest = 0, packed
    while not unpacker.eof:
        size += len(unpacker.decompress(rest, 262_144))
        rest = unpacker.unconsumed_tail

    assert size == 1 << 30
    assert len(packed) < 1_100_000


def test_closing_ends_every_connection_and_thread() -> None:
    """A server that still stalls, floods, drips and holds is closed at once and leaves no thread."""
    busy = ("stall-before-headers", "stall-in-body", "endless", "drip", "never-reads")
    with ExitStack() as clients:
        with FaultServer() as server:
            for name in busy:
                client = clients.enter_context(dialled(server.url()))
                client.sendall(request(server.url(f"/{name}")))
            wait_until(lambda: len(server.requests) == len(busy))
            started = time.monotonic()
        took = time.monotonic() - started

    assert took < 2
    assert not [thread for thread in threading.enumerate() if str(server.port) in thread.name]


def test_stalled_connection_ends_when_its_client_leaves() -> None:
    """A client that gave up frees the thread that kept it waiting."""
    with FaultServer() as server:
        exchange(server.url("/stall-before-headers"), patience=SILENCE)

        assert server.idle()


def test_refused_port_refuses() -> None:
    """Nobody listens on the port, and nobody else can take it meanwhile."""
    with refused_port() as port, pytest.raises(ConnectionRefusedError):
        dialled(f"http://127.0.0.1:{port}")


def test_silent_port_never_connects() -> None:
    """A connection to the port is neither taken nor refused."""
    with silent_port() as port, pytest.raises(TimeoutError):
        dialled(f"http://127.0.0.1:{port}")
