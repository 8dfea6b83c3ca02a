"""The sources of rules, each of which is refused as a whole."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from otel_errkind._core.rule_rows import checked
from otel_errkind._doctor.facts import Rules
from otel_errkind._doctor.gather.attempt import Attempt
from otel_errkind._installed import RULES, offered
from otel_errkind.rules import load_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from importlib.metadata import EntryPoint

    from otel_errkind.rules import Rule


def rules(given: Iterable[object]) -> tuple[Rules, ...]:
    """Read every source once: rules and files that are given, then the entry points of distributions."""
    items = tuple(given)
    stated = [item for item in items if not isinstance(item, Path)]
    files = dict.fromkeys(item for item in items if isinstance(item, Path))
    return (
        *((_read("code", "instrument(rules=...)", partial(checked, stated)),) if stated else ()),
        *(_read("file", str(path), partial(load_rules, path)) for path in files),
        *(_read("entry point", entry.name, partial(_loaded, entry)) for entry in offered()[RULES]),
    )


def _loaded(entry: EntryPoint) -> tuple[Rule, ...]:
    return checked(entry.load())


def _read(
    kind: Literal["file", "code", "entry point"], name: str, read: Callable[[], tuple[Rule, ...]]
) -> Rules:
    found: tuple[Rule, ...] = ()
    reading = Attempt()
    with reading:
        found = read()
    return Rules(kind=kind, name=name, count=len(found), fault=reading.fault)
