"""A service whose traffic is known: `python traffic.py CLIENT ENDPOINT SERVICE GOOD BAD REFUSED`.

Of its calls some succeed, some are answered with 500 and some reach nobody. OpenTelemetry's instrumentation
is on, ours beside it, and everything goes to the Collector at the endpoint.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pkgutil import resolve_name

import aiohttp
import httpx
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from collector.otelcol import LOOPBACK, free_ports

INSTRUMENTORS = {
    "httpx": (
        "opentelemetry.instrumentation.httpx:HTTPXClientInstrumentor",
        "otel_errkind.httpx:ErrkindHttpxInstrumentor",
    ),
    "aiohttp": (
        "opentelemetry.instrumentation.aiohttp_client:AioHttpClientInstrumentor",
        "otel_errkind.aiohttp:ErrkindAioHttpClientInstrumentor",
    ),
}


class Server(BaseHTTPRequestHandler):
    """Answer with the status that the path names."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(int(self.path[1:]))
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def with_httpx(urls: list[str]) -> None:
    """Call each URL."""
    with httpx.Client(trust_env=False) as client:
        for url in urls:
            try:
                client.get(url)
            except httpx.ConnectError:
                continue


def with_aiohttp(urls: list[str]) -> None:
    """Call each URL."""
    asyncio.run(_with_aiohttp(urls))


async def _with_aiohttp(urls: list[str]) -> None:
    async with aiohttp.ClientSession() as session:
        for url in urls:
            try:
                async with session.get(url) as response:
                    await response.read()
            except aiohttp.ClientConnectorError:
                continue


CALLERS = {"httpx": with_httpx, "aiohttp": with_aiohttp}


def main(client: str, endpoint: str, service: str, *numbers: str) -> None:
    """Make the calls and see everything delivered."""
    resource = Resource.create({"service.name": service})
    tracers = TracerProvider(resource=resource)
    tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint}/v1/traces")))
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(f"{endpoint}/v1/metrics"))
    meters = MeterProvider([reader], resource=resource)
    for name in INSTRUMENTORS[client]:
        resolve_name(name)().instrument(tracer_provider=tracers, meter_provider=meters)
    with ThreadingHTTPServer((LOOPBACK, 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        CALLERS[client](_urls(server.server_address[1], *map(int, numbers)))
        server.shutdown()
    tracers.shutdown()
    meters.shutdown()


def _urls(port: int, good: int, bad: int, refused: int) -> list[str]:
    [closed] = free_ports(1)
    answered, nobody = f"http://{LOOPBACK}:{port}", f"http://{LOOPBACK}:{closed}"
    return [f"{answered}/200"] * good + [f"{answered}/500"] * bad + [f"{nobody}/"] * refused


if __name__ == "__main__":
    main(*sys.argv[1:])
