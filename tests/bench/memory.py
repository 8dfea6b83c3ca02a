"""Call many times, abandon a tenth of the answers, and watch the memory: `python tests/bench/memory.py`.

Every tenth answer is an error whose body nobody reads and nobody closes. The table shows the memory of the
process and how much each container of the package holds. Exit 1 if a span or a count is lost or doubled, if
anything is still held after a flush, or if the memory grew by more than a byte a call.
"""

from __future__ import annotations

import argparse
import gc
import os
import pkgutil
import sys
from collections import deque
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader, NumberDataPoint
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

import otel_errkind
from otel_errkind.httpx import ErrkindHttpxInstrumentor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from opentelemetry.sdk.trace import ReadableSpan

GOOD = b'{"id": "chat-1", "choices": []}'
BAD = b'{"error": {"message": "Slow down.", "code": "rate_limit_exceeded"}}'
JSON = {"content-type": "application/json"}
GROWTH = 1
"""Bytes a call by which the memory may grow: the smallest object, left by each abandoned answer, is 1.6."""


class Body(httpx.SyncByteStream):
    """A body that comes in one piece."""

    def __init__(self, body: bytes) -> None:
        """Send `body`."""
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        """Send it."""
        yield self._body


def handle_request(_: object, request: httpx.Request) -> httpx.Response:
    """Answer from memory as a server does, with a stream: an error under `/bad`."""
    is_bad = request.url.path == "/bad"
    return httpx.Response(429 if is_bad else 200, headers=JSON, stream=Body(BAD if is_bad else GOOD))


class CountingExporter(SpanExporter):
    """Counts spans by whether they have a category, and drops them."""

    def __init__(self) -> None:
        """Start from nothing."""
        self.all = self.errors = 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Count."""
        self.all += len(spans)
        self.errors += sum("errkind.category" in (span.attributes or {}) for span in spans)
        return SpanExportResult.SUCCESS


def read(client: httpx.Client, path: str) -> None:
    """Call and read at once."""
    client.get(f"http://provider.test{path}")


def stream(client: httpx.Client, path: str) -> None:
    """Call, then read."""
    with client.stream("GET", f"http://provider.test{path}") as response:
        response.read()


def abandon(client: httpx.Client, path: str) -> None:
    """Call, and neither read nor close the answer."""
    client.send(client.build_request("GET", f"http://provider.test{path}"), stream=True)


PLAN: tuple[tuple[Callable[[httpx.Client, str], None], str], ...] = (
    (abandon, "/bad"),
    (read, "/bad"),
    (stream, "/bad"),
    (stream, "/good"),
    *[(read, "/good")] * 6,
)
ERRORS = sum(path == "/bad" for _, path in PLAN)


def containers() -> Iterator[tuple[str, Any]]:
    """Find every module-level container of the package that can grow, those that come later included."""
    seen: set[int] = set()
    for found in pkgutil.walk_packages(otel_errkind.__path__, "otel_errkind."):
        if "__main__" in found.name:
            continue
        for name, value in vars(import_module(found.name)).items():
            if isinstance(value, (dict, set, list, deque)) and not name.startswith("__"):
                if id(value) in seen:
                    continue
                seen.add(id(value))
                yield f"{found.name.removeprefix('otel_errkind.')}.{name}", value


def sizes() -> dict[str, int]:
    """Return how many entries each container has."""
    return {name: len(value) for name, value in containers()}


def grown(before: dict[str, int]) -> dict[str, int]:
    """Return how many entries came to which container."""
    return {name: size - before[name] for name, size in sizes().items() if size != before[name]}


def resident() -> int:
    """Return the bytes of memory that the process uses: Linux counts them in pages."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def run(calls: int, exporter: CountingExporter) -> int:
    """Do the calls, print a line each tenth; return by how many bytes the memory grew."""
    before = sizes()
    started, first = perf_counter(), 0
    with httpx.Client() as client:
        for tenth in range(11):
            # The first round is not part of the comparison: caches fill, and pages are touched once.
            for _ in range(calls // 10 // len(PLAN)):
                for call, path in PLAN:
                    call(client, path)
            gc.collect()
            first = first or resident()
            seconds, memory = perf_counter() - started, resident() / 2**20
            print(f"{tenth:4} {exporter.all:10} {seconds:8.1f} s {memory:9.2f} MiB  {grown(before) or ''}")
    return resident() - first


def counted(reader: InMemoryMetricReader) -> int | float:
    """Return what the error counter says."""
    data = reader.get_metrics_data()
    return sum(
        point.value
        for resource in (data.resource_metrics if data else ())
        for scope in resource.scope_metrics
        for metric in scope.metrics
        if metric.name == "errkind.client.errors"
        for point in metric.data.data_points
        if isinstance(point, NumberDataPoint)
    )


def main() -> int:
    """Print the table; return 1 if something leaks or is lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000)
    calls = parser.parse_args().calls // 10 // len(PLAN) * 11 * len(PLAN)
    exporter, reader = CountingExporter(), InMemoryMetricReader()
    tracers = TracerProvider(shutdown_on_exit=False)
    tracers.add_span_processor(SimpleSpanProcessor(exporter))
    meters = MeterProvider([reader], shutdown_on_exit=False)
    httpx.HTTPTransport.handle_request = handle_request  # type: ignore[assignment,method-assign]
    for kind in (HTTPXClientInstrumentor, ErrkindHttpxInstrumentor):
        kind().instrument(tracer_provider=tracers, meter_provider=meters)
    print(f"{'':4} {'calls':>10} {'':>10} {'memory':>13}  what grew")
    before = sizes()
    growth = run(calls * 10 // 11, exporter)
    tracers.force_flush()
    held = grown(before)
    errors = calls * ERRORS // len(PLAN)
    found = (exporter.all, exporter.errors, counted(reader))
    print(f"spans, with a category, counted: {found}; expected: {(calls, errors, errors)}")
    print(f"growth: {growth / calls:.3f} bytes a call; still held: {held or 'nothing'}")
    return int(found != (calls, errors, errors) or bool(held) or growth > GROWTH * calls)


if __name__ == "__main__":
    sys.exit(main())
