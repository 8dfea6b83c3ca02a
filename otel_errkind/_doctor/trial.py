"""A process in the place of a program, started as that would be."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, NamedTuple

from otel_errkind._doctor.document import read
from otel_errkind._doctor.secrets import without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from otel_errkind._doctor.facts import Findings
    from otel_errkind._doctor.launch import Launch

PATIENCE: Final = 60.0
"""Seconds that a process may take to be instrumented."""
_INSIDE: Final = "otel_errkind._doctor.inside"
_LONGEST_LOG: Final = 20
"""Lines, the last ones."""
_OF_TRACEBACKS: Final = ("Traceback (", "During handling of the above", "The above exception was")


class Trial(NamedTuple):
    """What came of a process that was started."""

    findings: Findings | None
    ending: str
    log: tuple[str, ...]


def tried(launch: Launch) -> Trial:
    """Start a process and read what it has found; the program itself is not run."""
    with TemporaryDirectory() as folder:
        file, log = Path(folder, "findings"), Path(folder, "log")
        argv = [*launch.launcher, *launch.python, "-m", _INSIDE, str(file)]
        with log.open("wb") as output:
            ending = _run(argv, output.fileno())
        findings = read(file.read_text(encoding="utf-8") if file.exists() else "")
        lines = list(_telling(log.read_text(encoding="utf-8", errors="replace")))[-_LONGEST_LOG:]
    return Trial(findings, ending, tuple(without_secrets(lines, os.environ, launch.flags)))


def _telling(log: str) -> Iterable[str]:
    """Leave out the frames of tracebacks, and what is said twice."""
    lines = (
        line for line in log.splitlines() if line.strip() and not line.startswith((" ", *_OF_TRACEBACKS))
    )
    return dict.fromkeys(lines)


def _run(argv: list[str], output: int) -> str:
    """Run to the end, and say how that was."""
    try:
        ended = subprocess.run(  # noqa: S603 - what the user has asked for
            argv, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return f"it had not ended after {PATIENCE:g} seconds"
    return f"it ended with status {ended.returncode}"
