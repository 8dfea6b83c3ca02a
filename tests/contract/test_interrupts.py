"""The end of the program passes through every call, and is no error of it."""

from __future__ import annotations

import asyncio
import gc
import signal
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2
import pytest

from callers import CALLERS, stream_after
from otel_errkind import operation
from otel_errkind._telemetry.waiting import ABANDONED, OPEN, PENDING
from telemetry import ORDERS, Telemetry, instrumented

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from faults import FaultServer

# A client that is interrupted as it connects leaves its socket to the collector, without us as well.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")

HTTPX = {"httpx": httpx, "httpx2": httpx2}
INTERRUPTS = [KeyboardInterrupt, SystemExit]
PATIENCE = 30
"""Seconds after which a client would give up by itself."""


@pytest.fixture(params=ORDERS)
def telemetry(request: pytest.FixtureRequest) -> Iterator[Telemetry]:
    """Instrument in each order, and leave nothing held."""
    with instrumented(ORDERS[request.param]) as running:
        yield running
    assert (len(PENDING), len(ABANDONED), len(OPEN)) == (0, 0, 0)


async def raise_in_a_transport(name: str, error: BaseException) -> None:
    """Let what carries the requests of an async client of httpx raise."""

    def handle(_: object) -> None:
        raise error

    transport = HTTPX[name].MockTransport(handle)
    async with HTTPX[name].AsyncClient(transport=transport) as client:
        await client.get("http://mock.test/")


async def raise_in_a_middleware(_name: str, error: BaseException) -> None:
    """Let a middleware of aiohttp raise."""

    async def handle(_request: object, _handler: object) -> aiohttp.ClientResponse:
        raise error

    async with aiohttp.ClientSession(middlewares=(handle,)) as session:
        await session.get("http://mock.test/")


RAISED = {
    "httpx": raise_in_a_transport,
    "httpx2": raise_in_a_transport,
    "aiohttp": raise_in_a_middleware,
}


@pytest.mark.parametrize("where", ["inside", "outside"])
@pytest.mark.parametrize("interrupt", INTERRUPTS)
@pytest.mark.parametrize("client", RAISED)
def test_what_is_raised_in_an_async_call_passes(
    telemetry: Telemetry, client: str, interrupt: type[BaseException], where: str
) -> None:
    """The same object comes out, of an operation as well; `test_deadlines` has the sync clients."""
    error = interrupt("ours")

    async def main() -> None:
        with operation() if where == "inside" else nullcontext():
            await RAISED[client](client, error)

    with pytest.raises(interrupt) as raised:
        asyncio.run(main())

    assert raised.value is error
    telemetry.tracer_provider.force_flush()
    assert (telemetry.verdicts(), telemetry.counts()) == ([], [])


@contextmanager
def alarm(strike: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """Offer a function that lets a signal strike a moment later."""

    def ring() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.03)

    kept = signal.signal(signal.SIGALRM, lambda *_: strike())
    try:
        yield ring
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, kept)


def interrupt_by_keyboard() -> None:
    """Do what Control-C does: asyncio has a handler of its own for it."""
    signal.raise_signal(signal.SIGINT)


def interrupt_by_exit() -> None:
    """Do what the handler of a worker does that is told to stop."""
    raise SystemExit


STRIKES = {KeyboardInterrupt: interrupt_by_keyboard, SystemExit: interrupt_by_exit}


def ringing(client: str, moment: str, ring: Callable[[], None]) -> dict[str, Any]:
    """Make the options of a client that sets the alarm at that moment of a call, of which the hook tells."""

    async def ring_async(*_: object) -> None:
        ring()

    if client == "aiohttp":
        config = aiohttp.TraceConfig()
        config.on_request_headers_sent.append(ring_async)
        return {"trace_configs": [config]}
    return {"event_hooks": {moment: [ring_async if client.endswith("async") else lambda _: ring()]}}


def given_up(client: str) -> dict[str, Any]:
    """Make the option by which the client is more patient than we are."""
    return {"timeout": aiohttp.ClientTimeout(total=PATIENCE) if client == "aiohttp" else PATIENCE}


alarms = pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="this platform has no alarm")
READ_AT_ONCE = [
    *[(client, "stall-before-headers", "request") for client in CALLERS],
    *[(client, "stall-in-body", "response") for client in ("httpx", "httpx-async")],
    *[(client, "stall-in-body/500", "response") for client in ("httpx2", "httpx2-async")],
]
"""Who reads the body within the call, where the server falls silent, and when the alarm is set."""


@alarms
@pytest.mark.parametrize("interrupt", INTERRUPTS)
@pytest.mark.parametrize(("client", "fault", "moment"), READ_AT_ONCE)
def test_a_signal_that_ends_a_call(  # noqa: PLR0913, PLR0917 - one for each column
    server: FaultServer,
    telemetry: Telemetry,
    client: str,
    fault: str,
    moment: str,
    interrupt: type[BaseException],
) -> None:
    """Who is told to stop has met no failure yet, not even of an error whose body is on its way."""
    with alarm(STRIKES[interrupt]) as ring, pytest.raises(interrupt):
        CALLERS[client](server.url(f"/{fault}"), **ringing(client, moment, ring), **given_up(client))

    telemetry.tracer_provider.force_flush()
    assert (telemetry.verdicts(), telemetry.counts()) == ([], [])


@alarms
@pytest.mark.parametrize("interrupt", INTERRUPTS)
@pytest.mark.parametrize(
    ("fault", "expected"), [("stall-in-body", []), ("stall-in-body/500", ["server_error"])]
)
@pytest.mark.parametrize("client", CALLERS)
def test_a_signal_that_ends_the_reading(  # noqa: PLR0913, PLR0917 - one for each column
    server: FaultServer,
    telemetry: Telemetry,
    client: str,
    fault: str,
    expected: list[str],
    interrupt: type[BaseException],
) -> None:
    """A body that is given up has not failed; an error whose headers were returned stays one, once."""
    with alarm(STRIKES[interrupt]) as ring, pytest.raises(interrupt):
        CALLERS[client].use(stream_after(ring, client), server.url(f"/{fault}"), **given_up(client))

    gc.collect()  # What was left open may hold the response.
    telemetry.tracer_provider.force_flush()
    assert [verdict["errkind.category"] for verdict in telemetry.verdicts()] == expected
    assert telemetry.total() == len(expected)
    assert len(telemetry.spans()) == 1
