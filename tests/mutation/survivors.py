"""The mutants that may survive: `survivors.toml` lists them with the reason."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mutation.mutants import change_of, modules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mutation.mutants import Mutant

LIST = Path(__file__).with_suffix(".toml")


class Survivor(NamedTuple):
    """What is known a mutant by: no line or number that another change of the module moves."""

    module: str
    place: str
    change: str


def survivor_of(mutant: Mutant) -> Survivor:
    """Return what the mutant is known by."""
    return Survivor(mutant.module, mutant.place, change_of(mutant))


def unexamined() -> frozenset[str]:
    """Return the modules whose survivors nobody has looked through yet: no sample is taken of them."""
    return frozenset(tomllib.loads(LIST.read_text())["unexamined"])


def listed() -> frozenset[Survivor]:
    """Read the list; every entry needs its reason."""
    entries = tomllib.loads(LIST.read_text()).get("survivors", [])
    assert all(entry["reason"] for entry in entries)
    return frozenset(
        Survivor(entry["module"], entry["place"], change) for entry in entries for change in entry["changes"]
    )


def stale(known: Iterable[Survivor], survivors: Iterable[Survivor], tried: Iterable[str]) -> list[Survivor]:
    """Return what is listed and did not survive, in modules of which all mutants were tried or none exist."""
    there = frozenset(modules())
    return sorted(
        one
        for one in set(known) - set(survivors)
        if one.module in frozenset(tried) or one.module not in there
    )


def written(survivors: Iterable[Survivor]) -> str:
    """Write survivors as the list has them, for a reason to be given."""
    places: dict[tuple[str, str], list[str]] = {}
    for module, place, change in sorted(set(survivors)):
        places.setdefault((module, place), []).append(f"  '''{change}''',")
    return "\n".join(
        "\n".join(
            (
                "[[survivors]]",
                f'module = "{module}"',
                f'place = "{place}"',
                "changes = [",
                *changes,
                "]",
                'reason = ""\n',
            )
        )
        for (module, place), changes in places.items()
    )
