"""Words and numbers that say that all is well: the twins of what looks like an error."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import code_of, names
from otel_errkind._core.patterns import late
from otel_errkind._core.words import ruling_of, words_of

if TYPE_CHECKING:
    from otel_errkind._core.document import Json

FINE = late(
    r"ok|okay|success.*|succeed.*|done|none|no[ _]?errors?|normal.*|accepted|0{1,6}|200"
    r"|成功.*|操作成功|请求成功|正常.*|정상.*"
    r"|успешн.*|(?:con )?[eé]xito.*|sucesso.*|ba[sş]ar[ıi]l[ıi].*|erfolg.*|berhasil.*",
    re.IGNORECASE,
)
NO = ("false", "n/a", "nil", "no", "null")
"""Words, in lower case, that say of an error that there is none; as a text of an answer they say nothing."""
SUCCESSES = frozenset((0, 1, 100, 1000, 10000, 20000, 200000, *range(200, 300)))
_DIGITS = late(r"-?[0-9]{1,12}")
FRACTION = late(r"-?[0-9]{1,12}\.[0-9]{1,24}(?:[eE][+-]?[0-9]{1,3})?")
MARKED_NUMBER = late(r"[A-Za-z]{1,3}-?[0-9]{3,6}")
MARKED_DIGITS = late(r"E-?0*[1-9][0-9]{0,9}")
FAILURES = late(
    r"err|erro|error|errored|fail|failed|failure|fault|exception|ko|nok|not[_ ]?ok|unsuccessful"
    r"|refused|request[_ ](?:not[_ ]processed|failed)",
    re.IGNORECASE,
)
FAILING = frozenset(
    names(
        """
    busy cannot denied error exceed exceeded exhausted expired fail failed failure forbidden illegal incorrect
    insufficient invalid limit limited missing no not throttled timeout too unauthorized unavailable unknown
    """
    )
)


REFUSALS = frozenset(
    names("denied forbidden overloaded throttle throttled throttling unauthenticated unauthorized")
)
ERROR_ENDS = ("error", "exception")
"""Last words of a code that is one of an error, whatever it is about."""
REFUSAL_ENDS = ("credentials", "login", "token")
"""Last words of a state that is that of a call, if others stand in front of them."""
_LONGEST_STATE = 64
ERROR_WORD = late(r"(?:ERR|ERROR)[-_][A-Z0-9][A-Z0-9_-]{2,63}")


def is_fine(value: Json) -> bool:
    """Say whether a code or text says nothing or that all is well."""
    return (
        not value or value == HTTPStatus.OK or (isinstance(value, str) and FINE.fullmatch(value) is not None)
    )


def is_no_error(value: Json) -> bool:
    """Say whether what stands in the place of an error says that there is none; an object by all it holds."""
    if isinstance(value, dict):
        return all(map(is_no_error, value.values()))
    return is_fine(value) or (isinstance(value, str) and value.lower() in NO)


def is_failure(value: Json) -> bool:
    """Say whether a state is one of a failure, in whatever case; eBay puts it into a list."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return isinstance(value, str) and FAILURES.fullmatch(value) is not None


def is_error_word(value: Json) -> bool:
    """Say whether a value is a code that begins as one of an error, whatever stands in front of it."""
    return isinstance(value, str) and ERROR_WORD.fullmatch(value) is not None


def is_refusal(value: str) -> bool:
    """Say whether a state is that of a call, not of a thing, which may well be expired or invalid."""
    words = words_of(value) if len(value) <= _LONGEST_STATE else []
    return not REFUSALS.isdisjoint(words) or (len(words) > 1 and words[-1] in REFUSAL_ENDS)


def is_number(value: Json) -> bool:
    """Say whether a value is a number, as digits too."""
    if isinstance(value, str):
        return _DIGITS.fullmatch(value) is not None
    return isinstance(value, int) and not isinstance(value, bool)


def is_fraction(value: Json) -> bool:
    """Say whether a value is a fraction, as digits too: how far off something is."""
    return isinstance(value, float) or (isinstance(value, str) and FRACTION.fullmatch(value) is not None)


def is_failing_number(value: Json) -> bool:
    """Say whether a number, as digits too, is none of those that answers of success have: `-1`, `E00003`."""
    if isinstance(value, str) and MARKED_DIGITS.fullmatch(value):
        return True
    return is_number(value) and isinstance(value, int | str) and int(value) not in SUCCESSES


def is_marked(value: Json) -> bool:
    """Say whether a code is a number with letters in front of it: `q3005`, `CF-12200`."""
    return isinstance(value, str) and MARKED_NUMBER.fullmatch(value) is not None


def is_failing_word(value: Json) -> bool:
    """Say whether a code has words of failure: `NoRoute`, `isv.AMOUNT_NOT_ENOUGH`; not `user_deleted`."""
    code = code_of(value) if isinstance(value, str) and not is_fine(value) else None
    if code is None:
        return False
    words = words_of(code)
    return not FAILING.isdisjoint(words) and (words[-1] in ERROR_ENDS or ruling_of(code) is not None)
