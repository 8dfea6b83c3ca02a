"""What the names of exception classes say, whichever library they are from: phrases as in `vocabulary`."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from otel_errkind._core.exception_origins import listed
from otel_errkind._core.model import Phase, Reason


class NameRow(NamedTuple):
    """A reason, the phrases that mean it, and those that mean it only where a call is proven otherwise."""

    reason: Reason
    phrases: str
    of_calls: str = ""


ROWS = (
    NameRow(Reason.CIRCUIT_OPEN, "circuit breaker, circuit open, open circuit, breaker open", "breaker"),
    NameRow(
        Reason.INVALID_URL,
        """
        invalid url, bad url, malformed url, missing url, url required, url invalid, invalid uri, bad
        uri, malformed uri, relative uri, missing schema, invalid schema!, missing scheme, invalid
        scheme, unsupported scheme, url scheme, proxy scheme, invalid proxy url, unsupported protocol,
        no host given
        """,
        "location parse, location value, unknown scheme, invalid host, url parse, url error",
    ),
    NameRow(
        Reason.CLIENT_BUG,
        "local protocol, stream consumed, unrewindable body, improper connection state",
        """
        response not read, request not read, session closed, session is closed, client closed, client is
        closed, pool closed, closed pool, transport closed, already connected, not connected, stream
        already, cookie conflict, cannot send, invalid header, illegal header, invalid timeout,
        unsupported request, not initialized, not started, already closed, builder!
        """,
    ),
    NameRow(Reason.PROXY_AUTHENTICATION, "proxy auth", "socks5 auth"),
    NameRow(
        Reason.REDIRECT_LOOP,
        "too many redirect, redirect limit, redirect loop, max redirect, infinite redirect",
    ),
    NameRow(
        Reason.RATE_LIMIT,
        "rate limit, throttl, request limit exceed",
        "flood, retry after, slow down, slow mode, too many, ddos, bucket full",
    ),
    NameRow(
        Reason.POOL_TIMEOUT, "pool timeout, empty pool, full pool", "pool timed out, pool exhaust, acquire"
    ),
    NameRow(
        Reason.CONNECT_TIMEOUT,
        """
        connect timeout, connection timeout, connection timed out, connect timed out, conn timeout,
        connector timeout, handshake timeout, proxy timeout, dns timeout
        """,
    ),
    NameRow(
        Reason.READ_TIMEOUT,
        "read timeout, read timed out, response timeout, receive timeout, recv timeout, socket timeout",
    ),
    NameRow(Reason.WRITE_TIMEOUT, "write timeout, write timed out, send timeout, upload timeout"),
    NameRow(Reason.GATEWAY_TIMEOUT, "gateway timeout"),
    NameRow(
        Reason.DEADLINE,
        "timeout, timed out, deadline exceed",
        "deadline, too slow, time limit, took too long",
    ),
    NameRow(
        Reason.DNS,
        """
        dns, name resol, host resol, hostname resol, address resol, resolve host, unresolv, host not
        found, unknown host, server not found, name lookup, host lookup, resolver error, resolution
        error
        """,
        "resol, lookup",
    ),
    NameRow(
        Reason.TLS,
        "ssl, tls!, certificate verif, invalid certificate, fingerprint mismatch",
        "tls, certificate, cert!, pinning",
    ),
    NameRow(Reason.PROXY, "proxy error, proxy connect, proxy unreach, bad proxy", "proxy, tunnel, socks"),
    NameRow(Reason.REDIRECT_LOOP, "", "redirect"),
    NameRow(
        Reason.INCOMPLETE_BODY,
        """
        incomplete read, chunked encod, content too short, content length mismatch, partial download,
        premature close, response ended, invalid chunk, short read
        """,
        "incomplete, chunk, premature, truncated, partial, payload error, unexpected eof",
    ),
    NameRow(
        Reason.DECODING,
        "content decod, content encod, decoding error, response validation, decompress",
        """
        decod, content type, unexpected mime, mimetype, deserializ, unmarshal, parse, parsing, gzip,
        brotli, response shape, xml syntax, malformed json, invalid json, bad json, response format
        """,
    ),
    NameRow(
        Reason.CONNECTION_REFUSED,
        "connection refused, connect refused, conn refused",
        "refused",
    ),
    NameRow(
        Reason.CONNECTION_RESET,
        """
        connection reset, connection closed, connection lost, connection abort, connection drop,
        connection broken, connection terminated, connection done, conn closed, conn reset, server
        disconnect, remote disconnect, stream reset, stream closed, remote end closed, broken pipe,
        disconnected
        """,
        """
        reset, closed, disconnect, abort, hang up, hung up, go away, read error, write error,
        receive error, send error, response failed, response never, no response, empty response
        """,
    ),
    NameRow(
        Reason.PROTOCOL,
        "bad status line, remote protocol, bad http message",
        """
        protocol, handshake, invalid response, malformed response, bad response, unexpected response,
        frame, invalid message, missing location, content length
        """,
    ),
    NameRow(Reason.UPSTREAM_FAILURE, "bad gateway", "upstream, dependency fail"),
    NameRow(
        Reason.CONNECTION_FAILED,
        """
        connection error, connect error, connection fail, connect fail, connector error, network
        error, host unreach, network unreach, server unreach, no route, endpoint connection, failed to
        connect, cannot connect, new connection
        """,
        "connect, network, unreach, socket, communication, max retr, no node, no host, conn error",
    ),
    NameRow(
        Reason.EXPIRED_CREDENTIALS,
        "token expired, expired token, credentials expired, expired credential",
        "session expired, refresh error, refresh token",
    ),
    NameRow(
        Reason.INVALID_CREDENTIALS,
        """
        unauthorized, unauthorised, unauthenticated, authentication, not authenticated, invalid
        credential, bad credential, no credential, missing credential, invalid api key, invalid token,
        auth error!, auth failed, auth failure
        """,
        "credential, login, api key, access token, access key, token error, auth!, oauth, sso",
    ),
    NameRow(
        Reason.PERMISSION_DENIED,
        "permission denied, access denied, forbidden, not authorized, insufficient permission",
        "permission, authorization, gated, denied, not permitted, insufficient scope, insufficient privilege",
    ),
    NameRow(
        Reason.CAPACITY,
        "overloaded!, service unavailable",
        "overload, server busy, unavailable, not available, down!",
    ),
    NameRow(Reason.INTERNAL, "", "internal, server error, server exception, server side, backend error"),
)
"""The first row that is met decides: a deadline before a connection, a narrow name before a wide one."""

GENERIC = listed(
    """
    http https api rest sdk client curl request requests response transport url rpc
    graphql service fetch status call web webhook database operational
    """
)
"""Words of names that say that a call failed, not why: `APIError`, `RequestException`, `TransportError`."""

HOLLOW = listed("error failure failed fault base generic unknown err exc")
"""Words of names that say nothing at all."""

OTHER_WORDS = listed(
    """
    lock locks locked mutex semaphore barrier queue process subprocess thread threads cursor transaction cache
    redis kafka amqp mqtt smtp imap ftp ssh ldap serial disk filesystem keyboard widget warning
    """
)
"""Words of names that speak of something else than a call: `LockTimeout`, `QueueClosed`."""

COVERS = frozenset(
    (
        Reason.CONNECTION_FAILED,
        Reason.PROTOCOL,
        Reason.UPSTREAM_FAILURE,
        Reason.EXPIRED_CREDENTIALS,
        Reason.INVALID_CREDENTIALS,
        Reason.PERMISSION_DENIED,
        Reason.CAPACITY,
        Reason.INTERNAL,
    )
)
"""What names say in general terms: a cause that has a rule knows better."""

PHASES: Mapping[Reason, Phase] = MappingProxyType(
    {
        **dict.fromkeys((Reason.INVALID_URL, Reason.CLIENT_BUG, Reason.CIRCUIT_OPEN), Phase.BUILD),
        Reason.POOL_TIMEOUT: Phase.POOL,
        **dict.fromkeys(
            (
                Reason.CONNECT_TIMEOUT,
                Reason.DNS,
                Reason.TLS,
                Reason.PROXY,
                Reason.PROXY_AUTHENTICATION,
                Reason.CONNECTION_REFUSED,
                Reason.CONNECTION_FAILED,
            ),
            Phase.CONNECT,
        ),
        Reason.WRITE_TIMEOUT: Phase.WRITE,
        **dict.fromkeys(
            (Reason.READ_TIMEOUT, Reason.DEADLINE, Reason.CONNECTION_RESET, Reason.PROTOCOL), Phase.HEADERS
        ),
        **dict.fromkeys((Reason.INCOMPLETE_BODY, Reason.DECODING), Phase.BODY),
    }
)
"""How far a call got that failed for the reason; any other was answered."""
