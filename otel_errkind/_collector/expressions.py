"""Regular expressions in RE2's dialect, as Go reads them: no look-around, no possessive repetition."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_AHEAD = "(?!"
_ENDLESS = {"0": "*", "1": "+"}
_SPECIAL = re.compile(r"[][\\.^$*+?{}()|]")


class Pair(NamedTuple):
    """A pattern, and what must not be met for it to count: RE2 cannot look ahead."""

    met: str
    unless: str | None = None


def literal(text: str) -> str:
    """Return a pattern for exactly this text; unlike `re.escape` it leaves blanks and dashes alone."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def one_of(texts: Iterable[str]) -> str:
    """Return a pattern for any of these texts."""
    return "(?:" + "|".join(map(literal, texts)) + ")"


def without_ahead(pattern: str) -> Pair:
    """Take the negative look-aheads out of a pattern.

    A text that meets the second pattern, in which what was forbidden is demanded, does not count. If it holds
    another match beside that one it is missed: rather no opinion than a wrong one.
    """
    met, unless, rest = "", "", pattern
    while _AHEAD in rest:
        before, _, behind = rest.partition(_AHEAD)
        end = _closing(behind)
        met, unless, rest = met + before, unless + before + f"(?:{behind[:end]})", behind[end + 1 :]
    return Pair(met + rest, unless + rest if unless else None)


def _closing(text: str) -> int:
    """Return where the group ends that was opened before the text."""
    depth = 1
    for place, character in enumerate(text):
        escaped = place and text[place - 1] == "\\"
        depth += 0 if escaped else {"(": 1, ")": -1}.get(character, 0)
        if not depth:
            return place
    raise ValueError(text)


def statuses(wanted: Collection[int]) -> str:
    """Return a pattern for the statuses, whole hundreds and tens in short."""
    left, parts = set(wanted), list[str]()
    for size, tail in ((100, "[0-9]{2}"), (10, "[0-9]")):
        for start in range(0, 1000, size):
            block = set(range(start, start + size))
            if block <= left and start:
                parts.append(f"{start // size}{tail}")
                left -= block
    return "^(?:" + "|".join((*parts, *map(str, sorted(left)))) + ")$"


def unbounded(pattern: str) -> str:
    """Take the bounds off repetitions: RE2 needs none to be fast, and allows at most 1000."""
    return re.sub(r"\{([0-9]+),[0-9]{2,}\}\+?", lambda found: _ENDLESS.get(found[1], f"{{{found[1]},}}"), pattern)


def named(pattern: str, name: str, group: int = 1) -> str:
    """Give a group of a pattern a name, by which OTTL returns it."""
    plain = [found.start() for found in re.finditer(r"(?<!\\)\((?!\?)", pattern)]
    place = plain[group - 1] + 1
    return f"{pattern[:place]}?P<{name}>{pattern[place:]}"
