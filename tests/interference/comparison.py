"""The outcomes of one suite in its three states, and what differs between them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from interference.environment import Environment
    from interference.suites import Suite

AGAIN: Final = 2
"""How often a suite in which something differs runs once more."""


class State(NamedTuple):
    """Which instrumentors are on."""

    contrib: bool
    ours: bool


BARE: Final = State(contrib=False, ours=False)
CONTRIB: Final = State(contrib=True, ours=False)
WITH_US: Final = State(contrib=True, ours=True)


class Run(NamedTuple):
    """What came of one run."""

    outcomes: Mapping[str, str]
    classified: int

    def failing(self) -> int:
        """Count the tests that failed."""
        return [*self.outcomes.values()].count("failed")


@dataclass(frozen=True)
class Comparison:
    """One suite in its three states."""

    suite: Suite
    version: str
    bare: Run
    contrib: Run
    ours: Run
    different: Mapping[str, str]
    """The tests whose outcome is another with us, and what it is."""
    flaky: frozenset[str]
    """The tests that differed once and not again."""

    @property
    def is_well(self) -> bool:
        """Tell whether the suite noticed nothing of us, though there was something to notice."""
        return bool(self.ours.classified) and not self.different

    @property
    def cells(self) -> tuple[object, ...]:
        """Return its row in the table."""
        bare = "" if self.suite.is_instrumentor else self.bare.failing()
        failing = (bare, self.contrib.failing(), self.ours.failing())
        tests = len(self.contrib.outcomes)
        return self.suite.name, self.version, tests, *failing, self.ours.classified, len(self.different)

    @property
    def remarks(self) -> list[str]:
        """Name the tests that differ, and those that do so by chance."""
        remarks = [
            *(f"{outcome} with us: {test}" for test, outcome in sorted(self.different.items())),
            *(f"by chance: {test}" for test in sorted(self.flaky)),
            *(f"failing with us, as is meant: {test}" for test in sorted(self.suite.meant)),
        ]
        return remarks if self.ours.classified else [*remarks, "nothing was classified: were ours on?"]


def _run(suite: Suite, environment: Environment, state: State) -> Run:
    report = environment.folder / f"{suite.name}-{state.contrib:d}{state.ours:d}.json"
    settings = {
        "contrib": state.contrib and not suite.is_instrumentor,
        "ours": state.ours,
        "each": suite.is_instrumentor,
        "report": str(report),
    }
    plugins = (f"-p{name}" for name in ("errkind_interference", "no:cacheprovider", *suite.plugins))
    folder = environment.source(suite.distribution)
    # Their own `addopts` ask for plugins and reports of no use here.
    environment.pytest(
        folder, ("-q", "-oaddopts=", *plugins, *suite.tests), ERRKIND_INTERFERENCE=json.dumps(settings)
    )
    return Run(**json.loads(report.read_text(encoding="utf-8")))


def _expected(run: Run, meant: frozenset[str]) -> dict[str, str]:
    """Return the outcomes that a run with us has to have after this run without us."""
    return {**run.outcomes, **dict.fromkeys(meant, "failed")}


def _different(expected: Mapping[str, str], outcomes: Mapping[str, str]) -> set[str]:
    every = expected.keys() | outcomes.keys()
    return {test for test in every if expected.get(test) != outcomes.get(test)}


def compare(suite: Suite, environment: Environment) -> Comparison:
    """Run a suite in its three states, and again what differs."""
    contrib, ours = (_run(suite, environment, state) for state in (CONTRIB, WITH_US))
    bare = contrib if suite.is_instrumentor else _run(suite, environment, BARE)
    suspects = _different(_expected(contrib, suite.meant), ours.outcomes)
    different = _confirmed(suite, environment, suspects, contrib) if suspects else frozenset()
    return Comparison(
        suite,
        environment.versions[suite.distribution],
        bare,
        contrib,
        ours,
        {test: ours.outcomes.get(test, "missing") for test in different},
        frozenset(suspects) - different,
    )


def _confirmed(suite: Suite, environment: Environment, suspects: set[str], contrib: Run) -> frozenset[str]:
    """Return those whose outcome with us, in further runs, is one that they never have without us."""
    without = [contrib, *(_run(suite, environment, CONTRIB) for _ in range(AGAIN))]
    with_us = [_run(suite, environment, WITH_US) for _ in range(AGAIN)]
    expected = [_expected(run, suite.meant) for run in without]
    known = {test: {outcomes.get(test) for outcomes in expected} for test in suspects}
    return frozenset(
        test for test in suspects if not {run.outcomes.get(test) for run in with_us} <= known[test]
    )
