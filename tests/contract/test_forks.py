"""A process that forks while others of its threads and tasks call: each process has its own calls, once."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2
import pytest
from opentelemetry.metrics import NoOpMeterProvider
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

from otel_errkind._telemetry.waiting import ABANDONED, OPEN, PENDING
from processes import in_a_process
from telemetry import ORDERS, OURS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opentelemetry.sdk.trace import ReadableSpan

    from faults import FaultServer

HTTPX = {"httpx": httpx, "httpx2": httpx2}
FORKS = 6
TURNS = 5
"""How often a child calls in each way."""
CALLS = (2 * 2 + 3) * TURNS
QUICK: dict[str, Any] = {"verify": False, "timeout": 20}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform has no fork")


class Record(SpanExporter):
    """Spans and counts, kept without a lock: a fork may come while the SDK's own are held."""

    def __init__(self) -> None:
        """Have seen nothing."""
        self.errors: list[object] = []
        self.counts: list[int] = []

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Keep the errors."""
        self.errors += [span for span in spans if "errkind.category" in (span.attributes or {})]
        return SpanExportResult.SUCCESS

    def get_meter(self, *_args: object, **_options: object) -> Record:
        """Stand for a provider of meters."""
        return self

    def create_counter(self, *_args: object, **_options: object) -> Record:
        """Stand for a meter."""
        return self

    def add(self, amount: int, *_args: object, **_options: object) -> None:
        """Stand for a counter."""
        self.counts.append(amount)

    def seen(self) -> list[int]:
        """Return how many errors have a span, how many were counted, and how much is held."""
        return [len(self.errors), sum(self.counts), len(PENDING) + len(ABANDONED) + len(OPEN)]


@contextmanager
def recording(order: str) -> Iterator[tuple[Record, TracerProvider]]:
    """Instrument in that order."""
    record = Record()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(record))
    instrumentors: tuple[Any, ...] = ORDERS[order]
    for kind in instrumentors:
        meters = record if kind in OURS else NoOpMeterProvider()
        kind().instrument(tracer_provider=provider, meter_provider=meters)
    yield record, provider
    provider.force_flush()


def call_in_turn(module: Any, url: str, turns: Iterator[int]) -> int:
    """Read at once and stream by turns; return how many calls that were."""
    made = 0
    with module.Client(**QUICK) as client:
        for turn in turns:
            if turn % 2:
                client.get(url)
            else:
                with client.stream("GET", url) as response:
                    response.read()
            made += 1
    return made


async def call_side_by_side(url: str, over: threading.Event, turns: int) -> int:
    """Call with aiohttp and httpx in tasks, so many times or until it is over; return how many that were."""
    made = 0

    async def fetch(session: aiohttp.ClientSession) -> None:
        async with session.get(url) as response:
            await response.read()

    async with aiohttp.ClientSession() as session, httpx.AsyncClient(**QUICK) as client:
        for _ in range(turns):
            await asyncio.gather(fetch(session), fetch(session), client.get(url))
            made += 3
            if over.is_set():
                break
    return made


def child(url: str, record: Record, writing: int) -> None:
    """Make calls of its own, and tell how many, and what came of them since the fork."""
    spans, counts, _ = record.seen()
    made = sum(call_in_turn(module, url, iter(range(2 * TURNS))) for module in HTTPX.values())
    made += asyncio.run(call_side_by_side(url, threading.Event(), TURNS))
    seen = record.seen()
    os.write(writing, json.dumps([made, seen[0] - spans, seen[1] - counts, seen[2]]).encode())


def forked(url: str, record: Record) -> Any:
    """Fork, and return what the child told, or how it ended."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        signal.alarm(20)
        try:
            child(url, record, writing)
        finally:
            os._exit(0)
    os.close(writing)
    status = os.waitpid(pid, 0)[1]
    with os.fdopen(reading) as told:
        return json.loads(told.read() or json.dumps(f"ended with {status}"))


def fork_while_others_call(order: str, url: str) -> list[Any]:
    """Fork several times while threads and tasks call; return what children and parent have seen."""
    with recording(order) as (record, _):
        over, made = threading.Event(), list[int]()

        def turns() -> Iterator[int]:
            turn = 0
            while not over.is_set():
                yield (turn := turn + 1)

        def call(module: Any) -> None:
            made.append(call_in_turn(module, url, turns()))

        def call_in_tasks() -> None:
            made.append(asyncio.run(call_side_by_side(url, over, 10**6)))

        threads = [
            *(threading.Thread(target=call, args=[module]) for module in HTTPX.values()),
            threading.Thread(target=call_in_tasks),
        ]
        # What a thread is importing at the fork is locked in the child for ever.
        made += [call_in_turn(module, url, iter(range(2))) for module in HTTPX.values()]
        made.append(asyncio.run(call_side_by_side(url, over, 1)))
        for thread in threads:
            thread.start()
        while len(record.counts) < 3 * len(threads):
            over.wait(0.01)
        children = [forked(url, record) for _ in range(FORKS)]
        over.set()
        for thread in threads:
            thread.join()
    return [children, sum(made), record.seen()]


@pytest.mark.parametrize("order", ORDERS)
def test_a_fork_while_threads_and_tasks_call(server: FaultServer, order: str) -> None:
    """Each child has its own calls, none of its parent's, and waits for no thread that is not there."""
    url = server.url("/json-error")

    children, made, seen = in_a_process(__file__, fork_while_others_call, order, url, patience=60)

    assert children == [[CALLS, CALLS, CALLS, 0]] * FORKS
    assert seen == [made, made, 0]


def fork_while_held(name: str, order: str, url: str) -> list[list[int]]:
    """Fork while a span of an async call is held; return what child and parent have seen."""

    async def main() -> list[list[int]]:
        async with HTTPX[name].AsyncClient(**QUICK) as client:
            response = await client.send(client.build_request("GET", url), stream=True)
            reading, writing = os.pipe()
            pid = os.fork()
            if pid == 0:
                provider.force_flush()
                del response
                gc.collect()
                os.write(writing, json.dumps(record.seen()).encode())
                os._exit(0)
            os.waitpid(pid, 0)  # noqa: ASYNC222 - nothing else is to happen meanwhile
            await response.aread()
            return [json.loads(os.read(reading, 4096)), record.seen()]

    with recording(order) as (record, provider):
        return asyncio.run(main())


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", HTTPX)
def test_a_fork_within_a_task(server: FaultServer, name: str, order: str) -> None:
    """What an async call holds is its parent's, as what a sync call holds is: `test_bounds`."""
    url = server.url("/json-error")

    in_child, in_parent = in_a_process(__file__, fork_while_held, name, order, url, patience=30)

    assert in_child == [0, 0, 0]
    assert in_parent == [1, 1, 0]


def fork_while_collecting(order: str, url: str) -> list[int]:
    """Fork while another thread is in a finalizer; return what the child has seen of calls in new threads."""
    inside, over = threading.Event(), threading.Event()

    class Slow:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            inside.set()
            over.wait(20)

    def collect() -> None:
        Slow()
        gc.collect()

    def call() -> None:
        with httpx.Client(**QUICK) as client:
            client.get(url)

    with recording(order) as (record, _):
        call()
        record.counts.clear()
        record.errors.clear()
        collecting = threading.Thread(target=collect)
        collecting.start()
        inside.wait(20)
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            over.set()
            # A new thread gets the number of one that is not there any more.
            for _ in range(TURNS):
                thread = threading.Thread(target=call)
                thread.start()
                thread.join()
            os.write(writing, json.dumps(record.seen()).encode())
            os._exit(0)
        os.waitpid(pid, 0)
        over.set()
        collecting.join()
        seen: list[int] = json.loads(os.read(reading, 4096))
    return seen


@pytest.mark.parametrize("order", ORDERS)
def test_a_fork_while_garbage_is_collected(server: FaultServer, order: str) -> None:
    """In CPython 3.11 that collection never ends in the child."""
    url = server.url("/json-error")

    assert in_a_process(__file__, fork_while_collecting, order, url, patience=60) == [TURNS, TURNS, 0]
