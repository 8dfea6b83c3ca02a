"""The tables of the classification: their columns and rows, whoever draws them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from otel_errkind._core import tables
from otel_errkind._core.exception_tables import EXCEPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from otel_errkind._core.exception_rows import ExceptionRow
    from otel_errkind._core.model import Reason

Value: TypeAlias = "str | int | bool | None"


class Column(NamedTuple):
    """A key for programs, a heading for people, and whether the values are names."""

    key: str
    heading: str
    of_names: bool = False

    def cell(self, value: Value) -> str:
        """Write a value for people."""
        if value is None or isinstance(value, bool):
            return _WORDS[value]
        return f"`{value}`" if self.of_names else str(value)


class Table(NamedTuple):
    """Columns and rows."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def headings(self) -> list[str]:
        """Return the headings, in order."""
        return [column.heading for column in self.columns]

    def cells(self) -> Iterator[list[str]]:
        """Yield each row as people read it."""
        for row in self.rows:
            yield [column.cell(value) for column, value in zip(self.columns, row, strict=True)]

    def objects(self) -> list[dict[str, Value]]:
        """Return each row as programs read it."""
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]


_WORDS: Mapping[bool | None, str] = {True: "yes", False: "no", None: ""}
_CATEGORY = Column("category", "category", of_names=True)
_REASON = Column("reason", "reason", of_names=True)
_RETRYABLE = Column("retryable", "the same call may work later")


def _categories() -> Table:
    return Table(
        (_CATEGORY, Column("who_acts", "who acts, and how")),
        tuple((category.value, acts) for category, acts in tables.CATEGORIES.items()),
    )


def _reasons() -> Table:
    return Table(
        (_REASON, _CATEGORY, Column("meaning", "what it means"), _RETRYABLE),
        tuple(
            (reason.value, row.category.value, row.meaning, row.retryable)
            for reason, row in tables.REASONS.items()
        ),
    )


def _statuses() -> Table:
    bare = Column("bare_reason", "reason without a service's own body", of_names=True)
    named = (_status(status, status) for status in tables.STATUSES)
    others = (_others(statuses) for statuses in (tables.CLIENT_ERRORS, tables.SERVER_ERRORS))
    return Table((Column("status", "status"), _REASON, _CATEGORY, _RETRYABLE, bare), (*named, *others))


def _others(statuses: range) -> tuple[Value, ...]:
    """Write the row of all statuses that have none, by one of them."""
    first = next(status for status in statuses if status not in tables.STATUSES)
    return _status(f"other {first // 100}xx", first)


def _status(name: str | int, status: int) -> tuple[Value, ...]:
    reason = tables.reason_of_status(status)
    retryable = tables.STATUS_RETRYABLE.get(status, _retryable(reason))
    bare = tables.BARE_STATUSES.get(status)
    return name, reason.value, tables.category_of(reason).value, retryable, bare and bare.value


def _exceptions() -> Table:
    columns = (
        Column("exception", "exception", of_names=True),
        Column("defers_to", "what decides before it"),
        _REASON,
        _CATEGORY,
        Column("phase", "phase", of_names=True),
        _RETRYABLE,
    )
    return Table(columns, tuple((name, *_exception(row)) for name, row in EXCEPTIONS.items()))


def _exception(row: ExceptionRow) -> tuple[Value, ...]:
    defers_to = "the response that it holds" if row.carries else "a cause of it" if row.wraps else None
    retryable = _retryable(row.reason) if row.retryable is None else row.retryable
    return defers_to, row.reason.value, tables.category_of(row.reason).value, row.phase.value, retryable


def _retryable(reason: Reason) -> bool | None:
    return tables.REASONS[reason].retryable


TABLES: Mapping[str, Table] = MappingProxyType(
    {
        "categories": _categories(),
        "reasons": _reasons(),
        "statuses": _statuses(),
        "exceptions": _exceptions(),
    }
)
