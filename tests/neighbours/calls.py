"""Calls that fail, made through or beside a neighbour; each returns what the application saw."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import aiohttp
import hishel
import hishel.httpx
import httpx
import httpx_aiohttp
import httpx_retries
import respx
import vcr
from aiohttp_retry import ExponentialRetry, RetryClient
from aioresponses import aioresponses
from opentelemetry.instrumentation.aiohttp_client import create_trace_config
from opentelemetry.instrumentation.httpx import (
    AsyncOpenTelemetryTransport,
    HTTPXClientInstrumentor,
    SyncOpenTelemetryTransport,
)

from faults import answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from opentelemetry.trace import TracerProvider

    from faults import FaultServer

BODY: Final = b'{"error": {"message": "Pay first", "code": "insufficient_quota"}}'
JSON: Final = {"content-type": "application/json"}
SHOP: Final = "http://shop.example/orders"
FAILS_ONCE: Final = (answer(503), answer(200, body=b"fine"))

Seen = list[tuple[object, object]]
"""A status and a body, or an exception and its text."""


class Place(NamedTuple):
    """Where the calls are made."""

    server: FaultServer
    folder: Path
    double: Any
    """pytest-httpx's fixture, where it is asked for."""
    tracer_provider: TracerProvider | None = None

    def limit(self) -> str:
        """Return the URL of an error that names its cause."""
        return self.server.answer("/limit", 429, JSON, BODY)


def see(response: httpx.Response) -> tuple[object, object]:
    """Return what the application sees of a response."""
    return response.status_code, response.content


async def see_aiohttp(call: Any) -> tuple[object, object]:
    """Return what the application sees of a call of aiohttp."""
    try:
        async with call as response:
            return response.status, await response.read()
    except aiohttp.ClientError as error:
        return type(error), str(error)


def with_aiohttp(*urls: str) -> Seen:
    """Call with one session of aiohttp after the other."""

    async def main() -> Seen:
        async with aiohttp.ClientSession() as session:
            return [await see_aiohttp(session.get(url)) for url in urls]

    return asyncio.run(main())


def contrib_twice(place: Place) -> Seen:
    """Use the transport of OpenTelemetry's instrumentation by hand, below the global one or above it."""
    with httpx.Client(transport=SyncOpenTelemetryTransport(httpx.HTTPTransport())) as client:
        return [see(client.get(place.limit()))]


def contrib_aiohttp_twice(place: Place) -> Seen:
    """Give a session that is instrumented anyway the trace configuration of the instrumentation by hand."""
    trace = create_trace_config(tracer_provider=place.tracer_provider)

    async def main() -> Seen:
        async with aiohttp.ClientSession(trace_configs=[trace]) as session:
            return [await see_aiohttp(session.get(place.limit()))]

    return asyncio.run(main())


def httpx_over_aiohttp(place: Place) -> Seen:
    """Let aiohttp carry httpx's call."""

    async def main() -> Seen:
        async with httpx_aiohttp.HttpxAiohttpClient() as client:
            return [see(await client.get(place.limit()))]

    return asyncio.run(main())


def httpx_retried(place: Place) -> Seen:
    """Fail three times within one call, then succeed at the second attempt of another."""
    retry = httpx_retries.Retry(total=2)
    with httpx.Client(transport=httpx_retries.RetryTransport(retry=retry)) as client:
        urls = (place.server.url("/status/503"), place.server.script("/recovers", *FAILS_ONCE))
        return [see(client.get(url)) for url in urls]


def aiohttp_retried(place: Place) -> Seen:
    """Do the same with a client that makes each attempt a call."""

    async def main() -> Seen:
        retry = ExponentialRetry(attempts=3, start_timeout=0.001)
        async with RetryClient(retry_options=retry) as client:
            urls = (place.server.url("/status/503"), place.server.script("/recovers", *FAILS_ONCE))
            return [await see_aiohttp(client.get(url)) for url in urls]

    return asyncio.run(main())


def cached(place: Place) -> Seen:
    """Get an error from the server, then from the cache."""
    url = place.server.answer("/gone", 404, {**JSON, "cache-control": "max-age=600"}, BODY)
    before = len(place.server.requests)
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    storage = hishel.SqliteStorage(connection=connection)
    with hishel.httpx.CacheClient(storage=storage, rfc=True) as client:
        seen = [see(client.get(url)) for _ in range(2)]
    connection.close()
    assert len(place.server.requests) == before + 1
    return seen


def mocked_by_respx(_place: Place) -> Seen:
    """Answer and raise in the place of a server."""
    with respx.mock:
        respx.get(SHOP).respond(429, headers=JSON, content=BODY)
        respx.get(f"{SHOP}/late").mock(side_effect=httpx.ReadTimeout)
        seen = see(httpx.get(SHOP))
        try:
            httpx.get(f"{SHOP}/late")
        except httpx.ReadTimeout as error:
            return [seen, (type(error), str(error))]
    return [seen]


def mocked_by_pytest_httpx(place: Place) -> Seen:
    """Answer and raise in the place of a server."""
    place.double.add_response(status_code=429, headers=JSON, content=BODY)
    place.double.add_exception(httpx.ReadTimeout("late"))
    seen = see(httpx.get(SHOP))
    try:
        httpx.get(SHOP)
    except httpx.ReadTimeout as error:
        return [seen, (type(error), str(error))]
    return [seen]


def replayed(call: Callable[[str], Seen]) -> Callable[[Place], Seen]:
    """Make a call, and once more with the answer from the cassette."""

    def calls(place: Place) -> Seen:
        cassette, seen = place.folder / "cassette.yaml", []
        cassette.unlink(missing_ok=True)
        for _ in range(2):
            with vcr.use_cassette(cassette, record_mode="once"):
                seen += call(place.limit())
        return seen

    return calls


def mocked_by_aioresponses(_place: Place) -> Seen:
    """Raise in the place of a server; `test_calls` has what becomes of an answer."""
    with aioresponses() as double:
        double.get(SHOP, exception=aiohttp.ClientConnectionError("down"))
        return with_aiohttp(SHOP)


async def see_both(client: httpx.AsyncClient, url: str) -> Seen:
    """Return what the application sees of an answer that is read at once, and of one that is streamed."""
    seen: Seen = []
    try:
        seen.append(see(await client.get(url)))
    except httpx.HTTPError as error:
        seen.append((type(error), str(error)))
    try:
        async with client.stream("GET", url) as response:
            await response.aread()
            seen.append(see(response))
    except httpx.HTTPError as error:
        seen.append((type(error), str(error)))
    return seen


async def see_both_of(url: str) -> Seen:
    """Do so with a client of its own."""
    async with httpx.AsyncClient() as client:
        return await see_both(client, url)


def awaited(make: Callable[[Place], httpx.AsyncClient], *paths: str) -> Callable[[Place], Seen]:
    """Call with an async client, or with one that something else is in: the twins of the calls above."""

    def calls(place: Place) -> Seen:
        async def main() -> Seen:
            async with make(place) as client:
                urls = [place.server.url(path) for path in paths] or [place.limit()]
                return [seen for url in urls for seen in await see_both(client, url)]

        return asyncio.run(main())

    return calls


def async_contrib_twice(_place: Place) -> httpx.AsyncClient:
    """Make a client with the transport of OpenTelemetry's instrumentation."""
    return httpx.AsyncClient(transport=AsyncOpenTelemetryTransport(httpx.AsyncHTTPTransport()))


def async_contrib_by_client(place: Place) -> httpx.AsyncClient:
    """Make a client and instrument it alone, although all are."""
    client = httpx.AsyncClient()
    HTTPXClientInstrumentor.instrument_client(client, tracer_provider=place.tracer_provider)
    return client


def async_retried(_place: Place) -> httpx.AsyncClient:
    """Make a client that tries again, three times in all."""
    retry = httpx_retries.Retry(total=2)
    return httpx.AsyncClient(transport=httpx_retries.RetryTransport(retry=retry))


def async_cached(place: Place) -> Seen:
    """Get an error from the server, then from the cache."""
    url = place.server.answer("/gone", 404, {**JSON, "cache-control": "max-age=600"}, BODY)
    before = len(place.server.requests)

    async def main() -> Seen:
        storage = hishel.AsyncSqliteStorage(database_path=place.folder / "cache.db")
        async with hishel.httpx.AsyncCacheClient(storage=storage, rfc=True) as client:
            seen = await see_both(client, url)
        await storage.close()
        return seen

    seen = asyncio.run(main())
    (place.folder / "cache.db").unlink()
    assert len(place.server.requests) == before + 1
    return seen


def async_mocked_by_respx(_place: Place) -> Seen:
    """Answer and raise in the place of a server."""

    async def main() -> Seen:
        async with httpx.AsyncClient() as client:
            return [*await see_both(client, SHOP), *await see_both(client, f"{SHOP}/late")]

    with respx.mock:
        respx.get(SHOP).respond(429, headers=JSON, content=BODY)
        respx.get(f"{SHOP}/late").mock(side_effect=httpx.ReadTimeout)
        return asyncio.run(main())


def async_mocked_by_pytest_httpx(place: Place) -> Seen:
    """Answer and raise in the place of a server."""
    place.double.add_response(status_code=429, headers=JSON, content=BODY)
    place.double.add_exception(httpx.ReadTimeout("late"))

    async def main() -> Seen:
        async with httpx.AsyncClient() as client:
            return await see_both(client, SHOP)

    return asyncio.run(main())


class Neighbour(NamedTuple):
    """Calls, and the category and `http.request.resend_count` of each verdict, which is also one count."""

    calls: Callable[[Place], Seen]
    verdicts: tuple[tuple[str, int | None], ...] = ()


_UNPAID: Final = ("unauthorized", None)
_LATE: Final = ("timeout", None)
_BUSY: Final = ("overloaded", None)
_GONE: Final = ("bad_request", None)
_TRIED: Final = ("overloaded", 2)
_CUT: Final = ("server_error", None)

CALLS: Final[Mapping[str, Neighbour]] = {
    "opentelemetry-instrumentation-httpx": Neighbour(contrib_twice, (_UNPAID,)),
    "opentelemetry-instrumentation-aiohttp-client": Neighbour(contrib_aiohttp_twice, (_UNPAID,)),
    "httpx-aiohttp": Neighbour(httpx_over_aiohttp, (_UNPAID,)),
    "httpx-retries": Neighbour(httpx_retried, (_TRIED,)),
    "aiohttp-retry": Neighbour(aiohttp_retried, (_BUSY,) * 4),
    "hishel": Neighbour(cached, (_GONE, _GONE)),
    "respx": Neighbour(mocked_by_respx, (_UNPAID, _LATE)),
    "pytest-httpx": Neighbour(mocked_by_pytest_httpx, (_UNPAID, _LATE)),
    "vcrpy": Neighbour(replayed(lambda url: [see(httpx.get(url))]), (_UNPAID, _UNPAID)),
    "vcrpy with aiohttp": Neighbour(replayed(with_aiohttp)),
    "aioresponses": Neighbour(mocked_by_aioresponses),
    "opentelemetry-instrumentation-httpx async": Neighbour(awaited(async_contrib_twice), (_UNPAID,) * 2),
    "opentelemetry-instrumentation-httpx by client": Neighbour(
        awaited(async_contrib_by_client), (_UNPAID,) * 2
    ),
    "httpx-aiohttp with a body that breaks": Neighbour(
        awaited(lambda _: httpx_aiohttp.HttpxAiohttpClient(), "/short-body", "/short-body/503"),
        (_CUT, _CUT, _BUSY, _BUSY),
    ),
    "httpx-retries async": Neighbour(awaited(async_retried, "/status/503"), (_TRIED,) * 2),
    "hishel async": Neighbour(async_cached, (_GONE, _GONE)),
    "respx async": Neighbour(async_mocked_by_respx, (_UNPAID, _UNPAID, _LATE, _LATE)),
    "pytest-httpx async": Neighbour(async_mocked_by_pytest_httpx, (_UNPAID, _LATE)),
    "vcrpy async": Neighbour(replayed(lambda url: asyncio.run(see_both_of(url))), (_UNPAID,) * 4),
}
