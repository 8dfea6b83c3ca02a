"""What goes into a classification and what comes out of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class ErrorCategory(StrEnum):
    """Who must act on a failed call, and how."""

    BAD_REQUEST = "bad_request"
    UNAUTHORIZED = "unauthorized"
    RATE_LIMITED = "rate_limited"
    OVERLOADED = "overloaded"
    TIMEOUT = "timeout"
    SERVER_ERROR = "server_error"
    UNKNOWN = "unknown"


class Reason(StrEnum):
    """What exactly went wrong. Each reason belongs to one category: `tables.REASONS` says to which."""

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
    POOL = "pool"
    CONNECT = "connect"
    WRITE = "write"
    HEADERS = "headers"
    BODY = "body"
    RESPONSE = "response"


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
    """The verdict on one failed call; shapes and names are those of the `errkind.*` span attributes."""

    category: ErrorCategory
    reason: Reason
    rule: str
    phase: Phase
    status_code: int | None = None
    code: str | None = None
    message: str | None = None
    retryable: bool | None = None
    retry_after: float | None = None
