"""Find out whether otel-errkind changes the outcome of somebody else's tests: `python tests/interference`.

It needs the package `uv` beside it, PyPI for the sources and for an environment of their own, `unshare` of
util-linux, and root or the kernel's leave to make user namespaces: the suites run without a network.

Each suite runs bare, which is for information, with OpenTelemetry's instrumentors alone, and with ours beside
them. It fails if the last two differ in the outcome of any test, or if ours classified nothing. Some of these
suites look at the clock: what differs has to differ again when the whole suite runs twice more.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from interference.comparison import Comparison, compare
from interference.environment import Environment
from interference.suites import SUITES

if TYPE_CHECKING:
    from collections.abc import Iterable

ROW = "{:<24} {:<10} {:>6} {:>13} {:>16} {:>21} {:>11} {:>11}"
HEADINGS = (
    "suite",
    "version",
    "tests",
    "failing: bare",
    "+ OpenTelemetry",
    "+ OpenTelemetry + us",
    "classified",
    "difference",
)


def show(comparisons: Iterable[Comparison]) -> bool:
    """Print a row for each suite and what there is to say about it; tell whether all is well."""
    print(ROW.format(*HEADINGS))
    well = True
    for comparison in comparisons:
        print(ROW.format(*comparison.cells), *comparison.remarks, sep="\n  ", flush=True)
        well = well and comparison.is_well
    return well


def main() -> int:
    """Run the suites; return what the shell wants to know."""
    parser = argparse.ArgumentParser(prog="python tests/interference", description=__doc__)
    parser.add_argument(
        "--suite", action="append", choices=SUITES, help="run this one; all, unless some are named"
    )
    chosen = parser.parse_args().suite or list(SUITES)
    with TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as threads:
        environment = Environment.make(Path(folder))
        environment.fetch({SUITES[name].distribution for name in chosen})
        well = show(threads.map(lambda name: compare(SUITES[name], environment), chosen))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
