"""A response that is closed unread: what we read of it is our own affair, and no other call's."""

from __future__ import annotations

import asyncio
import gc
import signal
import ssl
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from unittest.mock import AsyncMock

import anyio
import httpcore
import httpcore2
import httpx
import httpx2
import pytest
from httpcore._backends.anyio import AnyIOStream

from faults import Head, Http2Server, Pause, Then
from otel_errkind._telemetry.pending import PendingAnswer
from otel_errkind._telemetry.waiting import ABANDONED, PENDING
from telemetry import OURS, Telemetry, instrumented

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from h2.connection import H2Connection

    from faults import FaultServer

HTTPX = {"httpx": httpx, "httpx2": httpx2}
LATE = "/late-body"
"""Its body comes 20 ms after the headers."""
BEGUN = (Head((("content-length", "9"),), status=503), b"first", Then.STALL)
"""An error whose body does not go on."""
TOO_LATE = "too late"


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


def tee(module: Any, kept: list[bytes]) -> Any:
    """Make a transport that keeps every body which is read to its end."""

    class Tee(module.SyncByteStream):  # type: ignore[misc]
        def __init__(self, stream: Any) -> None:
            self._stream = stream

        def __iter__(self) -> Iterator[bytes]:
            yield (body := b"".join(self._stream))
            kept.append(body)

        def close(self) -> None:
            self._stream.close()

    class Transport(module.HTTPTransport):  # type: ignore[misc]
        def handle_request(self, request: Any) -> Any:
            answer = super().handle_request(request)
            answer.stream = Tee(answer.stream)
            return answer

    return Transport(verify=False)


def test_the_applications_own_stream_is_not_read(
    server: FaultServer, telemetry: Telemetry, module: Any
) -> None:
    """Nobody reads under what wraps a body: not even past it, as it may read on by itself."""
    kept: list[bytes] = []

    with module.Client(transport=tee(module, kept)) as client:
        opened(client, server.url("/json/503")).close()

    (verdict,) = telemetry.verdicts()
    assert kept == []
    assert "http.response.body.content" not in verdict


@pytest.mark.parametrize("library", [httpcore, httpcore2])
def test_a_network_of_the_applications_is_not_read(
    server: FaultServer, telemetry: Telemetry, library: Any
) -> None:
    """Its `read` may know no timeout."""
    module: Any = httpx if library is httpcore else httpx2
    asked: list[object] = []

    class Stream(library.NetworkStream):  # type: ignore[misc]
        def __init__(self, inner: Any) -> None:
            self._inner = inner

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            asked.append(timeout)
            return bytes(self._inner.read(max_bytes, timeout))

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            self._inner.write(buffer, timeout)

        def close(self) -> None:
            self._inner.close()

        def get_extra_info(self, info: str) -> object:
            return self._inner.get_extra_info(info)

    class Backend(library.NetworkBackend):  # type: ignore[misc]
        def connect_tcp(self, *args: Any, **kwargs: Any) -> Stream:
            return Stream(library.SyncBackend().connect_tcp(*args, **kwargs))

    transport = module.HTTPTransport()
    transport._pool = library.ConnectionPool(network_backend=Backend())  # noqa: SLF001 - as applications do
    with module.Client(transport=transport, timeout=5) as client:
        answer = opened(client, server.url(LATE))
        before = len(asked)
        answer.close()

    assert len(asked) == before
    assert telemetry.total() == 1


def test_what_traces_httpcore_sees_no_reading(
    server: FaultServer, telemetry: Telemetry, module: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The events of a body belong to a body that the application reads."""
    caplog.set_level("DEBUG")
    events: list[str] = []

    def trace(name: str, _: object) -> None:
        events.append(name)

    with module.Client(verify=False) as client:
        client.send(
            client.build_request("GET", server.url(LATE), extensions={"trace": trace}), stream=True
        ).close()

    assert "http11.response_closed.complete" in events
    assert not [event for event in (*events, *caplog.messages) if "receive_response_body" in event]
    assert telemetry.total() == 1


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="this platform has no alarm")
def test_an_alarm_passes(server: FaultServer, telemetry: Telemetry, module: Any) -> None:
    """The usual deadline of a sync program, a handler that raises, may strike while we read."""

    def strike(_number: int, _frame: object) -> None:
        raise TimeoutError(TOO_LATE)

    url = server.script("/begun", BEGUN)
    kept = signal.signal(signal.SIGALRM, strike)
    try:
        with module.Client(verify=False, limits=module.Limits(max_connections=1)) as client:
            answer = opened(client, url)
            signal.setitimer(signal.ITIMER_REAL, 0.015)
            with pytest.raises(TimeoutError, match=TOO_LATE):
                answer.close()
            assert client.get(server.answer("/sound")).is_success
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, kept)

    assert telemetry.total() == 1


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_closing_in_a_cancelled_scope_ends(
    server: FaultServer, telemetry: Telemetry, module: Any, backend: str
) -> None:
    """The library shields its closing from cancellation; what we wait for would not be."""
    url = server.script("/begun", BEGUN)
    closed: list[bool] = []

    async def main() -> None:
        async with module.AsyncClient(verify=False) as client:
            with anyio.CancelScope() as scope:
                answer = await client.send(client.build_request("GET", url), stream=True)
                scope.cancel()
                await answer.aclose()
                closed.append(answer.is_closed)

    anyio.run(main, backend=backend)

    (verdict,) = telemetry.verdicts()
    assert closed == [True]
    assert verdict["errkind.category"] == "overloaded"


@pytest.mark.parametrize("status", [200, 503])
def test_a_destructor_writes_nothing(
    server: FaultServer, telemetry: Telemetry, module: Any, status: int
) -> None:
    """The garbage collector may run it within the SDK's locks, or while a context variable is set."""
    url = server.answer("/stated", status, {}, b'{"error":{"code":"rate_limit_exceeded","message":"Slow')

    class Download:
        def __init__(self, client: Any) -> None:
            self.answer = opened(client, url)
            self.pieces = self.answer.iter_raw(4) if status == 200 else iter([b""])
            next(self.pieces)
            self.cycle = self

        def __del__(self) -> None:
            self.answer.close()

    with module.Client(verify=False) as client:
        Download(client)
        gc.collect()
        written = telemetry.total()
        client.get(server.answer("/sound"))

    assert written == 0
    assert len(telemetry.verdicts()) == telemetry.total() == 1


def test_what_is_open_when_we_go_has_no_verdict(server: FaultServer, module: Any) -> None:
    """After `uninstrument()` nothing is judged, or waited for."""
    with instrumented() as telemetry, module.Client(verify=False) as client:
        answers = [opened(client, server.url(path)) for path in (LATE, "/json/503")]
        for kind in OURS:
            kind().uninstrument()
        try:
            begun = monotonic()
            answers[0].close()
            took = monotonic() - begun
            answers[1].read()
        finally:
            for kind in OURS:
                kind().instrument()

    assert took < 0.04
    assert telemetry.total() == 0
    assert not PENDING


@pytest.mark.parametrize("error", [ssl.SSLError("bad record"), RuntimeError("another loop")])
def test_a_network_that_fails_in_its_own_way_is_closed(
    server: FaultServer, telemetry: Telemetry, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Under asyncio httpcore leaves what TLS and the loop raise as it is: to close is no place for it."""

    async def main() -> bool:
        async with httpx.AsyncClient() as client:
            answer = await client.send(client.build_request("GET", server.url(LATE)), stream=True)
            with monkeypatch.context() as patch:
                patch.setattr(AnyIOStream, "read", AsyncMock(side_effect=error))
                await answer.aclose()
            return answer.is_closed

    assert asyncio.run(main())
    assert telemetry.total() == 1


@pytest.mark.parametrize("path", ["/json/503", LATE])
def test_a_connection_is_dropped_as_without_us(
    server: FaultServer, telemetry: Telemetry, module: Any, path: str
) -> None:
    """Behind the body may come what the next call would take for its answer, or the end."""
    with module.Client(verify=False) as client:
        opened(client, server.url(path)).close()
        client.get(server.answer("/sound"))

    first, second = server.requests[-2:]
    assert first.connection != second.connection
    assert telemetry.total() == 1


def test_who_waits_for_a_connection_does_not_wait_for_us(
    server: FaultServer, telemetry: Telemetry, module: Any
) -> None:
    """While another thread needs the only connection, a body is not waited for."""
    url = server.script("/begun", BEGUN)
    limits, timeout = module.Limits(max_connections=1), module.Timeout(5, pool=0.035)
    sound = server.answer("/sound")

    with (
        module.Client(verify=False, limits=limits, timeout=timeout) as client,
        ThreadPoolExecutor(1) as threads,
    ):
        answer = opened(client, url)
        other = threads.submit(client.get, sound)
        sleep(0.005)
        answer.close()

        assert other.result().is_success
    assert telemetry.total() == 1


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_deadline_leaves_time_to_close(
    server: FaultServer, telemetry: Telemetry, module: Any, backend: str
) -> None:
    """Of the time that is left to a task, half remains."""
    url = server.script("/begun", BEGUN)

    async def main() -> None:
        async with module.AsyncClient(verify=False) as client:
            answer = await client.send(client.build_request("GET", url), stream=True)
            with anyio.fail_after(0.04):
                await answer.aclose()

    anyio.run(main, backend=backend)

    assert telemetry.total() == 1


def test_a_destructor_may_flush(server: FaultServer, telemetry: Telemetry, module: Any) -> None:
    """What the garbage collector has left is not taken up by the garbage collector."""

    class Session:
        def __init__(self, client: Any) -> None:
            self.answer = opened(client, server.url(LATE))
            self.cycle = self

        def __del__(self) -> None:
            self.answer.close()
            telemetry.tracer_provider.force_flush()

    with module.Client(verify=False) as client:
        Session(client)
        gc.collect()
        written = telemetry.total()
        telemetry.tracer_provider.force_flush()

    assert written == 0
    assert telemetry.total() == 1


@pytest.mark.parametrize("way", ["drained", "closed"])
def test_a_body_that_a_transport_has_read_is_read_by_nobody_else(
    server: FaultServer, telemetry: Telemetry, module: Any, way: str
) -> None:
    """Its connection is free, and may have another call by the time that the application closes."""

    class Draining(module.HTTPTransport):  # type: ignore[misc]
        def handle_request(self, request: Any) -> Any:
            answer = super().handle_request(request)
            if answer.status_code == 503:
                for _ in answer.stream:
                    pass
                if way == "closed":
                    answer.stream.close()
            return answer

    sound = server.answer("/sound", 200, {}, b"fine")
    with module.Client(transport=Draining(verify=False)) as client:
        failed = opened(client, server.url("/json/503"))
        if way == "closed":
            other = opened(client, sound)
            failed.close()
        else:
            failed.close()
            other = opened(client, sound)
        body = other.read()

    first, second = server.requests[-2:]
    assert body == b"fine"
    assert first.connection == second.connection
    assert telemetry.total() == 1
