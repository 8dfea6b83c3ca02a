"""Measure what others add to the same calls: `python tests/bench/beside.py`.

Logfire (with its capture of bodies), Sentry and Datadog's tracer each get a virtual environment of their own,
in a temporary folder: they do not all fit beside one another. Nothing is sent anywhere but to a closed port.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import venv
from pathlib import Path
from typing import NamedTuple


class Neighbour(NamedTuple):
    """A package that instruments httpx: what to install, and how to switch it on."""

    name: str
    requirements: tuple[str, ...]
    switch_on: str


PROJECT = str(Path(__file__).parents[2])
OPENTELEMETRY = """
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
class Nowhere(SpanExporter):
    def export(self, spans):
        return SpanExportResult.SUCCESS
tracers = TracerProvider()
tracers.add_span_processor(SimpleSpanProcessor(Nowhere()))
providers = {"tracer_provider": tracers, "meter_provider": MeterProvider([InMemoryMetricReader()])}
HTTPXClientInstrumentor().instrument(**providers)
"""
NEIGHBOURS = (
    Neighbour("OpenTelemetry alone", (PROJECT, "httpx"), OPENTELEMETRY),
    Neighbour(
        "with otel-errkind",
        (PROJECT, "httpx"),
        OPENTELEMETRY + "from otel_errkind.httpx import ErrkindHttpxInstrumentor\n"
        "ErrkindHttpxInstrumentor().instrument(**providers)\n",
    ),
    Neighbour(
        "logfire, all captured",
        ("logfire[httpx]", "httpx"),
        "import logfire\n"
        "logfire.configure(send_to_logfire=False, console=False)\n"
        "logfire.instrument_httpx(capture_all=True)\n",
    ),
    Neighbour(
        "sentry",
        ("sentry-sdk", "httpx"),
        "import sentry_sdk\n"
        "from sentry_sdk.transport import Transport\n"
        "class Nowhere(Transport):\n"
        "    def capture_envelope(self, envelope):\n"
        "        pass\n"
        "sentry_sdk.init(dsn='http://key@127.0.0.1:9/1', traces_sample_rate=1.0, transport=Nowhere)\n"
        "sentry_sdk.start_transaction(name='benchmark').__enter__()\n",
    ),
    Neighbour(
        "ddtrace",
        ("ddtrace", "httpx"),
        "from ddtrace.trace import tracer\nimport ddtrace\nddtrace.patch(httpx=True)\n",
    ),
)
"""All but the first two have an environment each; OpenTelemetry alone is what otel-errkind is added to."""

QUIET = {
    "DD_TRACE_AGENT_URL": "http://127.0.0.1:9",
    "DD_INSTRUMENTATION_TELEMETRY_ENABLED": "false",
    "DD_REMOTE_CONFIGURATION_ENABLED": "false",
    "DD_TRACE_STARTUP_LOGS": "false",
    "LOGFIRE_IGNORE_NO_CONFIG": "1",
}

SCRIPT = """
import logging, statistics, sys
from time import perf_counter_ns
import httpx
logging.disable(logging.CRITICAL)
JSON = {{"content-type": "application/json"}}
GOOD = b'{{"id": "chat-1", "choices": [{{"index": 0, "finish_reason": "stop"}}]}}'
BAD = b'{{"error": {{"message": "More than 60 a minute.", "code": "rate_limit_exceeded"}}}}'
class Body(httpx.SyncByteStream):
    def __init__(self, body):
        self.body = body
    def __iter__(self):
        yield self.body
def handle_request(transport, request):
    bad = request.url.path == "/bad"
    return httpx.Response(429 if bad else 200, headers=JSON, stream=Body(BAD if bad else GOOD))
httpx.HTTPTransport.handle_request = handle_request
def measure(path):
    rounds = []
    with httpx.Client() as client:
        for _ in range({rounds} + 1):
            start = perf_counter_ns()
            for _ in range({calls}):
                client.post("http://provider.test" + path, json={{"model": "m"}})
            rounds.append((perf_counter_ns() - start) / {calls} / 1000)
    return statistics.median(rounds[1:])
bare = [measure(path) for path in ("/good", "/bad")]
{switch_on}
print(*bare, *(measure(path) for path in ("/good", "/bad")))
"""


def measured(folder: Path, neighbour: Neighbour, calls: int, rounds: int) -> tuple[float, ...]:
    """Install a neighbour and return microseconds a call: bare success, bare error, and both with it."""
    home = folder / neighbour.requirements[0].replace("/", "_").replace("[", "_")
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *neighbour.requirements], check=True)  # noqa: S603
    script = SCRIPT.format(calls=calls, rounds=rounds, switch_on=neighbour.switch_on)
    out = subprocess.check_output([python, "-c", script], env={**os.environ, **QUIET}, text=True)  # noqa: S603
    return tuple(float(figure) for figure in out.splitlines()[-1].split())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=500, help="calls of one measure")
    parser.add_argument("--rounds", type=int, default=11, help="how often each measure is taken")
    options = parser.parse_args()
    print(f"{'microseconds a call':24}{'success':>9}{'adds':>9}{'error':>9}{'adds':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for neighbour in NEIGHBOURS:
            bare, bare_error, good, bad = measured(Path(folder), neighbour, options.calls, options.rounds)
            added, added_error = good - bare, bad - bare_error
            print(f"{neighbour.name:24}{good:9.1f}{added:+9.1f}{bad:9.1f}{added_error:+9.1f}", flush=True)


if __name__ == "__main__":
    main()
