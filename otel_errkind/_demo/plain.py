"""The table as aligned text, for pipes and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._demo.columns import COLUMNS
from otel_errkind._telemetry.attributes import ERRORS_METRIC

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Sequence

    from otel_errkind._demo.verdicts import Verdict


def render(verdicts: Sequence[Verdict], errors: Counter[str]) -> str:
    """Draw the calls, then the metric by category."""
    headings = [column.heading for column in COLUMNS]
    rows = [[column.cell(verdict) for column in COLUMNS] for verdict in verdicts]
    counts = [f"  {category:<14}{count:>5}" for category, count in errors.most_common()]
    return "\n".join(
        [*map(_line, [headings, *rows]), "", ERRORS_METRIC, *counts, f"  {'total':<14}{errors.total():>5}"]
    )


def _line(cells: Iterable[str]) -> str:
    fitted = (_fit(cell, column.width) for cell, column in zip(cells, COLUMNS, strict=True))
    return "  ".join(fitted).rstrip()


def _fit(cell: str, width: int) -> str:
    """Pad a cell to its width; one that is too long ends in dots."""
    return (cell if len(cell) <= width else f"{cell[: width - 3]}...").ljust(width)
