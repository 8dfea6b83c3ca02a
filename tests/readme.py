"""The README in parts: its fenced blocks and its tables."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


class Fence(NamedTuple):
    """A fenced block."""

    language: str
    file: str
    """The name under which the reader is told to save it."""
    text: str

    @property
    def steps(self) -> list[str]:
        """The commands of a shell block."""
        return [" ".join(step.replace("\\\n", " ").split()) for step in self.text.split("&&")]


BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCES = [Fence(*found) for found in BLOCK.findall(README)]
SHELL = [fence for fence in FENCES if fence.language == "sh"]
TEXTS = [fence.text for fence in FENCES if fence.language == "text"]
PROGRAMS = [fence.text for fence in FENCES if fence.language == "python" and not fence.file]


def table(*headings: str) -> list[list[str]]:
    """Return the rows of the table with these headings."""
    _, found, rest = README.partition("\n| " + " | ".join(headings) + " |\n")
    assert found, f"no table {headings}"
    rows, _, _ = rest.partition("\n\n")
    return [[cell.strip() for cell in row[1:-1].split("|")] for row in rows.splitlines()[1:]]


def code(text: str) -> str:
    """Return the cell that shows a name or a value."""
    return f"`{text}`" if text else ""
