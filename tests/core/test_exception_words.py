"""What the words of a class's name say: some in any library, others only where the class is a client's."""

from __future__ import annotations

import pytest

from otel_errkind._core.classify import classify_exception
from otel_errkind._core.model import Phase, Reason
from strangers import made, verdict

PUBLISHED = {
    (Reason.CIRCUIT_OPEN, Phase.BUILD): """
        BreakerOpenError CircuitBreakerTripped CircuitOpenError OpenCircuitError
    """,
    (Reason.INVALID_URL, Phase.BUILD): """
        BadURI BadURL InvalidProxyURL InvalidSchema InvalidScheme InvalidURI InvalidURL MalformedURI
        MalformedURL MissingSchema MissingScheme MissingURL NoHostGiven ProxySchemeUnknown RelativeURIError
        URLInvalid URLRequired URLSchemeUnknown UnsupportedProtocol UnsupportedSchemeError
    """,
    (Reason.CLIENT_BUG, Phase.BUILD): """
        ImproperConnectionState LocalProtocolError StreamConsumed UnrewindableBodyError
    """,
    (Reason.PROXY_AUTHENTICATION, Phase.CONNECT): "ProxyAuthenticationRequired",
    (Reason.RATE_LIMIT, Phase.RESPONSE): """
        RateLimitExceeded RatelimitError RequestLimitExceeded ThrottledError
    """,
    (Reason.POOL_TIMEOUT, Phase.POOL): "EmptyPoolError FullPoolError PoolTimeout",
    (Reason.CONNECT_TIMEOUT, Phase.CONNECT): """
        ConnTimeoutError ConnectTimedOut ConnectTimeout ConnectionTimedOut ConnectionTimeoutError
        ConnectorTimeout DNSTimeout HandshakeTimeout ProxyTimeout
    """,
    (Reason.READ_TIMEOUT, Phase.HEADERS): """
        ReadTimedOut ReadTimeout ReceiveTimeout RecvTimeout ResponseTimeout SocketTimeout
    """,
    (Reason.WRITE_TIMEOUT, Phase.WRITE): "SendTimeout UploadTimeout WriteTimedOut WriteTimeout",
    (Reason.GATEWAY_TIMEOUT, Phase.RESPONSE): "GatewayTimeout",
    (Reason.DEADLINE, Phase.HEADERS): "DeadlineExceeded OperationTimedOut TimeoutError",
    (Reason.DNS, Phase.CONNECT): """
        AddressResolutionFailed DNSError HostLookupFailed HostNotFound HostResolutionFailed
        HostnameResolutionFailed NameLookupFailed NameResolutionFailed ResolutionError ResolveHostFailed
        ResolverError ServerNotFoundError UnknownHostException UnresolvableName
    """,
    (Reason.TLS, Phase.CONNECT): """
        CertificateVerificationFailed InvalidCertificate SSLFailure ServerFingerprintMismatch TLSFailure
    """,
    (Reason.PROXY, Phase.CONNECT): "BadProxyAnswer ProxyConnectionFailed ProxyException ProxyUnreachable",
    (Reason.REDIRECT_LOOP, Phase.RESPONSE): """
        InfiniteRedirection MaxRedirectsReached RedirectLimit RedirectLoop TooManyRedirects
    """,
    (Reason.INCOMPLETE_BODY, Phase.BODY): """
        ChunkedEncodingError ContentLengthMismatch ContentTooShortError IncompleteRead InvalidChunkLength
        PartialDownloadError PrematureCloseError ResponseEnded ShortReadError
    """,
    (Reason.DECODING, Phase.BODY): """
        ContentDecodingFailed ContentEncodingUnknown DecodingError DecompressionFailed
        ResponseValidationError
    """,
    (Reason.CONNECTION_REFUSED, Phase.CONNECT): "ConnRefused ConnectRefused ConnectionRefused",
    (Reason.CONNECTION_RESET, Phase.HEADERS): """
        BrokenPipe ConnClosed ConnReset ConnectionAborted ConnectionBroken ConnectionClosed ConnectionDone
        ConnectionDropped ConnectionLost ConnectionReset ConnectionTerminated PeerDisconnected
        RemoteDisconnect RemoteEndClosed ServerDisconnect StreamClosed StreamReset
    """,
    (Reason.PROTOCOL, Phase.HEADERS): "BadHttpMessage BadStatusLine RemoteProtocolError",
    (Reason.UPSTREAM_FAILURE, Phase.RESPONSE): "BadGateway",
    (Reason.CONNECTION_FAILED, Phase.CONNECT): """
        CannotConnectNow ConnectError ConnectFailed ConnectionError ConnectionFailed ConnectorError
        EndpointConnectionFault FailedToConnect HostUnreachable NetworkError NetworkUnreachable
        NewConnectionFault NoRouteToHost ServerUnreachable
    """,
    (Reason.EXPIRED_CREDENTIALS, Phase.RESPONSE): """
        CredentialsExpired ExpiredCredentials ExpiredToken TokenExpired
    """,
    (Reason.INVALID_CREDENTIALS, Phase.RESPONSE): """
        AuthError AuthFailed AuthFailure Authentication BadCredentials InvalidApikey InvalidCredentials
        InvalidToken MissingCredentials NoCredentials NotAuthenticated Unauthenticated Unauthorised
        Unauthorized
    """,
    (Reason.PERMISSION_DENIED, Phase.RESPONSE): """
        AccessDenied Forbidden InsufficientPermissions NotAuthorized PermissionDenied
    """,
    (Reason.CAPACITY, Phase.RESPONSE): "OverloadedError ServiceUnavailable",
}

OF_CALLS = {
    (Reason.CIRCUIT_OPEN, Phase.BUILD): "BreakerTripped",
    (Reason.INVALID_URL, Phase.BUILD): """
        InvalidHost LocationParseError LocationValueError URLError URLParseFault UnknownScheme
    """,
    (Reason.CLIENT_BUG, Phase.BUILD): """
        AlreadyClosed AlreadyConnected BuilderError CannotSendHeader ClientClosed ClientIsClosed
        ClosedPoolError
        CookieConflict IllegalHeader InvalidHeader InvalidTimeout NotConnected NotInitialized NotStarted
        PoolClosed RequestNotRead ResponseNotRead SessionClosed SessionIsClosed StreamAlreadyTaken
        TransportClosed UnsupportedRequest
    """,
    (Reason.RATE_LIMIT, Phase.RESPONSE): """
        BucketFull DDoSProtection FloodWait RetryAfter SlowDown SlowModeWait TooManyRequests
    """,
    (Reason.POOL_TIMEOUT, Phase.POOL): "AcquireFailed PoolExhausted PoolTimedOut",
    (Reason.DEADLINE, Phase.HEADERS): "DeadlineReached TimeLimitReached TookTooLong TooSlow",
    (Reason.DNS, Phase.CONNECT): "LookupFailed ResolvingFailed",
    (Reason.TLS, Phase.CONNECT): "BadCert CertificateExpired PinningFailure TLSV1Alert",
    (Reason.PROXY_AUTHENTICATION, Phase.CONNECT): "SOCKS5AuthError",
    (Reason.PROXY, Phase.CONNECT): "ProxyFailure SOCKS5Failure SocksFailure TunnelError",
    (Reason.REDIRECT_LOOP, Phase.RESPONSE): "RedirectFailed TooManyRedirects",
    (Reason.INCOMPLETE_BODY, Phase.BODY): """
        ChunkMissing IncompleteBody PartialContent PayloadError PrematureEnd TruncatedBody UnexpectedEOF
    """,
    (Reason.DECODING, Phase.BODY): """
        BadJSON BrotliError ContentTypeError DecodeError DeserializationError GzipError InvalidJSON
        MalformedJSON MimetypeMismatch ParseError ParsingFailed ResponseFormatError ResponseShapeError
        UnexpectedMime UnmarshalError XMLSyntaxError
    """,
    (Reason.CONNECTION_REFUSED, Phase.CONNECT): "RefusedStream",
    (Reason.CONNECTION_RESET, Phase.HEADERS): """
        AbortedByPeer DisconnectError EmptyResponse GoAway HangUp HungUp NoResponse PeerClosed ReadError
        ReceiveError ResetByPeer ResponseFailed ResponseNeverReceived SendError WriteError
    """,
    (Reason.PROTOCOL, Phase.HEADERS): """
        BadResponse ContentLengthError FrameTooLarge HandshakeFailed InvalidMessage InvalidResponse
        MalformedResponse MissingLocation ProtocolViolation UnexpectedResponse
    """,
    (Reason.UPSTREAM_FAILURE, Phase.RESPONSE): "DependencyFailedToConnect UpstreamConnectionFailure",
    (Reason.CONNECTION_FAILED, Phase.CONNECT): """
        CommunicationFault ConnError ConnectTroubles MaxRetriesReached NetworkFault NoHostAvailable
        NoNodeAvailable SocketFault Unreachable
    """,
    (Reason.EXPIRED_CREDENTIALS, Phase.RESPONSE): "RefreshError RefreshTokenFault SessionExpiredUnauthorized",
    (Reason.INVALID_CREDENTIALS, Phase.RESPONSE): """
        AccessKeyDenied AccessTokenDenied ApiKeyDenied AuthUnavailable CredentialUnavailable LoginFault
        OAuthFault SSOFault TokenErrorForbidden
    """,
    (Reason.PERMISSION_DENIED, Phase.RESPONSE): """
        AuthorizationFault DeniedServerSide GatedRepo InsufficientPrivilegeInternal
        InsufficientScopeServerSide NotPermittedServerSide PermissionServerSide
    """,
    (Reason.CAPACITY, Phase.RESPONSE): """
        BackendNotAvailable BackendUnavailableInternal ServerBusyInternal ServerOverloadInternal VaultDown
    """,
    (Reason.MAINTENANCE, Phase.RESPONSE): """
        NotLeaderBase NotLeaderErr NotLeaderError NotLeaderExc NotLeaderFailed NotLeaderFailure
        NotLeaderFault NotLeaderGeneric NotLeaderUnknown
    """,
    (Reason.UNCLASSIFIED, Phase.HEADERS): """
        APIFailed CallFailed ClientFailed CurlFailed DatabaseFailed FetchFailed GraphqlFailed HTTPFailed
        HTTPSFailed OperationalFailed
        RPCFailed RequestFailed RequestsFailed ResponseError RestFailed SDKFailed ServiceFailed StatusFailed
        TransportFailed URLFailed WebFailed WebhookFailed
    """,
    (
        Reason.INTERNAL,
        Phase.RESPONSE,
    ): "BackendError InternalError ServerError ServerException ServerSideFault",
}

YIELDING = frozenset(
    (
        Reason.PROTOCOL,
        Reason.UPSTREAM_FAILURE,
        Reason.CONNECTION_FAILED,
        Reason.EXPIRED_CREDENTIALS,
        Reason.INVALID_CREDENTIALS,
        Reason.PERMISSION_DENIED,
        Reason.CAPACITY,
        Reason.INTERNAL,
        Reason.MAINTENANCE,
        Reason.UNCLASSIFIED,
    )
)
"""What a name says in such general terms that a cause knows better."""

MODULES = [
    *(("acme.errors", expected, names) for expected, names in PUBLISHED.items()),
    *(("acme.client", expected, names) for expected, names in OF_CALLS.items()),
]


@pytest.mark.parametrize(
    ("module", "expected", "names"), MODULES, ids=[f"{module} {pair[0]}" for module, pair, _ in MODULES]
)
def test_words(module: str, expected: tuple[Reason, Phase], names: str) -> None:
    """The words say what failed and how far the exchange got; what is exact stays so over a cause."""
    reason, _ = expected
    beneath = Reason.POOL_TIMEOUT if reason in YIELDING else reason

    alone = {name: verdict(made(f"{module}.{name}")) for name in names.split()}
    over = {name: verdict(made(f"{module}.{name}", cause=made("httpx.PoolTimeout"))) for name in alone}

    assert {name: (info.reason, info.phase) for name, info in alone.items()} == dict.fromkeys(alone, expected)
    assert {name: info.reason for name, info in over.items()} == dict.fromkeys(alone, beneath)


def test_a_word_of_a_phrase_says_nothing() -> None:
    """A gateway is bad or late, or nothing is known of it."""
    assert classify_exception(made("acme.errors.GatewayFault")) is None


OTHER_THINGS = """
    AMQPConnectionError BarrierTimeout CacheTimeout ConnectionWarning CursorTimeout DiskTimeout FTPTimeout
    FilesystemTimeout IMAPTimeout KafkaTimeout KeyboardTimeout LDAPTimeout LockTimeout LockedTimeout
    LocksTimeout MQTTTimeout MutexTimeout ProcessTimeout QueueClosed RedisTimeout SMTPTimeout SSHTimeout
    SemaphoreTimeout SerialTimeout SubprocessTimeout ThreadTimeout ThreadsTimeout TransactionTimeout
    WidgetTimeout
"""


@pytest.mark.parametrize("name", OTHER_THINGS.split())
def test_words_of_other_things(name: str) -> None:
    """Even a client's class may speak of something else than a call."""
    assert classify_exception(made(f"acme.client.{name}")) is None
