"""Rule a code by its words: split it as its vendor spelled it, then look the words up in the vocabulary."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._core.vocabulary import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from otel_errkind._core.model import Reason


class Ruling(NamedTuple):
    """What a code says, and whether another attempt may work where the code knows better than its reason."""

    reason: Reason
    retryable: bool | None = None


class _Phrase(NamedTuple):
    """One phrase of the vocabulary, its words run together so that `toomanyrequests` is met as well."""

    rank: int
    text: str
    """As the vocabulary has it."""
    start: str
    rest: str
    """What must follow within a few words, after `..`."""
    first: bool
    whole: bool
    ruling: Ruling


_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[a-z0-9]+")
_JOINED = (("o_auth", "oauth"), ("web_hook", "webhook"))
_GAP = 5


def _phrases() -> Iterator[_Phrase]:
    texts = ((row, text.strip()) for row in ROWS for text in row.phrases.split(","))
    for rank, (row, text) in enumerate(texts):
        start, _, rest = "".join(text.strip("^!").split()).partition("..")
        first, whole = text.startswith("^"), text.endswith("!")
        yield _Phrase(rank, text, start, rest, first, whole, Ruling(row.reason, row.retryable))


def _index() -> dict[str, list[_Phrase]]:
    """Group the phrases by their first two letters: a code is compared with a handful, not with hundreds."""
    index: dict[str, list[_Phrase]] = {}
    for phrase in _phrases():
        index.setdefault(phrase.start[:2], []).append(phrase)
    return index


_BY_LETTERS = _index()


def words_of(code: str) -> list[str]:
    """Split a code into its words, whatever sets them apart: humps, dots, dashes, slashes, underscores."""
    spelled = _HUMP.sub("_", code).lower()
    for apart, joined in _JOINED:
        spelled = spelled.replace(apart, joined)
    return _WORD.findall(spelled)


@lru_cache(maxsize=2048)
def ruling_of(code: str) -> Ruling | None:
    """Return what the words of a code say; None if they say nothing."""
    best = _best(code)
    return best.ruling if best is not None else None


def phrase_in(code: str) -> str | None:
    """Return the phrase of the vocabulary that rules a code, its words joined by blanks."""
    best = _best(code)
    return " ".join(best.text.split()) if best is not None else None


def _best(code: str) -> _Phrase | None:
    words = words_of(code)
    joined, ends = "".join(words), list(accumulate(map(len, words)))
    starts = [0, *ends[:-1]]
    met = (
        phrase
        for place in starts
        for phrase in _BY_LETTERS.get(joined[place : place + 2], ())
        if _holds(phrase, joined, place, ends)
    )
    return min(met, key=lambda phrase: phrase.rank, default=None)


def _holds(phrase: _Phrase, joined: str, place: int, ends: list[int]) -> bool:
    if (phrase.first and place) or not joined.startswith(phrase.start, place):
        return False
    end = place + len(phrase.start)
    if phrase.rest:
        later = [start for start in ends if start >= end][:_GAP]
        end = next((start + len(phrase.rest) for start in later if joined.startswith(phrase.rest, start)), 0)
    return bool(end) and (not phrase.whole or end in ends)
