"""Which cells, or which other tests, prove each item that the project promises to prove."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from matrix.rows import STATUSES
from matrix.scene import ROWS
from matrix.ways import EVERY_WAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TESTS = Path(__file__).parents[1]

PATTERNS: Mapping[str, tuple[str, ...]] = {
    "read at once": ("read",),
    "stream and read all": ("stream-all",),
    "stream, read some, stop": ("stream-some",),
    "stream, never read": ("stream-unread",),
    "close unread": ("closed-unread",),
    "never close": ("abandoned",),
    "`raise_for_status()` before reading": ("raise-for-status", "stream-raise-for-status"),
    "`raise_for_status=True` of a call": ("raise-at-once", "raise-by-callable"),
    "`raise_for_status=True` of a session": ("session-raises", "session-callable"),
    "`async with` left by an exception": ("left-by-exception",),
    "read in another task or thread": ("read-elsewhere",),
    "event hooks that raise": ("hook-raises",),
    "hooks that call": ("hook-calls", "contract/test_calls.py::test_a_hooks_own_calls_are_not_this_call"),
    "auth flows that call with another library": (
        "auth-calls",
        "contract/test_calls.py::test_a_failed_token_refresh_is_counted_once",
    ),
}
"""Ways to use a client."""

FAILURES: Mapping[str, tuple[str, ...]] = {
    "every status of the table": tuple(f"status/{number}" for number in STATUSES),
    "refused": ("refused-port",),
    "unroutable port": ("silent-port",),
    "reset before headers": ("reset-before-headers",),
    "reset in headers": ("reset-in-headers",),
    "reset after headers": ("reset-after-headers", "reset-in-body", "reset-in-body/429"),
    "closed without an answer": ("close-without-answer", "close-in-headers"),
    "garbage bytes": ("garbage",),
    "oversized header": ("oversized-header",),
    "bad status line": ("bad-status-line",),
    "DNS failure": ("unknown-host",),
    "TLS to plain": ("tls-speaks-plain",),
    "plain to TLS": ("tls-expects-tls",),
    "self-signed": ("tls-self-signed", "tls-wrong-host"),
    "expired": ("tls-expired",),
    "connect timeout": ("silent-port",),
    "read timeout": ("stall-before-headers", "never-reads"),
    "write timeout": ("write-timeout", "upload-reset"),
    "pool timeout": ("pool-timeout",),
    "total timeout": ("total-timeout",),
    "stall before headers": ("stall-before-headers", "stall-in-headers"),
    "stall in the body": ("stall-in-body", "stall-in-body/500"),
    "short body against content-length": ("short-body", "short-body/503", "stream-breaks"),
    "broken chunk": ("bad-chunk-size", "cut-chunk"),
    "broken gzip": ("broken-gzip", "broken-gzip/200", "cut-gzip", "no-gzip"),
    "gzip bomb, memory flat": (
        "gzip-bomb",
        "contract/test_bodies.py::test_a_body_without_end_takes_no_memory",
    ),
    "endless error body": ("endless", "contract/test_bodies.py::test_a_body_without_end_takes_no_memory"),
    "one byte a second": ("drip",),
    "100 MiB error body": ("huge", "contract/test_bodies.py::test_a_body_without_end_takes_no_memory"),
    "wrong charset": ("wrong-charset", "unknown-charset"),
    "bad UTF-8": ("bad-utf8",),
    "binary body": ("binary",),
    "empty body with a JSON type": ("empty-json",),
    "JSON null, list, string": ("json-null", "json-list", "json-string"),
    "HTML": ("html",),
    "problem+json": ("problem",),
    "`grpc-status` header": ("grpc-status",),
    "SSE error in a 200": ("sse-error-first", "sse-error-later", "over-aiohttp-event"),
    "GraphQL errors in a 200": ("graphql-errors",),
    "redirect loop": ("redirect-loop",),
    "redirect to 503": ("redirect-to-503", "redirect-refused"),
    "digest auth 401, then 200": ("digest-granted",),
    "401, then 401": ("digest-twice-refused", "digest-refused"),
    "proxy 407": ("proxy-refuses", "proxy-refuses-tunnel"),
    "proxy down": ("proxy-down",),
    "`HTTPTransport(retries=)`": ("transport-retries",),
    "HTTP/2 GOAWAY": ("http2-goaway", "http2-goaway-later"),
    "HTTP/2 RST_STREAM": ("http2-rst-stream", "http2-rst-stream-in-body"),
    "`MockTransport`": ("mock-transport",),
    "`ASGITransport`": ("application-inside",),
    "custom transport": (
        "custom-transport",
        "contract/test_calls.py::test_a_transport_that_raises_what_nobody_knows",
    ),
    "httpx over aiohttp": ("over-aiohttp", "over-aiohttp-refused", "over-aiohttp-cut"),
    "WebSocket upgrade refused": ("websocket-refused",),
    "cancelled task": ("cancelled-before-headers", "cancelled-in-body"),
    "anyio deadline": ("anyio-deadline",),
    "keep-alive connection dropped": ("keep-alive-dropped", "keep-alive-expired"),
}
"""Ways for a call to go wrong."""


def missing() -> Iterator[str]:
    """Name what these tables promise, and nobody keeps."""
    for item, proofs in (*PATTERNS.items(), *FAILURES.items()):
        for proof in proofs:
            if not (proof in ROWS or proof in EVERY_WAY or _is_test(proof)):
                yield f"{item}: there is no {proof}"


def _is_test(proof: str) -> bool:
    path, _, name = proof.partition("::")
    return bool(name) and f"def {name}(" in (TESTS / path).read_text(encoding="utf-8")
