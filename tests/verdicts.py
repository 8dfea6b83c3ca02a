"""The verdict that each fault deserves: what the span must say of a call that is read at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Verdict(NamedTuple):
    """What the span must say."""

    category: str
    reason: str
    phase: str
    status: int | None = None


def server_error(reason: str, phase: str, status: int | None = None) -> Verdict:
    """Blame the other side, or the path to it."""
    return Verdict("server_error", reason, phase, status)


INTERNAL = server_error("internal", "response", 500)
STATED = Verdict("bad_request", "not_found", "response", 500)
UNAUTHENTICATED = Verdict("unauthorized", "invalid_credentials", "response", 401)
CLOSED = server_error("connection_reset", "headers")
NOT_HTTP = server_error("protocol", "headers")
CUT = server_error("incomplete_body", "body", 200)
SILENT = Verdict("timeout", "read_timeout", "headers")
OVERLOADED = Verdict("overloaded", "capacity", "response", 200)

EXPECTED: dict[str, Verdict] = {
    "bad-chunk-size": server_error("protocol", "body", 200),
    "bad-status-line": NOT_HTTP,
    "bad-utf8": INTERNAL,
    "binary": INTERNAL,
    "broken-gzip": server_error("internal", "body", 500),
    "close-in-headers": CLOSED,
    "close-without-answer": CLOSED,
    "cut-chunk": CUT,
    "cut-gzip": INTERNAL,
    "digest-md5": UNAUTHENTICATED,
    "digest-refused": UNAUTHENTICATED,
    "digest-sha256": UNAUTHENTICATED,
    "empty-json": INTERNAL,
    "garbage": NOT_HTTP,
    "grpc-status": OVERLOADED,
    "gzip": INTERNAL,
    "html": server_error("bad_gateway", "response", 502),
    "json-error": STATED,
    "json-list": INTERNAL,
    "json-null": INTERNAL,
    "json-string": INTERNAL,
    "late-body": STATED,
    "late-pieces": STATED,
    "no-gzip": server_error("internal", "body", 500),
    "oversized-header": NOT_HTTP,
    "problem": Verdict("bad_request", "conflict", "response", 409),
    "proxy-407": Verdict("unauthorized", "proxy_authentication", "response", 407),
    "redirect-loop": server_error("redirect_loop", "response", 302),
    "redirect-to-503": Verdict("overloaded", "gateway_unavailable", "response", 503),
    "reset-after-headers": server_error("connection_reset", "body", 200),
    "reset-before-headers": CLOSED,
    "reset-in-body": server_error("connection_reset", "body", 200),
    "reset-in-headers": CLOSED,
    "reset-in-request": CLOSED,
    "short-body": CUT,
    "sse-error-later": OVERLOADED,
    "stall-before-headers": SILENT,
    "stall-in-body": Verdict("timeout", "read_timeout", "body", 200),
    "stall-in-headers": SILENT,
    "stream-breaks": CUT,
    "unknown-charset": INTERNAL,
    "wrong-charset": INTERNAL,
}

AIOHTTP: dict[str, Verdict] = {
    # Its parser lets the reader wait for ever; the total timeout ends that.
    "bad-chunk-size": Verdict("timeout", "deadline", "body", 200),
    # Decoding fails in the application's hands, when the verdict on the 500 has been written.
    "broken-gzip": INTERNAL,
    "no-gzip": INTERNAL,
    # The third piece comes when the wait is over.
    "late-pieces": INTERNAL,
    # It says of a reset only that the payload is not complete.
    "reset-after-headers": CUT,
    "reset-in-body": CUT,
    # The event comes after the headers, and its verdict after the span.
    "sse-error-later": OVERLOADED._replace(phase="body"),
}

SUCCESSES = {"json", "status", "stream"}
ELSEWHERE = {"graphql-errors", "sse-error-first"}
"""In `test_late`: whether aiohttp gets them with the headers or after them is a matter of luck."""
SEVERAL_REQUESTS = {"keep-alive-dropped", "keep-alive-expired", "redirect"}
WITHOUT_END = {"drip", "endless", "gzip-bomb", "huge", "never-reads"}


def seen(attributes: Mapping[str, Any]) -> Verdict:
    """Return the verdict that the attributes hold."""
    return Verdict(
        attributes["errkind.category"],
        attributes["errkind.reason"],
        attributes["errkind.phase"],
        attributes.get("http.response.status_code"),
    )
