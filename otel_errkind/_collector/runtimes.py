"""What the runtimes of other languages call the failures of a call that got no answer.

`NAMES` are values of `error.type` and `exception.type`: class names without their package, error codes of
Node's `libuv` and `undici`, words of .NET's `HttpRequestError` and of Rust's error kinds. `TEXTS` are endings
of the texts that go with them, for the runtimes whose types say nothing: Go's `*url.Error` wraps everything.
"""

from __future__ import annotations

from typing import NamedTuple

from otel_errkind._core.model import Reason


class Names(NamedTuple):
    """The names of one failure, whatever package they are in."""

    reason: Reason
    names: str


NAMES = (
    Names(
        Reason.CONNECT_TIMEOUT,
        """
        ConnectTimeoutException HttpConnectTimeoutException ConnectionTimeoutException
        UND_ERR_CONNECT_TIMEOUT ConnectTimeoutError ConnectionPoolTimeoutException
        """,  # Apache HttpClient, java.net.http, Netty, undici
    ),
    Names(
        Reason.READ_TIMEOUT,
        """
        SocketTimeoutException ReadTimeoutException UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT
        HeadersTimeoutError BodyTimeoutError ESOCKETTIMEDOUT
        """,  # the JDK, Netty, undici, Node's request
    ),
    Names(Reason.WRITE_TIMEOUT, "WriteTimeoutException"),
    Names(
        Reason.POOL_TIMEOUT,
        "ConnectionRequestTimeoutException PoolAcquireTimeoutException PoolAcquirePendingLimitException",
    ),
    Names(
        Reason.DEADLINE,
        """
        HttpTimeoutException InterruptedIOException TimeoutException TimeoutError
        deadlineExceededError DeadlineExceeded DeadlineExceededException timeoutError httpError
        ETIMEDOUT ECONNABORTED AsyncRequestTimeoutException TimedOut Elapsed
        TimeoutRejectedException HttpRequestTimeoutException timeout
        """,  # OkHttp: InterruptedIOException; axios: ECONNABORTED; Tokio: Elapsed
    ),
    Names(
        Reason.DNS,
        """
        UnknownHostException UnresolvedAddressException DnsNameResolverTimeoutException
        DnsErrorCauseException ENOTFOUND EAI_AGAIN EAI_NODATA DNSError name_resolution_error
        HostNotFound
        """,
    ),
    Names(
        Reason.TLS,
        """
        SSLException SSLHandshakeException SSLPeerUnverifiedException SSLProtocolException
        SSLKeyException CertificateException CertificateExpiredException
        CertificateNotYetValidException CertPathValidatorException SunCertPathBuilderException
        ValidatorException NotSslRecordException UnknownAuthorityError HostnameError
        CertificateInvalidError CertificateVerificationError RecordHeaderError AlertError
        ECHRejectionError AuthenticationException secure_connection_error CERT_HAS_EXPIRED
        DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE
        UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY ERR_TLS_CERT_ALTNAME_INVALID
        EPROTO ERR_SSL_WRONG_VERSION_NUMBER CERT_NOT_YET_VALID
        ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE
        """,
    ),
    Names(Reason.CONNECTION_REFUSED, "ECONNREFUSED ConnectionRefused HttpHostConnectException"),
    Names(
        Reason.CONNECTION_RESET,
        """
        ECONNRESET EPIPE UND_ERR_SOCKET SocketError NoHttpResponseException
        ConnectionClosedException ConnectionResetException PrematureCloseException
        ClosedChannelException AsynchronousCloseException ConnectionReset ConnectionAborted
        BrokenPipe StreamResetException ConnectionShutdownException ClosedConnectionException
        AbortedException ChannelClosedException
        """,
    ),
    Names(
        Reason.INCOMPLETE_BODY,
        """
        EOFException MalformedChunkCodingException TruncatedChunkException
        ConnectionClosedPrematurely UnexpectedEof IncompleteMessage response_ended
        ERR_STREAM_PREMATURE_CLOSE UND_ERR_RES_CONTENT_LENGTH_MISMATCH
        """,
    ),
    Names(
        Reason.PROTOCOL,
        """
        ProtocolException HttpException ParseException MalformedResponseException BadStatusLine
        http_protocol_error invalid_response version_negotiation_error
        extended_connect_not_supported HPE_INVALID_CONSTANT HPE_INVALID_HEADER_TOKEN
        HPE_INVALID_VERSION HPE_HEADER_OVERFLOW HTTPParserError ERR_HTTP2_ERROR
        ERR_HTTP2_SESSION_ERROR ERR_HTTP2_STREAM_ERROR ERR_HTTP2_PROTOCOL_ERROR ProtocolError
        UnsupportedHttpVersionException configuration_limit_exceeded UND_ERR_HEADERS_OVERFLOW
        """,
    ),
    Names(Reason.PROXY, "ProxyConnectException Socks5ProxyException SocksException proxy_tunnel_error"),
    Names(
        Reason.REDIRECT_LOOP,
        "RedirectException CircularRedirectException RedirectionException ERR_FR_TOO_MANY_REDIRECTS",
    ),
    Names(
        Reason.INVALID_URL,
        """
        MalformedURLException URISyntaxException UnsupportedSchemeException UriFormatException
        ERR_INVALID_URL ERR_INVALID_PROTOCOL InvalidUri UnsupportedProtocolScheme
        """,
    ),
    Names(
        Reason.CLIENT_BUG,
        """
        ERR_INVALID_ARG_TYPE ERR_INVALID_CHAR ERR_HTTP_INVALID_HEADER_VALUE UND_ERR_INVALID_ARG
        user_authentication_error ObjectDisposedException UND_ERR_REQ_CONTENT_LENGTH_MISMATCH
        UND_ERR_CLOSED UND_ERR_DESTROYED
        """,
    ),
    Names(
        Reason.DECODING,
        "ZipException GZIPException DecompressionException ContentEncodingException Z_DATA_ERROR Z_BUF_ERROR",
    ),
    Names(
        Reason.CIRCUIT_OPEN,
        """
        CallNotPermittedException CircuitBreakerOpenException BrokenCircuitException OpenCircuitError
        EOPENBREAKER ErrOpenState
        """,
    ),
    Names(
        Reason.CONNECTION_FAILED,
        """
        ConnectException SocketException NoRouteToHostException PortUnreachableException
        ConnectionFailedException AnnotatedConnectException OpError connection_error ENETUNREACH
        EHOSTUNREACH EADDRNOTAVAIL ENETDOWN EHOSTDOWN ConnectError AddrNotAvailable
        NetworkUnreachable HostUnreachable
        """,
    ),
    Names(
        Reason.CANCELLED,
        "TaskCanceledException OperationCanceledException",
    ),  # .NET's own time-out and the caller's cancellation are one type.
)
"""The narrowest first."""


class Texts(NamedTuple):
    """The ends of texts, as patterns; in front of them stand the address and what was tried."""

    reason: Reason
    endings: tuple[str, ...]


TEXTS = (
    Texts(
        Reason.DEADLINE,
        (
            r"context deadline exceeded(?: \(Client\.Timeout exceeded while awaiting headers\))?",
            r"Client\.Timeout (?:or context cancellation while reading body|exceeded.*)",
            r"net/http: request canceled(?: while waiting for connection)? \(Client\.Timeout .*\)",
            r"the configured HttpClient\.Timeout of .* seconds elapsing\.?",
            r"timeout of \d+ms exceeded",
            r"The operation was aborted due to timeout",
            r"operation timed out",
        ),
    ),
    Texts(
        Reason.CONNECT_TIMEOUT,
        (
            r"net/http: TLS handshake timeout",
            r"dial (?:tcp|udp)[^:]* .*: i/o timeout",
            r"connect(?:ion)? timed out",
            r"connect ETIMEDOUT .*",
        ),
    ),
    Texts(
        Reason.READ_TIMEOUT,
        (
            r"net/http: timeout awaiting response headers",
            r"read (?:tcp|udp) .*: i/o timeout",
            r"Read timed out",
            "Headers Timeout Error",
            "Body Timeout Error",
        ),
    ),
    Texts(
        Reason.TLS,
        (
            r"(?:tls|x509): .*",
            r"remote error: tls: .*",
            r"certificate has expired",
            r"self[- ]signed certificate(?: in certificate chain)?",
            r"unable to verify the first certificate",
            r"The SSL connection could not be established.*",
            r"PKIX path building failed.*",
            r"invalid peer certificate.*",
        ),
    ),
    Texts(
        Reason.DNS,
        (
            r"lookup .*: (?:no such host|server misbehaving|i/o timeout)",
            r"no such host",
            r"dns error.*",
            r"getaddrinfo (?:ENOTFOUND|EAI_AGAIN) .*",
            r"(?:Name or service not known|No such host is known\.?)(?: \(.*\))?",
            r"nodename nor servname provided, or not known(?: \(.*\))?",
            r"Temporary failure in name resolution(?: \(.*\))?",
            r"failed to lookup address information.*",
        ),
    ),
    Texts(
        Reason.CONNECTION_REFUSED,
        (
            r"connection refused",
            r"connect ECONNREFUSED .*",
            r"Connection refused(?: \(.*\))?",
            r"actively refused it\.?(?: .*)?",
        ),
    ),
    Texts(Reason.INCOMPLETE_BODY, (r"unexpected EOF", r"The response ended prematurely.*", "terminated")),
    Texts(
        Reason.CONNECTION_RESET,
        (
            r"connection reset by peer(?: \(.*\))?",
            r"broken pipe(?: \(.*\))?",
            r"read ECONNRESET",
            r"write EPIPE",
            r"socket hang up",
            r"Connection reset",
            r"other side closed",
            r"server closed idle connection",
            r"http2: server sent GOAWAY.*",
            r"stream error: .*",
            "EOF",
            r"connection closed before message completed",
        ),
    ),
    Texts(
        Reason.PROTOCOL,
        (
            r"malformed HTTP .*",
            r"net/http: HTTP/1\.x transport connection broken.*",
            r"server gave HTTP response to HTTPS client",
            r"Parse Error: .*",
        ),
    ),
    Texts(
        Reason.REDIRECT_LOOP,
        (
            r"stopped after 10 redirects",
            r"Too many (?:follow-up requests|redirects).*",
            r"redirect count exceeded",
            r"Maximum number of redirects exceeded",
        ),
    ),
    Texts(Reason.INVALID_URL, (r"unsupported protocol scheme .*", r"no Host in request URL", r"Invalid URL")),
    Texts(
        Reason.CONNECTION_FAILED,
        (
            r"no route to host",
            r"network is unreachable",
            r"Network is unreachable",
            r"cannot assign requested address",
            r"tcp connect error.*",
        ),
    ),
)
"""The narrowest first."""

CANCELLATIONS = """
    AbortError CancellationException CancellationError cancelError canceledError Canceled Cancelled
    ERR_CANCELED ECANCELED JobCancellationException UND_ERR_ABORTED InterruptedException CanceledError
"""
"""The caller's own will, which is no error."""

CANCELLED_TEXTS = (
    r"context canceled",
    r"This operation was aborted",
    r"The user aborted a request\.?",
    "Canceled",
)
"""Texts of the same."""
