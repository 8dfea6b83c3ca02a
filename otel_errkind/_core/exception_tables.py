"""Exceptions by qualified name, those of SDKs among them, and what their texts and numbers add."""

import errno
import socket
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import NamedTuple

from otel_errkind._core.exception_rows import (
    AIOHTTP,
    AIOHTTP_PARSER,
    ANSWER,
    BAD_REDIRECT,
    BAD_URL,
    CONNECT,
    COVER,
    CUT,
    HTTP_CLIENT,
    HTTPCORE,
    HTTPX,
    MISUSE,
    PASSED_DEADLINE,
    PLATFORM,
    REDIRECT_LOOP,
    REQUESTS,
    RESET,
    STANDARD,
    TLS,
    UNDECODABLE,
    URLLIB3,
    ExceptionRow,
    wrapper,
)
from otel_errkind._core.model import Phase, Reason

_DENIED_LOCALLY = ExceptionRow(Reason.INVALID_CREDENTIALS, Phase.BUILD)

_SDKS: Mapping[str, ExceptionRow] = {
    "gql.transport.exceptions.TransportServerError": ExceptionRow(
        Reason.INTERNAL, Phase.RESPONSE, carries=True
    ),
    "gql.transport.exceptions.TransportQueryError": ExceptionRow(
        Reason.INVALID_REQUEST, Phase.RESPONSE, carries=True
    ),
    "gql.transport.exceptions.TransportProtocolError": ExceptionRow(Reason.PROTOCOL, Phase.RESPONSE),
    "gql.transport.exceptions.TransportConnectionFailed": COVER,
    "gql.transport.exceptions.TransportClosed": MISUSE,
    "gql.transport.exceptions.TransportAlreadyConnected": MISUSE,
    "gql.transport.exceptions.TransportError": wrapper(Reason.UNCLASSIFIED, Phase.HEADERS),
    "openai.APIConnectionError": COVER,
    "openai.APITimeoutError": wrapper(Reason.READ_TIMEOUT, Phase.HEADERS),
    "openai.APIResponseValidationError": UNDECODABLE,
    "openai.APIError": ANSWER,
    "openai.LengthFinishReasonError": ExceptionRow(Reason.INVALID_REQUEST, Phase.RESPONSE),
    "anthropic.APIConnectionError": COVER,
    "anthropic.APITimeoutError": wrapper(Reason.READ_TIMEOUT, Phase.HEADERS),
    "anthropic.APIResponseValidationError": UNDECODABLE,
    "anthropic.APIError": ANSWER,
    "google.api_core.exceptions.GoogleAPICallError": ANSWER,
    "google.api_core.exceptions.RetryError": wrapper(Reason.DEADLINE, Phase.HEADERS),
    "google.genai.errors.APIError": ANSWER,
    "google.auth.exceptions.TransportError": COVER,
    "google.auth.exceptions.RefreshError": wrapper(Reason.EXPIRED_CREDENTIALS, Phase.BUILD),
    "google.auth.exceptions.DefaultCredentialsError": _DENIED_LOCALLY,
    "botocore.exceptions.ClientError": ANSWER,
    "botocore.exceptions.HTTPClientError": COVER,
    "botocore.exceptions.ConnectionError": COVER,
    "botocore.exceptions.ConnectionClosedError": RESET,
    "botocore.exceptions.ConnectTimeoutError": ExceptionRow(Reason.CONNECT_TIMEOUT, Phase.CONNECT),
    "botocore.exceptions.ReadTimeoutError": ExceptionRow(Reason.READ_TIMEOUT, Phase.HEADERS),
    "botocore.exceptions.SSLError": TLS,
    "botocore.exceptions.ProxyConnectionError": ExceptionRow(Reason.PROXY, Phase.CONNECT),
    "botocore.exceptions.NoCredentialsError": _DENIED_LOCALLY,
    "botocore.exceptions.PartialCredentialsError": _DENIED_LOCALLY,
    "botocore.exceptions.TokenRetrievalError": _DENIED_LOCALLY,
    "botocore.exceptions.UnauthorizedSSOTokenError": ExceptionRow(Reason.EXPIRED_CREDENTIALS, Phase.BUILD),
    "botocore.exceptions.ParamValidationError": ExceptionRow(Reason.VALIDATION, Phase.BUILD),
    "botocore.exceptions.ResponseStreamingError": CUT,
    "botocore.exceptions.IncompleteReadError": CUT,
    "botocore.exceptions.NoRegionError": MISUSE,
    "botocore.exceptions.ProfileNotFound": _DENIED_LOCALLY,
    "azure.core.exceptions.HttpResponseError": ANSWER,
    "azure.core.exceptions.DecodeError": ExceptionRow(Reason.DECODING, Phase.BODY, carries=True),
    "azure.core.exceptions.TooManyRedirectsError": REDIRECT_LOOP,
    "azure.core.exceptions.ServiceRequestError": COVER,
    "azure.core.exceptions.ServiceRequestTimeoutError": wrapper(Reason.CONNECT_TIMEOUT, Phase.CONNECT),
    "azure.core.exceptions.ServiceResponseError": wrapper(Reason.CONNECTION_RESET, Phase.HEADERS),
    "azure.core.exceptions.ServiceResponseTimeoutError": wrapper(Reason.READ_TIMEOUT, Phase.HEADERS),
    "azure.core.exceptions.IncompleteReadError": CUT,
    "elastic_transport.ConnectionTimeout": wrapper(Reason.READ_TIMEOUT, Phase.HEADERS),  # of any kind
    "elasticsearch.exceptions.ConnectionTimeout": wrapper(Reason.READ_TIMEOUT, Phase.HEADERS),
    "opensearchpy.exceptions.ConnectionTimeout": wrapper(Reason.READ_TIMEOUT, Phase.HEADERS),
    "stripe._error.APIConnectionError": COVER,
    "stripe._error.StripeError": ANSWER,
    "xmlrpc.client.Fault": ANSWER,
    "xmlrpc.client.ResponseError": UNDECODABLE,
    "zeep.exceptions.Fault": ANSWER,
    "tornado.simple_httpclient.HTTPStreamClosedError": RESET,  # Its 599 came from nobody.
    "oauthlib.oauth2.rfc6749.errors.InsecureTransportError": BAD_URL,
    "oauthlib.oauth2.rfc6749.errors.MissingTokenError": UNDECODABLE,
    "jwt.exceptions.PyJWKClientConnectionError": COVER,
    "grpc.RpcError": ANSWER,
    "grpclib.exceptions.StreamTerminatedError": RESET,
}


def _table() -> dict[str, ExceptionRow]:
    modules = {
        "httpx": HTTPX,
        "httpcore": HTTPCORE,
        "aiohttp.client_exceptions": AIOHTTP,
        "aiohttp.http_exceptions": AIOHTTP_PARSER,
        "requests.exceptions": REQUESTS,
        "urllib3.exceptions": URLLIB3,
        "http.client": HTTP_CLIENT,
    }
    named = {f"{module}.{name}": row for module, rows in modules.items() for name, row in rows.items()}
    return {**PLATFORM, **STANDARD, **_SDKS, **named}


EXCEPTIONS: Mapping[str, ExceptionRow] = MappingProxyType(_table())
"""Rows by qualified class name, looked up along the MRO; httpx2 and httpcore2 share their elders' rows."""

CANCELLATIONS = frozenset(
    (
        "asyncio.exceptions.CancelledError",
        "concurrent.futures._base.CancelledError",
        "greenlet.GreenletExit",
        "trio.Cancelled",
        "twisted.internet.defer.CancelledError",
        "websockets.exceptions.ConnectionClosedOK",  # Both ends said goodbye, unless the server went away.
        "builtins.KeyboardInterrupt",
        "builtins.SystemExit",
        "builtins.GeneratorExit",
    )
)
"""The caller's own will. It is no error: OpenTelemetry semantic conventions, HTTP client spans."""

ANYIO_DEADLINE = "; reason: deadline exceeded"
"""The end of the text with which anyio cancels an asyncio task whose deadline has passed."""

TRIO_DEADLINE = "deadline"
"""What a `trio.Cancelled` has as its `source` then."""

ELDERS: Mapping[str, str] = MappingProxyType(
    {"httpx2": "httpx", "httpcore2": "httpcore", "niquests": "requests", "urllib3_future": "urllib3"}
)
"""Forks whose exceptions kept their names: fork -> the library whose rows they share."""

_LOOKUPS = tuple(number for number in (socket.EAI_NONAME, socket.EAI_AGAIN, socket.EAI_FAIL) if number < 0)
"""Numbers of failed look-ups; where they are positive they mean something else as error numbers."""

ERRNOS: Mapping[int, ExceptionRow] = MappingProxyType(
    {
        errno.ECONNREFUSED: ExceptionRow(Reason.CONNECTION_REFUSED, Phase.CONNECT),
        errno.ECONNRESET: RESET,
        errno.ECONNABORTED: RESET,
        errno.EPIPE: ExceptionRow(Reason.CONNECTION_RESET, Phase.WRITE),
        errno.EHOSTUNREACH: CONNECT,
        errno.ENETUNREACH: CONNECT,
        errno.EADDRNOTAVAIL: CONNECT,
        errno.ETIMEDOUT: ExceptionRow(Reason.CONNECT_TIMEOUT, Phase.CONNECT),
        **dict.fromkeys(_LOOKUPS, ExceptionRow(Reason.DNS, Phase.CONNECT)),
    }
)
"""What a bare OSError says by its number; without one of these it may be about any file."""

_PROXY_ANSWERS: Mapping[int, ExceptionRow] = {
    HTTPStatus.FORBIDDEN: ExceptionRow(Reason.PERMISSION_DENIED, Phase.CONNECT),
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED: ExceptionRow(Reason.PROXY_AUTHENTICATION, Phase.CONNECT),
    HTTPStatus.TOO_MANY_REQUESTS: ExceptionRow(Reason.RATE_LIMIT, Phase.CONNECT),
    HTTPStatus.SERVICE_UNAVAILABLE: ExceptionRow(Reason.GATEWAY_UNAVAILABLE, Phase.CONNECT),
    HTTPStatus.GATEWAY_TIMEOUT: ExceptionRow(Reason.GATEWAY_TIMEOUT, Phase.CONNECT),
}
"""What a proxy says to CONNECT: the same as of an answer, with which aiohttp's exception comes."""

NARROWER: Mapping[Reason, frozenset[Reason]] = MappingProxyType(
    {
        Reason.CONNECTION_FAILED: frozenset(
            (
                *(Reason.DNS, Reason.TLS, Reason.CONNECTION_REFUSED, Reason.CONNECTION_RESET),
                *(Reason.PROXY, Reason.PROXY_AUTHENTICATION),
            )
        ),
        Reason.CONNECTION_RESET: frozenset((Reason.TLS, Reason.CONNECTION_REFUSED)),
        Reason.PROTOCOL: frozenset((Reason.CONNECTION_RESET, Reason.INCOMPLETE_BODY)),
        Reason.INCOMPLETE_BODY: frozenset((Reason.DECODING,)),
        Reason.PROXY: frozenset(row.reason for row in _PROXY_ANSWERS.values()),
        Reason.DEADLINE: frozenset((Reason.CONNECT_TIMEOUT, Reason.READ_TIMEOUT, Reason.WRITE_TIMEOUT)),
    }
)
"""A broad reason, and the reasons by which a cause may sharpen it."""


def narrows(reason: Reason, broad: Reason) -> bool:
    """Say whether a reason is the sharper of two that may be true together."""
    return reason in NARROWER.get(broad, ())


RETRIED_LOOKUPS = frozenset((socket.EAI_AGAIN,))
"""Lookup errors that a later attempt may not meet; an unknown name stays unknown."""


CLOSED_WEBSOCKET = "websockets.exceptions.ConnectionClosed"

GOING_AWAY = 1001

CLOSE_CODES: Mapping[int, ExceptionRow] = MappingProxyType(
    {
        GOING_AWAY: RESET,
        1003: ExceptionRow(Reason.UNSUPPORTED, Phase.RESPONSE),
        1007: ExceptionRow(Reason.VALIDATION, Phase.RESPONSE),
        1008: ExceptionRow(Reason.PERMISSION_DENIED, Phase.RESPONSE),
        1009: ExceptionRow(Reason.PAYLOAD_TOO_LARGE, Phase.RESPONSE),
        1011: ExceptionRow(Reason.INTERNAL, Phase.RESPONSE),
        1013: ExceptionRow(Reason.CAPACITY, Phase.RESPONSE),
        1014: ExceptionRow(Reason.BAD_GATEWAY, Phase.RESPONSE),
        3000: ExceptionRow(Reason.INVALID_CREDENTIALS, Phase.RESPONSE),
        3003: ExceptionRow(Reason.PERMISSION_DENIED, Phase.RESPONSE),
        3008: ExceptionRow(Reason.REQUEST_TIMEOUT, Phase.RESPONSE),
    }
)
"""Why a server closes a WebSocket: IANA's registry of close codes (RFC 6455, 11.7)."""


UNANSWERED = "keepalive ping timeout"
UNANSWERED_PING = ExceptionRow(Reason.READ_TIMEOUT, Phase.BODY)


class TextRow(NamedTuple):
    """A class whose text, written by the client itself and not by a server, says more than its name."""

    name: str
    text: str
    row: ExceptionRow


TEXTS = (
    TextRow("httpx.RemoteProtocolError", "without sending complete message body", CUT),
    TextRow("httpx.RemoteProtocolError", "Server disconnected", RESET),
    TextRow("httpx.RemoteProtocolError", "ConnectionTerminated", RESET),
    TextRow("httpx.RemoteProtocolError", "StreamReset", RESET),
    TextRow("httpcore.RemoteProtocolError", "without sending complete message body", CUT),
    TextRow("httpcore.RemoteProtocolError", "Server disconnected", RESET),
    *(TextRow("httpx.ProxyError", f"{status} ", row) for status, row in _PROXY_ANSWERS.items()),
    TextRow(  # httpcore, of a SOCKS5 proxy
        "httpx.ProxyError",
        "Invalid username/password",
        ExceptionRow(Reason.PROXY_AUTHENTICATION, Phase.CONNECT),
    ),
    *(
        TextRow("builtins.OSError", f"Tunnel connection failed: {status}", row)
        for status, row in _PROXY_ANSWERS.items()
    ),
    TextRow("botocore.exceptions.WaiterError", "Max attempts exceeded", PASSED_DEADLINE),
    TextRow("builtins.OSError", "Tunnel connection failed", ExceptionRow(Reason.PROXY, Phase.CONNECT)),
    TextRow("builtins.OSError", "Could not find a suitable TLS CA certificate bundle", MISUSE),  # requests
    TextRow("builtins.OSError", "Could not find the TLS ", MISUSE),
    TextRow("builtins.TimeoutError", "timed out", ExceptionRow(Reason.READ_TIMEOUT, Phase.HEADERS)),
    TextRow("builtins.ValueError", "Invalid header name b'", MISUSE),  # http.client
    TextRow("builtins.ValueError", "Invalid header value b'", MISUSE),
    TextRow("builtins.ValueError", "Potential header injection attack", MISUSE),  # aiohttp
    TextRow("builtins.ValueError", "Port out of range 0-65535", BAD_URL),  # urllib.parse
    TextRow("builtins.RuntimeError", "as the client has been closed", MISUSE),  # httpx
    TextRow("builtins.RuntimeError", "async request with a sync Client instance", MISUSE),
    TextRow("builtins.RuntimeError", "sync request with an AsyncClient instance", MISUSE),
    TextRow("builtins.RuntimeError", "Session is closed", MISUSE),  # aiohttp
    TextRow("urllib.error.HTTPError", "infinite loop", REDIRECT_LOOP),
    TextRow("urllib.error.HTTPError", " - Redirection to url ", BAD_REDIRECT),
    TextRow("urllib.error.URLError", "unknown url type", BAD_URL),
    TextRow("builtins.ValueError", "unknown url type: ", BAD_URL),  # urllib
    TextRow("builtins.ValueError", "Unsupported url scheme: ", BAD_URL),  # tornado
    TextRow("elastic_transport.SerializationError", "Unable to serialize", MISUSE),
    TextRow("urllib3.exceptions.ResponseError", "too many redirects", REDIRECT_LOOP),
    TextRow("urllib.error.URLError", "no host given", BAD_URL),
    TextRow("urllib3.exceptions.ProxyError", "407", ExceptionRow(Reason.PROXY_AUTHENTICATION, Phase.CONNECT)),
    TextRow("aiohttp.client_exceptions.ClientPayloadError", "Can not decode content-encoding", UNDECODABLE),
    TextRow("aiohttp.client_exceptions.ClientPayloadError", "redirect with a consumed request body", MISUSE),
)
