"""A response that is closed unread: what we read of it is our own affair, and no other call's."""

from __future__ import annotations

import asyncio
import gc
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import httpx
import httpx2
import pytest

from faults import Head, Http2Server, Pause, Then
from otel_errkind._telemetry.pending import PendingAnswer
from otel_errkind._telemetry.waiting import ABANDONED, PENDING
from telemetry import Telemetry, instrumented

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from h2.connection import H2Connection

    from faults import FaultServer

HTTPX = {"httpx": httpx, "httpx2": httpx2}
LATE = "/late-body"
"""Its body comes 20 ms after the headers."""


@pytest.fixture(params=HTTPX)
def module(request: pytest.FixtureRequest) -> Any:
    """Choose the library."""
    return HTTPX[request.param]


@pytest.fixture
def telemetry() -> Iterator[Telemetry]:
    """Instrument; every test leaves nothing held."""
    with instrumented() as running:
        yield running
    assert not PENDING


def opened(client: Any, url: str) -> Any:
    """Call, and read nothing of the answer yet."""
    return client.send(client.build_request("GET", url), stream=True)


def begin(http2: H2Connection, stream: int) -> None:
    """Answer 200 and send half of the body."""
    http2.send_headers(stream, [(":status", "200")])
    http2.send_data(stream, b"first, ")


def fail(http2: H2Connection, stream: int) -> None:
    """Answer 503 and send nothing more."""
    http2.send_headers(stream, [(":status", "503")])


def finish(http2: H2Connection, stream: int) -> None:
    """Send the other half of the first answer."""
    http2.send_data(1, b"second", end_stream=True)
    http2.send_headers(stream, [(":status", "204")], end_stream=True)


HALVES = {"/begin": begin, "/fail": fail, "/finish": finish}


def test_other_streams_of_a_connection_go_on(telemetry: Telemetry, module: Any) -> None:
    """Over HTTP/2 nothing is read in closing: a read that fails would break all streams of the connection."""
    with (
        Http2Server(answers=HALVES) as server,
        module.Client(http1=False, http2=True, verify=False, timeout=5) as client,
    ):
        slow = opened(client, server.url("/begin"))
        failed = opened(client, server.url("/fail"))
        failed.close()
        client.get(server.url("/finish"))
        body = slow.read()

    (verdict,) = telemetry.verdicts()
    assert body == b"first, second"
    assert verdict["errkind.category"] == "overloaded"


def slow_transport(module: Any) -> Any:
    """Make a transport whose answer takes its time, whatever the timeouts of the request."""

    class Slow(module.SyncByteStream):  # type: ignore[misc]
        def __iter__(self) -> Iterator[bytes]:
            sleep(1)
            yield b"late"

    class Transport(module.BaseTransport):  # type: ignore[misc]
        def handle_request(self, request: Any) -> Any:
            return module.Response(503, stream=Slow(), request=request)

    return Transport()


def slow_async_transport(module: Any) -> Any:
    """Make the same for an async client."""

    class Slow(module.AsyncByteStream):  # type: ignore[misc]
        async def __aiter__(self) -> AsyncIterator[bytes]:
            await asyncio.sleep(1)
            yield b"late"

    class Transport(module.AsyncBaseTransport):  # type: ignore[misc]
        async def handle_async_request(self, request: Any) -> Any:
            return module.Response(503, stream=Slow(), request=request)

    return Transport()


def close_unread(module: Any) -> None:
    """Leave a streamed answer of that transport at once."""
    with (
        module.Client(transport=slow_transport(module)) as client,
        client.stream("GET", "http://api.test/") as answer,
    ):
        assert answer.status_code == 503


def close_unread_async(module: Any) -> None:
    """Do the same asynchronously."""

    async def main() -> None:
        async with (
            module.AsyncClient(transport=slow_async_transport(module)) as client,
            client.stream("GET", "http://api.test/") as answer,
        ):
            assert answer.status_code == 503

    asyncio.run(main())


@pytest.mark.parametrize("close", [close_unread, close_unread_async])
def test_a_transport_that_knows_no_timeout_is_not_read(
    telemetry: Telemetry, module: Any, close: Callable[[Any], None]
) -> None:
    """We could not say how long that takes: the status decides alone."""
    begun = monotonic()

    close(module)

    (verdict,) = telemetry.verdicts()
    assert monotonic() - begun < 0.5
    assert verdict["errkind.category"] == "overloaded"


DRIP = (
    b"HTTP/1.1 500 Internal Server Error\r\ntransfer-encoding: chunked\r\n\r\n5;x=",
    *(b"a", Pause(0.02)) * 40,
)
"""A chunk whose extension has no end: every read brings something, and no piece of the body."""


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_what_comes_in_drips_is_not_waited_for(
    server: FaultServer, telemetry: Telemetry, module: Any, *, is_async: bool
) -> None:
    """The time for a body that is closed unread is for all of it, not for each read."""
    url = server.script("/drip", DRIP)

    async def closed() -> float:
        async with module.AsyncClient(verify=False) as client:
            answer = await client.send(client.build_request("GET", url), stream=True)
            begun = monotonic()
            await answer.aclose()
            return monotonic() - begun

    if is_async:
        took = asyncio.run(closed())
    else:
        with module.Client(verify=False) as client:
            answer = opened(client, url)
            begun = monotonic()
            answer.close()
            took = monotonic() - begun

    assert took < 0.3
    assert telemetry.total() == 1


def test_a_request_that_is_sent_twice_keeps_its_timeouts(
    server: FaultServer, telemetry: Telemetry, module: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one attempt is closed, which we read in a hurry, another of the same request goes on."""
    with module.Client(verify=False, timeout=5) as client:
        request = client.build_request("GET", server.url(LATE))
        first = client.send(request, stream=True)
        second = client.send(request, stream=True)
        during: list[object] = []
        keep = PendingAnswer.feed

        def feed(answer: PendingAnswer, piece: bytes) -> None:
            during.append(request.extensions["timeout"]["read"])
            keep(answer, piece)

        monkeypatch.setattr(PendingAnswer, "feed", feed)
        first.close()
        body = second.read()

    assert set(during) == {request.extensions["timeout"]["read"]} == {5}
    assert body
    assert telemetry.total() == 2


@pytest.mark.parametrize("status", [200, 503])
def test_a_hook_may_put_another_body_into_an_answer(
    server: FaultServer, telemetry: Telemetry, module: Any, status: int
) -> None:
    """A `ByteStream` is a sync and an async one: what counts is whose answer it is in."""
    url = server.answer("/replaced", status, {}, b"as it came")

    def replace(response: Any) -> None:
        response.stream = module.ByteStream(b"replaced")

    with (
        module.Client(verify=False, event_hooks={"response": [replace]}) as client,
        client.stream("GET", url) as answer,
    ):
        body = answer.read()

    assert body == b"replaced"
    assert telemetry.total() == (status == 503)


def test_a_generator_leaves_its_verdict_to_the_next_call(
    server: FaultServer, telemetry: Telemetry, module: Any
) -> None:
    """The garbage collector may close one, within the SDK's locks: nothing is written then."""

    def lines(client: Any) -> Iterator[str]:
        with client.stream("GET", server.url(LATE)) as answer:
            yield str(answer.status_code)
            yield from answer.iter_lines()

    with module.Client(verify=False) as client:
        reading = lines(client)
        next(reading)
        del reading
        gc.collect()
        written = telemetry.total(), bool(ABANDONED)
        client.get(server.answer("/sound"))

    assert written == (0, True)
    assert telemetry.total() == len(telemetry.verdicts()) == 1


def test_a_loop_that_ends_has_nothing_to_say(
    server: FaultServer, telemetry: Telemetry, caplog: pytest.LogCaptureFixture
) -> None:
    """`asyncio.run` closes the generators that are left, ours and that of the answer, at the same time."""
    url = server.script("/begun", (Head((("content-length", "9"),)), b"first", Then.STALL))

    async def main() -> None:
        client = httpx.AsyncClient()
        answer = await client.send(client.build_request("GET", url), stream=True)
        kept.append((client, answer, pieces := answer.aiter_raw()))
        await anext(pieces)
        await asyncio.sleep(0.02)

    kept: list[object] = []
    for _ in range(5):
        asyncio.run(main())

    assert caplog.messages == []
    assert telemetry.total() == 0
