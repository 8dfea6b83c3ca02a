"""Tables in Markdown, for pipes, files and the README."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from otel_errkind._table.tables import Table


def render(tables: Iterable[Table]) -> str:
    """Write the tables, a blank line between them."""
    return "\n\n".join(map(_written, tables))


def _written(table: Table) -> str:
    rule = ["---"] * len(table.columns)
    return "\n".join(map(_row, [table.headings, rule, *table.cells()]))


def _row(cells: Iterable[str]) -> str:
    """Write a row; an empty cell is one blank wide."""
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells)
