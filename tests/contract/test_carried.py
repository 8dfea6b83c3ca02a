"""Calls that carry each other, three deep and with attempts between, and what side calls leave behind."""

from __future__ import annotations

import asyncio
import gc
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import aiohttp
import httpx
import httpx2
import httpx_aiohttp
import pytest
from opentelemetry.trace import SpanKind

from faults import Head, Pause, Then, nowhere
from faults.script import answer
from otel_errkind import operation
from otel_errkind._telemetry import collecting
from otel_errkind._telemetry.emit import Emitter
from telemetry import instrumented

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator
    from types import ModuleType

    from opentelemetry.util.types import AttributeValue

    from faults import FaultServer

    Flow: TypeAlias = AsyncGenerator[httpx.Request, httpx.Response]

both = pytest.mark.parametrize("module", [httpx, httpx2])
MESSAGE = "no"


def read(client: Any, url: str) -> None:
    """Read a body that is streamed."""
    with client.stream("GET", url) as response:
        response.read()


@pytest.mark.parametrize("fails", ["refused", "slow"])
def test_a_handled_failure_of_a_side_call_is_not_that_of_the_request(server: FaultServer, fails: str) -> None:
    """The request goes out in the `except` of another one: Python makes that the context of its failure."""
    token = server.answer("/token", 503)
    data = nowhere() if fails == "refused" else server.url("/stall-before-headers")

    class Anonymous(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            try:
                with httpx.Client() as client:
                    client.post(token).raise_for_status()
            except httpx.HTTPStatusError:
                return inner.handle_request(request)
            raise AssertionError

    with instrumented() as telemetry:
        with (
            httpx.HTTPTransport() as inner,
            httpx.Client(transport=Anonymous(), timeout=0.4) as client,
            pytest.raises(httpx.TransportError),
        ):
            client.get(data)
        reason = "connection_refused" if fails == "refused" else "read_timeout"
        assert [found for _, found, _ in telemetry.failures()] == ["gateway_unavailable", reason]
        assert len(telemetry.verdicts()) == 2


def test_a_handled_failure_in_a_middleware_is_not_that_of_the_request(server: FaultServer) -> None:
    """The same with aiohttp."""
    token = server.answer("/token", 503)

    async def anonymous(request: Any, handler: Any) -> aiohttp.ClientResponse:
        try:
            async with request.session.post(token, middlewares=()) as response:
                response.raise_for_status()
        except aiohttp.ClientResponseError:
            result: aiohttp.ClientResponse = await handler(request)
            return result
        raise AssertionError

    async def main() -> None:
        timeout = aiohttp.ClientTimeout(sock_read=0.4)
        async with aiohttp.ClientSession(middlewares=(anonymous,), timeout=timeout) as session:
            await session.get(server.url("/stall-before-headers"))

    with instrumented() as telemetry:
        with pytest.raises(aiohttp.ServerTimeoutError):
            asyncio.run(main())
        assert [found for _, found, _ in telemetry.failures()] == ["gateway_unavailable", "read_timeout"]
        assert len(telemetry.verdicts()) == 2


def test_what_an_application_makes_of_a_failure_is_that_failure(server: FaultServer) -> None:
    """An exception that no table knows says nothing of itself: what it was raised for is all there is."""
    token, data = server.answer("/token", 503), server.answer("/data", 200)

    class LoginError(Exception):
        pass

    class Auth(httpx.Auth):
        async def async_auth_flow(
            self, request: httpx.Request
        ) -> AsyncGenerator[httpx.Request, httpx.Response]:
            try:
                async with aiohttp.ClientSession() as session, session.post(token) as response:
                    response.raise_for_status()
            except aiohttp.ClientResponseError:
                raise LoginError  # noqa: B904 - as applications do
            yield request

    async def main() -> None:
        async with httpx.AsyncClient(auth=Auth()) as client:
            await client.get(data)

    with instrumented() as telemetry:
        with pytest.raises(LoginError):
            asyncio.run(main())
        assert telemetry.failures() == [("aiohttp", "gateway_unavailable", "terminal")]


@pytest.mark.parametrize("is_refused", [False, True])
def test_a_token_of_a_client_that_is_carried_counts_once(server: FaultServer, *, is_refused: bool) -> None:
    """Three calls, one inside of the other: data, its token, and what carries the token."""
    token = nowhere() if is_refused else server.answer("/token", 503)

    class Auth(httpx.Auth):
        async def async_auth_flow(
            self, request: httpx.Request
        ) -> AsyncGenerator[httpx.Request, httpx.Response]:
            async with httpx_aiohttp.HttpxAiohttpClient() as client:
                (await client.post(token)).raise_for_status()
            yield request

    async def main() -> None:
        async with httpx_aiohttp.HttpxAiohttpClient(auth=Auth()) as client:
            await client.get(server.answer("/data", 200))

    with instrumented() as telemetry:
        with pytest.raises(httpx.HTTPError):
            asyncio.run(main())
        reason = "connection_refused" if is_refused else "gateway_unavailable"
        assert telemetry.failures() == [("aiohttp", reason, "terminal")]
        assert len(telemetry.verdicts()) == 1


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [((503,), ["terminal"]), ((503, 200), ["retried"]), ((503, 503), ["retried", "terminal"])],
)
def test_attempts_of_a_client_that_is_carried_itself(
    server: FaultServer, statuses: tuple[int, ...], expected: list[str]
) -> None:
    """The outermost transport tries again with a client of its own, which another library carries."""
    url = server.script("/flaky", *(answer(status) for status in statuses))

    class Forward(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            async with httpx_aiohttp.HttpxAiohttpClient() as client:
                response = await client.send(request)
                for _ in statuses[1:]:
                    if response.is_success:
                        break
                    response = await client.send(request)
            return response

    async def main() -> None:
        async with httpx.AsyncClient(transport=Forward()) as client:
            assert (await client.get(url)).status_code == min(statuses)

    with instrumented() as telemetry:
        asyncio.run(main())
        assert sorted(str(outcome) for _, _, outcome in telemetry.failures()) == expected


def test_an_operation_inside_of_a_call_comes_first(server: FaultServer) -> None:
    """A transport fails over to another host, which no request of the call around it is sent to."""
    primary, replica = server.answer("/primary", 503), server.answer("/replica", 200)

    class Failover(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            with operation("failover"):
                response = await inner.handle_async_request(request)
                await response.aclose()
                return await inner.handle_async_request(httpx.Request("GET", replica))

    async def main() -> None:
        async with httpx.AsyncClient(transport=Failover()) as client:
            assert (await client.get(primary)).status_code == 200
        await inner.aclose()

    inner = httpx_aiohttp.AiohttpTransport()
    with instrumented() as telemetry:
        asyncio.run(main())
        assert telemetry.failures() == [("aiohttp", "gateway_unavailable", "retried")]


@pytest.mark.parametrize("outcomes", [["retried"], ["retried", "terminal"]])
def test_a_carried_body_that_breaks_may_be_asked_for_again(server: FaultServer, outcomes: list[str]) -> None:
    """An attempt whose body is cut is one as well as an attempt that is answered with an error."""
    cut = (Head((("content-length", "90"),), 200), b"abc", Pause(0.05), Then.CLOSE)
    url = server.script("/cut", cut, cut if "terminal" in outcomes else answer(200, (), b"whole"))

    class Again(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            for attempt in range(2):
                response = await inner.handle_async_request(request)
                try:
                    return httpx.Response(200, content=await response.aread())
                except httpx.ReadError:
                    await response.aclose()
                    if attempt:
                        raise
            raise AssertionError

    async def main() -> None:
        async with httpx.AsyncClient(transport=Again()) as client:
            try:
                await client.get(url)
            except httpx.ReadError:
                assert outcomes == ["retried", "terminal"]
        await inner.aclose()

    inner = httpx_aiohttp.AiohttpTransport()
    with instrumented() as telemetry:
        asyncio.run(main())
        assert sorted(str(outcome) for _, _, outcome in telemetry.failures()) == outcomes


def test_a_user_in_the_url_of_a_carried_request(server: FaultServer) -> None:
    """It is aiohttp that puts the user into a header, and leaves the URL without."""
    url = server.answer("/busy", 503).replace("//", "//ada:secret@")

    class Forward(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            async with aiohttp.ClientSession() as session, session.get(str(request.url)) as response:
                return httpx.Response(response.status, content=await response.read())

    async def main() -> None:
        async with httpx.AsyncClient(transport=Forward()) as client:
            await client.get(url, auth=None)

    with instrumented() as telemetry:
        asyncio.run(main())
        assert telemetry.failures() == [("aiohttp", "gateway_unavailable", "terminal")]


def test_a_carried_call_that_the_garbage_collector_closes(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To count from in there could wait for a lock that the interrupted SDK holds."""
    url, counted = server.answer("/busy", 503), list[bool]()
    count = Emitter._count  # noqa: SLF001 - where it would wait

    def note(*args: Any) -> None:
        counted.append(collecting.is_collecting())
        count(*args)

    monkeypatch.setattr(Emitter, "_count", note)

    class Waits(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            async with httpx_aiohttp.HttpxAiohttpClient() as client:
                response = await client.send(request)
            await asyncio.Event().wait()
            return response

    async def begin() -> None:
        call = asyncio.ensure_future(httpx.AsyncClient(transport=Waits()).get(url))
        await asyncio.wait([call], timeout=0.3)

    with instrumented() as telemetry:
        loop = asyncio.new_event_loop()
        loop.run_until_complete(begin())
        loop.close()
        del loop
        assert counted == []
        gc.collect()
        telemetry.tracer_provider.force_flush()
        assert telemetry.failures() == [("aiohttp", "gateway_unavailable", "terminal")]

    assert counted == [False]


@both
@pytest.mark.parametrize("came", [200, 503])
@pytest.mark.parametrize("is_own", [False, True])
def test_an_answer_without_a_request_that_a_hook_raises(
    module: ModuleType, server: FaultServer, came: int, *, is_own: bool
) -> None:
    """An exception of httpx, or one of an SDK, about a response that was made by hand."""

    class ApiError(Exception):
        def __init__(self, response: object) -> None:
            self.response = response

    def invent(response: Any) -> None:
        made = module.Response(429)
        if is_own:
            raise module.HTTPStatusError(MESSAGE, request=response.request, response=made)
        raise ApiError(made)

    with instrumented() as telemetry:
        client = module.Client(verify=False, event_hooks={"response": [invent]})
        with client, pytest.raises((module.HTTPStatusError, ApiError)):
            client.get(server.answer("/came", came))
        assert [found for _, found, _ in telemetry.failures()] == ["rate_limit"]
        assert telemetry.counts()[0].attributes["server.address"] == "127.0.0.1"


def test_the_status_that_a_tracer_wrote_stays() -> None:
    """A hook may raise another one than came."""

    def invent(response: httpx.Response) -> None:
        made = httpx.Response(429, request=response.request)
        raise httpx.HTTPStatusError(MESSAGE, request=response.request, response=made)

    with instrumented() as telemetry:
        tracer = telemetry.tracer_provider.get_tracer("mine")

        def traced(_: httpx.Request) -> httpx.Response:
            attributes: dict[str, AttributeValue] = {
                "http.request.method": "GET",
                "http.response.status_code": 200,
            }
            tracer.start_span("GET", kind=SpanKind.CLIENT, attributes=attributes).end()
            return httpx.Response(200)

        client = httpx.Client(transport=httpx.MockTransport(traced), event_hooks={"response": [invent]})
        with client, pytest.raises(httpx.HTTPStatusError):
            client.get("http://provider.test/")
        (verdict,) = telemetry.verdicts()
        assert verdict["http.response.status_code"] == 200
        assert verdict["errkind.category"] == "rate_limited"
        assert [found.attributes["http.response.status_code"] for found in telemetry.counts()] == [429]


@both
@pytest.mark.parametrize("access", ["get", "stream"])
def test_a_body_that_asks_for_its_rest_in_vain(module: ModuleType, server: FaultServer, access: str) -> None:
    """Its connection is one of the call, unlike that of a hook."""

    class Resume(module.BaseTransport):  # type: ignore[misc,name-defined]
        def handle_request(self, request: Any) -> Any:
            response = inner.handle_request(request)

            class Resumed(module.SyncByteStream):  # type: ignore[misc,name-defined]
                def __iter__(self) -> Iterator[bytes]:
                    try:
                        yield from response.stream
                    except module.RemoteProtocolError:
                        yield from inner.handle_request(module.Request("GET", nowhere())).stream

                def close(self) -> None:
                    response.close()

            return module.Response(200, headers=response.headers, stream=Resumed())

    with instrumented() as telemetry:
        with module.HTTPTransport(verify=False) as inner, module.Client(transport=Resume()) as client:
            ask = client.get if access == "get" else partial(read, client)
            with pytest.raises(module.ConnectError):
                ask(server.url("/short-body/200"))
        assert [found for _, found, _ in telemetry.failures()] == ["connection_refused"]


@pytest.mark.parametrize("fault", ["/garbage", "/bad-status-line", "/oversized-header"])
def test_bytes_that_are_no_answer_have_no_status(server: FaultServer, fault: str) -> None:
    """There aiohttp makes one up for its exception."""

    async def main() -> None:
        async with aiohttp.ClientSession() as session:
            await session.get(server.url(fault))

    with instrumented() as telemetry:
        with pytest.raises(aiohttp.ClientResponseError):
            asyncio.run(main())
        (found,) = telemetry.counts()
        assert found.attributes["error.type"] == "aiohttp.client_exceptions.ClientResponseError"
        assert "http.response.status_code" not in found.attributes


@pytest.mark.parametrize("delay", [0.0, 0.12])
@pytest.mark.parametrize("access", ["read", "exception"])
def test_of_two_exceptions_of_a_body_a_late_reader_meets_the_last(
    server: FaultServer, delay: float, access: str
) -> None:
    """With aiohttp it takes the place of the first, but for who waits for the body."""
    head = Head((("content-encoding", "gzip"), ("content-length", "90")), 503)
    url = server.script("/spoilt", (head, Pause(0.015), b"not packed", Pause(0.01), b"more", Then.CLOSE))

    async def main() -> BaseException | None:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            await asyncio.sleep(delay)
            if access == "exception":
                return response.content.exception()
            with pytest.raises(aiohttp.ClientPayloadError) as raised:
                await response.read()
        return raised.value

    bare = asyncio.run(main())
    with instrumented():
        ours = asyncio.run(main())

    assert (str(ours), str(ours and ours.__cause__)) == (str(bare), str(bare and bare.__cause__))
