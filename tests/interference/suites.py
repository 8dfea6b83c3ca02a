"""The suites of others that are run with us beside them.

Not here, because their source distributions hold no tests: httpx2, anthropic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Suite(NamedTuple):
    """Some tests in a source distribution."""

    name: str
    distribution: str
    tests: tuple[str, ...] = ("tests",)
    plugins: tuple[str, ...] = ()
    """The plugins of pytest that they need; none other is loaded."""
    is_instrumentor: bool = False
    """Whether the tests switch OpenTelemetry's instrumentation on and off themselves."""
    meant: frozenset[str] = frozenset()
    """The tests that have to fail with us."""


# It gives OpenTelemetry's transport a tracer provider that makes no spans; the global one, which ours has,
# makes them. So its failed call gets a span of ours, and the test counts spans.
_SPAN_OF_OURS: Final = "test_not_recording_not_set_attribute_in_exception_new_semconv"

_EVERY: Final = (
    Suite("httpx", "httpx", plugins=("anyio",)),
    Suite(
        "openai",
        "openai",
        ("tests/test_client.py", "tests/test_streaming.py", "tests/test_legacy_response.py"),
        ("pytest_asyncio.plugin",),
    ),
    Suite(
        "contrib-httpx",
        "opentelemetry-instrumentation-httpx",
        is_instrumentor=True,
        meant=frozenset(
            f"tests/test_httpx_integration.py::{case}::{_SPAN_OF_OURS}"
            for case in ("TestSyncIntegration", "TestAsyncIntegration")
        ),
    ),
    Suite("contrib-aiohttp-client", "opentelemetry-instrumentation-aiohttp-client", is_instrumentor=True),
)
SUITES: Final[Mapping[str, Suite]] = {suite.name: suite for suite in _EVERY}
