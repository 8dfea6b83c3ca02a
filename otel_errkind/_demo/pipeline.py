"""A whole OpenTelemetry pipeline of the demonstration's own: real instrumentors, real SDK, nothing global."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any, NamedTuple

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_ON

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from opentelemetry.trace import Tracer

_INSTRUMENTORS = {
    "httpx": (
        "opentelemetry.instrumentation.httpx:HTTPXClientInstrumentor",
        "otel_errkind.httpx:ErrkindHttpxInstrumentor",
    ),
    "httpx2": (
        "opentelemetry.instrumentation.httpx:HTTPX2ClientInstrumentor",
        "otel_errkind.httpx:ErrkindHttpx2Instrumentor",
    ),
    "aiohttp": (
        "opentelemetry.instrumentation.aiohttp_client:AioHttpClientInstrumentor",
        "otel_errkind.aiohttp:ErrkindAioHttpClientInstrumentor",
    ),
}
"""By name: the instrumentor of aiohttp cannot even be imported without aiohttp."""

_RESOURCE = Resource.create({"service.name": "otel-errkind-demo"})


class Pipeline(NamedTuple):
    """Where telemetry goes in, and where it can be read."""

    tracer: Tracer
    spans: InMemorySpanExporter
    metrics: InMemoryMetricReader


def are_taken(clients: Iterable[str]) -> bool:
    """Tell whether somebody has instrumented a client before us, such as `opentelemetry-instrument`."""
    return any(instrumentor.is_instrumented_by_opentelemetry for instrumentor in _instrumentors(clients))


def _instrumentors(clients: Iterable[str]) -> Iterator[Any]:
    # Any, because OpenTelemetry hides its BaseInstrumentor from mypy.
    for name in (name for client in clients for name in _INSTRUMENTORS[client]):
        yield resolve_name(name)()


@contextmanager
def instrumented(clients: Iterable[str]) -> Generator[Pipeline]:
    """Instrument the clients until the block is left."""
    spans, metrics = InMemorySpanExporter(), InMemoryMetricReader()
    # A sampler from the environment could drop what the demonstration is about to show.
    tracers = TracerProvider(sampler=ALWAYS_ON, resource=_RESOURCE, shutdown_on_exit=False)
    tracers.add_span_processor(SimpleSpanProcessor(spans))
    meters = MeterProvider([metrics], resource=_RESOURCE, shutdown_on_exit=False)
    with ExitStack() as undo:
        for instrumentor in _instrumentors(clients):
            instrumentor.instrument(tracer_provider=tracers, meter_provider=meters)
            undo.callback(instrumentor.uninstrument)
        yield Pipeline(tracers.get_tracer("otel_errkind.demo"), spans, metrics)
