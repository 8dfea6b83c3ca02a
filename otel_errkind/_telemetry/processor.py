"""The span processor that hands each outbound HTTP span to the call it starts in."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

from opentelemetry.instrumentation.utils import is_http_instrumentation_enabled
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.trace import SpanKind

from otel_errkind._guard import Guard
from otel_errkind._telemetry.attributes import HTTP_METHOD, HTTP_REQUEST_METHOD, SCOPE
from otel_errkind._telemetry.scope import CURRENT
from otel_errkind._telemetry.waiting import (
    ABANDONED,
    PENDING,
    after_fork,
    expire,
    settle_all,
    settle_at_exit,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import Span

    from otel_errkind._telemetry.scope import CallScope

_INSTRUMENTATION: Final = "opentelemetry.instrumentation."
TRACERS: Final = {
    "httpx": _INSTRUMENTATION + "httpx",
    "httpx2": _INSTRUMENTATION + "httpx",
    "aiohttp": _INSTRUMENTATION + "aiohttp_client",
}
"""By client, the tracer of OpenTelemetry's instrumentor: every CLIENT span of its own is an exchange."""
FOREIGN_TRACERS: Final = frozenset(
    {
        SCOPE,
        *(_INSTRUMENTATION + library for library in ("botocore", "requests", "tornado", "urllib", "urllib3")),
    }
)
"""Tracers of others: their spans inside a call are calls that an event hook or an auth flow made."""

_OPERATIONS: Final = "com.anthropic.sdk.python"
"""The tracer, whose name a platform may extend, of spans that stand for all attempts of a request."""

_adopting = Guard("adopting a span")
_settling = Guard("settling held spans")


class AdoptingProcessor(SpanProcessor):
    """Give every CLIENT span with an HTTP method to the call scope that is current where it starts."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:  # noqa: ARG002 - the SDK's signature
        """Hand over `span`, if a call is under way here and the span is one of its exchanges."""
        if (PENDING or ABANDONED) and is_http_instrumentation_enabled():
            _settling(expire)
        call = CURRENT.get()
        if call is not None and span.kind is SpanKind.CLIENT:
            _adopting(_adopt, span, call)

    def force_flush(self, timeout_millis: int = 30000) -> bool:  # noqa: ARG002 - the SDK's signature
        """End every span that waits for a body or for its outcome."""
        with _settling:
            settle_all()
        return True

    def shutdown(self) -> None:
        """End every span that waits for a body or for its outcome."""
        self.force_flush()


def _adopt(span: Span, call: CallScope) -> None:
    scope = span.instrumentation_scope
    tracer = scope.name if scope is not None else ""
    is_own = tracer == TRACERS.get(call.emitter.client)
    if is_own or _is_exchange(tracer, span.attributes or ()):
        call.adopt(span, is_own=is_own)


def _is_exchange(tracer: str, attributes: Container[str]) -> bool:
    """Tell whether a span of another tracer may be of the call."""
    if tracer in FOREIGN_TRACERS or tracer.startswith(_OPERATIONS):
        return False
    return HTTP_METHOD in attributes or HTTP_REQUEST_METHOD in attributes


_PROCESSOR: Final = AdoptingProcessor()
_attached: Final[WeakSet[object]] = WeakSet()
_lock = threading.RLock()
_attaching = Guard("attaching the span processor")
_settle_late = cache(settle_at_exit)


def attach(provider: object) -> bool:
    """Add the one processor to a tracer provider, once; tell whether it is there.

    A provider that takes none is a placeholder for one that is set later, or records nothing to adopt.
    """
    with _attaching:
        add = getattr(provider, "add_span_processor", None)
        if add is None:
            # There may be a meter provider without one of traces, and counts to settle at the exit.
            _settle_late()
            return False
        # That of logfire is a shell around the SDK's, and cannot be hashed.
        inner = getattr(provider, "provider", provider)
        with _lock:
            if inner not in _attached:
                _add(add, inner)
        return True
    return False


def _add(add: Callable[[SpanProcessor], object], provider: object) -> None:
    # First: it may log as it takes the processor, and the log be sent by a call.
    _attached.add(provider)
    try:
        settle_at_exit()
        add(_PROCESSOR)
    except BaseException:
        _attached.discard(provider)
        raise
    if isinstance(provider, TracerProvider):
        _move_to_front(provider)


def _renew() -> None:
    """Start afresh in a forked child: another thread of its parent may have held the lock."""
    global _lock  # noqa: PLW0603 - see above
    _lock = threading.RLock()


after_fork(_renew)


def _move_to_front(provider: TracerProvider) -> None:
    """Let held spans end before the exporters behind us flush or shut down.

    The SDK flushes its processors in the order in which they were added, and has no way to add one in front.
    """
    every: Any = provider._active_span_processor  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    with every._lock:  # noqa: SLF001
        others = (processor for processor in every._span_processors if processor is not _PROCESSOR)  # noqa: SLF001
        every._span_processors = (_PROCESSOR, *others)  # noqa: SLF001
