"""Change the core in small ways and see that a test notices each: `python tests/mutation --module tables`.

Without `--module` or `--all` it tries a sample, which the seed decides. Fails with the mutants that survive
and are not in `survivors.toml`, and with those in it that no longer do.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from mutation import forks, survivors
from mutation.mutants import ROOT, Mutant, modules, mutants_of
from mutation.witnesses import witnesses_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mutation.survivors import Survivor


class Result(NamedTuple):
    """How many mutants were tried of each module, and who survived."""

    tried: Counter[str]
    alive: list[Survivor]

    @property
    def complete(self) -> list[str]:
        """Return the modules of which every mutant was tried."""
        return [module for module, number in self.tried.items() if number == len(mutants_of(module))]


def chosen(options: argparse.Namespace) -> list[Mutant]:
    """Return the mutants to try: all of some modules, or a sample of those whose survivors are known."""
    if options.all or options.module:
        return [mutant for module in options.module or modules() for mutant in mutants_of(module)]
    examined = sorted(set(modules()) - survivors.unexamined())
    found = [mutant for module in examined for mutant in mutants_of(module)]
    return Random(options.seed).sample(found, options.sample)


def before(deadline: float, mutants: Sequence[Mutant]) -> Iterator[Mutant]:
    """Yield mutants until the time is over."""
    for mutant in mutants:
        if time.monotonic() > deadline:
            return
        yield mutant


def seconds_allowed(mutants: Sequence[Mutant]) -> int:
    """See that the tests pass as they are, and return the seconds of a processor that a mutant gets."""
    tests = sorted({test for mutant in mutants for test in witnesses_of(mutant.module)})
    forks.prepare(tests)
    return int(3 * forks.timed(tests)) + 5


def run(mutants: Sequence[Mutant], deadline: float) -> Result:
    """Try mutants until the time is over."""
    result, seconds = Result(Counter(), []), seconds_allowed(mutants)
    for mutant, survived in forks.outcomes(before(deadline, mutants), seconds):
        result.tried[mutant.module] += 1
        if survived:
            result.alive.append(survivors.survivor_of(mutant))
    return result


def report(result: Result, known: frozenset[Survivor]) -> None:
    """Print the numbers of each module."""
    print(f"{'module':28}{'mutants':>8}{'tried':>8}{'killed':>8}{'listed':>8}{'new':>8}")
    for module, tried in sorted(result.tried.items()):
        alive = [one for one in result.alive if one.module == module]
        new = sum(one not in known for one in alive)
        numbers = (len(mutants_of(module)), tried, tried - len(alive), len(alive) - new, new)
        print(f"{module:28}" + "".join(f"{number:8}" for number in numbers))


def judged(result: Result, known: frozenset[Survivor]) -> int:
    """Print what is not as the list has it; return 0 if nothing is."""
    new = [one for one in result.alive if one not in known]
    gone = survivors.stale(known, result.alive, result.complete)
    if new:
        print(f"\nno test noticed these:\n\n{survivors.written(new)}")
    for one in gone:
        print(f"listed, but a test notices it, or it is no more: {one}")
    return 1 if new or gone else 0


def parsed() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, prog="tests/mutation")
    parser.add_argument("--module", action="append", choices=modules(), metavar="MODULE")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", default="")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    return parser.parse_args()


def main() -> int:
    """Try mutants and compare who survives with the list."""
    options, begun = parsed(), time.monotonic()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    mutants, known = chosen(options), survivors.listed()
    result = run(mutants, begun + options.seconds)
    report(result, known)
    seconds = time.monotonic() - begun
    print(f"{result.tried.total()} of {len(mutants)} mutants in {seconds:.0f} s, seed {options.seed!r}")
    return judged(result, known)


if __name__ == "__main__":
    sys.exit(main())
