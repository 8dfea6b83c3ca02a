"""Run the matrix and print what was found: `python tests/matrix`.

Each of several processes makes one call at a time: so every span and count belongs to one cell. Cells that
are unequal are run once more, alone, because a busy machine delays answers past our waits.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from callers import CALLERS
from matrix.cells import run
from matrix.proof import missing
from matrix.report import report, summary
from matrix.scene import ROWS, Place, impossible, places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matrix.cells import Cell

PROCESSES = 8


def run_all(wanted: Sequence[Place]) -> tuple[list[Cell], list[Cell]]:
    """Run the cells; return what came of them in the end, and which were unequal only at first."""
    order = {place: number for number, place in enumerate(wanted)}
    # Stalls are most of the time, and neighbours stall alike: every share gets some of each.
    shares = [list(wanted[first::PROCESSES]) for first in range(min(PROCESSES, len(wanted)))]
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as processes:
        found = [cell for cells in processes.map(run, shares) for cell in cells]
    cells = sorted(found, key=lambda cell: order[cell.place])
    doubtful = {(cell.place, cell.order): cell for cell in cells if cell.problems}
    alone = _run_alone(list(dict.fromkeys(place for place, _ in doubtful)))
    luck = [cell for key, cell in doubtful.items() if not alone[key].problems]
    # The order that was equal at first is run again with the other: what it is then counts.
    return [alone.get((cell.place, cell.order), cell) for cell in cells], luck


def _run_alone(wanted: Sequence[Place]) -> dict[tuple[Place, str], Cell]:
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        cells = process.submit(run, wanted).result() if wanted else []
    return {(cell.place, cell.order): cell for cell in cells}


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser("python tests/matrix", description=__doc__)
    parser.add_argument("--fault", action="append", choices=ROWS, metavar="NAME", help="only this row")
    parser.add_argument("--client", action="append", choices=CALLERS, help="only this client")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report here as well")
    return parser.parse_args()


def main() -> int:
    """Run, print and tell whether everything was as it should be."""
    asked = arguments()
    every = list(places(asked.client or CALLERS, asked.fault or ROWS))
    begun = perf_counter()
    cells, luck = run_all([place for place in every if not impossible(place)])
    none = [place for place in every if impossible(place)]
    text = report(cells, none, perf_counter() - begun, luck)
    print(text)
    if asked.output:
        asked.output.write_text(text, encoding="utf-8")
    unkept = list(missing())
    print(*unkept, summary(cells, none), sep="\n")
    return 1 if unkept or not cells or any(cell.problems for cell in cells) else 0


if __name__ == "__main__":
    sys.exit(main())
