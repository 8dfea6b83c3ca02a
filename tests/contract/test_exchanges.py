"""The answer that came last in a call: known without a span, with its headers and what came of its body."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2
import httpx_aiohttp
import pytest
import yarl
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF

from callers import CALLERS, MODULES, ApplicationError
from faults import PASSWORD, USERNAME, Head, Pause, Then
from telemetry import CONTRIB, ORDERS, OURS, Telemetry, instrumented

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from faults import FaultServer

BROKEN = ("short-body/503", "stall-in-body/500", "reset-in-body/429", "broken-gzip")
UNPAID = b'{"error": {"code": "insufficient_quota", "message": "Pay first"'
CUT = Head((("content-length", "400"), ("retry-after", "3"), ("content-type", "application/json")), 429)
UNPAID_WHOLE = Head((("content-length", str(len(UNPAID) + 2)),), 429)
DIGEST = 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5'


def counted(telemetry: Telemetry) -> dict[str, Any]:
    """Return the labels of the only count."""
    (count,) = telemetry.counts()
    assert count.value == 1
    return count.attributes


@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize("client", CALLERS)
def test_the_count_needs_no_span(server: FaultServer, client: str, fault: str) -> None:
    """Sampled or not, with OpenTelemetry's instrumentors or without, a failure has the same labels."""
    labels = []
    for order, sampler in ((ORDERS["contrib-first"], None), (CONTRIB + OURS, ALWAYS_OFF), (OURS, None)):
        with instrumented(order, sampler=sampler) as telemetry:
            CALLERS[client](server.url(f"/{fault}"))
            labels.append(counted(telemetry))
    assert labels[0] == labels[1] == labels[2]


@pytest.mark.parametrize("client", CALLERS)
def test_an_error_that_breaks_is_judged_by_what_had_come(server: FaultServer, client: str) -> None:
    """The client reads it within the call, or the application behind it: the verdict is the same."""
    url = server.script("/cut", (CUT, UNPAID, Pause(0.05), Then.CLOSE))
    names = ("errkind.category", "errkind.reason", "errkind.code", "errkind.retry_after")
    for access in ("read", "stream-all"):
        with instrumented() as telemetry:
            CALLERS[client](url, access)
            (verdict,) = telemetry.verdicts()
        assert [verdict[name] for name in names] == ["unauthorized", "billing", "insufficient_quota", 3.0]
        assert verdict["http.response.body.content"] == UNPAID.decode()


def failing_hook(client: str) -> dict[str, Any]:
    """Return what makes a hook fail on every answer, before the client has read its body."""

    def fail(*_: object) -> None:
        raise ApplicationError

    async def fail_async(*_: object) -> None:
        raise ApplicationError

    if client == "aiohttp":
        return {"raise_for_status": fail_async}
    return {"event_hooks": {"response": [fail_async if client.endswith("async") else fail]}}


@pytest.mark.parametrize("sampler", [None, ALWAYS_OFF])
@pytest.mark.parametrize("client", CALLERS)
def test_a_hook_that_raises_hides_no_error(server: FaultServer, client: str, sampler: Any) -> None:
    """The application sees its own exception; the count says what the server answered."""
    options = failing_hook(client)
    url = server.answer("/busy", 503, {"retry-after": "7"}, b"{}")
    bare = CALLERS[client](url, **options)

    with instrumented(sampler=sampler) as telemetry:
        assert CALLERS[client](url, **options) == bare
        assert counted(telemetry)["errkind.category"] == "overloaded"
        assert [found["errkind.retry_after"] for found in telemetry.verdicts()] == ([] if sampler else [7.0])


def failing_before(client: str) -> dict[str, Any]:
    """Return what makes an auth flow or a middleware fail before anything is sent."""
    if client == "aiohttp":

        async def refuse(*_: object) -> aiohttp.ClientResponse:
            raise ApplicationError

        return {"middlewares": (refuse,)}

    class Auth(MODULES[client].Auth):  # type: ignore[misc]
        def auth_flow(self, request: Any) -> Iterator[Any]:
            if request:
                raise ApplicationError
            yield request

    return {"auth": Auth()}


@pytest.mark.parametrize("sampler", [None, ALWAYS_OFF])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("client", CALLERS)
def test_what_the_application_raises_before_it_asks_is_its_own(
    server: FaultServer, client: str, order: str, sampler: Any
) -> None:
    """No request was on its way, though aiohttp's span has begun by then."""
    with instrumented(ORDERS[order], sampler=sampler) as telemetry:
        sight = CALLERS[client](server.url("/json"), **failing_before(client))
        assert sight.raised is not None
        assert (telemetry.verdicts(), telemetry.counts()) == ([], [])


@pytest.mark.parametrize("sampler", [None, ALWAYS_OFF])
@pytest.mark.parametrize("module", [httpx, httpx2])
def test_what_nobody_knows_is_an_error_of_the_request_under_way(module: ModuleType, sampler: Any) -> None:
    """It comes out of a transport, with a span or without."""

    def break_down(_request: object) -> None:
        raise ApplicationError

    with instrumented(sampler=sampler) as telemetry:
        client = module.Client(transport=module.MockTransport(break_down))
        with client, pytest.raises(ApplicationError):
            client.get("http://provider.test/")
        assert counted(telemetry)["errkind.category"] == "unknown"


def digest(client: str) -> dict[str, Any]:
    """Know a password that will be refused."""
    if client == "aiohttp":
        return {"middlewares": (aiohttp.DigestAuthMiddleware(USERNAME, PASSWORD),)}
    return {"auth": MODULES[client].DigestAuth(USERNAME, PASSWORD)}


@pytest.mark.parametrize("order", [*ORDERS.values(), OURS])
@pytest.mark.parametrize("access", ["read", "stream-all"])
@pytest.mark.parametrize("client", CALLERS)
def test_requests_that_came_before_are_numbered(
    server: FaultServer, client: str, access: str, order: tuple[Any, ...]
) -> None:
    """By every client, with OpenTelemetry's instrumentors or without."""
    refused = server.answer("/refused", 401, {"www-authenticate": DIGEST}, b"{}")
    twice = server.url("/redirect", to=server.url("/redirect", to=server.url("/status/503")))
    follow = {} if client == "aiohttp" else {"follow_redirects": True}

    for url, options, resends in ((refused, digest(client), 1), (twice, follow, 2)):
        with instrumented(order) as telemetry:
            CALLERS[client](url, access, **options)
            (verdict,) = telemetry.verdicts()
            assert verdict["http.request.resend_count"] == resends
            assert telemetry.total() == 1


@pytest.mark.parametrize("access", ["read", "stream-all"])
@pytest.mark.parametrize("client", CALLERS)
def test_the_answer_that_was_refused_is_not_the_one_that_is_missing(
    server: FaultServer, client: str, access: str
) -> None:
    """The first request of a digest was answered with 401, the second one never."""
    first = Head((("content-length", "2"), ("www-authenticate", DIGEST)), 401)
    url = server.script("/silent", (first, b"{}"), (Pause(0.6), Then.CLOSE))

    with instrumented() as telemetry:
        CALLERS[client](url, access, **digest(client))
        assert counted(telemetry)["errkind.category"] in {"timeout", "server_error"}
        assert "http.response.status_code" not in counted(telemetry)


@pytest.mark.parametrize(
    ("values", "seconds"), [("7 3", 7.0), ("3 7", 7.0), ("9 soon", 9.0), ("soon 9", 9.0)]
)
@pytest.mark.parametrize("client", CALLERS)
def test_repeated_headers_say_the_same_to_every_client(
    server: FaultServer, client: str, values: str, seconds: float
) -> None:
    """RFC 9110, 5.3: they are one list."""
    fields = (("content-length", "2"), *(("retry-after", value) for value in values.split()))
    url = server.script("/waits", (Head(fields, 429), b"{}"))

    with instrumented() as telemetry:
        CALLERS[client](url)
        (verdict,) = telemetry.verdicts()
    assert verdict["errkind.retry_after"] == seconds


@pytest.mark.parametrize("status", [300, 302])
@pytest.mark.parametrize("access", ["read", "stream-all"])
@pytest.mark.parametrize("client", CALLERS)
def test_a_redirect_that_is_not_followed_has_a_body(
    server: FaultServer, client: str, access: str, status: int
) -> None:
    """It breaks, or states an error, as that of a success does, however it is read."""
    head = Head((("content-length", "90"),), status)
    breaks = server.script("/breaks", (head, b"only this", Then.CLOSE))
    states = server.answer("/states", status, {"content-type": "application/json"}, UNPAID + b"}}")

    for url, reason in ((breaks, "incomplete_body"), (states, "billing")):
        with instrumented() as telemetry:
            CALLERS[client](url, access)
            (verdict,) = telemetry.verdicts()
            assert (verdict["errkind.reason"], telemetry.total()) == (reason, 1)


@pytest.mark.parametrize(
    ("reader", "arguments"),
    [
        ("readany", ()),
        ("readchunk", ()),
        ("read", (4,)),
        ("readexactly", (4,)),
        ("readline", ()),
        ("read_nowait", ()),
    ],
)
def test_a_break_that_came_long_ago_takes_the_bytes_along(
    server: FaultServer, reader: str, arguments: tuple[int, ...]
) -> None:
    """Of a broken body aiohttp gives nothing to who reads late, nor does it where we have waited for more."""
    head = Head((("content-length", "50"),), 500)
    url = server.script("/breaks", (head, b"only this", Pause(0.01), Then.CLOSE))

    async def read_late() -> object:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            while response.content.exception() is None:  # noqa: ASYNC110 - nothing tells us
                await asyncio.sleep(0.01)
            found = getattr(response.content, reader)(*arguments)
            return await found if asyncio.iscoroutine(found) else found

    with pytest.raises(aiohttp.ClientPayloadError):
        asyncio.run(read_late())
    with instrumented() as telemetry:
        with pytest.raises(aiohttp.ClientPayloadError):
            asyncio.run(read_late())
        assert counted(telemetry)["http.response.status_code"] == 500


@pytest.mark.parametrize("module", [httpx, httpx2])
def test_a_stream_that_a_hook_wraps_is_read_once(server: FaultServer, module: ModuleType) -> None:
    """As where it shows progress: what is kept within the call and behind it are not put together."""

    class Progress(module.SyncByteStream):  # type: ignore[misc,name-defined]
        def __init__(self, stream: Any) -> None:
            self._stream = stream

        def __iter__(self) -> Iterator[bytes]:
            yield from self._stream

        def close(self) -> None:
            self._stream.close()

    def wrap(response: Any) -> None:
        response.stream = Progress(response.stream)

    url = server.answer("/refused", 429, {}, chunks=[(0, UNPAID[:30]), (0.02, UNPAID[30:] + b"}}")])
    with instrumented() as telemetry:
        with (
            module.Client(verify=False, event_hooks={"response": [wrap]}) as client,
            client.stream("GET", url) as response,
        ):
            assert response.read() == UNPAID + b"}}"
        (verdict,) = telemetry.verdicts()
    assert verdict["errkind.code"] == "insufficient_quota"
    assert verdict["http.response.body.content"] == UNPAID.decode() + "}}"


@pytest.mark.parametrize("module", [httpx, httpx2])
def test_a_body_that_a_hook_has_read_is_known(server: FaultServer, module: ModuleType) -> None:
    """From the stream, so that the response does not have it."""

    def drain(response: Any) -> None:
        assert b"".join(response.iter_raw())

    url = server.answer("/refused", 429, {}, UNPAID + b"}}")
    with instrumented() as telemetry:
        client = module.Client(verify=False, event_hooks={"response": [drain]})
        with client, client.stream("GET", url):
            pass
        assert counted(telemetry)["errkind.reason"] == "billing"


@pytest.mark.parametrize("module", [httpx, httpx2])
def test_a_body_that_a_hook_begins_and_the_application_reads_on(
    server: FaultServer, module: ModuleType
) -> None:
    """Over one iterator: where it breaks behind the call, the body is what broke."""
    pieces: list[Iterator[bytes]] = []

    def begin(response: Any) -> None:
        pieces.append(response.iter_raw())
        next(pieces[0])

    url = server.script("/cut", (CUT, UNPAID[:30], Pause(0.1), UNPAID[30:], Pause(0.05), Then.CLOSE))
    with instrumented() as telemetry:
        with (
            module.Client(verify=False, event_hooks={"response": [begin]}) as client,
            client.stream("GET", url),
            pytest.raises(module.RemoteProtocolError),
        ):
            list(pieces[0])
        (verdict,) = telemetry.verdicts()
    assert verdict["errkind.phase"] == "body"
    assert verdict["errkind.reason"] == "billing"


@pytest.mark.parametrize("second", ["refused", "cancelled", "silent"])
def test_an_answer_to_which_a_middleware_falls_back_is_judged(server: FaultServer, second: str) -> None:
    """Its second attempt had none."""
    # A path for each: what is cancelled here may arrive while the next one runs.
    url = server.script(f"/refused/{second}", (UNPAID_WHOLE, UNPAID, b"}}"), (Pause(1), Then.CLOSE))

    async def fall_back(
        request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        first = await handler(request)
        if second == "refused":
            request.url = request.url.with_port(1)
        attempt = asyncio.ensure_future(handler(request))
        done, _ = await asyncio.wait([attempt], timeout=0 if second == "cancelled" else 0.1)
        if done:
            assert isinstance(attempt.exception(), aiohttp.ClientConnectionError)
        attempt.cancel()
        return first

    async def main() -> None:
        async with aiohttp.ClientSession(middlewares=(fall_back,)) as session, session.get(url) as response:
            assert response.status == 429

    with instrumented() as telemetry:
        asyncio.run(main())
        assert counted(telemetry)["errkind.reason"] == "billing"


@pytest.mark.parametrize("stream", [False, True])
def test_a_redirect_that_another_library_followed_is_not_the_request(
    server: FaultServer, *, stream: bool
) -> None:
    """Its body is watched there; the error is of the answer behind it, and counted by that library."""
    end = server.answer("/end", 200, {"content-type": "application/json"}, UNPAID + b"}}")
    head = Head((("location", end), ("content-length", "5")), 302)
    url = server.script("/moved", (head, Pause(0.05), b"moved"))

    async def main() -> None:
        transport = httpx_aiohttp.AiohttpTransport()
        async with httpx.AsyncClient(transport=transport, follow_redirects=True) as client:
            if stream:
                async with client.stream("GET", url) as response:
                    await response.aread()
            else:
                await client.get(url)

    with instrumented() as telemetry:
        asyncio.run(main())
        assert counted(telemetry)["errkind.client"] == "aiohttp"
        assert len(telemetry.verdicts()) == 1


@pytest.mark.parametrize("sampler", [None, ALWAYS_OFF])
@pytest.mark.parametrize("module", [httpx, httpx2])
def test_the_status_of_an_answer_is_not_that_of_the_next_request(
    server: FaultServer, module: ModuleType, sampler: Any
) -> None:
    """Though that goes to a transport which nobody traces, and the only span is of the answer."""

    class Gone(module.BaseTransport):  # type: ignore[misc,name-defined]
        def handle_request(self, _request: object) -> Any:
            message = "gone"
            raise module.ReadError(message)

    class Refreshing(module.Auth):  # type: ignore[misc,name-defined]
        def auth_flow(self, request: Any) -> Iterator[Any]:
            yield request
            yield module.Request("POST", "http://tokens.test/")

    with instrumented(sampler=sampler) as telemetry:
        client = module.Client(verify=False, mounts={"all://tokens.test": Gone()}, auth=Refreshing())
        with client, pytest.raises(module.ReadError):
            client.get(server.answer("/refused", 401))
        labels = counted(telemetry)
    assert labels["errkind.reason"] == "connection_reset"
    assert "http.response.status_code" not in labels


@pytest.mark.parametrize("module", [httpx, httpx2])
def test_a_request_of_another_client_is_none_of_the_call(server: FaultServer, module: ModuleType) -> None:
    """A class that sends by itself makes no calls that we see, and is used in a hook of one that we see."""

    class Own(module.Client):  # type: ignore[misc,name-defined]
        def send(self, request: Any, **_: object) -> Any:
            response = self._send_single_request(request)
            response.read()
            return response

    def ask(_request: object) -> None:
        with Own(verify=False) as own:
            own.get(server.answer("/refused", 401))
        raise ApplicationError

    with instrumented(OURS) as telemetry:
        client = module.Client(verify=False, event_hooks={"request": [ask]})
        with client, pytest.raises(ApplicationError):
            client.get(server.url("/json"))
        assert telemetry.counts() == []


def test_an_error_that_the_application_keeps_is_kept_once(server: FaultServer) -> None:
    """What we kept for the verdict goes with it, that of the answers before included."""
    body = b"x" * 60_000
    url = server.script(
        "/first", (Head((("content-length", "60000"), ("www-authenticate", DIGEST)), 401), body)
    )

    def kept() -> int:
        with httpx.Client(auth=httpx.DigestAuth("me", "word")) as client:
            client.get(url)
            gc.collect()
            before = tracemalloc.get_traced_memory()[0]
            responses = [client.get(url) for _ in range(10)]
            gc.collect()
            assert all(response.history for response in responses)
            return tracemalloc.get_traced_memory()[0] - before

    tracemalloc.start()
    try:
        bare = kept()
        with instrumented(sampler=ALWAYS_OFF, body_limit=65536):
            assert kept() - bare < 5 * len(body)
    finally:
        tracemalloc.stop()


def test_a_client_without_the_private_method_is_hooked_all_the_same(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later version may have it under another name: the spans tell most of it."""
    base = next(owner for owner in httpx.Client.__mro__ if "build_request" in vars(owner))
    monkeypatch.setattr(
        base, "_send_single_request", vars(httpx.Client)["_send_single_request"], raising=False
    )
    monkeypatch.delattr(httpx.Client, "_send_single_request")

    with instrumented() as telemetry:
        CALLERS["httpx"](server.url("/reset-in-body/429"))
        assert counted(telemetry)["errkind.category"] == "rate_limited"


@pytest.mark.parametrize("raises", [False, True])
@pytest.mark.parametrize("second", ["refused", "answered"])
def test_the_answer_that_a_middleware_chooses_is_judged(
    server: FaultServer, second: str, *, raises: bool
) -> None:
    """The first one, with its body, whatever has become of the second; aiohttp may raise for it as well."""
    first = server.answer("/first", 429, {}, UNPAID + b"}}")
    other = server.answer("/second", 500, {}, b"{}")

    async def choose_first(
        request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        answer, own = await handler(request), request.url
        request.url = yarl.URL(other) if second == "answered" else own.with_port(1)
        with suppress(aiohttp.ClientConnectionError):
            (await handler(request)).release()
        request.url = own
        return answer

    async def main() -> None:
        async with (
            aiohttp.ClientSession(middlewares=(choose_first,)) as session,
            session.get(first, raise_for_status=raises) as response,
        ):
            assert response.status == 429

    with instrumented() as telemetry:
        with pytest.raises(aiohttp.ClientResponseError) if raises else nullcontext():
            asyncio.run(main())
        labels = counted(telemetry)
    assert (labels["errkind.reason"], labels["error.type"]) == ("billing", "429")


def test_an_answer_that_was_followed_is_not_the_last(server: FaultServer) -> None:
    """What the application raises behind an upgrade is its own, though a 401 came before."""
    upgraded = Head((("upgrade", "x"), ("connection", "upgrade")), 101)
    url = server.script(
        "/upgrades", (Head((("content-length", "0"),), 401),), (upgraded, Pause(0.2), Then.CLOSE)
    )

    async def ask_again(
        request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        (await handler(request)).release()
        (await handler(request)).close()
        raise ApplicationError

    async def main() -> None:
        async with aiohttp.ClientSession(middlewares=(ask_again,)) as session:
            await session.get(url)

    with instrumented() as telemetry:
        with pytest.raises(ApplicationError):
            asyncio.run(main())
        assert telemetry.counts() == []


@pytest.mark.parametrize(
    "path", ["/a%3Ab", "/a[1]", "/a?", "?x=1", "/a?t=01:00", "/a?q='x'&e=a@b.c", "/a#part"]
)
@pytest.mark.parametrize("stream", [False, True])
def test_a_request_is_the_same_in_the_spelling_of_another_library(
    server: FaultServer, path: str, *, stream: bool
) -> None:
    """The carrier unquotes URLs and drops fragments: the failure is counted once all the same."""
    server.answer("/a", 503)
    base = server.url("/")[:-1]

    async def main() -> None:
        async with httpx.AsyncClient(transport=httpx_aiohttp.AiohttpTransport()) as client:
            request = client.build_request("GET", base + path)
            await (await client.send(request, stream=stream)).aclose()

    with instrumented() as telemetry:
        asyncio.run(main())
        assert counted(telemetry)["errkind.client"] == "aiohttp"


def test_a_body_that_another_library_watches_is_found_among_others(server: FaultServer) -> None:
    """A hook of the outer call has made a call of that library, whose body is on its way as well."""
    log = server.answer("/log", 200, {}, chunks=[(0, b"a"), (0.2, b"b")])
    url = server.script(
        "/breaks", (Head((("content-length", "90"),), 200), Pause(0.05), b"only this", Then.CLOSE)
    )

    written: list[aiohttp.ClientResponse] = []

    async def main() -> None:
        async with aiohttp.ClientSession() as session:

            async def write_log(_response: object) -> None:
                written.append(await session.get(log))

            transport = httpx_aiohttp.AiohttpTransport()
            async with (
                httpx.AsyncClient(transport=transport, event_hooks={"response": [write_log]}) as client,
                client.stream("GET", url) as response,
            ):
                try:
                    await response.aread()
                finally:
                    written.pop().close()

    with instrumented() as telemetry:
        with pytest.raises(httpx.HTTPError):
            asyncio.run(main())
        assert counted(telemetry)["errkind.client"] == "aiohttp"


@pytest.mark.parametrize("module", [httpx, httpx2])
def test_a_hook_that_raises_on_an_answer_in_memory_hides_neither_body_nor_cause(module: ModuleType) -> None:
    """It comes from a cache, or from a transport that has read it."""
    for extensions, reason in (({}, "billing"), ({"errkind.cause": "circuit_open"}, "circuit_open")):
        transport = module.MockTransport(
            lambda _request, given=extensions: module.Response(429, content=UNPAID + b"}}", extensions=given)
        )
        client = module.Client(transport=transport, event_hooks={"response": [_raise_for_status]})
        with instrumented() as telemetry:
            with client, pytest.raises(module.HTTPStatusError):
                client.get("http://provider.test/")
            assert counted(telemetry)["errkind.reason"] == reason


def _raise_for_status(response: Any) -> None:
    response.read()
    response.raise_for_status()


def test_an_excluded_url_behind_a_redirect_is_excluded(server: FaultServer) -> None:
    """With `raise_for_status` as without."""
    url = server.url("/redirect", to=server.url("/status/404"))

    async def main() -> None:
        async with aiohttp.ClientSession() as session:
            await session.get(url, raise_for_status=True)

    with instrumented(excluded_urls="/status/404") as telemetry:
        with pytest.raises(aiohttp.ClientResponseError):
            asyncio.run(main())
        assert telemetry.counts() == []
