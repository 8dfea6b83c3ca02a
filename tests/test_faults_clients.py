"""The servers that misbehave, seen through httpx and aiohttp: they raise or return what they should."""

from __future__ import annotations

import asyncio
import tracemalloc
from itertools import accumulate
from typing import TYPE_CHECKING

import aiohttp
import httpx
import pytest

from faults import (
    FAULTS,
    HTTP2,
    PASSWORD,
    TLS,
    USERNAME,
    FaultServer,
    Http2Server,
    client_context,
    refused_port,
    silent_port,
    tls_server,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Outcome = int | type[Exception]

ENOUGH = 3_000_000

RAISES: dict[str, tuple[type[Exception], type[Exception]]] = {
    "close-without-answer": (httpx.RemoteProtocolError, aiohttp.ServerDisconnectedError),
    "close-in-headers": (httpx.RemoteProtocolError, aiohttp.ServerDisconnectedError),
    "reset-before-headers": (httpx.ReadError, aiohttp.ClientOSError),
    "reset-in-headers": (httpx.ReadError, aiohttp.ClientOSError),
    "reset-after-headers": (httpx.ReadError, aiohttp.ClientPayloadError),
    "reset-in-body": (httpx.ReadError, aiohttp.ClientPayloadError),
    "reset-in-request": (httpx.ReadError, aiohttp.ClientOSError),
    "never-reads": (httpx.ReadTimeout, aiohttp.SocketTimeoutError),
    "garbage": (httpx.RemoteProtocolError, aiohttp.ClientResponseError),
    "bad-status-line": (httpx.RemoteProtocolError, aiohttp.ClientResponseError),
    "oversized-header": (httpx.RemoteProtocolError, aiohttp.ClientResponseError),
    "stall-before-headers": (httpx.ReadTimeout, aiohttp.SocketTimeoutError),
    "stall-in-headers": (httpx.ReadTimeout, aiohttp.SocketTimeoutError),
    "stall-in-body": (httpx.ReadTimeout, aiohttp.SocketTimeoutError),
    "drip": (httpx.ReadTimeout, aiohttp.SocketTimeoutError),
    "stream-breaks": (httpx.RemoteProtocolError, aiohttp.ClientPayloadError),
    "short-body": (httpx.RemoteProtocolError, aiohttp.ClientPayloadError),
    # aiohttp 3.14's C parser closes the connection but never tells the reader: only the total timeout does.
    "bad-chunk-size": (httpx.RemoteProtocolError, TimeoutError),
    "cut-chunk": (httpx.RemoteProtocolError, aiohttp.ClientPayloadError),
    "no-gzip": (httpx.DecodingError, aiohttp.ClientPayloadError),
    "broken-gzip": (httpx.DecodingError, aiohttp.ClientPayloadError),
    "redirect-loop": (httpx.TooManyRedirects, aiohttp.TooManyRedirects),
}
ANSWERS = {"redirect": 200, "redirect-to-503": 503, "digest-md5": 401, "digest-sha256": 401}
"""What a client returns that follows redirects and knows no password, where it is not the fault's status."""

TLS_OUTCOMES: dict[str, tuple[Outcome, Outcome]] = {
    "good": (200, 200),
    "expired": (httpx.ConnectError, aiohttp.ClientConnectorCertificateError),
    "wrong-host": (httpx.ConnectError, aiohttp.ClientConnectorCertificateError),
    "self-signed": (httpx.ConnectError, aiohttp.ClientConnectorCertificateError),
    "speaks-plain": (httpx.ConnectError, aiohttp.ClientConnectorSSLError),
    "expects-tls": (httpx.ReadError, aiohttp.ClientOSError),
}

HTTP2_OUTCOMES: dict[str, Outcome] = {
    "/ok": 200,
    "/503": 503,
    "/rst-stream": httpx.RemoteProtocolError,
    "/rst-stream-in-body": httpx.RemoteProtocolError,
    "/goaway": httpx.RemoteProtocolError,
    "/goaway-later": 200,
}


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """Run one server for the module."""
    with FaultServer() as running:
        yield running


def by_httpx(url: str) -> int:
    """Read an answer, or enough of it, with httpx and return its status."""
    timeout = httpx.Timeout(5, read=0.5)
    with (
        httpx.Client(
            timeout=timeout, follow_redirects=True, verify=client_context(), trust_env=False
        ) as client,
        client.stream("GET", url) as response,
    ):
        sizes = accumulate(len(piece) for piece in response.iter_bytes())
        next((size for size in sizes if size > ENOUGH), None)
        return response.status_code


def by_aiohttp(url: str) -> int:
    """Read an answer, or enough of it, with aiohttp and return its status."""
    return asyncio.run(_by_aiohttp(url))


async def _by_aiohttp(url: str) -> int:
    timeout = aiohttp.ClientTimeout(total=2, sock_read=0.5)
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.get(url, ssl=client_context()) as response,
    ):
        size = 0
        while size < ENOUGH and (piece := await response.content.readany()):
            size += len(piece)
        return response.status


def outcome(call: Callable[[], int]) -> Outcome:
    """Name what a call came to: a status, or the type that it raised."""
    try:
        return call()
    except (httpx.HTTPError, aiohttp.ClientError, TimeoutError) as error:
        return type(error)


def test_every_outcome_belongs_to_a_fault() -> None:
    """A line of this file's tables that no server performs is a mistake."""
    assert RAISES.keys() | ANSWERS.keys() <= FAULTS.keys()
    assert TLS_OUTCOMES.keys() == TLS.keys()
    assert HTTP2_OUTCOMES.keys() == HTTP2.keys()


@pytest.mark.parametrize("name", FAULTS)
def test_clients_raise_or_return_what_the_fault_is(server: FaultServer, name: str) -> None:
    """Each fault makes either client raise its error for it, or return the fault's status."""
    url = server.url(f"/{name}", to=server.url())
    status = ANSWERS.get(name, FAULTS[name].status)

    outcomes = outcome(lambda: by_httpx(url)), outcome(lambda: by_aiohttp(url))

    assert outcomes == RAISES.get(name, (status, status))


@pytest.mark.parametrize("kind", TLS)
def test_clients_judge_the_tls(kind: str) -> None:
    """Only the good certificate is accepted; each of the others fails before any request is read."""
    with tls_server(kind) as server:
        outcomes = outcome(lambda: by_httpx(server.url())), outcome(lambda: by_aiohttp(server.url()))

        assert outcomes == TLS_OUTCOMES[kind]
        assert len(server.requests) == (2 if kind == "good" else 0)


@pytest.mark.parametrize("tls", [False, True], ids=["prior-knowledge", "alpn"])
@pytest.mark.parametrize("path", HTTP2)
def test_http2_breaks_off_streams_and_connections(path: str, tls: bool) -> None:  # noqa: FBT001 - parametrised
    """RST_STREAM and GOAWAY raise; a GOAWAY after the answer only costs a new connection."""
    with Http2Server(tls=tls) as server, http2_client() as client:
        came_to = outcome(lambda: client.get(server.url(path)).status_code)
        afterwards = client.get(server.url("/ok"))

    assert came_to == HTTP2_OUTCOMES[path]
    assert (afterwards.status_code, afterwards.http_version) == (200, "HTTP/2")


def http2_client() -> httpx.Client:
    """Make a client that speaks HTTP/2 and nothing else."""
    return httpx.Client(http1=False, http2=True, verify=client_context(), trust_env=False)


@pytest.mark.parametrize(
    ("name", "status"), [("digest-md5", 200), ("digest-sha256", 200), ("digest-refused", 401)]
)
def test_httpx_computes_the_digest(server: FaultServer, name: str, status: int) -> None:
    """The right password gets in after one challenge, and never where nobody does."""
    auth = httpx.DigestAuth(USERNAME, PASSWORD)

    response = httpx.get(server.url(f"/{name}"), auth=auth)

    assert response.status_code == status
    assert response.history[0].status_code == 401


@pytest.mark.parametrize(
    ("name", "status"), [("digest-md5", 200), ("digest-sha256", 200), ("digest-refused", 401)]
)
def test_aiohttp_computes_the_digest(server: FaultServer, name: str, status: int) -> None:
    """The middleware of aiohttp satisfies the same challenge."""

    async def fetch() -> int:
        middleware = aiohttp.DigestAuthMiddleware(USERNAME, PASSWORD)
        async with (
            aiohttp.ClientSession(middlewares=[middleware]) as session,
            session.get(server.url(f"/{name}")) as response,
        ):
            return response.status

    assert asyncio.run(fetch()) == status


def test_wrong_password_stays_out(server: FaultServer) -> None:
    """A digest of another password is challenged again."""
    response = httpx.get(server.url("/digest-sha256"), auth=httpx.DigestAuth(USERNAME, "guess"))

    assert response.status_code == 401


def test_tunnel_is_refused_with_407(server: FaultServer) -> None:
    """A proxy that wants credentials ends the call before TLS begins."""
    with (
        httpx.Client(proxy=server.url(""), trust_env=False) as client,
        pytest.raises(httpx.ProxyError, match="407"),
    ):
        client.get("https://elsewhere.invalid/")


def test_redirect_reaches_another_server(server: FaultServer) -> None:
    """The client ends up at the other server, and both have seen it."""
    with FaultServer() as other:
        response = httpx.get(server.url("/redirect", to=other.url("/status/418")), follow_redirects=True)

        assert response.status_code == 418
        assert [seen.path for seen in other.requests] == ["/status/418"]


def test_dropped_keep_alive_fails_the_second_call() -> None:
    """The first call of a pooled connection is answered, the second finds the connection closed."""
    with FaultServer() as server, httpx.Client() as client:
        first = client.get(server.url("/keep-alive-dropped"))
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(server.url("/keep-alive-dropped"))

        assert first.status_code == 200
        assert [seen.connection for seen in server.requests] == [1, 1]


def test_expired_keep_alive_costs_a_new_connection() -> None:
    """A connection that was closed while idle is replaced, and the call succeeds."""
    with FaultServer() as server, httpx.Client() as client:
        client.get(server.url("/keep-alive-expired"))
        assert server.idle()
        second = client.get(server.url("/keep-alive-expired"))

        assert second.status_code == 200
        assert [seen.connection for seen in server.requests] == [1, 2]


def test_refused_and_silent_ports_fail_the_connect() -> None:
    """One port refuses at once, the other never answers."""
    with refused_port() as port, pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}")
    with silent_port() as port, pytest.raises(httpx.ConnectTimeout):
        httpx.get(f"http://127.0.0.1:{port}", timeout=0.1)


def test_huge_body_takes_no_memory_here(server: FaultServer) -> None:
    """A hundred MiB pass through while server and client together hold a few."""
    tracemalloc.start()
    with httpx.stream("GET", server.url("/huge")) as response:
        size = sum(len(piece) for piece in response.iter_raw())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size == 104_857_600
    assert peak < 5_000_000
