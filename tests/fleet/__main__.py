"""Send the demonstration through a fleet and compare what comes out: `python tests/fleet`.

It starts a Collector, Prometheus and Jaeger on loopback and runs `otel-errkind demo` against them. For
each category it prints how many errors were sent, how many are in the SDK's counter and in the Collector's
count of spans, and how many are found in traces. It ends with 0 if these are the same, with 1 if not, with 2
if a program is missing.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from fleet import stage
from fleet.binaries import MissingError
from otel_errkind._core.model import ErrorCategory

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADINGS = ("category", "sent", "counter", "span_metrics", "traces")


def main() -> int:
    """Run it and print the table."""
    try:
        rows = measure()
    except MissingError as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    sys.stdout.write(table(rows))
    return 0 if all(len(set(numbers)) == 1 for _, *numbers in rows) else 1


def measure() -> list[tuple[str, int, int, int, int]]:
    """Return a row for each category: what was sent, and what each backend has of it."""
    with tempfile.TemporaryDirectory() as folder, stage.running(Path(folder)) as fleet:
        sent = stage.demonstrate(fleet)["metric"]["by_category"]
        try:
            stage.settle(fleet, sent)
        except AssertionError as late:
            sys.stderr.write(f"{late}\n")
        return [row(fleet, category, sent) for category in ErrorCategory]


def row(fleet: stage.Fleet, category: str, sent: dict[str, int]) -> tuple[str, int, int, int, int]:
    """Count one category everywhere."""
    metrics = (stage.counted(fleet, name).get(category, 0) for name in stage.METRICS)
    counter, spans = map(int, metrics)
    return category, sent.get(category, 0), counter, spans, stage.found(fleet, category)


def table(rows: Sequence[tuple[object, ...]]) -> str:
    """Lay the rows out below their headings."""
    lines = [HEADINGS, *rows]
    return "".join(
        f"{first!s:14}" + "".join(f"{cell!s:>14}" for cell in rest) + "\n" for first, *rest in lines
    )


if __name__ == "__main__":
    sys.exit(main())
