"""The report as aligned text, for pipes and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._doctor.lines import sections, summary
from otel_errkind._screen import aligned

if TYPE_CHECKING:
    from otel_errkind._doctor.report import Report


def render(report: Report) -> str:
    """Write what is known, what is wrong, and how many problems there are."""
    lines = list[str]()
    for title, rows in sections(report):
        lines += [title, *(f"  {line}".rstrip() for line in aligned(rows)), ""]
    return "\n".join([*lines, summary(report)])
