"""Which failure of a call is that of a call inside it: a carrier's, an attempt's before, or a neighbour's."""

from __future__ import annotations

import asyncio
import gc
import gzip
from contextlib import aclosing, nullcontext, suppress
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2
import httpx_aiohttp
import pytest
from opentelemetry.instrumentation.utils import suppress_http_instrumentation

from faults import Head, Pause, Then, nowhere
from faults.script import answer
from otel_errkind import operation
from otel_errkind._telemetry import collecting
from otel_errkind._telemetry.emit import Emitter
from otel_errkind.aiohttp import ErrkindAioHttpClientInstrumentor
from otel_errkind.httpx import ErrkindHttpx2Instrumentor, ErrkindHttpxInstrumentor
from telemetry import Telemetry, instrumented

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
    from types import ModuleType
    from typing import TypeAlias

    from faults import FaultServer
    from faults.script import Step

    Carry: TypeAlias = Callable[[httpx.Request], Awaitable[httpx.Response]]

both = pytest.mark.parametrize("module", [httpx, httpx2])
STALL = (Pause(1.0), Then.CLOSE)
PACKED = (("content-encoding", "gzip"), ("content-type", "application/json"))
SLOW_DOWN = b'{"error": {"message": "slow down", "code": "rate_limit_exceeded"}}'
SPOILT = answer(200, PACKED, b"not packed at all")
DENIED = answer(
    401, (("www-authenticate", 'Digest realm="r", nonce="abc", qop="auth", algorithm=MD5'),), b"no"
)
MESSAGE = "no"
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
    """What it cancels counts in an operation, which sees the timeout; else the call that fails of it does."""
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
        is_seen = in_operation and way != "answer"
        found = ("aiohttp", "deadline") if is_seen else ("httpx", reason)
        assert telemetry.failures() == [
            (*found, "retried" if tries == "again" and in_operation else "terminal")
        ]
        assert len(telemetry.verdicts()) == 1


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
        assert telemetry.spans() == ()
        telemetry.tracer_provider.force_flush()
        assert len(telemetry.spans()) == 1

    assert counted == []


class Over(httpx.AsyncBaseTransport):
    """What a function makes of a request."""

    def __init__(self, carry: Carry) -> None:
        """Take the function."""
        self.carry = carry

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask it."""
        return await self.carry(request)


async def over_aiohttp(request: httpx.Request, url: str = "") -> httpx.Response:
    """Carry a request by aiohttp, which may follow redirects, to its own or to another URL."""
    async with (
        aiohttp.ClientSession() as session,
        session.request(request.method, url or str(request.url)) as response,
    ):
        return httpx.Response(response.status, content=await response.read())


async def get(url: str, carry: Carry) -> httpx.Response:
    """Ask over a transport."""
    async with httpx.AsyncClient(transport=Over(carry)) as client:
        return await client.get(url)


@pytest.mark.parametrize("where", ["in the transport", "around both"])
def test_a_deadline_in_an_operation_inside_of_a_call(server: FaultServer, where: str) -> None:
    """The operation tells of the call that was cancelled, before the call around it is judged."""
    url = server.script("/slow", STALL)

    async def carry(request: httpx.Request) -> httpx.Response:
        with operation():
            async with asyncio.timeout(0.2):
                return await over_aiohttp(request)

    async def main() -> None:
        if where == "around both":
            with operation():
                await get(url, carry)
        await get(url, carry)

    with instrumented() as telemetry:
        with pytest.raises(TimeoutError):
            asyncio.run(main())
        assert telemetry.failures() == [("aiohttp", "deadline", "terminal")]
        assert len(telemetry.verdicts()) == 1


@pytest.mark.parametrize("says", ["TimeoutError", "another"])
def test_a_deadline_of_a_hook_is_that_of_its_own_call(server: FaultServer, says: str) -> None:
    """The answer had come: it is not the call that failed."""
    slow, fine = server.script("/audit", STALL), server.answer("/fine", 200)

    class AuditError(Exception):
        pass

    async def audit(_: httpx.Response) -> None:
        try:
            async with asyncio.timeout(0.2), aiohttp.ClientSession() as session, session.post(slow):
                raise AssertionError
        except TimeoutError as error:
            if says == "TimeoutError":
                raise
            raise AuditError from error

    async def main() -> None:
        with operation():
            async with httpx.AsyncClient(event_hooks={"response": [audit]}) as client:
                await client.get(fine)

    with instrumented() as telemetry:
        with pytest.raises((TimeoutError, AuditError)):
            asyncio.run(main())
        assert telemetry.failures() == [("aiohttp", "deadline", "terminal")]
        assert [verdict["http.method"] for verdict in telemetry.verdicts()] == ["POST"]


def test_a_deadline_that_was_handled_before_the_one_of_the_operation(server: FaultServer) -> None:
    """The transport waits in its `except` before it tries again: Python chains the two cancellations."""
    url = server.script("/slow", STALL)

    async def carry(request: httpx.Request) -> httpx.Response:
        try:
            async with asyncio.timeout(0.1):
                return await over_aiohttp(request)
        except TimeoutError:
            await asyncio.sleep(5)
            raise

    async def main() -> None:
        with operation():
            async with asyncio.timeout(0.3):
                await get(url, carry)

    with instrumented() as telemetry:
        with pytest.raises(TimeoutError):
            asyncio.run(main())
        assert telemetry.failures() == [("httpx", "deadline", "terminal")]


def test_an_attempt_that_is_closed_late(server: FaultServer) -> None:
    """Its verdict comes when the next one is under way, whose failure is another."""
    url = server.script("/flaky", answer(503, (), b"busy"), SPOILT)

    async def carry(request: httpx.Request) -> httpx.Response:
        first, last = [
            await inner.send(inner.build_request(request.method, str(request.url)), stream=True)
            for _ in range(2)
        ]
        await first.aclose()
        content = b"".join([piece async for piece in last.aiter_raw()])
        await last.aclose()
        return httpx.Response(last.status_code, headers=dict(last.headers), content=content)

    async def main() -> None:
        async with inner:
            await get(url, carry)

    inner = httpx2.AsyncClient(verify=False)
    with instrumented() as telemetry:
        with pytest.raises(httpx.DecodingError):
            asyncio.run(main())
        assert sorted(telemetry.failures(), key=str) == [
            ("httpx", "decoding", "terminal"),
            ("httpx2", "gateway_unavailable", "retried"),
        ]


def test_an_error_behind_a_redirect_that_the_carrier_follows(server: FaultServer) -> None:
    """It is known by what it was asked for at first, too."""
    server.answer("/final", 503)
    url = server.script("/start", answer(302, (("location", "/final"),)))

    with instrumented() as telemetry:
        assert asyncio.run(get(url, over_aiohttp)).status_code == 503
        assert telemetry.failures() == [("aiohttp", "gateway_unavailable", "terminal")]
        assert len(telemetry.verdicts()) == 1


@pytest.mark.parametrize("is_wrapped", [False, True])
def test_mirrors_that_fail_together(*, is_wrapped: bool) -> None:
    """A group says no more than its members, each of which was counted."""
    mirrors = [nowhere(), nowhere()]

    async def carry(request: httpx.Request) -> httpx.Response:
        try:
            async with asyncio.TaskGroup() as group:
                for mirror in mirrors:
                    group.create_task(over_aiohttp(request, mirror))
        except* aiohttp.ClientConnectionError as failures:
            if is_wrapped:
                raise httpx.ConnectError(MESSAGE, request=request) from failures
            raise
        raise AssertionError

    with instrumented() as telemetry:
        with pytest.raises((ExceptionGroup, httpx.ConnectError)):
            asyncio.run(get("http://mirrors.test/", carry))
        assert {(client, reason) for client, reason, _ in telemetry.failures()} == {
            ("aiohttp", "connection_refused")
        }
        assert telemetry.total() == len(mirrors)


@both
def test_a_fallback_to_a_transport_of_its_own(server: FaultServer, module: ModuleType) -> None:
    """The carrier is refused, and counted; what then goes wrong is told by the span of another attempt."""
    slow = server.script("/slow", STALL)

    class Fallback(module.BaseTransport):  # type: ignore[misc,name-defined]
        def handle_request(self, request: Any) -> Any:
            with suppress(module.ConnectError), module.Client(verify=False) as client:
                client.send(module.Request("GET", nowhere()))
            return inner.handle_request(request)

    with instrumented() as telemetry:
        with (
            module.HTTPTransport(verify=False) as inner,
            module.Client(transport=Fallback(), timeout=0.4) as client,
            pytest.raises(module.ReadTimeout),
        ):
            client.get(slow)
        assert reasons(telemetry) == ["connection_refused", "read_timeout"]


def test_a_fallback_behind_a_carrier(server: FaultServer) -> None:
    """The same to one URL."""
    url = server.script("/busy", answer(503), STALL)

    async def carry(request: httpx.Request) -> httpx.Response:
        assert (await over_aiohttp(request)).status_code == 503
        return await inner.handle_async_request(request)

    async def main() -> None:
        async with inner, httpx.AsyncClient(transport=Over(carry), timeout=0.4) as client:
            await client.get(url)

    inner = httpx.AsyncHTTPTransport(verify=False)
    with instrumented() as telemetry:
        with pytest.raises(httpx.ReadTimeout):
            asyncio.run(main())
        assert reasons(telemetry) == ["gateway_unavailable", "read_timeout"]


@pytest.mark.parametrize("comes", ["cut", "busy"])
def test_a_report_that_a_hook_sends_to_the_same_url(server: FaultServer, comes: str) -> None:
    """It comes after the answer, so it carries nothing."""
    cut = (Head((("content-length", "90"),), 200), b"abc", Pause(0.1), Then.CLOSE)
    url = server.script("/graphql", cut if comes == "cut" else answer(503), answer(200))

    async def report(_: httpx.Response) -> None:
        async with aiohttp.ClientSession() as session, session.post(url) as response:
            assert response.status == 200

    async def main() -> None:
        client = httpx_aiohttp.HttpxAiohttpClient(event_hooks={"response": [report]})
        async with client, client.stream("POST", url) as response:
            await response.aread()

    with instrumented() as telemetry:
        with suppress(httpx.ReadError):
            asyncio.run(main())
        reason = "incomplete_body" if comes == "cut" else "gateway_unavailable"
        assert telemetry.failures() == [("aiohttp", reason, "terminal")]
        assert len(telemetry.verdicts()) == 1


def test_an_answer_that_a_later_one_does_not_replace(server: FaultServer) -> None:
    """What is returned is terminal, though another attempt came after it; that was answered otherwise."""
    url = server.script("/parts", answer(503), answer(200, (), b"part"))

    async def carry(request: httpx.Request) -> httpx.Response:
        first = await over_aiohttp(request)
        assert (await over_aiohttp(request)).status_code == 200
        return first

    with instrumented() as telemetry:
        assert asyncio.run(get(url, carry)).status_code == 503
        assert sorted(telemetry.failures(), key=str) == [
            ("aiohttp", "gateway_unavailable", "retried"),
            ("httpx", "gateway_unavailable", "terminal"),
        ]


def test_an_attempt_that_is_overtaken(server: FaultServer) -> None:
    """A hedge begins while the first body is on its way, and is cancelled: the first is watched still."""
    cut = (Head((("content-length", "90"),), 200), b"abc", Pause(0.3), Then.CLOSE)
    url = server.script("/slow", cut, (Pause(1.0), Then.CLOSE))

    async def carry(request: httpx.Request) -> httpx.Response:
        response = await inner.handle_async_request(request)
        hedge = asyncio.ensure_future(inner.handle_async_request(request))
        await asyncio.sleep(0.1)
        hedge.cancel()
        return response

    async def main() -> None:
        async with (
            aclosing(inner),
            httpx.AsyncClient(transport=Over(carry)) as client,
            client.stream("GET", url) as response,
        ):
            await response.aread()

    inner = httpx_aiohttp.AiohttpTransport()
    with instrumented() as telemetry:
        with pytest.raises(httpx.ReadError):
            asyncio.run(main())
        assert telemetry.failures() == [("aiohttp", "incomplete_body", "terminal")]


def test_a_carrier_that_decodes(server: FaultServer) -> None:
    """It has told of the failure that the carried client finds below."""
    url = server.script("/spoilt", answer(200, PACKED, chunks=((0.0, b"not "), (0.05, b"packed at all"))))

    class Decoded(httpx.AsyncByteStream):
        def __init__(self, response: aiohttp.ClientResponse, request: httpx.Request) -> None:
            self.response, self.request = response, request

        async def __aiter__(self) -> AsyncIterator[bytes]:
            try:
                async for piece in self.response.content.iter_any():
                    yield piece
            except aiohttp.ClientPayloadError as error:
                raise httpx.DecodingError(str(error), request=self.request) from error

        async def aclose(self) -> None:
            self.response.close()

    async def main() -> None:
        async def carry(request: httpx.Request) -> httpx.Response:
            response = await session.get(str(request.url))
            return httpx.Response(200, headers=dict(PACKED), stream=Decoded(response, request))

        async with aiohttp.ClientSession() as session:
            await get(url, carry)

    with instrumented() as telemetry:
        with pytest.raises(httpx.DecodingError):
            asyncio.run(main())
        assert telemetry.failures() == [("aiohttp", "decoding", "terminal")]


def test_a_failure_raised_where_another_was_handled(server: FaultServer) -> None:
    """The same function, but another failure: of another kind."""
    login, data = server.answer("/login", 503), server.answer("/data", 500)

    async def carry(request: httpx.Request) -> httpx.Response:
        try:
            async with aiohttp.ClientSession() as session, session.post(login) as response:
                response.raise_for_status()
        except aiohttp.ClientResponseError:
            if (await inner.handle_async_request(request)).status_code == 500:
                raise httpx.RemoteProtocolError(MESSAGE, request=request)  # noqa: B904 - as it is found
        raise AssertionError

    async def main() -> None:
        async with inner:
            await get(data, carry)

    inner = httpx.AsyncHTTPTransport(verify=False)
    with instrumented() as telemetry:
        with pytest.raises(httpx.RemoteProtocolError):
            asyncio.run(main())
        assert reasons(telemetry) == ["gateway_unavailable", "protocol"]


@pytest.mark.parametrize("who", ["excluded", "suppressed"])
def test_a_carrier_that_does_not_look(server: FaultServer, who: str) -> None:
    """Its client watches the body: of httpx2 if its URL is excluded, or of whichever is suppressed."""
    cut = (Head((("content-length", "90"),), 200), b"abc", Pause(0.05), Then.CLOSE)
    url, telemetry = server.script("/cut", cut), Telemetry()
    providers = {"tracer_provider": telemetry.tracer_provider, "meter_provider": telemetry.meter_provider}
    carrier, client = ErrkindHttpx2Instrumentor(), ErrkindHttpxInstrumentor()

    class Carried(httpx.SyncByteStream):
        def __init__(self, response: httpx2.Response) -> None:
            self.response = response

        def __iter__(self) -> Iterator[bytes]:
            yield from self.response.iter_raw()

        def close(self) -> None:
            self.response.close()

    class OverHttpx2(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            ask = inner.build_request(request.method, str(request.url))
            with suppress_http_instrumentation() if who == "suppressed" else nullcontext():
                response = inner.send(ask, stream=True)
            return httpx.Response(200, stream=Carried(response))

    carrier.instrument(excluded_urls="cut" if who == "excluded" else "", **providers)
    client.instrument(**providers)
    try:
        with (
            httpx2.Client(verify=False) as inner,
            httpx.Client(transport=OverHttpx2()) as session,
            session.stream("GET", url) as response,
            pytest.raises(httpx2.RemoteProtocolError),
        ):
            response.read()
    finally:
        carrier.uninstrument()
        client.uninstrument()
    assert telemetry.failures() == [("httpx", "incomplete_body", "terminal")]


def test_a_call_that_a_finalizer_makes(server: FaultServer) -> None:
    """It is not closed by the garbage collector, but begins and ends inside of a collection."""
    url = server.answer("/session", 503)

    class Session:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            with httpx.Client() as client:
                client.delete(url)

    with instrumented() as telemetry:
        Session()
        gc.collect()
        assert telemetry.failures() == [("httpx", "gateway_unavailable", "terminal")]


@pytest.mark.parametrize("comes", ["busy", "cut"])
def test_a_report_of_a_hook_that_fails(server: FaultServer, comes: str) -> None:
    """It is a failure of its own, beside that of the answer, though both went to one URL."""
    cut = (Head((("content-length", "90"),), 200), b"abc", Pause(0.1), Then.CLOSE)
    url = server.script("/rpc", cut if comes == "cut" else answer(500), answer(503))

    async def report(_: httpx.Response) -> None:
        async with aiohttp.ClientSession() as session, session.post(url) as response:
            assert response.status == 503

    async def main() -> None:
        client = httpx.AsyncClient(event_hooks={"response": [report]})
        async with client, client.stream("POST", url) as response:
            await response.aread()

    with instrumented() as telemetry:
        with suppress(httpx.RemoteProtocolError):
            asyncio.run(main())
        reason = "incomplete_body" if comes == "cut" else "internal"
        assert reasons(telemetry) == ["gateway_unavailable", reason]
        assert len(telemetry.verdicts()) == 2


def test_a_race_whose_winner_cannot_be_decoded(server: FaultServer) -> None:
    """The loser has failed as well, but otherwise."""
    url = server.script("/race", answer(503), SPOILT)

    async def carry(request: httpx.Request) -> httpx.Response:
        both = await asyncio.gather(*(inner.handle_async_request(request) for _ in range(2)))
        winner, loser = sorted(both, key=lambda response: response.status_code)
        await loser.aclose()
        return winner

    async def main() -> None:
        async with aclosing(inner):
            await get(url, carry)

    inner = httpx_aiohttp.AiohttpTransport()
    with instrumented() as telemetry:
        with pytest.raises(httpx.DecodingError):
            asyncio.run(main())
        assert reasons(telemetry) == ["decoding", "gateway_unavailable"]
