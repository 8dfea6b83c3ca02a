"""Why the exceptions of a chain mean what they mean."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from otel_errkind._core.exception_tables import EXCEPTIONS
from otel_errkind._core.exceptions import chain, names_of, row_of

if TYPE_CHECKING:
    from otel_errkind._core.exception_rows import ExceptionRow
    from otel_errkind._core.exceptions import Finding
    from otel_errkind._core.layers import Reading
    from otel_errkind._core.model import Opinion


def of_exception(reading: Reading, _: Opinion | None) -> str:
    """Name the exception that decides, its row, and the cause that narrows it."""
    exc, finding = reading.exception, reading.finding
    if exc is None:
        return "no exception"
    if finding is None:
        return f"no row for {', '.join(map(name_of, chain(exc)))}"
    inside = "" if finding.exception is exc else f"inside {name_of(exc)}, "
    said = f"{name_of(finding.exception)} {_row(finding.exception)}"
    return f"{inside}{said}{_narrowing(finding)}{_what_is_missing(finding.row)}"


def name_of(exc: BaseException) -> str:
    """Return the qualified name of an exception's class."""
    return f"{type(exc).__module__}.{type(exc).__qualname__}".removeprefix("builtins.")


def _row(exc: BaseException) -> str:
    """Say what rules an exception: the row of its class or of a base, or what it holds besides."""
    own, name = next(names_of(exc)), next((name for name in names_of(exc) if name in EXCEPTIONS), None)
    if name is None or EXCEPTIONS[name] != row_of(exc):
        return "says it by its text or its error number"
    return "has a row in the table" if name == own else f"has the row of {name}"


def _narrowing(finding: Finding) -> str:
    """Name the cause that says more exactly what the exception says."""
    links = islice(chain(finding.exception), 1, None)
    reasons = ((link, row.reason) for link in links if (row := row_of(link)))
    own = row_of(finding.exception)
    if own is None or own.reason is finding.row.reason:
        return ""
    cause = next(link for link, reason in reasons if reason is finding.row.reason)
    return f", narrowed by {name_of(cause)}"


def _what_is_missing(row: ExceptionRow) -> str:
    """Say what would decide before this exception if it were there."""
    if row.carries:
        return ", which leaves it to the response that it holds"
    return ", which leaves it to its cause" if row.wraps else ""
