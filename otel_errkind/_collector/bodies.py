"""What the body of an answer, and the headers with codes, say: the core's dialects, headers and phrases."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from otel_errkind._collector import (
    answers,
    fields,
    headers,
    markup,
    messages,
    phrases,
    rulings,
    shapes,
    spans,
    successes,
    views,
)
from otel_errkind._collector.expressions import named, one_of, statuses
from otel_errkind._collector.ottl import (
    Group,
    any_of,
    assign,
    attribute,
    equals,
    extract,
    is_set,
    is_unset,
    kept,
    matches,
    quoted,
    replace,
)
from otel_errkind._collector.rulings import FINAL, RULED, STATUS
from otel_errkind._collector.shapes import CODES, DIALECT
from otel_errkind._collector.spans import REASON, RETRYABLE, RULE
from otel_errkind._collector.views import DEEP, DEEPEST, ERROR, INNER, ITEM, TOP
from otel_errkind._core import tables
from otel_errkind._core.dialects import grpc, oauth, plain, text
from otel_errkind._core.layers import WRONG_PATHS
from otel_errkind._core.model import Reason
from otel_errkind._core.rulings import EMPTY
from otel_errkind._core.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator


_OF_DIALECT = f'Concat(["dialect", {DIALECT}], ":")'
_NUMBERED = kept("numbered")
_HEADING = (
    r"^(?P<heading>[^\s.:;,!(]+(?:[^.:;,!(\n]| ?[.:;,!][^\s]){0,78}?)"
    r"(?:[.:;,!(\n](?:\s|$)| [-\x{2013}\x{2014}(] ?|$)"
)
"""The first clause of a text, if it is as short as a title."""


def group() -> Group:
    """Return the statements about the spans that hold a body or a header with a code."""
    has_code = any_of(headers.any_set((*answers.CODE_HEADERS, "grpc-status")))
    is_told = f"{spans.answered()} and {any_of((spans.with_body(), has_code))}"
    is_open = any_of((is_told, *map(successes.may_hold_error, map(attribute, spans.BODIES))))
    return Group(
        "What the body of the answer says, and the headers that carry a code.",
        (f"{spans.undecided()} and {is_open}",),
        tuple(_statements()),
    )


def _statements() -> Iterator[str]:
    yield from spans.evidence()
    yield from headers.statements(answers.HEADERS)
    yield from views.statements()
    yield from messages.statements()
    yield from successes.of_texts()
    yield from markup.statements()
    yield from fields.statements()
    yield from _stated_status()
    yield from phrases.find_saying()
    yield from successes.of_json()
    yield from shapes.statements()
    yield from _list_codes()
    yield from rulings.clean()
    yield from _without_any()
    yield from rulings.statements()
    yield from _verdict()


def _stated_status() -> Iterator[str]:
    """Keep the status that the body of a success states."""
    stated = rf"«{one_of(plain.STATUS_NAMES)}»:«?(?P<stated>[45][0-9]{{2}})(?:[»,}}]|\z)"
    for view in (ERROR.flat, ITEM.whole, DEEPEST.flat, DEEP.flat, INNER.flat, TOP):
        yield extract(view, stated, is_unset(STATUS), is_unset(kept("stated")), is_unset(kept("form")))
    yield extract(kept("code"), "^(?P<stated>[45][0-9]{2})$", is_unset(STATUS), equals(DIALECT, "xmlrpc"))
    answered = r"(?i)^\s*" + named(text.ANSWERED.pattern, "stated")
    yield extract(views.BODY, answered, is_unset(STATUS), equals(DIALECT, "text"))


def _list_codes() -> Iterator[str]:
    """Mark each line with where it came from, and add a header's code and a heading."""
    yield from answers.find_code()
    yield assign(kept("stated"), f'"{HTTPStatus.BAD_REQUEST}"', equals(DIALECT, "jsend"))
    yield assign(STATUS, kept("stated"), is_unset(STATUS), is_set(DIALECT), is_set(kept("stated")))
    yield replace(CODES, "(?m)^", "b ")
    yield assign(CODES, '""', is_unset(CODES))
    code = kept("header_code")
    yield assign(CODES, f'Concat([{CODES}, {code}], "\\nh ")', is_set(code))
    is_silent = (is_unset(STATUS), is_set(DIALECT))
    yield extract(messages.MESSAGE, _HEADING, *is_silent)
    is_short = matches(kept("heading"), r"^\S+(?: \S+){0,7}$")
    yield assign(CODES, f'Concat([{CODES}, {kept("heading")}], "\\nt ")', is_short)


def _without_any() -> Iterator[str]:
    """Drop an answer that a success's shape makes an error's, and in which nothing is a code or a text."""
    is_plain, says_nothing = equals(DIALECT, "plain"), f"not {matches(CODES, '(?m)^b ')}"
    is_silent = " and ".join(
        (is_unset(STATUS), is_plain, is_unset(messages.MESSAGE), says_nothing, f"not {successes.ONLY_FAILS}")
    )
    yield f"delete_key(span.cache, {quoted('dialect')}) where {is_silent}"


def _verdict() -> Iterator[str]:
    """Take the first opinion: of the body's codes, of headers, of texts, of the status."""
    yield from _by_dialect()
    yield from phrases.instead_of_validation()
    yield from answers.by_grpc()
    yield from _by_header()
    yield from answers.by_limit()
    yield from phrases.instead_of_fault()
    yield from phrases.against_stated()
    yield from phrases.by_phrase()
    yield from phrases.by_saying()
    yield from _by_heading()
    yield from _by_number()
    yield from answers.by_status()
    yield assign(RULE, _OF_DIALECT, is_set(_NUMBERED))
    yield assign(RULE, '"default"', is_unset(REASON), is_set(DIALECT))
    yield assign(REASON, f'"{Reason.UNCLASSIFIED.value}"', is_unset(REASON), is_set(DIALECT))


def _by_dialect() -> Iterator[str]:
    """Take the ruling of the body's codes; a few envelopes say themselves that another attempt may help."""
    promises = (
        ("facebook", matches(ERROR.flat, "«is_transient»:true")),
        ("oauth", matches(kept("top_error"), f"^«{oauth.WAITING}»$")),
    )
    for dialect, promise in promises:
        yield assign(RETRYABLE, "true", is_set(RULED), equals(DIALECT, dialect), promise)
    # One message that is too large has the code of gRPC's limits.
    is_size = matches(messages.MESSAGE, f"(?i){grpc.TOO_LARGE.pattern}")
    yield assign(RULED, '"payload too large"', equals(RULED, "rate limit"), is_size)
    yield from _take(_OF_DIALECT)


def _by_header() -> Iterator[str]:
    """Take the ruling of a header's code; API Gateway speaks of tokens where it does not know a path."""
    is_wrong = matches(kept("header_code"), f"^{one_of(sorted(WRONG_PATHS))}$")
    yield assign(RULED, f'"{Reason.NOT_FOUND.value}"', is_unset(REASON), is_wrong)
    yield extract(CODES, "(?m)^=h (?P<ruled>.+)$", is_unset(REASON), is_unset(RULED))
    yield from _take(f'Concat(["header", {kept("code_header")}], ":")')


def _by_heading() -> Iterator[str]:
    """Take the ruling of a text's heading, where nothing else explains an error."""
    yield extract(CODES, "(?m)^=t (?P<ruled>.+)$", is_unset(REASON))
    is_silent = (is_unset(REASON), is_unset(RULED), is_unset(STATUS))
    for code, ruling in EMPTY.items():
        is_empty = matches(CODES, f"(?m)^b {' '.join(words_of(code))}$")
        yield assign(RULED, f'"{ruling.reason.value}"', *is_silent, is_empty)
    yield from _take(_OF_DIALECT)


def _by_number() -> Iterator[str]:
    """Take the status that a vendor's number begins with: `40103` is a 401 to who counts on from there."""
    # Three digits are what is left of a number below zero: others are a status that the body states.
    number = "(?m)^b (?P<number>[45][0-9]{2})(?:[0-9]{2,3})?$"
    yield extract(CODES, number, is_unset(REASON), is_unset(STATUS))
    is_known = matches(kept("number"), statuses(tables.STATUSES))
    yield assign(STATUS, kept("number"), is_known)
    yield assign(_NUMBERED, "true", is_known)


def _take(rule: str) -> Iterator[str]:
    """Write the ruling as a reason, and who ruled."""
    where = (is_unset(REASON), is_set(RULED))
    yield assign(RULE, rule, *where)
    yield assign(RETRYABLE, "false", is_unset(RETRYABLE), *where, matches(RULED, f" {FINAL}$"))
    yield replace(RULED, f" {FINAL}$", "", *where)
    yield replace(RULED, " ", "_", *where)
    yield assign(REASON, RULED, *where)
