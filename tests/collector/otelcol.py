"""Run a Collector on loopback, on ports that were free.

    with Collector(binary, folder, [CONFIG / "standalone.yaml", …], {"ERRKIND_…": "…"}) as collector:
        post(collector.http, request(spans))

The same object starts again on the same ports and with the same storage after it was killed.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

CONFIG = Path(__file__).parents[2] / "collector-config"
LOOPBACK = "127.0.0.1"
PATIENCE = 60.0
"""Seconds: a machine that builds something else beside takes ten to start one."""

PORTS = ("OTLP_GRPC", "OTLP_HTTP", "HEALTH", "PROMETHEUS", "TELEMETRY")
"""By the middle of the variables that set them: `ERRKIND_OTLP_GRPC_PORT`."""


class Collector:
    """A Collector in a process of its own."""

    def __init__(
        self,
        binary: Path,
        folder: Path,
        configs: Sequence[str | Path],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare one that keeps its log and storage in `folder`; configurations are paths or `yaml:…`."""
        self.ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
        self.grpc = f"{LOOPBACK}:{self.ports['OTLP_GRPC']}"
        self.http = f"http://{LOOPBACK}:{self.ports['OTLP_HTTP']}"
        self.log = folder / "collector.log"
        self.folder = folder
        self._command = [str(binary), *(f"--config={config}" for config in configs)]
        self._environment = self._settings() | dict(environment or {})
        self._process: subprocess.Popen[bytes] | None = None

    def _settings(self) -> dict[str, str]:
        """Set what every configuration takes from the environment; nothing of the tests' own gets in."""
        ports = {f"ERRKIND_{name}_PORT": str(port) for name, port in self.ports.items()}
        storage = {"ERRKIND_STORAGE": str(self.folder / "storage")}
        return {"PATH": os.environ["PATH"], "ERRKIND_HOST": LOOPBACK, **ports, **storage}

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Stop it; say what it said if the test failed."""
        self.stop()
        if kind is not None:
            print(*self.said()[-40:], sep="\n")  # noqa: T201  # pytest shows it with the failure

    def start(self) -> None:
        """Start it and wait until it says that it is healthy."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  # our own arguments
                self._command, cwd=self.folder, env=self._environment, stdout=log, stderr=log
            )
        until(self._is_healthy, f"the Collector is not healthy; see {self.log}")

    def stop(self) -> None:
        """End it as an operator does, so that it hands on what it holds."""
        self._end(subprocess.Popen.terminate)

    def kill(self) -> None:
        """End it as the kernel does when memory runs out."""
        self._end(subprocess.Popen.kill)

    @property
    def pid(self) -> int:
        """The process that runs."""
        assert self._process is not None
        return self._process.pid

    def _end(self, how: Callable[[subprocess.Popen[bytes]], None]) -> None:
        """End the process, if there is one, and wait until it is gone."""
        if self._process is not None:
            how(self._process)
            self._process.wait(PATIENCE)
            self._process = None

    def _is_healthy(self) -> bool:
        """Ask the health check; a process that has ended will never answer."""
        assert self._process is not None
        if (code := self._process.poll()) is not None:
            message = f"the Collector ended with {code}:\n" + "\n".join(self.said()[-20:])
            raise AssertionError(message)
        return bool(_got(f"http://{LOOPBACK}:{self.ports['HEALTH']}/"))

    def said(self) -> list[str]:
        """Return the lines of its log."""
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()

    def metrics(self) -> str:
        """Return what Prometheus would scrape of the applications' errors and calls."""
        return _got(f"http://{LOOPBACK}:{self.ports['PROMETHEUS']}/metrics")

    def open_metrics(self) -> str:
        """Return the same in the format that has exemplars."""
        url = f"http://{LOOPBACK}:{self.ports['PROMETHEUS']}/metrics"
        return _got(url, accept="application/openmetrics-text; version=1.0.0")

    def telemetry(self) -> str:
        """Return what Prometheus would scrape of the Collector itself."""
        return _got(f"http://{LOOPBACK}:{self.ports['TELEMETRY']}/metrics")


def validate(binary: Path, configs: Sequence[str | Path], environment: Mapping[str, str]) -> str:
    """Let the Collector check configurations without starting anything; return its complaints."""
    result = subprocess.run(  # noqa: S603  # our own arguments
        [str(binary), "validate", *(f"--config={config}" for config in configs)],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return result.stderr if result.returncode else ""


def free_ports(count: int) -> list[int]:
    """Return ports of loopback that nobody listens on, all different."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server((LOOPBACK, 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]


def samples(exposition: str, name: str, **labels: str) -> list[tuple[dict[str, str], float]]:
    """Return the samples of a metric that have these labels."""
    found = re.findall(rf"^{name}(?:{{(.*)}})? (\S+)", exposition, re.MULTILINE)
    parsed = [
        (dict(re.findall(r'([\w.]+)="((?:[^"\\]|\\.)*)"', text)), float(value)) for text, value in found
    ]
    return [(have, value) for have, value in parsed if labels.items() <= have.items()]


def total(exposition: str, name: str, **labels: str) -> float:
    """Add up the samples of a metric that have these labels."""
    return sum(value for _, value in samples(exposition, name, **labels))


def until(condition: Callable[[], object], complaint: str, patience: float = PATIENCE) -> None:
    """Wait for a condition."""
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, complaint
        time.sleep(0.05)


def _got(url: str, accept: str = "*/*") -> str:
    """Return what a URL answers, or nothing if there is no good answer yet."""
    asked = urllib.request.Request(url, headers={"accept": accept})  # noqa: S310  # our own URL
    try:
        with urllib.request.urlopen(asked, timeout=5) as response:  # noqa: S310  # our own URL
            return str(response.read().decode())
    except OSError:
        return ""
