"""Exceptions by name: what each one means and how far the exchange got. No client is imported for it."""

from __future__ import annotations

import errno
import socket
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._core.model import Phase, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping


class ExceptionRow(NamedTuple):
    """What an exception says by its class alone."""

    reason: Reason
    phase: Phase
    retryable: bool | None = None
    wraps: bool = False
    """Only a cover: the first cause with a row decides, this row if there is none."""
    carries: bool = False
    """Holds a whole response: the status decides, this row if there is none."""


def _wrapper(reason: Reason, phase: Phase) -> ExceptionRow:
    return ExceptionRow(reason, phase, wraps=True)


_ANSWER = ExceptionRow(Reason.UNCLASSIFIED, Phase.RESPONSE, carries=True)
_MISUSE = ExceptionRow(Reason.CLIENT_BUG, Phase.BUILD)
_BAD_URL = ExceptionRow(Reason.INVALID_URL, Phase.BUILD)
_CONNECT = ExceptionRow(Reason.CONNECTION_FAILED, Phase.CONNECT)
_RESET = ExceptionRow(Reason.CONNECTION_RESET, Phase.HEADERS)
_TLS = ExceptionRow(Reason.TLS, Phase.CONNECT)
_GARBAGE = ExceptionRow(Reason.PROTOCOL, Phase.HEADERS)
_CUT = ExceptionRow(Reason.INCOMPLETE_BODY, Phase.BODY)
_UNDECODABLE = ExceptionRow(Reason.DECODING, Phase.BODY)
_BAD_REDIRECT = ExceptionRow(Reason.PROTOCOL, Phase.RESPONSE, retryable=False)
_COVER = _wrapper(Reason.CONNECTION_FAILED, Phase.CONNECT)
_DENIED_LOCALLY = ExceptionRow(Reason.INVALID_CREDENTIALS, Phase.BUILD)

_HTTPX: Mapping[str, ExceptionRow] = {
    "HTTPError": _wrapper(Reason.UNCLASSIFIED, Phase.HEADERS),
    "RequestError": _wrapper(Reason.UNCLASSIFIED, Phase.HEADERS),
    "TransportError": _wrapper(Reason.UNCLASSIFIED, Phase.HEADERS),
    "HTTPStatusError": _ANSWER,
    "TimeoutException": ExceptionRow(Reason.DEADLINE, Phase.HEADERS),
    "ConnectTimeout": ExceptionRow(Reason.CONNECT_TIMEOUT, Phase.CONNECT),
    "ReadTimeout": ExceptionRow(Reason.READ_TIMEOUT, Phase.HEADERS),
    "WriteTimeout": ExceptionRow(Reason.WRITE_TIMEOUT, Phase.WRITE),
    "PoolTimeout": ExceptionRow(Reason.POOL_TIMEOUT, Phase.POOL),
    "NetworkError": ExceptionRow(Reason.CONNECTION_FAILED, Phase.HEADERS),
    "ConnectError": _CONNECT,
    "ReadError": _RESET,
    "WriteError": ExceptionRow(Reason.CONNECTION_RESET, Phase.WRITE),
    "CloseError": ExceptionRow(Reason.CONNECTION_RESET, Phase.BODY),
    "ProxyError": ExceptionRow(Reason.PROXY, Phase.CONNECT),
    "ProtocolError": _GARBAGE,
    "LocalProtocolError": ExceptionRow(Reason.CLIENT_BUG, Phase.BUILD),
    "RemoteProtocolError": _GARBAGE,
    "UnsupportedProtocol": _BAD_URL,
    "InvalidURL": _BAD_URL,
    "DecodingError": _UNDECODABLE,
    "TooManyRedirects": ExceptionRow(Reason.REDIRECT_LOOP, Phase.RESPONSE),
    "CookieConflict": _MISUSE,
    "StreamError": _MISUSE,
    "StreamConsumed": _MISUSE,
    "StreamClosed": _MISUSE,
    "ResponseNotRead": _MISUSE,
    "RequestNotRead": _MISUSE,
    "SSEError": ExceptionRow(
        Reason.DECODING, Phase.BODY
    ),  # httpx2: a stream of events was announced otherwise.
}

_HTTPCORE: Mapping[str, ExceptionRow] = {
    **{
        name: row
        for name, row in _HTTPX.items()
        if name not in ("HTTPError", "HTTPStatusError", "RequestError")
    },
    "ConnectionNotAvailable": ExceptionRow(Reason.CONNECTION_FAILED, Phase.POOL),
}

_AIOHTTP: Mapping[str, ExceptionRow] = {
    "ClientError": _wrapper(Reason.UNCLASSIFIED, Phase.HEADERS),
    "ClientResponseError": _ANSWER,
    "WSServerHandshakeError": ExceptionRow(Reason.PROTOCOL, Phase.RESPONSE, carries=True),
    "ClientHttpProxyError": ExceptionRow(Reason.PROXY, Phase.CONNECT, carries=True),
    "ContentTypeError": ExceptionRow(Reason.DECODING, Phase.BODY, carries=True),
    "TooManyRedirects": ExceptionRow(Reason.REDIRECT_LOOP, Phase.RESPONSE),
    "ClientConnectionError": _wrapper(Reason.CONNECTION_FAILED, Phase.CONNECT),
    "ClientConnectionResetError": ExceptionRow(Reason.CONNECTION_RESET, Phase.WRITE),
    "ClientOSError": _RESET,
    "ClientConnectorError": _CONNECT,
    "UnixClientConnectorError": _CONNECT,
    "ClientConnectorDNSError": ExceptionRow(Reason.DNS, Phase.CONNECT),
    "ClientProxyConnectionError": ExceptionRow(Reason.PROXY, Phase.CONNECT),
    "ClientSSLError": _TLS,
    "ClientConnectorSSLError": _TLS,
    "ClientConnectorCertificateError": _TLS,
    "ServerFingerprintMismatch": _TLS,
    "ServerConnectionError": _RESET,
    "ServerDisconnectedError": _RESET,
    "ServerTimeoutError": ExceptionRow(Reason.READ_TIMEOUT, Phase.HEADERS),
    "ConnectionTimeoutError": ExceptionRow(Reason.CONNECT_TIMEOUT, Phase.CONNECT),
    "SocketTimeoutError": ExceptionRow(Reason.READ_TIMEOUT, Phase.HEADERS),
    "ClientPayloadError": _CUT,
    "UploadAbortedError": ExceptionRow(Reason.CONNECTION_RESET, Phase.WRITE),
    "InvalidURL": _BAD_URL,
    "InvalidUrlClientError": _BAD_URL,
    "NonHttpUrlClientError": _BAD_URL,
    # The other side named the target of these.
    "RedirectClientError": _BAD_REDIRECT,
    "InvalidUrlRedirectClientError": _BAD_REDIRECT,
    "NonHttpUrlRedirectClientError": _BAD_REDIRECT,
}

_AIOHTTP_PARSER: Mapping[str, ExceptionRow] = {
    "HttpProcessingError": _GARBAGE,
    "BadHttpMessage": _GARBAGE,
    "PayloadEncodingError": _CUT,
    "TransferEncodingError": _CUT,
    "ContentLengthError": _CUT,
    "ContentEncodingError": _UNDECODABLE,
}

_REQUESTS: Mapping[str, ExceptionRow] = {
    "RequestException": _wrapper(Reason.UNCLASSIFIED, Phase.HEADERS),
    "HTTPError": _ANSWER,
    "JSONDecodeError": ExceptionRow(Reason.UNCLASSIFIED, Phase.RESPONSE),
    "InvalidJSONError": _MISUSE,
    "ConnectionError": _COVER,
    "RetryError": _wrapper(Reason.UNCLASSIFIED, Phase.RESPONSE),
    "ProxyError": _wrapper(Reason.PROXY, Phase.CONNECT),
    "SSLError": _TLS,
    "Timeout": ExceptionRow(Reason.DEADLINE, Phase.HEADERS),
    "ConnectTimeout": ExceptionRow(Reason.CONNECT_TIMEOUT, Phase.CONNECT),
    "ReadTimeout": ExceptionRow(Reason.READ_TIMEOUT, Phase.HEADERS),
    "URLRequired": _BAD_URL,
    "MissingSchema": _BAD_URL,
    "InvalidSchema": _BAD_URL,
    "InvalidURL": _BAD_URL,
    "InvalidProxyURL": _BAD_URL,
    "InvalidHeader": _MISUSE,
    "StreamConsumedError": _MISUSE,
    "UnrewindableBodyError": _MISUSE,
    "TooManyRedirects": ExceptionRow(Reason.REDIRECT_LOOP, Phase.RESPONSE),
    "ChunkedEncodingError": _CUT,
    "ContentDecodingError": _UNDECODABLE,
}

_URLLIB3: Mapping[str, ExceptionRow] = {
    "HTTPError": _wrapper(Reason.UNCLASSIFIED, Phase.HEADERS),
    "MaxRetryError": _COVER,
    "ResponseError": ExceptionRow(Reason.UNCLASSIFIED, Phase.RESPONSE, carries=True),
    "SSLError": _TLS,
    "ProxyError": _wrapper(Reason.PROXY, Phase.CONNECT),
    "DecodeError": _UNDECODABLE,
    "ProtocolError": ExceptionRow(Reason.PROTOCOL, Phase.HEADERS),
    "IncompleteRead": _CUT,
    "InvalidChunkLength": _CUT,
    "TimeoutError": ExceptionRow(Reason.DEADLINE, Phase.HEADERS),
    "ReadTimeoutError": ExceptionRow(Reason.READ_TIMEOUT, Phase.HEADERS),
    "ConnectTimeoutError": ExceptionRow(Reason.CONNECT_TIMEOUT, Phase.CONNECT),
    "NewConnectionError": _CONNECT,
    "NameResolutionError": ExceptionRow(Reason.DNS, Phase.CONNECT),
    "EmptyPoolError": ExceptionRow(Reason.POOL_TIMEOUT, Phase.POOL),
    "FullPoolError": ExceptionRow(Reason.POOL_TIMEOUT, Phase.POOL),
    "ClosedPoolError": _MISUSE,
    "LocationValueError": _BAD_URL,
    "LocationParseError": _BAD_URL,
    "URLSchemeUnknown": _BAD_URL,
    "ProxySchemeUnknown": _BAD_URL,
    "InvalidHeader": _GARBAGE,
    "UnrewindableBodyError": _MISUSE,
}

_HTTP_CLIENT: Mapping[str, ExceptionRow] = {
    "HTTPException": _GARBAGE,
    "RemoteDisconnected": _RESET,
    "IncompleteRead": _CUT,
    "InvalidURL": _BAD_URL,
    "NotConnected": _MISUSE,
    "ImproperConnectionState": _MISUSE,
}

_PLATFORM: Mapping[str, ExceptionRow] = {
    "builtins.TimeoutError": ExceptionRow(Reason.DEADLINE, Phase.HEADERS),
    "builtins.ConnectionRefusedError": ExceptionRow(Reason.CONNECTION_REFUSED, Phase.CONNECT),
    "builtins.ConnectionResetError": _RESET,
    "builtins.ConnectionAbortedError": _RESET,
    "builtins.BrokenPipeError": ExceptionRow(Reason.CONNECTION_RESET, Phase.WRITE),
    "builtins.ConnectionError": _CONNECT,
    "asyncio.exceptions.IncompleteReadError": _CUT,
    "socket.gaierror": ExceptionRow(Reason.DNS, Phase.CONNECT),
    "socket.herror": ExceptionRow(Reason.DNS, Phase.CONNECT),
    "ssl.SSLError": _TLS,
    "ssl.SSLEOFError": _RESET,
    "ssl.SSLZeroReturnError": _RESET,
    "zlib.error": _UNDECODABLE,
    "anyio.BrokenResourceError": _RESET,
    "anyio.EndOfStream": _RESET,
    "trio.BrokenResourceError": _RESET,
    "trio.TooSlowError": ExceptionRow(Reason.DEADLINE, Phase.HEADERS),
    "urllib.error.URLError": _COVER,
    "urllib.error.HTTPError": _ANSWER,
    "urllib.error.ContentTooShortError": _CUT,
    "h11._util.RemoteProtocolError": _GARBAGE,
    "h11._util.LocalProtocolError": ExceptionRow(Reason.CLIENT_BUG, Phase.BUILD),
}

_SDKS: Mapping[str, ExceptionRow] = {
    "gql.transport.exceptions.TransportServerError": ExceptionRow(
        Reason.INTERNAL, Phase.RESPONSE, carries=True
    ),
    "gql.transport.exceptions.TransportQueryError": ExceptionRow(
        Reason.INVALID_REQUEST, Phase.RESPONSE, carries=True
    ),
    "gql.transport.exceptions.TransportProtocolError": ExceptionRow(Reason.PROTOCOL, Phase.RESPONSE),
    "gql.transport.exceptions.TransportConnectionFailed": _COVER,
    "gql.transport.exceptions.TransportClosed": _MISUSE,
    "gql.transport.exceptions.TransportAlreadyConnected": _MISUSE,
    "gql.transport.exceptions.TransportError": _wrapper(Reason.UNCLASSIFIED, Phase.HEADERS),
    "openai.APIConnectionError": _COVER,
    "openai.APITimeoutError": _wrapper(Reason.READ_TIMEOUT, Phase.HEADERS),
    "openai.APIStatusError": _ANSWER,
    "openai.APIResponseValidationError": _UNDECODABLE,
    "openai.APIError": ExceptionRow(Reason.UNCLASSIFIED, Phase.RESPONSE, carries=True),
    "anthropic.APIConnectionError": _COVER,
    "anthropic.APITimeoutError": _wrapper(Reason.READ_TIMEOUT, Phase.HEADERS),
    "anthropic.APIStatusError": _ANSWER,
    "anthropic.APIResponseValidationError": _UNDECODABLE,
    "anthropic.APIError": ExceptionRow(Reason.UNCLASSIFIED, Phase.RESPONSE, carries=True),
    "google.api_core.exceptions.GoogleAPICallError": _ANSWER,
    "google.api_core.exceptions.RetryError": _wrapper(Reason.DEADLINE, Phase.HEADERS),
    "google.genai.errors.APIError": _ANSWER,
    "google.auth.exceptions.TransportError": _COVER,
    "google.auth.exceptions.RefreshError": _wrapper(Reason.EXPIRED_CREDENTIALS, Phase.BUILD),
    "google.auth.exceptions.DefaultCredentialsError": _DENIED_LOCALLY,
    "botocore.exceptions.ClientError": _ANSWER,
    "botocore.exceptions.HTTPClientError": _COVER,
    "botocore.exceptions.ConnectionError": _COVER,
    "botocore.exceptions.EndpointConnectionError": _COVER,
    "botocore.exceptions.ConnectionClosedError": _RESET,
    "botocore.exceptions.ConnectTimeoutError": ExceptionRow(Reason.CONNECT_TIMEOUT, Phase.CONNECT),
    "botocore.exceptions.ReadTimeoutError": ExceptionRow(Reason.READ_TIMEOUT, Phase.HEADERS),
    "botocore.exceptions.SSLError": _TLS,
    "botocore.exceptions.ProxyConnectionError": ExceptionRow(Reason.PROXY, Phase.CONNECT),
    "botocore.exceptions.NoCredentialsError": _DENIED_LOCALLY,
    "botocore.exceptions.PartialCredentialsError": _DENIED_LOCALLY,
    "botocore.exceptions.TokenRetrievalError": _DENIED_LOCALLY,
    "botocore.exceptions.UnauthorizedSSOTokenError": ExceptionRow(Reason.EXPIRED_CREDENTIALS, Phase.BUILD),
    "botocore.exceptions.ParamValidationError": ExceptionRow(Reason.VALIDATION, Phase.BUILD),
    "botocore.exceptions.ResponseStreamingError": _CUT,
    "botocore.exceptions.IncompleteReadError": _CUT,
    "azure.core.exceptions.HttpResponseError": _ANSWER,
    "azure.core.exceptions.DecodeError": ExceptionRow(Reason.DECODING, Phase.BODY, carries=True),
    "azure.core.exceptions.TooManyRedirectsError": ExceptionRow(Reason.REDIRECT_LOOP, Phase.RESPONSE),
    "azure.core.exceptions.ServiceRequestError": _COVER,
    "azure.core.exceptions.ServiceRequestTimeoutError": _wrapper(Reason.CONNECT_TIMEOUT, Phase.CONNECT),
    "azure.core.exceptions.ServiceResponseError": _wrapper(Reason.CONNECTION_RESET, Phase.HEADERS),
    "azure.core.exceptions.ServiceResponseTimeoutError": _wrapper(Reason.READ_TIMEOUT, Phase.HEADERS),
    "azure.core.exceptions.IncompleteReadError": _CUT,
    "stripe._error.APIConnectionError": _COVER,
    "stripe._error.StripeError": _ANSWER,
    "grpc.RpcError": ExceptionRow(Reason.UNCLASSIFIED, Phase.RESPONSE, carries=True),
    "grpc.aio._call.AioRpcError": ExceptionRow(Reason.UNCLASSIFIED, Phase.RESPONSE, carries=True),
}


def _table() -> dict[str, ExceptionRow]:
    modules = {
        "httpx": _HTTPX,
        "httpcore": _HTTPCORE,
        "aiohttp.client_exceptions": _AIOHTTP,
        "aiohttp.http_exceptions": _AIOHTTP_PARSER,
        "requests.exceptions": _REQUESTS,
        "urllib3.exceptions": _URLLIB3,
        "http.client": _HTTP_CLIENT,
    }
    named = {f"{module}.{name}": row for module, rows in modules.items() for name, row in rows.items()}
    return {**_PLATFORM, **_SDKS, **named}


EXCEPTIONS: Mapping[str, ExceptionRow] = MappingProxyType(_table())
"""Rows by qualified class name, looked up along the MRO; httpx2 and httpcore2 share their elders' rows."""

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

CANCELLATIONS = frozenset(
    (
        "asyncio.exceptions.CancelledError",
        "concurrent.futures._base.CancelledError",
        "trio.Cancelled",
        "builtins.KeyboardInterrupt",
        "builtins.SystemExit",
        "builtins.GeneratorExit",
    )
)
"""The caller's own will. It is no error: OpenTelemetry semantic conventions, HTTP client spans."""

ELDERS: Mapping[str, str] = MappingProxyType({"httpx2": "httpx", "httpcore2": "httpcore"})
"""Forks whose exceptions kept their names: fork -> the library whose rows they share."""

ERRNOS: Mapping[int, ExceptionRow] = MappingProxyType(
    {
        errno.ECONNREFUSED: ExceptionRow(Reason.CONNECTION_REFUSED, Phase.CONNECT),
        errno.ECONNRESET: _RESET,
        errno.ECONNABORTED: _RESET,
        errno.EPIPE: ExceptionRow(Reason.CONNECTION_RESET, Phase.WRITE),
        errno.EHOSTUNREACH: _CONNECT,
        errno.ENETUNREACH: _CONNECT,
        errno.EADDRNOTAVAIL: _CONNECT,
        errno.ETIMEDOUT: ExceptionRow(Reason.CONNECT_TIMEOUT, Phase.CONNECT),
    }
)
"""What a bare OSError says by its number; without one of these it may be about any file."""

NARROWER: Mapping[Reason, frozenset[Reason]] = MappingProxyType(
    {
        Reason.CONNECTION_FAILED: frozenset(
            (Reason.DNS, Reason.TLS, Reason.CONNECTION_REFUSED, Reason.CONNECTION_RESET, Reason.PROXY)
        ),
        Reason.CONNECTION_RESET: frozenset((Reason.TLS, Reason.CONNECTION_REFUSED)),
        Reason.PROTOCOL: frozenset((Reason.CONNECTION_RESET, Reason.INCOMPLETE_BODY)),
        Reason.INCOMPLETE_BODY: frozenset((Reason.DECODING,)),
        Reason.DEADLINE: frozenset((Reason.CONNECT_TIMEOUT, Reason.READ_TIMEOUT, Reason.WRITE_TIMEOUT)),
    }
)
"""A broad reason, and the reasons by which a cause may sharpen it."""

RETRIED_LOOKUPS = frozenset((socket.EAI_AGAIN,))
"""Lookup errors that a later attempt may not meet; an unknown name stays unknown."""


class TextRow(NamedTuple):
    """A class whose text, written by the client itself and not by a server, says more than its name."""

    name: str
    text: str
    row: ExceptionRow


TEXTS = (
    TextRow("httpx.RemoteProtocolError", "without sending complete message body", _CUT),
    TextRow("httpx.RemoteProtocolError", "Server disconnected", _RESET),
    TextRow("httpx.RemoteProtocolError", "ConnectionTerminated", _RESET),
    TextRow("httpx.RemoteProtocolError", "StreamReset", _RESET),
    TextRow("httpcore.RemoteProtocolError", "without sending complete message body", _CUT),
    TextRow("httpcore.RemoteProtocolError", "Server disconnected", _RESET),
    TextRow("httpx.ProxyError", "407", ExceptionRow(Reason.PROXY_AUTHENTICATION, Phase.CONNECT)),
    TextRow(
        "builtins.OSError",
        "Tunnel connection failed: 407",
        ExceptionRow(Reason.PROXY_AUTHENTICATION, Phase.CONNECT),
    ),
    TextRow("builtins.OSError", "Tunnel connection failed", ExceptionRow(Reason.PROXY, Phase.CONNECT)),
    TextRow("builtins.TimeoutError", "timed out", ExceptionRow(Reason.READ_TIMEOUT, Phase.HEADERS)),
    TextRow("urllib.error.URLError", "unknown url type", _BAD_URL),
    TextRow("urllib.error.URLError", "no host given", _BAD_URL),
    TextRow("urllib3.exceptions.ProxyError", "407", ExceptionRow(Reason.PROXY_AUTHENTICATION, Phase.CONNECT)),
    TextRow("aiohttp.client_exceptions.ClientPayloadError", "Can not decode content-encoding", _UNDECODABLE),
)
