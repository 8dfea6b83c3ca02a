"""Servers that share the work among processes, under `opentelemetry-instrument`: `web.py` in two workers."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from faults import FaultServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
SCRIPTS = Path(sys.executable).parent
SERVERS = {
    "gunicorn": ("gunicorn", "--workers=2", "--bind=unix:web.sock", "web:wsgi"),
    "gunicorn --preload": ("gunicorn", "--workers=2", "--preload", "--bind=unix:web.sock", "web:wsgi"),
    "gunicorn with uvicorn": (
        *("gunicorn", "--workers=2", "--worker-class=uvicorn_worker.UvicornWorker"),
        *("--bind=unix:web.sock", "web:asgi"),
    ),
    "uvicorn": ("uvicorn", "--workers=2", "--uds=web.sock", "web:asgi"),
}
"""Gunicorn forks its workers, before or after it has loaded the application; uvicorn spawns them."""
PATIENCE = 30.0
"""Seconds."""


def environment(server: FaultServer, folder: Path) -> dict[str, str]:
    """Return the environment in which workers call the server, and export to it soon."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(HERE),
        "UPSTREAM": server.url("/status/503"),
        "OTEL_EXPORTER_OTLP_ENDPOINT": server.url("").rstrip("/"),
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_TRACES_EXPORTER": "otlp",
        "OTEL_METRICS_EXPORTER": "otlp",
        "OTEL_LOGS_EXPORTER": "none",
        "OTEL_BSP_SCHEDULE_DELAY": "100",
        "OTEL_METRIC_EXPORT_INTERVAL": "200",
    }


@contextmanager
def serving(command: tuple[str, ...], server: FaultServer, folder: Path) -> Iterator[None]:
    """Serve the application; end it the way a process manager does."""
    argv = [str(SCRIPTS / "opentelemetry-instrument"), str(SCRIPTS / command[0]), *command[1:]]
    with (folder / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(  # noqa: S603 - a server of our own
            argv, cwd=folder, env=environment(server, folder), stdout=log, stderr=log
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE)


def request(folder: Path) -> str | None:
    """Ask the application which process it is in; None if it is not there yet."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(PATIENCE)
        try:
            connection.connect(str(folder / "web.sock"))
        except OSError:
            return None
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        with connection.makefile() as answer:
            return answer.read().rpartition("\n")[2]


def until(done: Callable[[], bool]) -> None:
    """Wait, but not for ever: what is missing then is for the test to say."""
    deadline = monotonic() + PATIENCE
    while not done() and monotonic() < deadline:
        sleep(0.1)


def requests_to_both(folder: Path) -> Counter[str]:
    """Make requests until each of the two workers has answered; count them by worker."""
    answers: Counter[str] = Counter()

    def is_enough() -> bool:
        worker = request(folder)
        answers.update(() if worker is None else (worker,))
        return len(answers) == 2

    until(is_enough)
    return answers


def verdicts(server: FaultServer) -> int:
    """Count the exported spans that have a category."""
    exports = [
        ExportTraceServiceRequest.FromString(r.body) for r in server.requests if r.path == "/v1/traces"
    ]
    scopes = (s for export in exports for resource in export.resource_spans for s in resource.scope_spans)
    spans = (span for scope in scopes for span in scope.spans)
    return sum(any(a.key == "errkind.category" for a in span.attributes) for span in spans)


def counts(server: FaultServer) -> list[int]:
    """Return how many errors each worker has counted, as exported last."""
    last: dict[str, int] = {}
    for sent in server.requests:
        if sent.path == "/v1/metrics":
            for resource in ExportMetricsServiceRequest.FromString(sent.body).resource_metrics:
                worker = next(a for a in resource.resource.attributes if a.key == "service.instance.id")
                metrics = (metric for scope in resource.scope_metrics for metric in scope.metrics)
                errors = (metric for metric in metrics if metric.name == "errkind.client.errors")
                points = [point.as_int for metric in errors for point in metric.sum.data_points]
                last[worker.value.string_value] = sum(points)
    return sorted(filter(None, last.values()))


@pytest.mark.parametrize("command", SERVERS.values(), ids=SERVERS)
def test_each_worker_exports_its_own(command: tuple[str, ...], tmp_path: Path) -> None:
    """Every failed call has one verdict and one count, by the worker that made it; no export is counted."""
    with FaultServer() as server:
        server.answer("/v1/traces")
        server.answer("/v1/metrics")

        with serving(command, server, tmp_path):
            answers = requests_to_both(tmp_path)
            until(lambda: verdicts(server) >= answers.total() and sum(counts(server)) >= answers.total())

        assert len(answers) == 2, (tmp_path / "log").read_text(encoding="utf-8")
        assert verdicts(server) == answers.total()
        assert counts(server) == sorted(answers.values())
