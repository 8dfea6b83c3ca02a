"""A service that runs for a while and meets one kind of error after the other.

    python service.py ENDPOINT NAME SECONDS SHIFT

Most of its calls succeed; the others meet the servers of the demonstration. Its telemetry goes to the
Collector at the endpoint, metrics every five seconds.
"""

from __future__ import annotations

import random
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from otel_errkind._core.model import ErrorCategory
from otel_errkind._demo.faults import FAULTS, SERVER, Fault
from otel_errkind._demo.server import serving
from otel_errkind.httpx import ErrkindHttpxInstrumentor

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAUSE = 0.05
_USUAL = 0.02
"""The share of calls that meet some error at any time."""
_STORM = 0.3
"""The share that meets the error of the hour."""


def main(endpoint: str, name: str, seconds: str, shift: str) -> None:
    """Call until the time is over."""
    tracers, meters = _providers(endpoint, name)
    for instrumentor in (HTTPXClientInstrumentor(), ErrkindHttpxInstrumentor()):
        instrumentor.instrument(tracer_provider=tracers, meter_provider=meters)
    chance = random.Random(int(shift))  # noqa: S311 - the same picture each time
    with (
        serving({fault.path: fault.script for fault in FAULTS}) as server,
        httpx.Client(trust_env=False) as client,
    ):
        for fault in _faults(float(seconds), int(shift), chance):
            with suppress(httpx.HTTPError):
                client.request(fault.method, server + fault.path, timeout=min(fault.deadline, 0.3))
    tracers.shutdown()
    meters.shutdown()


def _providers(endpoint: str, name: str) -> tuple[TracerProvider, MeterProvider]:
    resource = Resource.create({"service.name": name})
    tracers = TracerProvider(resource=resource)
    tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint}/v1/traces")))
    exporter = OTLPMetricExporter(f"{endpoint}/v1/metrics")
    return tracers, MeterProvider([PeriodicExportingMetricReader(exporter, 5000)], resource=resource)


def _faults(seconds: float, shift: int, chance: random.Random) -> Iterator[Fault]:
    """Yield what to call next, at the pace of the service."""
    usable = [fault for fault in FAULTS if fault.origin == SERVER]
    fine = next(fault for fault in usable if fault.expected is None)
    by_category = {c: [f for f in usable if f.expected == c] for c in ErrorCategory}
    categories = [category for category, faults in by_category.items() if faults]
    begun = time.monotonic()
    while (elapsed := time.monotonic() - begun) < seconds:
        storm = categories[(int(elapsed / seconds * len(categories)) + shift) % len(categories)]
        drawn = chance.random()
        if drawn < _USUAL:
            yield chance.choice(by_category[chance.choice(categories)])
        else:
            yield chance.choice(by_category[storm]) if drawn < _STORM * chance.random() else fine
        time.sleep(_PAUSE)


if __name__ == "__main__":
    main(*sys.argv[1:])
