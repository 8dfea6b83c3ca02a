"""The columns of the table, whoever draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._screen import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from otel_errkind._demo.verdicts import Verdict


class Column(NamedTuple):
    """A heading, the most characters that plain text gives it, and what stands in a row."""

    heading: str
    width: int
    cell: Callable[[Verdict], str]
    room: int = 0
    """How wide a terminal must be to have room for it."""


def _client(verdict: Verdict) -> str:
    return verdict.call.client


def _request(verdict: Verdict) -> str:
    return verdict.call.fault.request


def _saw(verdict: Verdict) -> str:
    return verdict.call.saw


def _fact(name: str) -> Callable[[Verdict], str]:
    return lambda verdict: one_line("" if verdict.facts[name] is None else str(verdict.facts[name]))


def _retry(verdict: Verdict) -> str:
    retryable, wait = verdict.facts["retryable"], verdict.facts["retry_after"]
    if isinstance(wait, float) and retryable is not False:
        return f"in {wait:g} s"
    return "" if retryable is None else "yes" if retryable else "no"


COLUMNS = (
    Column("client", 12, _client),
    Column("request", 24, _request),
    Column("application saw", 23, _saw, room=101),
    Column("category", 12, _fact("category")),
    Column("reason", 20, _fact("reason")),
    Column("status", 6, _fact("status"), room=109),
    Column("retry", 9, _retry, room=120),
    Column("body", 40, _fact("body"), room=142),
)
"""With two spaces between them they fit on 160 characters."""
