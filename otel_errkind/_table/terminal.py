"""Tables in colour, for a terminal; needs `rich`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as Drawing
from rich.text import Text

from otel_errkind._screen import STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from otel_errkind._table.tables import Table


def render(tables: Iterable[Table]) -> str:
    """Draw the tables, as wide as the terminal."""
    console = Console()
    with console.capture() as drawn:
        console.print(*map(_drawing, tables))
    return drawn.get().rstrip("\n")


def _drawing(table: Table) -> Drawing:
    drawing = Drawing(*table.headings, box=SIMPLE_HEAD, pad_edge=False)
    for record, cells in zip(table.objects(), table.cells(), strict=True):
        style = STYLES.get(str(record["category"]), "")
        drawing.add_row(*(Text(cell.strip("`")) for cell in cells), style=style)
    return drawing
