"""How the value of a setting is read, by its kind: what it comes to, and what is wrong with it."""

import fnmatch
import re
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Generic, Literal, NamedTuple, Never, TypeAlias, TypeVar, cast

from otel_errkind._shown import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

T_co = TypeVar("T_co", covariant=True)

Patterns: TypeAlias = tuple[re.Pattern[str], ...]
InspectSuccess: TypeAlias = Literal["off", "auto"] | Patterns
"""Nobody, everybody, or the hosts whose whole name one of the patterns matches (`Pattern.match`)."""

# Patterns as texts: `re` compiles them when a setting is read that needs one, not at import.
_WHOLE_NUMBER = r"[0-9]{1,18}"
_BOOLEANS: dict[str, bool] = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off"), False),
}
_MODES: dict[str, Literal["off", "auto"]] = {"off": "off", "auto": "auto"}
_HOST = r"[0-9A-Za-z._:*?-]+"
# OpenTelemetry splits its own lists at every comma. That would turn `sk-[0-9]{20,}` into two patterns which
# compile and find no secret, so a comma after a backslash, in [...] or in {m,n} does not separate here. A set
# of more than a hundred characters is none here: each of many brackets would be followed to the end.
_ITEM = r"(?s:\\.|\[\^?\]?(?:\\.|[^\]\\]){0,99}+\]|\{\d*,\d*\}|[^,])++"


class Parsed(NamedTuple, Generic[T_co]):
    """What a given value comes to, None if to nothing, and what is wrong with it."""

    value: T_co | None
    faults: tuple[str, ...] = ()


class Kind(NamedTuple, Generic[T_co]):
    """A sort of values: how one is read and, in words, what is accepted."""

    parse: Callable[[object], Parsed[T_co]]
    accepted: str


def _refused(value: object) -> Parsed[Never]:
    return Parsed(None, (f"is {shown(value)}, so the default applies",))


def whole_number(low: int, high: int) -> Kind[int]:
    def parse(value: object) -> Parsed[int]:
        number = (
            int(value) if isinstance(value, str) and re.fullmatch(_WHOLE_NUMBER, value.strip()) else value
        )
        if isinstance(number, int) and not isinstance(number, bool) and low <= number <= high:
            return Parsed(number)
        return _refused(value)

    return Kind(parse, f"a whole number from {low} to {high}")


def _boolean(value: object) -> Parsed[bool]:
    known = _BOOLEANS.get(value.strip().lower()) if isinstance(value, str) else value
    return Parsed(known) if isinstance(known, bool) else _refused(value)


def _items(value: object) -> list[object]:
    """Split a text at its separating commas; take a list or tuple as it is, and anything else as one item."""
    match value:
        case str():
            return [text for item in re.findall(_ITEM, value) if (text := item.strip())]
        case list() | tuple():
            return [*value]
        case _:
            return [value]


def compiled(text: str) -> re.Pattern[str] | str:
    """Return the pattern, or what is wrong with it."""
    try:
        return re.compile(text)
    # `re` raises OverflowError for a{99999999999}, RecursionError for a thousand parentheses, and for [[a] a
    # FutureWarning, which is an exception in a process that runs with -W error.
    except (re.error, OverflowError, RecursionError, Warning) as error:
        return ascii(str(error))


def _pattern(item: object) -> re.Pattern[str] | str:
    """Compile an item of a list, except the empty pattern, which everything contains."""
    if not isinstance(item, str):
        return f"it is {shown(item)}"
    return compiled(item) if item.strip() else "it is empty"


def _patterns(value: object) -> Parsed[Patterns]:
    """Compile what compiles: one bad pattern must not switch off the redaction that the others ask for."""
    results = [_pattern(item) for item in _items(value)]
    # A pattern is named by its place alone, because a pattern to redact may be the secret itself.
    return Parsed(
        tuple(result for result in results if isinstance(result, re.Pattern)),
        tuple(
            f"has a bad pattern at place {place} ({result}), so that one is left out"
            for place, result in enumerate(results, 1)
            if isinstance(result, str)
        ),
    )


def _host(item: object) -> re.Pattern[str] | None:
    """Compile the pattern of a host, except one like `true`: whoever writes that means something else."""
    if not isinstance(item, str) or not re.fullmatch(_HOST, item) or item.lower() in {*_BOOLEANS, *_MODES}:
        return None
    return re.compile(fnmatch.translate(item), re.IGNORECASE)


def _inspect_success(value: object) -> Parsed[InspectSuccess]:
    # PyYAML reads a bare `off` as False.
    word = "off" if value is False else value if isinstance(value, str) else ""
    if mode := _MODES.get(word.strip().lower()):
        return Parsed[InspectSuccess](mode)
    items = _items(value)
    hosts = [_host(item) for item in items]
    return Parsed(tuple(filter(None, hosts))) if all(hosts) else _refused(items[hosts.index(None)])


def _rules(value: object) -> Parsed[tuple[object, ...]]:
    """Take a text for the path of a file; what else a list holds is judged by who knows what a rule is."""
    if not isinstance(value, str | PurePath | list | tuple):
        return _refused(value)
    items = [value] if isinstance(value, str | PurePath) else cast("Sequence[object]", value)
    return Parsed(tuple(Path(item) if isinstance(item, str | PurePath) else item for item in items))


BOOLEAN = Kind(_boolean, "true, false, 1, 0, yes, no, on or off")
HOSTS = Kind(_inspect_success, "off, auto, or comma-separated names of hosts with * and ? as wildcards")
PATTERNS = Kind(
    _patterns, "comma-separated regular expressions (a comma in [...], in {m,n} or after \\ is none)"
)
RULE_SOURCES = Kind(_rules, "the path of a TOML file; in code also a list of rules and paths")
