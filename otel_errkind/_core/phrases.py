"""Find the phrase that a text holds, among those that its status and its dialect allow."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from otel_errkind._core import page_rows, phrase_rows

if TYPE_CHECKING:
    from otel_errkind._core.phrase import Phrase

PHRASES = (*phrase_rows.ROWS, *page_rows.ROWS)
"""Those of envelopes first; no body has the dialects of both."""


def phrase_for(status: int, dialect: str, message: str, elapsed: float) -> Phrase | None:
    """Return the phrase that the message holds and that this status and dialect allow."""
    phrases = _allowed(status, dialect)
    if not phrases:
        return None
    lowered = message.lower()
    for phrase in phrases:
        if elapsed >= phrase.elapsed and _holds(phrase, lowered):
            return phrase
    return None


@lru_cache(maxsize=1024)
def _allowed(status: int, dialect: str) -> tuple[Phrase, ...]:
    return tuple(phrase for phrase in PHRASES if status in phrase.statuses and dialect in phrase.dialects)


def _holds(phrase: Phrase, lowered: str) -> bool:
    if not any(word in lowered for word in phrase.words):
        return False
    find = phrase.pattern.match if phrase.begins else phrase.pattern.search
    return find(lowered) is not None
