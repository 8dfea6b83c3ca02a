"""The table in colour, for a terminal; needs `rich`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from otel_errkind._demo.columns import COLUMNS
from otel_errkind._screen import STYLES
from otel_errkind._telemetry.attributes import ERRORS_METRIC

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from otel_errkind._demo.columns import Column
    from otel_errkind._demo.verdicts import Verdict


def render(verdicts: Sequence[Verdict], errors: Counter[str]) -> str:
    """Draw the calls, then the metric by category, as wide as the terminal."""
    console = Console()
    shown = [column for column in COLUMNS if column.room <= console.width]
    with console.capture() as drawn:
        console.print(_calls(verdicts, shown), _metric(errors))
    return drawn.get().rstrip("\n")


def _calls(verdicts: Sequence[Verdict], shown: Sequence[Column]) -> Table:
    body = COLUMNS[-1]
    table = _table(expand=body in shown)
    for column in shown:
        table.add_column(
            column.heading, no_wrap=True, overflow="ellipsis", ratio=1 if column is body else None
        )
    for verdict in verdicts:
        cells = [Text(column.cell(verdict)) for column in shown]
        table.add_row(*cells, style=_style(verdict.facts["category"]))
    return table


def _metric(errors: Counter[str]) -> Table:
    table = _table(show_footer=True)
    table.add_column(ERRORS_METRIC, footer="total")
    table.add_column("", justify="right", footer=str(errors.total()))
    for category, count in errors.most_common():
        table.add_row(category, str(count), style=_style(category))
    return table


def _table(*, expand: bool = False, show_footer: bool = False) -> Table:
    return Table(
        box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True, expand=expand, show_footer=show_footer
    )


def _style(category: object) -> str:
    """Name the colour of a category; a success has none."""
    return STYLES.get(str(category), "")
