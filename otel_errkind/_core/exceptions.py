"""Walk an exception chain and rule it by the tables: the outermost exception that has a row decides."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, cast

from otel_errkind._core import exception_names
from otel_errkind._core import exception_tables as tables
from otel_errkind._core.exception_names import Place, is_in
from otel_errkind._core.exception_origins import ANSWERS_OF_OURS, OTHER_FIELDS
from otel_errkind._core.exception_rows import DEADLINES, PASSED_DEADLINE, PLATFORM, ExceptionRow
from otel_errkind._core.exception_texts import text_of
from otel_errkind._core.model import Phase, Reason
from otel_errkind._core.patterns import late

LONGEST_CHAIN = 64
"""Links that are looked at; the outermost that is ruled decides, and no client wraps deeper."""

_ERRNO = late(r"\[Errno (-?[0-9]{1,5})\]")
_CLOSE_CODE = late(r"received ([0-9]{4})\b")
_TEXTED = frozenset(row.name for row in tables.TEXTS)
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
        link = before(link)


def before(exc: BaseException) -> BaseException | None:
    """Return what an exception was raised for. Nobody asks for its truth: it may be an empty collection."""
    return exc.__context__ if exc.__cause__ is None else exc.__cause__


def names_of(exc: BaseException) -> Iterator[str]:
    """Yield the qualified names of the exception's class and its bases, forks under their elders' names."""
    for cls in type(exc).__mro__:
        top, dot, rest = _own_name(str(cls.__module__)).partition(".")
        yield f"{tables.ELDERS.get(top, top)}{dot}{rest}.{cls.__qualname__}"


@lru_cache(maxsize=512)  # asked several times for each class of each exception
def _own_name(module: str) -> str:
    """Return the name that a module has where it is not a copy inside another distribution, as in pip."""
    for inside in ("._vendor.", ".vendored.", ".packages."):
        module = module.rpartition(inside)[2]
    return module


def is_cancellation(exc: BaseException) -> bool:
    """Say whether the caller itself gave up: that is no error."""
    is_own = any(name in tables.CANCELLATIONS for name in names_of(exc))
    return is_own and not is_deadline(exc) and not _went_away(exc)


def _went_away(exc: BaseException) -> bool:
    """Say whether it was the server who closed a WebSocket, since it goes down (RFC 6455, 7.4.1)."""
    held = vars(exc)
    is_first = bool(held.get("rcvd_then_sent")) or text_of(exc).startswith("received ")
    return is_first and _close_code(exc) == tables.GOING_AWAY


def is_deadline(exc: BaseException) -> bool:
    """Say whether a deadline interrupted the call, as far as anyio and trio tell of a cancellation."""
    names = tuple(names_of(exc))
    if any(name in DEADLINES for name in names):
        return True
    name = names[0]
    if name == "trio.Cancelled":
        return getattr(exc, "source", None) == tables.TRIO_DEADLINE
    return name == "asyncio.exceptions.CancelledError" and text_of(exc).endswith(tables.ANYIO_DEADLINE)


def row_of(exc: BaseException, *, by_name: bool = False) -> ExceptionRow | None:
    """Return what the exception's own text, class or number says, whichever is the most exact.

    With `by_name` the words of a class's name count, too, where no table knows the class.
    """
    return _row_at(place_of(exc), exc, by_name=by_name)


def _row_at(place: Place, exc: BaseException, *, by_name: bool) -> ExceptionRow | None:
    if not isinstance(exc, Exception):
        return PASSED_DEADLINE if is_deadline(exc) else None
    row = _sharpened(exc, place.row) if place.name else None
    named = exception_names.row_of(exc, place) if by_name else None
    if row is None or named is None:
        return row or named
    if named.reason is Reason.UNCLASSIFIED:
        return row
    return named if place.is_open or tables.narrows(named.reason, row.reason) else row


def place_of(exc: BaseException) -> Place:
    """Find the first class along the line of bases that is known, and what it says."""
    unknown: list[type] = []
    for cls, name in zip(type(exc).__mro__, names_of(exc), strict=True):
        said = _row_of_text(exc, name) if name in _TEXTED else None
        row = said or tables.EXCEPTIONS.get(name) or _row_of_close(exc, name)
        if row is not None or name == "builtins.OSError":
            return Place(tuple(unknown), name, row)
        if is_in(cls, OTHER_FIELDS) or is_in(cls, ANSWERS_OF_OURS):
            return Place(tuple(unknown), other=cls)
        unknown.append(cls)
    return Place(tuple(unknown))


def _row_of_text(exc: BaseException, name: str) -> ExceptionRow | None:
    text = text_of(exc) or str(vars(exc).get("msg"))  # urllib leaves the arguments of its own empty
    return next((it.row for it in tables.TEXTS if it.name == name and it.text in text), None)


def _row_of_close(exc: BaseException, name: str) -> ExceptionRow | None:
    """Return what the code says with which the server closed a WebSocket; a text is what pickling leaves.

    We may have closed it ourselves, for the server did not answer our pings.
    """
    if name != tables.CLOSED_WEBSOCKET:
        return None
    if tables.UNANSWERED in (text_of(exc) or str(getattr(vars(exc).get("sent"), "reason", ""))):
        return tables.UNANSWERED_PING
    code = _close_code(exc)
    return tables.CLOSE_CODES.get(code) if code is not None else None


def _close_code(exc: BaseException) -> int | None:
    found = _CLOSE_CODE.search(text_of(exc))
    code: object = int(found[1]) if found else getattr(vars(exc).get("rcvd"), "code", None)
    return code if isinstance(code, int) else None


def _sharpened(exc: BaseException, row: ExceptionRow | None) -> ExceptionRow | None:
    """Take the error number's word over the class's, where the class leaves it open."""
    number = _number(exc)
    if number is None:
        return row
    if row is None:
        return tables.ERRNOS.get(number)
    if row.reason is Reason.DNS and number in tables.RETRIED_LOOKUPS:
        return row._replace(retryable=True)
    by_number = tables.ERRNOS.get(number)
    return by_number if by_number is not None and tables.narrows(by_number.reason, row.reason) else row


def _number(exc: BaseException) -> int | None:
    """Return the error number; it is in the text only if the exception was raised anew by its text."""
    number = vars(exc).get("errno") or (exc.errno if isinstance(exc, OSError) else None)
    if isinstance(number, int):
        return number
    found = _ERRNO.search(text_of(exc))
    return int(found[1]) if found else None


def is_invented(exc: BaseException) -> bool:
    """Say whether aiohttp made up a 400 for bytes that were no HTTP: its parser's error is the cause then."""
    cause = before(exc)
    if cause is None or not any(name.startswith("aiohttp.http_exceptions.") for name in names_of(cause)):
        return False
    row = row_of(exc)
    return row is not None and row.carries  # A ClientPayloadError has this cause, too, after a real status.


def judged(exc: BaseException, *, by_name: bool) -> Iterator[tuple[BaseException, ExceptionRow | None]]:
    """Yield the links of the chain that may belong to a call, each with its row if it has one.

    A socket's error below a database driver's exception is the database's.
    """
    beside = False
    for link in chain(exc):
        place = place_of(link)
        beside = beside or place.is_another_field
        row = _row_at(place, link, by_name=by_name)
        if not (place.other and row is None) and not (beside and place.name in PLATFORM):
            yield link, row


def find(exc: BaseException, *, by_name: bool = False, is_stated: bool) -> Finding | None:
    """Return the outermost ruled exception; a cover yields to its first ruled cause, causes narrow it.

    What carries a response is a cover as well if that states no error (`is_stated`).
    """
    ruled = [Finding(link, row) for link, row in judged(exc, by_name=by_name) if row is not None]
    if not ruled:
        return None
    start = next(
        (place for place, found in enumerate(ruled) if not _covers(found, is_stated=is_stated)), None
    )
    if start is None:
        return next((found for found in ruled if found.row.reason is not Reason.UNCLASSIFIED), ruled[0])
    return Finding(ruled[start].exception, _narrowed(ruled[start].row, ruled[start + 1 :]))


def _covers(found: Finding, *, is_stated: bool) -> bool:
    row = found.row
    is_empty = row.reason is Reason.UNCLASSIFIED and not is_stated
    return row.wraps or (row.carries and (is_empty or is_invented(found.exception)))


def _narrowed(row: ExceptionRow, causes: Iterable[Finding]) -> ExceptionRow:
    for _, cause in causes:
        if tables.narrows(cause.reason, row.reason):
            row = row._replace(reason=cause.reason, retryable=cause.retryable)
    return row


def phase_of(exc: BaseException) -> Phase | None:
    """Return how far the exchange got by the exception table; None if no exception of the chain is in it."""
    found = find(exc, is_stated=True)
    return None if found is None else found.row.phase


def members(exc: BaseException, *, by_name: bool) -> Sequence[BaseException]:
    """Return the members of the first group in the chain, and of the groups among them: the failures."""
    for link in chain(exc):
        found = members_of(link)
        if found or row_of(link, by_name=by_name) is not None:
            return found
    return ()


def members_of(exc: BaseException) -> Sequence[BaseException]:
    """Return the members of a group, and of the groups among them; of another exception none."""
    if not isinstance(exc, BaseExceptionGroup):
        return ()
    return _flattened(cast("BaseExceptionGroup[BaseException]", exc))


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
