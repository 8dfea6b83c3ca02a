"""Why each built-in layer has its opinion, or has none."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core import tables
from otel_errkind._core.causes import CAUSES
from otel_errkind._core.code_headers import code_in, grpc_status
from otel_errkind._core.dialects import aws
from otel_errkind._core.layers import WRONG_PATHS
from otel_errkind._core.phrases import PHRASES
from otel_errkind._core.rulings import heading, rule_code
from otel_errkind._core.sayings import SAYINGS
from otel_errkind._core.words import ruling_of
from otel_errkind._explain.chains import of_exception
from otel_errkind._explain.codes import meaning_of, shown

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

    from otel_errkind._core.envelope import Envelope
    from otel_errkind._core.layers import Reading
    from otel_errkind._core.model import Opinion

_PATTERNS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {f"phrase:{row.name}": row.pattern for row in (*PHRASES, *SAYINGS)}
)

_LIMITS: Mapping[str, str] = MappingProxyType(
    {
        "header:ratelimit-remaining": "a 403 with a rate limit of which nothing remains",
        "header:retry-after": "a 403 with retry-after",
    }
)


def why(layer: str, reading: Reading, opinion: Opinion | None) -> str:
    """Say in a line why a layer has this opinion or none; a layer that is not built in names its rule."""
    tell = _BUILT_IN.get(layer)
    if tell is not None:
        return tell(reading, opinion)
    return opinion.rule if opinion is not None else "nothing in it applies"


def _of_cause(reading: Reading, _: Opinion | None) -> str:
    return CAUSES[reading.cause].meaning if reading.cause else "the program has marked no cause of its own"


def _of_dialect(reading: Reading, opinion: Opinion | None) -> str:
    envelope = reading.envelope
    if envelope is None:
        return "the body has no known shape" if reading.body else "no body"
    if opinion is None:
        return f"{envelope.dialect}: {_idle(envelope, reading.error_status)}"
    return f"{envelope.dialect}: {_ruling(envelope, reading.error_status, opinion)}"


def _ruling(envelope: Envelope, status: int | None, opinion: Opinion) -> str:
    """Say what the code was taken for that ruled."""
    for code in envelope.hints or envelope.codes:
        ruling = rule_code(code, envelope.table, status)
        if ruling is not None and ruling.reason is opinion.reason:
            return meaning_of(code, envelope.table, status)
    return "its code, as a header has it"


def _idle(envelope: Envelope, status: int | None) -> str:
    """Say why no code ruled."""
    codes = envelope.hints or envelope.codes
    return "; ".join(meaning_of(code, envelope.table, status) for code in codes) or "no code"


def _of_header(reading: Reading, opinion: Opinion | None) -> str:
    found = reading.headers
    number, code = grpc_status(found), code_in(found)
    if number is not None:
        return f"grpc-status {number}"
    if opinion is not None and opinion.rule in _LIMITS:
        return _LIMITS[opinion.rule]
    if code is None:
        return "no error code in the headers" if found else "no headers"
    name, value = code
    if value in WRONG_PATHS:
        return f"{name}: {value} is what API Gateway says of a path that it does not know"
    return f"{name}: {meaning_of(value, aws.CODES, reading.error_status)}"


def _of_phrase(reading: Reading, opinion: Opinion | None) -> str:
    envelope, status = reading.envelope, reading.error_status
    message = envelope.message if envelope is not None else None
    if opinion is not None:
        return _matching(opinion, message or "", status)
    if not message:
        return "no text"
    if status is None:
        return "no text that is known to say what a success without a code means"
    tied = sum(status in phrase.statuses for phrase in PHRASES)
    return f"none of the {tied} phrases for a {status} holds" if tied else f"no phrase is tied to {status}"


def _matching(opinion: Opinion, message: str, status: int | None) -> str:
    """Say what the text was recognised by."""
    pattern = _PATTERNS.get(opinion.rule)
    found = pattern.search(message.lower()) if pattern is not None else None
    if found is not None:
        return f'the text of this {status or "success"} has "{shown(found[0])}"'
    title = heading(message)
    if ruling_of(title) is not None:
        return f'the text begins with "{shown(title)}"'
    return "the provider's number begins with a status"


def _of_class(reading: Reading, opinion: Opinion | None) -> str:
    if reading.exception is None:
        return "no exception"
    if opinion is None:
        return "no class that knows more of the answer than its status"
    return of_exception(reading, opinion)


def _of_status(reading: Reading, opinion: Opinion | None) -> str:
    status = reading.error_status
    if status is None:
        return "no status" if reading.status_code is None else f"a {reading.status_code} is no error"
    if opinion is not None and opinion.reason is not tables.reason_of_status(status):
        return f"a {status} without a service's own body: something in between has spoken"
    if status in tables.STATUSES:
        return f"{status} has a row in the table"
    return f"{status} has no row in the table: any other {status // 100}xx"


_BUILT_IN: Mapping[str, Callable[[Reading, Opinion | None], str]] = MappingProxyType(
    {
        "domain": _of_cause,
        "dialect": _of_dialect,
        "header": _of_header,
        "phrase": _of_phrase,
        "class": _of_class,
        "status": _of_status,
        "exception": of_exception,
        "default": lambda _, __: "nobody else has an opinion",
    }
)
