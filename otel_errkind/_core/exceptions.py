"""Walk an exception chain and rule it by the tables: the outermost exception that has a row decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from otel_errkind._core import exception_tables as tables
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from otel_errkind._core.exception_rows import ExceptionRow
    from otel_errkind._core.model import Phase

LONGEST_CHAIN = 64
"""Links that are looked at; the outermost that is ruled decides, and no client wraps deeper."""

_MOST_MEMBERS = 32
_MOST_STEPS = 1024
"""Failures of a group that are looked at, and groups on the way to them."""


class Finding(NamedTuple):
    """A ruled exception of a chain, its row narrowed by its causes."""

    exception: BaseException
    row: ExceptionRow


def chain(exc: BaseException) -> Iterator[BaseException]:
    """Yield the exception and its causes, outermost first, each once.

    A suppressed context counts: httpcore raises `from None`, and the lookup error is only there.
    """
    seen: set[int] = set()
    link: BaseException | None = exc
    while link is not None and id(link) not in seen and len(seen) < LONGEST_CHAIN:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def names_of(exc: BaseException) -> Iterator[str]:
    """Yield the qualified names of the exception's class and its bases, forks under their elders' names."""
    for cls in type(exc).__mro__:
        top, dot, rest = str(cls.__module__).partition(".")
        yield f"{tables.ELDERS.get(top, top)}{dot}{rest}.{cls.__qualname__}"


def is_cancellation(exc: BaseException) -> bool:
    """Say whether the caller itself gave up: that is no error."""
    return any(name in tables.CANCELLATIONS for name in names_of(exc))


def text_of(exc: BaseException) -> str:
    """Return the texts among the arguments, without running the `__str__` of a foreign class."""
    return " ".join(arg for arg in exc.args[:4] if isinstance(arg, str))[:4096]


def row_of(exc: BaseException) -> ExceptionRow | None:
    """Return what the exception's own text, class or error number says, whichever is the most exact."""
    text = ""
    for name in names_of(exc):
        row = tables.EXCEPTIONS.get(name)
        if row is not None or name == "builtins.OSError":
            text = text or text_of(exc)
            by_text = next((it.row for it in tables.TEXTS if it.name == name and it.text in text), None)
            return _sharpened(exc, by_text or row)
    return None


def _sharpened(exc: BaseException, row: ExceptionRow | None) -> ExceptionRow | None:
    """Take the error number's word over the class's, where the class leaves it open."""
    number = vars(exc).get("errno") or (exc.errno if isinstance(exc, OSError) else None)
    if not isinstance(number, int):
        return row
    if row is None:
        return tables.ERRNOS.get(number)
    if row.reason is Reason.DNS and number in tables.RETRIED_LOOKUPS:
        return row._replace(retryable=True)
    by_number = tables.ERRNOS.get(number)
    return by_number if by_number is not None and _narrows(by_number.reason, row.reason) else row


def _narrows(reason: Reason, broad: Reason) -> bool:
    return reason in tables.NARROWER.get(broad, ())


def is_invented(exc: BaseException) -> bool:
    """Say whether aiohttp made up a 400 for bytes that were no HTTP: its parser's error is the cause then."""
    row = row_of(exc)
    if row is None or not row.carries:  # A ClientPayloadError has this cause, too, after a real status.
        return False
    cause = exc.__cause__ or exc.__context__
    return cause is not None and any(name.startswith("aiohttp.http_exceptions.") for name in names_of(cause))


def find(exc: BaseException) -> Finding | None:
    """Return the outermost ruled exception; a cover yields to its first ruled cause, causes narrow it."""
    ruled = [Finding(link, row) for link in chain(exc) if (row := row_of(link)) is not None]
    if not ruled:
        return None
    start = next((place for place, found in enumerate(ruled) if not _covers(found)), None)
    if start is None:
        return next((found for found in ruled if found.row.reason is not Reason.UNCLASSIFIED), ruled[0])
    return Finding(ruled[start].exception, _narrowed(ruled[start].row, ruled[start + 1 :]))


def _covers(found: Finding) -> bool:
    return found.row.wraps or (found.row.carries and is_invented(found.exception))


def _narrowed(row: ExceptionRow, causes: Iterable[Finding]) -> ExceptionRow:
    for _, cause in causes:
        if _narrows(cause.reason, row.reason):
            row = row._replace(reason=cause.reason, retryable=cause.retryable)
    return row


def phase_of(exc: BaseException) -> Phase | None:
    """Return how far the exchange got by the exception table; None if no exception of the chain is in it."""
    found = find(exc)
    return None if found is None else found.row.phase


def members(exc: BaseException) -> Sequence[BaseException]:
    """Return the members of the first group in the chain, and of the groups among them: the failures."""
    for link in chain(exc):
        if isinstance(link, BaseExceptionGroup):
            return _flattened(cast("BaseExceptionGroup[BaseException]", link))
        if row_of(link) is not None:
            break
    return ()


def _flattened(group: BaseException) -> Sequence[BaseException]:
    """Return the first failures in the order of a traceback, however deep the groups are."""
    found, ahead = list[BaseException](), [group]
    for _ in range(_MOST_STEPS):
        if not ahead or len(found) == _MOST_MEMBERS:
            break
        member = ahead.pop()
        if isinstance(member, BaseExceptionGroup):
            inner = cast("BaseExceptionGroup[BaseException]", member).exceptions
            ahead.extend(reversed(inner[:_MOST_MEMBERS]))
        else:
            found.append(member)
    return found
