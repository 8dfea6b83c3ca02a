"""Small virtual environments, made of what is installed here, and distributions that exist nowhere else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement

import otel_errkind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.metadata import Distribution

OURS = "otel-errkind"
CLIENTS = ("httpx", "httpx2", "aiohttp")
INSTRUMENTORS = ("opentelemetry-instrumentation-httpx", "opentelemetry-instrumentation-aiohttp-client")
DISTRO = "opentelemetry-distro"
TO_CONSOLE = {
    "OTEL_TRACES_EXPORTER": "console",
    "OTEL_METRICS_EXPORTER": "console",
    "OTEL_LOGS_EXPORTER": "none",
}
_FOREIGN = re.compile("OTEL_|PYTHON|.*_proxy$", re.IGNORECASE)
_PACKAGE = Path(otel_errkind.__file__).parent


@dataclass(frozen=True)
class Diagnosis:
    """What one run of the doctor came to."""

    status: int
    output: str
    complaints: str

    @property
    def document(self) -> dict[str, Any]:
        """Read what was printed with `--json`."""
        document: dict[str, Any] = json.loads(self.output)
        return document

    def remarks(self, kind: str, check: str) -> list[dict[str, str]]:
        """Return the problems or warnings of a check."""
        return [remark for remark in self.document[kind] if remark["check"] == check]


@dataclass(frozen=True)
class Environment:
    """An interpreter with what is installed for it."""

    python: Path
    path: str = ""
    """Where else it looks for modules."""

    def run(self, *argv: str, folder: Path | None = None, **environ: str) -> Diagnosis:
        """Run a program, with nothing of our environment that speaks of OpenTelemetry, Python or proxies."""
        usual = {name: text for name, text in os.environ.items() if not _FOREIGN.match(name)}
        of_path = {"PYTHONPATH": os.pathsep.join(filter(None, (environ.pop("PYTHONPATH", ""), self.path)))}
        done = subprocess.run(  # noqa: S603 - our own programs
            argv,
            cwd=folder or self.python.parent,
            env=usual | of_path | environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Diagnosis(done.returncode, done.stdout, done.stderr)

    def doctor(self, *words: str, folder: Path | None = None, **environ: str) -> Diagnosis:
        """Run the doctor; spans and counts go to the console unless something else is said."""
        argv = (str(self.python), "-m", "otel_errkind", "doctor", *words)
        return self.run(*argv, folder=folder, **TO_CONSOLE | environ)


HERE = Environment(Path(sys.executable), str(_PACKAGE.parent))
"""The environment of the tests."""


def environment(folder: Path, *names: str, ours: bool = True) -> Environment:
    """Make an environment of these distributions and all that they need; `ours` without metadata if False."""
    venv.create(folder, symlinks=True, with_pip=False)
    [packages] = folder.glob("lib/python*/site-packages")
    for needed in _closure((*names, OURS)):
        if needed.name != OURS:
            _link(needed, packages)
    (packages / _PACKAGE.name).symlink_to(_PACKAGE)
    if ours:
        _copy_metadata(packages)
    return Environment(folder / "bin" / "python")


def fake(folder: Path, name: str, version: str, code: str = "", entry_points: str = "") -> str:
    """Install a distribution that is metadata and at most one module; return the folder to look in."""
    module = name.replace("-", "_")
    metadata = folder / f"{module}-{version}.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (metadata / "entry_points.txt").write_text(entry_points)
    if code:
        (folder / f"{module}.py").write_text(code)
    return str(folder)


def _copy_metadata(packages: Path) -> None:
    installed = distribution(OURS)
    copy = packages / f"otel_errkind-{otel_errkind.__version__}.dist-info"
    copy.mkdir()
    for file in ("METADATA", "entry_points.txt"):
        (copy / file).write_text(installed.read_text(file) or "", encoding="utf-8")


def _closure(names: Iterable[str]) -> Iterator[Distribution]:
    """Find distributions and what they need; what OpenTelemetry's instrumentors serve is no need of ours."""
    waiting, seen = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or (name in INSTRUMENTORS and name not in names):
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:  # such as a backport that another Python needs
            continue
        yield found
        needed = (Requirement(text) for text in found.requires or ())
        waiting += [one.name for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]


def _link(installed: Distribution, packages: Path) -> None:
    """Link each file of a distribution: OpenTelemetry's share a folder, so that no folder can be linked."""
    for file in installed.files or ():
        target = packages / file
        if ".." not in file.parts and "__pycache__" not in file.parts and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(Path(str(installed.locate_file(file))))
