"""Find the phrase that a text holds, among those that its status and its dialect allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.phrase_rows import ENVELOPES, PAGES, PHRASES

if TYPE_CHECKING:
    from otel_errkind._core.phrase_rows import Phrase

_BY_PLACE: dict[tuple[int, str], tuple[Phrase, ...]] = {
    (status, dialect): tuple(
        phrase for phrase in PHRASES if status in phrase.statuses and dialect in phrase.dialects
    )
    for status in {status for phrase in PHRASES for status in phrase.statuses}
    for dialect in ENVELOPES | PAGES
}


def phrase_for(status: int, dialect: str, message: str, elapsed: float) -> Phrase | None:
    """Return the phrase that the message holds and that this status and dialect allow."""
    phrases = _BY_PLACE.get((status, dialect))
    if not phrases:
        return None
    lowered = message.lower()
    for phrase in phrases:
        if elapsed >= phrase.elapsed and _holds(phrase, lowered):
            return phrase
    return None


def _holds(phrase: Phrase, lowered: str) -> bool:
    if not any(word in lowered for word in phrase.words):
        return False
    find = phrase.pattern.match if phrase.begins else phrase.pattern.search
    return find(lowered) is not None
