"""The README in parts: its fenced blocks and its tables."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


class Fence(NamedTuple):
    """A fenced block."""

    section: str
    """The heading under which it stands."""
    language: str
    file: str
    """The name under which the reader is told to save it."""
    text: str

    @property
    def commands(self) -> list[str]:
        """The commands of a shell block."""
        joined = re.sub(r"\\\n|(?<=\|)\n", " ", self.text)
        return [" ".join(command.split()) for command in re.split(r"&&|\n", joined) if command.strip()]


_PART = re.compile(
    r"^#+ (?P<heading>[^\n]*)$|^```(?P<language>\w+) ?(?P<file>\S*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def _fences() -> Iterator[Fence]:
    """Yield the blocks in their order."""
    section = ""
    for part in _PART.finditer(README):
        section = part["heading"] or section
        if part["language"]:
            yield Fence(section, part["language"], part["file"], part["text"])


FENCES = [*_fences()]


def in_section(section: str) -> list[Fence]:
    """Return the blocks under a heading."""
    return [fence for fence in FENCES if fence.section == section]


def table(*headings: str) -> list[list[str]]:
    """Return the rows of the table with these headings."""
    _, found, rest = README.partition("\n| " + " | ".join(headings) + " |\n")
    assert found, f"no table {headings}"
    rows, _, _ = rest.partition("\n\n")
    return [[cell.strip() for cell in row[1:-1].split("|")] for row in rows.splitlines()[1:]]


def code(text: str) -> str:
    """Return the cell that shows a name or a value."""
    return f"`{text}`" if text else ""
