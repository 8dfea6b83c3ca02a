"""An application beside a tool that changes the clients, or the telemetry, of its whole process.

    python application.py sentry-sdk ours-last http://127.0.0.1:8000 http://127.0.0.1:9

The first address answers, the second refuses. The application prints what it saw of its calls, and what
telemetry says of them, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import aiohttp
import httpx
import httpx2
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from telemetry import CONTRIB, OURS, Telemetry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    import logfire

    Setup = Callable[[Telemetry], None]

FAILING = ("/limit", "/busy")


def use_contrib(telemetry: Telemetry) -> None:
    """Set the providers and instrument with OpenTelemetry's instrumentors."""
    trace.set_tracer_provider(telemetry.tracer_provider)
    metrics.set_meter_provider(telemetry.meter_provider)
    for kind in CONTRIB:
        kind().instrument()


def use_us(_telemetry: Telemetry) -> None:
    """Instrument with ours, on whatever providers there are or will be."""
    for kind in OURS:
        kind().instrument()


def use_sentry(telemetry: Telemetry) -> None:
    """Let Sentry wrap the clients, as it does by itself, and trace every call."""
    import sentry_sdk
    from sentry_sdk.transport import Transport

    class Nowhere(Transport):  # type: ignore[misc]  # not installed where types are checked
        def capture_envelope(self, envelope: Any) -> None:
            """Send nothing."""

    sentry_sdk.init(dsn="http://key@127.0.0.1:9/1", transport=Nowhere, traces_sample_rate=1.0)
    assert {"httpx", "httpx2", "aiohttp"} <= sentry_sdk.get_client().integrations.keys()
    use_contrib(telemetry)


def use_ddtrace(telemetry: Telemetry) -> None:
    """Let Datadog wrap the clients."""
    import ddtrace

    ddtrace.patch(httpx=True, httpx2=True, aiohttp=True)
    assert hasattr(httpx.Client.send, "__wrapped__")
    use_contrib(telemetry)


def use_logfire(telemetry: Telemetry, scrubbing: logfire.ScrubbingOptions | None = None) -> None:
    """Let logfire bring the providers and instrument the clients, with headers and bodies captured."""
    import logfire

    # A reader serves one provider.
    telemetry.reader = InMemoryMetricReader()
    logfire.configure(
        send_to_logfire=False,
        console=False,
        scrubbing=scrubbing,
        additional_span_processors=[telemetry.processor],
        metrics=logfire.MetricsOptions(additional_readers=[telemetry.reader]),
    )
    logfire.instrument_httpx(capture_all=True)
    logfire.instrument_aiohttp_client(capture_all=True)


def category(match: logfire.ScrubMatch) -> object:
    """Let what is our own word pass, and nothing else."""
    return match.value if match.path[-1] == "errkind.category" else None


def use_taught_logfire(telemetry: Telemetry) -> None:
    """Do the same with logfire told which attribute is no secret."""
    import logfire

    use_logfire(telemetry, logfire.ScrubbingOptions(callback=category))


TOOLS: Mapping[str, Setup] = {
    "ddtrace": use_ddtrace,
    "logfire": use_taught_logfire,
    "logfire as it is": use_logfire,
    "sentry-sdk": use_sentry,
}


def setups(tool: str, order: str) -> tuple[Setup, ...]:
    """Return what is to be set up, in its order."""
    every = {
        "without-us": (TOOLS[tool],),
        "ours-first": (use_us, TOOLS[tool]),
        "ours-last": (TOOLS[tool], use_us),
    }
    return every[order]


def with_httpx(library: ModuleType, answering: str, refusing: str) -> list[str]:
    """Call, stream, and call where nobody is."""
    with library.Client(trust_env=False) as client:
        seen = [client.get(answering + path).text for path in ("/fine", *FAILING)]
        with client.stream("GET", f"{answering}/busy") as response:
            seen += [str(piece) for piece in response.iter_raw()]
        try:
            client.get(refusing)
        except library.ConnectError as error:
            seen.append(repr(error))
    return seen


async def with_async_httpx(library: ModuleType, answering: str, refusing: str) -> list[str]:
    """Do the same with the async client."""
    async with library.AsyncClient(trust_env=False) as client:
        seen = [(await client.get(answering + path)).text for path in ("/fine", *FAILING)]
        async with client.stream("GET", f"{answering}/busy") as response:
            seen += [str(piece) async for piece in response.aiter_raw()]
        try:
            await client.get(refusing)
        except library.ConnectError as error:
            seen.append(repr(error))
    return seen


async def with_aiohttp(answering: str, refusing: str) -> list[str]:
    """Do the same with aiohttp."""
    seen = []
    async with aiohttp.ClientSession() as session:
        for path in ("/fine", *FAILING, "/busy"):
            async with session.get(answering + path) as response:
                seen.append(await response.text())
        try:
            await session.get(refusing)
        except aiohttp.ClientConnectorError as error:
            seen.append(str(error))
    return seen


def main(tool: str, order: str, answering: str, refusing: str) -> None:
    """Set up, make the calls, report."""
    telemetry = Telemetry()
    for setup in setups(tool, order):
        setup(telemetry)
    seen = [
        *(with_httpx(library, answering, refusing) for library in (httpx, httpx2)),
        *(asyncio.run(with_async_httpx(library, answering, refusing)) for library in (httpx, httpx2)),
        asyncio.run(with_aiohttp(answering, refusing)),
    ]
    counts = [[count.attributes["errkind.category"], count.value] for count in telemetry.counts()]
    report = {
        "seen": seen,
        "spans": len(telemetry.spans()),
        "verdicts": telemetry.verdicts(),
        "counts": counts,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main(*sys.argv[1:])
