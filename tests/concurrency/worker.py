"""One of the processes: every client at work at once, each call under a URL of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiohttp
import httpx
import httpx2
from opentelemetry.trace import SpanKind

from concurrency.plan import case, share
from otel_errkind._telemetry.waiting import PENDING
from telemetry import instrumented

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opentelemetry.sdk.trace import ReadableSpan

    from telemetry import Telemetry

WAYS = ("read", "stream")
BROKEN = (httpx.TransportError, httpx2.TransportError, aiohttp.ClientError)
PATIENCE = 60
"""Seconds. On a busy machine a callback may take longer than asyncio's debug mode likes."""


def numbered(client: str, url: str, worker: int, calls: int) -> Iterator[tuple[str, str]]:
    """Yield the URLs of one worker's calls, and the way to make each."""
    for call, number in share(client, worker, calls):
        yield f"{url}{case(number).path}?call={call}", WAYS[number % 3 == 0]


def in_thread(client: Any, name: str, url: str, calls: int, worker: int) -> None:
    """Make one thread's calls."""
    for target, way in numbered(name, url, worker, calls):
        with suppress(*BROKEN):
            if way == "read":
                client.get(target)
                continue
            with client.stream("GET", target) as response:
                response.read()


async def in_httpx_task(client: Any, name: str, url: str, calls: int, worker: int) -> None:
    """Make one task's calls with an async client of httpx or httpx2."""
    for target, way in numbered(name, url, worker, calls):
        with suppress(*BROKEN):
            if way == "read":
                await client.get(target)
                continue
            async with client.stream("GET", target) as response:
                await response.aread()


async def in_aiohttp_task(session: Any, name: str, url: str, calls: int, worker: int) -> None:
    """Make one task's calls with a session of aiohttp."""
    for target, _ in numbered(name, url, worker, calls):
        with suppress(*BROKEN):
            async with session.get(target) as response:
                await response.read()


def threads(module: Any, url: str, workers: int, calls: int) -> None:
    """Let threads share a sync client."""
    with module.Client(verify=False, timeout=PATIENCE) as client, ThreadPoolExecutor(workers) as pool:
        list(pool.map(partial(in_thread, client, module.__name__, url, calls), range(workers)))


def tasks(name: str, url: str, workers: int, calls: int) -> None:
    """Let tasks share an async client."""

    async def run() -> None:
        asyncio.get_running_loop().slow_callback_duration = PATIENCE
        work = in_aiohttp_task if name == "aiohttp" else in_httpx_task
        async with opened(name) as client:
            share = partial(work, client, f"{name}-async", url, calls)
            await asyncio.gather(*map(share, range(workers)))

    asyncio.run(run())


def opened(name: str) -> Any:
    """Make an async client."""
    if name == "aiohttp":
        return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(PATIENCE))
    return {"httpx": httpx, "httpx2": httpx2}[name].AsyncClient(verify=False, timeout=PATIENCE)


def verdicts(telemetry: Telemetry) -> dict[str, list[list[str | None]]]:
    """Return category and message of each verdict, by the call that it is on; calls without one have none."""
    calls = {span.context.span_id: _call(span) for span in telemetry.spans() if span.context}
    found: dict[str, list[list[str | None]]] = {call: [] for call in calls.values()}
    for span in telemetry.all_spans():
        attributes: dict[str, Any] = dict(span.attributes or {})
        # A body that breaks after a success has a span of its own, below that of the call.
        at = span.context if span.kind is SpanKind.CLIENT else span.parent
        if "errkind.category" in attributes and at:
            verdict = [attributes["errkind.category"], attributes.get("errkind.message")]
            found[calls[at.span_id]].append(verdict)
    return found


def _call(span: ReadableSpan) -> str:
    return parse_qs(urlsplit(str((span.attributes or {})["http.url"])).query)["call"][0]


def counts(telemetry: Telemetry) -> dict[str, int]:
    """Return how many errors were counted, by client and category."""
    found: Counter[str] = Counter()
    for count in telemetry.counts():
        labels = count.attributes
        found[f"{labels['errkind.client']} {labels['errkind.category']}"] += int(count.value)
    return found


def main(url: str, in_threads: str, in_tasks: str, calls: str) -> None:
    """Let every client work at once; print what telemetry says of it."""
    with instrumented() as telemetry:
        work = [partial(threads, module, url, int(in_threads), int(calls)) for module in (httpx, httpx2)]
        work += [
            partial(tasks, name, url, int(in_tasks), int(calls)) for name in ("httpx", "httpx2", "aiohttp")
        ]
        with ThreadPoolExecutor(len(work)) as pool:
            for done in [pool.submit(each) for each in work]:
                done.result()
        said = {
            "spans": len(telemetry.spans()),
            "verdicts": verdicts(telemetry),
            "counts": counts(telemetry),
            "held": len(PENDING),
        }
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
