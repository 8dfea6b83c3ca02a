"""The least that any hook adds to a call of httpx if it is to mark the call's span with a verdict.

It wraps `send`, finds the CLIENT span that starts inside, and keeps that open until the call has returned. An
error gets as many attributes and labels from it as from otel-errkind, all of them constants. It reads nothing
and decides nothing, and sees neither an exception nor a streamed body.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import partial
from time import time_ns
from typing import TYPE_CHECKING, Any, Final

import httpx
from opentelemetry.sdk.trace import SpanProcessor
from opentelemetry.trace import SpanKind, StatusCode

from otel_errkind._telemetry import attributes as names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from opentelemetry.context import Context
    from opentelemetry.metrics import Counter, MeterProvider
    from opentelemetry.sdk.trace import Span, TracerProvider
    from opentelemetry.util.types import AttributeValue

ATTRIBUTES: Final[Mapping[str, AttributeValue]] = {
    names.ERRKIND_CATEGORY: "rate_limited",
    names.ERRKIND_REASON: "rate_limit",
    names.ERRKIND_RULE: "dialect:openai",
    names.ERRKIND_PHASE: "response",
    names.ERRKIND_OUTCOME: names.TERMINAL,
    names.ERRKIND_CODE: "rate_limit_exceeded",
    names.ERRKIND_MESSAGE: "You sent more requests than the limit of 60 a minute allows.",
    names.ERRKIND_RETRYABLE: True,
    names.ERRKIND_RETRY_AFTER: 3.0,
    names.ERRKIND_BODY_TRUNCATED: False,
    names.HTTP_RESPONSE_BODY_CONTENT: '{"error": {"code": "rate_limit_exceeded"}}',
    names.HTTP_RESPONSE_STATUS_CODE: 429,
}
LABELS: Final[Mapping[str, AttributeValue]] = {
    names.ERRKIND_CATEGORY: "rate_limited",
    names.ERRKIND_REASON: "rate_limit",
    names.ERRKIND_CLIENT: "httpx",
    names.ERRKIND_OUTCOME: names.TERMINAL,
    names.HTTP_REQUEST_METHOD: "POST",
    names.ERROR_TYPE: "429",
    names.HTTP_RESPONSE_STATUS_CODE: 429,
    names.SERVER_ADDRESS: "provider.test",
}
FIRST_ERROR: Final = 400


class _Call:
    __slots__ = ("ended", "span")

    def __init__(self) -> None:
        self.span: Any = None

    def note_end(self, end_time: int | None = None) -> None:
        self.ended = end_time or time_ns()


_CURRENT: Final[ContextVar[_Call | None]] = ContextVar("floor", default=None)


class _Adopting(SpanProcessor):
    def on_start(self, span: Span, parent_context: Context | None = None) -> None:  # noqa: ARG002 - the SDK's signature
        call = _CURRENT.get()
        if call is not None and span.kind is SpanKind.CLIENT:
            call.span = span
            span.end = call.note_end  # type: ignore[method-assign]


def _send(original: Callable[..., httpx.Response], counter: Counter) -> Callable[..., httpx.Response]:
    def send(client: httpx.Client, *args: Any, **kwargs: Any) -> httpx.Response:
        call, outer = _Call(), _CURRENT.get()
        _CURRENT.set(call)
        response = original(client, *args, **kwargs)
        _CURRENT.set(outer)
        span = call.span
        if response.status_code >= FIRST_ERROR:
            span.set_attributes(ATTRIBUTES)
            span.set_status(StatusCode.ERROR)
            counter.add(1, LABELS)
        del span.end
        span.end(call.ended)
        return response

    return send


class FloorInstrumentor:
    """Stands where an instrumentor of OpenTelemetry's would."""

    def instrument(self, *, tracer_provider: TracerProvider, meter_provider: MeterProvider) -> None:
        """Put the hook around `httpx.Client.send`."""
        counter = meter_provider.get_meter("floor").create_counter("floor")
        tracer_provider.add_span_processor(_Adopting())
        original = httpx.Client.send
        httpx.Client.send = _send(original, counter)  # type: ignore[method-assign]
        self._restore = partial(setattr, httpx.Client, "send", original)

    def uninstrument(self) -> None:
        """Take the hook back."""
        self._restore()
