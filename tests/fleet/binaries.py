"""Find the programs of a fleet; Jaeger is built once, as the Collector is.

    python tests/fleet/binaries.py

builds Jaeger, which needs Go and the Go module proxy. What was built stays in `.cache/`, which git ignores.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1]))

from collector import build as collector

ROOT = Path(__file__).parents[2]
JAEGER_MODULE: Final = "github.com/jaegertracing/jaeger@v1.76.0"
"""The same commit as v2.13.0, a version that Go does not accept for a module of this name. `cmd/jaeger` is
Jaeger 2."""
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


def jaeger() -> Path:
    """Return the Jaeger that `ERRKIND_JAEGER` names, or the one built before."""
    found = Path(os.environ.get("ERRKIND_JAEGER") or _built())
    if not found.exists():
        message = "no Jaeger: python tests/fleet/binaries.py"
        raise MissingError(message)
    return found


def _built() -> Path:
    return ROOT / ".cache" / "jaeger" / JAEGER_MODULE.partition("@")[2] / "jaeger"


def build_jaeger() -> Path:
    """Build Jaeger, without the files of its page, if that has not been done."""
    built = _built()
    if not built.exists():
        built.parent.mkdir(parents=True, exist_ok=True)
        # `go install` refuses a module that replaces another; from within its own folder it can be built.
        folder = json.loads(_go("mod", "download", "-json", JAEGER_MODULE))["Dir"]
        unfinished = built.with_suffix(".unfinished")
        _go(
            "build",
            "-C",
            folder,
            "-buildvcs=false",
            "-trimpath",
            "-ldflags=-s -w",
            "-o",
            str(unfinished),
            "./cmd/jaeger",
        )
        unfinished.replace(built)
    return built


def _go(*arguments: str) -> str:
    path = os.pathsep.join([os.environ["PATH"], str(collector.GO_INSTALLATION)])
    go = shutil.which("go", path=path)
    if go is None:
        message = "Jaeger is built with Go, which is not installed"
        raise MissingError(message)
    return subprocess.run(  # noqa: S603 - our own arguments
        [go, *arguments],
        env={**os.environ, "CGO_ENABLED": "0"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


if __name__ == "__main__":
    sys.stdout.write(f"{build_jaeger()}\n")
