"""What the span must say of a cell: its row's verdict, unless the way hides the failure or the body."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, NamedTuple

from callers import ApplicationError
from faults.content import ERROR, PAGE, PROBLEM
from faults.framing import MESSAGE
from matrix.ways import EVERY_WAY, family
from verdicts import INTERNAL, STATED, UNAUTHENTICATED, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from callers import Sight
    from matrix.rows import Row

    Allowed = tuple[Verdict | None, ...]

EVERY = frozenset(EVERY_WAY)
FORGOTTEN = frozenset({"abandoned", "hook-raises"})
"""Ways of httpx in which nobody reads the body, and nobody can."""
CLOSED_UNREAD = frozenset({"stream-unread", "stream-raise-for-status", "left-by-exception", "closed-unread"})
"""Ways of httpx in which we read the beginning of an error's body, if it comes soon."""
IN_PART = CLOSED_UNREAD | {"stream-some"}
AT_ONCE = frozenset({"read", "raise-for-status", "hook-calls", "auth-calls"})
"""Ways of httpx in which the whole body is read before the call returns."""
BY_CALLABLE = frozenset({"raise-by-callable", "session-callable"})
AFTER_HEADERS = frozenset(
    {"read", "stream-all", "read-elsewhere", "hook-calls", "auth-calls", "session-raises"}
)
"""Ways of aiohttp that read the body of a success."""


class Difference(NamedTuple):
    """Cells that a table of rows would get wrong, and why."""

    why: str
    rows: frozenset[str]
    clients: str
    """A client, or a family of them."""
    ways: frozenset[str]
    allowed: Allowed | Callable[[Verdict], Allowed]


def of(*rows: str) -> frozenset[str]:
    """Name some rows."""
    return frozenset(rows)


def answered(verdict: Verdict) -> Allowed:
    """Say that the failure is the answer, not its body."""
    return (verdict._replace(phase="response"),)


def in_body(verdict: Verdict) -> Allowed:
    """Say that the failure is in the body: it broke, or it says so itself."""
    return (verdict._replace(phase="body"),)


def in_body_or_never(verdict: Verdict) -> Allowed:
    """Say that the failure is in a body that may not have been read so far."""
    return (*in_body(verdict), None)


def either(verdict: Verdict) -> Allowed:
    """Say that the body may come with the headers or after them."""
    return (*answered(verdict), *in_body(verdict))


def either_or_never(verdict: Verdict) -> Allowed:
    """Say that the body may come with the headers, after them or, if nobody waits for it, never."""
    return (*either(verdict), None)


UNDECODABLE = of("broken-gzip", "no-gzip")
BROKEN_ERRORS = of("short-body/503", "stall-in-body/500", "reset-in-body/429")
SAID_FIRST = of("sse-error-first", "graphql-errors")
"""The body of a success begins with what failed."""
SAID = SAID_FIRST | of("sse-error-later", "over-aiohttp-event")
"""What fails there is said by the body, not met in reading it."""

DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        "nobody has seen the body",
        of("json-error", "late-body", "late-pieces"),
        "httpx",
        FORGOTTEN,
        (INTERNAL,),
    ),
    Difference(
        "the body comes when the wait for it may be over",
        of("late-body"),
        "httpx",
        CLOSED_UNREAD,
        (STATED, INTERNAL),
    ),
    Difference(
        "the last piece comes when the wait may be over, and nobody may wait for it",
        of("late-pieces"),
        "httpx",
        IN_PART,
        (STATED, INTERNAL),
    ),
    Difference(
        "the last piece comes when the wait may be over",
        of("late-pieces"),
        "aiohttp",
        EVERY,
        (STATED, INTERNAL),
    ),
    Difference(
        "who reads raw bytes, or none, meets no decoding",
        UNDECODABLE,
        "httpx",
        IN_PART | FORGOTTEN | {"stream-all"},
        answered,
    ),
    Difference(
        "httpx2 closes the stream before its exception is there to be seen",
        UNDECODABLE,
        "httpx2",
        of("read-elsewhere"),
        answered,
    ),
    Difference(
        "httpx2 closes the stream before its exception is there to be seen",
        of("broken-gzip/200"),
        "httpx2",
        of("read-elsewhere"),
        (None,),
    ),
    Difference("nobody reads as far as the break", BROKEN_ERRORS, "httpx", IN_PART | FORGOTTEN, answered),
    Difference(
        "the callable reads the body before the call is over",
        BROKEN_ERRORS | UNDECODABLE,
        "aiohttp",
        BY_CALLABLE,
        in_body,
    ),
    Difference(
        "the hook raises on the redirect, which is no error",
        of("redirect-loop", "redirect-to-503", "redirect-refused"),
        "httpx",
        of("hook-raises"),
        (None,),
    ),
    Difference(
        "the hook raises on the challenge, which nobody meets any more",
        of("digest-granted"),
        "httpx",
        of("hook-raises"),
        (UNAUTHENTICATED,),
    ),
    Difference("the error comes in a stream", SAID, "httpx", of("stream-all", "read-elsewhere"), in_body),
    Difference(
        "whether the first piece holds the error is up to the network",
        SAID,
        "httpx",
        of("stream-some"),
        in_body_or_never,
    ),
    Difference("nobody reads the error", SAID, "httpx", CLOSED_UNREAD | FORGOTTEN, (None,)),
    Difference(
        "it depends on when the body comes", SAID_FIRST, "aiohttp", AFTER_HEADERS | BY_CALLABLE, either
    ),
    Difference("it depends on when the body comes", SAID_FIRST, "aiohttp", EVERY, either_or_never),
    Difference(
        "a stream is known to be empty when it has been read or closed",
        of("grpc-status"),
        "httpx",
        IN_PART | {"stream-all", "read-elsewhere"},
        in_body,
    ),
    Difference("nobody sees that the body is empty", of("grpc-status"), "httpx", of("abandoned"), (None,)),
    Difference(
        "what is read within the call is said by its answer",
        of("sse-error-later"),
        "aiohttp",
        BY_CALLABLE,
        answered,
    ),
    Difference(
        "nobody reads as far as the event",
        of("sse-error-later"),
        "aiohttp",
        EVERY - AFTER_HEADERS - BY_CALLABLE,
        (None,),
    ),
)

BODIES = {
    "json-error": ERROR.decode(),
    "late-body": ERROR.decode(),
    "late-pieces": ERROR.decode(),
    "problem": PROBLEM.decode(),
    "html": PAGE.decode(),
    "gzip": gzip.decompress(MESSAGE).decode(),
    "json-list": '[{"message": "first"}, 2]',
    "json-string": '"it broke"',
    "bad-utf8": "\ufffdt\ufffd \ufffd\ufffd!",
    "binary": "",
    "empty-json": "",
}
"""What the span must show of an error's body."""
LATE = of("late-body", "late-pieces")


def shows(row: str, client: str, way: str, shown: str) -> bool:
    """Tell whether the span shows of the body what it must."""
    if row not in BODIES:
        return True
    if family(client) == "httpx" and way in FORGOTTEN:
        return not shown
    if row in LATE:
        return BODIES[row].startswith(shown)
    # What is not known to be whole may have been cut within a character, and the doubtful end is left out.
    in_part = way in IN_PART and bool(shown) and BODIES[row].startswith(shown)
    return in_part or BODIES[row] == shown


def difference(row: Row, client: str, way: str) -> Difference | None:
    """Return the first line of the table that speaks of this cell."""
    clients = {client, client.removesuffix("-async"), family(client)}
    return next(
        (
            line
            for line in DIFFERENCES
            if row.name in line.rows and line.clients in clients and way in line.ways
        ),
        None,
    )


def expected(row: Row, client: str, way: str, bare: Sight) -> Allowed:
    """Return every verdict that the cell may have; None stands for none."""
    verdict = row.deserves(client)
    line = difference(row, client, way)
    if line is not None:
        allowed = line.allowed
        return allowed if isinstance(allowed, tuple) else allowed(verdict) if verdict else (None,)
    if verdict is not None and _breaks_a_success(row, verdict) and _met_nothing(bare):
        return (None,)
    return (verdict,)


def _breaks_a_success(row: Row, verdict: Verdict) -> bool:
    return verdict.phase == "body" and (verdict.status or 0) < 400 and row.name not in SAID


def _met_nothing(bare: Sight) -> bool:
    return bare.raised is None or issubclass(bare.raised.kind, ApplicationError)
