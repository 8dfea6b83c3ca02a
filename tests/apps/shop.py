"""An application that calls a server in five ways and writes down all that it sees. It knows of no telemetry.

    python shop.py http://127.0.0.1:8000 http://127.0.0.1:9 transcript.json [client ...]

The first address answers, the second refuses. The clients are those of `CLIENTS`: all, unless some are named.
"""

from __future__ import annotations

import asyncio
import json
import sys
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp
import httpx
import httpx2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType


class Call(NamedTuple):
    """One call; the answer is read at once, raised on if it is an error, or streamed."""

    method: str
    path: str
    access: str = "read"
    patience: float = 10.0
    """Seconds."""


REFUSED = "/refused"
FAILURES = (
    Call("POST", "/orders"),
    Call("GET", "/key", "raise"),
    Call("GET", "/limit"),
    Call("GET", "/busy", "raise"),
    Call("GET", "/crash", "stream"),
    Call("PUT", "/abandoned"),
    Call("GET", "/stall", patience=0.2),
    Call("GET", REFUSED),
)
SUCCESSES = (Call("GET", "/catalogue"), Call("DELETE", "/basket"), Call("GET", "/report", "stream"))
CALLS = (SUCCESSES[0], *FAILURES, *SUCCESSES[1:])


@dataclass(frozen=True)
class Journal:
    """What the application saw, in the order in which it saw it."""

    answering: str
    refusing: str
    entries: list[list[str]] = field(default_factory=list)

    def url(self, call: Call) -> str:
        """Address a call."""
        return (self.refusing if call.path == REFUSED else self.answering) + call.path

    def note(self, event: str, *details: object) -> None:
        """Write down an event."""
        self.entries.append([event, *map(str, details)])

    def response(self, status: int, headers: Mapping[str, str]) -> None:
        """Write down what came before the body."""
        self.note("response", status, *headers.items())

    @contextmanager
    def call(self, client: str, call: Call) -> Iterator[None]:
        """Write down the beginning of a call, what it raises, and its end."""
        self.note("call", client, *call)
        try:
            yield
        except Exception as error:  # noqa: BLE001 - this application survives whatever its clients raise
            self._error(error)
        self.note("end")

    def _error(self, error: BaseException) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame.name for frame in frames if frame.filename == __file__]
        self.note("raised", type(error), error, *ours)
        while cause := error.__cause__ or error.__context__:
            # Without its text: anyio writes the address of an object into that of a cancellation.
            self.note("because of", type(cause))
            error = cause


def with_httpx(library: ModuleType, name: str, journal: Journal) -> None:
    """Make every call with the client of httpx or httpx2."""

    def read(client: Any, call: Call) -> None:
        response = client.request(call.method, journal.url(call), timeout=call.patience)
        journal.response(response.status_code, response.headers)
        journal.note("body", response.content)
        if call.access == "raise":
            response.raise_for_status()

    def stream(client: Any, call: Call) -> None:
        with client.stream(call.method, journal.url(call), timeout=call.patience) as response:
            journal.response(response.status_code, response.headers)
            for chunk in response.iter_raw():
                journal.note("chunk", chunk)

    hook = partial(journal.note, "hook")
    with library.Client(trust_env=False, event_hooks={"request": [hook], "response": [hook]}) as client:
        for call in CALLS:
            with journal.call(name, call):
                (stream if call.access == "stream" else read)(client, call)


async def with_async_httpx(library: ModuleType, name: str, journal: Journal) -> None:
    """Make every call with the async client of httpx or httpx2."""

    async def read(client: Any, call: Call) -> None:
        response = await client.request(call.method, journal.url(call), timeout=call.patience)
        journal.response(response.status_code, response.headers)
        journal.note("body", response.content)
        if call.access == "raise":
            response.raise_for_status()

    async def stream(client: Any, call: Call) -> None:
        async with client.stream(call.method, journal.url(call), timeout=call.patience) as response:
            journal.response(response.status_code, response.headers)
            async for chunk in response.aiter_raw():
                journal.note("chunk", chunk)

    async def hook(shown: object) -> None:
        journal.note("hook", shown)

    hooks = {"request": [hook], "response": [hook]}
    async with library.AsyncClient(trust_env=False, event_hooks=hooks) as client:
        for call in CALLS:
            with journal.call(name, call):
                await (stream if call.access == "stream" else read)(client, call)


async def with_aiohttp(name: str, journal: Journal) -> None:
    """Make every call with aiohttp."""

    def options(call: Call) -> dict[str, Any]:
        return {"timeout": aiohttp.ClientTimeout(call.patience), "raise_for_status": call.access == "raise"}

    async def read(session: aiohttp.ClientSession, call: Call) -> None:
        async with session.request(call.method, journal.url(call), **options(call)) as response:
            journal.response(response.status, response.headers)
            journal.note("body", await response.read())

    async def stream(session: aiohttp.ClientSession, call: Call) -> None:
        async with session.request(call.method, journal.url(call), **options(call)) as response:
            journal.response(response.status, response.headers)
            async for line in response.content:
                journal.note("line", line)

    async def hook(_session: object, _context: object, shown: object) -> None:
        journal.note("hook", type(shown))

    trace = aiohttp.TraceConfig()
    for signal in (trace.on_request_start, trace.on_request_end, trace.on_request_exception):
        signal.append(hook)
    async with aiohttp.ClientSession(trace_configs=[trace]) as session:
        for call in CALLS:
            with journal.call(name, call):
                await (stream if call.access == "stream" else read)(session, call)


CLIENTS: Mapping[str, Callable[[str, Journal], None]] = {
    "httpx": lambda *args: with_httpx(httpx, *args),
    "httpx-async": lambda *args: asyncio.run(with_async_httpx(httpx, *args)),
    "httpx2": lambda *args: with_httpx(httpx2, *args),
    "httpx2-async": lambda *args: asyncio.run(with_async_httpx(httpx2, *args)),
    "aiohttp": lambda *args: asyncio.run(with_aiohttp(*args)),
}


def main(answering: str, refusing: str, transcript: str, *clients: str) -> None:
    """Make the calls and keep the journal."""
    journal = Journal(answering, refusing)
    for name in clients or CLIENTS:
        CLIENTS[name](name, journal)
    Path(transcript).write_text(json.dumps(journal.entries, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
