"""What the exceptions of clients and of the platform mean, by name. No client is imported for it."""

from collections.abc import Mapping
from typing import NamedTuple

from otel_errkind._core.model import Phase, Reason


class ExceptionRow(NamedTuple):
    """What an exception says by its class alone."""

    reason: Reason
    phase: Phase
    retryable: bool | None = None
    wraps: bool = False
    """Only a cover: the first cause with a row decides, this row if there is none."""
    carries: bool = False
    """Holds a whole response: the status decides, this row if there is none."""


def wrapper(reason: Reason, phase: Phase) -> ExceptionRow:
    """Return the row of a cover, with what it says if no cause is ruled."""
    return ExceptionRow(reason, phase, wraps=True)


ANSWER = ExceptionRow(Reason.UNCLASSIFIED, Phase.RESPONSE, carries=True)
MISUSE = ExceptionRow(Reason.CLIENT_BUG, Phase.BUILD)
BAD_URL = ExceptionRow(Reason.INVALID_URL, Phase.BUILD)
CONNECT = ExceptionRow(Reason.CONNECTION_FAILED, Phase.CONNECT)
RESET = ExceptionRow(Reason.CONNECTION_RESET, Phase.HEADERS)
TLS = ExceptionRow(Reason.TLS, Phase.CONNECT)
GARBAGE = ExceptionRow(Reason.PROTOCOL, Phase.HEADERS)
CUT = ExceptionRow(Reason.INCOMPLETE_BODY, Phase.BODY)
UNDECODABLE = ExceptionRow(Reason.DECODING, Phase.BODY)
BAD_REDIRECT = ExceptionRow(Reason.PROTOCOL, Phase.RESPONSE, retryable=False)
REDIRECT_LOOP = ExceptionRow(Reason.REDIRECT_LOOP, Phase.RESPONSE)
PASSED_DEADLINE = ExceptionRow(Reason.DEADLINE, Phase.HEADERS)
COVER = wrapper(Reason.CONNECTION_FAILED, Phase.CONNECT)

HTTPX: Mapping[str, ExceptionRow] = {
    "HTTPError": wrapper(Reason.UNCLASSIFIED, Phase.HEADERS),
    "RequestError": wrapper(Reason.UNCLASSIFIED, Phase.HEADERS),
    "TransportError": wrapper(Reason.UNCLASSIFIED, Phase.HEADERS),
    "HTTPStatusError": ANSWER,
    "TimeoutException": ExceptionRow(Reason.DEADLINE, Phase.HEADERS),
    "ConnectTimeout": ExceptionRow(Reason.CONNECT_TIMEOUT, Phase.CONNECT),
    "ReadTimeout": ExceptionRow(Reason.READ_TIMEOUT, Phase.HEADERS),
    "WriteTimeout": ExceptionRow(Reason.WRITE_TIMEOUT, Phase.WRITE),
    "PoolTimeout": ExceptionRow(Reason.POOL_TIMEOUT, Phase.POOL),
    "NetworkError": ExceptionRow(Reason.CONNECTION_FAILED, Phase.HEADERS),
    "ConnectError": CONNECT,
    "ReadError": RESET,
    "WriteError": ExceptionRow(Reason.CONNECTION_RESET, Phase.WRITE),
    "CloseError": ExceptionRow(Reason.CONNECTION_RESET, Phase.BODY),
    "ProxyError": ExceptionRow(Reason.PROXY, Phase.CONNECT),
    "ProtocolError": GARBAGE,
    "LocalProtocolError": ExceptionRow(Reason.CLIENT_BUG, Phase.BUILD),
    "RemoteProtocolError": GARBAGE,
    "UnsupportedProtocol": BAD_URL,
    "InvalidURL": BAD_URL,
    "DecodingError": UNDECODABLE,
    "TooManyRedirects": REDIRECT_LOOP,
    "CookieConflict": MISUSE,
    "StreamError": MISUSE,
    "StreamConsumed": MISUSE,
    "StreamClosed": MISUSE,
    "ResponseNotRead": MISUSE,
    "RequestNotRead": MISUSE,
    "SSEError": ExceptionRow(
        Reason.DECODING, Phase.BODY
    ),  # httpx2: a stream of events was announced otherwise.
}

HTTPCORE: Mapping[str, ExceptionRow] = {
    **HTTPX,
    "ConnectionNotAvailable": ExceptionRow(Reason.CONNECTION_FAILED, Phase.POOL),
}

AIOHTTP: Mapping[str, ExceptionRow] = {
    "ClientError": wrapper(Reason.UNCLASSIFIED, Phase.HEADERS),
    "ClientResponseError": ANSWER,
    "WSServerHandshakeError": ExceptionRow(Reason.PROTOCOL, Phase.RESPONSE, carries=True),
    "ClientHttpProxyError": ExceptionRow(Reason.PROXY, Phase.CONNECT, carries=True),
    "ContentTypeError": ExceptionRow(Reason.DECODING, Phase.BODY, carries=True),
    "TooManyRedirects": REDIRECT_LOOP,
    "ClientConnectionError": wrapper(Reason.CONNECTION_FAILED, Phase.CONNECT),
    "ClientConnectionResetError": ExceptionRow(Reason.CONNECTION_RESET, Phase.WRITE),
    "ClientOSError": RESET,
    "ClientConnectorError": CONNECT,
    "UnixClientConnectorError": CONNECT,
    "ClientConnectorDNSError": ExceptionRow(Reason.DNS, Phase.CONNECT),
    "ClientProxyConnectionError": ExceptionRow(Reason.PROXY, Phase.CONNECT),
    "ClientSSLError": TLS,
    "ClientConnectorSSLError": TLS,
    "ClientConnectorCertificateError": TLS,
    "ServerFingerprintMismatch": TLS,
    "ServerConnectionError": RESET,
    "ServerDisconnectedError": RESET,
    "ServerTimeoutError": ExceptionRow(Reason.READ_TIMEOUT, Phase.HEADERS),
    "ConnectionTimeoutError": ExceptionRow(Reason.CONNECT_TIMEOUT, Phase.CONNECT),
    "SocketTimeoutError": ExceptionRow(Reason.READ_TIMEOUT, Phase.HEADERS),
    "ClientPayloadError": CUT,
    "UploadAbortedError": ExceptionRow(Reason.CONNECTION_RESET, Phase.WRITE),
    "InvalidURL": BAD_URL,
    "InvalidUrlClientError": BAD_URL,
    "NonHttpUrlClientError": BAD_URL,
    # The other side named the target of these.
    "RedirectClientError": BAD_REDIRECT,
    "InvalidUrlRedirectClientError": BAD_REDIRECT,
    "NonHttpUrlRedirectClientError": BAD_REDIRECT,
}

AIOHTTP_PARSER: Mapping[str, ExceptionRow] = {
    "HttpProcessingError": GARBAGE,
    "PayloadEncodingError": CUT,
    "ContentEncodingError": UNDECODABLE,
}

REQUESTS: Mapping[str, ExceptionRow] = {
    "RequestException": wrapper(Reason.UNCLASSIFIED, Phase.HEADERS),
    "HTTPError": ANSWER,
    "JSONDecodeError": ExceptionRow(Reason.UNCLASSIFIED, Phase.RESPONSE),
    "InvalidJSONError": MISUSE,
    "ConnectionError": COVER,
    "RetryError": wrapper(Reason.UNCLASSIFIED, Phase.RESPONSE),
    "ProxyError": wrapper(Reason.PROXY, Phase.CONNECT),
    "SSLError": TLS,
    "Timeout": ExceptionRow(Reason.DEADLINE, Phase.HEADERS),
    "ConnectTimeout": ExceptionRow(Reason.CONNECT_TIMEOUT, Phase.CONNECT),
    "ReadTimeout": ExceptionRow(Reason.READ_TIMEOUT, Phase.HEADERS),
    "URLRequired": BAD_URL,
    "MissingSchema": BAD_URL,
    "InvalidSchema": BAD_URL,
    "InvalidURL": BAD_URL,
    "InvalidHeader": MISUSE,
    "StreamConsumedError": MISUSE,
    "UnrewindableBodyError": MISUSE,
    "TooManyRedirects": REDIRECT_LOOP,
    "ChunkedEncodingError": CUT,
    "ContentDecodingError": UNDECODABLE,
}

URLLIB3: Mapping[str, ExceptionRow] = {
    "HTTPError": wrapper(Reason.UNCLASSIFIED, Phase.HEADERS),
    "MaxRetryError": COVER,
    "ResponseError": ANSWER,
    "SSLError": TLS,
    "ProxyError": wrapper(Reason.PROXY, Phase.CONNECT),
    "DecodeError": UNDECODABLE,
    "ProtocolError": GARBAGE,
    "IncompleteRead": CUT,
    "InvalidChunkLength": CUT,
    "TimeoutError": ExceptionRow(Reason.DEADLINE, Phase.HEADERS),
    "ReadTimeoutError": ExceptionRow(Reason.READ_TIMEOUT, Phase.HEADERS),
    "ConnectTimeoutError": ExceptionRow(Reason.CONNECT_TIMEOUT, Phase.CONNECT),
    "NewConnectionError": CONNECT,
    "NameResolutionError": ExceptionRow(Reason.DNS, Phase.CONNECT),
    "EmptyPoolError": ExceptionRow(Reason.POOL_TIMEOUT, Phase.POOL),
    "FullPoolError": ExceptionRow(Reason.POOL_TIMEOUT, Phase.POOL),
    "ClosedPoolError": MISUSE,
    "LocationValueError": BAD_URL,
    "InvalidHeader": GARBAGE,
    "UnrewindableBodyError": MISUSE,
}

HTTP_CLIENT: Mapping[str, ExceptionRow] = {
    "HTTPException": GARBAGE,
    "RemoteDisconnected": RESET,
    "IncompleteRead": CUT,
    "InvalidURL": BAD_URL,
    "NotConnected": MISUSE,
    "ImproperConnectionState": MISUSE,
}

DEADLINES = (
    "billiard.exceptions.SoftTimeLimitExceeded",  # celery's
    "dramatiq.middleware.time_limit.TimeLimitExceeded",
    "eventlet.timeout.Timeout",
    "func_timeout.exceptions.FunctionTimedOut",
    "gevent.timeout.Timeout",
    "rq.timeouts.JobTimeoutException",
    "stopit.utils.TimeoutException",
    "timeout_decorator.timeout_decorator.TimeoutError",
)
"""What greenlets, workers and decorators break a call off with when its time is over; some no `Exception`."""

PLATFORM: Mapping[str, ExceptionRow] = {
    "builtins.TimeoutError": PASSED_DEADLINE,
    "builtins.ConnectionRefusedError": ExceptionRow(Reason.CONNECTION_REFUSED, Phase.CONNECT),
    "builtins.ConnectionResetError": RESET,
    "builtins.ConnectionAbortedError": RESET,
    "builtins.BrokenPipeError": ExceptionRow(Reason.CONNECTION_RESET, Phase.WRITE),
    "builtins.ConnectionError": CONNECT,
    "asyncio.exceptions.IncompleteReadError": CUT,
    "socket.gaierror": ExceptionRow(Reason.DNS, Phase.CONNECT),
    "socket.herror": ExceptionRow(Reason.DNS, Phase.CONNECT),
    "ssl.SSLError": TLS,
    "ssl.SSLEOFError": RESET,
    "ssl.SSLZeroReturnError": RESET,
    "OpenSSL.SSL.Error": TLS,
    "service_identity.exceptions.VerificationError": TLS,
    "pycares.AresError": ExceptionRow(Reason.DNS, Phase.CONNECT),
    "zlib.error": UNDECODABLE,
    "anyio.BrokenResourceError": RESET,
    "anyio.EndOfStream": RESET,
    "trio.BrokenResourceError": RESET,
    "trio.TooSlowError": PASSED_DEADLINE,
    **dict.fromkeys(DEADLINES, PASSED_DEADLINE),
}

STANDARD: Mapping[str, ExceptionRow] = {
    "urllib.error.URLError": COVER,
    "urllib.error.HTTPError": ANSWER,
    "urllib.error.ContentTooShortError": CUT,
    "h11._util.RemoteProtocolError": GARBAGE,
    "h11._util.LocalProtocolError": ExceptionRow(Reason.CLIENT_BUG, Phase.BUILD),
}
