"""The span processor that hands each outbound HTTP span to the call it starts in."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final
from weakref import WeakSet

from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.trace import SpanKind

from otel_errkind._guard import Guard
from otel_errkind._telemetry.attributes import HTTP_METHOD, HTTP_REQUEST_METHOD, SCOPE
from otel_errkind._telemetry.pending import PENDING, expire, settle_all
from otel_errkind._telemetry.scope import CURRENT

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import Span

_INSTRUMENTATION: Final = "opentelemetry.instrumentation."
FOREIGN_TRACERS: Final = frozenset(
    {SCOPE}
    | {
        _INSTRUMENTATION + library
        for library in ("aiobotocore", "boto", "botocore", "requests", "tornado", "urllib", "urllib3")
    }
)
"""Tracers of other HTTP libraries: their spans inside a call are calls that an event hook or an auth flow made."""

_adopting = Guard("adopting a span")
_settling = Guard("settling held spans")


class AdoptingProcessor(SpanProcessor):
    """Give every CLIENT span with an HTTP method to the call scope that is current where it starts."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:  # noqa: ARG002 - the SDK's signature
        """Hand over `span`, if a call is under way here and the span is one of its exchanges."""
        with _adopting:
            if PENDING:
                expire()
            call = CURRENT.get()
            if call is not None and span.kind is SpanKind.CLIENT and _is_exchange(span):
                call.adopt(span)

    def force_flush(self, timeout_millis: int = 30000) -> bool:  # noqa: ARG002 - the SDK's signature
        """End every span that still waits for a body."""
        with _settling:
            settle_all()
        return True

    def shutdown(self) -> None:
        """End every span that still waits for a body."""
        self.force_flush()


def _is_exchange(span: Span) -> bool:
    attributes = span.attributes or ()
    if HTTP_METHOD not in attributes and HTTP_REQUEST_METHOD not in attributes:
        return False
    tracer = span.instrumentation_scope
    return tracer is None or tracer.name not in FOREIGN_TRACERS


_PROCESSOR: Final = AdoptingProcessor()
_attached: Final[WeakSet[object]] = WeakSet()
_lock: Final = threading.Lock()
_attaching = Guard("attaching the span processor")


def attach(provider: object) -> None:
    """Add the one processor to a tracer provider, once; a provider that takes none records nothing to adopt."""
    with _attaching, _lock:
        add = getattr(provider, "add_span_processor", None)
        if add is None or provider in _attached:
            return
        _attached.add(provider)
        add(_PROCESSOR)
        if isinstance(provider, TracerProvider):
            _move_to_front(provider)


def _move_to_front(provider: TracerProvider) -> None:
    """Let held spans end before the exporters behind us flush or shut down.

    The SDK flushes its processors in the order in which they were added, and has no way to add one in front.
    """
    processors = provider._active_span_processor  # noqa: SLF001
    with processors._lock:  # noqa: SLF001
        others = tuple(p for p in processors._span_processors if p is not _PROCESSOR)  # noqa: SLF001
        processors._span_processors = (_PROCESSOR, *others)  # noqa: SLF001
