"""Several calls, one wish: a failure that another attempt follows is `retried`, the last one `terminal`."""

from __future__ import annotations

import asyncio
import gc
import inspect
import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from threading import Barrier
from time import time_ns
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import stamina
import tenacity
from opentelemetry.instrumentation.utils import suppress_http_instrumentation
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import NoOpTracerProvider, SpanKind

from apps.launch import COMMAND, TO_CONSOLE, start
from callers import CALLERS
from faults import answer
from otel_errkind import operation
from otel_errkind._telemetry import waiting
from otel_errkind._telemetry.operation import OPERATION, Operation
from otel_errkind._telemetry.waiting import ABANDONED, OPEN, PENDING
from otel_errkind.httpx import ErrkindHttpxInstrumentor
from processes import in_a_process
from telemetry import ORDERS, OURS, Telemetry, instrumented

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Coroutine, Generator, Iterator
    from pathlib import Path

    from faults import FaultServer

FAILED, LIMITED, FINE = "/status/500", "/status/429", "/json"


@pytest.fixture
def telemetry() -> Iterator[Telemetry]:
    """Instrument, and leave nothing held."""
    with instrumented() as running:
        yield running
    assert (len(PENDING), len(ABANDONED), len(OPEN), OPERATION.get()) == (0, 0, 0, None)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """Make a client, without the certificates that it would load."""
    with httpx.Client(verify=False) as running:  # noqa: S501 - there is no TLS
        yield running


def counted(telemetry: Telemetry) -> dict[str, int | float]:
    """Return how many failures have which outcome on the counter."""
    counts: Counter[str] = Counter()
    for count in telemetry.counts():
        counts[count.attributes["errkind.outcome"]] += int(count.value)
    return dict(counts)


def written(telemetry: Telemetry) -> list[str | None]:
    """Return the outcome on each span with a verdict, in the order of their starts."""
    spans = [span for span in telemetry.all_spans() if "errkind.category" in (span.attributes or {})]
    spans.sort(key=lambda span: span.start_time or 0)
    return [dict(span.attributes or {}).get("errkind.outcome") for span in spans]  # type: ignore[misc]


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("name", CALLERS)
def test_attempts_that_end_well(server: FaultServer, name: str, order: Any) -> None:
    """Two failures and a success: two were retried, none reached the application."""
    with instrumented(order) as telemetry:
        with operation("orders"):
            for path in (LIMITED, FAILED, FINE):
                CALLERS[name](server.url(path))

        assert written(telemetry) == ["retried", "retried"]
        assert counted(telemetry) == {"retried": 2}
        assert len(telemetry.spans()) == 3


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("name", CALLERS)
@pytest.mark.parametrize("access", ["stream-all", "stream-unread", "stream-raise-for-status"])
def test_attempts_that_end_badly(server: FaultServer, name: str, access: str, order: Any) -> None:
    """The failure after which no attempt starts is the one that the application saw, however it read it."""
    known = access if access in CALLERS[name].accesses else "raise-for-status"
    with instrumented(order) as telemetry:
        with operation():
            for path in (LIMITED, "/refused", FAILED):
                url = server.url(path) if path != "/refused" else "http://127.0.0.1:1/"
                CALLERS[name](url, known)

        assert written(telemetry) == ["retried", "retried", "terminal"]
        assert counted(telemetry) == {"retried": 2, "terminal": 1}
        assert len(telemetry.spans()) == 3


def test_what_the_application_raises_ends_an_operation(
    server: FaultServer, client: httpx.Client, telemetry: Telemetry
) -> None:
    """The exception passes as it is, and the last failure is terminal."""
    with pytest.raises(httpx.HTTPStatusError) as raised, operation():
        client.get(server.url(FAILED)).raise_for_status()

    assert raised.value.__context__ is None
    assert counted(telemetry) == {"terminal": 1}


def test_a_failure_before_the_request_is_sent(client: httpx.Client, telemetry: Telemetry) -> None:
    """What cannot be built is an attempt as well."""
    with operation():
        for _ in range(2):
            with suppress(httpx.UnsupportedProtocol, httpx.InvalidURL):
                client.get("http://shop.example:port/")

    assert counted(telemetry) == {"retried": 1, "terminal": 1}
    assert written(telemetry) == ["retried", "terminal"]


@pytest.mark.parametrize("name", CALLERS)
def test_a_body_that_breaks_late(server: FaultServer, name: str) -> None:
    """The break of a streamed success takes part, at the moment at which it happens."""
    with instrumented() as telemetry:
        access = "stream-all"
        with operation():
            for path in ("/stream-breaks", "/stream-breaks"):
                CALLERS[name](server.url(path), access)
        CALLERS[name](server.url("/stream-breaks"), access)

        assert written(telemetry) == ["retried", "terminal", "terminal"]
        assert counted(telemetry) == {"retried": 1, "terminal": 2}


def test_a_body_that_breaks_after_the_operation(
    server: FaultServer, client: httpx.Client, telemetry: Telemetry
) -> None:
    """A stream that an inner operation returned belongs to the outer one, which can try again."""

    def opened() -> httpx.Response:
        with operation():
            return client.send(client.build_request("GET", server.url("/stream-breaks")), stream=True)

    with operation():
        for _ in range(2):
            with suppress(httpx.HTTPError):
                opened().read()
    with suppress(httpx.HTTPError):
        opened().read()

    assert counted(telemetry) == {"retried": 1, "terminal": 2}


def test_an_answer_whose_body_is_read_after_the_next_attempt(
    server: FaultServer, client: httpx.Client, telemetry: Telemetry
) -> None:
    """The answer came before: it was retried, whenever the application looks into it."""
    with operation():
        with client.stream("GET", server.url(FAILED)) as response:
            client.get(server.url(FINE))
            response.read()

        assert written(telemetry) == ["retried"]
        assert counted(telemetry) == {"retried": 1}


@pytest.mark.parametrize("name", ["httpx", "aiohttp"])
def test_without_an_instrumentation_that_traces(server: FaultServer, name: str) -> None:
    """A span of ours waits for its outcome too, and keeps the time at which the call failed."""
    with instrumented(OURS) as telemetry:
        with operation():
            CALLERS[name](server.url(FAILED))
            failed_before = time_ns()
            CALLERS[name](server.url(FAILED))

        first, _ = telemetry.spans()
        assert written(telemetry) == ["retried", "terminal"]
        assert (first.end_time or 0) < failed_before


def test_spans_that_the_sampler_dropped_are_counted(server: FaultServer) -> None:
    """The counter has every outcome, sampled or not."""
    with instrumented(sampler=ALWAYS_OFF) as telemetry:
        with operation():
            CALLERS["httpx"](server.url(FAILED))
            CALLERS["httpx"](server.url(FAILED))

        assert counted(telemetry) == {"retried": 1, "terminal": 1}
        assert telemetry.all_spans() == ()


def test_nested_operations(server: FaultServer, client: httpx.Client, telemetry: Telemetry) -> None:
    """What was terminal to the inner operation is a failed attempt of the outer one."""
    with operation("outer"):
        for _ in range(2):
            with operation("inner"):
                client.get(server.url(LIMITED))
                client.get(server.url(FAILED))

    assert written(telemetry) == ["retried", "retried", "retried", "terminal"]
    assert counted(telemetry) == {"retried": 3, "terminal": 1}


def test_one_operation_object_may_be_nested_and_used_again(
    server: FaultServer, client: httpx.Client, telemetry: Telemetry
) -> None:
    """It holds nothing but its name."""
    shared = operation("shared")

    with shared, shared:
        client.get(server.url(FAILED))
    with shared:
        client.get(server.url(FAILED))

    assert counted(telemetry) == {"terminal": 2}
    assert repr(shared) == "operation('shared')"


def test_a_decorated_function(server: FaultServer, client: httpx.Client, telemetry: Telemetry) -> None:
    """Each call of it is an operation of its own, with its arguments and its result."""

    @operation("fetch")
    def fetch(*paths: str, last: str) -> int:
        """Fetch."""
        return [client.get(server.url(path)).status_code for path in (*paths, last)][-1]

    results = [fetch(FAILED, last=LIMITED), fetch(FAILED, FAILED, last=FINE)]

    assert results == [429, 200]
    assert counted(telemetry) == {"retried": 3, "terminal": 1}
    assert (fetch.__name__, fetch.__doc__) == ("fetch", "Fetch.")


def test_a_decorated_coroutine_function(server: FaultServer, telemetry: Telemetry) -> None:
    """It stays one, and tasks that run it at the same time keep apart."""

    @operation("fetch")
    async def fetch(client: httpx.AsyncClient, *paths: str) -> int:
        return [(await client.get(server.url(path))).status_code for path in paths][-1]

    async def main() -> list[int]:
        async with httpx.AsyncClient(verify=False) as client:  # noqa: S501 - there is no TLS
            plans = ((FAILED, FINE), (FAILED, LIMITED)) * 10
            return await asyncio.gather(*(fetch(client, *plan) for plan in plans))

    results = asyncio.run(main())

    assert inspect.iscoroutinefunction(fetch)
    assert results == [200, 429] * 10
    assert counted(telemetry) == {"retried": 20, "terminal": 10}


def test_a_generator_function_is_refused() -> None:
    """Between two pieces its caller would run inside the operation."""

    def pieces() -> Iterator[int]:
        yield 1

    async def async_pieces() -> AsyncGenerator[int]:
        yield 1

    for function in (pieces, async_pieces, partial(pieces)):
        with pytest.raises(TypeError, match="generator function"):
            operation("pieces")(function)


@pytest.mark.parametrize("library", ["tenacity", "stamina"])
def test_helpers_that_retry(
    server: FaultServer, client: httpx.Client, telemetry: Telemetry, library: str
) -> None:
    """What they give up is terminal, what they repeat is retried."""
    retry: Any = {
        "tenacity": tenacity.retry(stop=tenacity.stop_after_attempt(3), reraise=True),
        "stamina": stamina.retry(on=httpx.HTTPError, attempts=3, wait_initial=0.01),
    }[library]

    def attempt(url: str) -> int:
        return client.get(url).raise_for_status().status_code

    fetch = operation()(retry(attempt))
    fetch(server.script("/better", answer(500), answer(429), answer(200)))
    with pytest.raises(httpx.HTTPStatusError):
        fetch(server.url(FAILED))

    assert counted(telemetry) == {"retried": 4, "terminal": 1}


def test_calls_side_by_side_do_not_retry_each_other(server: FaultServer, telemetry: Telemetry) -> None:
    """What started before a failure is no attempt at repairing it; what starts later is one at both."""
    slow = server.answer("/slow", 200, delay=0.2)

    async def side_by_side(client: httpx.AsyncClient) -> None:
        await asyncio.gather(*(client.get(url) for url in (slow, server.url(FAILED), server.url(LIMITED))))

    async def main() -> None:
        async with httpx.AsyncClient(verify=False) as client:  # noqa: S501 - there is no TLS
            with operation():
                await side_by_side(client)
            with operation():
                await side_by_side(client)
                await client.get(server.url(FINE))

    asyncio.run(main())

    assert counted(telemetry) == {"terminal": 2, "retried": 2}


def test_threads_of_one_operation(server: FaultServer, client: httpx.Client, telemetry: Telemetry) -> None:
    """A thread belongs to the operation whose context it runs in; one with a context of its own does not."""

    async def main() -> None:
        with operation():
            await asyncio.to_thread(client.get, server.url(FAILED))
            await asyncio.to_thread(client.get, server.url(FINE))

    asyncio.run(main())
    with operation(), ThreadPoolExecutor(1) as threads:
        threads.submit(client.get, server.url(FAILED)).result()
        threads.submit(copy_context().run, client.get, server.url(FAILED)).result()
        threads.submit(client.get, server.url(FINE)).result()
        assert counted(telemetry) == {"retried": 1, "terminal": 1}

    assert counted(telemetry) == {"retried": 1, "terminal": 2}


def test_many_threads_in_one_operation(
    server: FaultServer, client: httpx.Client, telemetry: Telemetry
) -> None:
    """Whoever fails, retries or ends it at the same time: each failure is counted once."""
    threads, turns = 8, 25
    start = Barrier(threads)

    def fail() -> None:
        start.wait()
        for _ in range(turns):
            client.get(server.url(FAILED))

    with ThreadPoolExecutor(threads) as pool:
        with operation():
            running = [pool.submit(copy_context().run, fail) for _ in range(threads)]
            running[0].result()
        for thread in running:
            thread.result()

    outcomes = counted(telemetry)
    assert sum(outcomes.values()) == threads * turns
    assert len(written(telemetry)) == threads * turns
    assert Counter(written(telemetry)) == outcomes


def test_a_task_that_outlives_its_operation(server: FaultServer, telemetry: Telemetry) -> None:
    """Its failures belong to nothing that still goes on, so the application saw each at once."""

    async def main() -> None:
        over = asyncio.Event()

        async def work() -> None:
            await over.wait()
            for _ in range(3):
                await session.get(server.url(FAILED))
                assert not PENDING

        async with httpx.AsyncClient(verify=False) as session:  # noqa: S501 - there is no TLS
            with operation():
                task = asyncio.create_task(work())
                await asyncio.sleep(0)
            over.set()
            await task

    asyncio.run(main())

    assert counted(telemetry) == {"terminal": 3}


def test_suppressed_calls_are_no_attempts(
    server: FaultServer, client: httpx.Client, telemetry: Telemetry
) -> None:
    """An exporter may send its spans in the middle of an operation."""
    with operation():
        client.get(server.url(FAILED))
        with suppress_http_instrumentation():
            client.get(server.url(FINE))

    assert counted(telemetry) == {"terminal": 1}


def test_a_span_waits_for_five_seconds(
    server: FaultServer, client: httpx.Client, telemetry: Telemetry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After that it goes without the outcome; the count waits as long as the sleep between two attempts."""
    now = 1000.0
    monkeypatch.setattr(waiting, "monotonic", lambda: now)

    with operation():
        client.get(server.url(FAILED))
        failed_before = time_ns()
        now += 4.9
        another_span(telemetry)
        assert telemetry.spans() == ()
        now += 0.2
        another_span(telemetry)
        (span,) = telemetry.spans()
        now += 3600
        assert counted(telemetry) == {}
        client.get(server.url(LIMITED))
        now += 5
        client.get(server.url(FAILED))

    assert (span.end_time or 0) < failed_before
    assert written(telemetry) == [None, None, "terminal"]
    assert counted(telemetry) == {"retried": 2, "terminal": 1}


def another_span(telemetry: Telemetry) -> None:
    """Start and end a span that is no call."""
    telemetry.tracer_provider.get_tracer("application").start_span("another").end()


@pytest.mark.parametrize("act", ["force_flush", "shutdown"])
@pytest.mark.parametrize("access", ["read", "stream"])
def test_a_flush_lets_held_spans_go(
    server: FaultServer, client: httpx.Client, telemetry: Telemetry, act: str, access: str
) -> None:
    """They go once, with the verdict and their own end; the count still gets its outcome."""
    with operation():
        response = client.send(client.build_request("GET", server.url(FAILED)), stream=access == "stream")
        failed_before = time_ns()
        getattr(telemetry.tracer_provider, act)()
        (span,) = telemetry.spans()
        response.close()

    assert not PENDING
    assert (span.end_time or 0) < failed_before
    assert telemetry.spans() == (span,)
    assert written(telemetry) == [None]
    assert counted(telemetry) == {"terminal": 1}


@pytest.mark.parametrize("end", ["closed", "forgotten", "collected"])
def test_a_generator_that_is_not_run_to_its_end(
    server: FaultServer, client: httpx.Client, telemetry: Telemetry, end: str
) -> None:
    """The garbage collector may end it, so its last failure waits for the next span, or for a flush."""

    def pieces(*_: object) -> Generator[int]:
        with operation():
            yield client.get(server.url(FAILED)).status_code

    def use() -> None:
        cycle: list[object] = []
        generator = pieces(cycle)
        assert next(generator) == 500
        if end == "closed":
            generator.close()
        if end == "collected":
            cycle.append(generator)

    # In a context of its own: what the collector may have ended does not touch the one that it meets.
    copy_context().run(use)
    gc.collect()
    another_span(telemetry)

    assert counted(telemetry) == {"terminal": 1}
    assert written(telemetry) == ["terminal"]


def test_generators_that_are_not_run_to_their_end_without_a_tracer() -> None:
    """Where no span ever starts, the next operation counts what they have left behind."""
    transport = httpx.MockTransport(lambda _: httpx.Response(503))
    telemetry = Telemetry()

    def pieces(*, fail: bool) -> Generator[None]:
        with operation():
            if fail:
                session.get("http://mock.test/")
            yield

    def use(*, fail: bool) -> None:
        generator = pieces(fail=fail)
        next(generator)
        generator.close()

    ErrkindHttpxInstrumentor().instrument(
        tracer_provider=NoOpTracerProvider(), meter_provider=telemetry.meter_provider
    )
    try:
        with httpx.Client(transport=transport) as session:
            copy_context().run(use, fail=False)
            assert not ABANDONED
            copy_context().run(use, fail=True)
            assert counted(telemetry) == {}
            with operation():
                assert counted(telemetry) == {"terminal": 1}
    finally:
        ErrkindHttpxInstrumentor().uninstrument()
        telemetry.shutdown()

    assert (len(PENDING), len(ABANDONED), len(OPEN)) == (0, 0, 0)


def test_an_operation_that_is_never_left(
    server: FaultServer, client: httpx.Client, telemetry: Telemetry
) -> None:
    """When its context is gone, its last failure is counted at the next flush."""

    def begin() -> None:
        operation("endless").__enter__()
        client.get(server.url(LIMITED))
        client.get(server.url(FAILED))

    copy_context().run(begin)
    gc.collect()
    telemetry.tracer_provider.force_flush()

    assert counted(telemetry) == {"retried": 1, "terminal": 1}


def test_a_task_that_is_cancelled_between_two_attempts(server: FaultServer, telemetry: Telemetry) -> None:
    """No attempt follows any more, so the last failure is terminal."""
    failed = asyncio.Event()

    async def work() -> None:
        async with httpx.AsyncClient(verify=False) as client:  # noqa: S501 - there is no TLS
            with operation():
                await client.get(server.url(FAILED))
                failed.set()
                await asyncio.sleep(60)

    async def main() -> None:
        task = asyncio.create_task(work())
        await failed.wait()
        task.cancel()
        await asyncio.wait([task])

    asyncio.run(main())

    assert counted(telemetry) == {"terminal": 1}
    assert written(telemetry) == ["terminal"]


def test_ten_thousand_operations_leave_nothing_behind() -> None:
    """Whatever becomes of them: nothing is held, nothing grows, every failure is counted."""
    held, grown, outcomes, context = in_a_process(__file__, ten_thousand_operations, patience=90)

    assert held == 0
    assert grown < 1000
    assert outcomes == {"retried": 10_000, "terminal": 10_000}
    assert "errkind_operation" not in context


def ten_thousand_operations() -> list[Any]:
    """Run them, a tenth of it as a warm-up; return what is held, blocks of memory, outcomes, the context."""
    transport = httpx.MockTransport(lambda _: httpx.Response(503))

    def use(client: httpx.Client, number: int) -> None:
        if number % 10 == 0:
            copy_context().run(_abandon, client)
            return
        with operation():
            client.get("http://mock.test/")
            client.get("http://mock.test/")

    before = 0
    with instrumented(OURS) as telemetry, httpx.Client(transport=transport) as client:
        for number in range(10_000):
            use(client, number)
            if number == 1000:
                before = _blocks(telemetry)
            if number % 100 == 0:
                telemetry.clear()
        grown = _blocks(telemetry) - before
        context = [variable.name for variable, value in copy_context().items() if value is not None]
        return [len(PENDING) + len(ABANDONED) + len(OPEN), grown, counted(telemetry), context]


def _abandon(client: httpx.Client) -> None:
    operation().__enter__()
    client.get("http://mock.test/")
    client.get("http://mock.test/")


def _blocks(telemetry: Telemetry) -> int:
    gc.collect()
    telemetry.tracer_provider.force_flush()
    telemetry.clear()
    gc.collect()
    return sys.getallocatedblocks()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform has no fork")
def test_a_forked_child_leaves_its_parents_failures_alone(server: FaultServer) -> None:
    """A failure whose fate is open at the fork is counted by the parent; the child counts its own."""
    in_child, in_parent = in_a_process(__file__, fork, server.url(FAILED), patience=20)

    assert in_child == [0, ["terminal"], {"terminal": 1}]
    assert in_parent == [0, ["retried"], {"retried": 1}]


def fork(url: str) -> list[Any]:
    """Fork in an operation in which a call has failed; return what child and parent have seen in the end."""
    with instrumented() as telemetry, httpx.Client(verify=False) as client:  # noqa: S501 - there is no TLS
        reading, writing = os.pipe()
        with operation():
            client.get(url)
            child = os.fork()
            if child == 0:
                client.get(url)
            else:
                os.waitpid(child, 0)
                client.get(url.replace("500", "200"))
        seen = [len(PENDING), written(telemetry), counted(telemetry)]
        if child == 0:
            os.write(writing, json.dumps(seen).encode())
            os._exit(0)
        return [json.loads(os.read(reading, 4096)), seen]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform has no fork")
def test_a_child_forked_in_an_operation_counts_its_failures(server: FaultServer) -> None:
    """A worker process ends without leaving the operation in which its parent has started it."""
    assert in_a_process(__file__, work_in_a_child, server.url(FAILED), patience=20) == {"terminal": 1}


def work_in_a_child(url: str) -> Any:
    """Fork in an operation, as multiprocessing does; return what the child has counted."""
    with instrumented() as telemetry, httpx.Client() as client, operation():
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            client.get(url)
            os.write(writing, json.dumps(counted(telemetry)).encode())
            os._exit(0)
        os.waitpid(child, 0)
        return json.loads(os.read(reading, 4096))


def test_importing_the_package_is_cheap() -> None:
    """`operation` needs neither the clients nor OpenTelemetry to be imported."""
    program = "import sys, otel_errkind; print(*(name.partition('.')[0] for name in sys.modules))"

    printed = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout

    heavy = {"opentelemetry", "httpx", "httpx2", "aiohttp", "anyio", "trio", "asyncio", "openai", "wrapt"}
    assert heavy & set(printed.split()) == set()


def test_operations_that_overlap(server: FaultServer, client: httpx.Client, telemetry: Telemetry) -> None:
    """Two generators that are advanced in turn: the end of one leaves the other in its operation."""

    def fetch(*paths: str) -> Iterator[int]:
        with operation():
            for path in paths:
                yield client.get(server.url(path)).status_code

    first, second = fetch(FINE), fetch(FINE, FAILED, FINE)
    next(first)
    next(second)
    left = [*first, *second]

    assert left == [500, 200]
    assert counted(telemetry) == {"retried": 1}


def test_an_operation_that_begins_in_another_and_outlives_it(
    server: FaultServer, client: httpx.Client, telemetry: Telemetry
) -> None:
    """A decorated function may start a generator with an operation of its own, and return it."""

    @operation("start")
    def start() -> Iterator[int]:
        def fetch() -> Iterator[int]:
            with operation("fetch"):
                for path in (FINE, FAILED, FINE):
                    yield client.get(server.url(path)).status_code

        pieces = fetch()
        next(pieces)
        return pieces

    left = list(start())

    assert left == [500, 200]
    assert counted(telemetry) == {"retried": 1}


@pytest.mark.parametrize("end", ["finished", "closed"])
def test_a_chain_of_overlapping_operations_keeps_none(end: str) -> None:
    """Each begins in the one before, which ends first: none of those that are over is kept."""

    def pieces() -> Generator[None]:
        with operation():
            yield

    def begin() -> Generator[None]:
        begun = pieces()
        next(begun)
        return begun

    def run() -> int:
        running = begin()
        for _ in range(100):
            last, running = running, operation()(begin)()
            last.close() if end == "closed" else next(last, None)
        return sum(type(thing) is Operation for thing in gc.get_objects())

    assert copy_context().run(run) < 5


BEGINNING = """
import sys
from threading import Event, Thread

import httpx
from opentelemetry import trace
from otel_errkind import operation

client, url = httpx.Client(verify=False), sys.argv[1]
"""
LEFT = {
    "unread": "response = client.send(client.build_request('GET', url), stream=True)",
    "entered": "operation().__enter__(); client.get(url)",
    "unread-in-operation": """
operation().__enter__()
response = client.send(client.build_request('GET', url), stream=True)""",
    "suspended": """
def pieces():
    with operation():
        yield client.get(url)

left = pieces()
next(left)""",
    "thread": """
def work():
    with operation():
        client.get(url)
        failed.set()
        Event().wait()

failed = Event()
Thread(target=work, daemon=True).start()
failed.wait()""",
    "flushed": """
operation().__enter__()
client.get(url)
trace.get_tracer_provider().force_flush()""",
}
"""What a program has not brought to its end when it ends itself."""


@pytest.mark.parametrize("left", LEFT)
def test_what_waits_when_the_program_ends(server: FaultServer, tmp_path: Path, left: str) -> None:
    """Nobody tries again any more: each failure is counted as terminal, before the last metrics go out."""
    program = BEGINNING + LEFT[left]

    run = start((COMMAND, sys.executable, "-c", program, server.url(FAILED)), TO_CONSOLE, tmp_path)

    assert run.counts == {"server_error": 1}
    assert '"errkind.outcome": "terminal"' in run.output
    assert [verdict.get("errkind.outcome") for verdict in run.verdicts] == [
        None if left == "flushed" else "terminal"
    ]
    assert run.complaints == ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform has no fork")
def test_a_forked_child_that_ends_counts_its_own_failures_alone(server: FaultServer, tmp_path: Path) -> None:
    """It has copies of what its parent waits for, and inherits what is to be done at the exit."""
    fork = "operation().__enter__(); client.get(url); child = os.fork(); child and os.waitpid(child, 0)"

    run = start(
        (COMMAND, sys.executable, "-c", f"{BEGINNING}import os\n{fork}", server.url(FAILED)),
        TO_CONSOLE,
        tmp_path,
    )

    assert [verdict["errkind.outcome"] for verdict in run.verdicts] == ["terminal"]
    assert run.output.count('"errkind.client.errors"') == 1


async def retrying(url: str) -> int:
    """Call twice."""
    async with httpx.AsyncClient(verify=False) as client:  # noqa: S501 - there is no TLS
        await client.get(url)
        return (await client.get(url)).status_code


class Retrying:
    """What is called like a coroutine function, and is none."""

    async def __call__(self, url: str) -> int:
        """Call twice."""
        return await retrying(url)


def in_a_wrapper(url: str) -> Any:
    """Return a coroutine, as a decorator does that knows of no coroutines."""
    return retrying(url)


AWAITABLE: dict[str, Any] = {"wrapper": in_a_wrapper, "object": Retrying(), "partial": partial(retrying)}


@pytest.mark.parametrize("how", AWAITABLE)
def test_a_decorated_function_that_returns_a_coroutine(
    server: FaultServer, telemetry: Telemetry, how: str
) -> None:
    """Its work is yet to come, and belongs to the operation wherever it is awaited."""
    fetch = operation("fetch")(AWAITABLE[how])

    async def main() -> int:
        return await asyncio.create_task(fetch(server.url(FAILED)))

    assert asyncio.run(main()) == 500
    assert counted(telemetry) == {"retried": 1, "terminal": 1}


def test_a_coroutine_of_a_decorated_function_is_one(recwarn: pytest.WarningsRecorder) -> None:
    """It has its name, can be closed or awaited once, and complains once if neither is done."""
    fetch = operation()(in_a_wrapper)

    closed, forgotten = fetch(""), fetch("")
    names = (closed.__name__, closed.__qualname__, inspect.iscoroutine(closed))
    closed.close()
    warned = len(recwarn)
    with pytest.warns(RuntimeWarning, match="coroutine 'retrying' was never awaited") as warnings:
        del forgotten

    assert names == ("retrying", "retrying", True)
    assert warned == 0
    assert len(warnings) == 1


@pytest.mark.filterwarnings("ignore:coroutine 'retrying' was never awaited")  # the wrapper is not
def test_a_coroutine_that_others_have_is_left_to_them(server: FaultServer, telemetry: Telemetry) -> None:
    """A decorated function may schedule what it returns: nobody awaits the wrapper then."""
    scheduled: list[asyncio.Task[int]] = []

    @operation()
    def fetch() -> Coroutine[Any, Any, int]:
        coroutine = retrying(server.url(FINE))
        scheduled.append(asyncio.create_task(coroutine))
        return coroutine

    async def main() -> int:
        wrapper = fetch()
        del wrapper
        return await scheduled.pop()

    assert asyncio.run(main()) == 200
    assert telemetry.total() == 0


def test_what_runs_on_its_own_stays_what_it_is(server: FaultServer, telemetry: Telemetry) -> None:
    """A task that a decorated function returns is that task; the operation is over for it."""

    @operation()
    def fetch() -> asyncio.Task[int]:
        return asyncio.create_task(retrying(server.url(FAILED)))

    async def main() -> int:
        task = fetch()
        assert type(task) is asyncio.Task
        return await task

    assert asyncio.run(main()) == 500
    assert counted(telemetry) == {"terminal": 2}


def test_decorated_class_methods(server: FaultServer, client: httpx.Client, telemetry: Telemetry) -> None:
    """It may stand above `classmethod` and `staticmethod`, and below them."""
    paths = (FAILED, FINE)

    class Shop:
        @operation()
        @classmethod
        def above(cls, *paths: str) -> tuple[str, int]:
            return cls.__name__, [client.get(server.url(path)).status_code for path in paths][-1]

        @classmethod
        @operation()
        def below(cls, *paths: str) -> tuple[str, int]:
            return cls.__name__, [client.get(server.url(path)).status_code for path in paths][-1]

        @operation()
        @staticmethod
        def beside(*paths: str) -> int:
            return [client.get(server.url(path)).status_code for path in paths][-1]

    class Branch(Shop):
        pass

    assert Branch.above(*paths) == Branch().below(*paths) == ("Branch", 200)
    assert Shop.beside(*paths) == Shop().beside(*paths) == 200
    assert counted(telemetry) == {"retried": 4}


PROVIDED_LATE = """
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import ConsoleMetricExporter, PeriodicExportingMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter
from otel_errkind.httpx import ErrkindHttpxInstrumentor

ErrkindHttpxInstrumentor().instrument()
provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(ConsoleSpanExporter()))
trace.set_tracer_provider(provider)
metrics.set_meter_provider(MeterProvider([PeriodicExportingMetricReader(ConsoleMetricExporter())]))
"""


COUNTING_ALONE = """
from opentelemetry import metrics
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import ConsoleMetricExporter, PeriodicExportingMetricReader
from otel_errkind.httpx import ErrkindHttpxInstrumentor

ErrkindHttpxInstrumentor().instrument()
metrics.set_meter_provider(MeterProvider([PeriodicExportingMetricReader(ConsoleMetricExporter())]))
"""


@pytest.mark.parametrize("providers", [PROVIDED_LATE, COUNTING_ALONE], ids=["late", "counting-alone"])
def test_what_waits_when_a_program_ends_that_made_its_providers_late(
    server: FaultServer, tmp_path: Path, providers: str
) -> None:
    """Providers that are made after our import shut down after what waits is settled, all the same."""
    program = BEGINNING + providers + LEFT["entered"]

    run = start((sys.executable, "-c", program, server.url(FAILED)), {}, tmp_path)

    assert run.counts == {"server_error": 1}


def test_a_span_that_waits_for_its_outcome_takes_nothing_else(server: FaultServer) -> None:
    """It has been ended, and looks so: what is written to it later is lost, as without us."""
    ended: list[Any] = []

    class Tracing(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            span = tracer.start_span("GET", kind=SpanKind.CLIENT, attributes={"http.method": "GET"})
            answer = super().handle_request(request)
            span.end()
            ended.append(span)
            return answer

    with instrumented(OURS) as telemetry, httpx.Client(transport=Tracing()) as client:
        tracer = telemetry.tracer_provider.get_tracer("acme.transport")
        with operation():
            client.get(server.url(FAILED))
            (span,) = ended
            is_recording = span.is_recording()
            span.set_attribute("late", 1)
        (verdict,) = telemetry.verdicts()

    assert not is_recording
    assert "late" not in verdict
    assert verdict["errkind.outcome"] == "terminal"
