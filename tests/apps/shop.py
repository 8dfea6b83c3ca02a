"""An application that calls a server in five ways, and writes down all that it sees. It knows of no telemetry.

    python shop.py http://127.0.0.1:8000 http://127.0.0.1:9 transcript.json [client ...]

The first address answers, the second refuses, and the clients are those of `CLIENTS`, all unless some are named.
"""

from __future__ import annotations

import asyncio
import json
import sys
import traceback
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp
import httpx
import httpx2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType

PATIENCE = 0.3
"""Seconds."""


class Call(NamedTuple):
    """One call: the answer is read at once, streamed, or raised on if it is an error."""

    method: str
    path: str
    access: str = "read"


FAILURES = (
    Call("POST", "/orders"),
    Call("GET", "/key", "raise"),
    Call("GET", "/limit"),
    Call("GET", "/busy", "raise"),
    Call("GET", "/crash", "stream"),
    Call("PUT", "/abandoned"),
    Call("GET", "/stall"),
    Call("GET", "/refused"),
)
SUCCESSES = (Call("GET", "/catalogue"), Call("DELETE", "/basket"), Call("GET", "/report", "stream"))
CALLS = (SUCCESSES[0], *FAILURES, *SUCCESSES[1:])


class Journal:
    """What the application saw, in the order in which it did."""

    def __init__(self, open_address: str, refused_address: str) -> None:
        self.entries: list[list[object]] = []
        self._addresses = {"/refused": refused_address}
        self._usual_address = open_address

    def url(self, call: Call) -> str:
        """Address a call."""
        return self._addresses.get(call.path, self._usual_address) + call.path

    def note(self, event: str, *details: object) -> None:
        """Write down an event."""
        self.entries.append([event, *map(str, details)])

    def response(self, status: int, headers: Mapping[str, str]) -> None:
        """Write down a status and headers."""
        self.note("response", status, sorted(headers.items()))

    @contextmanager
    def noting(self, client: str, call: Call) -> Iterator[None]:
        """Write down the beginning of a call, the exception that it raises, and its end."""
        self.note("call", client, *call)
        try:
            yield
        except Exception as error:  # noqa: BLE001 - this application survives whatever its clients raise
            self._error(error)
        self.note("end")

    def _error(self, error: Exception) -> None:
        frames = [frame.name for frame in traceback.extract_tb(error.__traceback__) if "shop" in frame.filename]
        self.note("raised", type(error), error, frames)
        cause: BaseException | None = error
        while cause := cause.__cause__ or cause.__context__:
            self.note("because", type(cause), cause)


def with_httpx(library: ModuleType, client_name: str, journal: Journal) -> None:
    """Make all calls with the sync client of httpx or of httpx2."""

    def read(client: Any, call: Call) -> None:
        response = client.request(call.method, journal.url(call))
        journal.response(response.status_code, response.headers)
        journal.note("body", response.content)
        if call.access == "raise":
            response.raise_for_status()

    def stream(client: Any, call: Call) -> None:
        with client.stream(call.method, journal.url(call)) as response:
            journal.response(response.status_code, response.headers)
            for chunk in response.iter_raw():
                journal.note("chunk", chunk)

    hooks = {"request": [partial(journal.note, "hook")], "response": [partial(journal.note, "hook")]}
    with library.Client(timeout=PATIENCE, trust_env=False, event_hooks=hooks) as client:
        for call in CALLS:
            with journal.noting(client_name, call):
                (stream if call.access == "stream" else read)(client, call)


async def with_async_httpx(library: ModuleType, client_name: str, journal: Journal) -> None:
    """Make all calls with the async client of httpx or of httpx2."""

    async def read(client: Any, call: Call) -> None:
        response = await client.request(call.method, journal.url(call))
        journal.response(response.status_code, response.headers)
        journal.note("body", response.content)
        if call.access == "raise":
            response.raise_for_status()

    async def stream(client: Any, call: Call) -> None:
        async with client.stream(call.method, journal.url(call)) as response:
            journal.response(response.status_code, response.headers)
            async for chunk in response.aiter_raw():
                journal.note("chunk", chunk)

    async def hook(shown: object) -> None:  # noqa: RUF029 - httpx awaits its hooks
        journal.note("hook", shown)

    hooks = {"request": [hook], "response": [hook]}
    async with library.AsyncClient(timeout=PATIENCE, trust_env=False, event_hooks=hooks) as client:
        for call in CALLS:
            with journal.noting(client_name, call):
                await (stream if call.access == "stream" else read)(client, call)


async def with_aiohttp(client_name: str, journal: Journal) -> None:
    """Make all calls with aiohttp."""

    async def read(session: aiohttp.ClientSession, call: Call) -> None:
        raises = call.access == "raise"
        async with session.request(call.method, journal.url(call), raise_for_status=raises) as response:
            journal.response(response.status, response.headers)
            journal.note("body", await response.read())

    async def stream(session: aiohttp.ClientSession, call: Call) -> None:
        async with session.request(call.method, journal.url(call)) as response:
            journal.response(response.status, response.headers)
            async for line in response.content:
                journal.note("chunk", line)

    async def hook(_session: object, _context: object, shown: object) -> None:  # noqa: RUF029 - aiohttp awaits it
        journal.note("hook", type(shown))

    trace = aiohttp.TraceConfig()
    for signal in (trace.on_request_start, trace.on_request_end, trace.on_request_exception):
        signal.append(hook)
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(timeout=timeout, trace_configs=[trace]) as session:
        for call in CALLS:
            with journal.noting(client_name, call):
                await (stream if call.access == "stream" else read)(session, call)


CLIENTS: Mapping[str, Callable[[str, Journal], None]] = {
    "httpx": lambda *args: with_httpx(httpx, *args),
    "httpx-async": lambda *args: asyncio.run(with_async_httpx(httpx, *args)),
    "httpx2": lambda *args: with_httpx(httpx2, *args),
    "httpx2-async": lambda *args: asyncio.run(with_async_httpx(httpx2, *args)),
    "aiohttp": lambda *args: asyncio.run(with_aiohttp(*args)),
}


def main(open_address: str, refused_address: str, transcript: str, *clients: str) -> None:
    """Make the calls and keep the journal."""
    journal = Journal(open_address, refused_address)
    for name in clients or CLIENTS:
        CLIENTS[name](name, journal)
    Path(transcript).write_text(json.dumps(journal.entries, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
