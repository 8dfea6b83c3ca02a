"""From the codes of an answer to a reason: by a dialect's own table, else by the vocabulary.

All codes are one text, a line each, and each row of a table rewrites the lines that it rules: `b slow_down`
becomes `=b rate limit`, or `!b rate limit` where the status may not take it back. What a line began with is
kept: `b` is from the body, `h` from a header, and `t` is the heading of a text, which counts last.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from otel_errkind._collector.expressions import literal, one_of, statuses
from otel_errkind._collector.fields import heading
from otel_errkind._collector.ottl import assign, equals, extract, is_set, is_unset, kept, matches, replace
from otel_errkind._collector.shapes import CODES, DIALECT
from otel_errkind._collector.views import WHOLE, member, outermost
from otel_errkind._collector.vocabulary import alternation
from otel_errkind._core import tables
from otel_errkind._core.dialects import (
    aws,
    cloudflare,
    elastic,
    errors,
    facebook,
    fhir,
    form,
    google,
    graphql,
    grpc,
    jsonrpc,
    kubernetes,
    markup,
    oauth,
    openai,
    plain,
    slack,
    sql,
    stripe,
    xmlrpc,
)
from otel_errkind._core.dialects.numbered import SCHEMES
from otel_errkind._core.envelope import LONGEST_CODE
from otel_errkind._core.model import Reason
from otel_errkind._core.rulings import FIRM, NO_MORE, STATUS_PHRASES, URGENCY, within
from otel_errkind._core.sayings import SAYINGS
from otel_errkind._core.vocabulary import ROWS
from otel_errkind._core.words import PACKAGE, Ruling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STATUS = kept("status")
"""The status that counts, as a text: the answer's, or the one that a success states of itself."""

RULED = kept("ruled")
"""The reason of the first code with an opinion."""

FINAL = "final"
"""Stands behind a reason whose code knows that another attempt fails as well."""

TABLES: Mapping[str, Mapping[str, Reason]] = {
    "aws": aws.CODES,
    "elastic": elastic.CODES,
    "errors": errors.CODES,
    "facebook": facebook.CODES,
    "fhir": fhir.CODES,
    "form": form.CODES,
    "google": google.CODES,
    "graphql": graphql.CODES,
    "grpc": grpc.NUMBERS,
    "html": cloudflare.CODES,
    "jsonrpc": {**{saying.name: saying.reason for saying in SAYINGS}, **jsonrpc.CODES},
    "kubernetes": kubernetes.CODES,
    "oauth": oauth.CODES,
    "openai": openai.CODES,
    "slack": slack.CODES,
    "soap": aws.CODES,
    "stripe": stripe.CODES,
    "text": cloudflare.CODES,
    "xml": aws.CODES,
    "xmlrpc": xmlrpc.CODES,
}
"""What a dialect's own codes mean."""


def statements() -> Iterator[str]:
    """Rule each code, drop what the status does not allow, and keep the first reason that is left."""
    yield from _by_tables()
    yield from into_words()
    for status, phrases in STATUS_PHRASES.items():
        repeated = rf"(?m)^[bh] {one_of(phrases)} ?{one_of(NO_MORE)}(?:\n|\z)"
        yield replace(CODES, repeated, "", equals(STATUS, str(status)))
    for row in ROWS:
        pattern, reason = (
            f"(?m)^([bht]) {alternation(row.phrases)}.*$",
            _written(Ruling(row.reason, row.retryable)),
        )
        if row.firm:
            yield replace(CODES, pattern, f"!$1 {reason}", matches(STATUS, statuses(FIRM)))
        yield replace(CODES, pattern, f"=$1 {reason}")
    yield from _within()
    yield replace(CODES, "(?m)^!", "=", matches(STATUS, statuses(FIRM)))
    yield from _first()


def clean() -> Iterator[str]:
    """Drop what is no code, and namespaces around AWS's: `ns#Code`, `Code:address`."""
    yield replace(CODES, r"(?m)^(?:<nil>|[bh] (?:<nil>|[^ \n]*[ \t].*)?|)(?:\n|\z)", "")
    too_long = rf"(?m)^[bh] [^\n]{{{LONGEST_CODE + len('«»') + 1},}}(?:\n|\z)"
    yield replace(CODES, too_long, "", f"Len({CODES}) > {LONGEST_CODE}")
    is_plain = matches(DIALECT, "^(?:form|plain)$")
    yield replace(CODES, rf"(?mi)^b «?{one_of(sorted(plain.WORTHLESS))}»?(?:\n|\z)", "", is_plain)
    yield replace(CODES, r"(?m)^(b|h) «?(?:[^\n#]*#)?([^\n:#»]+).*$", "$1 $2", equals(DIALECT, "aws"))
    yield replace(CODES, r"(?m)^h (?:[^\n#]*#)?([^\n:#]+).*$", "h $1")
    yield replace(
        CODES, r"(?m)^b «?[^\n]*/([^\n»/#]+)[/#]?»?$", "b $1", matches(DIALECT, "^(?:errors|problem)$")
    )


def _by_tables() -> Iterator[str]:
    yield from _table(aws.CODES, "h")
    is_card = matches(kept("error_type"), "^«card_error»$")
    yield replace(CODES, "(?m)^b .*$", _ruled(Reason.PAYMENT_DECLINED), equals(DIALECT, "stripe"), is_card)
    for scheme in SCHEMES:
        is_scheme = matches(WHOLE, outermost(heading(scheme) + member((scheme.message,))))
        yield from _table(scheme.table, "b", equals(DIALECT, "numbered"), is_scheme)
    for state, reason in sorted(sql.STATES.items(), key=lambda item: -len(item[0])):
        rest = "[0-9A-Z]{3}" if len(state) == len("08") else ""
        yield replace(CODES, f"(?m)^b «?{state}{rest}»?$", _ruled(reason), equals(DIALECT, "sql"))
    for fault, reason in markup.FAULTS.items():
        yield replace(
            CODES, rf"(?mi)^b (?:[^\n:]*:)?{fault}(?:\..*)?$", _ruled(reason), equals(DIALECT, "soap")
        )
    for dialect, table in TABLES.items():
        yield from _table(table, "b", equals(DIALECT, dialect))


def _table(table: Mapping[str, Reason], mark: str, *where: str) -> Iterator[str]:
    """Rule the lines that hold a code of the table, one statement a reason."""
    codes: dict[Reason, list[str]] = defaultdict(list)
    for code, reason in table.items():
        codes[reason].append(code)
    for reason, spelled in codes.items():
        pattern = f"(?m)^{mark} «?{one_of(spelled)}»?$"
        yield replace(CODES, pattern, f"={mark} {_written(Ruling(reason))}", *where)


def _ruled(reason: Reason) -> str:
    return f"=b {_written(Ruling(reason))}"


def _written(ruling: Ruling) -> str:
    """Write a reason as words, which what follows leaves as they are."""
    words = ruling.reason.value.replace("_", " ")
    return f"{words} {FINAL}" if ruling.retryable is False else words


def into_words() -> Iterator[str]:
    """Set the words of the codes apart, as the core does: by humps, dots, dashes and the like."""
    package = PACKAGE.pattern.removeprefix(r"\A").replace("(?=[A-Z])", "([A-Z])")
    yield replace(CODES, f"(?m)^([bht]) «?{package}", "$1 $2")
    yield replace(CODES, "([a-z0-9])([A-Z])", "$1 $2")
    yield replace(CODES, "([A-Z])([A-Z][a-z])", "$1 $2")
    yield assign(CODES, f"ToLowerCase({CODES})", is_set(CODES))
    yield replace(CODES, "qps", " qps ")
    yield replace(CODES, "[^a-z0-9=\\n]+", " ")
    yield replace(CODES, "(?m) +$", "")
    yield replace(CODES, r"\bo auth", "oauth")
    yield replace(CODES, r"\bweb hook", "webhook")
    yield replace(CODES, r"\bun ([a-z])", "un$1")


_STATUSES = range(400, 1000)


def _within() -> Iterator[str]:
    """Drop the reasons that the status does not allow, and change those that mean another under it."""
    yield from _shifts()
    dropped: dict[frozenset[int], list[Reason]] = defaultdict(list)
    for reason in Reason:
        refused = frozenset(status for status in _STATUSES if within(Ruling(reason), status) is None)
        dropped[refused].append(reason)
    for refused, reasons in dropped.items():
        if refused:
            words = one_of(_written(Ruling(reason)) for reason in reasons)
            pattern = f"(?m)^=[bht] {words}(?: {FINAL})?(?:\\n|\\z)"
            yield replace(CODES, pattern, "", _is_one_of(refused))


def _shifts() -> Iterator[str]:
    for reason, status in product(Reason, _STATUSES):
        ruling = within(Ruling(reason), status)
        if ruling is not None and ruling.reason is not reason:
            pattern = f"(?m)^=([bht]) {literal(_written(Ruling(reason)))}$"
            yield replace(CODES, pattern, f"=$1 {_written(ruling)}", equals(STATUS, str(status)))


def _is_one_of(wanted: frozenset[int]) -> str:
    """Ask whether the status is one of these, by those that are fewer."""
    others = frozenset(_STATUSES) - wanted
    if len(wanted) <= len(others):
        return matches(STATUS, statuses(wanted))
    is_other = f"not {matches(STATUS, statuses(others))}" if others else ""
    return " and ".join(filter(None, (is_set(STATUS), is_other)))


def _first() -> Iterator[str]:
    """Keep the first ruling: of GraphQL's codes, which are equals, the one that needs a person first."""
    is_graphql = equals(DIALECT, "graphql")
    for category in URGENCY:
        reasons = one_of(
            reason.value.replace("_", " ")
            for reason, row in tables.REASONS.items()
            if row.category is category
        )
        yield extract(CODES, f"(?m)^=b (?P<ruled>{reasons}(?: {FINAL})?)$", is_graphql, is_unset(RULED))
    yield extract(CODES, "(?m)^=b (?P<ruled>.+)$", is_unset(RULED))
