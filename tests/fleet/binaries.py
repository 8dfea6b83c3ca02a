"""Find the programs of a fleet; Jaeger and kustomize are built once, as the Collector is.

    python tests/fleet/binaries.py

builds them, which needs Go and the Go module proxy. What was built stays in `.cache/`, which git ignores.
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
    """Return the Collector."""
    found = collector.find()
    if found is None:
        message = "no Collector: python tests/collector/build.py"
        raise MissingError(message)
    return found


def from_module(program: Module) -> Path:
    """Return the program that its variable names, or the one built before."""
    found = Path(os.environ.get(program.variable) or program.built)
    if not found.exists():
        message = f"no {program.name}: python tests/fleet/binaries.py"
        raise MissingError(message)
    return found


def build(program: Module) -> Path:
    """Build a program if that has not been done."""
    built = program.built
    if not built.exists():
        built.parent.mkdir(parents=True, exist_ok=True)
        unfinished = built.with_suffix(".unfinished")
        options = ("-buildvcs=false", "-trimpath", "-ldflags=-s -w", "-o", str(unfinished))
        # `go install` refuses a module that replaces another; from within its own folder it can be built.
        _go("build", "-C", str(module_folder(program.module)), *options, program.package)
        unfinished.replace(built)
    return built


def module_folder(module: str) -> Path:
    """Return the folder with the files of a module, from the proxy if it is not there yet."""
    return Path(json.loads(_go("mod", "download", "-json", module))["Dir"])


def _go(*arguments: str) -> str:
    path = os.pathsep.join([os.environ["PATH"], str(collector.GO_INSTALLATION)])
    go = shutil.which("go", path=path)
    if go is None:
        message = "Go is not installed"
        raise MissingError(message)
    return subprocess.run(  # noqa: S603 - our own arguments
        [go, *arguments],
        env={**os.environ, "CGO_ENABLED": "0"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


if __name__ == "__main__":
    for each in (JAEGER, KUSTOMIZE):
        sys.stdout.write(f"{build(each)}\n")
