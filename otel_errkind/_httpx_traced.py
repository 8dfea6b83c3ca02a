"""Whether a tracing instrumentation met a request of httpx or httpx2, though no span came of it."""

from __future__ import annotations

from inspect import getattr_static
from typing import TYPE_CHECKING, Final

from opentelemetry import propagate, trace
from opentelemetry.context import Context

if TYPE_CHECKING:
    from weakref import ref

    import httpx

_SOME_SPAN: Final = trace.NonRecordingSpan(
    trace.SpanContext(1, 1, is_remote=False, trace_flags=trace.TraceFlags(1))
)


def is_traced(client: ref[httpx.Client | httpx.AsyncClient], request: httpx.Request) -> bool:
    """Tell whether a tracing instrumentation met this request, sampled or not."""
    return _carries_context(request) or (not _shows_spans() and _is_hooked(client(), request))


def _carries_context(request: httpx.Request) -> bool:
    """Tell whether a tracing instrumentation has put its context into the request."""
    # anthropic, or the application, puts there the context around the call: no instrumentation saw that.
    around: dict[str, str] = {}
    propagate.inject(around)
    fields = propagate.get_global_textmap().fields
    return any(field in request.headers and request.headers[field] != around.get(field) for field in fields)


def _shows_spans() -> bool:
    """Tell whether what is set to propagate contexts writes spans into requests: with `none` nothing does."""
    written: dict[str, str] = {}
    propagate.inject(written, trace.set_span_in_context(_SOME_SPAN, Context()))
    return bool(written)


def _is_hooked(client: object, request: httpx.Request) -> bool:
    """Tell whether the transport of this request, or one that it is around, is wrapped as by a tracer."""
    choose = getattr(client, "_transport_for_url", None)
    if choose is None:
        return False
    transport = choose(request.url)
    return _is_wrapped(transport) or any(map(_is_wrapped, getattr(transport, "__dict__", {}).values()))


def _is_wrapped(transport: object) -> bool:
    """Tell whether a method of this object, or of its classes, is wrapped by wrapt. None of its code runs."""
    return any(
        type(method).__name__ == "FunctionWrapper"
        for name in ("handle_request", "handle_async_request")
        for method in (
            getattr_static(transport, name, None),
            *(vars(cls).get(name) for cls in type(transport).__mro__),
        )
    )
