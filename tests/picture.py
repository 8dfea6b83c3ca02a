"""Draw the README's picture of the demonstration: `python tests/picture.py`.

The demonstration runs on a terminal of this program's own; what it writes there becomes an SVG.
"""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

PICTURE = Path(__file__).parent / "pictures" / "demo.svg"
ARGUMENTS = ("demo", "--client", "httpx")
COLUMNS = 142
"""The narrowest terminal on which the demonstration shows every column."""

_FONT_FACE = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def written() -> str:
    """Run the demonstration on a terminal and return what it writes there, colours included."""
    ours, theirs = pty.openpty()
    environ = os.environ | {"TERM": "xterm-256color", "COLUMNS": str(COLUMNS)}
    argv = [sys.executable, "-m", "otel_errkind", *ARGUMENTS]
    with subprocess.Popen(argv, stdout=theirs, env=environ) as process:  # noqa: S603 - our own command
        os.close(theirs)
        text = b"".join(_chunks(ours)).decode()
    os.close(ours)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, argv, text)
    return text.replace("\r\n", "\n")


def _chunks(terminal: int) -> Iterator[bytes]:
    """Read until the last writer is gone, which Linux reports as an input/output error."""
    with suppress(OSError):
        while chunk := os.read(terminal, 65536):
            yield chunk


def draw(text: str) -> str:
    """Make an SVG of what a terminal shows."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(text), soft_wrap=True)
    svg = console.export_svg(title=" ".join(("otel-errkind", *ARGUMENTS)), unique_id="demo")
    # rich lets the picture load a font from elsewhere, which a page that shows it does not allow.
    return _FONT_FACE.sub("", svg)


if __name__ == "__main__":
    PICTURE.write_text(draw(written()), encoding="utf-8")
