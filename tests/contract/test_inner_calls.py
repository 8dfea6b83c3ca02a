"""Which failure of a call is that of a call inside it: a carrier's, an attempt's before, or a neighbour's."""

from __future__ import annotations

import asyncio
import gc
import gzip
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2
import httpx_aiohttp
import pytest

from faults import Head, Pause, Then, nowhere
from faults.script import answer
from otel_errkind import operation
from otel_errkind._telemetry import collecting
from otel_errkind._telemetry.emit import Emitter
from otel_errkind.aiohttp import ErrkindAioHttpClientInstrumentor
from otel_errkind.httpx import ErrkindHttpxInstrumentor
from telemetry import Telemetry, instrumented

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import ModuleType

    from faults import FaultServer
    from faults.script import Step

both = pytest.mark.parametrize("module", [httpx, httpx2])
STALL = (Pause(1.0), Then.CLOSE)
PACKED = (("content-encoding", "gzip"), ("content-type", "application/json"))
SLOW_DOWN = b'{"error": {"message": "slow down", "code": "rate_limit_exceeded"}}'
SPOILT = answer(200, PACKED, b"not packed at all")
DENIED = answer(
    401, (("www-authenticate", 'Digest realm="r", nonce="abc", qop="auth", algorithm=MD5'),), b"no"
)
LOGIN_DOWN = answer(503, (), b"login down")


def reasons(telemetry: Telemetry) -> list[str]:
    """Return the reason of every failure that was counted, as often as it was."""
    return sorted(str(reason) for _, reason, _ in telemetry.failures())


@both
@pytest.mark.parametrize(("last", "reason"), [(STALL, "read_timeout"), (answer(500), "internal")])
def test_a_neighbour_of_the_same_library_at_the_same_url(
    server: FaultServer, module: ModuleType, last: tuple[Step, ...], reason: str
) -> None:
    """JSON-RPC, GraphQL and SOAP send all to one URL: a login that fails is not the request after it."""
    url = server.script("/rpc", LOGIN_DOWN, last)

    class Login(module.Auth):  # type: ignore[misc,name-defined]
        def auth_flow(self, request: Any) -> Generator[Any, Any, None]:
            with module.Client() as client:
                assert client.post(url, content=b"login").status_code == 503
            yield request

    with instrumented() as telemetry:
        with module.Client(auth=Login(), timeout=0.4) as client, suppress(module.ReadTimeout):
            client.post(url, content=b"data")
        assert reasons(telemetry) == ["gateway_unavailable", reason]
        assert len(telemetry.verdicts()) == 2


@pytest.mark.parametrize(("last", "reason"), [(STALL, "read_timeout"), ((Then.CLOSE,), "connection_reset")])
def test_a_neighbour_of_aiohttp_at_the_same_url(
    server: FaultServer, last: tuple[Step, ...], reason: str
) -> None:
    """The same in a middleware."""
    url = server.script("/rpc", LOGIN_DOWN, last)

    async def login(request: Any, handler: Any) -> aiohttp.ClientResponse:
        async with request.session.post(url, data=b"login", middlewares=()) as response:
            assert response.status == 503
        result: aiohttp.ClientResponse = await handler(request)
        return result

    async def main() -> None:
        timeout = aiohttp.ClientTimeout(sock_read=0.4)
        async with aiohttp.ClientSession(middlewares=(login,), timeout=timeout) as session:
            with pytest.raises(aiohttp.ServerConnectionError):
                await session.post(url, data=b"data")

    with instrumented() as telemetry:
        asyncio.run(main())
        assert reasons(telemetry) == sorted(["gateway_unavailable", reason])
        assert len(telemetry.verdicts()) == 2


@pytest.mark.parametrize(
    ("last", "reason"),
    [
        (SPOILT, "decoding"),
        (answer(200, PACKED, gzip.compress(SLOW_DOWN)), "rate_limit"),
        (answer(302, (("location", "/data"),)), "redirect_loop"),
    ],
    ids=["spoilt", "stated", "loop"],
)
@pytest.mark.parametrize("is_denied", [False, True])
def test_what_the_carried_client_finds_itself(
    server: FaultServer, last: tuple[Step, ...], reason: str, *, is_denied: bool
) -> None:
    """Aiohttp has no word of it; the attempt before, which it has counted, is another matter."""
    url = server.script("/data", *([DENIED] if is_denied else []), last)

    async def main() -> None:
        client = httpx_aiohttp.HttpxAiohttpClient(
            auth=httpx.DigestAuth("ada", "secret"), follow_redirects=True, max_redirects=3
        )
        async with client:
            with suppress(httpx.DecodingError, httpx.TooManyRedirects):
                await client.get(url)

    with instrumented() as telemetry:
        asyncio.run(main())
        found = telemetry.failures()
        assert [(kind, outcome) for _, kind, outcome in found if outcome == "terminal"] == [
            (reason, "terminal")
        ]
        assert [outcome for _, _, outcome in found].count("retried") == is_denied


def test_a_retrying_transport_whose_last_answer_cannot_be_decoded(server: FaultServer) -> None:
    """A transport tries again behind a 503, over aiohttp."""
    url = server.script("/flaky", answer(503), SPOILT)

    class Again(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            response = await inner.handle_async_request(request)
            if response.status_code == 503:
                await response.aclose()
                response = await inner.handle_async_request(request)
            return response

    async def main() -> None:
        async with httpx.AsyncClient(transport=Again()) as client:
            with pytest.raises(httpx.DecodingError):
                await client.get(url)
        await inner.aclose()

    inner = httpx_aiohttp.AiohttpTransport()
    with instrumented() as telemetry:
        asyncio.run(main())
        found = {(reason, outcome) for _, reason, outcome in telemetry.failures()}
        assert found == {("gateway_unavailable", "retried"), ("decoding", "terminal")}
        assert telemetry.total() == 2


@pytest.mark.parametrize("carrier", ["aiohttp", "httpx2"])
def test_a_gateway_that_translates_what_it_handles(carrier: str) -> None:
    """Another URL, and another exception raised without `from`: it is the same failure all the same."""
    behind = nowhere()

    class OverAiohttp(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            async with aiohttp.ClientSession() as session:
                try:
                    async with session.request(request.method, behind) as response:
                        return httpx.Response(response.status)
                except aiohttp.ClientConnectionError as error:
                    raise httpx.ConnectError(str(error), request=request)  # noqa: B904 - as it is found

    class OverHttpx2(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            with httpx2.Client(verify=False) as client:
                try:
                    return httpx.Response(client.request(request.method, behind).status_code)
                except httpx2.ConnectError as error:
                    raise httpx.ConnectError(str(error), request=request)  # noqa: B904 - as it is found

    def ask() -> None:
        with httpx.Client(transport=OverHttpx2()) as client:
            client.get("http://orders.internal/")

    async def main() -> None:
        async with httpx.AsyncClient(transport=OverAiohttp()) as client:
            await client.get("http://orders.internal/")

    with instrumented() as telemetry:
        with pytest.raises(httpx.ConnectError):
            asyncio.run(main()) if carrier == "aiohttp" else ask()
        assert telemetry.failures() == [(carrier, "connection_refused", "terminal")]
        assert len(telemetry.verdicts()) == 1


class _Budget(httpx.AsyncBaseTransport):
    """Gives aiohttp a deadline of asyncio, and says so in the words of httpx, of Python, or by an answer."""

    def __init__(self, way: str) -> None:
        self.way = way

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            async with (
                asyncio.timeout(0.2),
                aiohttp.ClientSession() as session,
                session.request(request.method, str(request.url)) as response,
            ):
                return httpx.Response(response.status, content=await response.read())
        except TimeoutError as error:
            if self.way == "python":
                raise
            if self.way == "answer":
                return httpx.Response(504)
            raise httpx.ReadTimeout(str(error), request=request) from error


@pytest.mark.parametrize("way", ["httpx", "python", "answer"])
@pytest.mark.parametrize("tries", ["none", "again", "escapes"])
@pytest.mark.parametrize("in_operation", [False, True])
def test_a_deadline_inside_of_a_call(
    server: FaultServer, way: str, tries: str, *, in_operation: bool
) -> None:
    """It cancels what carries the call, which is no error; the call itself fails, and that is one."""
    slow, fine = server.script("/slow", STALL), server.answer("/fine", 200)

    async def ask() -> None:
        async with httpx.AsyncClient(transport=_Budget(way)) as client:
            if tries == "escapes":
                await client.get(slow)
                return
            with suppress(httpx.ReadTimeout, TimeoutError):
                await client.get(slow)
            if tries == "again":
                assert (await client.get(fine)).status_code == 200

    async def main() -> None:
        if in_operation:
            with operation():
                await ask()
        else:
            await ask()

    with instrumented() as telemetry:
        with suppress(httpx.ReadTimeout, TimeoutError):
            asyncio.run(main())
        reason = {"httpx": "read_timeout", "python": "deadline", "answer": "gateway_timeout"}[way]
        outcome = "retried" if tries == "again" and in_operation else "terminal"
        assert telemetry.failures() == [("httpx", reason, outcome)]


@pytest.mark.parametrize("streams", [True, False])
@pytest.mark.parametrize("comes", ["at once", "in pieces"])
@pytest.mark.parametrize("carried", [False, True])
def test_a_carried_body_that_cannot_be_decoded(
    server: FaultServer, comes: str, *, streams: bool, carried: bool
) -> None:
    """What carries it does not decode it, so it cannot notice."""
    pieces = ((0.0, b"not "), (0.05, b"packed at all"))
    spoilt = SPOILT if comes == "at once" else answer(200, PACKED, chunks=pieces)
    url = server.script("/spoilt", spoilt)

    async def main() -> None:
        client = httpx_aiohttp.HttpxAiohttpClient() if carried else httpx.AsyncClient()
        async with client:
            if not streams:
                await client.get(url)
                return
            async with client.stream("GET", url) as response:
                await response.aread()

    for _ in range(5):
        with instrumented() as telemetry:
            with pytest.raises(httpx.DecodingError):
                asyncio.run(main())
            assert telemetry.failures() == [("httpx", "decoding", "terminal")]


@pytest.mark.parametrize("streams", [True, False])
def test_a_url_that_is_excluded_for_the_carrier_alone(server: FaultServer, *, streams: bool) -> None:
    """Nobody but the client that is carried watches the body."""
    cut = (Head((("content-length", "90"),), 200), b"abc", Pause(0.05), Then.CLOSE)
    url, telemetry = server.script("/cut", cut), Telemetry()
    carrier, client = ErrkindAioHttpClientInstrumentor(), ErrkindHttpxInstrumentor()
    providers = {"tracer_provider": telemetry.tracer_provider, "meter_provider": telemetry.meter_provider}

    async def main() -> None:
        async with httpx_aiohttp.HttpxAiohttpClient() as session:
            if streams:
                async with session.stream("GET", url) as response:
                    await response.aread()
            else:
                await session.get(url)

    carrier.instrument(excluded_urls="cut", **providers)
    client.instrument(**providers)
    try:
        with pytest.raises(httpx.ReadError):
            asyncio.run(main())
    finally:
        carrier.uninstrument()
        client.uninstrument()
    assert telemetry.failures() == [("httpx", "connection_reset", "terminal")]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the abandoned client's own
@both
def test_a_call_that_the_garbage_collector_closes_is_not_judged(
    server: FaultServer, module: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It hangs in a hook, behind an error: to count from in there could wait for a lock of the SDK's.

    The client closes the answer, which fails where no event loop runs. So it is no cancellation that comes
    out of the call.
    """
    url, counted = server.answer("/busy", 503), list[bool]()
    count = Emitter._count  # noqa: SLF001 - where it would wait

    def note(*args: Any) -> None:
        counted.append(collecting.is_collecting())
        count(*args)

    monkeypatch.setattr(Emitter, "_count", note)

    async def wait(_: object) -> None:
        await asyncio.Event().wait()

    async def begin() -> None:
        client = module.AsyncClient(verify=False, event_hooks={"response": [wait]})
        call = asyncio.ensure_future(client.get(url))
        await asyncio.wait([call], timeout=0.3)

    with instrumented() as telemetry:
        loop = asyncio.new_event_loop()
        loop.run_until_complete(begin())
        loop.close()
        del loop
        gc.collect()
        telemetry.tracer_provider.force_flush()
        assert len(telemetry.spans()) == 1

    assert counted == []
