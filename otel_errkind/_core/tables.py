"""The vocabulary as tables: what each category and reason means, and what a bare status says."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._core.model import ErrorCategory as Category
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping


class ReasonRow(NamedTuple):
    """The one category of a reason, what the reason means, and whether the same call may work later."""

    category: Category
    meaning: str
    retryable: bool | None


CATEGORIES: Mapping[Category, str] = MappingProxyType(
    {
        Category.BAD_REQUEST: "The caller changes the request, or the code that builds it.",
        Category.UNAUTHORIZED: "A person repairs a credential, a permission, the plan or the bill; time heals nothing.",
        Category.RATE_LIMITED: "The caller slows down; its own allowance refills.",
        Category.OVERLOADED: "The caller backs off or goes elsewhere; the other side has no room right now.",
        Category.TIMEOUT: "Someone looks at a deadline that passed, the caller's own or that of a hop.",
        Category.SERVER_ERROR: "The owner of the other side, or of the path to it, repairs what is broken.",
        Category.UNKNOWN: "Someone reads the evidence; it proves none of the others.",
    }
)

REASONS: Mapping[Reason, ReasonRow] = MappingProxyType(
    {
        Reason.INVALID_REQUEST: ReasonRow(Category.BAD_REQUEST, "The request is refused as it is.", False),
        Reason.VALIDATION: ReasonRow(Category.BAD_REQUEST, "A field or parameter breaks a rule.", False),
        Reason.NOT_FOUND: ReasonRow(Category.BAD_REQUEST, "What was asked for does not exist there.", False),
        Reason.CONFLICT: ReasonRow(
            Category.BAD_REQUEST, "The state there is not the one that was assumed: read it again, resend.", True
        ),
        Reason.PAYLOAD_TOO_LARGE: ReasonRow(
            Category.BAD_REQUEST, "This one request is larger than allowed, whatever the pace.", False
        ),
        Reason.CONTEXT_LENGTH: ReasonRow(
            Category.BAD_REQUEST, "The prompt is longer than the model can take.", False
        ),
        Reason.CONTENT_FILTER: ReasonRow(
            Category.BAD_REQUEST, "A content rule stopped the request or its answer.", False
        ),
        Reason.UNSUPPORTED: ReasonRow(
            Category.BAD_REQUEST, "The method, version, feature or media type is not offered.", False
        ),
        Reason.PAYMENT_DECLINED: ReasonRow(
            Category.BAD_REQUEST, "The end customer's card or payment was declined.", False
        ),
        Reason.INVALID_URL: ReasonRow(Category.BAD_REQUEST, "The URL could not be sent anywhere.", False),
        Reason.CLIENT_BUG: ReasonRow(
            Category.BAD_REQUEST, "The program uses its HTTP client in a way that cannot work.", False
        ),
        Reason.INVALID_CREDENTIALS: ReasonRow(
            Category.UNAUTHORIZED, "The credentials are missing, wrong or not accepted.", False
        ),
        Reason.EXPIRED_CREDENTIALS: ReasonRow(
            Category.UNAUTHORIZED, "The credentials were good once and are expired or revoked.", False
        ),
        Reason.PERMISSION_DENIED: ReasonRow(
            Category.UNAUTHORIZED, "The caller is known and may not do this from here.", False
        ),
        Reason.BILLING: ReasonRow(
            Category.UNAUTHORIZED, "Credit, plan or spend limit is used up: somebody has to pay.", False
        ),
        Reason.PROXY_AUTHENTICATION: ReasonRow(
            Category.UNAUTHORIZED, "A proxy or network on the way wants credentials.", False
        ),
        Reason.RATE_LIMIT: ReasonRow(Category.RATE_LIMITED, "Too many requests for the time being.", True),
        Reason.QUOTA_EXHAUSTED: ReasonRow(
            Category.RATE_LIMITED, "The allowance of a period is used up and comes back by itself.", True
        ),
        Reason.CONCURRENCY_LIMIT: ReasonRow(
            Category.RATE_LIMITED, "Too many requests of ours are open at once.", True
        ),
        Reason.CAPACITY: ReasonRow(Category.OVERLOADED, "The service says that it has no room now.", True),
        Reason.LOADING: ReasonRow(Category.OVERLOADED, "What was asked for is still starting.", True),
        Reason.MAINTENANCE: ReasonRow(Category.OVERLOADED, "The service is down on purpose.", True),
        Reason.GATEWAY_UNAVAILABLE: ReasonRow(
            Category.OVERLOADED, "Something in between answered 503: it has nobody to pass the call to.", True
        ),
        Reason.CIRCUIT_OPEN: ReasonRow(
            Category.OVERLOADED, "A circuit breaker stopped the call before it was made.", True
        ),
        Reason.CONNECT_TIMEOUT: ReasonRow(Category.TIMEOUT, "No connection within the time allowed.", True),
        Reason.READ_TIMEOUT: ReasonRow(
            Category.TIMEOUT, "No byte of the answer within the time allowed.", True
        ),
        Reason.WRITE_TIMEOUT: ReasonRow(
            Category.TIMEOUT, "The request could not be written within the time allowed.", True
        ),
        Reason.POOL_TIMEOUT: ReasonRow(
            Category.TIMEOUT, "No free connection in the client's own pool within the time allowed.", True
        ),
        Reason.DEADLINE: ReasonRow(Category.TIMEOUT, "The time for the whole operation is over.", True),
        Reason.REQUEST_TIMEOUT: ReasonRow(
            Category.TIMEOUT, "The other side gave up on the request after its own limit.", True
        ),
        Reason.GATEWAY_TIMEOUT: ReasonRow(
            Category.TIMEOUT, "Something in between waited too long for the service.", True
        ),
        Reason.INTERNAL: ReasonRow(Category.SERVER_ERROR, "The service failed and says no more.", True),
        Reason.UPSTREAM_FAILURE: ReasonRow(
            Category.SERVER_ERROR, "The service says that something behind it failed.", True
        ),
        Reason.BAD_GATEWAY: ReasonRow(
            Category.SERVER_ERROR, "Something in between got no valid answer from the service.", True
        ),
        Reason.DNS: ReasonRow(Category.SERVER_ERROR, "The host name does not resolve.", False),
        Reason.TLS: ReasonRow(Category.SERVER_ERROR, "The TLS handshake or verification failed.", False),
        Reason.CONNECTION_REFUSED: ReasonRow(Category.SERVER_ERROR, "Nobody listens at that port.", True),
        Reason.CONNECTION_RESET: ReasonRow(
            Category.SERVER_ERROR, "The peer dropped the connection before the answer was whole.", True
        ),
        Reason.CONNECTION_FAILED: ReasonRow(Category.SERVER_ERROR, "No connection came about.", True),
        Reason.PROXY: ReasonRow(Category.SERVER_ERROR, "The proxy is down or refuses to connect.", True),
        Reason.PROTOCOL: ReasonRow(Category.SERVER_ERROR, "The peer does not speak valid HTTP.", True),
        Reason.INCOMPLETE_BODY: ReasonRow(
            Category.SERVER_ERROR, "The body ended before its announced end.", True
        ),
        Reason.DECODING: ReasonRow(Category.SERVER_ERROR, "The body is not in its announced coding.", None),
        Reason.REDIRECT_LOOP: ReasonRow(Category.SERVER_ERROR, "The redirects come to no end.", False),
        Reason.CANCELLED: ReasonRow(Category.UNKNOWN, "Somebody on the way gave up; who is not proven.", None),
        Reason.UNCLASSIFIED: ReasonRow(Category.UNKNOWN, "The evidence proves nothing.", None),
    }
)

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
    if 400 <= status <= 499:
        return Reason.INVALID_REQUEST
    return Reason.INTERNAL if 500 <= status <= 599 else Reason.UNCLASSIFIED


def category_of(reason: Reason) -> Category:
    """Return the one category that the reason belongs to."""
    return REASONS[reason].category
