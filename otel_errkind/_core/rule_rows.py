"""From parsed tables to the rules of one source, which is refused whole if one of them is not understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypedDict, cast

from otel_errkind._core.rules import NAME, Rule, RuleError, refusal, unknown
from otel_errkind._shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from otel_errkind._core.conditions import Match

MOST_RULES = 200
"""Rules in one source: each failed call asks all of them, and each name is a value of `errkind.rule`."""

_REQUIRED = ("name", "match", "reason")
_KEYS = (*_REQUIRED, "category", "retryable")


class Row(TypedDict):
    """A rule as a TOML file states it."""

    name: str
    match: Match
    reason: str
    category: NotRequired[str]
    retryable: NotRequired[bool]


def parse_rules(parsed: Mapping[str, object]) -> tuple[Rule, ...]:
    """Make rules of a parsed TOML file; raise `RuleError` if anything in it is not understood."""
    for key in parsed:
        if key != "rule":
            raise unknown(key, ["[[rule]]"])
    tables = parsed.get("rule", [])
    if not isinstance(tables, list):
        raise refusal(None, "rule", tables, "tables that begin with [[rule]]")
    return checked(_parsed(place, table) for place, table in enumerate(cast("list[object]", tables), 1))


def _parsed(place: int, table: object) -> Rule:
    try:
        return Rule(**_row(table))
    except RuleError as error:
        error.place = place
        raise


def _row(table: object) -> Row:
    if not isinstance(table, dict):
        raise refusal(None, "", table, f"a table of {', '.join(_KEYS)}")
    fields = cast("dict[object, object]", table)
    name = fields.get("name")
    rule = repr(name) if isinstance(name, str) and NAME.fullmatch(name) else None
    for key in fields:
        if key not in _KEYS:
            raise unknown(key, _KEYS, rule=rule)
    for key in _REQUIRED:
        if key not in fields:
            fault = "is missing"
            raise RuleError(fault, rule=rule, key=key)
    return cast("Row", table)


def checked(rules: Iterable[object]) -> tuple[Rule, ...]:
    """Return the rules of one source; raise `RuleError` for what is no rule, too many, or named twice."""
    known: dict[str, Rule] = {}
    for place, rule in enumerate(rules, 1):
        error = _misplaced(place, rule, known)
        if error is not None:
            error.place = place
            raise error
        known[cast("Rule", rule).name] = cast("Rule", rule)
    return tuple(known.values())


def _misplaced(place: int, rule: object, known: Mapping[str, Rule]) -> RuleError | None:
    if not isinstance(rule, Rule):
        return RuleError(f"is {shown(rule)}; accepted: an otel_errkind.rules.Rule")
    if rule.name in known:
        return RuleError("is the name of an earlier rule, too", rule=repr(rule.name), key="name")
    if place > MOST_RULES:
        return RuleError(f"is one too many; accepted: {MOST_RULES} rules", rule=repr(rule.name))
    return None
