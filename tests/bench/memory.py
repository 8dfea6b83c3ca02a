"""Call many times, abandon a tenth of the answers, and watch the memory: `python tests/bench/memory.py`.

`--client` chooses who calls: httpx, which answers itself from memory, in its sync or its async form, or
aiohttp, with a server in this process. Every tenth answer is an error whose body nobody reads and nobody
closes. The table shows the memory of the process and how much each container of the package holds. Exit 1 if
a span or a count is lost or doubled, if anything is still held after a flush, or if the memory grew by more
than a byte a call.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import pkgutil
import sys
from collections import deque
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiohttp
import httpx
from opentelemetry.instrumentation.aiohttp_client import AioHttpClientInstrumentor
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader, NumberDataPoint
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

import otel_errkind
from faults import FaultServer
from otel_errkind.aiohttp import ErrkindAioHttpClientInstrumentor
from otel_errkind.httpx import ErrkindHttpxInstrumentor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from opentelemetry.sdk.trace import ReadableSpan

GOOD = b'{"id": "chat-1", "choices": []}'
BAD = b'{"error": {"message": "Slow down.", "code": "rate_limit_exceeded"}}'
JSON = {"content-type": "application/json"}
GROWTH = 1
"""Bytes a call by which the memory may grow: the smallest object, left by each abandoned answer, is 1.6."""


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes in one piece."""

    def __init__(self, body: bytes) -> None:
        """Send `body`."""
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        """Send it."""
        yield self._body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Send it to who awaits it."""
        yield self._body


def answer(request: httpx.Request) -> httpx.Response:
    """Answer from memory as a server does, with a stream: an error under `/bad`."""
    is_bad = request.url.path == "/bad"
    return httpx.Response(429 if is_bad else 200, headers=JSON, stream=Body(BAD if is_bad else GOOD))


def handle_request(_: object, request: httpx.Request) -> httpx.Response:
    """Answer in the place of the transport."""
    return answer(request)


async def handle_async_request(_: object, request: httpx.Request) -> httpx.Response:
    """Answer in the place of the async transport."""
    return answer(request)


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


class Client(NamedTuple):
    """Who calls."""

    rounds: Callable[[], AbstractContextManager[Callable[[], None]]]
    """Offers a function that goes through the plan once."""
    instrumentors: tuple[Any, ...]


PLAN = (
    ("abandon", "/bad"),
    ("read", "/bad"),
    ("stream", "/bad"),
    ("stream", "/good"),
    *[("read", "/good")] * 6,
)
"""How an answer is used, and which it is."""
ERRORS = sum(path == "/bad" for _, path in PLAN)


@contextmanager
def httpx_rounds() -> Iterator[Callable[[], None]]:
    """Go through the plan with a sync client."""

    def use(way: str, url: str) -> None:
        if way == "read":
            client.get(url)
        elif way == "stream":
            with client.stream("GET", url) as response:
                response.read()
        else:
            client.send(client.build_request("GET", url), stream=True)

    def go_through() -> None:
        for way, path in PLAN:
            use(way, f"http://provider.test{path}")

    with httpx.Client() as client:
        yield go_through


@contextmanager
def async_httpx_rounds() -> Iterator[Callable[[], None]]:
    """Go through the plan with an async client."""

    async def use(way: str, url: str) -> None:
        if way == "read":
            await client.get(url)
        elif way == "stream":
            async with client.stream("GET", url) as response:
                await response.aread()
        else:
            await client.send(client.build_request("GET", url), stream=True)

    async def go_through() -> None:
        for way, path in PLAN:
            await use(way, f"http://provider.test{path}")

    with asyncio.Runner() as runner:
        client = httpx.AsyncClient()
        yield lambda: runner.run(go_through())
        runner.run(client.aclose())


@contextmanager
def aiohttp_rounds() -> Iterator[Callable[[], None]]:
    """Go through the plan with a session of aiohttp."""

    async def make() -> aiohttp.ClientSession:
        return aiohttp.ClientSession()

    async def use(way: str, url: str) -> None:
        if way == "abandon":
            await session.get(url)
            return
        async with session.get(url) as response:
            await response.read()

    async def go_through() -> None:
        server.requests.clear()
        for way, path in PLAN:
            await use(way, server.url(path))

    with FaultServer() as server, asyncio.Runner() as runner:
        server.answer("/good", 200, JSON, GOOD)
        server.answer("/bad", 429, JSON, BAD)
        session = runner.run(make())
        yield lambda: runner.run(go_through())
        runner.run(session.close())


CLIENTS: Mapping[str, Client] = {
    "httpx": Client(httpx_rounds, (HTTPXClientInstrumentor, ErrkindHttpxInstrumentor)),
    "httpx-async": Client(async_httpx_rounds, (HTTPXClientInstrumentor, ErrkindHttpxInstrumentor)),
    "aiohttp": Client(aiohttp_rounds, (AioHttpClientInstrumentor, ErrkindAioHttpClientInstrumentor)),
}


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


def run(calls: int, exporter: CountingExporter, client: Client) -> int:
    """Do the calls, print a line each tenth; return by how many bytes the memory grew."""
    before = sizes()
    started, first = perf_counter(), 0
    with client.rounds() as go_through:
        for tenth in range(11):
            # The first round is not part of the comparison: caches fill, and pages are touched once.
            for _ in range(calls // 10 // len(PLAN)):
                go_through()
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
    parser.add_argument("--client", choices=CLIENTS, default="httpx")
    asked = parser.parse_args()
    client, calls = CLIENTS[asked.client], asked.calls // 10 // len(PLAN) * 11 * len(PLAN)
    exporter, reader = CountingExporter(), InMemoryMetricReader()
    tracers = TracerProvider(shutdown_on_exit=False)
    tracers.add_span_processor(SimpleSpanProcessor(exporter))
    meters = MeterProvider([reader], shutdown_on_exit=False)
    # Below what OpenTelemetry wraps.
    httpx.HTTPTransport.handle_request = handle_request  # type: ignore[assignment,method-assign]
    httpx.AsyncHTTPTransport.handle_async_request = handle_async_request  # type: ignore[assignment,method-assign]
    for kind in client.instrumentors:
        kind().instrument(tracer_provider=tracers, meter_provider=meters)
    print(f"{'':4} {'calls':>10} {'':>10} {'memory':>13}  what grew")
    before = sizes()
    growth = run(calls * 10 // 11, exporter, client)
    tracers.force_flush()
    held = grown(before)
    errors = calls * ERRORS // len(PLAN)
    found = (exporter.all, exporter.errors, counted(reader))
    print(f"spans, with a category, counted: {found}; expected: {(calls, errors, errors)}")
    print(f"growth: {growth / calls:.3f} bytes a call; still held: {held or 'nothing'}")
    return int(found != (calls, errors, errors) or bool(held) or growth > GROWTH * calls)


if __name__ == "__main__":
    sys.exit(main())
