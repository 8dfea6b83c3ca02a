"""What the core's tables call fine, a failure, or a name of a kind, as patterns over the views of a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._collector.expressions import digits_but, literal
from otel_errkind._core import fine
from otel_errkind._core.field_names import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

NEXT = "(?:,|$)"
"""The end of a value in a flat view."""

WELL_WORDS = fine.FINE.pattern
_WELL = f"(?i:{WELL_WORDS.replace('.*', '[^«»]*')})"
WELL = f"«{_WELL}»"
NO_ERROR = f"«(?:{_WELL}|(?i:{'|'.join(fine.NO)}))»"
"""Where an error would stand."""
NOTHING = r"(?:null|false|0(?:\.0+)?|200|«»|\[\]|\{\})"
FINE = f"(?:{WELL}|{NOTHING})"

FAILURE_WORDS = f"(?i:{fine.FAILURES.pattern})"
FAILURE = f"«{FAILURE_WORDS}»"
ERROR_WORD = f"«{fine.ERROR_WORD.pattern}»"

_SUCCESSES = {*("0" * zeros for zeros in range(7)), *map(str, fine.SUCCESSES)}
FAILING_NUMBER = f"«?(?:-[1-9][0-9]*|{digits_but(_SUCCESSES)}|{fine.MARKED_DIGITS.pattern})»?"
NUMBER = "«?-?[0-9]+»?"
NO_NUMBER = r"(?:«[^«»]*[^-0-9«»][^«»]*»|[~\[t]|-?[0-9]+\.)"


def with_word(words: Iterable[str], around: str) -> str:
    """Return a pattern for a text in which one of the words is set apart, by humps or by other characters."""
    listed = sorted(words)
    spelled, capital = "|".join(listed), "|".join(word.capitalize() for word in listed)
    return (
        rf"(?:{around}*[^A-Za-z0-9«»<>\s])?(?i:{spelled})(?:[^A-Za-z0-9«»<>\s]{around}*)?"
        rf"|{around}*(?:{capital})(?:[^a-z«»<>\s]{around}*)?|(?:{spelled})[A-Z]{around}*"
    )


FAILING_WORD = with_word(fine.FAILING, "[A-Za-z0-9_.-]")
_ENDS = "|".join(fine.REFUSAL_ENDS)
_ENDS_IN_HUMPS = "|".join(end.capitalize() for end in fine.REFUSAL_ENDS)
REFUSAL = (
    f"«(?:{with_word(fine.REFUSALS, '[A-Za-z0-9_.-]')}"
    f"|[^«»]*[A-Za-z0-9][^A-Za-z0-9«»]+(?i:{_ENDS})|[^«»]*[a-z0-9](?:{_ENDS_IN_HUMPS}))»"
)


def spelled(kinds: str, *names: str) -> str:
    """Return a pattern for names of the kinds, however they are spelled, and for the names besides."""
    patterns = (f"(?i:{KINDS[kind].pattern})" for kind in filter(None, kinds.split(", ")))
    return "(?:" + "|".join((*map(literal, names), *patterns)) + ")"
