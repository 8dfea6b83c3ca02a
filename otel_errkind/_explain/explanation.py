"""A verdict with the reasons for it: what `explain` shows, whoever renders it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._core.envelope import LONGEST_MESSAGE
from otel_errkind._core.opinions import hear
from otel_errkind._core.redact import Redactor, excerpt
from otel_errkind._core.tables import CATEGORIES, REASONS, category_of
from otel_errkind._explain.reasons import why

if TYPE_CHECKING:
    from collections.abc import Sequence

    from otel_errkind._core.dialects.registry import Reader
    from otel_errkind._core.layers import NamedLayer
    from otel_errkind._core.model import ErrorCategory, ErrorInfo, Evidence, Opinion


class Statement(NamedTuple):
    """What one layer says, why, and whether that is the verdict."""

    layer: str
    opinion: Opinion | None
    why: str
    decides: bool

    @property
    def category(self) -> ErrorCategory | None:
        """Return the category that the verdict would have if this layer decided."""
        return category_of(self.opinion.reason) if self.opinion is not None else None


class Explanation(NamedTuple):
    """A verdict, fit to be shown, and what every layer said."""

    verdict: ErrorInfo
    statements: tuple[Statement, ...]

    @property
    def acts(self) -> str:
        """Say who must act, and how."""
        return CATEGORIES[self.verdict.category]

    @property
    def meaning(self) -> str:
        """Say what exactly went wrong."""
        return REASONS[self.verdict.reason].meaning


def explain(
    evidence: Evidence, first: Sequence[NamedLayer] = (), readers: tuple[Reader, ...] = ()
) -> Explanation | None:
    """Classify evidence and say why, asking layers and readers of others first; None if nothing failed."""
    hearing = hear(evidence, first, readers)
    if hearing is None:
        return None
    statements = (
        Statement(layer, opinion, why(layer, hearing.reading, opinion), place == hearing.deciding)
        for place, (layer, opinion) in enumerate(hearing.opinions)
    )
    return Explanation(_shown(hearing.verdict), tuple(statements))


def _shown(verdict: ErrorInfo) -> ErrorInfo:
    """Take the secrets out of what the answer's sender wrote, as it is done on spans."""
    return verdict._replace(code=_without_secrets(verdict.code), message=_without_secrets(verdict.message))


def _without_secrets(text: str | None) -> str | None:
    if not text:
        return None
    complete = len(text) < LONGEST_MESSAGE  # The engine cuts longer ones.
    kept = excerpt(text, LONGEST_MESSAGE, redact=Redactor(), complete=complete)
    return kept[0] if kept else None
