"""What goes into a classification and what comes out of it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

# What a named tuple's own `__new__` calls, without the Python function around it: half the time.
made = tuple[object, ...].__new__

USER = "user:"
"""What `errkind.rule` begins with where a rule of the user decided."""


class ErrorCategory(StrEnum):
    """Who must act on a failed call, and how: a text, that of the attribute `errkind.category`."""

    BAD_REQUEST = "bad_request"
    """The caller changes the request, or the code that builds it."""
    UNAUTHORIZED = "unauthorized"
    """A person repairs a credential, a permission or the bill; time heals nothing."""
    RATE_LIMITED = "rate_limited"
    """The caller slows down; its own allowance refills."""
    OVERLOADED = "overloaded"
    """The caller backs off or goes elsewhere; the other side has no room right now."""
    TIMEOUT = "timeout"
    """Someone looks at a deadline that passed, the caller's own or that of a hop."""
    SERVER_ERROR = "server_error"
    """The owner of the other side, or of the path to it, repairs what is broken."""
    UNKNOWN = "unknown"
    """Someone reads the evidence; it proves none of the others."""


class Reason(StrEnum):
    """What exactly went wrong. `otel-errkind table reasons` says to which category each reason belongs."""

    # bad_request
    INVALID_REQUEST = "invalid_request"
    VALIDATION = "validation"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    PAYLOAD_TOO_LARGE = "payload_too_large"
    CONTEXT_LENGTH = "context_length"
    CONTENT_FILTER = "content_filter"
    UNSUPPORTED = "unsupported"
    PAYMENT_DECLINED = "payment_declined"
    INVALID_URL = "invalid_url"
    CLIENT_BUG = "client_bug"
    # unauthorized
    INVALID_CREDENTIALS = "invalid_credentials"
    EXPIRED_CREDENTIALS = "expired_credentials"
    PERMISSION_DENIED = "permission_denied"
    BILLING = "billing"
    PROXY_AUTHENTICATION = "proxy_authentication"
    # rate_limited
    RATE_LIMIT = "rate_limit"
    QUOTA_EXHAUSTED = "quota_exhausted"
    CONCURRENCY_LIMIT = "concurrency_limit"
    # overloaded
    CAPACITY = "capacity"
    LOADING = "loading"
    MAINTENANCE = "maintenance"
    GATEWAY_UNAVAILABLE = "gateway_unavailable"
    CIRCUIT_OPEN = "circuit_open"
    # timeout
    CONNECT_TIMEOUT = "connect_timeout"
    READ_TIMEOUT = "read_timeout"
    WRITE_TIMEOUT = "write_timeout"
    POOL_TIMEOUT = "pool_timeout"
    DEADLINE = "deadline"
    REQUEST_TIMEOUT = "request_timeout"
    GATEWAY_TIMEOUT = "gateway_timeout"
    # server_error
    INTERNAL = "internal"
    UPSTREAM_FAILURE = "upstream_failure"
    BAD_GATEWAY = "bad_gateway"
    DNS = "dns"
    TLS = "tls"
    CONNECTION_REFUSED = "connection_refused"
    CONNECTION_RESET = "connection_reset"
    CONNECTION_FAILED = "connection_failed"
    PROXY = "proxy"
    PROTOCOL = "protocol"
    INCOMPLETE_BODY = "incomplete_body"
    DECODING = "decoding"
    REDIRECT_LOOP = "redirect_loop"
    # unknown
    CANCELLED = "cancelled"
    UNCLASSIFIED = "unclassified"


class Phase(StrEnum):
    """How far the exchange got. In the first three the server never saw the request."""

    BUILD = "build"
    """The request was not made: its URL is invalid, or the program held it back."""
    POOL = "pool"
    """No connection of the client's pool was free."""
    CONNECT = "connect"
    """No connection came about: lookup, TCP, TLS or a proxy failed."""
    WRITE = "write"
    """The request was not written to its end."""
    HEADERS = "headers"
    """The request was written, and no headers came back."""
    BODY = "body"
    """The headers came, and the body broke while it did."""
    RESPONSE = "response"
    """A whole response came, and it is an error."""


class Evidence(NamedTuple):
    """Everything that a client can show of one failed exchange; what it could not see is None or empty."""

    status_code: int | None = None
    headers: Mapping[str, str] | None = None
    body: bytes | str | None = None
    exception: BaseException | None = None
    elapsed: float | None = None
    """Seconds from the start of the call to its failure."""
    received_at: float | None = None
    """Seconds since the epoch when the answer came: the base of absolute reset times without a `Date`."""
    cause: str | None = None
    """The domain cause by which the program itself has marked an answer of its own."""


class Opinion(NamedTuple):
    """What one layer holds of the evidence. A layer without an opinion returns None instead."""

    reason: Reason
    rule: str
    retryable: bool | None = None


class ErrorInfo(NamedTuple):
    """The verdict on one failed call, under the names of the span attributes `errkind.*`.

    A named tuple, so it can be compared and unpacked. What the provider wrote is not redacted here.
    """

    category: ErrorCategory
    """Who must act, and how."""
    reason: Reason
    """What exactly went wrong: a text out of a closed set, which `otel-errkind table reasons` prints."""
    rule: str
    """What decided, such as `dialect:openai`, `user:<name of your rule>` or `status`."""
    phase: Phase
    """How far the call got; in `build`, `pool` and `connect` the server never saw the request."""
    status_code: int | None = None
    """The status of the response (RFC 9110, section 15), also one of no RFC; None if no response came."""
    code: str | None = None
    """The provider's own machine-readable code, as sent, at most 128 characters; None if it sent none."""
    message: str | None = None
    """The provider's text for people, at most 2048 characters; None if it sent none."""
    retryable: bool | None = None
    """Whether the same call may work later; None if that is not known. It says nothing of idempotency."""
    retry_after: float | None = None
    """Seconds to wait, as `Retry-After` (RFC 9110, section 10.2.3) or the body says; None if neither does."""
