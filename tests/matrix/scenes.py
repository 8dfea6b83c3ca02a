"""Rows that need more than a path: another server or port, another client, or something around the call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import httpx_aiohttp

from callers import MODULES, TIMEOUT
from faults import HTTP2, PASSWORD, USERNAME, client_context
from matrix.rows import Row, at, following, hurried, only
from matrix.wraps import again, cancelled, is_async, upgrading, uploading, while_busy, within_deadline
from verdicts import CLOSED, CUT, OVERLOADED, STATED, UNAUTHENTICATED, Verdict, server_error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matrix.rows import Url
    from matrix.stage import Stage

REFUSED = server_error("connection_refused", "connect")
UNREACHED = Verdict("timeout", "connect_timeout", "connect")
TLS = server_error("tls", "connect")
NO_URL = Verdict("bad_request", "invalid_url", "build")
UNAVAILABLE = Verdict("overloaded", "gateway_unavailable", "response", 503)
PROXY_REFUSES = Verdict("unauthorized", "proxy_authentication", "response", 407)

DEADLINE = Verdict("timeout", "deadline", "headers")
SYNC = dict.fromkeys(("httpx", "httpx2"), "a sync call cannot be cancelled from outside")
HTTPX_ONLY = ("httpx", "httpx-async", "httpx2", "httpx2-async")


def fixed(url: str) -> Url:
    """Address something that is not there."""
    return lambda _stage: url


def trusting(_stage: Stage, client: str) -> Mapping[str, Any]:
    """Trust the authority of the test certificates, and verify."""
    if client == "aiohttp":
        return {"connector": lambda: aiohttp.TCPConnector(ssl=client_context())}
    return {"verify": client_context()}


def speaking_http2(_stage: Stage, _client: str) -> Mapping[str, Any]:
    """Speak HTTP/2 without being asked."""
    return {"http1": False, "http2": True}


def with_digest(_stage: Stage, client: str) -> Mapping[str, Any]:
    """Know the password."""
    if client == "aiohttp":
        return {"middlewares": (aiohttp.DigestAuthMiddleware(USERNAME, PASSWORD),)}
    return {"auth": MODULES[client].DigestAuth(USERNAME, PASSWORD)}


def through_proxy(stage: Stage, _client: str) -> Mapping[str, Any]:
    """Take the server of the faults for the proxy."""
    return {"proxy": stage.plain.url("")}


def through_nobody(stage: Stage, _client: str) -> Mapping[str, Any]:
    """Take a port that refuses for the proxy."""
    return {"proxy": stage.refused}


def with_one_connection(_stage: Stage, client: str) -> Mapping[str, Any]:
    """Keep one connection, and do not wait long for it."""
    if client == "aiohttp":
        timeout = aiohttp.ClientTimeout(total=2, connect=0.1, sock_read=TIMEOUT)
        return {"timeout": timeout, "connector": lambda: aiohttp.TCPConnector(limit=1)}
    module = MODULES[client]
    return {"timeout": module.Timeout(TIMEOUT, pool=0.1), "limits": module.Limits(max_connections=1)}


def retrying(_stage: Stage, client: str) -> Mapping[str, Any]:
    """Connect once more where nobody listens."""
    module = MODULES[client]
    kind = module.AsyncHTTPTransport if is_async(client) else module.HTTPTransport
    return {"transport": kind(retries=1)}


def mocked(_stage: Stage, client: str) -> Mapping[str, Any]:
    """Answer without a network."""
    module = MODULES[client]
    return {"transport": module.MockTransport(lambda _request: module.Response(503, text="not now"))}


async def asgi(_scope: Any, _receive: Any, send: Any) -> None:
    """Answer 503 as an ASGI application."""
    await send({"type": "http.response.start", "status": 503, "headers": []})
    await send({"type": "http.response.body", "body": b"not now"})


def wsgi(_environ: Any, start_response: Any) -> list[bytes]:
    """Answer 503 as a WSGI application."""
    start_response("503 Service Unavailable", [])
    return [b"not now"]


def in_process(_stage: Stage, client: str) -> Mapping[str, Any]:
    """Call an application without a network."""
    module = MODULES[client]
    return {
        "transport": module.ASGITransport(app=asgi) if is_async(client) else module.WSGITransport(app=wsgi)
    }


def customized(_stage: Stage, client: str) -> Mapping[str, Any]:
    """Use a transport of the application's own, which fails as the real one would."""
    module = MODULES[client]
    kind = module.AsyncBaseTransport if is_async(client) else module.BaseTransport

    class Failing(kind):  # type: ignore[misc,valid-type]
        def handle_request(self, request: Any) -> Any:
            raise module.ReadTimeout("too slow", request=request)  # noqa: EM101, TRY003

        async def handle_async_request(self, request: Any) -> Any:
            self.handle_request(request)

    return {"transport": Failing()}


def over_aiohttp(_stage: Stage, _client: str) -> Mapping[str, Any]:
    """Let aiohttp carry the calls of httpx."""
    return {"transport": httpx_aiohttp.AiohttpTransport()}


def _around(wrap: Callable[[str], Any]) -> Callable[[Stage, str], Any]:
    return lambda _stage, client: wrap(client)


HOOK_TOO_SOON = {"hook-raises": "the hook raises on the call before"}
ONE_FLOW = {"auth-calls": "digest takes the place of the auth flow that calls"}
NO_TRANSPORTS = only(*HTTPX_ONLY, why="aiohttp has no transports")
NO_HTTP2 = only(*HTTPX_ONLY, why="aiohttp speaks no HTTP/2")
NOT_CARRIED = only("httpx-async", why="httpx-aiohttp carries httpx.AsyncClient only")

HTTP2_VERDICTS: Mapping[str, Verdict | None] = {
    "/ok": None,
    "/503": UNAVAILABLE,
    "/rst-stream": CLOSED,
    "/rst-stream-in-body": server_error("connection_reset", "body", 200),
    "/goaway": CLOSED,
    "/goaway-later": None,
}


def _http2(path: str) -> Row:
    does = (HTTP2[path].__doc__ or "").rstrip(".").lower()
    verdict = HTTP2_VERDICTS[path]
    return Row(
        f"http2{path.replace('/', '-')}",
        does,
        lambda stage: stage.http2.url(path),
        verdict,
        verdict,
        speaking_http2,
        next_url=lambda stage: stage.http2.url("/ok"),
        impossible=NO_HTTP2,
    )


def _tls(kind: str, does: str, verdict: Verdict | None) -> Row:
    return Row(f"tls-{kind}", does, lambda stage: stage.tls(kind), verdict, verdict, trusting)


NOWHERE: tuple[Row, ...] = (
    Row("refused-port", "nobody listens", lambda stage: stage.refused, REFUSED, REFUSED),
    Row("silent-port", "no connection comes about", lambda stage: stage.silent, UNREACHED, UNREACHED),
    Row(
        "unknown-host",
        "the name does not resolve",
        fixed("http://nobody.invalid/"),
        server_error("dns", "connect"),
        server_error("dns", "connect"),
    ),
    Row("unknown-scheme", "no client can call it", fixed("foo://host.test/"), NO_URL, NO_URL),
    Row("no-host", "there is nobody to call", fixed("http://"), NO_URL, NO_URL),
    _tls("good", "a good certificate", None),
    _tls("expired", "an expired certificate", TLS),
    _tls("wrong-host", "a certificate for another host", TLS),
    _tls("self-signed", "a certificate that signs itself", TLS),
    _tls("speaks-plain", "plain HTTP behind an https URL", TLS),
    _tls("expects-tls", "TLS behind an http URL", CLOSED),
    *(_http2(path) for path in HTTP2),
)
"""Addresses that are not on the server of the faults."""

AROUND: tuple[Row, ...] = (
    Row(
        "keep-alive-dropped",
        "the second request of a connection is met by its end",
        at("/keep-alive-dropped"),
        CLOSED,
        None,  # it sends an idempotent request once more
        wrap=_around(again),
        without=HOOK_TOO_SOON,
    ),
    Row(
        "keep-alive-expired",
        "the connection was closed while it was idle",
        at("/keep-alive-expired"),
        None,
        None,
        wrap=_around(again),
        without=HOOK_TOO_SOON,
    ),
    Row(
        "redirect",
        "redirects to a success",
        lambda stage: stage.plain.url("/redirect", to=stage.plain.url("/json")),
        None,
        None,
        following,
    ),
    Row(
        "redirect-refused",
        "redirects to a port that refuses",
        lambda stage: stage.plain.url("/redirect", to=stage.refused),
        REFUSED,
        REFUSED,
        following,
    ),
    Row(
        "digest-granted",
        "401, then 200 for the right digest",
        at("/digest-md5"),
        None,
        None,
        with_digest,
        without=ONE_FLOW,
    ),
    Row(
        "digest-twice-refused",
        "401, and 401 again",
        at("/digest-refused"),
        UNAUTHENTICATED,
        UNAUTHENTICATED,
        with_digest,
        without=ONE_FLOW,
    ),
    Row(
        "proxy-refuses",
        "the proxy answers 407",
        fixed("http://target.invalid/"),
        PROXY_REFUSES,
        PROXY_REFUSES,
        through_proxy,
    ),
    Row(
        "proxy-refuses-tunnel",
        "the proxy answers 407 to CONNECT",
        fixed("https://target.invalid/"),
        Verdict("unauthorized", "proxy_authentication", "connect"),
        PROXY_REFUSES._replace(phase="connect"),
        through_proxy,
    ),
    Row(
        "proxy-down",
        "nobody listens at the proxy's port",
        fixed("http://target.invalid/"),
        REFUSED,  # httpx tells nobody that it was the proxy's
        server_error("proxy", "connect"),
        through_nobody,
    ),
    Row(
        "pool-timeout",
        "another call keeps the only connection",
        at("/json"),
        Verdict("timeout", "pool_timeout", "pool"),
        UNREACHED,  # it raises the same for a connection that it waits for and for one that it makes
        with_one_connection,
        lambda stage, client: while_busy(client, stage.plain.url("/stall-in-body")),
        without={
            **HOOK_TOO_SOON,
            "session-callable": "the callable reads the body of the call that keeps the connection",
        },
    ),
    Row(
        "write-timeout",
        "a large upload that nobody reads",
        at("/never-reads"),
        Verdict("timeout", "write_timeout", "write"),
        DEADLINE,
        hurried,
        _around(uploading),
    ),
    Row(
        "upload-reset",
        "a large upload that is reset",
        at("/reset-in-request"),
        CLOSED,
        CLOSED,
        wrap=_around(uploading),
    ),
    Row(
        "total-timeout",
        "one byte each 50 ms, under a total timeout",
        lambda stage: stage.plain.url("/drip", interval=0.05),
        None,
        Verdict("timeout", "deadline", "body", 200),
        hurried,
        impossible=only("aiohttp", why="httpx has no total timeout"),
    ),
    Row(
        "websocket-refused",
        "the upgrade is answered with 403",
        lambda stage: stage.no_upgrade,
        Verdict("unauthorized", "permission_denied", "response", 403),
        Verdict("unauthorized", "permission_denied", "response", 403),
        wrap=_around(upgrading),
    ),
    Row(
        "cancelled-before-headers",
        "the task is cancelled while it waits for the answer",
        at("/stall-before-headers"),
        None,
        None,
        wrap=lambda _stage, _client: cancelled,
        impossible=SYNC,
    ),
    Row(
        "cancelled-in-body",
        "the task is cancelled while it reads",
        at("/stall-in-body"),
        None,
        None,
        wrap=lambda _stage, _client: cancelled,
        impossible=SYNC,
    ),
    Row(
        "anyio-deadline",
        "`anyio.fail_after` around the call",
        at("/stall-before-headers"),
        DEADLINE,
        DEADLINE,
        wrap=lambda _stage, _client: within_deadline,
        impossible=SYNC,
    ),
)
"""Faults that need another client, or something around the call."""

TRANSPORTS: tuple[Row, ...] = (
    Row(
        "transport-retries",
        "`HTTPTransport(retries=1)` and a port that refuses",
        lambda stage: stage.refused,
        REFUSED,
        REFUSED,
        retrying,
        impossible=NO_TRANSPORTS,
    ),
    Row(
        "mock-transport",
        "`MockTransport` answers 503",
        fixed("http://mock.test/"),
        UNAVAILABLE,
        None,
        mocked,
        impossible=NO_TRANSPORTS,
    ),
    Row(
        "application-inside",
        "`ASGITransport` or `WSGITransport` answers 503",
        fixed("http://app.test/"),
        UNAVAILABLE,
        None,
        in_process,
        impossible=NO_TRANSPORTS,
    ),
    Row(
        "custom-transport",
        "a transport of the application's own raises `ReadTimeout`",
        fixed("http://own.test/"),
        Verdict("timeout", "read_timeout", "headers"),
        None,
        customized,
        impossible=NO_TRANSPORTS,
    ),
    Row(
        "over-aiohttp",
        "httpx over aiohttp, and a JSON error",
        at("/json-error"),
        STATED,
        None,
        over_aiohttp,
        impossible=NOT_CARRIED,
    ),
    Row(
        "over-aiohttp-cut",
        "httpx over aiohttp, and a body that is cut short",
        at("/short-body"),
        CUT,
        None,
        over_aiohttp,
        impossible=NOT_CARRIED,
    ),
    Row(
        "over-aiohttp-event",
        "httpx over aiohttp, and an error event in a stream",
        at("/sse-error-later"),
        OVERLOADED._replace(phase="body"),
        None,
        over_aiohttp,
        impossible=NOT_CARRIED,
    ),
    Row(
        "over-aiohttp-refused",
        "httpx over aiohttp, and a port that refuses",
        lambda stage: stage.refused,
        REFUSED,
        None,
        over_aiohttp,
        impossible=NOT_CARRIED,
    ),
)
SCENES: tuple[Row, ...] = (*NOWHERE, *AROUND, *TRANSPORTS)
