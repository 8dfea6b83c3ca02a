"""One text that means more than its status, and the dialects that such texts stand in."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late

ENVELOPES = frozenset(
    (
        *(
            "anthropic",
            "aws",
            "detail",
            "errors",
            "fhir",
            "google",
            "graphql",
            "grpc",
            "kubernetes",
            "numbered",
        ),
        *("oauth", "openai", "plain", "problem", "slack", "stripe", "form", "soap", "xml"),
    )
)
PAGES = frozenset(("html", "text"))
ANYWHERE = ENVELOPES | PAGES
SOAP = frozenset(("soap",))


class Phrase(NamedTuple):
    """A text that decides under some statuses, in bodies of some dialects."""

    name: str
    statuses: frozenset[int]
    dialects: frozenset[str]
    pattern: re.Pattern[str]
    reason: Reason
    begins: bool = False
    """Whether the text has to begin with it: a search for `^` would look at every letter."""
    words: tuple[str, ...] = ("",)
    """One of these stands in every text that the pattern meets; to look for them is much faster."""
    elapsed: float = 0.0
    """Seconds that the call must have taken: Heroku sends one page for a crash and for its 30 s limit."""


def row(
    name: str,
    statuses: Iterable[int],
    dialects: frozenset[str],
    pattern: str,
    reason: Reason,
    *words: str,
) -> Phrase:
    return Phrase(name, frozenset(statuses), dialects, late(pattern), reason, words=words or ("",))


def first(
    name: str, statuses: Iterable[int], dialects: frozenset[str], pattern: str, reason: Reason
) -> Phrase:
    """Make a row for the beginning of a text."""
    return Phrase(name, frozenset(statuses), dialects, late(pattern), reason, begins=True)
