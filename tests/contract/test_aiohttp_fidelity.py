"""What aiohttp and its middlewares do with connections, streams and answers goes on with us as without us."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from faults import FaultServer, Head, Pause, Then
from faults.content import ERROR
from telemetry import OURS, instrumented

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telemetry import Telemetry

    Handler = Callable[[aiohttp.ClientRequest], Awaitable[aiohttp.ClientResponse]]

LONG_WAIT = 1000
"""Milliseconds that we may wait for a body: more than any of the deadlines here leaves."""
SHORT = aiohttp.ClientTimeout(total=5, connect=0.5)
NINE_BYTES = (("content-length", "9"),)
STALLED = (Head(NINE_BYTES, 500), b"abc", Then.STALL)
BREAKS_SOON = (Head(NINE_BYTES, 500), b"abc", Pause(0.1), Then.CLOSE)

both = pytest.mark.parametrize("instruments", [(), OURS], ids=["bare", "ours"])


@both
def test_who_waits_for_a_connection_does_not_wait_for_us(server: FaultServer, instruments: Any) -> None:
    """Where all connections are taken, none is kept for the sake of an error's late body."""
    bad, good = server.script("/stalled", STALLED), server.url("/json")

    async def main() -> list[object]:
        connector = aiohttp.TCPConnector(limit=1)
        async with aiohttp.ClientSession(
            connector=connector, timeout=SHORT, raise_for_status=True
        ) as session:

            async def status(url: str) -> object:
                try:
                    async with session.get(url) as response:
                        return response.status
                except aiohttp.ClientError as error:
                    return type(error)

            return await asyncio.gather(*map(status, (bad, bad, good)))

    with instrumented(instruments, body_wait=LONG_WAIT):
        statuses = asyncio.run(main())

    assert statuses == [aiohttp.ClientResponseError, aiohttp.ClientResponseError, 200]


@both
@pytest.mark.parametrize("status", [407, 502])
def test_a_proxy_that_refuses_a_tunnel_is_no_timeout(instruments: Any, status: int) -> None:
    """Its answer comes within the time that there is to connect, of which our waiting takes none."""

    async def main(proxy: str) -> None:
        async with aiohttp.ClientSession(timeout=SHORT) as session:
            await session.get("https://example.invalid/", proxy=proxy)

    with FaultServer() as proxy, instrumented(instruments, body_wait=LONG_WAIT) as telemetry:
        proxy.script("/proxy-407", (Head(NINE_BYTES, status), b"abc", Then.STALL))
        with pytest.raises(aiohttp.ClientHttpProxyError):
            asyncio.run(main(proxy.url("/")))

        found = [
            tuple(verdict[name] for name in ("http.response.status_code", "errkind.phase", "server.address"))
            for verdict in telemetry.verdicts()
        ]

    # The server has not seen the request; whose proxy it was that refused is not what was called.
    assert found == ([(status, "connect", "example.invalid")] if instruments else [])


@pytest.mark.parametrize("slow", [200, 503])
def test_an_answer_that_comes_after_its_call_is_left_alone(server: FaultServer, slow: int) -> None:
    """Of two requests that a middleware races, the slower one belongs to no call any more."""
    url = server.script(
        f"/raced/{slow}",
        (Pause(0.2), Head(NINE_BYTES, slow), b"abc", Then.STALL),
        (Head((("content-length", "0"),), 200),),
    )
    raced: list[asyncio.Future[aiohttp.ClientResponse]] = []

    async def race(request: aiohttp.ClientRequest, handler: Handler) -> aiohttp.ClientResponse:
        for _ in range(2):
            raced.append(asyncio.ensure_future(handler(request)))
            await asyncio.sleep(0.02)
        done, _ = await asyncio.wait(raced, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()

    async def main() -> list[int]:
        async with aiohttp.ClientSession(middlewares=(race,)) as session, session.get(url):
            responses = await asyncio.wait_for(asyncio.gather(*raced), 0.8)
            for response in responses:
                response.close()
            return [response.status for response in responses]

    with instrumented(body_wait=LONG_WAIT) as telemetry:
        statuses = asyncio.run(main())

        assert telemetry.verdicts() == []

    assert statuses == [slow, 200]


def test_of_two_answers_the_one_that_is_returned_counts(server: FaultServer) -> None:
    """An error that a middleware drops while it waits for a better answer is none."""
    url = server.script(
        "/dropped",
        (Pause(0.1), Head((), 503), Then.CLOSE),
        (Pause(0.2), Head((("content-length", "0"),), 200)),
    )

    async def race(request: aiohttp.ClientRequest, handler: Handler) -> aiohttp.ClientResponse:
        first = asyncio.ensure_future(handler(request))
        await asyncio.sleep(0.02)
        second = await handler(request)
        (await first).close()
        return second

    async def main() -> int:
        async with aiohttp.ClientSession(middlewares=(race,)) as session, session.get(url) as response:
            return response.status

    with instrumented() as telemetry:
        status = asyncio.run(main())

        assert telemetry.counts() == []

    assert status == 200


def test_of_two_bodies_the_one_that_is_returned_counts(server: FaultServer) -> None:
    """A success that states an error is nobody's where a middleware has read it for nothing."""
    url = server.script(
        "/read-for-nothing",
        (
            Head((("content-length", "62"),)),
            Pause(0.15),
            b'{"error":{"code":"insufficient_quota","message":"None left."}}',
        ),
        (Pause(0.05), Head((("content-length", "11"),)), Pause(0.2), b'{"ok":true}'),
    )

    async def race(request: aiohttp.ClientRequest, handler: Handler) -> aiohttp.ClientResponse:
        async def read(delay: float) -> aiohttp.ClientResponse:
            await asyncio.sleep(delay)
            response = await handler(request)
            await response.read()
            return response

        _, second = await asyncio.gather(read(0), read(0.02))
        return second

    async def main() -> bytes:
        async with aiohttp.ClientSession(middlewares=(race,)) as session, session.get(url) as response:
            return await response.read()

    with instrumented() as telemetry:
        body = asyncio.run(main())

        assert telemetry.counts() == []

    assert body == b'{"ok":true}'


@both
@pytest.mark.parametrize("later", [False, True], ids=["at once", "later"])
@pytest.mark.parametrize("way", ["release", "close"])
def test_who_gives_a_response_up_finds_it_closed(
    server: FaultServer, instruments: Any, way: str, *, later: bool
) -> None:
    """A body that breaks while we wait has not broken yet for who gives it up at once."""
    url = server.script("/breaks-soon", BREAKS_SOON)

    async def main() -> BaseException | None:
        async with aiohttp.ClientSession() as session:
            response = await session.get(url)
            await asyncio.sleep(0.4 if later else 0)
            getattr(response, way)()
            return response.content.exception()

    with instrumented(instruments, body_wait=LONG_WAIT):
        found = asyncio.run(main())

    assert type(found) is (aiohttp.ClientPayloadError if later else aiohttp.ClientConnectionError)


@both
def test_what_has_not_broken_yet_has_nothing_to_raise(server: FaultServer, instruments: Any) -> None:
    """Who takes what is there takes no exception that has come early."""
    url = server.script("/breaks-soon", BREAKS_SOON)

    async def main() -> list[bytes]:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return [response.content.read_nowait() for _ in range(2)]

    with instrumented(instruments, body_wait=LONG_WAIT):
        pieces = asyncio.run(main())

    assert pieces in ([b"abc", b""], [b"", b""])


@pytest.mark.parametrize("status", [200, 500], ids=["watched", "delayed"])
def test_a_stream_looks_like_one_of_aiohttps(server: FaultServer, status: int) -> None:
    """Its class and its methods have the names, the documentation and the signatures of the originals."""
    url = server.script(f"/looks/{status}", (Head(NINE_BYTES, status), b"abc", Pause(0.1), Then.CLOSE))

    async def main() -> aiohttp.StreamReader:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return response.content

    with instrumented(body_wait=LONG_WAIT):
        kind = type(asyncio.run(main()))

    assert kind is not aiohttp.StreamReader
    assert identity(kind) == identity(aiohttp.StreamReader)
    for name, original in inspect.getmembers(aiohttp.StreamReader, inspect.isfunction):
        method = getattr(kind, name)
        assert identity(method) == identity(original)
        assert inspect.signature(method) == inspect.signature(original)
        assert inspect.iscoroutinefunction(method) == inspect.iscoroutinefunction(original)


def identity(named: Any) -> tuple[object, ...]:
    """Return what a class or a function says of itself."""
    return named.__module__, named.__qualname__, named.__name__, named.__doc__


class DownError(aiohttp.ClientConnectionError):
    """What a middleware of the application raises."""

    def __init__(self, host: object) -> None:
        """Keep what the application calls a host."""
        super().__init__("upstream down")
        self.host = host


@pytest.mark.parametrize("host", ["https://service:hunter2pass@internal/?token=1", ["a", "b"]])
def test_the_host_of_another_exception_is_no_server(host: object) -> None:
    """Only aiohttp's own errors say in `host` which server was not reached."""

    async def refuse(_request: aiohttp.ClientRequest, _handler: Handler) -> aiohttp.ClientResponse:
        raise DownError(host)

    async def main() -> None:
        async with aiohttp.ClientSession(middlewares=(refuse,)) as session:
            await session.get("http://api.test/")

    with instrumented(OURS) as telemetry:
        with pytest.raises(DownError):
            asyncio.run(main())
        (count,), (span,) = telemetry.counts(), telemetry.spans()

    assert count.attributes["server.address"] == "api.test"
    assert (span.attributes or {})["server.address"] == "api.test"


@pytest.mark.parametrize("fault", ["short-body", "graphql-errors"])
def test_an_answer_that_a_middleware_replaces_is_no_error(server: FaultServer, fault: str) -> None:
    """It falls back on a response of an earlier call, which has the same status."""
    kept: list[aiohttp.ClientResponse] = []

    async def fall_back(request: aiohttp.ClientRequest, handler: Handler) -> aiohttp.ClientResponse:
        response = await handler(request)
        try:
            body = await response.read()
        except aiohttp.ClientPayloadError:
            return kept[0]
        if b"errors" in body:
            return kept[0]
        kept.append(response)
        return response

    async def main() -> list[bytes]:
        async with aiohttp.ClientSession(middlewares=(fall_back,)) as session:
            responses = [await session.get(server.url(path)) for path in ("/json", f"/{fault}")]
            return [await response.read() for response in responses]

    with instrumented() as telemetry:
        first, second = asyncio.run(main())

        assert telemetry.verdicts() == []
        assert telemetry.counts() == []

    assert first == second


def test_an_error_that_comes_through_a_middleware_has_its_body(server: FaultServer) -> None:
    """The response that was looked at is the one that is returned."""

    async def pass_on(request: aiohttp.ClientRequest, handler: Handler) -> aiohttp.ClientResponse:
        return await handler(request)

    async def main() -> None:
        async with aiohttp.ClientSession(middlewares=(pass_on,)) as session:
            await session.get(server.url("/json-error"))

    with instrumented() as telemetry:
        asyncio.run(main())
        (verdict,) = telemetry.verdicts()

    assert verdict["http.response.body.content"] == ERROR.decode()


@pytest.mark.parametrize("params", [{"health": 1}, [("a", "b"), ("health", "1")], "health=1"])
@pytest.mark.parametrize("path", ["/x", "/x?y=1"])
def test_the_parameters_of_a_call_are_part_of_its_url(path: str, params: Any) -> None:
    """An URL that is excluded by a parameter is so where no response comes, too."""
    with instrumented(OURS, excluded_urls="health=1$") as telemetry:
        refused(f"http://127.0.0.1:1{path}", params)

        assert telemetry.counts() == []


def test_the_parameters_of_a_call_are_not_shown() -> None:
    """They may be secret."""
    with instrumented(OURS) as telemetry:
        refused("http://127.0.0.1:1/x", {"token": "hunter2"})
        (span,) = telemetry.spans()

    assert (span.attributes or {})["url.full"] == "http://127.0.0.1:1/x"


@pytest.mark.parametrize("params", [{"a": None}, {"a": object()}, 7])
def test_parameters_that_aiohttp_refuses(params: Any) -> None:
    """Its exception is the application's, and we say nothing of our own."""
    with instrumented(OURS), pytest.raises(TypeError):
        refused("http://127.0.0.1:1/x", params)


def refused(url: str, params: Any) -> None:
    """Call a port that nobody listens on."""

    async def main() -> None:
        async with aiohttp.ClientSession() as session:
            await session.get(url, params=params)

    try:
        asyncio.run(main())
    except aiohttp.ClientConnectorError:
        return
    pytest.fail("somebody listens")


def test_a_line_that_is_too_long_for_its_reader_is_no_error(server: FaultServer) -> None:
    """The body is sound; that it breaks later is another matter, which counts."""
    sound = server.answer("/line", 200, chunks=[(0, b"x" * 300), (0.02, b"x" * 300)])
    broken = server.script(
        "/broken-line", (Head((("content-length", "900"),), 200), b"x" * 300, Pause(0.1), Then.CLOSE)
    )

    async def main(url: str) -> None:
        async with aiohttp.ClientSession(read_bufsize=64) as session, session.get(url) as response:
            with pytest.raises((aiohttp.http_exceptions.LineTooLong, ValueError)):
                await response.content.readline()
            await response.content.read()

    with instrumented() as telemetry:
        asyncio.run(main(sound))
        assert telemetry.counts() == []
        with pytest.raises(aiohttp.ClientPayloadError):
            asyncio.run(main(broken))

        assert reasons(telemetry) == ["incomplete_body"]


def reasons(telemetry: Telemetry) -> list[object]:
    """Return the reason of each verdict; there is one count for each."""
    found = [verdict["errkind.reason"] for verdict in telemetry.verdicts()]
    assert telemetry.total() == len(found)
    return found
