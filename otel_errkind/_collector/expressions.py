"""Regular expressions in RE2's dialect, as Go reads them: no look-around, no possessive repetition."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_AHEAD = "(?!"
_ENDLESS = {"0": "*", "1": "+"}
_SPECIAL = re.compile(r"[][\\.^$*+?{}()|]")


class Guarded(NamedTuple):
    """A pattern, and what must not be met for it to count: RE2 cannot look ahead."""

    met: str
    unless: str


def literal(text: str) -> str:
    """Return a pattern for exactly this text; unlike `re.escape` it leaves blanks and dashes alone."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def one_of(texts: Iterable[str]) -> str:
    """Return a pattern for any of these texts."""
    return "(?:" + "|".join(map(literal, texts)) + ")"


def alternatives(pattern: str) -> list[str]:
    """Split a pattern at the bars that stand in no group."""
    depth, found = 0, [""]
    for part in re.findall(r"\\.|\[(?:\\.|[^\]])*\]|.", pattern, re.DOTALL):
        depth += {"(": 1, ")": -1}.get(part, 0)
        if part == "|" and not depth:
            found.append("")
        else:
            found[-1] += part
    return found


def without_ahead(pattern: str) -> tuple[str, list[Guarded]]:
    """Return the alternatives that look nowhere ahead as one pattern, and the others one by one.

    A text that meets one of those, with behind it what is forbidden there, does not count for it. If it holds
    another match beside, that is missed: rather no opinion than a wrong one.
    """
    parts = alternatives(pattern)
    plain = [part for part in parts if _AHEAD not in part]
    return "|".join(plain), [_guarded(part) for part in parts if _AHEAD in part]


def _guarded(pattern: str) -> Guarded:
    before, _, behind = pattern.partition(_AHEAD)
    end = _closing(behind)
    return Guarded(before + behind[end + 1 :], f"{before}(?:{behind[:end]})")


def _closing(text: str) -> int:
    """Return where the group ends that was opened before the text."""
    depths = accumulate({"(": 1, ")": -1}.get(character, 0) for character in text)
    return next(place for place, depth in enumerate(depths) if depth < 0)


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


def digits_but(excluded: Collection[str]) -> str:
    """Return a pattern for the rest of a number that is none of the rests; it must not go on behind it."""
    if not excluded:
        return "[0-9]*"
    by_rest: dict[str, str] = {}
    for digit in "0123456789":
        rest = digits_but({text[1:] for text in excluded if text.startswith(digit)})
        by_rest[rest] = by_rest.get(rest, "") + digit
    longer = "|".join(f"[{digits}]{rest}" for rest, digits in by_rest.items())
    return f"(?:{longer})" + ("" if "" in excluded else "?")


def unbounded(pattern: str) -> str:
    """Take the bounds off repetitions: RE2 needs none to be fast, and allows at most 1000."""
    return re.sub(
        r"\{([0-9]+),[0-9]{2,}\}\+?", lambda found: _ENDLESS.get(found[1], f"{{{found[1]},}}"), pattern
    )


def named(pattern: str, name: str) -> str:
    """Give the first group of a pattern a name, by which OTTL returns it."""
    return re.sub(r"(?<!\\)\((?!\?)", f"(?P<{name}>", pattern, count=1)
