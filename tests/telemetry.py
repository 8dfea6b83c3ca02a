"""The real SDK with exporters in memory, and our instrumentors beside OpenTelemetry's."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from opentelemetry.instrumentation.aiohttp_client import AioHttpClientInstrumentor
from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor, HTTPXClientInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader, NumberDataPoint
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from otel_errkind.aiohttp import ErrkindAioHttpClientInstrumentor
from otel_errkind.httpx import ErrkindHttpx2Instrumentor, ErrkindHttpxInstrumentor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opentelemetry.instrumentation.instrumentor import BaseInstrumentor  # type: ignore[attr-defined]
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.trace.sampling import Sampler

OURS = (ErrkindHttpxInstrumentor, ErrkindHttpx2Instrumentor, ErrkindAioHttpClientInstrumentor)
CONTRIB = (HTTPXClientInstrumentor, HTTPX2ClientInstrumentor, AioHttpClientInstrumentor)
ORDERS = {"contrib-first": (*CONTRIB, *OURS), "ours-first": (*OURS, *CONTRIB)}


class Count(NamedTuple):
    """One series of the error counter."""

    value: int | float
    attributes: dict[str, Any]


class Telemetry:
    """What the application's spans and metrics hold."""

    def __init__(self, sampler: Sampler | None = None) -> None:
        """Record everything, or what the sampler lets through."""
        self._exporter = InMemorySpanExporter()
        self.processor = SimpleSpanProcessor(self._exporter)
        self.reader = InMemoryMetricReader()
        self.tracer_provider = TracerProvider(sampler=sampler, shutdown_on_exit=False)
        self.tracer_provider.add_span_processor(self.processor)
        self.meter_provider = MeterProvider([self.reader], shutdown_on_exit=False)

    def spans(self) -> tuple[ReadableSpan, ...]:
        """Return the finished CLIENT spans, in the order in which they ended."""
        return tuple(span for span in self.all_spans() if span.kind is SpanKind.CLIENT)

    def all_spans(self) -> tuple[ReadableSpan, ...]:
        """Return every finished span."""
        return self._exporter.get_finished_spans()

    def verdicts(self) -> list[dict[str, Any]]:
        """Return the attributes of each span that has a category."""
        return [
            dict(span.attributes or {})
            for span in self.all_spans()
            if "errkind.category" in (span.attributes or {})
        ]

    def counts(self) -> list[Count]:
        """Return the series of `errkind.client.errors`."""
        data = self.reader.get_metrics_data()
        return [
            Count(point.value, dict(point.attributes or {}))
            for resource in (data.resource_metrics if data else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if metric.name == "errkind.client.errors"
            for point in metric.data.data_points
            if isinstance(point, NumberDataPoint)
        ]

    def total(self) -> int | float:
        """Return how many errors were counted."""
        return sum(count.value for count in self.counts())

    def failures(self) -> list[tuple[object, object, object]]:
        """Return client, reason and outcome of every failure that was counted, as often as it was."""
        every = (found.attributes for found in self.counts() for _ in range(int(found.value)))
        return [(each["errkind.client"], each["errkind.reason"], each["errkind.outcome"]) for each in every]

    def clear(self) -> None:
        """Forget the finished spans."""
        self._exporter.clear()

    def shutdown(self) -> None:
        """Stop both providers."""
        self.tracer_provider.shutdown()
        self.meter_provider.shutdown()


@contextmanager
def instrumented(
    order: tuple[type[BaseInstrumentor], ...] = ORDERS["contrib-first"],
    *,
    sampler: Sampler | None = None,
    **settings: object,
) -> Iterator[Telemetry]:
    """Instrument with `order`; our instrumentors get the settings as well."""
    telemetry = Telemetry(sampler)
    providers = {"tracer_provider": telemetry.tracer_provider, "meter_provider": telemetry.meter_provider}
    for kind in order:
        kind().instrument(**providers, **(settings if kind in OURS else {}))
    try:
        yield telemetry
    finally:
        for kind in reversed(order):
            kind().uninstrument()
        telemetry.shutdown()
