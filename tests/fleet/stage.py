"""A fleet on loopback: a Collector, Prometheus and Jaeger, and what is sent through them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from collector.otelcol import CONFIG, LOOPBACK, Collector, until
from fleet import binaries
from fleet.programs import Alertmanager, Jaeger, Prometheus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

CONFIGS = tuple(CONFIG / name for name in ("standalone.yaml", "classify.yaml", "redact.yaml"))
_FOLDER = CONFIG.parent / "tests"
DEMO = "otel-errkind-demo"
"""The name of the demonstration's service."""

METRICS = ("errkind_client_errors_total", "traces_span_metrics_calls_total")
"""The SDK's own counter, and the Collector's count of spans."""


class Fleet(NamedTuple):
    """What runs."""

    collector: Collector
    jaeger: Jaeger
    prometheus: Prometheus


@contextmanager
def running(folder: Path, webhook: str | None = None) -> Iterator[Fleet]:
    """Start everything; with the address of a webhook an Alertmanager as well, which posts there."""
    with Jaeger(folder / "jaeger") as jaeger:
        environment = {
            "ERRKIND_TRACES_ENDPOINT": jaeger.otlp_http,
            "ERRKIND_TRACES_EXPORTERS": "[otlp_http/traces]",
        }
        with Collector(binaries.otelcol(), folder / "collector", CONFIGS, environment) as collector:
            targets = {
                "collectors": [f"{LOOPBACK}:{collector.ports['PROMETHEUS']}"],
                "collectors-internal": [f"{LOOPBACK}:{collector.ports['TELEMETRY']}"],
            }
            with (
                _alerting(folder, webhook, targets),
                Prometheus(folder / "prometheus", targets) as prometheus,
            ):
                yield Fleet(collector, jaeger, prometheus)


@contextmanager
def _alerting(folder: Path, webhook: str | None, targets: dict[str, list[str]]) -> Iterator[None]:
    if webhook is None:
        yield
        return
    with Alertmanager(folder / "alertmanager", webhook) as alertmanager:
        targets["alertmanagers"] = [alertmanager.address]
        yield


def demonstrate(fleet: Fleet, *options: str) -> dict[str, Any]:
    """Run the demonstration against the Collector; return what it says of its calls."""
    arguments = ("-m", "otel_errkind", "demo", "--json", "--otlp", fleet.collector.http, *options)
    document: dict[str, Any] = json.loads(run(*arguments))
    return document


def run(*arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """Run Python in a process of its own and return what it prints."""
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *arguments],
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


def settle(fleet: Fleet, sent: Mapping[str, float]) -> None:
    """Wait until Prometheus has what was sent, or a while."""
    expected = [dict(sent)] * len(METRICS)
    until(
        lambda: [counted(fleet, name) for name in METRICS] == expected, "Prometheus lacks some", patience=30
    )


def counted(fleet: Fleet, metric: str) -> dict[str, float]:
    """Return the demonstration's errors in a metric, by category."""
    selector = f'{metric}{{job="{DEMO}", errkind_category!=""}}'
    return fleet.prometheus.by("errkind_category", f"sum by (errkind_category) ({selector})")


def found(fleet: Fleet, category: str) -> int:
    """Count the demonstration's spans of a category, as the trace backend's query API finds them."""
    return len(fleet.jaeger.spans(DEMO, **{"errkind.category": category}))


def traffic(fleet: Fleet, client: str, service: str, *numbers: int) -> None:
    """Let a service make calls of which so many are good, bad and refused."""
    arguments = (client, fleet.collector.http, service, *map(str, numbers))
    run(str(_FOLDER / "fleet" / "traffic.py"), *arguments, environment=_paths())


@contextmanager
def service(fleet: Fleet, name: str, seconds: int, shift: int) -> Iterator[None]:
    """Let a service run beside the block, and wait for its end."""
    arguments = (fleet.collector.http, name, str(seconds), str(shift))
    command = [sys.executable, str(_FOLDER / "fleet" / "service.py"), *arguments]
    with subprocess.Popen(command, env={**os.environ, **_paths()}):  # noqa: S603 - our own program
        yield


def _paths() -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join(filter(None, [str(_FOLDER), os.environ.get("PYTHONPATH")]))}
