"""Threads and tasks keep apart: every call has its own span, verdict and count."""

from __future__ import annotations

import asyncio
import gc
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle
from threading import Barrier
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp
import httpx
import httpx2
import pytest

from concurrency.plan import CATEGORIES
from faults import answer
from otel_errkind._telemetry.exchange import Exchange
from otel_errkind._telemetry.waiting import PENDING
from telemetry import ORDERS, Telemetry, instrumented

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from faults import FaultServer

HTTPX = {"httpx": httpx, "httpx2": httpx2}
ASYNC = ("httpx", "httpx2", "aiohttp")
WAYS = ("read", "stream", "close")
THREADS, TURNS, TASKS = 8, 40, 200


class Call(NamedTuple):
    """One call of the plan, and what must become of it."""

    url: str
    status: int
    way: str
    message: str


@pytest.fixture(params=ORDERS)
def telemetry(request: pytest.FixtureRequest) -> Iterator[Telemetry]:
    """Instrument in each order."""
    with instrumented(ORDERS[request.param]) as running:
        yield running


def plan(server: FaultServer, size: int) -> list[Call]:
    """Program as many answers, each of which tells which it is."""
    calls = []
    # Two cycles of coprime lengths: each status is met in each way.
    for number, status, way in zip(range(size), cycle(CATEGORIES), cycle(WAYS), strict=False):
        message = f"answer {number}"
        body = json.dumps({"error": {"message": message}} if status >= 400 else {"fine": message}).encode()
        url = server.answer(f"/plan/{number}", status, {"content-type": "application/json"}, body)
        calls.append(Call(url, status, way, message))
    return calls


def assert_kept_apart(telemetry: Telemetry, calls: list[Call]) -> None:
    """Compare each span with the one call that it belongs to, and the counts with all of them."""
    failures = [call for call in calls if CATEGORIES[call.status]]
    assert {_seen(dict(span.attributes or {})) for span in telemetry.spans()} == {
        (call.url, call.status, CATEGORIES[call.status], call.message if CATEGORIES[call.status] else None)
        for call in calls
    }
    assert len(telemetry.all_spans()) == len(calls)
    counted: Counter[str] = Counter()
    for count in telemetry.counts():
        counted[count.attributes["errkind.category"]] += int(count.value)
    assert counted == Counter(CATEGORIES[call.status] for call in failures)
    assert not PENDING


def _seen(attributes: dict[str, Any]) -> tuple[Any, ...]:
    names = ("http.url", "http.status_code", "errkind.category", "errkind.message")
    return tuple(attributes.get(name) for name in names)


def call_in_turn(client: Any, calls: Iterable[Call]) -> None:
    """Make calls, each in its way."""
    for call in calls:
        if call.way == "read":
            client.get(call.url)
            continue
        with client.stream("GET", call.url) as response:
            if call.way == "stream":
                response.read()


async def call_httpx(client: Any, call: Call) -> None:
    """Make one call in its way."""
    if call.way == "read":
        await client.get(call.url)
        return
    async with client.stream("GET", call.url) as response:
        if call.way == "stream":
            await response.aread()


async def call_aiohttp(session: Any, call: Call) -> None:
    """Make one call in its way."""
    async with session.get(call.url) as response:
        if call.way != "close":
            await response.read()


@pytest.mark.parametrize("name", HTTPX)
def test_threads_keep_apart(server: FaultServer, telemetry: Telemetry, name: str) -> None:
    """Eight threads share a client: every span has the verdict of its own call."""
    calls = plan(server, THREADS * TURNS)

    with HTTPX[name].Client(verify=False) as client, ThreadPoolExecutor(THREADS) as threads:
        shares = [calls[turn::THREADS] for turn in range(THREADS)]
        list(threads.map(partial(call_in_turn, client), shares))

    assert_kept_apart(telemetry, calls)


@pytest.mark.parametrize("name", ASYNC)
def test_tasks_keep_apart(server: FaultServer, telemetry: Telemetry, name: str) -> None:
    """Two hundred tasks share a client: every span has the verdict of its own call."""
    calls = plan(server, TASKS)

    async def run() -> None:
        async with _client(name) as client:
            make = call_aiohttp if name == "aiohttp" else call_httpx
            await asyncio.gather(*(make(client, call) for call in calls))

    asyncio.run(run())

    assert_kept_apart(telemetry, calls)


def _client(name: str, **options: Any) -> Any:
    if name == "aiohttp":
        return aiohttp.ClientSession(**options)
    return HTTPX[name].AsyncClient(verify=False, **options)


@pytest.mark.parametrize("fault", ["json-error", "late-body", "endless", "stall-in-body/500"])
@pytest.mark.parametrize("name", HTTPX)
def test_two_threads_close_the_same_response(
    server: FaultServer, telemetry: Telemetry, name: str, fault: str
) -> None:
    """Whoever comes first, there is one verdict and one count, and nobody gets an exception."""
    start = Barrier(2)

    def close(response: Any) -> None:
        start.wait()
        response.close()

    with HTTPX[name].Client(verify=False) as client, ThreadPoolExecutor(2) as threads:
        for _ in range(5):
            response = client.send(client.build_request("GET", server.url(f"/{fault}")), stream=True)
            list(threads.map(close, [response, response]))

    assert telemetry.total() == len(telemetry.verdicts()) == len(telemetry.spans()) == 5
    assert not PENDING


@pytest.mark.parametrize("name", HTTPX)
def test_a_thread_reads_while_another_flushes(server: FaultServer, telemetry: Telemetry, name: str) -> None:
    """A flush in the middle of the reading decides about the verdict, and takes nothing from the reader."""
    url = server.answer("/pieces", 500, chunks=[(0.001, b"piece ")] * 20)

    def flush() -> None:
        for _ in range(100):
            telemetry.tracer_provider.force_flush()

    with HTTPX[name].Client(verify=False) as client, ThreadPoolExecutor(1) as threads:
        for _ in range(5):
            with client.stream("GET", url) as response:
                flushing = threads.submit(flush)
                assert response.read() == b"piece " * 20
            flushing.result()

    assert telemetry.total() == len(telemetry.verdicts()) == len(telemetry.spans()) == 5


@pytest.mark.parametrize("name", ASYNC)
@pytest.mark.parametrize("outer", [200, 503])
def test_a_task_that_outlives_its_call(
    server: FaultServer, telemetry: Telemetry, name: str, outer: int
) -> None:
    """Calls that a background task makes, which an event hook started inside a call, are the task's own."""
    statuses = (401, 429, outer)

    async def run() -> None:
        over = asyncio.Event()

        async def work() -> None:
            await over.wait()
            for status in statuses:
                await _get(client, server.url(f"/status/{status}"))

        tasks: list[asyncio.Task[None]] = []
        hook = _hook(name, lambda: tasks.append(asyncio.create_task(work())))
        async with _client(name) as client, _client(name, **hook) as hooked:
            await _get(hooked, server.url(f"/status/{outer}"))
            over.set()
            await tasks[0]

    asyncio.run(run())

    expected = Counter([outer, *statuses])
    spans: list[dict[str, Any]] = [dict(span.attributes or {}) for span in telemetry.spans()]
    assert Counter((span["http.url"], span.get("errkind.category")) for span in spans) == {
        (server.url(f"/status/{status}"), CATEGORIES[status]): number for status, number in expected.items()
    }
    assert telemetry.total() == sum(number for status, number in expected.items() if CATEGORIES[status])


@pytest.mark.parametrize("name", ASYNC)
def test_a_task_keeps_nothing_of_its_calls(server: FaultServer, telemetry: Telemetry, name: str) -> None:
    """A worker that was started inside a call may fail for ever: its failures pile up nowhere."""
    url = server.answer("/worker", 503)

    async def run() -> list[Exchange]:
        over = asyncio.Event()

        async def work() -> list[Exchange]:
            await over.wait()
            for _ in range(20):
                await _get(client, url)
            gc.collect()
            return [item for item in gc.get_objects() if type(item) is Exchange and str(item.url) == url]

        tasks: list[asyncio.Task[list[Exchange]]] = []
        hook = _hook(name, lambda: tasks.append(asyncio.create_task(work())))
        async with _client(name) as client, _client(name, **hook) as hooked:
            await _get(hooked, server.url("/json"))
            over.set()
            return await tasks[0]

    kept = asyncio.run(run())

    assert kept == []
    assert telemetry.total() == 20


@pytest.mark.parametrize("name", ASYNC)
def test_a_task_that_calls_the_same_url(server: FaultServer, telemetry: Telemetry, name: str) -> None:
    """A background call to the address of the outer one, which is still under way, fails on its own."""
    slow, fast = answer(503, delay=0.2), answer(401)
    url = server.script("/twice", slow, fast)

    async def run() -> None:
        async def call_again() -> None:
            await asyncio.sleep(0.05)  # The outer request is with the server by then.
            await _get(client, url)

        tasks: list[asyncio.Task[None]] = []
        hook = _hook(name, lambda: tasks.append(asyncio.create_task(call_again())))
        async with _client(name) as client, _client(name, **hook) as hooked:
            await _get(hooked, url)
            await tasks[0]

    asyncio.run(run())

    assert sorted(verdict["errkind.category"] for verdict in telemetry.verdicts()) == [
        "overloaded",
        "unauthorized",
    ]
    assert telemetry.total() == 2


async def _get(client: Any, url: str) -> None:
    if isinstance(client, aiohttp.ClientSession):
        async with client.get(url) as response:
            await response.read()
    else:
        await client.get(url)


def _hook(name: str, start: Callable[[], None]) -> dict[str, Any]:
    """Make the option that calls `start` when a request begins."""

    async def begin(*_: object) -> None:
        start()

    if name != "aiohttp":
        return {"event_hooks": {"request": [begin]}}
    config = aiohttp.TraceConfig()
    config.on_request_start.append(begin)
    return {"trace_configs": [config]}
