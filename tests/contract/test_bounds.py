"""Nothing stays held: no span, no memory, no context, whatever becomes of a response."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from time import sleep, time_ns
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2
import pytest
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor

from otel_errkind._telemetry import pending
from otel_errkind._telemetry.pending import PENDING
from otel_errkind._telemetry.scope import CURRENT
from telemetry import OURS, Telemetry, instrumented

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opentelemetry.sdk.trace import ReadableSpan

    from faults import FaultServer

HTTPX = {"httpx": httpx, "httpx2": httpx2}
CONTENT = "http.response.body.content"
TESTS = Path(__file__).parents[1]
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


@pytest.mark.parametrize("name", HTTPX)
@pytest.mark.parametrize("how", ["read", "closed", "forgotten"])
def test_a_held_span_of_an_async_call_is_released_once(
    server: FaultServer, telemetry: Telemetry, name: str, how: str
) -> None:
    """The same holds for a response that is awaited."""

    async def run() -> None:
        async with HTTPX[name].AsyncClient(verify=False) as client:
            response = await client.send(client.build_request("GET", server.url(LATE)), stream=True)
            assert (telemetry.spans(), len(PENDING)) == ((), 1)
            if how == "read":
                await response.aread()
            if how == "closed":
                await response.aclose()
            del response
            gc.collect()
            start_another_span(telemetry)
            assert not PENDING

    asyncio.run(run())

    assert only(telemetry)


def test_a_held_span_is_released_after_five_seconds(
    server: FaultServer, client: Any, telemetry: Telemetry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any span that starts later lets those end that have waited too long, and only those."""
    now = 1000.0
    monkeypatch.setattr(pending, "monotonic", lambda: now)
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


class _Body(httpx.SyncByteStream):
    """A body that is not in memory when the response is made."""

    def __iter__(self) -> Iterator[bytes]:
        yield b'{"message": "as '
        yield b'good as it gets"}'


def _answer(request: httpx.Request) -> httpx.Response:
    return httpx.Response(int(request.url.path[1:]), stream=_Body())


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


def _use(client: httpx.Client, status: str, way: str) -> None:
    url = f"http://mock.test/{status}"
    if way == "read":
        client.get(url)
        return
    response = opened(client, url)
    if way == "close":
        response.close()
    if way == "stream":
        response.read()


def test_twenty_thousand_calls_leave_nothing_behind() -> None:
    """However responses are used or forgotten: nothing is held, nothing grows, all errors are counted."""
    with instrumented(OURS) as telemetry, httpx.Client(transport=httpx.MockTransport(_answer)) as client:
        HTTPXClientInstrumentor.instrument_client(client, telemetry.tracer_provider, telemetry.meter_provider)

        grown = _growth(lambda: [_use(client, *use) for use in PATTERN], telemetry, rounds=2000)

        assert not PENDING
        assert grown < 1000
        assert telemetry.total() == 2000 * ERRORS
        assert [variable.name for variable in _set_variables() if "errkind" in variable.name] == []


def test_a_thousand_calls_of_aiohttp_leave_nothing_behind(server: FaultServer) -> None:
    """Errors and successes, read, streamed or left: nothing grows with their number."""
    paths = ("/json", "/json-error", "/stream", "/short-body", "/status/204", "/sse-error-first")

    async def use(session: aiohttp.ClientSession) -> None:
        for path in paths:
            async with session.get(server.url(path)) as response:
                if path != "/stream":
                    await asyncio.gather(response.read(), return_exceptions=True)

    with instrumented() as telemetry, asyncio.Runner() as runner:
        session = runner.run(_session())

        def once() -> None:
            runner.run(use(session))
            server.requests.clear()

        grown = _growth(once, telemetry, rounds=150)

        runner.run(session.close())
        assert grown < 1000
        assert telemetry.total() == 150 * 3
        assert CURRENT.get() is None


async def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession()


def _growth(use: Callable[[], object], telemetry: Telemetry, rounds: int) -> int:
    """Do it many times; return the blocks of memory that the last nine tenths left behind."""
    warm, before = rounds // 10, 0
    for turn in range(rounds):
        use()
        if turn % 50 == 0:
            telemetry.clear()
        if turn == warm:
            before = _blocks(telemetry)
    return _blocks(telemetry) - before


def _blocks(telemetry: Telemetry) -> int:
    gc.collect()
    telemetry.tracer_provider.force_flush()
    telemetry.clear()
    gc.collect()
    return sys.getallocatedblocks()


def _set_variables() -> list[contextvars.ContextVar[Any]]:
    return [variable for variable, value in contextvars.copy_context().items() if value is not None]


def script(body: str, *arguments: str, patience: float) -> Any:
    """Run a program in a process of its own and return what it printed, as JSON."""
    prelude = """\
        import gc, json, os, sys
        import httpx
        from telemetry import OURS, instrumented
        from otel_errkind._telemetry.pending import PENDING
        """
    program = textwrap.dedent(prelude) + textwrap.dedent(body)
    path = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
    result = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    return json.loads(result.stdout)


GARBAGE = """\
    class Body(httpx.SyncByteStream):
        def __iter__(self):
            yield b"late"

    def answer(request):
        return httpx.Response(500, stream=Body())

    def forget(client, round):
        # httpx makes a cycle of each. A host of their own makes the first count a new series.
        for number in range(25):
            request = client.build_request("GET", f"http://host{round}.test/{number}")
            client.send(request, stream=True)

    with instrumented(OURS) as telemetry, httpx.Client(transport=httpx.MockTransport(answer)) as client:
        tracer = telemetry.tracer_provider.get_tracer("application")
        act = {"span": lambda: tracer.start_span("another").end(), "metrics": telemetry.counts}[sys.argv[1]]
        for allocations in range(2, 60):
            gc.collect()
            gc.disable()
            forget(client, allocations)
            gc.set_threshold(gc.get_count()[0] + allocations)
            gc.enable()
            act()
        gc.collect()
        telemetry.tracer_provider.force_flush()
        print(json.dumps([len(PENDING), telemetry.total()]))
    """


@pytest.mark.parametrize("act", ["span", "metrics"])
def test_garbage_may_be_collected_at_any_moment(act: str) -> None:
    """The collector runs where it likes: while a span starts, or while the SDK holds a lock of its own."""
    assert script(GARBAGE, act, patience=12) == [0, 58 * 25]


FORK = """\
    with instrumented() as telemetry, httpx.Client(verify=False) as client:
        response = client.send(client.build_request("GET", sys.argv[1]), stream=True)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            response.close()
            del response
            gc.collect()
            telemetry.tracer_provider.force_flush()
            before = [len(PENDING), len(telemetry.spans()), telemetry.total()]
            httpx.get(sys.argv[1], verify=False)
            after = [len(PENDING), len(telemetry.spans()), telemetry.total()]
            os.write(writing, json.dumps([before, after]).encode())
            os._exit(0)
        os.waitpid(child, 0)
        seen = json.loads(os.read(reading, 4096))
        response.read()
        print(json.dumps([*seen, [len(PENDING), len(telemetry.spans()), telemetry.total()]]))
    """


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform has no fork")
def test_a_forked_child_leaves_its_parents_spans_alone(server: FaultServer) -> None:
    """A span that is held at the fork is exported and counted by the parent; the child has its own calls."""
    in_child, after_a_call, in_parent = script(FORK, server.url("/json-error"), patience=20)

    assert in_child == [0, 0, 0]
    assert after_a_call == [0, 1, 1]
    assert in_parent == [0, 1, 1]
