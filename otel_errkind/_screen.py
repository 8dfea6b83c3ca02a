"""What may stand on a terminal, and in which colour."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from otel_errkind._core.model import ErrorCategory

if TYPE_CHECKING:
    from collections.abc import Sequence

STYLES: dict[str, str] = {
    ErrorCategory.BAD_REQUEST: "yellow",
    ErrorCategory.UNAUTHORIZED: "magenta",
    ErrorCategory.RATE_LIMITED: "cyan",
    ErrorCategory.OVERLOADED: "blue",
    ErrorCategory.TIMEOUT: "bright_magenta",
    ErrorCategory.SERVER_ERROR: "red",
    ErrorCategory.UNKNOWN: "bright_black",
}


def is_drawn_on() -> bool:
    """Tell whether what is printed is read on a terminal, and `rich` is there to draw on it."""
    return sys.stdout.isatty() and find_spec("rich") is not None


def one_line(text: str) -> str:
    """Fold white space and drop control characters: a body may hold a sequence that a terminal obeys."""
    return "".join(character for character in " ".join(text.split()) if character.isprintable())


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Put the cells of each column but the last under one another."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    padded = ([*map(str.ljust, row, widths), row[-1]] for row in rows)
    return ["  ".join(cells) for cells in padded]
