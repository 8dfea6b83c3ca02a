"""Rule a code by its words: split it as its vendor spelled it, then look the words up in the vocabulary."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple, TypeAlias

from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late
from otel_errkind._core.vocabulary import ROWS
from otel_errkind._core.vocabulary.row import Row


class Ruling(NamedTuple):
    """What a code says, and whether another attempt may work where the code knows better than its reason."""

    reason: Reason
    retryable: bool | None = None
    firm: bool = False
    """Whether the words are believed where others of the reason are not."""


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
    last: bool
    ruling: Ruling


Index: TypeAlias = dict[str, list[_Phrase]]

_HUMP = late(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = late(r"[a-z0-9]+")
_O_AUTH = late(r"(?<![a-z0-9])o_(?=auth)")
PACKAGE = late(
    r"\A(?:javax?\.[a-z.]*"
    r"|(?:jakarta|kotlin|scala|org|com|net|io|[sS]ystem|[mM]icrosoft|akka)\.(?:[\w$]+\.)*(?=[A-Z]))"
)
"""Where a class lives says nothing of what it means: a time-out of `java.util.concurrent` is one."""
_GAP = 5


def _phrases(rows: Iterable[Row]) -> Iterator[_Phrase]:
    texts = ((row, text.strip()) for row in rows for text in row.phrases.split(",") if text.strip())
    for rank, (row, text) in enumerate(texts):
        start, _, rest = "".join(text.strip("^!$").split()).partition("..")
        first, whole, last = text.startswith("^"), text.endswith("!"), text.endswith("$")
        ruling = Ruling(row.reason, row.retryable, row.firm)
        yield _Phrase(rank, text, start, rest, first, whole, last, ruling)


def index_of(rows: Iterable[Row]) -> Index:
    """Group the phrases by their first two letters: a code is compared with a handful, not with hundreds."""
    index: Index = {}
    for phrase in _phrases(rows):
        index.setdefault(phrase.start[:2], []).append(phrase)
    return index


@cache
def _vocabulary() -> Index:
    """Index the vocabulary at the first code: an import could not wait for it."""
    return index_of(ROWS)


def words_of(code: str) -> list[str]:
    """Split a code into its words, whatever sets them apart: humps, dots, dashes, slashes, underscores."""
    spelled = _HUMP.sub("_", PACKAGE.sub("", code)).lower()
    return _WORD.findall(_O_AUTH.sub("o", spelled).replace("qps", "_qps_"))


@lru_cache(maxsize=2048)
def ruling_of(code: str) -> Ruling | None:
    """Return what the words of a code say; None if they say nothing."""
    return best(words_of(code), _vocabulary())


def best(words: Sequence[str], index: Index) -> Ruling | None:
    """Return what the highest phrase says that is met in the words."""
    phrase = _best(words, index)
    return phrase.ruling if phrase is not None else None


def phrase_in(code: str) -> str | None:
    """Return the phrase of the vocabulary that rules a code, its words joined by blanks."""
    phrase = _best(words_of(code), _vocabulary())
    return " ".join(phrase.text.split()) if phrase is not None else None


def _best(words: Sequence[str], index: Index) -> _Phrase | None:
    joined, ends = "".join(words), list(accumulate(map(len, words)))
    starts = [0, *ends[:-1]]
    met = (
        phrase
        for place in starts
        for phrase in index.get(joined[place : place + 2], ())
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
    if phrase.last:
        return end == ends[-1]
    return bool(end) and (not phrase.whole or end in ends)
