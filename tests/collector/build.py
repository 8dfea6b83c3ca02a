"""Build the Collector of `collector-config/builder.yaml`, once for every manifest, and print where it is.

    python tests/collector/build.py

Needs Go and the Go module proxy. What was built stays in `.cache/`, which git ignores.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / "collector-config" / "builder.yaml"
BINARY = "otelcol-errkind"
ON_THE_PATH = (BINARY, "otelcol-contrib")
GO_INSTALLATION = Path("/usr/local/go/bin")
"""Where Go's own instructions put it, whether or not `PATH` names it."""


class CannotBuildError(Exception):
    """There is no Collector here, and none can be made."""


def find() -> Path | None:
    """Return the Collector that `ERRKIND_OTELCOL` names, the one built before, or one from `PATH`."""
    if named := os.environ.get("ERRKIND_OTELCOL"):
        return Path(named)
    if (built := _cached()).exists():
        return built
    found = next(filter(None, map(shutil.which, ON_THE_PATH)), None)
    return Path(found) if found else None


def build() -> Path:
    """Return the Collector of the manifest, building it if that has not been done."""
    if not (built := _cached()).exists():
        built.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=built.parent) as folder:
            # In one step: another run of the tests may be building the same.
            _compile(Path(folder)).replace(built)
    return built


def _cached() -> Path:
    """Name the place of what this manifest makes."""
    key = hashlib.sha256(MANIFEST.read_bytes()).hexdigest()[:16]
    return ROOT / ".cache" / "otelcol-build" / key / BINARY


def _compile(folder: Path) -> Path:
    """Run the Collector Builder in a folder; return the binary."""
    result = subprocess.run(  # noqa: S603  # our own arguments
        [_go(), "run", f"go.opentelemetry.io/collector/cmd/builder@{_version()}", "--config", str(MANIFEST)],
        cwd=folder,
        stdout=sys.stderr,
        check=False,
    )
    if result.returncode:
        message = f"the Collector Builder failed with {result.returncode}; what it said is above"
        raise CannotBuildError(message)
    return next(folder.rglob(BINARY))


def _go() -> str:
    """Find Go."""
    found = shutil.which("go", path=os.pathsep.join([os.environ.get("PATH", ""), str(GO_INSTALLATION)]))
    if found is None:
        message = "Go is not installed"
        raise CannotBuildError(message)
    return found


def _version() -> str:
    """Read the version of the Collector in the manifest: the Builder's is the same."""
    match = re.search(r"^  version: (\S+)$", MANIFEST.read_text(encoding="utf-8"), re.MULTILINE)
    assert match
    return f"v{match[1]}"


if __name__ == "__main__":
    print(build())  # noqa: T201  # its answer
