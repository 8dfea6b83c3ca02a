"""What the matrix found, as Markdown."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from matrix.proof import FAILURES, PATTERNS
from matrix.scene import ROWS, Place, impossible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from matrix.cells import Cell
    from verdicts import Verdict

SHORTEST_LIST = 4
"""Fewer statuses, faults or ways than this are named one by one."""


def report(cells: Sequence[Cell], none: Sequence[Place], seconds: float, luck: Sequence[Cell]) -> str:
    """Write totals, what was unequal, the table, what cannot exist, and where each promise is kept."""
    unequal = [cell for cell in cells if cell.problems]
    clients = list(dict.fromkeys(cell.place.client for cell in cells))
    sections = (
        [
            "# Every fault, way to use a client and install order",
            "",
            *_totals(cells, none),
        ],
        [f"{len(unequal)} cells are unequal. It took {seconds:.0f} s.", *_second_tries(luck)],
        ["", "## Cells that are unequal", ""] if unequal else [],
        [line for cell in unequal for line in _unequal(cell)],
        ["", "## What was found", "", *_table(cells, clients)],
        ["", "## Cells that cannot exist", "", *_impossible(none)],
        ["", "## Where each promise is kept", "", *_promises(PATTERNS), *_promises(FAILURES)],
    )
    return "\n".join(line for section in sections for line in section) + "\n"


def summary(cells: Sequence[Cell], none: Sequence[Place]) -> str:
    """Say in one line what was run."""
    return " ".join(_totals(cells, none))


def _totals(cells: Sequence[Cell], none: Sequence[Place]) -> Iterator[str]:
    pairs = {cell.place for cell in cells}
    yield (
        f"{len(cells)} cells: {len({place.row for place in pairs})} faults and controls, "
        f"{len({place.way for place in pairs})} ways to use a client, "
        f"{len({place.client for place in pairs})} clients, {len({cell.order for cell in cells})} orders. "
        f"{sum(cell.verdict is not None for cell in cells)} have a verdict, and each of these one count. "
        f"{len(none)} combinations cannot exist in either order."
    )


def _second_tries(luck: Sequence[Cell]) -> Iterator[str]:
    if luck:
        yield f"{len(luck)} were unequal at first, on a busy machine, and equal when they were run alone:"
        yield ""
        yield from (f"- {_name(cell)}: {cell.problems[0].splitlines()[0][:200]}" for cell in luck)


def _name(cell: Cell) -> str:
    return f"{cell.place.row}, {cell.place.client}, {cell.place.way}, {cell.order}"


def _unequal(cell: Cell) -> Iterator[str]:
    yield f"- {_name(cell)}"
    yield from (f"    {line}" for problem in cell.problems for line in problem.splitlines())


def _table(cells: Iterable[Cell], clients: Sequence[str]) -> Iterator[str]:
    found: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        found[cell.place.row, cell.place.client].append(cell)
    yield f"| fault | what it does | {' | '.join(clients)} |"
    yield "| --- | --- |" + " --- |" * len(clients)
    for row in dict.fromkeys(row for row, _ in found):
        columns = (_column(found.get((row, client), [])) for client in clients)
        yield f"| {row} | {ROWS[row].does} | {' | '.join(columns)} |"


def _column(cells: Sequence[Cell]) -> str:
    """Sum up the ways and orders of one fault and one client, the most frequent verdict first."""
    if not cells:
        return "cannot exist"
    ways = len({cell.place.way for cell in cells})
    by_verdict: dict[str, list[str]] = defaultdict(list)
    for cell in cells:
        by_verdict[_verdict(cell.verdict)].append(cell.place.way)
    (first, most), *rest = sorted(by_verdict.items(), key=lambda item: -len(item[1]))
    share = f"all {ways}" if not rest else str(len(set(most)))
    return "<br>".join([f"{first}: {share}", *(f"{verdict}: {_listed(found)}" for verdict, found in rest)])


def _listed(ways: Iterable[str]) -> str:
    """Name the ways; with a number where only one of the two orders had this verdict."""
    times = Counter(ways)
    return ", ".join(way if number > 1 else f"{way} (one order)" for way, number in times.items())


def _verdict(verdict: Verdict | None) -> str:
    if verdict is None:
        return "no error"
    status = f", {verdict.status}" if verdict.status else ""
    return f"{verdict.category} {verdict.reason} ({verdict.phase}{status})"


def _impossible(none: Iterable[Place]) -> Iterator[str]:
    by_reason: dict[str, list[Place]] = defaultdict(list)
    for place in none:
        by_reason[impossible(place)].append(place)
    yield "| why | clients | faults | ways | combinations |"
    yield "| --- | --- | --- | --- | --- |"
    for reason, places in by_reason.items():
        clients, rows, ways = (_named({place[part] for place in places}) for part in range(3))
        yield f"| {reason} | {clients} | {rows} | {ways} | {len(places)} |"


def _named(names: Iterable[str]) -> str:
    every = sorted(names)
    return ", ".join(every) if len(every) <= 2 * SHORTEST_LIST else f"{len(every)} of them"


def _promises(promises: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for item, proofs in promises.items():
        named = ", ".join(f"`{proof}`" for proof in proofs[:SHORTEST_LIST])
        more = f" and {len(proofs) - SHORTEST_LIST} more" if len(proofs) > SHORTEST_LIST else ""
        yield f"- {item}: {named}{more}"
