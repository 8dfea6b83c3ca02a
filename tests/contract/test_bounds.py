"""Nothing stays held: no span, no memory, no context, whatever becomes of a response."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
import threading
import weakref
from contextvars import copy_context
from functools import partial
from time import sleep, time_ns
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2
import pytest
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import NoOpTracerProvider

from otel_errkind._telemetry import processor, waiting
from otel_errkind._telemetry.scope import CURRENT, CallScope
from otel_errkind._telemetry.waiting import PENDING
from otel_errkind.httpx import ErrkindHttpxInstrumentor
from processes import in_a_process
from telemetry import ORDERS, OURS, Telemetry, instrumented

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from opentelemetry.sdk.trace import ReadableSpan

    from faults import FaultServer

HTTPX = {"httpx": httpx, "httpx2": httpx2}
CONTENT = "http.response.body.content"
LATE = "/late-body"
"""Its body comes 20 ms after the headers."""


@pytest.fixture
def telemetry() -> Iterator[Telemetry]:
    """Instrument, and wait for no body on our own account; every test leaves nothing held."""
    with instrumented(body_wait=0) as running:
        yield running
    assert not PENDING


@pytest.fixture(params=HTTPX)
def client(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Make a client, without the certificates that it would load."""
    with HTTPX[request.param].Client(verify=False) as running:
        yield running


def opened(client: Any, url: str) -> Any:
    """Call, and read nothing of the answer yet."""
    return client.send(client.build_request("GET", url), stream=True)


def start_another_span(telemetry: Telemetry) -> None:
    """Do what any other instrumented part of the application does."""
    with telemetry.tracer_provider.get_tracer("application").start_as_current_span("another"):
        pass


def only(telemetry: Telemetry) -> ReadableSpan:
    """Return the one CLIENT span, which has a verdict and was counted once."""
    (span,) = telemetry.spans()
    assert telemetry.total() == len(telemetry.verdicts()) == 1
    return span


RELEASES: dict[str, Callable[[Any, Telemetry], object]] = {
    "read": lambda response, _: response.read(),
    "closed": lambda response, _: response.close(),
    "flushed": lambda _, telemetry: telemetry.tracer_provider.force_flush(),
    "shut-down": lambda _, telemetry: telemetry.tracer_provider.shutdown(),
}


@pytest.mark.parametrize("how", RELEASES)
def test_a_held_span_is_released_once(
    server: FaultServer, client: Any, telemetry: Telemetry, how: str
) -> None:
    """The span of a streamed error waits for one of these, and ends when its instrumentation ended it."""
    response = opened(client, server.url(LATE))
    returned = time_ns()
    assert (telemetry.spans(), len(PENDING)) == ((), 1)
    sleep(0.02)

    RELEASES[how](response, telemetry)

    ended = only(telemetry).end_time
    assert ended is not None
    assert ended <= returned
    for again in ("closed", "flushed", "shut-down"):
        RELEASES[again](response, telemetry)
    assert only(telemetry).end_time == ended


def test_a_flushed_span_tells_what_came_so_far(
    server: FaultServer, client: Any, telemetry: Telemetry
) -> None:
    """What the application had read of a body at the flush is judged, and marked as cut."""
    url = server.answer(
        "/halves", 500, {"content-type": "text/plain"}, chunks=[(0, b"one,"), (0.05, b"two,")]
    )
    pieces = opened(client, url).iter_raw()
    next(pieces)

    telemetry.tracer_provider.force_flush()

    attributes = dict(only(telemetry).attributes or {})
    assert (attributes[CONTENT], attributes["errkind.body.truncated"]) == ("one,", True)
    assert list(pieces) == [b"two,"]
    assert only(telemetry)


def test_a_forgotten_response_is_released(server: FaultServer, client: Any, telemetry: Telemetry) -> None:
    """Once the garbage is collected, the next span that starts finds nothing held any more."""
    response = opened(client, server.url(LATE))
    assert len(PENDING) == 1

    del response
    gc.collect()
    start_another_span(telemetry)

    assert only(telemetry)
    assert not PENDING


async def forgotten(telemetry: Telemetry) -> None:
    """Collect the garbage, and do what any other instrumented part of the application does."""
    gc.collect()
    start_another_span(telemetry)


async def flushed(telemetry: Telemetry) -> None:
    """Send what there is."""
    telemetry.tracer_provider.force_flush()


async def shut_down(telemetry: Telemetry) -> None:
    """End the telemetry before the program."""
    telemetry.tracer_provider.shutdown()


@pytest.mark.parametrize("name", HTTPX)
@pytest.mark.parametrize("how", ["aread", "aclose", forgotten, flushed, shut_down])
def test_a_held_span_of_an_async_call_is_released_once(
    server: FaultServer, telemetry: Telemetry, name: str, how: Any
) -> None:
    """The same holds for a response that is awaited, whose span ends when the headers had come."""

    async def run() -> None:
        async with HTTPX[name].AsyncClient(verify=False) as client:
            response = await client.send(client.build_request("GET", server.url(LATE)), stream=True)
            returned = time_ns()
            assert (telemetry.spans(), len(PENDING)) == ((), 1)
            if isinstance(how, str):
                await getattr(response, how)()
            else:
                kept = None if how is forgotten else response
                del response
                await how(telemetry)
                span = only(telemetry)
                assert span.end_time is not None
                assert span.end_time <= returned
                if kept is not None:
                    await kept.aread()
            assert not PENDING

    asyncio.run(run())

    assert only(telemetry)


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # as applications do that forget a client
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("name", HTTPX)
@pytest.mark.parametrize("path", [LATE, "/short-body/503"])
def test_another_thread_collects_a_response(
    server: FaultServer, name: str, path: str, order: str, *, is_async: bool
) -> None:
    """The span goes out, from whatever thread, and ends when the headers had come."""

    async def call() -> list[object]:
        client = HTTPX[name].AsyncClient(verify=False)
        request = client.build_request("GET", server.url(path))
        return [client, await client.send(request, stream=True)]

    with instrumented(ORDERS[order], body_wait=0) as telemetry:
        gc.disable()
        if is_async:
            cycle = asyncio.run(call())
        else:
            client = HTTPX[name].Client(verify=False)
            cycle = [client, opened(client, server.url(path))]
            del client
        returned = time_ns()
        cycle.append(cycle)
        del cycle
        collector = threading.Thread(target=gc.collect)
        collector.start()
        collector.join()
        gc.enable()
        telemetry.tracer_provider.force_flush()

        span = only(telemetry)
    assert span.end_time is not None
    assert span.end_time <= returned
    assert (len(PENDING), len(waiting.ABANDONED), len(waiting.OPEN)) == (0, 0, 0)


def test_a_held_span_is_released_after_five_seconds(
    server: FaultServer, client: Any, telemetry: Telemetry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any span that starts later lets those end that have waited too long, and only those."""
    now = 1000.0
    monkeypatch.setattr(waiting, "monotonic", lambda: now)
    early = opened(client, server.url(LATE))
    returned = time_ns()
    now += 3
    late = opened(client, server.url("/late-pieces"))

    now += 1.9
    start_another_span(telemetry)
    assert telemetry.spans() == ()
    now += 0.2
    start_another_span(telemetry)

    span = only(telemetry)
    assert span.end_time is not None
    assert span.end_time <= returned
    assert dict(span.attributes or {})["errkind.rule"] == "status"
    early.read()
    assert only(telemetry) is span
    late.read()
    assert telemetry.total() == len(telemetry.spans()) == 2


def test_many_spans_are_released_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A span of ours that starts for a verdict does not start the next verdict inside it."""
    now = 1000.0
    monkeypatch.setattr(waiting, "monotonic", lambda: now)
    with instrumented(OURS) as telemetry, mocked() as client:
        held = [opened(client, "http://mock.test/503") for _ in range(300)]

        now += 6
        start_another_span(telemetry)

        assert not PENDING
        assert telemetry.total() == len(telemetry.verdicts()) == len(held)


@pytest.mark.parametrize(
    "provider",
    [TracerProvider(ALWAYS_OFF, shutdown_on_exit=False), NoOpTracerProvider()],
    ids=["off", "no-op"],
)
def test_what_no_span_starts_after_is_released_by_the_next_call(provider: object) -> None:
    """Spans that are not recorded tell nobody that they start; forgotten errors are counted all the same."""
    telemetry = Telemetry()
    instrumentor = ErrkindHttpxInstrumentor()
    instrumentor.instrument(tracer_provider=provider, meter_provider=telemetry.meter_provider)
    with mocked() as client:
        for _ in range(300):
            opened(client, "http://mock.test/503")
        gc.collect()
        client.get("http://mock.test/200")
    instrumentor.uninstrument()

    assert not PENDING
    assert telemetry.total() == 300


def test_what_waits_may_change_while_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread may end a span while one that starts looks for those that have waited too long."""
    with instrumented(OURS) as telemetry, mocked() as client:
        response = opened(client, "http://mock.test/503")
        monkeypatch.setattr(waiting, "PENDING", _Changing(PENDING))
        start_another_span(telemetry)
        waiting.settle_all()
        monkeypatch.undo()
        response.read()

        assert telemetry.total() == 1


class _Changing(dict[Any, bool]):
    """A dict that never stays the same for long enough."""

    def __iter__(self) -> Iterator[Any]:
        message = "dictionary changed size during iteration"
        raise RuntimeError(message)


def test_a_chain_of_tasks_keeps_no_calls() -> None:
    """A hook may start the next call, in a task of its own, before the call that it belongs to is over."""
    alive: list[int] = []

    async def main() -> None:
        left, over = iter(range(200)), asyncio.Event()
        tasks: list[asyncio.Task[object]] = []

        async def again(_: httpx.Response) -> None:
            if next(left, None) is not None:
                tasks.append(asyncio.create_task(caller.get("http://mock.test/")))
            else:
                gc.collect()
                alive.append(sum(type(thing) is CallScope for thing in gc.get_objects()))
                over.set()

        transport = httpx.MockTransport(lambda _: httpx.Response(200))
        async with httpx.AsyncClient(transport=transport, event_hooks={"response": [again]}) as caller:
            await caller.get("http://mock.test/")
            async with asyncio.timeout(10):
                await over.wait()

    with instrumented(OURS):
        asyncio.run(main())

    assert alive[0] < 5


@pytest.mark.parametrize("status", [200, 503])
def test_a_task_that_outlives_a_call_keeps_no_client(status: int) -> None:
    """A hook may start a task that stays: of the call it keeps neither the request nor the client."""
    kept: list[object] = []

    async def body() -> AsyncIterator[bytes]:
        yield b"x"

    async def call() -> tuple[weakref.ref[object], ...]:
        async def stay(_: httpx.Response) -> None:
            kept.append(asyncio.create_task(asyncio.sleep(3600)))

        transport = httpx.MockTransport(lambda _: httpx.Response(status, content=body()))
        async with httpx.AsyncClient(transport=transport, event_hooks={"response": [stay]}) as client:
            request = client.build_request("POST", "http://mock.test/", content=b"x")
            response = await client.send(request, stream=True)
            await response.aread()
            return weakref.ref(request), weakref.ref(client)

    async def main() -> list[object]:
        references = await call()
        gc.collect()
        return [reference() for reference in references]

    with instrumented(OURS):
        left = asyncio.run(main())

    assert len(kept) == 1
    assert left == [None, None]


class _Body(httpx.SyncByteStream):
    """A body that is not in memory when the response is made."""

    def __iter__(self) -> Iterator[bytes]:
        yield b'{"message": "as '
        yield b'good as it gets"}'


def mocked() -> httpx.Client:
    """Make a client whose answers have the status of the path, and a body to stream."""
    return httpx.Client(
        transport=httpx.MockTransport(
            lambda request: httpx.Response(int(request.url.path[1:]), stream=_Body())
        )
    )


PATTERN = (
    ("200", "read"),
    ("500", "read"),
    ("429", "close"),
    ("503", "abandon"),
    ("404", "stream"),
    ("200", "stream"),
    ("200", "abandon"),
    ("401", "stream"),
    ("200", "read"),
    ("200", "close"),
)
"""One in ten is an error that is abandoned, one a success that is."""
ERRORS = sum(status != "200" for status, _ in PATTERN)


def test_twenty_thousand_calls_leave_nothing_behind() -> None:
    """However responses are used or forgotten: nothing is held, nothing grows, all errors are counted."""
    held, grown, total, context = in_a_process(__file__, twenty_thousand_calls, patience=60)

    assert held == 0
    assert grown < 1000
    assert total == 2000 * ERRORS
    assert "errkind_call_scope" not in context


def twenty_thousand_calls() -> list[Any]:
    """Call, a tenth of it as a warm-up; return what is held, blocks of memory, errors, and the context."""
    with instrumented(OURS) as telemetry, mocked() as client:
        HTTPXClientInstrumentor.instrument_client(client, telemetry.tracer_provider, telemetry.meter_provider)
        grown = _growth(partial(_use, client), telemetry, rounds=2000)
        context = [variable.name for variable, value in copy_context().items() if value is not None]
        return [len(PENDING), grown, telemetry.total(), context]


@pytest.mark.parametrize("name", HTTPX)
def test_five_thousand_async_calls_leave_nothing_behind(name: str) -> None:
    """The same holds for responses that are awaited."""
    held, grown, total = in_a_process(__file__, five_thousand_async_calls, name, patience=60)

    assert held == [0, 0, 0]
    assert grown < 1000
    assert total == 500 * ERRORS


def five_thousand_async_calls(name: str) -> list[Any]:
    """Call, a tenth of it as a warm-up; return what is held, blocks of memory, and errors."""
    module: Any = HTTPX[name]

    class Body(module.AsyncByteStream):  # type: ignore[misc]
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b'{"message": "as good as it gets"}'

    def answer(request: Any) -> Any:
        return module.Response(int(request.url.path[1:]), stream=Body())

    async def use(client: Any) -> None:
        for status, way in PATTERN:
            url = f"http://mock.test/{status}"
            if way == "read":
                await client.get(url)
                continue
            response = await client.send(client.build_request("GET", url), stream=True)
            if way == "close":
                await response.aclose()
            if way == "stream":
                await response.aread()

    with instrumented(OURS) as telemetry, asyncio.Runner() as runner:
        client = module.AsyncClient(transport=module.MockTransport(answer))
        grown = _growth(lambda: runner.run(use(client)), telemetry, rounds=500)
        runner.run(client.aclose())
        held = [len(PENDING), len(waiting.ABANDONED), len(waiting.OPEN)]
        return [held, grown, telemetry.total()]


def _use(client: httpx.Client) -> None:
    for status, way in PATTERN:
        url = f"http://mock.test/{status}"
        response = client.get(url) if way == "read" else opened(client, url)
        if way == "close":
            response.close()
        if way == "stream":
            response.read()


def test_calls_of_aiohttp_leave_nothing_behind(server: FaultServer) -> None:
    """Errors and successes, read, streamed or left: nothing grows with their number."""
    paths = ("/json", "/json-error", "/stream", "/short-body", "/status/204", "/sse-error-first")

    async def use(session: aiohttp.ClientSession) -> None:
        server.requests.clear()
        for path in paths:
            async with session.get(server.url(path)) as response:
                if path != "/stream":
                    await asyncio.gather(response.read(), return_exceptions=True)

    async def make() -> aiohttp.ClientSession:
        return aiohttp.ClientSession()

    with instrumented() as telemetry, asyncio.Runner() as runner:
        session = runner.run(make())

        grown = _growth(lambda: runner.run(use(session)), telemetry, rounds=300)

        runner.run(session.close())
        assert grown < 300 * len(paths)
        assert telemetry.total() == 300 * 3
        assert CURRENT.get() is None


def _growth(use: Callable[[], object], telemetry: Telemetry, rounds: int) -> int:
    """Do it many times; return how many blocks of memory the last nine tenths left behind."""
    before = 0
    for turn in range(rounds):
        use()
        if turn % 50 == 0:
            telemetry.clear()
        if turn == rounds // 10:
            before = _blocks(telemetry)
    return _blocks(telemetry) - before


def _blocks(telemetry: Telemetry) -> int:
    gc.collect()
    telemetry.tracer_provider.force_flush()
    telemetry.clear()
    gc.collect()
    return sys.getallocatedblocks()


@pytest.mark.parametrize("what", ["response", "generator"])
@pytest.mark.parametrize("act", ["span", "metrics"])
def test_garbage_may_be_collected_at_any_moment(act: str, what: str) -> None:
    """The collector runs where it likes: while a span starts, or while the SDK holds a lock of its own."""
    assert in_a_process(__file__, collect_garbage_during, act, what, patience=12) == [0, 38 * 25]


def _left_in_a_cycle(client: httpx.Client, url: str) -> None:
    """Begin to read in a generator, which the collector will close, and the response with it."""

    def pieces() -> Iterator[bytes]:
        with client.stream("GET", url) as response:
            yield from response.iter_raw()

    reading = pieces()
    next(reading)
    cycle: list[object] = [reading]
    cycle.append(cycle)


FORGET = {"response": opened, "generator": _left_in_a_cycle}


def collect_garbage_during(act: str, what: str) -> list[float]:
    """Let the collector meet what was forgotten at each allocation of the act; return held and counted."""
    with instrumented(OURS) as telemetry, mocked() as client:
        for allocations in range(2, 40):
            gc.collect()
            gc.disable()
            for number in range(400, 425):
                # httpx makes a cycle of each. By a status of their own, their counts are new series.
                FORGET[what](client, f"http://host{allocations}.test/{number}")
            gc.set_threshold(gc.get_count()[0] + allocations)
            gc.enable()
            if act == "span":
                start_another_span(telemetry)
            else:
                telemetry.counts()
        gc.collect()
        telemetry.tracer_provider.force_flush()
        return [len(PENDING), telemetry.total()]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform has no fork")
def test_a_forked_child_leaves_its_parents_spans_alone(server: FaultServer) -> None:
    """A span that is held at the fork is exported and counted by the parent; the child has its own calls."""
    in_child, after_a_call, in_parent = in_a_process(__file__, fork, server.url("/json-error"), patience=20)

    assert in_child == [0, 0, 0]
    assert after_a_call == [0, 1, 1]
    assert in_parent == [0, 1, 1]


def fork(url: str) -> list[list[float]]:
    """Fork while a span is held; return what child, child after a call of its own, and parent have seen."""
    with instrumented() as telemetry, httpx.Client(verify=False) as client:  # noqa: S501 - there is no TLS
        response = opened(client, url)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            response.close()
            telemetry.tracer_provider.force_flush()
            seen = [_seen(telemetry)]
            client.get(url)
            os.write(writing, json.dumps([*seen, _seen(telemetry)]).encode())
            os._exit(0)
        os.waitpid(child, 0)
        response.read()
        return [*json.loads(os.read(reading, 4096)), _seen(telemetry)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform has no fork")
def test_a_forked_child_waits_for_no_thread_of_its_parent() -> None:
    """A thread may be looking for the tracer provider at the fork; it is not there in the child."""
    assert in_a_process(__file__, fork_while_attaching, patience=20) == 0


def fork_while_attaching() -> int:
    """Hold the lock in another thread, fork, and call in the child; return its status."""
    with instrumented(OURS), mocked() as client:
        held, over = threading.Event(), threading.Event()

        def hold() -> None:
            with processor._lock:  # noqa: SLF001 - that is what another thread would do
                held.set()
                over.wait(10)

        thread = threading.Thread(target=hold)
        thread.start()
        held.wait(10)
        child = os.fork()
        if child == 0:
            signal.alarm(5)
            processor.attach(TracerProvider(shutdown_on_exit=False))
            client.get("http://mock.test/200")
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        over.set()
        thread.join()
        return status


def _seen(telemetry: Telemetry) -> list[float]:
    return [len(PENDING), len(telemetry.spans()), telemetry.total()]
