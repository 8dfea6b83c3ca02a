"""An environment for the tests of others, their sources, and a way to run them without a network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
UNSHARE = ("unshare", "--net", *(() if os.geteuid() == 0 else ("--map-root-user",)))
LONGEST = 300
"""Seconds."""


def run(*command: str | Path, **options: object) -> str:
    """Run a command; if it fails, say what it printed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]  # noqa: S603 (commands of our own)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return str(done.stdout)


@dataclass(frozen=True)
class Environment:
    """A virtual environment with the suites' own requirements and our source tree."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> Self:
        """Make it below a folder."""
        uv, python = (sys.executable, "-m", "uv"), folder / "venv/bin/python"
        run(*uv, "venv", "-q", "--seed", "--python", sys.executable, folder / "venv")
        run(*uv, "pip", "install", "-q", "--python", python, "-e", ROOT, "--group", "interference", cwd=ROOT)
        return cls(folder)

    @property
    def _python(self) -> Path:
        return self.folder / "venv/bin/python"

    @cached_property
    def versions(self) -> Mapping[str, str]:
        """Tell which version of each distribution is installed."""
        listed = json.loads(run(self._python, "-m", "pip", "list", "--format", "json"))
        return {row["name"]: row["version"] for row in listed}

    def fetch(self, distributions: Collection[str]) -> None:
        """Unpack the tests out of the source distributions of what is installed."""
        downloads = self.folder / "downloads"
        pinned = [f"{name}=={self.versions[name]}" for name in distributions]
        # By name, not `:all:`, which would build their build tools from source as well.
        run(
            *(self._python, "-m", "pip", "download", "-q", "--no-deps", "--dest", downloads),
            *("--no-binary", ",".join(distributions), *pinned),
        )
        for file in downloads.glob("*.tar.gz"):
            self._unpack(file)

    def _unpack(self, file: Path) -> None:
        """Unpack the tests and their settings, not the package: the installed one is to be imported."""
        with tarfile.open(file) as archive:
            wanted = [
                member
                for member in archive.getmembers()
                if member.name.partition("/")[2].startswith(("tests/", "pyproject.toml"))
            ]
            archive.extractall(self.folder, wanted, filter="data")

    def source(self, distribution: str) -> Path:
        """Return the folder of a source distribution."""
        (folder,) = self.folder.glob(f"{distribution.replace('-', '[-_]')}-{self.versions[distribution]}")
        return folder

    def pytest(self, folder: Path, arguments: tuple[str, ...], **environ: str) -> None:
        """Run pytest in a folder, in a network namespace of its own that has nothing but a loopback."""
        usual = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
        always = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(HERE / "plugin")}
        command = (*UNSHARE, self._python, HERE / "loopback.py", self._python, "-m", "pytest", *arguments)
        done = subprocess.run(  # noqa: S603 - tests in a place without a network
            command,
            cwd=folder,
            env=usual | always | environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST,
        )
        # 1 is pytest's word for tests that failed.
        if done.returncode not in {0, 1}:
            sys.exit(f"{folder.name} did not run:\n{done.stdout}{done.stderr}")
