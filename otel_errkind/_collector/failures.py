"""Calls that got no answer: what the type of the error and the text of the span say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._collector import answers, headers, rulings, spans
from otel_errkind._collector.expressions import one_of
from otel_errkind._collector.ottl import (
    ERROR,
    Group,
    any_of,
    assign,
    is_set,
    is_unset,
    kept,
    matches,
    quoted,
    replace,
)
from otel_errkind._collector.runtimes import CANCELLATIONS, CANCELLED_TEXTS, NAMES, TEXTS
from otel_errkind._collector.shapes import CODES
from otel_errkind._collector.spans import DESCRIPTION, ERROR_TYPE, REASON, RULE
from otel_errkind._collector.vocabulary import alternation
from otel_errkind._core import exception_words
from otel_errkind._core.exception_tables import ELDERS, EXCEPTIONS
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPE = kept("type")


def group() -> Group:
    """Return the statements about failed spans without a reason."""
    is_failed = any_of((spans.answered(), spans.failed_rpc(), spans.failed_otherwise()))
    return Group(
        "What gRPC's code, the status or, where no answer came, the error's type and text say.",
        (f"{spans.undecided()} and {is_unset(REASON)} and {is_failed}",),
        tuple(_statements()),
    )


def group_of_events() -> Group:
    """Return the statement about recorded exceptions: older SDKs say the type of an error nowhere else."""
    is_exception = 'spanevent.name == "exception"'
    return Group(
        "The type of an error that an SDK has recorded as an event only.",
        (f"{spans.undecided()} and {is_unset(ERROR_TYPE)} and {is_exception} and not {spans.answered()}",),
        (assign(ERROR_TYPE, 'spanevent.attributes["exception.type"]'),),
        context="spanevent",
    )


def _statements() -> Iterator[str]:
    yield from spans.evidence()
    yield from headers.statements(("grpc-status", "grpc-message", "retry-after"))
    yield from answers.by_grpc()
    yield from answers.by_limit()
    yield from answers.by_status()
    yield from _find()
    yield from _by_text()
    yield from _by_table()
    yield from _by_words()
    yield assign(RULE, '"exception"', is_unset(RULE), is_set(REASON))
    where = (is_unset(REASON), is_unset(kept("own")), is_set(_TYPE))
    yield assign(RULE, '"default"', *where)
    yield assign(REASON, f'"{Reason.UNCLASSIFIED.value}"', *where)


def _find() -> Iterator[str]:
    """Keep the type of the error, unless an answer came that was none; leave out what the caller wanted."""
    yield assign(_TYPE, ERROR_TYPE, is_set(ERROR_TYPE), f"not {matches(ERROR_TYPE, '^[0-9]*$')}")
    yield assign(_TYPE, '""', is_unset(_TYPE), is_unset(kept("answer")), ERROR)
    names = one_of(CANCELLATIONS.split())
    own = kept("own")
    yield assign(own, "true", matches(_TYPE, f"^(?:.*[.:*/$])?{names}$"))
    yield assign(own, "true", is_set(_TYPE), matches(DESCRIPTION, _ending(CANCELLED_TEXTS)))
    yield f"delete_key(span.cache, {quoted('type')}) where {is_set(own)}"


def _ending(patterns: tuple[str, ...]) -> str:
    return rf"(?:^|: |\b)(?:{'|'.join(patterns)})$"


def _by_text() -> Iterator[str]:
    for row in TEXTS:
        where = (is_unset(REASON), is_set(_TYPE), matches(DESCRIPTION, _ending(row.endings)))
        yield assign(REASON, f'"{row.reason.value}"', *where)


def _by_table() -> Iterator[str]:
    """Rule by Python's exceptions, known by their full names, then by other languages' last names."""
    for reason in Reason:
        names = [name for name, row in EXCEPTIONS.items() if row.reason is reason]
        names = [name.removeprefix("builtins.") for name in names]
        forks = [
            name.replace(elder, fork, 1)
            for fork, elder in ELDERS.items()
            for name in names
            if name.startswith(elder + ".")
        ]
        if names and reason is not Reason.UNCLASSIFIED:
            yield assign(
                REASON, f'"{reason.value}"', is_unset(REASON), matches(_TYPE, f"^{one_of((*names, *forks))}$")
            )
    for row in NAMES:
        pattern = f"^(?:.*[.:*/$ ])?{one_of(row.names.split())}$"
        yield assign(REASON, f'"{row.reason.value}"', is_unset(REASON), matches(_TYPE, pattern))


def _by_words() -> Iterator[str]:
    """Rule a type that no table knows by the words of its last name."""
    yield assign(CODES, f'Concat(["b", {_TYPE}], " ")', is_unset(REASON), is_set(_TYPE))
    yield replace(CODES, r"^b .*[.:*/$]", "b ")
    yield from rulings.into_words()
    for row in exception_words.ROWS:
        phrases = ",".join(filter(str.strip, (row.phrases, row.of_calls)))
        pattern = f"^b {alternation(phrases)}.*$"
        yield assign(REASON, f'"{row.reason.value}"', is_unset(REASON), matches(CODES, pattern))
