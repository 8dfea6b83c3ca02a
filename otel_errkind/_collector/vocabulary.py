"""The vocabulary of error codes as regular expressions over words that blanks set apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._collector.expressions import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

_GAP = "(?: [a-z0-9]+){0,4}"
"""What `..` lets stand between: up to four words."""


def alternation(phrases: str) -> str:
    """Return one pattern for a row of phrases, from the start of the words to their end.

    A phrase may start at any word and its words may be run together; the last one may go on.
    """
    anchored = [text.strip() for text in phrases.split(",") if text.strip()]
    inner = [_phrase(text) for text in anchored if not text.startswith("^")]
    first = [_phrase(text) for text in anchored if text.startswith("^")]
    return "(?:" + "|".join(_places(inner, first)) + ")"


def _places(inner: list[str], first: list[str]) -> Iterator[str]:
    if inner:
        yield f"(?:.* )?(?:{'|'.join(inner)})"
    if first:
        yield f"(?:{'|'.join(first)})"


def _phrase(text: str) -> str:
    start, gap, rest = text.strip("^!$").partition("..")
    pattern = _run(start) + (f"[a-z0-9]*{_GAP} {_run(rest)}" if gap else "")
    if text.endswith("$"):
        return pattern + "$"
    return pattern + (r"\b" if text.endswith("!") else "")


def _run(words: str) -> str:
    return " ?".join(map(literal, words.split()))
