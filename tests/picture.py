"""Draw the README's picture of the demonstration: `python tests/picture.py`.

The demonstration runs on a terminal of this program's own; what it writes there becomes an SVG.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from screen import on_terminal

PICTURE = Path(__file__).parent / "pictures" / "demo.svg"
ARGUMENTS = ("demo", "--client", "httpx")
COLUMNS = 120
"""A page is some 840 pixels wide: from a terminal with room for the bodies letters would be too small."""
PAPER, INK = (13, 17, 23), (230, 237, 243)
_NORMAL = [PAPER, (255, 123, 114), (63, 185, 80), (227, 179, 65)]
_NORMAL += [(108, 182, 255), (210, 168, 255), (57, 210, 192), INK]
_BRIGHT = [(160, 168, 178), (255, 166, 158), (86, 211, 100), (242, 204, 96)]
_BRIGHT += [(158, 206, 255), (255, 140, 200), (118, 227, 234), INK]
THEME = TerminalTheme(PAPER, INK, _NORMAL, _BRIGHT)
"""Black to white. The picture brings its own dark ground, on which each colour can be read."""

_FONT_FACE = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)


def written() -> str:
    """Run the demonstration on a terminal and return what it writes there, colours included."""
    argv = [sys.executable, "-m", "otel_errkind", *ARGUMENTS]
    code, text = on_terminal(argv, COLUMNS)
    if code:
        raise subprocess.CalledProcessError(code, argv, text)
    return text.replace("\r\n", "\n")


def draw(text: str) -> str:
    """Make an SVG of what a terminal shows."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(text), soft_wrap=True)
    svg = console.export_svg(title=" ".join(("otel-errkind", *ARGUMENTS)), theme=THEME, unique_id="demo")
    # rich lets the picture load a font from elsewhere, which a page that shows it does not allow.
    return _FONT_FACE.sub("", svg)


if __name__ == "__main__":
    PICTURE.write_text(draw(written()), encoding="utf-8")
