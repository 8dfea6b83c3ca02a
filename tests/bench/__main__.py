"""Measure what otel-errkind adds to a call that OpenTelemetry traces: `python tests/bench`.

Each row is measured bare, with OpenTelemetry's instrumentor, and with ours beside it: in turn, in one
process, many times; the table shows medians. The column "we add" is the difference of the last two, and
"goal" the most that it should be; "floor" is what a hook of httpx adds that does the least one could (see
`floor.py`). A second table shows memory: what a call allocates at its peak, and what is left of it when it is
over.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import statistics
import subprocess
import sys
import tracemalloc
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter_ns
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiohttp
import httpx
import httpx2
from opentelemetry.instrumentation.aiohttp_client import AioHttpClientInstrumentor
from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor, HTTPXClientInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

from bench.floor import FloorInstrumentor
from faults import FaultServer
from hostile import HOSTILE
from otel_errkind import classify
from otel_errkind.aiohttp import ErrkindAioHttpClientInstrumentor
from otel_errkind.httpx import ErrkindHttpx2Instrumentor, ErrkindHttpxInstrumentor

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence

    from opentelemetry.instrumentation.instrumentor import BaseInstrumentor  # type: ignore[attr-defined]
    from opentelemetry.sdk.trace import ReadableSpan

    Instrumentor: TypeAlias = BaseInstrumentor | FloorInstrumentor
    Pair: TypeAlias = tuple[type[BaseInstrumentor], type[BaseInstrumentor]]
    """OpenTelemetry's instrumentor and ours."""
    Measure: TypeAlias = Callable[[str, int], Coroutine[None, None, float]]

CHAT = b'{"id": "chat-1", "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop"}]}'
RATE_LIMITED = (
    b'{"error": {"message": "You sent more requests than the limit of 60 a minute allows.", '
    b'"type": "requests", "param": null, "code": "rate_limit_exceeded"}}'
)
EVENT = b'data: {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "a"}}]}\n\n'
LONG = b'{"error": {"code": "invalid_value", "message": "' + b"no good " * 12800 + b'"}}'
EVENTS = {"content-type": "text/event-stream"}
JSON = {"content-type": "application/json", "date": "Sat, 21 Nov 2026 10:00:00 GMT", "x-request-id": "req_7"}
LIMITED = {**JSON, "retry-after": "3"}


class NowhereExporter(SpanExporter):
    """Take spans as an exporter does, and drop them."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:  # noqa: ARG002 - the SDK's signature
        """Drop the spans."""
        return SpanExportResult.SUCCESS


METERS = MeterProvider([InMemoryMetricReader()], shutdown_on_exit=False)
WARM_UP = 200
"""Calls before those that are measured: where a method was replaced, CPython specialises its callers anew."""


class Answer(NamedTuple):
    """What the provider answers, whether the application streams it, and how many bytes come at once."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    stream: bool = False
    piece: int = 4096


ANSWERS = {
    "httpx success": Answer(200, JSON, CHAT),
    "httpx success, streamed": Answer(200, JSON, CHAT, stream=True),
    "httpx success, 100 events": Answer(200, EVENTS, EVENT * 100, stream=True, piece=len(EVENT)),
    "httpx JSON error": Answer(429, LIMITED, RATE_LIMITED),
    "httpx JSON error, streamed": Answer(429, LIMITED, RATE_LIMITED, stream=True),
    "httpx error of 100 KiB": Answer(400, JSON, LONG),
}


GOALS = {
    "httpx success": 5,
    "httpx JSON error": 30,
    "httpx async success": 5,
    "httpx2 success": 5,
    "aiohttp success": 5,
    "aiohttp JSON error": 30,
    "classify, JSON error": 5,
    "import, milliseconds": 20,
}
"""The most that we should add, or take: printed, not asserted, as others use the machine as well."""


class Figures(NamedTuple):
    """Medians of one row, in microseconds a call."""

    bare: float
    traced: float
    with_us: float
    with_floor: float | None = None


class Memory(NamedTuple):
    """Bytes of one call: what it allocates at its peak, and what is left when it is over."""

    peak: float
    left: float


class Pieces(httpx.SyncByteStream):
    """A body that comes in pieces."""

    def __init__(self, answer: Answer) -> None:
        """Send the body of `answer`."""
        self._body = answer.body
        self._size = answer.piece

    def __iter__(self) -> Iterator[bytes]:
        """Send the pieces."""
        for start in range(0, len(self._body), self._size):
            yield self._body[start : start + self._size]


@contextmanager
def instrumented(*kinds: type[Instrumentor]) -> Iterator[None]:
    """Instrument with providers that work as in production, up to the network."""
    # A provider of its own: ours leaves its span processor there.
    tracers = TracerProvider(shutdown_on_exit=False)
    tracers.add_span_processor(SimpleSpanProcessor(NowhereExporter()))
    instrumentors = [kind() for kind in kinds]
    for instrumentor in instrumentors:
        instrumentor.instrument(tracer_provider=tracers, meter_provider=METERS)
    try:
        yield
    finally:
        for instrumentor in reversed(instrumentors):
            instrumentor.uninstrument()


def timed(call: Callable[[], object], calls: int) -> float:
    """Return the microseconds that one call takes, over many."""
    for _ in range(WARM_UP):
        call()
    start = perf_counter_ns()
    for _ in range(calls):
        call()
    return (perf_counter_ns() - start) / calls / 1000


def memory(call: Callable[[], object], calls: int) -> Memory:
    """Return what one call allocates at most, and what each of many leaves behind."""
    for _ in range(WARM_UP):
        call()
    gc.collect()
    tracemalloc.start()
    try:
        call()
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        call()
        peak = tracemalloc.get_traced_memory()[1] - before
        for _ in range(calls):
            call()
        gc.collect()
        return Memory(peak, (tracemalloc.get_traced_memory()[0] - before) / calls)
    finally:
        tracemalloc.stop()


def compare(
    contrib: type[BaseInstrumentor],
    beside: Sequence[type[Instrumentor]],
    measure: Callable[[], float],
    rounds: int,
) -> Figures:
    """Measure in turn bare, traced, and with each of `beside` beside that, `rounds` times."""
    measures = [(), (contrib,), *((contrib, kind) for kind in beside)]
    figures: list[list[float]] = [[] for _ in measures]
    for _ in range(rounds):
        for column, kinds in zip(figures, measures, strict=True):
            with instrumented(*kinds):
                gc.collect()
                column.append(measure())
    return Figures(*(statistics.median(column) for column in figures))


def answering(answer: Answer) -> Callable[..., httpx.Response]:
    """Make a `handle_request` that answers from memory; contrib wraps it as it wraps the real one."""

    def handle_request(transport: object, request: httpx.Request) -> httpx.Response:  # noqa: ARG001
        return httpx.Response(answer.status, headers=answer.headers, stream=Pieces(answer))

    return handle_request


@contextmanager
def calling(answer: Answer) -> Iterator[Callable[[], object]]:
    """Make a call of a sync client that is answered from memory."""
    real = httpx.HTTPTransport.handle_request
    httpx.HTTPTransport.handle_request = answering(answer)  # type: ignore[method-assign]

    def streamed() -> None:
        with client.stream("POST", "http://provider.test/v1/chat") as response:
            response.read()

    def plain() -> None:
        client.post("http://provider.test/v1/chat", json={"model": "m"})

    try:
        with httpx.Client() as client:
            yield streamed if answer.stream else plain
    finally:
        httpx.HTTPTransport.handle_request = real  # type: ignore[method-assign]


def httpx_row(answer: Answer, *, calls: int, rounds: int) -> Figures:
    """Compare the time of calls of a sync client."""
    # OpenTelemetry's instrumentor wraps the method that is there, so that is replaced first.
    with calling(answer) as call:
        return compare(
            HTTPXClientInstrumentor,
            (ErrkindHttpxInstrumentor, FloorInstrumentor),
            lambda: timed(call, calls),
            rounds,
        )


def memory_row(answer: Answer, *, calls: int) -> tuple[Memory, Memory]:
    """Compare the memory of the same calls, traced and with us."""
    with calling(answer) as call:
        with instrumented(HTTPXClientInstrumentor):
            traced = memory(call, calls)
        with instrumented(HTTPXClientInstrumentor, ErrkindHttpxInstrumentor):
            return traced, memory(call, calls)


async def timed_async(call: Callable[[], Awaitable[object]], calls: int) -> float:
    """Return the microseconds that one call takes, over many."""
    for _ in range(WARM_UP):
        await call()
    start = perf_counter_ns()
    for _ in range(calls):
        await call()
    return (perf_counter_ns() - start) / calls / 1000


async def by_aiohttp(url: str, calls: int) -> float:
    """Time calls of a session."""

    async def fetch() -> None:
        async with session.get(url) as response:
            await response.read()

    async with aiohttp.ClientSession() as session:
        return await timed_async(fetch, calls)


async def by_async_httpx(url: str, calls: int) -> float:
    """Time calls of an async client."""
    async with httpx.AsyncClient() as client:
        return await timed_async(lambda: client.get(url), calls)


async def by_httpx2(url: str, calls: int) -> float:
    """Time calls of a sync client of the fork."""
    with httpx2.Client() as client:
        return timed(lambda: client.get(url), calls)


HTTPX: Pair = (HTTPXClientInstrumentor, ErrkindHttpxInstrumentor)
HTTPX2: Pair = (HTTPX2ClientInstrumentor, ErrkindHttpx2Instrumentor)
AIOHTTP: Pair = (AioHttpClientInstrumentor, ErrkindAioHttpClientInstrumentor)


def served_row(
    pair: Pair,
    measure: Callable[[str, int], Coroutine[None, None, float]],
    url: str,
    *,
    calls: int,
    rounds: int,
) -> Figures:
    """Compare calls over one connection to a server on loopback."""
    contrib, ours = pair
    return compare(contrib, (ours,), lambda: asyncio.run(measure(url, calls)), rounds)


def import_milliseconds() -> float:
    """Return what our instrumentors add to a process that has imported OpenTelemetry's and the clients.

    The bytecode is there already, as after `pip install`. A full garbage collection is due whenever a quarter
    as many objects as the last one left are new: all that was imported before is collected beforehand.
    """
    theirs = "httpx, aiohttp, opentelemetry.sdk.trace, opentelemetry.sdk.metrics"
    contrib = "opentelemetry.instrumentation.httpx, opentelemetry.instrumentation.aiohttp_client"
    script = f"""
import gc, time, {theirs}, {contrib}
gc.collect()
start = time.perf_counter()
import otel_errkind.httpx, otel_errkind.aiohttp
print(time.perf_counter() - start)
"""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", script]
    runs = [float(subprocess.check_output(command, env=environ)) for _ in range(8)]  # noqa: S603 - our own
    return statistics.median(runs[1:]) * 1000


def hostile() -> tuple[float, str]:
    """Return the microseconds of the slowest hostile body, and which that is."""
    return max(
        (timed(partial(classify, status_code=503, body=body), 20), name) for name, body in HOSTILE.items()
    )


def rows(calls: int, rounds: int) -> Iterator[tuple[str, Figures]]:
    """Measure every row of the table."""
    for name, answer in ANSWERS.items():
        yield name, httpx_row(answer, calls=calls, rounds=rounds)
    with FaultServer() as server:
        good = server.answer("/good", 200, JSON, CHAT)
        bad = server.answer("/bad", 429, LIMITED, RATE_LIMITED)
        for name, pair, measure, url in (
            ("httpx async success", HTTPX, by_async_httpx, good),
            ("httpx2 success", HTTPX2, by_httpx2, good),
            ("aiohttp success", AIOHTTP, by_aiohttp, good),
            ("aiohttp JSON error", AIOHTTP, by_aiohttp, bad),
        ):
            yield name, served_row(pair, measure, url, calls=calls, rounds=rounds)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=300, help="calls of one measure")
    parser.add_argument("--rounds", type=int, default=15, help="how often each measure is taken")
    options = parser.parse_args()
    heads = ("bare", "traced", "with us", "ratio", "we add", "goal", "floor")
    print(f"{'microseconds a call':28}{''.join(f'{head:>9}' for head in heads)}")
    for name, (bare, traced, with_us, with_floor) in rows(options.calls, options.rounds):
        ratio, added, most = with_us / traced, with_us - traced, GOALS.get(name, "")
        least = "" if with_floor is None else f"{with_floor - traced:+9.1f}"
        print(f"{name:28}{bare:9.1f}{traced:9.1f}{with_us:9.1f}{ratio:9.2f}{added:+9.1f}{most:>9}{least}")
    error = timed(lambda: classify(status_code=429, headers=LIMITED, body=RATE_LIMITED), 20000)
    success = timed(lambda: classify(status_code=200), 20000)
    slowest, worst = hostile()
    print(f"{'classify, JSON error':28}{error:9.1f}{GOALS['classify, JSON error']:45}")
    print(f"{'classify, success':28}{success:9.1f}")
    print(f"{'classify, hostile 64 KiB':28}{slowest:9.1f}  ({worst}, the slowest of {len(HOSTILE)})")
    print(f"{'import, milliseconds':28}{import_milliseconds():9.1f}{GOALS['import, milliseconds']:45}")
    print(f"\n{'bytes a call':28}{'peak, traced':>14}{'with us':>9}{'left, traced':>14}{'with us':>9}")
    for name, answer in ANSWERS.items():
        theirs, ours = memory_row(answer, calls=options.calls)
        print(f"{name:28}{theirs.peak:14.0f}{ours.peak:9.0f}{theirs.left:14.1f}{ours.left:9.1f}")


if __name__ == "__main__":
    main()
