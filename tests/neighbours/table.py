"""What happens with each neighbour: the table of the README."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NEIGHBOURS: Final[Mapping[str, str]] = {
    "opentelemetry-instrumentation-httpx": (
        "A client that is instrumented twice has one verdict and one count."
    ),
    "opentelemetry-instrumentation-aiohttp-client": (
        "A session that is instrumented twice has two spans a call: one has the verdict. There is one count."
    ),
    "logfire": (
        "Its scrubbing takes `unauthorized` on a span for a secret, because of the `auth` in it. "
        "A `callback` in its `ScrubbingOptions` lets it pass. The metric is not scrubbed."
    ),
    "sentry-sdk": "As without it.",
    "ddtrace": "As without it.",
    "gunicorn": "Each worker exports its own spans and counts, preloaded or not.",
    "uvicorn": "Each worker exports its own spans and counts.",
    "httpx-aiohttp": (
        "The aiohttp call that carries the httpx call has the verdict and the count. "
        "If the httpx call is carried once more, by an auth flow or a transport that tries again, "
        "the outcome is `retried`."
    ),
    "httpx-retries": "One verdict and one count for the last attempt; a retry that succeeds leaves none.",
    "aiohttp-retry": "Every failed attempt is a call of its own, with its own count.",
    "hishel": "An error that comes out of the cache has a span of otel-errkind and a count.",
    "respx": "Its answers count like a server's.",
    "pytest-httpx": "Its answers count like a server's.",
    "vcrpy": "With httpx its answers count like a server's, with aiohttp they have no verdict and no count.",
    "aioresponses": "What it raises has no verdict and no count; answers it cannot make for aiohttp 3.14.",
}
