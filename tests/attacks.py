"""Texts made to upset a regular expression: out of its own parts, so that a new one is attacked as well."""

from __future__ import annotations

import re
from re import _constants as sre  # type: ignore[attr-defined]  # no public way to look into a pattern
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

CHARACTERS = " a0A_-.,:;=@%&<>{}[]()/\\\"'\n\r\t\0é"
REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}
CATEGORIES = {sre.CATEGORY_SPACE: " ", sre.CATEGORY_DIGIT: "1", sre.CATEGORY_WORD: "a"}
LONGEST_SAMPLE = 2000


def attacks(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    """Yield a beginning and what to repeat behind it: samples, near misses, literals, single characters."""
    samples = [sample(parsed(pattern), times) for times in (0, 1, 2, 3, 17)]
    literals = sorted(set(literals_of(parsed(pattern))))[:32]
    near = {
        part for text in samples for part in (text, text[:-1], text[1:], text[: len(text) // 2], text + " ")
    }
    pairs = {first + second for first in literals[:5] for second in literals[:5]}
    yield from (("", unit) for unit in sorted({*near, *literals, *pairs, *CHARACTERS} - {""}))
    beginnings = {samples[1][:length] for length in (1, 2, 5, 9, 14, 20)} - {""}
    yield from ((beginning, unit) for beginning in sorted(beginnings) for unit in ' a0"\\{')


def text_of(attack: tuple[str, str], size: int) -> str:
    """Write an attack out to a size."""
    beginning, unit = attack
    return (beginning + unit * (size // len(unit) + 1))[:size]


def parsed(pattern: re.Pattern[Any]) -> Any:
    """Parse the source of a pattern once more."""
    source = pattern.pattern
    if isinstance(source, bytes):
        return parser.parse(source.decode("latin-1"), pattern.flags)
    return parser.parse(source, pattern.flags)


def sample(tree: Any, times: int) -> str:
    """Return a text that the pattern may match, with as many repetitions as are allowed and asked for."""
    return "".join(_sample(kind, value, times) for kind, value in tree)[:LONGEST_SAMPLE]


def _sample(kind: Any, value: Any, times: int) -> str:  # noqa: PLR0911 - one return a kind of node
    if kind is sre.LITERAL:
        return chr(value)
    if kind in {sre.NOT_LITERAL, sre.ANY}:
        return "x"
    if kind is sre.IN:
        return _member(value)
    if kind is sre.BRANCH:
        return sample(value[1][times % len(value[1])], times)
    if kind is sre.SUBPATTERN:
        return sample(value[3], times)
    if kind is sre.ATOMIC_GROUP:
        return sample(value, times)
    if kind in REPEATS:
        least, most, inner = value
        often = min(max(int(least), times), int(most))
        return sample(inner, times) * often
    return ""  # an assertion


def _member(members: Any) -> str:
    """Return one character of a set; of what a set leaves out, one that hardly any names."""
    kind, value = members[0]
    if kind is sre.LITERAL:
        return chr(value)
    if kind is sre.RANGE:
        return chr(value[0])
    return CATEGORIES.get(value, "~")


def literals_of(tree: Any) -> Iterator[str]:
    """Yield the runs of literal characters in a pattern, and one member of each of its sets."""
    run = ""
    for kind, value in tree:
        if kind is sre.LITERAL:
            run += chr(value)
            continue
        yield from (text for text in (run, *_inner_literals(kind, value)) if text)
        run = ""
    if run:
        yield run


def _inner_literals(kind: Any, value: Any) -> Iterator[str]:
    if kind is sre.IN:
        yield _member(value)
    for tree in _inner_trees(kind, value):
        yield from literals_of(tree)


def _inner_trees(kind: Any, value: Any) -> tuple[Any, ...]:
    if kind is sre.BRANCH:
        return tuple(value[1])
    if kind is sre.ATOMIC_GROUP:
        return (value,)
    if kind is sre.SUBPATTERN:
        return (value[3],)
    return (value[2],) if kind in REPEATS else ()
