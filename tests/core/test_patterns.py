"""No regular expression of the core can be made slow: each is found by introspection and attacked."""

from __future__ import annotations

import ast
import pkgutil
import re
import time
from collections import deque
from collections.abc import Mapping
from importlib import import_module
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pytest

import otel_errkind._core as core
from attacks import attacks, text_of
from otel_errkind._core import redact, secret_prose, secret_rows
from otel_errkind._core.patterns import LatePattern

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = 65536
NOTABLE = 0.005
"""Seconds below which growth is not looked at: they are over before a clock says much."""
STEEPEST = 9
"""Times as long for four times the text: four if time is linear, sixteen if it is quadratic."""

METHODS = ("match", "fullmatch", "search", "finditer", "findall", "split", "sub")
COMPILERS = {
    "conditions._pattern",  # the user's wildcards, which `fnmatch` translates
    "patterns.__getattr__",  # what `late` makes, which is found by introspection
    "redact._compiled",
    "redact._shapes",
}
"""Functions that compile patterns where they are used."""
AT_THE_BEGINNING = {"carried_texts"}
"""Modules whose tables of patterns are matched, not searched for."""


class Used(NamedTuple):
    """A pattern and how the core applies it."""

    name: str
    pattern: re.Pattern[Any]
    method: str


PLAIN = Used(
    "plain", re.compile(r"\b(?:\w+ ){2}(?:one|two)|\w \w (?:five|six)|(?:seven|nine)(?: \w+)? ten"), "search"
)
"""Reads a text of short words with some steps a character, as the core's plainest patterns do."""
LONGEST = 25
"""Times as long as `PLAIN` takes for as much text: a tenth of a second where this was written, by turns two
tenths, since a shared processor has two speeds. A pattern that goes wrong takes minutes."""


def modules() -> Iterator[tuple[str, Any, str]]:
    """Yield name, module and source of every module of the core."""
    for found in pkgutil.walk_packages(core.__path__, core.__name__ + "."):
        module = import_module(found.name)
        if module.__file__ is not None and not found.ispkg:
            yield found.name.removeprefix(core.__name__ + "."), module, Path(module.__file__).read_text()


SOURCES = {name: source for name, _, source in modules()}


def method_of(name: str) -> str:
    """Return how the core applies a pattern of that name, the slowest way if there are several."""
    used = {
        method
        for source in SOURCES.values()
        for method in METHODS
        if re.search(rf"\b{name}\.{method}\(", source)
    }
    return max(used, key=METHODS.index, default="search")


def named() -> Iterator[Used]:
    """Yield the patterns that modules have under a name of their own, and in tables."""
    for module_name, module, _ in modules():
        for name, value in vars(module).items():
            if isinstance(value, (re.Pattern, LatePattern)):
                yield Used(f"{module_name}.{name}", cast("re.Pattern[Any]", value), method_of(name))
            else:
                begins = module_name in AT_THE_BEGINNING
                for place, (pattern, method) in enumerate(inside(value, begins=begins)):
                    yield Used(f"{module_name}.{name} {place}", pattern, method)


def inside(value: object, *, begins: bool) -> Iterator[tuple[re.Pattern[Any], str]]:
    """Yield the patterns in a table and in its rows, and how each is applied."""
    begins = begins or getattr(value, "begins", False)
    if isinstance(value, (re.Pattern, LatePattern)):
        yield cast("re.Pattern[Any]", value), "match" if begins else "search"
    elif isinstance(value, Mapping):
        yield from (found for row in value.values() for found in inside(row, begins=begins))
    elif isinstance(value, (tuple, list)):
        yield from (found for row in value for found in inside(row, begins=begins))


def tabled() -> Iterator[Used]:
    """Yield the patterns of the redactor, whose tables hold sources."""
    compiled = redact._compiled  # noqa: SLF001 - they are compiled where they are used
    rows = (*secret_rows.NAMED_ROWS, *secret_rows.OTHER_ROWS)
    yield from (Used(f"secret {row.name}", compiled(row.pattern), "finditer") for row in rows)
    spared = secret_prose.SPARED.items()
    yield from (Used(f"spared {name}", compiled(source), "fullmatch") for name, source in spared)
    yield Used("escaped", compiled(redact.ESCAPED), "sub")
    yield Used("secret shapes", redact._shapes(), "finditer")  # noqa: SLF001


def once(found: Iterator[Used]) -> dict[str, Used]:
    """Return patterns by name, each once: modules import from one another, and tables index other tables."""
    first = {(used.pattern.pattern, used.pattern.flags, used.method): used for used in reversed([*found])}
    return {used.name: used for used in first.values()}


PATTERNS = once(chain(named(), tabled()))


@pytest.mark.parametrize("used", PATTERNS.values(), ids=PATTERNS)
def test_no_pattern_can_be_made_slow(used: Used) -> None:
    """64 KiB made of a pattern's own parts take milliseconds, and time grows as the text does."""
    assert slowest(used, SIZE) == []


def slowest(used: Used, size: int) -> list[tuple[str, str]]:
    """Return the first attack that takes too long, or longer than its length allows; none if all is well."""
    # Three times: on a machine that is busy with others, a single one may be slow for no reason of ours.
    found = (attack for attack in attacks(used.pattern) if all(is_slow(used, attack, size) for _ in range(3)))
    return list(islice(found, 1))


def is_slow(used: Used, attack: tuple[str, str], size: int) -> bool:
    """Say whether an attack takes too long, or longer than its length allows."""
    seconds = timed(used, text_of(attack, size))
    if seconds <= NOTABLE:
        return False
    quarter = min(timed(used, text_of(attack, size // 4)) for _ in range(3))
    seconds = min(seconds, *(timed(used, text_of(attack, size)) for _ in range(2)))
    plain = max(timed(PLAIN, text_of(("", "ab "), size)) for _ in range(3))
    return seconds > LONGEST * plain or seconds > max(NOTABLE, STEEPEST * quarter)


def timed(used: Used, text: str) -> float:
    """Return the seconds of this thread that applying a pattern takes: other programs do not count."""
    subject = text.encode() if isinstance(used.pattern.pattern, bytes) else text
    begun = time.thread_time()
    if used.method == "finditer":
        deque(used.pattern.finditer(subject), maxlen=0)
    elif used.method == "sub":
        used.pattern.sub(subject[:0], subject)
    else:
        getattr(used.pattern, used.method)(subject)
    return time.thread_time() - begun


def callers_of_re(source: str) -> Iterator[str]:
    """Yield each function that calls the module `re`."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef):
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("re."):
                    yield function.name


def test_every_pattern_is_attacked() -> None:
    """A pattern is found in its module, or a function that is known here compiles it: none stays unseen."""
    made = {f"{name}.{function}" for name, source in SOURCES.items() for function in callers_of_re(source)}

    assert made == COMPILERS


@pytest.mark.parametrize("source", [r"\s*,x", "<.*>.*</"])
def test_the_attack_finds_what_is_slow(source: str) -> None:
    """Patterns known for their slowness fail: an attack that nothing can fail proves nothing."""
    slow = Used("slow", re.compile(source), "search")

    assert slowest(slow, 16384) != []
