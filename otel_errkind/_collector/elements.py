"""The elements of XML that say what went wrong, as patterns: those of the core's `elements`."""

from __future__ import annotations

from otel_errkind._collector.expressions import unbounded
from otel_errkind._collector.values import FAILING_NUMBER, FAILURE_WORDS, spelled
from otel_errkind._core.dialects import elements

OPENING = unbounded(elements.OPENING)
ATTRIBUTES = r"(?:\s+[^\s<>=][^<>]*)?\s*>"
"""The rest of a tag. The name of a field may hold a blank, but `error code="5"` is no such name."""
START = r"\s*(?:<!\[CDATA\[)?\s*"
"""What may stand in front of a text."""

_IS = r"\s?=\s?[\"']"
_BEARERS = "|".join(name for name in elements.BEARER_NAMES if name != "status")
_BEARING = rf"{OPENING}(?:{_BEARERS}|[\w.-]*(?:{'|'.join(elements.BEARER_ENDS)}))"
FAILING_ATTRIBUTE = (
    rf"\s(?:(?i:{'|'.join(elements.STATE_ATTRIBUTES)}){_IS}{FAILURE_WORDS}[\"']"
    rf"|(?i:{'|'.join(elements.DENIAL_ATTRIBUTES)}){_IS}(?i:false)[\"']"
    rf"|{spelled('answer')}{_IS}{FAILING_NUMBER}[\"'])"
)


def texts(names: tuple[str, ...], kinds: str, text: str) -> str:
    """Return a pattern for the texts of elements with the names, or with names of the kinds."""
    return rf"{OPENING}{spelled(kinds, *names)}{ATTRIBUTES}{START}{text}"


def bearing(names: tuple[str, ...], value: str = "[^\"'<>]") -> str:
    """Return a pattern for an attribute of an element of an error."""
    return rf"{_BEARING}(?:\s[^<>]*)?\s(?:{'|'.join(names)}){_IS}{value}"


def beside_failure(names: tuple[str, ...], kind: str, value: str) -> tuple[str, str]:
    """Return patterns for an attribute that stands beside one that says that the call failed."""
    attribute = rf"\s{spelled(kind, *names)}{_IS}{value}"
    opening = r"<[\w.:-]+(?:\s[^<>]*)?"
    return (
        f"{opening}{FAILING_ATTRIBUTE}[^<>]*?{attribute}",
        f"{opening}{attribute}[\"'](?:\\s[^<>]*)?{FAILING_ATTRIBUTE}",
    )
