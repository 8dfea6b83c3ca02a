"""Calls inside of calls, and exceptions about another answer than the last: each failure counts once."""

from __future__ import annotations

import asyncio
import gc
import logging
import socket
import tracemalloc
import weakref
from collections import Counter
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2
import httpx_aiohttp
import pytest

from callers import ApplicationError
from faults import Head, Pause, Then
from faults.script import answer, chunk
from telemetry import instrumented

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from types import ModuleType

    from faults import FaultServer
    from telemetry import Telemetry

both = pytest.mark.parametrize("module", [httpx, httpx2])
JSON = {"content-type": "application/json"}
DENIED = b'{"error": "invalid_client"}'
SLOW_DOWN = b'{"error": {"code": "rate_limit_exceeded", "message": "slow down"}}'
MESSAGE = "no"
SENT = 100_000
"""Bytes of each of many requests."""


def outcomes(telemetry: Telemetry) -> dict[object, int]:
    """Return how many failures were counted by their outcome."""
    counts = Counter[object]()
    for found in telemetry.counts():
        counts[found.attributes["errkind.outcome"]] += int(found.value)
    return dict(counts)


def summary(telemetry: Telemetry) -> list[tuple[object, object]]:
    """Return category and status of every failure that was counted, as often as it was."""
    return [
        (found.attributes["errkind.category"], found.attributes.get("http.response.status_code"))
        for found in telemetry.counts()
        for _ in range(int(found.value))
    ]


def streamed(module: ModuleType, pieces: Callable[[], Iterator[bytes]]) -> Any:
    """Return a stream of one library that gives these pieces."""

    class Stream(module.SyncByteStream):  # type: ignore[misc,name-defined]
        def __iter__(self) -> Iterator[bytes]:
            return pieces()

    return Stream()


def refuse(*_: object) -> None:
    """Fail as a hook does that writes to a log which is down."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = closed.getsockname()
    socket.create_connection(address)


@both
@pytest.mark.parametrize("status", [200, 503])
def test_what_inner_calls_have_sent_is_not_kept(module: ModuleType, status: int) -> None:
    """A transport may run a whole program: what its calls are known by is small."""
    inner = module.Client(
        transport=module.MockTransport(
            lambda _: module.Response(status, stream=streamed(module, lambda: iter([b"{}"])))
        )
    )
    kept: list[int] = []

    def program(_: object) -> Any:
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(100):
            with inner.stream("POST", "http://inner/", content=bytes(SENT)) as response:
                response.read()
        gc.collect()
        kept.append(tracemalloc.get_traced_memory()[0] - before)
        tracemalloc.stop()
        return module.Response(200)

    with instrumented(), inner, module.Client(transport=module.MockTransport(program)) as client:
        client.get("http://outer/")

    assert kept[0] < 10 * SENT


@both
def test_what_an_inner_exception_has_met_is_not_kept(module: ModuleType) -> None:
    """The application is done with it, while the call around it goes on."""

    class Local:
        pass

    met: list[weakref.ref[Local]] = []
    alive: list[bool] = []

    def attempt(client: Any) -> None:
        local = Local()
        met.append(weakref.ref(local))
        client.get("http://inner/")

    def fail(_: object) -> None:
        raise module.ConnectError(MESSAGE)

    def program(_: object) -> Any:
        with module.Client(transport=module.MockTransport(fail)) as inner, pytest.raises(module.ConnectError):
            attempt(inner)
        gc.collect()
        alive.append(met[0]() is not None)
        return module.Response(200)

    with instrumented() as telemetry:
        with module.Client(transport=module.MockTransport(program)) as client:
            client.get("http://outer/")
        assert len(summary(telemetry)) == 1

    assert alive == [False]


@both
def test_a_stream_that_a_hook_closes_is_no_failure_of_ours(
    module: ModuleType, server: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    """There is no body to look at, in memory or on its way."""
    client = module.Client(verify=False, event_hooks={"response": [lambda response: response.close()]})
    url = server.answer("/fine", 200, JSON, b"{}")
    with (
        caplog.at_level(logging.WARNING, "otel_errkind"),
        instrumented(),
        client,
        client.stream("GET", url) as response,
    ):
        assert response.is_closed

    assert caplog.records == []


@both
@pytest.mark.parametrize("kind", ["ReadError", "WriteError", "WriteTimeout"])
@pytest.mark.parametrize("status", [200, 503])
def test_a_body_breaks_whatever_the_client_was_about(module: ModuleType, kind: str, status: int) -> None:
    """HTTP/2 writes while it reads: it acknowledges what has come."""

    def broken() -> Iterator[bytes]:
        yield b"{"
        raise getattr(module, kind)(MESSAGE)

    def respond(_: object) -> Any:
        return module.Response(status, stream=streamed(module, broken))

    def read_later(url: str) -> None:
        with client.stream("GET", url) as response:
            response.read()

    found = []
    for access in ("get", "stream"):
        with instrumented() as telemetry, module.Client(transport=module.MockTransport(respond)) as client:
            call = client.get if access == "get" else read_later
            with pytest.raises(getattr(module, kind)):
                call("http://mock/")
            (verdict,) = telemetry.verdicts()
            assert verdict["errkind.phase"] == "body"
            found.append(summary(telemetry))
    assert found[0] == found[1]
    assert [each for _, each in found[0]] == [status]


@both
@pytest.mark.parametrize(("status", "failures"), [(200, []), (503, [("overloaded", 503)])])
def test_a_connection_of_a_hook_is_not_of_the_call(
    module: ModuleType, server: FaultServer, status: int, failures: list[tuple[str, int]]
) -> None:
    """Whatever the hook meets, the server has answered."""
    url = server.answer("/answered", status)
    with instrumented() as telemetry:
        client = module.Client(verify=False, event_hooks={"response": [refuse]})
        with client, pytest.raises(ConnectionRefusedError):
            client.get(url)
        assert summary(telemetry) == failures


@pytest.mark.parametrize(("status", "failures"), [(200, []), (503, [("overloaded", 503)])])
def test_a_connection_of_a_middleware_is_not_of_the_call(
    server: FaultServer, status: int, failures: list[tuple[str, int]]
) -> None:
    """The server has answered, with aiohttp as well, which wraps the exception."""
    url = server.answer("/answered", status)

    async def log(request: Any, handler: Any) -> aiohttp.ClientResponse:
        response: aiohttp.ClientResponse = await handler(request)
        refuse()
        return response

    async def main() -> None:
        async with aiohttp.ClientSession(middlewares=(log,)) as session:
            await session.get(url)

    with instrumented() as telemetry:
        with pytest.raises(aiohttp.ClientOSError):
            asyncio.run(main())
        assert summary(telemetry) == failures


@pytest.mark.parametrize("carrier", ["aiohttp", "httpx"])
def test_a_token_that_a_middleware_is_refused_is_counted_once(server: FaultServer, carrier: str) -> None:
    """What it raises is about that request; the one that it stands in front of was never sent."""
    token, data = server.answer("/token", 401, JSON, DENIED), server.answer("/data", 200)

    async def sign(request: Any, handler: Any) -> aiohttp.ClientResponse:
        if carrier == "httpx":
            async with httpx.AsyncClient() as client:
                (await client.post(token)).raise_for_status()
        else:
            async with request.session.post(token, middlewares=()) as response:
                response.raise_for_status()
        result: aiohttp.ClientResponse = await handler(request)
        return result

    async def main() -> None:
        async with aiohttp.ClientSession(middlewares=(sign,)) as session:
            await session.get(data)

    with instrumented() as telemetry:
        with pytest.raises((aiohttp.ClientResponseError, httpx.HTTPStatusError), match="401"):
            asyncio.run(main())
        assert summary(telemetry) == [("unauthorized", 401)]
        assert len(telemetry.verdicts()) == 1


@both
def test_a_token_that_aiohttp_is_refused_in_an_auth_flow_is_counted_once(
    module: ModuleType, server: FaultServer
) -> None:
    """The other way round."""
    token, data = server.answer("/token", 401, JSON, DENIED), server.answer("/data", 200)

    class Auth(module.Auth):  # type: ignore[misc,name-defined]
        async def async_auth_flow(self, request: Any) -> Any:
            async with aiohttp.ClientSession() as session, session.post(token) as response:
                response.raise_for_status()
            yield request

    async def main() -> None:
        async with module.AsyncClient(verify=False, auth=Auth()) as client:
            await client.get(data)

    with instrumented() as telemetry:
        with pytest.raises(aiohttp.ClientResponseError, match="401"):
            asyncio.run(main())
        assert summary(telemetry) == [("unauthorized", 401)]


@both
@pytest.mark.parametrize("fault", ["/busy", "/short-body"])
@pytest.mark.parametrize("access", ["get", "stream"])
def test_a_carried_body_in_a_stream_of_its_own_is_judged_once(
    module: ModuleType, server: FaultServer, fault: str, access: str
) -> None:
    """As where a transport counts bytes."""
    server.answer("/busy", 503, JSON, b'{"message": "no"}')

    class Forward(module.BaseTransport):  # type: ignore[misc,name-defined]
        def handle_request(self, request: Any) -> Any:
            response = inner.send(request, stream=True)
            stream = streamed(module, response.iter_raw)
            stream.close = response.close
            return module.Response(response.status_code, headers=response.headers, stream=stream)

    with instrumented() as telemetry:
        with module.Client(verify=False) as inner, module.Client(transport=Forward()) as client:
            try:
                if access == "get":
                    client.get(server.url(fault))
                else:
                    with client.stream("GET", server.url(fault)) as response:
                        response.read()
            except module.RemoteProtocolError:
                assert fault == "/short-body"
        assert len(summary(telemetry)) == len(telemetry.verdicts()) == 1


@both
@pytest.mark.parametrize("refreshed", [200, 503])
def test_an_auth_flow_that_raises_for_its_first_answer(
    module: ModuleType, server: FaultServer, refreshed: int
) -> None:
    """The refresh has another answer; the application learns of the first one."""
    data, token = server.answer("/data", 401, JSON, DENIED), server.answer("/token", refreshed)

    class Refresh(module.Auth):  # type: ignore[misc,name-defined]
        requires_response_body = True

        def auth_flow(self, request: Any) -> Generator[Any, Any, None]:
            response = yield request
            yield module.Request("POST", token)
            response.request = request
            response.raise_for_status()

    with instrumented() as telemetry:
        with pytest.raises(module.HTTPStatusError, match="401"):
            module.get(data, auth=Refresh(), verify=False)
        assert summary(telemetry) == [("unauthorized", 401)]
        (verdict,) = telemetry.verdicts()
    assert verdict["errkind.code"] == "invalid_client"


@both
def test_a_status_that_a_hook_invents(module: ModuleType, server: FaultServer) -> None:
    """It raises what a server might have answered."""

    def invent(response: Any) -> None:
        invented = module.Response(429, request=response.request)
        raise module.HTTPStatusError(MESSAGE, request=response.request, response=invented)

    with instrumented() as telemetry:
        client = module.Client(verify=False, event_hooks={"response": [invent]})
        with client, pytest.raises(module.HTTPStatusError):
            client.get(server.answer("/fine", 200))
        assert summary(telemetry) == [("rate_limited", 429)]


@pytest.mark.parametrize("came", [200, 503])
def test_a_status_that_a_middleware_invents(server: FaultServer, came: int) -> None:
    """Whether or not the server has answered with an error of its own."""

    async def invent(request: Any, handler: Any) -> aiohttp.ClientResponse:
        response: aiohttp.ClientResponse = await handler(request)
        raise aiohttp.ClientResponseError(response.request_info, (), status=404)

    async def main() -> None:
        async with aiohttp.ClientSession(middlewares=(invent,)) as session:
            await session.get(server.answer("/came", came))

    with instrumented() as telemetry:
        with pytest.raises(aiohttp.ClientResponseError):
            asyncio.run(main())
        assert summary(telemetry) == [("bad_request", 404)]


@both
@pytest.mark.parametrize("is_async", [False, True])
def test_an_error_in_a_success_for_which_a_hook_raises(
    module: ModuleType, server: FaultServer, *, is_async: bool
) -> None:
    """The body is in memory where it does."""
    url = server.answer("/states", 200, JSON, SLOW_DOWN)

    def check(response: Any) -> None:
        response.read()
        raise ApplicationError

    async def check_async(response: Any) -> None:
        await response.aread()
        raise ApplicationError

    async def main() -> None:
        async with module.AsyncClient(verify=False, event_hooks={"response": [check_async]}) as client:
            await client.get(url)

    def call() -> None:
        with module.Client(verify=False, event_hooks={"response": [check]}) as client:
            client.get(url)

    with instrumented() as telemetry:
        with pytest.raises(ApplicationError):
            asyncio.run(main()) if is_async else call()
        assert summary(telemetry) == [("rate_limited", 200)]


@both
@pytest.mark.parametrize("body", [b"{}", b""])
def test_a_success_for_which_a_hook_raises(module: ModuleType, server: FaultServer, body: bytes) -> None:
    """It is the application's own exception."""

    def check(response: Any) -> None:
        response.read()
        raise ApplicationError

    with instrumented() as telemetry:
        client = module.Client(verify=False, event_hooks={"response": [check]})
        with client, pytest.raises(ApplicationError):
            client.get(server.answer("/fine", 200, JSON, body))
        assert summary(telemetry) == []


@pytest.mark.parametrize("breaks", [False, True])
def test_a_false_alarm_in_front_does_not_hide_an_error(server: FaultServer, *, breaks: bool) -> None:
    """The event comes with the headers, while aiohttp's call is under way."""
    alarm, error = b"event: error\ndata: {}\n\n", b"event: error\ndata: " + SLOW_DOWN + b"\n\n"
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    rest = (Then.RESET,) if breaks else (chunk(error) + b"0\r\n\r\n",)
    url = server.script("/alarm", (head + chunk(alarm), Pause(0.1), *rest))

    async def main() -> None:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            await response.read()

    with instrumented() as telemetry:
        try:
            asyncio.run(main())
        except aiohttp.ClientPayloadError:
            assert breaks
        assert summary(telemetry) == [("server_error" if breaks else "rate_limited", 200)]


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_of_two_exceptions_of_a_body_the_first_is_met(server: FaultServer, coding: str) -> None:
    """Whoever had read meanwhile would have been woken with it: we have waited in his place."""
    head = Head((("content-encoding", coding), ("content-length", "90")), 503)
    url = server.script("/spoilt", (head, Pause(0.03), b"not packed at all", Then.CLOSE))

    async def main() -> BaseException:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            with pytest.raises(aiohttp.ClientPayloadError) as raised:
                await response.read()
        return raised.value

    bare = asyncio.run(main())
    with instrumented() as telemetry:
        ours = asyncio.run(main())
        assert summary(telemetry) == [("overloaded", 503)]

    assert (str(ours), str(ours.__cause__)) == (str(bare), str(bare.__cause__))


class Retry(httpx.AsyncBaseTransport):
    """Ask another transport until it has no error to tell of, three times at most."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        """Take the transport."""
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask."""
        for _ in range(2):
            response = await self._transport.handle_async_request(request)
            if response.is_success:
                return response
            await response.aclose()
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the other one."""
        await self._transport.aclose()


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((503, 503, 200), {"retried": 2}),
        ((503, 429, 503), {"retried": 2, "terminal": 1}),
        ((503, 200), {"retried": 1}),
        ((503, 404, 503), {"retried": 2, "terminal": 1}),
    ],
)
@pytest.mark.parametrize("access", ["get", "stream"])
def test_attempts_of_a_transport_that_another_library_carries(
    server: FaultServer, statuses: tuple[int, ...], expected: dict[str, int], access: str
) -> None:
    """What another attempt follows, the application never sees: the same as around the call."""
    url = server.script("/flaky", *(answer(status, (), b"{}") for status in statuses))

    async def main() -> None:
        async with httpx.AsyncClient(transport=Retry(httpx_aiohttp.AiohttpTransport())) as client:
            if access == "get":
                await client.get(url)
            else:
                async with client.stream("GET", url) as response:
                    await response.aread()

    with instrumented() as telemetry:
        asyncio.run(main())
        assert outcomes(telemetry) == expected


@pytest.mark.parametrize(("last", "expected"), [(200, {"retried": 1}), (401, {"retried": 1, "terminal": 1})])
def test_an_auth_flow_that_another_library_carries(
    server: FaultServer, last: int, expected: dict[str, int]
) -> None:
    """The answer that asks for credentials is not what the application sees."""
    url = server.script("/data", answer(401, (), DENIED), answer(last))

    class Sign(httpx.Auth):
        def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
            yield request
            yield request

    async def main() -> None:
        async with httpx_aiohttp.HttpxAiohttpClient(auth=Sign()) as client:
            assert (await client.get(url)).status_code == last

    with instrumented() as telemetry:
        asyncio.run(main())
        assert outcomes(telemetry) == expected


@both
def test_an_auth_flow_over_a_client_that_carries_it(module: ModuleType, server: FaultServer) -> None:
    """The same request goes through another client of the same library."""
    url = server.script("/data", answer(401, (), DENIED), answer(200, (), b""))

    class Sign(module.Auth):  # type: ignore[misc,name-defined]
        def auth_flow(self, request: Any) -> Iterator[Any]:
            yield request
            yield request

    class Forward(module.BaseTransport):  # type: ignore[misc,name-defined]
        def handle_request(self, request: Any) -> Any:
            return inner.send(request)

    with instrumented() as telemetry:
        with module.Client(verify=False) as inner, module.Client(transport=Forward()) as client:
            assert client.get(url, auth=Sign()).status_code == 200
        assert outcomes(telemetry) == {"retried": 1}


@both
def test_a_call_that_a_hook_makes_is_no_attempt(module: ModuleType, server: FaultServer) -> None:
    """It fails for good, whatever becomes of the call around it."""
    audit, data = server.answer("/audit", 503), server.answer("/data", 200)

    with instrumented() as telemetry:
        with module.Client(verify=False) as log:
            hooks = {"request": [lambda _: log.get(audit)]}
            with module.Client(verify=False, event_hooks=hooks) as client:
                client.get(data)
        assert outcomes(telemetry) == {"terminal": 1}
