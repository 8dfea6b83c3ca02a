"""The vocabulary as tables: what each category and reason means, and what a bare status says."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from otel_errkind._core.model import ErrorCategory as Category
from otel_errkind._core.model import Reason


class ReasonRow(NamedTuple):
    """The one category of a reason, what the reason means, and whether the same call may work later."""

    category: Category
    meaning: str
    retryable: bool | None


CATEGORIES: Mapping[Category, str] = MappingProxyType(
    {
        Category.BAD_REQUEST: "The caller changes the request, or the code that builds it.",
        Category.UNAUTHORIZED: "A person repairs a credential, a permission or the bill; time heals nothing.",
        Category.RATE_LIMITED: "The caller slows down; its own allowance refills.",
        Category.OVERLOADED: "The caller backs off or goes elsewhere; the other side has no room right now.",
        Category.TIMEOUT: "Someone looks at a deadline that passed, the caller's own or that of a hop.",
        Category.SERVER_ERROR: "The owner of the other side, or of the path to it, repairs what is broken.",
        Category.UNKNOWN: "Someone reads the evidence; it proves none of the others.",
    }
)

_MEANINGS: Mapping[Category, Mapping[Reason, str]] = {
    Category.BAD_REQUEST: {
        Reason.INVALID_REQUEST: "The request is refused as it is.",
        Reason.VALIDATION: "A field or parameter breaks a rule.",
        Reason.NOT_FOUND: "What was asked for does not exist there.",
        Reason.CONFLICT: "The state there is not the one that was assumed: read it again, resend.",
        Reason.PAYLOAD_TOO_LARGE: "This one request is larger than allowed, whatever the pace.",
        Reason.CONTEXT_LENGTH: "The prompt is longer than the model can take.",
        Reason.CONTENT_FILTER: "A content rule stopped the request or its answer.",
        Reason.UNSUPPORTED: "The method, version, feature or media type is not offered.",
        Reason.PAYMENT_DECLINED: "The end customer's card or payment was declined.",
        Reason.INVALID_URL: "The URL could not be sent anywhere.",
        Reason.CLIENT_BUG: "The program uses its HTTP client in a way that cannot work.",
    },
    Category.UNAUTHORIZED: {
        Reason.INVALID_CREDENTIALS: "The credentials are missing, wrong or not accepted.",
        Reason.EXPIRED_CREDENTIALS: "The credentials were good once and are expired or revoked.",
        Reason.PERMISSION_DENIED: "The caller is known and may not do this from here.",
        Reason.BILLING: "Credit, plan or spend limit is used up: somebody has to pay.",
        Reason.PROXY_AUTHENTICATION: "A proxy or network on the way wants credentials.",
    },
    Category.RATE_LIMITED: {
        Reason.RATE_LIMIT: "Too many requests for the time being.",
        Reason.QUOTA_EXHAUSTED: "The allowance of a period is used up and comes back by itself.",
        Reason.CONCURRENCY_LIMIT: "Too many requests of ours are open at once.",
    },
    Category.OVERLOADED: {
        Reason.CAPACITY: "The service says that it has no room now.",
        Reason.LOADING: "What was asked for is still starting.",
        Reason.MAINTENANCE: "The service is down on purpose.",
        Reason.GATEWAY_UNAVAILABLE: "Something in between answered 503: it has nobody to pass the call to.",
        Reason.CIRCUIT_OPEN: "A circuit breaker stopped the call before it was made.",
    },
    Category.TIMEOUT: {
        Reason.CONNECT_TIMEOUT: "No connection within the time allowed.",
        Reason.READ_TIMEOUT: "No byte of the answer within the time allowed.",
        Reason.WRITE_TIMEOUT: "The request could not be written within the time allowed.",
        Reason.POOL_TIMEOUT: "No free connection in the client's own pool within the time allowed.",
        Reason.DEADLINE: "The time for the whole operation is over.",
        Reason.REQUEST_TIMEOUT: "The other side gave up on the request after its own limit.",
        Reason.GATEWAY_TIMEOUT: "Something in between waited too long for the service.",
    },
    Category.SERVER_ERROR: {
        Reason.INTERNAL: "The service failed and says no more.",
        Reason.UPSTREAM_FAILURE: "The service says that something behind it failed.",
        Reason.BAD_GATEWAY: "Something in between got no valid answer from the service.",
        Reason.DNS: "The host name does not resolve.",
        Reason.TLS: "The TLS handshake or verification failed.",
        Reason.CONNECTION_REFUSED: "Nobody listens at that port.",
        Reason.CONNECTION_RESET: "The peer dropped the connection before the answer was whole.",
        Reason.CONNECTION_FAILED: "No connection came about.",
        Reason.PROXY: "The proxy is down or refuses to connect.",
        Reason.PROTOCOL: "The peer does not speak valid HTTP.",
        Reason.INCOMPLETE_BODY: "The body ended before its announced end.",
        Reason.DECODING: "The body is not in its announced coding.",
        Reason.REDIRECT_LOOP: "The redirects come to no end.",
    },
    Category.UNKNOWN: {
        Reason.CANCELLED: "Somebody on the way gave up; who is not proven.",
        Reason.UNCLASSIFIED: "The evidence proves nothing.",
    },
}

_RETRYABLE: Mapping[Category, bool | None] = {
    Category.BAD_REQUEST: False,
    Category.UNAUTHORIZED: False,
    Category.RATE_LIMITED: True,
    Category.OVERLOADED: True,
    Category.TIMEOUT: True,
    Category.SERVER_ERROR: True,
    Category.UNKNOWN: None,
}

_RETRYABLE_UNLIKE_THEIR_CATEGORY: Mapping[Reason, bool | None] = {
    Reason.CONFLICT: True,
    Reason.DNS: False,
    Reason.TLS: False,
    Reason.DECODING: None,
    Reason.REDIRECT_LOOP: False,
}

REASONS: Mapping[Reason, ReasonRow] = MappingProxyType(
    {
        reason: ReasonRow(
            category, meaning, _RETRYABLE_UNLIKE_THEIR_CATEGORY.get(reason, _RETRYABLE[category])
        )
        for category, meanings in _MEANINGS.items()
        for reason, meaning in meanings.items()
    }
)
"""Every reason once: the closed set, documented."""

STATUSES: Mapping[int, Reason] = MappingProxyType(
    {
        400: Reason.INVALID_REQUEST,
        401: Reason.INVALID_CREDENTIALS,
        402: Reason.BILLING,
        403: Reason.PERMISSION_DENIED,
        404: Reason.NOT_FOUND,
        405: Reason.UNSUPPORTED,
        406: Reason.UNSUPPORTED,
        407: Reason.PROXY_AUTHENTICATION,
        408: Reason.REQUEST_TIMEOUT,
        409: Reason.CONFLICT,
        410: Reason.NOT_FOUND,
        412: Reason.CONFLICT,
        413: Reason.PAYLOAD_TOO_LARGE,
        414: Reason.PAYLOAD_TOO_LARGE,
        415: Reason.UNSUPPORTED,
        416: Reason.VALIDATION,
        417: Reason.UNSUPPORTED,
        421: Reason.PROTOCOL,  # The connection leads to the wrong server: RFC 9110, 15.5.20.
        422: Reason.VALIDATION,
        423: Reason.CONFLICT,
        424: Reason.UPSTREAM_FAILURE,
        425: Reason.CONFLICT,  # Early data was refused; the same bytes are welcome after the handshake.
        426: Reason.UNSUPPORTED,
        428: Reason.VALIDATION,
        429: Reason.RATE_LIMIT,
        431: Reason.PAYLOAD_TOO_LARGE,
        440: Reason.EXPIRED_CREDENTIALS,  # IIS: login time-out.
        449: Reason.CONFLICT,  # Microsoft: retry with.
        460: Reason.CANCELLED,  # AWS load balancers: the client closed first.
        498: Reason.EXPIRED_CREDENTIALS,  # Esri: token expired or invalid.
        499: Reason.CANCELLED,  # nginx: the client closed first.
        500: Reason.INTERNAL,
        501: Reason.INTERNAL,
        502: Reason.UPSTREAM_FAILURE,
        503: Reason.CAPACITY,
        504: Reason.DEADLINE,
        505: Reason.PROTOCOL,
        507: Reason.CAPACITY,
        508: Reason.REDIRECT_LOOP,
        509: Reason.QUOTA_EXHAUSTED,  # cPanel: bandwidth of the period used up.
        511: Reason.PROXY_AUTHENTICATION,  # A captive portal speaks for the network: RFC 6585.
        520: Reason.BAD_GATEWAY,  # 520-530: Cloudflare, about the origin behind it.
        521: Reason.BAD_GATEWAY,
        522: Reason.GATEWAY_TIMEOUT,
        523: Reason.BAD_GATEWAY,
        524: Reason.GATEWAY_TIMEOUT,
        525: Reason.TLS,
        526: Reason.TLS,
        527: Reason.BAD_GATEWAY,
        529: Reason.CAPACITY,  # Anthropic and others: overloaded.
        530: Reason.BAD_GATEWAY,
        598: Reason.GATEWAY_TIMEOUT,  # Some proxies: read time-out on their other side.
        599: Reason.GATEWAY_TIMEOUT,  # Some proxies: connect time-out on their other side.
        999: Reason.RATE_LIMIT,  # LinkedIn: too fast, or taken for a robot.
    }
)

SUCCESSES = range(200, 300)
CLIENT_ERRORS = range(400, 500)
SERVER_ERRORS = range(500, 600)
NO_ERRORS = range(100, 400)

BARE_STATUSES: Mapping[int, Reason] = MappingProxyType(
    {502: Reason.BAD_GATEWAY, 503: Reason.GATEWAY_UNAVAILABLE, 504: Reason.GATEWAY_TIMEOUT}
)
"""What these statuses say without a service's envelope: something in between has spoken."""

STATUS_RETRYABLE: Mapping[int, bool] = MappingProxyType({501: False, 505: False, 530: False, 999: False})
"""Where a bare status knows more about another attempt than its reason does."""


def reason_of_status(status: int) -> Reason:
    """Return what the bare status says: its row, else 4xx is the caller's and 5xx the server's."""
    row = STATUSES.get(status)
    if row is not None:
        return row
    if status in CLIENT_ERRORS:
        return Reason.INVALID_REQUEST
    return Reason.INTERNAL if status in SERVER_ERRORS else Reason.UNCLASSIFIED


def category_of(reason: Reason) -> Category:
    """Return the one category that the reason belongs to."""
    return REASONS[reason].category
