"""What the engine makes of one code of an answer, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.redact import Redactor
from otel_errkind._core.rulings import REPEATING, repeats, rule_code
from otel_errkind._core.words import phrase_in, ruling_of
from otel_errkind._screen import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.model import Reason

_redact = Redactor()


def shown(text: str) -> str:
    """Return a text of the answer on one line and without its secrets."""
    return one_line(_redact(text))


def meaning_of(code: str, table: Mapping[str, Reason], status: int | None) -> str:
    """Say what a code means, what says so, and what the status leaves of it."""
    phrase = phrase_in(code)
    if code in table:
        meant, source = table[code], "its row in the dialect's table"
    elif (by_words := ruling_of(code)) is not None:
        meant, source = by_words.reason, f'the words "{phrase}" in it'
    else:
        return f'"{shown(code)}" means nothing to it'
    return f'"{shown(code)}" means {meant} by {source}{_what_is_left(code, table, status, meant)}'


def _what_is_left(code: str, table: Mapping[str, Reason], status: int | None, meant: Reason) -> str:
    ruling = rule_code(code, table, status)
    if ruling is not None:
        return "" if ruling.reason is meant else f", and under a {status} that is {ruling.reason}"
    is_repeated = meant in REPEATING or repeats(code, status)
    return ", which only repeats the status" if is_repeated else f", which a {status} rules out"
