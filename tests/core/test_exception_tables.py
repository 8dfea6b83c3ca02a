"""Exceptions of clients and SDKs by class, text and number, where the words of names tell nothing."""

from __future__ import annotations

import errno
import socket
from email.message import Message
from types import SimpleNamespace
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler

import pytest

from otel_errkind._core.classify import classify, classify_evidence
from otel_errkind._core.exceptions import is_cancellation, phase_of
from otel_errkind._core.model import Evidence, Phase, Reason
from strangers import made

if TYPE_CHECKING:
    from collections.abc import Callable

CLASSES = {
    (Reason.CLIENT_BUG, Phase.BUILD): """
        botocore.exceptions.NoRegionError < .BotoCoreError
        gql.transport.exceptions.TransportAlreadyConnected < .TransportError
        gql.transport.exceptions.TransportClosed < .TransportError
        h11._util.LocalProtocolError < .ProtocolError
        http.client.ImproperConnectionState < .HTTPException
        http.client.NotConnected < .HTTPException
        httpcore.LocalProtocolError < .ProtocolError
        httpx.CookieConflict
        httpx.LocalProtocolError < .ProtocolError < .TransportError
        httpx.RequestNotRead < .StreamError
        httpx.ResponseNotRead < .StreamError
        httpx.StreamClosed < .StreamError
        httpx.StreamConsumed < .StreamError
        httpx.StreamError < RuntimeError
        requests.exceptions.InvalidHeader < .RequestException < ValueError
        requests.exceptions.InvalidJSONError < .RequestException < OSError
        requests.exceptions.StreamConsumedError < .RequestException < TypeError
        requests.exceptions.UnrewindableBodyError < .RequestException < OSError
        urllib3.exceptions.ClosedPoolError < .PoolError < .HTTPError
        urllib3.exceptions.UnrewindableBodyError < .HTTPError
    """,
    (Reason.CONNECTION_FAILED, Phase.CONNECT): """
        ConnectionError
        aiohttp.client_exceptions.ClientConnectionError < .ClientError
        aiohttp.client_exceptions.ClientConnectorError < .ClientOSError < .ClientError < OSError
        aiohttp.client_exceptions.UnixClientConnectorError < .ClientConnectorError < .ClientOSError
        anthropic.APIConnectionError < .APIError
        azure.core.exceptions.ServiceRequestError < .AzureError
        botocore.exceptions.ConnectionError < .BotoCoreError
        botocore.exceptions.EndpointConnectionError < .ConnectionError < .BotoCoreError
        botocore.exceptions.HTTPClientError < .BotoCoreError
        google.auth.exceptions.TransportError < .GoogleAuthError
        gql.transport.exceptions.TransportConnectionFailed < .TransportError
        httpcore.ConnectError < .NetworkError
        httpx.ConnectError < .NetworkError < .TransportError
        openai.APIConnectionError < .APIError
        requests.exceptions.ConnectionError < .RequestException < OSError
        stripe._error.APIConnectionError < .StripeError
        urllib.error.URLError < OSError
        urllib3.exceptions.MaxRetryError < .PoolError < .HTTPError
        urllib3.exceptions.NewConnectionError < .ConnectTimeoutError < .TimeoutError
    """,
    (Reason.CONNECTION_FAILED, Phase.HEADERS): """
        httpcore.NetworkError
        httpx.NetworkError < .TransportError
    """,
    (Reason.CONNECTION_FAILED, Phase.POOL): """
        httpcore.ConnectionNotAvailable
    """,
    (Reason.CONNECTION_REFUSED, Phase.CONNECT): """
        ConnectionRefusedError
    """,
    (Reason.CONNECTION_RESET, Phase.BODY): """
        httpx.CloseError < .NetworkError < .TransportError
    """,
    (Reason.CONNECTION_RESET, Phase.HEADERS): """
        ConnectionAbortedError
        ConnectionResetError
        aiohttp.client_exceptions.ClientOSError < .ClientConnectionError < .ClientError < OSError
        aiohttp.client_exceptions.ServerConnectionError < .ClientConnectionError < .ClientError
        aiohttp.client_exceptions.ServerDisconnectedError < .ServerConnectionError < .ClientConnectionError
        anyio.BrokenResourceError
        anyio.EndOfStream
        azure.core.exceptions.ServiceResponseError < .AzureError
        botocore.exceptions.ConnectionClosedError < .HTTPClientError < .BotoCoreError
        grpclib.exceptions.StreamTerminatedError
        http.client.RemoteDisconnected < .BadStatusLine < .HTTPException
        httpcore.ReadError < .NetworkError
        httpx.ReadError < .NetworkError < .TransportError
        ssl.SSLEOFError < .SSLError < OSError
        ssl.SSLZeroReturnError < .SSLError < OSError
        tornado.simple_httpclient.HTTPStreamClosedError < tornado.httpclient.HTTPClientError
        trio.BrokenResourceError
    """,
    (Reason.CONNECTION_RESET, Phase.WRITE): """
        BrokenPipeError
        aiohttp.client_exceptions.ClientConnectionResetError < .ClientConnectionError < ConnectionResetError
        aiohttp.client_exceptions.UploadAbortedError < .ClientError
        httpcore.WriteError < .NetworkError
        httpx.WriteError < .NetworkError < .TransportError
    """,
    (Reason.CONNECT_TIMEOUT, Phase.CONNECT): """
        aiohttp.client_exceptions.ConnectionTimeoutError < .ServerTimeoutError < TimeoutError
        azure.core.exceptions.ServiceRequestTimeoutError < .ServiceRequestError < .AzureError
        botocore.exceptions.ConnectTimeoutError < .ConnectionError < .BotoCoreError
        httpcore.ConnectTimeout < .TimeoutException
        httpx.ConnectTimeout < .TimeoutException < .TransportError
        requests.exceptions.ConnectTimeout < .ConnectionError < .Timeout < .RequestException
        urllib3.exceptions.ConnectTimeoutError < .TimeoutError < .HTTPError
    """,
    (Reason.DEADLINE, Phase.HEADERS): """
        TimeoutError
        billiard.exceptions.SoftTimeLimitExceeded
        google.api_core.exceptions.RetryError < .GoogleAPIError
        httpcore.TimeoutException
        httpx.TimeoutException < .TransportError
        requests.exceptions.Timeout < .RequestException < OSError
        rq.timeouts.JobTimeoutException < .BaseTimeoutException
        stopit.utils.TimeoutException
        timeout_decorator.timeout_decorator.TimeoutError < AssertionError
        trio.TooSlowError
        urllib3.exceptions.TimeoutError < .HTTPError
    """,
    (Reason.DECODING, Phase.BODY): """
        aiohttp.client_exceptions.ContentTypeError < .ClientResponseError < .ClientError
        aiohttp.http_exceptions.ContentEncodingError < .PayloadEncodingError < .HttpProcessingError
        anthropic.APIResponseValidationError < .APIError
        azure.core.exceptions.DecodeError < .HttpResponseError < .AzureError
        httpx.DecodingError < .RequestError
        httpx.SSEError < .TransportError
        openai.APIResponseValidationError < .APIError
        oauthlib.oauth2.rfc6749.errors.MissingTokenError < .OAuth2Error
        requests.exceptions.ContentDecodingError < .RequestException < OSError
        urllib3.exceptions.DecodeError < .HTTPError
        xmlrpc.client.ResponseError < .Error
        zlib.error
    """,
    (Reason.DNS, Phase.CONNECT): """
        aiohttp.client_exceptions.ClientConnectorDNSError < .ClientConnectorError < .ClientOSError
        pycares.AresError
        socket.gaierror < OSError
        socket.herror < OSError
        urllib3.exceptions.NameResolutionError < .NewConnectionError < .HTTPError
    """,
    (Reason.EXPIRED_CREDENTIALS, Phase.BUILD): """
        botocore.exceptions.UnauthorizedSSOTokenError < .SSOError < .BotoCoreError
        google.auth.exceptions.RefreshError < .GoogleAuthError
    """,
    (Reason.INCOMPLETE_BODY, Phase.BODY): """
        aiohttp.client_exceptions.ClientPayloadError < .ClientError
        aiohttp.http_exceptions.ContentLengthError < .PayloadEncodingError < .HttpProcessingError
        aiohttp.http_exceptions.PayloadEncodingError < .BadHttpMessage < .HttpProcessingError
        asyncio.exceptions.IncompleteReadError < EOFError
        azure.core.exceptions.IncompleteReadError < .DecodeError < .HttpResponseError
        botocore.exceptions.IncompleteReadError < .BotoCoreError
        botocore.exceptions.ResponseStreamingError < .HTTPClientError < .BotoCoreError
        http.client.IncompleteRead < .HTTPException
        requests.exceptions.ChunkedEncodingError < .RequestException < OSError
        urllib.error.ContentTooShortError < .URLError < OSError
        urllib3.exceptions.IncompleteRead < .HTTPError
        urllib3.exceptions.InvalidChunkLength < .HTTPError
    """,
    (Reason.INTERNAL, Phase.RESPONSE): """
        gql.transport.exceptions.TransportServerError < .TransportError
    """,
    (Reason.INVALID_CREDENTIALS, Phase.BUILD): """
        botocore.exceptions.NoCredentialsError < .BotoCoreError
        botocore.exceptions.PartialCredentialsError < .BotoCoreError
        botocore.exceptions.ProfileNotFound < .BotoCoreError
        botocore.exceptions.TokenRetrievalError < .BotoCoreError
        google.auth.exceptions.DefaultCredentialsError < .GoogleAuthError
    """,
    (Reason.INVALID_REQUEST, Phase.RESPONSE): """
        gql.transport.exceptions.TransportQueryError < .TransportError
        openai.LengthFinishReasonError < .OpenAIError
    """,
    (Reason.INVALID_URL, Phase.BUILD): """
        aiohttp.client_exceptions.InvalidURL < .ClientError < ValueError
        aiohttp.client_exceptions.InvalidUrlClientError < .InvalidURL < .ClientError
        aiohttp.client_exceptions.NonHttpUrlClientError < .ClientError
        http.client.InvalidURL < .HTTPException
        httpcore.UnsupportedProtocol
        httpx.InvalidURL
        httpx.UnsupportedProtocol < .TransportError
        oauthlib.oauth2.rfc6749.errors.InsecureTransportError < .OAuth2Error
        requests.exceptions.InvalidProxyURL < .InvalidURL < .RequestException
        requests.exceptions.InvalidSchema < .RequestException < ValueError
        requests.exceptions.InvalidURL < .RequestException < ValueError
        requests.exceptions.MissingSchema < .RequestException < ValueError
        requests.exceptions.URLRequired < .RequestException < OSError
        urllib3.exceptions.LocationParseError < .LocationValueError < .HTTPError
        urllib3.exceptions.LocationValueError < .HTTPError
    """,
    (Reason.POOL_TIMEOUT, Phase.POOL): """
        httpcore.PoolTimeout < .TimeoutException
        httpx.PoolTimeout < .TimeoutException < .TransportError
        urllib3.exceptions.EmptyPoolError < .PoolError < .HTTPError
        urllib3.exceptions.FullPoolError < .PoolError < .HTTPError
    """,
    (Reason.PROTOCOL, Phase.HEADERS): """
        aiohttp.http_exceptions.BadHttpMessage < .HttpProcessingError
        aiohttp.http_exceptions.HttpProcessingError
        h11._util.RemoteProtocolError < .ProtocolError
        http.client.HTTPException
        httpcore.ProtocolError
        httpcore.RemoteProtocolError < .ProtocolError
        httpx.ProtocolError < .TransportError
        httpx.RemoteProtocolError < .ProtocolError < .TransportError
        urllib3.exceptions.InvalidHeader < .HTTPError
        urllib3.exceptions.ProtocolError < .HTTPError
    """,
    (Reason.PROTOCOL, Phase.RESPONSE): """
        aiohttp.client_exceptions.InvalidUrlRedirectClientError < .InvalidUrlClientError < .InvalidURL
        aiohttp.client_exceptions.NonHttpUrlRedirectClientError < .NonHttpUrlClientError
        aiohttp.client_exceptions.RedirectClientError < .ClientError
        aiohttp.client_exceptions.WSServerHandshakeError < .ClientResponseError < .ClientError
        gql.transport.exceptions.TransportProtocolError < .TransportError
    """,
    (Reason.PROXY, Phase.CONNECT): """
        aiohttp.client_exceptions.ClientHttpProxyError < .ClientResponseError < .ClientError
        aiohttp.client_exceptions.ClientProxyConnectionError < .ClientConnectorError < .ClientOSError
        botocore.exceptions.ProxyConnectionError < .ConnectionError < .BotoCoreError
        httpcore.ProxyError
        httpx.ProxyError < .TransportError
        requests.exceptions.ProxyError < .ConnectionError < .RequestException
        urllib3.exceptions.ProxyError < .HTTPError
    """,
    (Reason.READ_TIMEOUT, Phase.HEADERS): """
        aiohttp.client_exceptions.ServerTimeoutError < .ServerConnectionError < TimeoutError
        aiohttp.client_exceptions.SocketTimeoutError < .ServerTimeoutError < TimeoutError
        anthropic.APITimeoutError < .APIConnectionError < .APIError
        azure.core.exceptions.ServiceResponseTimeoutError < .ServiceResponseError < .AzureError
        elastic_transport.ConnectionTimeout < .TransportError
        elasticsearch.exceptions.ConnectionTimeout < .ConnectionError < .TransportError
        opensearchpy.exceptions.ConnectionTimeout < .ConnectionError < .TransportError
        botocore.exceptions.ReadTimeoutError < .HTTPClientError < .BotoCoreError
        httpcore.ReadTimeout < .TimeoutException
        httpx.ReadTimeout < .TimeoutException < .TransportError
        openai.APITimeoutError < .APIConnectionError < .APIError
        requests.exceptions.ReadTimeout < .Timeout < .RequestException
        urllib3.exceptions.ReadTimeoutError < .TimeoutError < .HTTPError
    """,
    (Reason.REDIRECT_LOOP, Phase.RESPONSE): """
        aiohttp.client_exceptions.TooManyRedirects < .ClientResponseError < .ClientError
        azure.core.exceptions.TooManyRedirectsError < .HttpResponseError < .AzureError
        httpx.TooManyRedirects < .RequestError
        requests.exceptions.TooManyRedirects < .RequestException < OSError
    """,
    (Reason.TLS, Phase.CONNECT): """
        OpenSSL.SSL.Error
        aiohttp.client_exceptions.ClientConnectorCertificateError < .ClientSSLError < .ClientConnectorError
        aiohttp.client_exceptions.ClientConnectorSSLError < .ClientSSLError < .ClientConnectorError
        aiohttp.client_exceptions.ClientSSLError < .ClientConnectorError < .ClientOSError
        aiohttp.client_exceptions.ServerFingerprintMismatch < .ServerConnectionError < .ClientConnectionError
        botocore.exceptions.SSLError < .ConnectionError < .BotoCoreError
        requests.exceptions.SSLError < .ConnectionError < .RequestException
        service_identity.exceptions.VerificationError
        ssl.SSLError < OSError
        urllib3.exceptions.SSLError < .HTTPError
    """,
    (Reason.UNCLASSIFIED, Phase.HEADERS): """
        aiohttp.client_exceptions.ClientError
        gql.transport.exceptions.TransportError
        httpx.HTTPError
        httpx.RequestError < .HTTPError
        httpx.TransportError < .RequestError
        requests.exceptions.RequestException < OSError
        urllib3.exceptions.HTTPError
    """,
    (Reason.UNCLASSIFIED, Phase.RESPONSE): """
        aiohttp.client_exceptions.ClientResponseError < .ClientError
        anthropic.APIError
        azure.core.exceptions.HttpResponseError < .AzureError
        botocore.exceptions.ClientError
        google.api_core.exceptions.GoogleAPICallError < .GoogleAPIError
        google.genai.errors.APIError
        grpc.RpcError
        httpx.HTTPStatusError < .HTTPError
        openai.APIError
        requests.exceptions.HTTPError < .RequestException < OSError
        requests.exceptions.JSONDecodeError < .InvalidJSONError < .RequestException
        requests.exceptions.RetryError < .RequestException < OSError
        stripe._error.StripeError
        urllib.error.HTTPError < .URLError < OSError
        urllib3.exceptions.ResponseError < .HTTPError
        xmlrpc.client.Fault < .Error
        zeep.exceptions.Fault < .Error
    """,
    (Reason.VALIDATION, Phase.BUILD): """
        botocore.exceptions.ParamValidationError < .BotoCoreError
    """,
    (Reason.WRITE_TIMEOUT, Phase.WRITE): """
        httpcore.WriteTimeout < .TimeoutException
        httpx.WriteTimeout < .TimeoutException < .TransportError
    """,
}


def lines(text: str) -> list[str]:
    """Return the lines of bases in a text."""
    return [line for line in map(str.strip, text.splitlines()) if line]


def ruled(exc: Exception) -> tuple[Reason, Phase] | None:
    """Classify what came out of an instrumented client; None if no table knows it."""
    info = classify_evidence(Evidence(exception=exc))
    assert info is not None
    return (info.reason, info.phase) if info.rule == "exception" else None


@pytest.mark.parametrize(("expected", "classes"), CLASSES.items(), ids=["-".join(pair) for pair in CLASSES])
def test_classes(expected: tuple[Reason, Phase], classes: str) -> None:
    """Each class says what failed and how far the exchange got, whatever its bases say."""
    found = {line: ruled(made(line)) for line in lines(classes)}

    assert found == dict.fromkeys(lines(classes), expected)


COVERS = """
    aiohttp.client_exceptions.ClientConnectionError < .ClientError
    aiohttp.client_exceptions.ClientError
    anthropic.APIConnectionError < .APIError
    anthropic.APITimeoutError < .APIConnectionError < .APIError
    azure.core.exceptions.ServiceRequestError < .AzureError
    azure.core.exceptions.ServiceResponseTimeoutError < .ServiceResponseError < .AzureError
    botocore.exceptions.EndpointConnectionError < .ConnectionError < .BotoCoreError
    google.api_core.exceptions.RetryError < .GoogleAPIError
    google.auth.exceptions.RefreshError < .GoogleAuthError
    gql.transport.exceptions.TransportConnectionFailed < .TransportError
    httpx.TransportError < .RequestError
    jwt.exceptions.PyJWKClientConnectionError < .PyJWKClientError < .PyJWTError
    openai.APIConnectionError < .APIError
    openai.APITimeoutError < .APIConnectionError < .APIError
    requests.exceptions.ConnectionError < .RequestException < OSError
    requests.exceptions.ProxyError < .ConnectionError < .RequestException
    stripe._error.APIConnectionError < .StripeError
    urllib.error.URLError < OSError
    urllib3.exceptions.MaxRetryError < .PoolError < .HTTPError
    urllib3.exceptions.ProxyError < .HTTPError
"""


@pytest.mark.parametrize("line", lines(COVERS))
def test_covers(line: str) -> None:
    """What only covers a failure leaves it to its cause."""
    found = ruled(made(line, cause=made("httpcore.WriteTimeout < .TimeoutException")))

    assert found == (Reason.WRITE_TIMEOUT, Phase.WRITE)


ANSWERS = """
    aiohttp.client_exceptions.ClientHttpProxyError < .ClientResponseError < .ClientError
    aiohttp.client_exceptions.ContentTypeError < .ClientResponseError < .ClientError
    aiohttp.client_exceptions.WSServerHandshakeError < .ClientResponseError < .ClientError
    anthropic.NotFoundError < .APIStatusError < .APIError
    azure.core.exceptions.DecodeError < .HttpResponseError < .AzureError
    google.api_core.exceptions.NotFound < .GoogleAPICallError < .GoogleAPIError
    gql.transport.exceptions.TransportQueryError < .TransportError
    gql.transport.exceptions.TransportServerError < .TransportError
    openai.NotFoundError < .APIStatusError < .APIError
    requests.exceptions.HTTPError < .RequestException < OSError
"""


@pytest.mark.parametrize(
    ("status", "reason"), [(400, Reason.INVALID_REQUEST), (404, Reason.NOT_FOUND)], ids=["400", "404"]
)
@pytest.mark.parametrize("line", lines(ANSWERS))
def test_answers(line: str, status: int, reason: Reason) -> None:
    """What holds a response leaves it to its status."""
    info = classify_evidence(Evidence(exception=made(line, response=SimpleNamespace(status_code=status))))

    assert info is not None
    assert (info.reason, info.rule, info.status_code) == (reason, "status", status)


def test_a_redirect_to_nowhere_stays_one() -> None:
    """Another attempt is sent to the same place."""
    info = classify_evidence(Evidence(exception=made("aiohttp.client_exceptions.RedirectClientError")))

    assert info is not None
    assert info.retryable is False


@pytest.mark.parametrize(
    ("line", "elder"),
    [
        ("httpcore2.PoolTimeout < .TimeoutException", Reason.POOL_TIMEOUT),
        ("httpx2.PoolTimeout < .TimeoutException", Reason.POOL_TIMEOUT),
        ("niquests.exceptions.ReadTimeout < .Timeout < .RequestException", Reason.READ_TIMEOUT),
        ("pip._vendor.requests.exceptions.ReadTimeout < .Timeout < .RequestException", Reason.READ_TIMEOUT),
        ("botocore.vendored.requests.exceptions.ReadTimeout < .Timeout", Reason.READ_TIMEOUT),
        (
            "acme.vendored.requests.packages.urllib3.exceptions.ReadTimeoutError < .TimeoutError",
            Reason.READ_TIMEOUT,
        ),
        ("urllib3_future.exceptions.EmptyPoolError < .PoolError", Reason.POOL_TIMEOUT),
    ],
)
def test_forks(line: str, elder: Reason) -> None:
    """The exceptions of a fork, or of a copy inside another distribution, mean what their elders' mean."""
    found = ruled(made(line))

    assert found is not None
    assert found[0] is elder


@pytest.mark.parametrize(
    "name",
    [
        "concurrent.futures._base.CancelledError",
        "greenlet.GreenletExit",
        "trio.Cancelled",
        "twisted.internet.defer.CancelledError",
        "websockets.exceptions.ConnectionClosedOK",
    ],
)
def test_cancellations(name: str) -> None:
    """What the caller wanted is no error in any framework."""
    assert is_cancellation(made(name))
    assert classify(exception=made(name)) is None


INTERRUPTS = """
    dramatiq.middleware.time_limit.TimeLimitExceeded
    eventlet.timeout.Timeout
    func_timeout.exceptions.FunctionTimedOut
    gevent.timeout.Timeout
"""


@pytest.mark.parametrize("name", INTERRUPTS.split())
def test_deadlines_that_are_no_exception(name: str) -> None:
    """What passes `except Exception` on its way may be a deadline all the same."""
    module, _, leaf = name.rpartition(".")
    interrupt = type(leaf, (BaseException,), {"__module__": module})()

    info = classify_evidence(Evidence(exception=interrupt))

    assert info is not None
    assert (info.reason, info.rule) == (Reason.DEADLINE, "exception")


def closed(code: int, *, by_server: bool) -> Exception:
    """Return what websockets raises once both ends have sent this close code."""
    frame = SimpleNamespace(code=code, reason="")
    return made(CLOSED_WEBSOCKET, rcvd=frame, sent=frame, rcvd_then_sent=by_server)


def test_a_server_that_goes_away() -> None:
    """It closes in good order a WebSocket that the program still wants; the program may do so as well."""
    assert ruled(closed(1001, by_server=True)) == CLOSED
    assert classify(exception=closed(1001, by_server=False)) is None
    assert classify(exception=closed(1000, by_server=True)) is None
    assert classify(exception=made(CLOSED_WEBSOCKET, "sent 1001 (x); then received 1001 (x)")) is None


@pytest.mark.parametrize(
    "error",
    [
        lambda: made(BROKEN_WEBSOCKET, "sent 1011 (internal error) keepalive ping timeout; no close frame"),
        lambda: made(
            BROKEN_WEBSOCKET, rcvd=None, sent=SimpleNamespace(code=1011, reason="keepalive ping timeout")
        ),
    ],
    ids=["text", "frame"],
)
def test_a_server_that_answers_no_ping(error: Callable[[], Exception]) -> None:
    """We closed the WebSocket ourselves, and yet it is the server that has not answered in time."""
    assert ruled(error()) == (Reason.READ_TIMEOUT, Phase.BODY)


PROXY_DENIED = (Reason.PROXY_AUTHENTICATION, Phase.CONNECT)
READ_TIMED_OUT = (Reason.READ_TIMEOUT, Phase.HEADERS)
CLOSED = (Reason.CONNECTION_RESET, Phase.HEADERS)
CUT = (Reason.INCOMPLETE_BODY, Phase.BODY)
CLOSED_WEBSOCKET = "websockets.exceptions.ConnectionClosedOK < .ConnectionClosed"
BROKEN_WEBSOCKET = "websockets.exceptions.ConnectionClosedError < .ConnectionClosed"
REFUSED = (Reason.PERMISSION_DENIED, Phase.RESPONSE)
MISUSED = (Reason.CLIENT_BUG, Phase.BUILD)
NO_URL = (Reason.INVALID_URL, Phase.BUILD)
TEXTS = [
    ("httpx.RemoteProtocolError", "peer closed connection without sending complete message body", CUT),
    ("httpx.RemoteProtocolError", "Server disconnected without sending a response.", CLOSED),
    ("httpx.RemoteProtocolError", "<ConnectionTerminated error_code:0, last_stream_id:1>", CLOSED),
    ("httpx.RemoteProtocolError", "<StreamReset stream_id:1, error_code:2, remote_reset:True>", CLOSED),
    ("httpcore.RemoteProtocolError", "peer closed connection without sending complete message body", CUT),
    ("httpcore.RemoteProtocolError", "Server disconnected without sending a response.", CLOSED),
    (
        "botocore.exceptions.WaiterError",
        "Waiter BucketExists failed: Max attempts exceeded. Previously accepted state: matched 404",
        (Reason.DEADLINE, Phase.HEADERS),
    ),
    (CLOSED_WEBSOCKET, "received 1001 (going away); then sent 1001 (going away)", CLOSED),
    (BROKEN_WEBSOCKET, "received 1008 (policy violation); then sent 1008 (policy violation)", REFUSED),
    (BROKEN_WEBSOCKET, "received 1003 (unsupported data)", (Reason.UNSUPPORTED, Phase.RESPONSE)),
    (BROKEN_WEBSOCKET, "received 1007 (invalid payload)", (Reason.VALIDATION, Phase.RESPONSE)),
    (BROKEN_WEBSOCKET, "received 1011 (internal error)", (Reason.INTERNAL, Phase.RESPONSE)),
    (BROKEN_WEBSOCKET, "received 1014 (bad gateway)", (Reason.BAD_GATEWAY, Phase.RESPONSE)),
    ("httpx.ProxyError", "407 Proxy Authentication Required", PROXY_DENIED),
    ("httpx.ProxyError", "Invalid username/password", PROXY_DENIED),
    ("OSError", "Tunnel connection failed: 407 Proxy Authentication Required", PROXY_DENIED),
    ("OSError", "Tunnel connection failed: 403 Forbidden", (Reason.PERMISSION_DENIED, Phase.CONNECT)),
    ("OSError", "Tunnel connection failed: 429 Too Many Requests", (Reason.RATE_LIMIT, Phase.CONNECT)),
    ("OSError", "Tunnel connection failed: 503 Busy", (Reason.GATEWAY_UNAVAILABLE, Phase.CONNECT)),
    ("OSError", "Tunnel connection failed: 504 Gateway Timeout", (Reason.GATEWAY_TIMEOUT, Phase.CONNECT)),
    ("httpx.ProxyError", "403 Forbidden", (Reason.PERMISSION_DENIED, Phase.CONNECT)),
    ("httpx.ProxyError", "503 Service Unavailable", (Reason.GATEWAY_UNAVAILABLE, Phase.CONNECT)),
    ("httpx.ProxyError", "the proxy at 127.0.0.1:5034 went away", (Reason.PROXY, Phase.CONNECT)),
    ("OSError", "Could not find a suitable TLS CA certificate bundle, invalid path: /no.pem", MISUSED),
    ("OSError", "Could not find the TLS certificate file, invalid path: /no.pem", MISUSED),
    ("OSError", "Could not find the TLS key file, invalid path: /no.pem", MISUSED),
    ("OSError", "Tunnel connection failed: 502 Bad Gateway", (Reason.PROXY, Phase.CONNECT)),
    ("TimeoutError", "timed out", READ_TIMED_OUT),
    ("TimeoutError", "The read operation timed out", READ_TIMED_OUT),
    ("ValueError", "Invalid header name b'a b'", MISUSED),
    ("ValueError", "Invalid header value b'a\\nb'", MISUSED),
    ("ValueError", "Forbidden character in headers. Potential header injection attack.", MISUSED),
    ("ValueError", "Port out of range 0-65535", NO_URL),
    (
        "urllib.error.HTTPError < .URLError < OSError",
        "HTTP Error 302: The HTTP server returned a redirect error that would lead to an infinite loop.",
        (Reason.REDIRECT_LOOP, Phase.RESPONSE),
    ),
    (
        "urllib.error.HTTPError < .URLError < OSError",
        "HTTP Error 302: Found - Redirection to url 'file:///etc/hosts' is not allowed",
        (Reason.PROTOCOL, Phase.RESPONSE),
    ),
    ("urllib.error.URLError", "unknown url type: htp", NO_URL),
    ("urllib.error.URLError", "no host given", NO_URL),
    ("ValueError", "unknown url type: '/orders'", NO_URL),
    ("ValueError", "Unsupported url scheme: ftp", NO_URL),
    ("elastic_transport.SerializationError", "Unable to serialize to JSON: {'at': b''}", MISUSED),
    ("urllib3.exceptions.ResponseError", "too many redirects", (Reason.REDIRECT_LOOP, Phase.RESPONSE)),
    ("urllib3.exceptions.ProxyError", "Tunnel connection failed: 407 Authenticate", PROXY_DENIED),
    (
        "aiohttp.client_exceptions.ClientPayloadError",
        "400, message:\n  Can not decode content-encoding: gzip",
        (Reason.DECODING, Phase.BODY),
    ),
    (
        "aiohttp.client_exceptions.ClientPayloadError",
        "Cannot follow redirect with a consumed request body.",
        MISUSED,
    ),
]


@pytest.mark.parametrize(("name", "text", "expected"), TEXTS)
def test_texts(name: str, text: str, expected: tuple[Reason, Phase]) -> None:
    """A text that a client writes itself says more than its class."""
    assert ruled(made(name, text)) == expected


CONNECT = (Reason.CONNECTION_FAILED, Phase.CONNECT)
NUMBERS = {
    errno.ECONNREFUSED: (Reason.CONNECTION_REFUSED, Phase.CONNECT),
    errno.ECONNRESET: CLOSED,
    errno.ECONNABORTED: CLOSED,
    errno.EPIPE: (Reason.CONNECTION_RESET, Phase.WRITE),
    errno.EHOSTUNREACH: CONNECT,
    errno.ENETUNREACH: CONNECT,
    errno.EADDRNOTAVAIL: CONNECT,
    errno.ETIMEDOUT: (Reason.CONNECT_TIMEOUT, Phase.CONNECT),
    errno.ENOENT: None,
    **{
        number: (Reason.DNS, Phase.CONNECT)
        for number in (socket.EAI_NONAME, socket.EAI_AGAIN, socket.EAI_FAIL)
        if number < 0  # BSD's are positive.
    },
}


@pytest.mark.parametrize(
    ("number", "expected"), NUMBERS.items(), ids=[errno.errorcode.get(it, str(it)) for it in NUMBERS]
)
def test_error_numbers(number: int, expected: tuple[Reason, Phase] | None) -> None:
    """An error that was raised anew by its text is known by the number in it; of a file it is none."""
    assert ruled(OSError(f"[Errno {number}] x")) == expected


LOOP, CONNECTING = Reason.REDIRECT_LOOP, Reason.CONNECT_TIMEOUT
TUNNEL = made("OSError", "Tunnel connection failed: 502 Bad Gateway")
DENIED = made("OSError", "Tunnel connection failed: 407 Proxy Authentication Required")
FORBIDDEN = made("OSError", "Tunnel connection failed: 403 Forbidden")
NARROWED = [
    ("httpx.ConnectError", made("socket.gaierror < OSError"), Reason.DNS),
    ("httpx.ConnectError", made("ssl.SSLError < OSError"), Reason.TLS),
    ("httpx.ConnectError", ConnectionRefusedError(), Reason.CONNECTION_REFUSED),
    ("httpx.ConnectError", ConnectionResetError(), Reason.CONNECTION_RESET),
    ("urllib3.exceptions.NewConnectionError", TUNNEL, Reason.PROXY),
    ("aiohttp.client_exceptions.ClientOSError", made("ssl.SSLError < OSError"), Reason.TLS),
    ("aiohttp.client_exceptions.ClientOSError", ConnectionRefusedError(), Reason.CONNECTION_REFUSED),
    ("urllib3.exceptions.ProtocolError", made("http.client.RemoteDisconnected"), Reason.CONNECTION_RESET),
    ("urllib3.exceptions.ProtocolError", made("http.client.IncompleteRead"), Reason.INCOMPLETE_BODY),
    ("requests.exceptions.ChunkedEncodingError", made("zlib.error"), Reason.DECODING),
    ("botocore.exceptions.ProxyConnectionError", DENIED, Reason.PROXY_AUTHENTICATION),
    ("botocore.exceptions.ProxyConnectionError", FORBIDDEN, Reason.PERMISSION_DENIED),
    (
        "urllib3.exceptions.MaxRetryError",
        made("urllib3.exceptions.ResponseError", "too many redirects"),
        LOOP,
    ),
    ("elastic_transport.ConnectionTimeout", made("urllib3.exceptions.ReadTimeoutError"), Reason.READ_TIMEOUT),
    ("elastic_transport.ConnectionTimeout", made("urllib3.exceptions.ConnectTimeoutError"), CONNECTING),
    ("requests.exceptions.Timeout", made("urllib3.exceptions.ConnectTimeoutError"), Reason.CONNECT_TIMEOUT),
    ("requests.exceptions.Timeout", made("urllib3.exceptions.ReadTimeoutError"), Reason.READ_TIMEOUT),
    ("httpx.TimeoutException", made("httpcore.WriteTimeout"), Reason.WRITE_TIMEOUT),
    ("httpx.ReadTimeout", ConnectionResetError(), Reason.READ_TIMEOUT),
    ("httpx.ReadError", made("zlib.error"), Reason.CONNECTION_RESET),
]


@pytest.mark.parametrize(
    ("name", "cause", "reason"), NARROWED, ids=[f"{name}, {reason}" for name, _, reason in NARROWED]
)
def test_causes_narrow(name: str, cause: Exception, reason: Reason) -> None:
    """A cause may only make a reason more exact."""
    found = ruled(made(name, cause=cause))

    assert found is not None
    assert found[0] is reason


def test_a_redirect_loop_of_urllib() -> None:
    """Its error leaves its arguments empty: the text is in an attribute."""
    loop = HTTPRedirectHandler.inf_msg + "Found"

    found = ruled(HTTPError("http://api.test/", 302, loop, Message(), None))

    assert found == (Reason.REDIRECT_LOOP, Phase.RESPONSE)


def test_the_phase_of_an_answer() -> None:
    """It came, whatever broke in front of it or behind it."""
    answer = made("httpx.HTTPStatusError < .HTTPError", cause=made("httpx.ReadError < .NetworkError"))

    assert phase_of(answer) is Phase.RESPONSE


def test_a_fetcher_of_keys() -> None:
    """PyJWT is no client but for this one class, below which a socket's error is the call's."""
    fetcher = made(
        "jwt.exceptions.PyJWKClientConnectionError < .PyJWKClientError", cause=TimeoutError("timed out")
    )

    assert ruled(fetcher) == READ_TIMED_OUT


@pytest.mark.parametrize("code", [1008, 1009, 1013, 3000, 3003, 3008])
def test_the_phase_of_a_close_code(code: int) -> None:
    """What a server says by it is its answer."""
    info = classify_evidence(
        Evidence(exception=made(BROKEN_WEBSOCKET, f"received {code} (x); then sent {code} (x)"))
    )

    assert info is not None
    assert info.phase is Phase.RESPONSE
