"""A terminal for a command to print on."""

from __future__ import annotations

import os
import pty
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def on_terminal(command: Sequence[str], columns: int = 200) -> tuple[int, str]:
    """Run a command on a terminal, and return its exit code and what it writes there."""
    ours, theirs = pty.openpty()
    environ = os.environ | {"TERM": "xterm-256color", "COLUMNS": str(columns)}
    with subprocess.Popen(command, stdout=theirs, env=environ) as process:  # noqa: S603 (our own command)
        os.close(theirs)
        text = b"".join(_chunks(ours)).decode()
    os.close(ours)
    return process.returncode, text


def _chunks(terminal: int) -> Iterator[bytes]:
    """Read until the last writer is gone, which Linux reports as an input/output error."""
    with suppress(OSError):
        while chunk := os.read(terminal, 65536):
            yield chunk
