"""The report in colour, for a terminal; needs `rich`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from otel_errkind._doctor.lines import sections, summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._doctor.lines import Section
    from otel_errkind._doctor.report import Report

_STYLES: Final[Mapping[str, str]] = {"problems": "red", "warnings": "yellow"}


def render(report: Report) -> str:
    """Draw what is known, what is wrong, and how many problems there are."""
    console = Console()
    with console.capture() as drawn:
        for section in sections(report):
            console.print(Text(section.title, "bold"), Padding(_drawing(section), (0, 0, 1, 2)))
        console.print(Text(summary(report), "red" if report.problems else "green"))
    return drawn.get().rstrip("\n")


def _drawing(section: Section) -> Table:
    drawing = Table.grid(padding=(0, 2))
    for first, *others in section.rows:
        drawing.add_row(Text(first, _STYLES.get(section.title, "")), *map(Text, others))
    return drawing
