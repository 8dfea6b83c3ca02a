"""Exceptions of real clients: what each means, how far the exchange got, and which response it carries."""

from __future__ import annotations

import asyncio
import errno
import http.client
import inspect
import io
import socket
import ssl
import urllib.error
import zlib
from email.message import Message
from enum import Enum
from functools import partial
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING

import aiohttp
import aiohttp.client_exceptions
import aiohttp.http_exceptions
import anyio
import httpcore
import httpx
import httpx2
import pytest
import trio
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from otel_errkind._core.classify import classify, classify_evidence, classify_exception
from otel_errkind._core.exception_tables import EXCEPTIONS
from otel_errkind._core.exceptions import find, names_of, phase_of
from otel_errkind._core.model import ErrorCategory, ErrorInfo, Evidence, Phase, Reason

if TYPE_CHECKING:
    from types import ModuleType

LOOKUP = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
REFUSED = ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
UNTRUSTED = ssl.SSLCertVerificationError("certificate verify failed")
REQUEST = httpx.Request("GET", "http://localhost/")
INFO = aiohttp.RequestInfo(URL("http://localhost/"), "GET", CIMultiDictProxy(CIMultiDict()))


def chained(*links: BaseException) -> BaseException:
    """Return the first exception, each caused by the next; as httpcore does it, by context alone."""
    for outer, inner in pairwise(links):
        outer.__context__ = inner
        outer.__suppress_context__ = True
    return links[0]


def verdict(exc: BaseException) -> ErrorInfo:
    """Classify an exception that must be a failed call."""
    info = classify_exception(exc)
    assert info is not None
    return info


def made(name: str, *args: object, base: type[Exception] = Exception, **fields: object) -> Exception:
    """Return an exception with the class name and the attributes of a library that is not installed."""
    module, _, leaf = name.rpartition(".")
    exc: Exception = type(leaf, (base,), {"__module__": module})(*args)
    vars(exc).update(fields)
    return exc


NOT_HTTP_ERRORS = frozenset(
    (
        "aiohttp._websocket.models.WebSocketError",  # A WebSocket's own protocol, after the HTTP exchange.
        "aiohttp.client_exceptions.WSMessageTypeError",
        "aiohttp.streams.EofStream",  # A signal inside the reader; no caller sees it fail.
        "aiohttp.multipart.BadContentDispositionHeader",  # Warnings
        "aiohttp.multipart.BadContentDispositionParam",
    )
)
"""Public exceptions of the instrumented clients that are no failure of an HTTP call."""


def public_exceptions(*modules: ModuleType) -> set[str]:
    """Return the public exception classes of modules by their qualified names, forks under their elders'."""
    classes = [cls for module in modules for name, cls in vars(module).items() if not name.startswith("_")]
    exceptions = [cls for cls in classes if inspect.isclass(cls) and issubclass(cls, Exception)]
    return {
        next(names_of(cls.__new__(cls))) for cls in exceptions if cls.__module__.split(".")[0] != "builtins"
    }


def test_every_exception_of_the_instrumented_clients_is_ruled() -> None:
    """Each public exception of httpx, httpx2 and aiohttp has a row or is named as no HTTP error."""
    public = public_exceptions(httpx, httpx2, aiohttp, aiohttp.client_exceptions)
    client_modules = ("httpx.", "aiohttp.client_exceptions.")
    ruled = {name for name in EXCEPTIONS if name.startswith(client_modules)}

    assert public == ruled | NOT_HTTP_ERRORS


@pytest.mark.parametrize(
    ("exc", "reason", "phase"),
    [
        pytest.param(
            chained(httpx.ConnectError("x"), httpcore.ConnectError("x"), LOOKUP),
            Reason.DNS,
            Phase.CONNECT,
            id="DNS",
        ),
        pytest.param(chained(httpx2.ConnectError("x"), UNTRUSTED), Reason.TLS, Phase.CONNECT, id="TLS"),
        pytest.param(
            chained(httpx.ConnectError("x"), REFUSED), Reason.CONNECTION_REFUSED, Phase.CONNECT, id="refused"
        ),
        pytest.param(httpx.ConnectError("x"), Reason.CONNECTION_FAILED, Phase.CONNECT, id="no connection"),
        pytest.param(httpx.PoolTimeout("x"), Reason.POOL_TIMEOUT, Phase.POOL, id="pool"),
        pytest.param(httpx.WriteTimeout("x"), Reason.WRITE_TIMEOUT, Phase.WRITE, id="write"),
        pytest.param(
            httpx.RemoteProtocolError(
                "peer closed connection without sending complete message body (incomplete)"
            ),
            Reason.INCOMPLETE_BODY,
            Phase.BODY,
            id="cut body",
        ),
        pytest.param(
            httpx2.RemoteProtocolError("Server disconnected without sending a response."),
            Reason.CONNECTION_RESET,
            Phase.HEADERS,
            id="closed",
        ),
        pytest.param(
            httpx.ProxyError("407 Proxy Authentication Required"),
            Reason.PROXY_AUTHENTICATION,
            Phase.CONNECT,
            id="407",
        ),
        pytest.param(httpx.ProxyError("502 Bad Gateway"), Reason.PROXY, Phase.CONNECT, id="proxy"),
        pytest.param(httpx.InvalidURL("x"), Reason.INVALID_URL, Phase.BUILD, id="bad URL"),
        pytest.param(httpx.StreamConsumed(), Reason.CLIENT_BUG, Phase.BUILD, id="read twice"),
        pytest.param(httpx.TransportError("x"), Reason.UNCLASSIFIED, Phase.HEADERS, id="bare cover"),
        pytest.param(
            chained(httpx.TransportError("x"), REFUSED), Reason.CONNECTION_REFUSED, Phase.CONNECT, id="cover"
        ),
        pytest.param(
            chained(aiohttp.ConnectionTimeoutError("x"), TimeoutError(), asyncio.CancelledError()),
            Reason.CONNECT_TIMEOUT,
            Phase.CONNECT,
            id="aiohttp connect timeout",
        ),
        pytest.param(
            chained(TimeoutError(), asyncio.CancelledError()),
            Reason.DEADLINE,
            Phase.HEADERS,
            id="total timeout",
        ),
        pytest.param(TimeoutError("timed out"), Reason.READ_TIMEOUT, Phase.HEADERS, id="socket timeout"),
        pytest.param(
            chained(
                aiohttp.ClientPayloadError("x"),
                aiohttp.http_exceptions.ContentEncodingError("x"),
                zlib.error("x"),
            ),
            Reason.DECODING,
            Phase.BODY,
            id="broken gzip",
        ),
        pytest.param(
            aiohttp.TooManyRedirects(INFO, (), status=0), Reason.REDIRECT_LOOP, Phase.RESPONSE, id="redirects"
        ),
        pytest.param(
            chained(
                aiohttp.ClientResponseError(INFO, (), status=400), aiohttp.http_exceptions.BadStatusLine("x")
            ),
            Reason.PROTOCOL,
            Phase.HEADERS,
            id="a 400 that nobody sent",
        ),
        pytest.param(
            aiohttp.ContentTypeError(INFO, (), status=200), Reason.DECODING, Phase.BODY, id="wrong type, 200"
        ),
        pytest.param(
            OSError(errno.EHOSTUNREACH, "x"), Reason.CONNECTION_FAILED, Phase.CONNECT, id="no route"
        ),
        pytest.param(
            chained(
                urllib.error.URLError("x"),
                OSError("Tunnel connection failed: 407 Proxy Authentication Required"),
            ),
            Reason.PROXY_AUTHENTICATION,
            Phase.CONNECT,
            id="tunnel 407",
        ),
        pytest.param(
            urllib.error.URLError("unknown url type: foo"),
            Reason.INVALID_URL,
            Phase.BUILD,
            id="urllib scheme",
        ),
        pytest.param(
            http.client.RemoteDisconnected("x"), Reason.CONNECTION_RESET, Phase.HEADERS, id="http.client"
        ),
        pytest.param(anyio.BrokenResourceError(), Reason.CONNECTION_RESET, Phase.HEADERS, id="anyio"),
        pytest.param(trio.TooSlowError(), Reason.DEADLINE, Phase.HEADERS, id="trio deadline"),
        pytest.param(
            chained(RuntimeError("mine"), httpx.ReadTimeout("x")),
            Reason.READ_TIMEOUT,
            Phase.HEADERS,
            id="wrapped",
        ),
        pytest.param(
            made("urllib3.exceptions.MaxRetryError", "x"),
            Reason.CONNECTION_FAILED,
            Phase.CONNECT,
            id="only a cover",
        ),
        pytest.param(
            chained(
                made("requests.exceptions.RequestException"), made("urllib3.exceptions.MaxRetryError", "x")
            ),
            Reason.CONNECTION_FAILED,
            Phase.CONNECT,
            id="a cover that says something",
        ),
        pytest.param(
            chained(made("requests.exceptions.RetryError"), made("urllib3.exceptions.HTTPError", "x")),
            Reason.UNCLASSIFIED,
            Phase.RESPONSE,
            id="covers that say nothing",
        ),
        pytest.param(
            chained(httpx.ConnectError("x"), REFUSED, TimeoutError(errno.ETIMEDOUT, "x")),
            Reason.CONNECTION_REFUSED,
            Phase.CONNECT,
            id="two addresses",
        ),
        pytest.param(
            made("stripe._error.APIConnectionError", "x", errno=errno.ECONNREFUSED),
            Reason.CONNECTION_REFUSED,
            Phase.CONNECT,
            id="a number that an SDK keeps",
        ),
        pytest.param(
            ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number"),
            Reason.TLS,
            Phase.CONNECT,
            id="a number of OpenSSL",
        ),
    ],
)
def test_chains(exc: BaseException, reason: Reason, phase: Phase) -> None:
    """The outermost ruled exception decides, covers yield to causes, causes narrow."""
    info = verdict(exc)

    assert (info.reason, info.phase, info.rule) == (reason, phase, "exception")
    assert phase_of(exc) == phase


@pytest.mark.parametrize(
    ("exc", "retryable"),
    [
        (chained(httpx.ConnectError("x"), socket.gaierror(socket.EAI_NONAME, "x")), False),
        (chained(httpx.ConnectError("x"), socket.gaierror(socket.EAI_AGAIN, "x")), True),
        (chained(httpx.ConnectError("x"), UNTRUSTED), False),
        (httpx.ReadTimeout("x"), True),
        (zlib.error("x"), None),
    ],
    ids=["unknown name", "resolver down", "untrusted", "timeout", "coding"],
)
def test_retries(exc: BaseException, *, retryable: bool | None) -> None:
    """An unknown name or certificate stays so; a resolver that is down may come back."""
    info = verdict(exc)

    assert info.retryable is retryable


@pytest.mark.parametrize(
    "exc",
    [
        asyncio.CancelledError(),
        KeyboardInterrupt(),
        SystemExit(),
        GeneratorExit(),
        BaseExceptionGroup("x", [asyncio.CancelledError()]),
    ],
    ids=lambda exc: type(exc).__name__,
)
def test_a_cancellation_is_no_error(exc: BaseException) -> None:
    """The caller's own will has no category, whatever status was there."""
    infos = [classify_exception(exc), classify(exception=exc), classify(status_code=500, exception=exc)]

    assert infos == [None, None, None]


@pytest.mark.parametrize(
    "exc", [ValueError("x"), FileNotFoundError(errno.ENOENT, "x"), OSError("x"), KeyError()], ids=repr
)
def test_other_exceptions_are_no_failed_calls(exc: Exception) -> None:
    """What is no failure of an HTTP call has no verdict of its own, but a call that raised it failed."""
    asked_for_the_call = classify(exception=exc)

    assert classify_exception(exc) is None
    assert phase_of(exc) is None
    assert asked_for_the_call is not None
    assert asked_for_the_call.phase is Phase.HEADERS
    assert (asked_for_the_call.category, asked_for_the_call.rule) == (ErrorCategory.UNKNOWN, "default")


def response(status: int, body: bytes | None = b"", **headers: str) -> httpx.Response:
    """Return an httpx response, read or, with None, still unread."""
    if body is None:
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(b"x"), request=REQUEST)
    return httpx.Response(status, headers=headers, content=body, request=REQUEST)


def http_error(status: int, body: bytes | None = b"", **headers: str) -> httpx.HTTPStatusError:
    """Return the exception that `raise_for_status` makes."""
    return httpx.HTTPStatusError("x", request=REQUEST, response=response(status, body, **headers))


def test_a_response_inside_an_exception_is_read() -> None:
    """The status error of httpx gives its status, headers and body."""
    exc = http_error(429, b'{"error":{"code":"insufficient_quota","message":"Pay."}}', **{"Retry-After": "3"})

    info = verdict(chained(RuntimeError("mine"), exc))

    assert (info.category, info.status_code, info.code) == (
        ErrorCategory.UNAUTHORIZED,
        429,
        "insufficient_quota",
    )
    assert (info.message, info.retry_after, info.phase) == ("Pay.", 3.0, Phase.RESPONSE)


def test_the_body_of_an_exception_is_read_in_its_charset() -> None:
    """The header of the response that it carries says in which."""
    body = '{"error":{"code":"insufficient_quota","message":"Zahlen für zwei."}}'.encode("cp1250")
    exc = http_error(429, body, **{"Content-Type": "application/json; charset=windows-1250"})

    assert verdict(exc).message == "Zahlen für zwei."


def test_an_unread_response_stays_unread() -> None:
    """A stream that the application has not read is not touched."""
    exc = http_error(503, None)

    info = verdict(exc)

    assert info.category is ErrorCategory.OVERLOADED
    assert not exc.response.is_stream_consumed
    assert exc.response.read() == b"x"


def test_aiohttp_headers_are_read() -> None:
    """The status error of aiohttp gives its status and headers, in any case."""
    exc = aiohttp.ClientResponseError(INFO, (), status=403, headers=CIMultiDict({"Retry-After": "3"}))

    info = verdict(exc)

    assert (info.category, info.retry_after) == (ErrorCategory.RATE_LIMITED, 3.0)


def test_a_wrong_type_on_an_error_keeps_the_status() -> None:
    """ContentTypeError with an error status is that error."""
    info = verdict(aiohttp.ContentTypeError(INFO, (), status=502))

    assert (info.category, info.status_code) == (ErrorCategory.SERVER_ERROR, 502)


MAIL = Message()
MAIL["Retry-After"] = "5"


class Canonical(Enum):
    """Some of gRPC's codes, as grpcio keeps them."""

    UNAVAILABLE = (14, "unavailable")
    UNAUTHENTICATED = (16, "unauthenticated")


SDKS = {
    "requests": (
        made(
            "requests.exceptions.HTTPError",
            response=SimpleNamespace(status_code=404, headers={}, _content=b'{"message":"Gone."}'),
        ),
        ErrorCategory.BAD_REQUEST,
    ),
    "requests, unread": (
        made(
            "requests.exceptions.HTTPError",
            response=SimpleNamespace(status_code=404, headers={}, _content=False),
        ),
        ErrorCategory.BAD_REQUEST,
    ),
    "urllib": (
        urllib.error.HTTPError("http://localhost", 503, "x", MAIL, io.BytesIO()),
        ErrorCategory.OVERLOADED,
    ),
    "gql, status": (
        chained(
            made("gql.transport.exceptions.TransportServerError", "x", code=403),
            http_error(403, b"{}", **{"retry-after": "9"}),
        ),
        ErrorCategory.RATE_LIMITED,
    ),
    "gql, the status left to it": (
        chained(
            made("gql.transport.exceptions.TransportServerError", "x", code=403),
            made("aiohttp.client_exceptions.ClientResponseError", "x", headers={"Retry-After": "9"}),
        ),
        ErrorCategory.RATE_LIMITED,
    ),
    "gql, other status inside": (
        chained(made("gql.transport.exceptions.TransportServerError", "x", code=403), http_error(503, b"{}")),
        ErrorCategory.UNAUTHORIZED,
    ),
    "gql, query": (
        made(
            "gql.transport.exceptions.TransportQueryError",
            "x",
            errors=[{"message": "x", "extensions": {"code": "UNAUTHENTICATED"}}],
        ),
        ErrorCategory.UNAUTHORIZED,
    ),
    "gql, no code": (made("gql.transport.exceptions.TransportQueryError", "x"), ErrorCategory.BAD_REQUEST),
    "openai, inside a stream": (
        made("openai.APIError", "x", body={"type": "server_error", "code": "rate_limit_exceeded"}),
        ErrorCategory.RATE_LIMITED,
    ),
    "google-genai": (
        made(
            "google.genai.errors.APIError",
            "x",
            code=429,
            details={"error": {"status": "RESOURCE_EXHAUSTED", "message": "x"}},
        ),
        ErrorCategory.RATE_LIMITED,
    ),
    "botocore": (
        made(
            "botocore.exceptions.ClientError",
            "x",
            response={
                "Error": {"Code": "ThrottlingException", "Message": "Slow."},
                "ResponseMetadata": {"HTTPStatusCode": 400, "HTTPHeaders": {"retry-after": "1"}},
            },
        ),
        ErrorCategory.RATE_LIMITED,
    ),
    "botocore, bare": (made("botocore.exceptions.ClientError", "x", response={}), ErrorCategory.UNKNOWN),
    "stripe": (
        made(
            "stripe._error.StripeError",
            "x",
            http_status=402,
            http_body='{"error":{"type":"card_error","code":"card_declined"}}',
        ),
        ErrorCategory.BAD_REQUEST,
    ),
    "grpc": (
        made(
            "grpc.RpcError",
            "x",
            _state=SimpleNamespace(code=Canonical.UNAVAILABLE, details="busy"),
        ),
        ErrorCategory.OVERLOADED,
    ),
    "grpc aio": (
        made("grpc.RpcError", "x", _code=Canonical.UNAUTHENTICATED, _details="who"),
        ErrorCategory.UNAUTHORIZED,
    ),
    "text alone": (
        made("aiohttp.client_exceptions.ClientResponseError", "429, message='X', url='x'"),
        ErrorCategory.RATE_LIMITED,
    ),
    "retries of urllib3": (
        chained(
            made("requests.exceptions.RetryError"),
            made("urllib3.exceptions.ResponseError", "too many 503 error responses"),
        ),
        ErrorCategory.OVERLOADED,
    ),
}


@pytest.mark.parametrize(("exc", "category"), SDKS.values(), ids=SDKS.keys())
def test_sdks(exc: BaseException, category: ErrorCategory) -> None:
    """SDK errors are unwrapped to what they hold in memory."""
    info = verdict(exc)

    assert info.category is category


def test_a_status_on_the_class() -> None:
    """google-api-core keeps the status on each class."""
    base = type("GoogleAPICallError", (Exception,), {"__module__": "google.api_core.exceptions"})
    exc = type("TooManyRequests", (base,), {"__module__": "google.api_core.exceptions", "code": 429})("x")

    info = verdict(exc)

    assert info.category is ErrorCategory.RATE_LIMITED


def test_a_body_that_refers_to_itself() -> None:
    """An SDK's parsed body that JSON cannot hold is left out."""
    body: dict[str, object] = {}
    body["error"] = body

    info = verdict(made("openai.APIError", "x", status_code=500, body=body))

    assert (info.category, info.message) == (ErrorCategory.SERVER_ERROR, "x")


def test_a_group_is_its_most_urgent_member() -> None:
    """Of a group's failures the one that needs a person first decides; strangers do not count."""
    group = ExceptionGroup(
        "x", [httpx.ReadTimeout("x"), ExceptionGroup("y", [http_error(401)]), ValueError("z")]
    )
    mixed = BaseExceptionGroup("x", [asyncio.CancelledError(), httpx.ReadTimeout("x")])

    infos = [verdict(chained(RuntimeError("mine"), group)), verdict(mixed)]

    assert [info.category for info in infos] == [ErrorCategory.UNAUTHORIZED, ErrorCategory.TIMEOUT]


def test_a_group_behind_a_ruled_exception_does_not_count() -> None:
    """What was raised outside a group speaks for itself."""
    info = verdict(chained(httpx.ReadTimeout("x"), ExceptionGroup("x", [http_error(401)])))

    assert info.category is ErrorCategory.TIMEOUT


@pytest.mark.parametrize(
    ("status", "exc", "category", "phase"),
    [
        pytest.param(
            500, httpx.ReadError("x"), ErrorCategory.SERVER_ERROR, Phase.BODY, id="the body of a 500 broke"
        ),
        pytest.param(
            429, aiohttp.ClientPayloadError("x"), ErrorCategory.RATE_LIMITED, Phase.BODY, id="of a 429"
        ),
        pytest.param(200, httpx.ReadTimeout("x"), ErrorCategory.TIMEOUT, Phase.BODY, id="of a 200"),
        pytest.param(
            200, httpx.DecodingError("x"), ErrorCategory.SERVER_ERROR, Phase.BODY, id="bad coding of a 200"
        ),
        pytest.param(
            302, httpx.TooManyRedirects("x"), ErrorCategory.SERVER_ERROR, Phase.RESPONSE, id="redirects"
        ),
        pytest.param(413, httpx.WriteError("x"), ErrorCategory.BAD_REQUEST, Phase.BODY, id="it had enough"),
        pytest.param(
            407,
            aiohttp.ClientHttpProxyError(INFO, (), status=407),
            ErrorCategory.UNAUTHORIZED,
            Phase.CONNECT,
            id="a proxy's status",
        ),
        pytest.param(404, ValueError("x"), ErrorCategory.BAD_REQUEST, Phase.RESPONSE, id="a hook raised"),
        pytest.param(600, httpx.ReadError("x"), ErrorCategory.UNKNOWN, Phase.BODY, id="no such status"),
    ],
)
def test_a_status_and_an_exception(
    status: int, exc: Exception, category: ErrorCategory, phase: Phase
) -> None:
    """An error status decides, a success leaves it to the exception; the phase is the exception's."""
    info = classify_evidence(Evidence(status_code=status, exception=exc))

    assert info is not None
    assert (info.category, info.phase, info.status_code) == (category, phase, status)


@pytest.mark.parametrize(
    ("status", "category", "phase"),
    [(500, ErrorCategory.SERVER_ERROR, Phase.RESPONSE), (200, ErrorCategory.TIMEOUT, Phase.BODY)],
)
def test_what_led_to_the_exception_of_an_answer(status: int, category: ErrorCategory, phase: Phase) -> None:
    """It counts where the answer states no error: else that is what the caller was told."""
    info = verdict(chained(http_error(status), httpx.ReadTimeout("x")))

    assert (info.category, info.phase) == (category, phase)


def test_a_response_that_the_client_saw_stays() -> None:
    """Headers and body that the client saw are not replaced by what the exception holds."""
    evidence = Evidence(
        headers={"retry-after": "7"}, body=b'{"code":"token_expired"}', exception=http_error(401, b"{}")
    )

    info = classify_evidence(evidence)

    assert info is not None
    assert (info.reason, info.retry_after) == (Reason.EXPIRED_CREDENTIALS, 7.0)


def test_an_invented_400_is_not_believed() -> None:
    """A 400 of aiohttp's own making counts for nothing, even if the client reports it as the status."""
    exc = chained(
        aiohttp.ClientResponseError(INFO, (), status=400), aiohttp.http_exceptions.BadStatusLine("x")
    )

    info = classify_evidence(Evidence(status_code=400, exception=exc))

    assert info is not None
    assert (info.category, info.status_code) == (ErrorCategory.SERVER_ERROR, None)


def test_a_status_before_a_broken_body_is_believed() -> None:
    """What aiohttp's parser says of a body, it says after a status that the server has sent."""
    exc = chained(
        aiohttp.ClientPayloadError("x"), aiohttp.http_exceptions.ContentLengthError("Not enough data")
    )

    info = classify_evidence(Evidence(status_code=500, exception=exc))

    assert info is not None
    assert (info.reason, info.status_code, info.phase) == (Reason.INTERNAL, 500, Phase.BODY)


class Several(httpx.ReadTimeout):
    """An exception that is a collection, and empty."""

    def __len__(self) -> int:
        """Count its members."""
        return 0


class Asked(httpx.ReadTimeout):
    """An exception that does not like to be asked."""

    def __bool__(self) -> bool:
        """Refuse to answer."""
        raise RuntimeError


@pytest.mark.parametrize("kind", [Several, Asked])
def test_an_exception_is_one_whatever_it_says_of_its_truth(kind: type[httpx.ReadTimeout]) -> None:
    """It is never asked, neither for itself nor as a cause."""
    alone = classify(exception=kind("slow"))
    cause = classify(exception=chained(RuntimeError("gave up"), kind("slow")))

    assert alone is not None
    assert cause is not None
    assert alone.reason is cause.reason is Reason.READ_TIMEOUT


def test_a_module_that_is_no_text() -> None:
    """A class without a proper module name is looked up by its bases."""
    exc = type("Odd", (httpx.ReadTimeout,), {"__module__": 7})("x")

    found = find(exc, is_stated=False)

    assert found is not None
    assert found.row.reason is Reason.READ_TIMEOUT


async def trio_cancellation(*, by_deadline: bool) -> BaseException:
    """Catch what trio raises in a task whose scope is cancelled."""
    with trio.CancelScope(deadline=-1 if by_deadline else float("inf")) as scope:
        if not by_deadline:
            scope.cancel()
        try:
            await trio.lowlevel.checkpoint()
        except trio.Cancelled as error:
            caught = error
            raise
    return caught


async def anyio_cancellation(*, by_deadline: bool) -> BaseException:
    """Catch what anyio raises on asyncio."""
    with anyio.CancelScope(deadline=-1 if by_deadline else float("inf")) as scope:
        if not by_deadline:
            scope.cancel()
        try:
            await anyio.sleep(60)
        except asyncio.CancelledError as error:
            caught = error
            raise
    return caught


@pytest.mark.parametrize("library", ["trio", "anyio"])
def test_the_cancellation_of_a_deadline_is_a_timeout(library: str) -> None:
    """Trio and anyio say why they cancel; whoever cancels a scope himself has met no error."""
    if library == "trio":
        passed = trio.run(partial(trio_cancellation, by_deadline=True))
        cancelled = trio.run(partial(trio_cancellation, by_deadline=False))
    else:
        passed = asyncio.run(anyio_cancellation(by_deadline=True))
        cancelled = asyncio.run(anyio_cancellation(by_deadline=False))

    found = verdict(passed)
    assert (found.reason, found.phase, found.rule) == (Reason.DEADLINE, Phase.HEADERS, "exception")
    assert classify_exception(cancelled) is None
    assert classify(exception=cancelled) is None
    assert classify_exception(asyncio.CancelledError()) is None


def test_a_group_that_caused_a_member_of_a_group() -> None:
    """What failed at once within one of several tasks is judged as if it had failed beside them."""
    inner = ExceptionGroup("inner", [httpx.ReadTimeout("slow"), httpx.UnsupportedProtocol("no scheme")])
    member = ValueError("no result")
    member.__cause__ = inner

    info = classify_exception(ExceptionGroup("outer", [httpx.ConnectError("refused"), member]))

    assert info is not None
    assert info.category == "bad_request"


def test_a_group_that_caused_its_own_member() -> None:
    """Causes may run in a circle, through groups as well."""
    member = httpx.ReadTimeout("slow")
    group = ExceptionGroup("group", [member])
    member.__cause__ = group

    info = classify_exception(group)

    assert info is not None
    assert info.reason is Reason.READ_TIMEOUT


@pytest.mark.parametrize(
    "text",
    [
        "Cannot send a request, as the client has been closed.",
        "Session is closed",
        "Attempted to send an async request with a sync Client instance.",
        "Attempted to send an sync request with an AsyncClient instance.",
        "Attempted to send a sync request with an AsyncClient instance.",
    ],
)
def test_a_client_that_is_misused(text: str) -> None:
    """Both httpx and aiohttp say so in the text of a class that says nothing."""
    info = classify_exception(RuntimeError(text))

    assert info is not None
    assert (info.reason, info.phase) == (Reason.CLIENT_BUG, Phase.BUILD)
    assert classify_exception(RuntimeError("The door is closed")) is None
