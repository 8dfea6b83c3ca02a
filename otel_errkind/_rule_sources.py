"""Where rules come from: the setting, files, and other distributions; a source is refused as a whole."""

from __future__ import annotations

from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, cast

from otel_errkind._core.rule_rows import checked
from otel_errkind._installed import RULES, loaded
from otel_errkind.rules import Rule, RuleError, load_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def gather(given: Iterable[object]) -> tuple[tuple[Rule, ...], list[str]]:
    """Return the rules in force, in their order, and in sentences which sources were refused. Never raises.

    `given` holds rules and paths of files; installed rules come after them. Where two sources have rules of
    one name, that of the earlier is in force: so a rule that came with a distribution can be replaced.
    """
    items, problems = tuple(given), list[str]()
    sources = (_stated(items, problems), *_read(items, problems), *installed())
    rules: dict[str, Rule] = {}
    for rule in chain.from_iterable(sources):
        rules.setdefault(rule.name, rule)
    return tuple(rules.values()), problems


def _stated(items: Iterable[object], problems: list[str]) -> tuple[Rule, ...]:
    try:
        return checked(item for item in items if not isinstance(item, Path))
    except RuleError as error:
        problems.append(f"The rules that are given in code are refused, all of them: {error}.")
        return ()


def _read(items: Iterable[object], problems: list[str]) -> Iterator[tuple[Rule, ...]]:
    for path in items:
        if isinstance(path, Path):
            try:
                yield load_rules(path)
            # The file system's ValueError is a null character in the path.
            except (OSError, ValueError) as error:
                what = error.strerror if isinstance(error, OSError) and error.strerror else error
                problems.append(f"The rules of {str(path)!r} are refused, all of them: {what}.")


@cache  # three instrumentors ask, and one that is refused is reported once
def installed() -> tuple[tuple[Rule, ...], ...]:
    """Return the rules of each entry point, sorted by the name of the entry point."""
    return loaded(RULES, "rules", lambda _, rules: checked(cast("Iterable[object]", rules)))
