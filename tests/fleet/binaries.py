"""Find the programs of a fleet; Jaeger and kustomize are built once, as the Collector is.

    python tests/fleet/binaries.py

builds them at once instead of when a test wants them. That needs Go and the Go module proxy; what was built
stays in `.cache/`, which git ignores.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from collector import build as collector

ROOT = Path(__file__).parents[2]


class Module(NamedTuple):
    """A program that Go builds from a module."""

    name: str
    module: str
    package: str
    variable: str

    @property
    def built(self) -> Path:
        """Name the place of what was built."""
        return ROOT / ".cache" / self.name / self.module.partition("@")[2] / self.name


# The same commit as v2.13.0, a version that Go does not accept for a module of this name: this is Jaeger 2.
JAEGER: Final = Module("jaeger", "github.com/jaegertracing/jaeger@v1.76.0", "./cmd/jaeger", "ERRKIND_JAEGER")
KUSTOMIZE: Final = Module("kustomize", "sigs.k8s.io/kustomize/kustomize/v5@v5.8.0", ".", "ERRKIND_KUSTOMIZE")
COMPOSE: Final = "github.com/compose-spec/compose-go/v2@v2.16.2"
"""The module that has the schema of compose files."""
OPERATOR: Final = "github.com/open-telemetry/opentelemetry-operator@v0.142.0"
"""The module that has the schema of the operator's resources."""

PACKAGES = {
    "prometheus": "prometheus",
    "promtool": "prometheus",
    "prometheus-alertmanager": "prometheus-alertmanager",
    "amtool": "prometheus-alertmanager",
}
"""Which of Debian's packages has which program."""


class MissingError(Exception):
    """A program is not there, and how to get it."""


def on_path(name: str) -> Path:
    """Return one of Debian's programs."""
    found = shutil.which(name)
    if found is None:
        message = f"no {name} on PATH: apt-get install {PACKAGES[name]}"
        raise MissingError(message)
    return Path(found)


def otelcol() -> Path:
    """Return the Collector; build it if there is none."""
    try:
        return collector.find() or collector.build()
    except collector.CannotBuildError as reason:
        message = f"no Collector: {reason}"
        raise MissingError(message) from reason


def from_module(program: Module) -> Path:
    """Return the program that its variable names, or the one built before; build it if there is none."""
    if named := os.environ.get(program.variable):
        return Path(named)
    built = program.built
    if not built.exists():
        built.parent.mkdir(parents=True, exist_ok=True)
        _compile(program).replace(built)
    return built


def _compile(program: Module) -> Path:
    unfinished = program.built.with_suffix(".unfinished")
    options = ("-buildvcs=false", "-trimpath", "-ldflags=-s -w", "-o", str(unfinished))
    # `go install` refuses a module that replaces another; from within its own folder it can be built.
    _go("build", "-C", str(module_folder(program.module)), *options, program.package)
    return unfinished


def module_folder(module: str) -> Path:
    """Return the folder with the files of a module, from the proxy if it is not there yet."""
    return Path(json.loads(_go("mod", "download", "-json", module))["Dir"])


def _go(*arguments: str) -> str:
    path = os.pathsep.join([os.environ["PATH"], str(collector.GO_INSTALLATION)])
    go = shutil.which("go", path=path)
    if go is None:
        message = "Go is not installed"
        raise MissingError(message)
    environment = {**os.environ, "CGO_ENABLED": "0"}
    result = subprocess.run(  # noqa: S603 - our own arguments
        [go, *arguments], env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if result.returncode:
        message = f"go {arguments[0]} failed with {result.returncode}; what it said is above"
        raise MissingError(message)
    return result.stdout


if __name__ == "__main__":
    for each in (JAEGER, KUSTOMIZE):
        sys.stdout.write(f"{from_module(each)}\n")
