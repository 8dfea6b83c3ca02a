"""Cancellation is no error; a deadline is a timeout, as far as it can be told from a cancellation."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import aiohttp
import anyio
import httpx
import httpx2
import pytest
import trio
from opentelemetry import propagate

from otel_errkind import operation
from otel_errkind._telemetry.emit import Emitter
from otel_errkind._telemetry.waiting import ABANDONED, OPEN, PENDING
from telemetry import ORDERS, OURS, Telemetry, instrumented

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from faults import FaultServer

HTTPX = {"httpx": httpx, "httpx2": httpx2}
CLIENTS = ("httpx", "httpx2", "aiohttp")
STALLS = {
    "stall-before-headers": ("headers", None),
    "stall-in-body": ("body", 200),
    "stall-in-body/500": ("body", 500),
}
"""Where the server falls silent: the phase, and the status that had come."""


@pytest.fixture(params=ORDERS)
def telemetry(request: pytest.FixtureRequest) -> Iterator[Telemetry]:
    """Instrument in each order, and leave nothing held."""
    with instrumented(ORDERS[request.param]) as running:
        yield running
    assert (len(PENDING), len(ABANDONED), len(OPEN)) == (0, 0, 0)


async def read(client: str, url: str) -> None:
    """Call, and read the whole body."""
    if client == "aiohttp":
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            await response.read()
    else:
        async with HTTPX[client].AsyncClient(verify=False) as running:
            await running.get(url)


async def stream(client: str, url: str) -> None:
    """Call, and read the body after the headers have been returned."""
    if client == "aiohttp":
        await read(client, url)
        return
    async with (
        HTTPX[client].AsyncClient(verify=False, timeout=60) as running,
        running.stream("GET", url) as response,
    ):
        await response.aread()


def verdict(telemetry: Telemetry) -> tuple[Any, ...]:
    """Return what the only verdict says, if it was counted once as well."""
    (found,) = telemetry.verdicts()
    (count,) = telemetry.counts()
    assert count.value == 1
    assert count.attributes["errkind.outcome"] == found["errkind.outcome"] == "terminal"
    names = ("errkind.category", "errkind.reason", "errkind.phase", "http.response.status_code")
    return tuple(found.get(name) for name in names)


def assert_no_error(telemetry: Telemetry, spans: int = 1) -> None:
    """Check that nothing was judged or counted, and that the span of each call went out."""
    assert telemetry.verdicts() == []
    assert telemetry.counts() == []
    assert len(telemetry.spans()) == spans


async def fail_after(call: Callable[[], Awaitable[None]]) -> None:
    """Set a deadline that raises."""
    with pytest.raises(TimeoutError):
        with anyio.fail_after(0.15):
            await call()


async def move_on_after(call: Callable[[], Awaitable[None]]) -> None:
    """Set a deadline that raises nothing."""
    with anyio.move_on_after(0.15) as scope:
        await call()
    assert scope.cancelled_caught


async def trio_fail_after(call: Callable[[], Awaitable[None]]) -> None:
    """Set trio's own deadline."""
    with pytest.raises(trio.TooSlowError):
        with trio.fail_after(0.15):
            await call()


WAYS = {
    **{
        f"{client}-asyncio-{deadline.__name__}": (client, "asyncio", deadline)
        for client in CLIENTS
        for deadline in (fail_after, move_on_after)
    },
    **{
        f"{client}-trio-{deadline.__name__}": (client, "trio", deadline)
        for client in HTTPX
        for deadline in (fail_after, trio_fail_after)
    },
}


@pytest.mark.parametrize(
    ("fault", "how"),
    [
        ("stall-before-headers", read),
        ("stall-in-body", read),
        ("stall-in-body", stream),
        ("stall-in-body/500", stream),
    ],
)
@pytest.mark.parametrize("way", WAYS)
def test_a_deadline_of_anyio_or_trio_is_a_timeout(
    server: FaultServer, telemetry: Telemetry, way: str, fault: str, how: Any
) -> None:
    """It is one wherever it meets the call; an error that had come already stays what it is."""
    client, backend, deadline = WAYS[way]

    async def main() -> None:
        await deadline(lambda: how(client, server.url(f"/{fault}")))

    anyio.run(main, backend=backend)

    phase, status = STALLS[fault]
    found = verdict(telemetry)
    if status == 500:
        assert found[0] == "server_error"
        assert found[3] == 500
    else:
        assert found == ("timeout", "deadline", phase, status)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("client", HTTPX)
def test_a_scope_that_is_cancelled_is_no_error(
    server: FaultServer, telemetry: Telemetry, client: str, backend: str
) -> None:
    """Who cancels a scope gave up himself, though the scope has a deadline as well."""

    async def main() -> None:
        with anyio.move_on_after(60) as scope:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(read, client, server.url("/stall-before-headers"))
                await anyio.sleep(0.15)
                scope.cancel()

    anyio.run(main, backend=backend)

    assert_no_error(telemetry)


@pytest.mark.parametrize("where", ["inside", "outside"])
@pytest.mark.parametrize("client", CLIENTS)
def test_a_cancelled_task_is_no_error(
    server: FaultServer, telemetry: Telemetry, client: str, where: str
) -> None:
    """In an operation neither, and its span goes out as the operation ends."""

    async def work() -> None:
        if where == "inside":
            with operation():
                await read(client, server.url("/stall-before-headers"))
        else:
            await read(client, server.url("/stall-before-headers"))

    async def main() -> None:
        task = asyncio.create_task(work())
        await asyncio.sleep(0.15)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not PENDING

    asyncio.run(main())

    assert_no_error(telemetry)


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("name", HTTPX)
def test_interrupts_pass(telemetry: Telemetry, name: str, interrupt: type[BaseException]) -> None:
    """The end of the program is no error of the call that it meets."""
    error = interrupt()

    def handle(_: object) -> None:
        raise error

    client = HTTPX[name].Client(transport=HTTPX[name].MockTransport(handle))
    with client, pytest.raises(interrupt) as raised, operation():
        client.get("http://mock.test/")

    assert raised.value is error
    assert_no_error(telemetry, spans=0)


INTERRUPTS: dict[str, type[BaseException]] = {
    "celery": type("SoftTimeLimitExceeded", (Exception,), {"__module__": "billiard.exceptions"}),
    "gevent": type("Timeout", (BaseException,), {"__module__": "gevent.timeout"}),
}
"""What a worker's signal, or a hub of greenlets, raises in the middle of a call."""


@pytest.mark.parametrize("fault", STALLS)
@pytest.mark.parametrize("interrupt", INTERRUPTS.values(), ids=INTERRUPTS.keys())
@pytest.mark.parametrize("name", HTTPX)
def test_a_deadline_that_interrupts_a_thread(
    server: FaultServer, telemetry: Telemetry, name: str, interrupt: type[BaseException], fault: str
) -> None:
    """It is a timeout, although some of these are no `Exception`, and it comes out as it was raised."""
    error = interrupt()

    def interrupted(*_: object) -> None:
        raise error

    before = signal.signal(signal.SIGUSR1, interrupted)
    timer = threading.Timer(0.15, os.kill, (os.getpid(), signal.SIGUSR1))
    timer.start()
    try:
        with pytest.raises(interrupt) as raised, HTTPX[name].Client(verify=False) as client:
            client.get(server.url(f"/{fault}"))
    finally:
        timer.cancel()
        signal.signal(signal.SIGUSR1, before)

    phase, status = STALLS[fault]
    assert raised.value is error
    if status == 500:
        assert verdict(telemetry)[0] == "server_error"
    else:
        assert verdict(telemetry) == ("timeout", "deadline", phase, status)


async def with_timeout(call: Callable[[], Awaitable[None]]) -> None:
    """Set a deadline of the standard library."""
    async with asyncio.timeout(0.15):
        await call()


async def with_wait_for(call: Callable[[], Awaitable[None]]) -> None:
    """Set it with the older function, which runs the call in a task of its own up to Python 3.11."""
    await asyncio.wait_for(call(), 0.15)


@pytest.mark.parametrize("deadline", [with_timeout, with_wait_for])
@pytest.mark.parametrize("client", CLIENTS)
def test_a_deadline_of_asyncio_in_an_operation_is_a_timeout(
    server: FaultServer, telemetry: Telemetry, client: str, deadline: Any
) -> None:
    """The operation sees the `TimeoutError` that was made of the call's cancellation, and lets it pass."""

    @operation("impatient")
    async def work() -> None:
        await deadline(lambda: read(client, server.url("/stall-before-headers")))

    with pytest.raises(TimeoutError) as raised:
        asyncio.run(work())

    assert isinstance(raised.value.__cause__, asyncio.CancelledError)
    assert verdict(telemetry) == ("timeout", "deadline", "headers", None)
    (found,) = telemetry.verdicts()
    (span,) = telemetry.spans()
    assert found["errkind.rule"] == "exception"
    assert (span.end_time or 0) - (span.start_time or 0) > 0.1e9


def test_a_cancelled_call_is_judged_in_its_own_context(server: FaultServer) -> None:
    """What the application put into the request itself is no sign of a tracer, though that span be over."""
    with instrumented(OURS) as telemetry:
        tracer = telemetry.tracer_provider.get_tracer("of the application")

        @operation("impatient")
        async def work() -> None:
            async with asyncio.timeout(0.15), httpx.AsyncClient() as client:
                with tracer.start_as_current_span("attempt"):
                    carried: dict[str, str] = {}
                    propagate.inject(carried)
                    await client.get(server.url("/stall-before-headers"), headers=carried)

        with pytest.raises(TimeoutError):
            asyncio.run(work())

        assert verdict(telemetry) == ("timeout", "deadline", "headers", None)
        (ours,) = telemetry.spans()
        (attempt,) = (span for span in telemetry.all_spans() if span.name == "attempt")
        assert ours.parent == attempt.context


@pytest.mark.parametrize("client", CLIENTS)
def test_a_deadline_around_an_inner_operation(server: FaultServer, telemetry: Telemetry, client: str) -> None:
    """An inner operation, such as that of an SDK, hands the cancelled call to the one around the deadline."""

    async def work() -> None:
        with operation("outer"):
            async with asyncio.timeout(0.15):
                with operation("inner"):
                    await read(client, server.url("/stall-before-headers"))

    with pytest.raises(TimeoutError):
        asyncio.run(work())

    assert verdict(telemetry) == ("timeout", "deadline", "headers", None)


@pytest.mark.parametrize("deadline", [with_timeout, with_wait_for])
@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("where", ["none", "inside", "caught"])
def test_the_limit_of_what_asyncio_tells(
    server: FaultServer, telemetry: Telemetry, client: str, deadline: Any, where: str
) -> None:
    """Without an operation that the `TimeoutError` leaves, it is a cancellation like any other: no error."""

    async def call() -> None:
        if where == "inside":
            with operation():
                await read(client, server.url("/stall-before-headers"))
        else:
            await read(client, server.url("/stall-before-headers"))

    async def work() -> None:
        if where == "caught":
            with operation(), pytest.raises(TimeoutError):
                await deadline(call)
        else:
            with pytest.raises(TimeoutError):
                await deadline(call)

    asyncio.run(work())

    assert_no_error(telemetry)


def test_a_cancelled_attempt_that_another_follows(server: FaultServer, telemetry: Telemetry) -> None:
    """It holds no span any longer, and is no failure that was retried: nobody knows who cancelled it."""

    async def work() -> None:
        with operation():
            try:
                await with_timeout(lambda: read("httpx", server.url("/stall-before-headers")))
            except TimeoutError:
                await read("httpx", server.url("/json"))
                assert len(telemetry.spans()) == 2

    asyncio.run(work())

    assert_no_error(telemetry, spans=2)


def test_a_flush_lets_the_span_of_a_cancelled_call_go(server: FaultServer, telemetry: Telemetry) -> None:
    """What it was is known too late for the span, and in time for the count."""

    async def work() -> None:
        with operation():
            try:
                await with_timeout(lambda: read("httpx", server.url("/stall-before-headers")))
            finally:
                telemetry.tracer_provider.force_flush()
                assert len(telemetry.spans()) == 1

    with pytest.raises(TimeoutError):
        asyncio.run(work())

    (count,) = telemetry.counts()
    assert (count.value, count.attributes["errkind.reason"]) == (1, "deadline")
    assert len(telemetry.spans()) == 1
    assert telemetry.verdicts() == []


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("deadline", [with_timeout, with_wait_for])
def test_a_cancelled_call_keeps_nothing_of_the_attempt(
    server: FaultServer, telemetry: Telemetry, deadline: Any, client: str
) -> None:
    """Once its timeout has been dealt with, what the attempt had in its variables goes, as without us."""

    class Opened:
        pass

    async def attempt() -> None:
        opened = Opened()
        kept.append(weakref.ref(opened))
        await read(client, server.url("/stall-before-headers"))

    async def work() -> object:
        with operation():
            with suppress(TimeoutError):
                await deadline(attempt)
            gc.collect()
            return kept[0]()

    kept: list[weakref.ref[Opened]] = []

    assert asyncio.run(work()) is None
    assert_no_error(telemetry)


def test_a_timeout_without_a_cause_explains_no_cancellation(
    server: FaultServer, telemetry: Telemetry
) -> None:
    """One that the application raises itself, after the cancellation is gone, is none of the call's."""

    async def work() -> None:
        with operation():
            with suppress(TimeoutError):
                await with_timeout(lambda: read("httpx", server.url("/stall-before-headers")))
            gc.collect()
            raise TimeoutError

    with pytest.raises(TimeoutError):
        asyncio.run(work())

    assert_no_error(telemetry)


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit])
def test_an_interrupted_attempt_that_another_follows(interrupt: type[BaseException]) -> None:
    """An interrupt that takes no weak references is held as it is, and let go with its call."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/interrupted":
            raise interrupt
        return httpx.Response(200)

    client = httpx.Client(transport=httpx.MockTransport(answer))
    with instrumented() as telemetry, client, operation():
        with suppress(interrupt):
            client.get("http://mock.test/interrupted")
        assert len(PENDING) == 1
        client.get("http://mock.test/fine")
        assert (len(PENDING), telemetry.total()) == (0, 0)


class GreenletExit(BaseException):
    """Stands for what gevent raises in a greenlet that is killed."""


GreenletExit.__module__ = "greenlet"


class Terminated(BaseException):
    """Stands for what nobody knows, and is no `Exception`."""


@pytest.mark.parametrize("kind", [GreenletExit, Terminated])
@pytest.mark.parametrize("client", HTTPX)
def test_a_call_that_is_broken_off_is_no_error(
    telemetry: Telemetry, client: str, kind: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who raises what is no `Exception` into a call wants it to end, as one who cancels a task does."""

    def kill(_request: object) -> None:
        raise kind

    transport = HTTPX[client].HTTPTransport(verify=False)
    # Below what OpenTelemetry wraps.
    monkeypatch.setattr(transport._pool, "handle_request", kill)  # noqa: SLF001
    with HTTPX[client].Client(transport=transport) as running, pytest.raises(kind):
        running.get("http://broken-off.test/")

    assert_no_error(telemetry)


@pytest.mark.parametrize("access", ["get", "stream"])
@pytest.mark.parametrize("client", CLIENTS)
def test_an_interrupt_of_our_work_leaves_the_span(
    server: FaultServer, telemetry: Telemetry, client: str, access: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the handler of a signal raises while we judge is the application's; the span ends all the same."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Emitter, "_classify", interrupt)

    with pytest.raises(KeyboardInterrupt):
        asyncio.run({"get": read, "stream": stream}[access](client, server.url("/json-error")))

    assert [span.end_time is not None for span in telemetry.spans()] == [True]


@pytest.mark.parametrize("client", CLIENTS)
def test_an_interrupt_of_an_outcome_leaves_the_span(
    server: FaultServer, telemetry: Telemetry, client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same of what is written when an operation ends: the failure is counted too."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("otel_errkind._telemetry.held.is_over", interrupt)

    with pytest.raises(KeyboardInterrupt), operation():
        asyncio.run(read(client, server.url("/json-error")))

    assert (len(telemetry.spans()), telemetry.total()) == (1, 1)


def test_an_interrupt_of_one_outcome_leaves_the_others(
    server: FaultServer, telemetry: Telemetry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two failures side by side the second gets its outcome with the next call."""
    struck = iter([True])

    def interrupt(_deadline: float) -> bool:
        if next(struck, False):
            raise KeyboardInterrupt
        return False

    monkeypatch.setattr("otel_errkind._telemetry.held.is_over", interrupt)

    async def fail_twice() -> None:
        await asyncio.gather(*(read("httpx", server.url("/json-error")) for _ in range(2)))

    with pytest.raises(KeyboardInterrupt), operation():
        asyncio.run(fail_twice())
    httpx.get(server.url("/json"))

    assert (len(telemetry.verdicts()), telemetry.total()) == (2, 2)
