"""Five clients and the ways in which applications use them; each call reports what the application saw."""

from __future__ import annotations

import asyncio
import gc
import re
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2
import trio

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from types import ModuleType, TracebackType

TIMEOUT = 0.4
"""Seconds; the faults that stall are cut short by it."""
QUICK: Mapping[str, Any] = {"timeout": TIMEOUT, "verify": False}
"""What a client of httpx is made with: to load the certificates takes longer than a call."""


TESTS = str(Path(__file__).parent)
ADDRESS = re.compile(r"\b(0x)?[0-9a-f]{12}\b")


class ApplicationError(Exception):
    """What an application raises on its own account."""


@dataclass(frozen=True)
class Raised:
    """An exception as the application can tell it from others."""

    kind: type[BaseException]
    text: str
    args: tuple[object, ...]
    notes: tuple[str, ...]
    frames: tuple[str, ...]
    """The application's functions in the traceback."""
    cause: Raised | None
    context: Raised | None
    suppresses_context: bool


@dataclass(frozen=True)
class Sight:
    """What the application saw of one call."""

    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    chunks: tuple[bytes, ...] = ()
    raised: Raised | None = None
    waited: float | None = field(default=None, compare=False)
    """Seconds from the making of the client to the headers."""


def seen_error(error: BaseException) -> Raised:
    """Describe an exception, and all that are behind it, without what differs from call to call."""
    return Raised(
        type(error),
        _without_addresses(str(error)),
        tuple(map(_told, error.args)),
        tuple(getattr(error, "__notes__", ())),
        _frames(error.__traceback__),
        _behind(error.__cause__),
        _behind(error.__context__),
        error.__suppress_context__,
    )


def _behind(error: BaseException | None) -> Raised | None:
    return None if error is None else seen_error(error)


def _told(argument: object) -> object:
    """Return an argument of an exception if it can be compared with that of another call, else its type."""
    match argument:
        case BaseException():
            return seen_error(argument)
        case tuple() | list():
            return type(argument), *map(_told, argument)
        case str():
            return _without_addresses(argument)
        case None | int() | float() | bytes() | Raised():
            return argument
        case _:
            return type(argument)


def _without_addresses(text: str) -> str:
    """Take out where objects are in memory: anyio names a scope by it, and `repr` nearly everything."""
    return ADDRESS.sub("", text)


def _frames(trace: TracebackType | None) -> tuple[str, ...]:
    return tuple(frame.name for frame in traceback.extract_tb(trace) if frame.filename.startswith(TESTS))


class Journal:
    """What has been seen so far of a call that may yet fail."""

    def __init__(self) -> None:
        """Begin to wait for the headers."""
        self.status: int | None = None
        self.headers: tuple[tuple[str, str], ...] = ()
        self.chunks: list[bytes] = []
        self.waited: float | None = None
        self._begun = perf_counter()

    def response(self, status: int, headers: Any) -> None:
        """Note that the headers have come."""
        self.waited = perf_counter() - self._begun
        self.status = status
        # A server's clock is none of the application's doing.
        self.headers = tuple((name, value) for name, value in headers.items() if name.lower() != "date")

    def sight(self, error: BaseException | None = None) -> Sight:
        """Sum up what there was to see, and how it ended."""
        raised = None if error is None else seen_error(error)
        return Sight(self.status, self.headers, tuple(self.chunks), raised, self.waited)


def _read(client: Any, url: str, journal: Journal) -> None:
    response = client.get(url)
    journal.response(response.status_code, response.headers)
    journal.chunks.append(response.content)


def _raise_for_status(client: Any, url: str, journal: Journal) -> None:
    response = client.get(url)
    journal.response(response.status_code, response.headers)
    response.raise_for_status()


def _stream_all(client: Any, url: str, journal: Journal) -> None:
    with client.stream("GET", url) as response:
        journal.response(response.status_code, response.headers)
        journal.chunks.extend(response.iter_raw())


def _stream_some(client: Any, url: str, journal: Journal) -> None:
    with client.stream("GET", url) as response:
        journal.response(response.status_code, response.headers)
        journal.chunks.append(next(response.iter_raw(), b""))


def _stream_unread(client: Any, url: str, journal: Journal) -> None:
    with client.stream("GET", url) as response:
        journal.response(response.status_code, response.headers)


def _stream_raise_for_status(client: Any, url: str, journal: Journal) -> None:
    with client.stream("GET", url) as response:
        journal.response(response.status_code, response.headers)
        response.raise_for_status()


def _left_by_exception(client: Any, url: str, journal: Journal) -> None:
    with client.stream("GET", url) as response:
        journal.response(response.status_code, response.headers)
        raise ApplicationError


def _closed_unread(client: Any, url: str, journal: Journal) -> None:
    response = client.send(client.build_request("GET", url), stream=True)
    journal.response(response.status_code, response.headers)
    response.close()


def _abandoned(client: Any, url: str, journal: Journal) -> None:
    response = client.send(client.build_request("GET", url), stream=True)
    journal.response(response.status_code, response.headers)
    del response
    gc.collect()


def _read_in_thread(client: Any, url: str, journal: Journal) -> None:
    with client.stream("GET", url) as response:
        journal.response(response.status_code, response.headers)
        with ThreadPoolExecutor(1) as threads:
            journal.chunks.append(threads.submit(response.read).result())


SYNC: Mapping[str, Callable[[Any, str, Journal], None]] = {
    "read": _read,
    "raise-for-status": _raise_for_status,
    "stream-all": _stream_all,
    "stream-some": _stream_some,
    "stream-unread": _stream_unread,
    "stream-raise-for-status": _stream_raise_for_status,
    "left-by-exception": _left_by_exception,
    "closed-unread": _closed_unread,
    "abandoned": _abandoned,
    "read-elsewhere": _read_in_thread,
}


async def _async_read(client: Any, url: str, journal: Journal) -> None:
    response = await client.get(url)
    journal.response(response.status_code, response.headers)
    journal.chunks.append(response.content)


async def _async_raise_for_status(client: Any, url: str, journal: Journal) -> None:
    response = await client.get(url)
    journal.response(response.status_code, response.headers)
    response.raise_for_status()


async def _async_stream_all(client: Any, url: str, journal: Journal) -> None:
    async with client.stream("GET", url) as response:
        journal.response(response.status_code, response.headers)
        async for chunk in response.aiter_raw():
            journal.chunks.append(chunk)


async def _async_stream_some(client: Any, url: str, journal: Journal) -> None:
    async with client.stream("GET", url) as response:
        journal.response(response.status_code, response.headers)
        journal.chunks.append(await anext(response.aiter_raw(), b""))


async def _async_stream_unread(client: Any, url: str, journal: Journal) -> None:
    async with client.stream("GET", url) as response:
        journal.response(response.status_code, response.headers)


async def _async_stream_raise_for_status(client: Any, url: str, journal: Journal) -> None:
    async with client.stream("GET", url) as response:
        journal.response(response.status_code, response.headers)
        response.raise_for_status()


async def _async_left_by_exception(client: Any, url: str, journal: Journal) -> None:
    async with client.stream("GET", url) as response:
        journal.response(response.status_code, response.headers)
        raise ApplicationError


async def _async_closed_unread(client: Any, url: str, journal: Journal) -> None:
    response = await client.send(client.build_request("GET", url), stream=True)
    journal.response(response.status_code, response.headers)
    await response.aclose()


async def _async_abandoned(client: Any, url: str, journal: Journal) -> None:
    response = await client.send(client.build_request("GET", url), stream=True)
    journal.response(response.status_code, response.headers)
    del response
    gc.collect()


async def _async_read_in_task(client: Any, url: str, journal: Journal) -> None:
    async with client.stream("GET", url) as response:
        journal.response(response.status_code, response.headers)
        journal.chunks.append(await asyncio.create_task(response.aread()))


ASYNC: Mapping[str, Callable[[Any, str, Journal], Awaitable[None]]] = {
    "read": _async_read,
    "raise-for-status": _async_raise_for_status,
    "stream-all": _async_stream_all,
    "stream-some": _async_stream_some,
    "stream-unread": _async_stream_unread,
    "stream-raise-for-status": _async_stream_raise_for_status,
    "left-by-exception": _async_left_by_exception,
    "closed-unread": _async_closed_unread,
    "abandoned": _async_abandoned,
    "read-elsewhere": _async_read_in_task,
}


async def _aiohttp_read(session: Any, url: str, journal: Journal) -> None:
    async with session.get(url) as response:
        journal.response(response.status, response.headers)
        journal.chunks.append(await response.read())


async def _aiohttp_raise_for_status(session: Any, url: str, journal: Journal) -> None:
    async with session.get(url) as response:
        journal.response(response.status, response.headers)
        response.raise_for_status()


async def _aiohttp_raise_at_once(session: Any, url: str, journal: Journal) -> None:
    async with session.get(url, raise_for_status=True) as response:
        journal.response(response.status, response.headers)


async def _aiohttp_raise_by_callable(session: Any, url: str, journal: Journal) -> None:
    async def refuse(response: aiohttp.ClientResponse) -> None:
        journal.response(response.status, response.headers)
        journal.chunks.append(await response.read())
        if response.status >= 400:
            raise ApplicationError(response.status)

    async with session.get(url, raise_for_status=refuse):
        pass


async def _aiohttp_stream_all(session: Any, url: str, journal: Journal) -> None:
    async with session.get(url) as response:
        journal.response(response.status, response.headers)
        # Where `iter_any` cuts depends on when the application looks, so the pieces are put together.
        journal.chunks.append(b"")
        async for chunk in response.content.iter_any():
            journal.chunks[0] += chunk


async def _aiohttp_stream_some(session: Any, url: str, journal: Journal) -> None:
    async with session.get(url) as response:
        journal.response(response.status, response.headers)
        journal.chunks.append(await response.content.read(5))


async def _aiohttp_stream_unread(session: Any, url: str, journal: Journal) -> None:
    async with session.get(url) as response:
        journal.response(response.status, response.headers)


async def _aiohttp_left_by_exception(session: Any, url: str, journal: Journal) -> None:
    async with session.get(url) as response:
        journal.response(response.status, response.headers)
        raise ApplicationError


async def _aiohttp_closed_unread(session: Any, url: str, journal: Journal) -> None:
    response = await session.get(url)
    journal.response(response.status, response.headers)
    response.close()


async def _aiohttp_abandoned(session: Any, url: str, journal: Journal) -> None:
    response = await session.get(url)
    journal.response(response.status, response.headers)
    del response
    gc.collect()


async def _aiohttp_read_in_task(session: Any, url: str, journal: Journal) -> None:
    async with session.get(url) as response:
        journal.response(response.status, response.headers)
        journal.chunks.append(await asyncio.create_task(response.read()))


AIOHTTP: Mapping[str, Callable[[Any, str, Journal], Awaitable[None]]] = {
    "read": _aiohttp_read,
    "raise-for-status": _aiohttp_raise_for_status,
    "raise-at-once": _aiohttp_raise_at_once,
    "raise-by-callable": _aiohttp_raise_by_callable,
    "stream-all": _aiohttp_stream_all,
    "stream-some": _aiohttp_stream_some,
    "stream-unread": _aiohttp_stream_unread,
    "left-by-exception": _aiohttp_left_by_exception,
    "closed-unread": _aiohttp_closed_unread,
    "abandoned": _aiohttp_abandoned,
    "read-elsewhere": _aiohttp_read_in_task,
}


@dataclass(frozen=True)
class Caller:
    """One of the five clients."""

    label: str
    """The value of `errkind.client`."""
    accesses: Mapping[str, Any]
    _call: Callable[[Any, str, Journal, dict[str, Any]], None]

    def __call__(self, url: str, access: str = "read", **options: object) -> Sight:
        """Call `url` with a client of its own, made with `options`, and report what there was to see."""
        return self.use(self.accesses[access], url, **options)

    def use(self, access: Any, url: str, **options: object) -> Sight:
        """Do the same in a way that is not in the table."""
        journal = Journal()
        try:
            self._call(access, url, journal, options)
        except Exception as error:  # noqa: BLE001 - an application could catch any
            return journal.sight(error)
        return journal.sight()


def _sync(module: ModuleType) -> Callable[[Any, str, Journal, dict[str, Any]], None]:
    def call(access: Any, url: str, journal: Journal, options: dict[str, Any]) -> None:
        with module.Client(**{**QUICK, **options}) as client:
            access(client, url, journal)

    return call


def _async(module: ModuleType) -> Callable[[Any, str, Journal, dict[str, Any]], None]:
    async def call(access: Any, url: str, journal: Journal, options: dict[str, Any]) -> None:
        async with module.AsyncClient(**{**QUICK, **options}) as client:
            await access(client, url, journal)

    return lambda *args: asyncio.run(call(*args))


def _on_trio(module: ModuleType) -> Callable[[Any, str, Journal, dict[str, Any]], None]:
    async def call(access: Any, url: str, journal: Journal, options: dict[str, Any]) -> None:
        async with module.AsyncClient(**{**QUICK, **options}) as client:
            await access(client, url, journal)

    return lambda *args: trio.run(call, *args)


def _aiohttp(access: Any, url: str, journal: Journal, options: dict[str, Any]) -> None:
    async def call() -> None:
        # A total as well: aiohttp 3.14 lets a broken chunk size that comes after the headers hang for ever.
        timeout = aiohttp.ClientTimeout(total=3 * TIMEOUT, sock_connect=TIMEOUT, sock_read=TIMEOUT)
        # A connector belongs to the loop that it is made in.
        made = {**options, "connector": options["connector"]()} if "connector" in options else options
        async with aiohttp.ClientSession(**{"timeout": timeout, **made}) as session:
            await access(session, url, journal)

    asyncio.run(call())


MODULES: Mapping[str, ModuleType] = {
    "httpx": httpx,
    "httpx-async": httpx,
    "httpx2": httpx2,
    "httpx2-async": httpx2,
}
"""By client, the library whose requests and exceptions it has."""

CALLERS: Mapping[str, Caller] = {
    "httpx": Caller("httpx", SYNC, _sync(httpx)),
    "httpx-async": Caller("httpx", ASYNC, _async(httpx)),
    "httpx2": Caller("httpx2", SYNC, _sync(httpx2)),
    "httpx2-async": Caller("httpx2", ASYNC, _async(httpx2)),
    "aiohttp": Caller("aiohttp", AIOHTTP, _aiohttp),
}

ON_TRIO = {name: access for name, access in ASYNC.items() if name != "read-elsewhere"}
"""That one starts a task of asyncio."""
TRIO: Mapping[str, Caller] = {
    "httpx-trio": Caller("httpx", ON_TRIO, _on_trio(httpx)),
    "httpx2-trio": Caller("httpx2", ON_TRIO, _on_trio(httpx2)),
}
"""The async clients on the other event loop that they run on."""


def stream_after(act: Callable[[], object], client: str) -> Any:
    """Return the access that reads a body after its headers, and does something in between."""

    def stream(running: Any, url: str, _journal: object) -> None:
        with running.stream("GET", url) as response:
            act()
            response.read()

    async def stream_async(running: Any, url: str, _journal: object) -> None:
        async with running.stream("GET", url) as response:
            act()
            await response.aread()

    async def stream_aiohttp(running: Any, url: str, _journal: object) -> None:
        async with running.get(url) as response:
            act()
            await response.read()

    if client == "aiohttp":
        return stream_aiohttp
    return stream_async if client.endswith("async") else stream
