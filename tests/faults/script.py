"""What a server that misbehaves can be told to do, as data: a fault is a list of steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from http.client import responses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the server read it."""

    method: str
    target: str
    """As sent: a path with its query, an absolute URL (to a proxy), or host:port (CONNECT)."""
    path: str
    options: Mapping[str, str]
    """The query; the faults read their few settings from it."""
    headers: Mapping[str, str]
    """Names in lower case; of repeated headers the last."""
    connection: int
    """Number of the connection that it came on, from 1: two requests on one connection share it."""
    ordinal: int
    """Which request of its connection this is, from 1."""
    body: bytes = b""

    @property
    def name(self) -> str:
        """Name the fault that the path asks for."""
        return self.path.split("/")[1] if "/" in self.path else ""

    def status(self, default: int) -> int:
        """Read the status from a path such as `/short-body/503`."""
        _, _, number = self.path.removeprefix("/").partition("/")
        return int(number) if number.isdecimal() else default


@dataclass(frozen=True, slots=True)
class Head:
    """Send a status line and headers; without a status, the one that the URL or else the fault names."""

    headers: Headers = ()
    status: int | None = None

    def encode(self, status: int) -> bytes:
        """Write the head as bytes, any status and any latin-1 header value included."""
        number = self.status or status
        lines = [f"HTTP/1.1 {number} {responses.get(number, 'Unregistered')}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


@dataclass(frozen=True, slots=True)
class Pause:
    """Send nothing for some seconds, or until the server is closed."""

    seconds: float


class Then(StrEnum):
    """End of a connection. A script without one leaves the connection open for the next request."""

    CLOSE = "close"
    RESET = "reset"
    """Close with a zero linger time, which sends RST instead of FIN."""
    STALL = "stall"
    """Say nothing more, until the client gives up or the server is closed."""
    HOLD = "hold"
    """Not even read any more, until the server is closed."""


Step = bytes | Head | Pause | Then

SETTLE = Pause(0.02)
"""Long enough for a client to take in what was sent, short enough for a test suite."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave (or to behave, as the control)."""

    does: str
    script: Callable[[Request], Iterable[Step]]
    status: int = 200
    reads_body: bool = True
    """False: what comes after the request's head stays in the socket."""


def play(*steps: Step) -> Callable[[Request], Iterable[Step]]:
    """Make a script that does the same for every request."""
    return lambda _request: steps


def whole(content_type: str, body: bytes, *headers: tuple[str, str]) -> tuple[Head, bytes]:
    """Answer properly, with a length."""
    return Head((("content-type", content_type), *headers, ("content-length", str(len(body))))), body


def chunk(data: bytes) -> bytes:
    """Frame data as one chunk of a chunked body (RFC 9112, section 7.1)."""
    return b"%x\r\n%b\r\n" % (len(data), data)


CHUNKED = ("transfer-encoding", "chunked")
LAST_CHUNK = b"0\r\n\r\n"
BODILESS = frozenset({204, 304})


def answer(
    status: int = 200,
    headers: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    body: bytes = b"",
    *,
    delay: float = 0,
    chunks: Iterable[tuple[float, bytes]] = (),
) -> tuple[Step, ...]:
    """Make the steps of a sound answer: `delay` before the headers, then the body, or `chunks` of it in time.

    A `transfer-encoding: chunked` among the headers frames each piece as a chunk; without one, and without
    a `content-length`, the length is added.
    """
    fields = tuple(headers.items() if isinstance(headers, Mapping) else headers)
    pieces = tuple(chunks) or ((0.0, body),)
    head = Head(_framed(fields, status, sum(len(piece) for _, piece in pieces)), status)
    return (Pause(delay), head, *_body(pieces, chunked=CHUNKED in fields))


def _framed(fields: Headers, status: int, length: int) -> Headers:
    """Add the length unless the test, or HTTP itself, says otherwise."""
    names = {name.lower() for name, _ in fields}
    unframed = status in BODILESS or status < 200
    return (
        fields
        if unframed or names & {"content-length", CHUNKED[0]}
        else (*fields, ("content-length", str(length)))
    )


def _body(pieces: Iterable[tuple[float, bytes]], *, chunked: bool) -> Iterable[Step]:
    """Send each piece after its delay; an empty chunk would end a chunked body early."""
    for delay, piece in pieces:
        yield Pause(delay)
        if piece:
            yield chunk(piece) if chunked else piece
    if chunked:
        yield LAST_CHUNK
