"""What an error body says once its shape is recognised, and how to read single fields of it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from otel_errkind._core.document import Json
from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late

LONGEST_CODE = 128
LONGEST_MESSAGE = 2048

_LARGEST_CODE = 10**12
_MOST_DIGITS = 8
_ERRORS = range(400, 600)
_STATUSES = {str(status): status for status in _ERRORS}

_TOKEN = late(
    r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?=$| ?: )|[A-Z]{4,}$"
    r"|[a-z]+(?:(?:[A-Z][a-z0-9]+)+|(?:_[a-z0-9]+)+)$|(?:[A-Z][a-z0-9]+){2,}(?=$|\] |; )"
)
MARKS = ("[", "message=")
"""What may stand in front of such a code."""
TOKEN_LAST = late(r"[:\[] ?([A-Z][A-Za-z0-9]{2,64}(?:Error|Exception)|error(?:-[a-z]{2,16}){1,6})[.\]]?\Z")
_NO_TABLE: Mapping[str, Reason] = MappingProxyType({})


class Envelope(NamedTuple):
    """An error as its sender worded it. Dialects fill it and leave the judgement to the tables."""

    dialect: str
    codes: tuple[str, ...] = ()
    """Machine-readable codes, the most specific first."""
    message: str | None = None
    status: int | None = None
    """An HTTP status that the body states; it may differ from the response's."""
    hints: tuple[str, ...] = ()
    """What rules in place of the codes, where these are numbers, addresses or missing."""
    table: Mapping[str, Reason] = _NO_TABLE
    """What the dialect's own codes mean; words of the shared vocabulary rule the others."""
    retry_after: float | None = None
    retryable: bool | None = None


class Answer(NamedTuple):
    """A failed answer that travels inside another one, as if it had come alone."""

    status: int | None
    headers: Mapping[str, str]
    """With lower-case names."""
    document: Json


def names(text: str) -> tuple[str, ...]:
    """Split a table of names into the names."""
    return tuple(text.split())


def in_small_letters(fields: dict[str, Json]) -> dict[str, Json]:
    """Return an object's members under the names that most give them, if all of several are in capitals."""
    if len(fields) == 1 or not all(map(str.isupper, fields)):
        return fields
    return {name.lower(): value for name, value in fields.items()}


def code_of(value: Json) -> str | None:
    """Accept a value as a code: one word or a number; sentences are none."""
    if isinstance(value, str):
        is_word = value and " " not in value and len(value) <= LONGEST_CODE and value.isprintable()
        return value if is_word else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < _LARGEST_CODE else None
    return None


def codes_at(fields: Mapping[str, Json], *names: str) -> tuple[str, ...]:
    """Return the codes under the names, in the order of the names."""
    found = (code_of(fields[name]) for name in names if name in fields)
    return tuple(code for code in found if code is not None)


def text_at(fields: Mapping[str, Json], *names: str) -> str | None:
    """Return the first text under the names, bounded; of a list its first text."""
    for name in names:
        if name in fields:
            value = fields[name]
            # Nearly all are texts, for which the call of a function would take as long as the rest.
            text = value[:LONGEST_MESSAGE].strip() if isinstance(value, str) else _text(value)
            if text:
                return text
    return None


def text_of(values: Iterable[Json]) -> str | None:
    """Return the first text of the values, bounded; of a list its first text."""
    return next(filter(None, map(_text, values)), None)


def _text(value: Json) -> str | None:
    first = value[0] if isinstance(value, list) and value else value
    return first[:LONGEST_MESSAGE].strip() if isinstance(first, str) else None


def token_in(message: str | None) -> tuple[str, ...]:
    """Return the code that stands where a text would, or at its end.

    `invalidAuthToken`, `TOKEN_EXPIRED : sign in again`, `[ApiKeyMissing] Send one`, Intuit's
    `message=ThrottleExceeded; errorCode=003001`, `engine failed: AppIdQpsOverFlowError`, and of Meteor
    `Error, too many requests. [error-too-many-requests]`.
    """
    if not message:
        return ()
    found = _TOKEN.match(message, next((len(start) for start in MARKS if message.startswith(start)), 0))
    if found is None:
        last = TOKEN_LAST.search(message)
        return (last[1],) if last else ()
    return (found[0],) if len(found[0]) <= LONGEST_CODE else ()


def last_part(code: str) -> str:
    """Return the last part of a code that is an address: `…/problems/not-found` says `not-found`."""
    return code.rstrip("/#").replace("#", "/").rpartition("/")[2].rpartition(":")[2]


def status_of(value: Json) -> int | None:
    """Accept a value as an HTTP error status, as a number or as digits."""
    if isinstance(value, str):
        return _STATUSES.get(value)
    return value if isinstance(value, int) and value in _ERRORS else None


def status_at(fields: Mapping[str, Json], *names: str) -> int | None:
    """Return the first HTTP error status under the names."""
    return next((status for name in names if name in fields and (status := status_of(fields[name]))), None)


def number_at(fields: Mapping[str, Json], *names: str) -> float | None:
    """Return the first number of seconds under the names, as digits too; negative ones are none."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and len(value) <= _MOST_DIGITS and value.isdecimal():
            value = int(value)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 366 * 86400:
            return float(value)
    return None


def object_at(fields: Mapping[str, Json], name: str) -> dict[str, Json] | None:
    """Return the object under the name; of a list its first object."""
    value = fields.get(name)
    if isinstance(value, list):
        value = next((item for item in value[:8] if isinstance(item, dict)), None)
    return value if isinstance(value, dict) else None
