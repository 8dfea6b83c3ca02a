"""What every layer holds of one failure, those that the first opinion overruled included."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._core.classify import DEFAULT, DEFAULT_RULE, classify_evidence
from otel_errkind._core.layers import NAMED_LAYERS, Additions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from otel_errkind._core.dialects.registry import Reader
    from otel_errkind._core.layers import NamedLayer, Reading
    from otel_errkind._core.model import ErrorInfo, Evidence, Opinion


class Hearing(NamedTuple):
    """A verdict, what was read of the evidence, and what each layer holds of it, in the order of asking."""

    verdict: ErrorInfo
    reading: Reading
    opinions: tuple[tuple[str, Opinion | None], ...]

    @property
    def deciding(self) -> int:
        """Return the place of the first opinion: it is the verdict."""
        return next(place for place, (_, opinion) in enumerate(self.opinions) if opinion is not None)


def hear(
    evidence: Evidence, first: Sequence[NamedLayer] = (), readers: tuple[Reader, ...] = ()
) -> Hearing | None:
    """Classify evidence and ask every layer, those in `first` before all others; None if nothing failed.

    The dialects in `readers` read a body before those that are built in.
    """
    readings: list[Reading] = []
    # In front of all others, with no opinion of its own: it sees what they are asked about.
    added = Additions((readings.append, *(layer for _, layer in first)), readers)
    verdict = classify_evidence(evidence, added, by_name=True)
    if verdict is None:
        return None
    hearings = (_hearing(verdict, reading, (*first, *NAMED_LAYERS)) for reading in readings)
    return next(hearing for hearing in hearings if _is_the_judged(hearing))


def _hearing(verdict: ErrorInfo, reading: Reading, layers: Sequence[NamedLayer]) -> Hearing:
    opinions = tuple((name, layer(reading)) for name, layer in layers)
    if all(opinion is None for _, opinion in opinions):
        opinions = (*opinions, (DEFAULT_RULE, DEFAULT))
    return Hearing(verdict, reading, opinions)


def _is_the_judged(hearing: Hearing) -> bool:
    """Tell whether this is the member of an exception group that the verdict is about."""
    _, opinion = hearing.opinions[hearing.deciding]
    verdict = hearing.verdict
    return opinion is not None and (opinion.reason, opinion.rule) == (verdict.reason, verdict.rule)
