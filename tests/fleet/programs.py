"""Prometheus, Alertmanager and Jaeger on loopback, each in a process of its own that ends with its block."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import urllib.request
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlencode

from collector.otelcol import CONFIG, LOOPBACK, PATIENCE, free_ports, until
from fleet import binaries, yaml_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class Program:
    """A server that is ready when a page of it answers."""

    def __init__(
        self, folder: Path, command: Sequence[str], ready: str, environment: Mapping[str, str] | None = None
    ) -> None:
        """Prepare one that keeps its log and its data in `folder`."""
        self.folder = folder
        self.log = folder / "log"
        self._command = command
        self._ready = ready
        self._environment = {"PATH": os.environ["PATH"], **(environment or {})}

    def __enter__(self) -> Self:
        """Start it and wait until it is ready."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own arguments
                self._command, cwd=self.folder, env=self._environment, stdout=log, stderr=log
            )
        try:
            until(self._is_ready, f"{self._command[0]} is not ready; see {self.log}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(PATIENCE)

    def _is_ready(self) -> bool:
        assert self._process.poll() is None, self.log.read_text(errors="replace")[-2000:]
        try:
            with urllib.request.urlopen(self._ready, timeout=5):  # noqa: S310 - our own URL
                return True
        except OSError:
            return False


def get(url: str, **query: str) -> Any:
    """Return the JSON that a URL answers."""
    with urllib.request.urlopen(f"{url}?{urlencode(query)}", timeout=PATIENCE) as response:  # noqa: S310 - our own URL
        return json.load(response)


class Prometheus(Program):
    """Prometheus with the project's own files; only addresses are a test's, and that it looks more often."""

    def __init__(self, folder: Path, targets: Mapping[str, Sequence[str]]) -> None:
        """Prepare one that scrapes the addresses in each file of targets."""
        self.config = folder / "prometheus"
        shutil.copytree(CONFIG / "prometheus", self.config)
        _look_often(self.config / "prometheus.yaml")
        for name, addresses in targets.items():
            text = yaml_files.text([{"targets": list(addresses)}], "A test's.")
            (self.config / "targets" / f"{name}.yaml").write_text(text, encoding="utf-8")
        [port] = free_ports(1)
        self.url = f"http://{LOOPBACK}:{port}"
        command = [
            str(binaries.on_path("prometheus")),
            f"--config.file={self.config / 'prometheus.yaml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address={LOOPBACK}:{port}",
            "--enable-feature=exemplar-storage",
        ]
        super().__init__(folder, command, f"{self.url}/-/ready")

    def query(self, promql: str, time: float | None = None) -> list[dict[str, Any]]:
        """Return what an expression is, now or at a time."""
        at = {} if time is None else {"time": str(time)}
        answer = get(f"{self.url}/api/v1/query", query=promql, **at)
        series: list[dict[str, Any]] = answer["data"]["result"]
        return series

    def range(self, promql: str, start: float, end: float) -> list[dict[str, Any]]:
        """Return what an expression was between two times, in two hundred steps."""
        times = {"start": str(start), "end": str(end), "step": str((end - start) / 200)}
        answer = get(f"{self.url}/api/v1/query_range", query=promql, **times)
        series: list[dict[str, Any]] = answer["data"]["result"]
        return series

    def by(self, label: str, promql: str) -> dict[str, float]:
        """Return the values of an expression by one of its labels."""
        return {row["metric"].get(label, ""): float(row["value"][1]) for row in self.query(promql)}

    def exemplars(self, promql: str) -> list[dict[str, Any]]:
        """Return the exemplars of a metric, with the labels of their series."""
        answer = get(f"{self.url}/api/v1/query_exemplars", query=promql, start="0", end="9999999999")
        return [
            {**row["seriesLabels"], **exemplar["labels"], "at": exemplar["timestamp"]}
            for row in answer["data"]
            for exemplar in row["exemplars"]
        ]


def _look_often(config: Path) -> None:
    text = config.read_text(encoding="utf-8")
    assert text.count("_interval: 15s\n") == 2
    config.write_text(text.replace("_interval: 15s\n", "_interval: 2s\n"), encoding="utf-8")


class Alertmanager(Program):
    """Alertmanager with the project's own routes; only the address of the webhooks is a test's."""

    def __init__(self, folder: Path, webhook: str) -> None:
        """Prepare one that posts to `webhook` in place of the address in the file."""
        folder.mkdir(parents=True)
        routes = (CONFIG / "prometheus" / "alertmanager.yaml").read_text(encoding="utf-8")
        config = folder / "alertmanager.yaml"
        config.write_text(routes.replace("http://127.0.0.1:9099", webhook), encoding="utf-8")
        [port] = free_ports(1)
        self.address = f"{LOOPBACK}:{port}"
        command = [
            str(binaries.on_path("prometheus-alertmanager")),
            f"--config.file={config}",
            f"--storage.path={folder / 'data'}",
            f"--web.listen-address={self.address}",
            "--cluster.listen-address=",
        ]
        super().__init__(folder, command, f"http://{self.address}/-/ready")


class Jaeger(Program):
    """Jaeger with its memory as storage."""

    def __init__(self, folder: Path) -> None:
        """Prepare one."""
        names = ("QUERY", "GRPC", "OTLP", "OTLP_HTTP")
        ports = dict(zip(names, free_ports(len(names)), strict=True))
        self.otlp_http = f"http://{LOOPBACK}:{ports['OTLP_HTTP']}"
        self.url = f"http://{LOOPBACK}:{ports['QUERY']}"
        config = CONFIG.parent / "tests" / "fleet" / "jaeger.yaml"
        environment = {f"JAEGER_{name}_PORT": str(port) for name, port in ports.items()}
        command = [str(binaries.from_module(binaries.JAEGER)), f"--config={config}"]
        super().__init__(folder, command, f"{self.url}/api/services", environment)

    def spans(self, service: str, **tags: str) -> list[dict[str, Any]]:
        """Return the spans of a service that have these attributes, as its query API finds them."""
        traces = get(f"{self.url}/api/traces", service=service, tags=json.dumps(tags), limit="10000")["data"]
        return [span for trace in traces for span in trace["spans"] if tags.items() <= _tags(span).items()]


def _tags(span: dict[str, Any]) -> dict[str, Any]:
    return {tag["key"]: tag["value"] for tag in span["tags"]}
