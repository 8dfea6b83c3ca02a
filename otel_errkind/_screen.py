"""What may stand on a terminal, and in which colour."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from otel_errkind._core.model import ErrorCategory

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
