"""Errors inside a success: what a first look at its body, before it is parsed, can tell."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from jiter import from_json

from otel_errkind._core.beginnings import BEGINNING, ERROR_EVENT, LONGEST_BEGINNING
from otel_errkind._core.dialects import frames, multipart
from otel_errkind._core.dialects.events import MINIMAX, MOST_ALARMS, SCREAMED_TYPE, error_data
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

LATE_PART: Final = 8192
"""Bytes at the end of a body in which errors behind the data are looked for."""

SHORT_DATA: Final = 64
"""Bytes in front of such errors that are kept: `{"data":null` says more than an ellipsis."""

END_OF_EVENT: Final = late(rb"\r\n\r\n|\n\n")

NO_HEADERS: Final[Mapping[str, str]] = {}

_SCREAMED_TYPE: Final = SCREAMED_TYPE.encode()
_MINIMAX: Final = MINIMAX.encode()
_SEVERAL: Final = 4
_ELIDED: Final = '{"data":"…",'.encode()
"""Stands for the data in front of the errors: it is the application's, and may be long."""
_LINES_BEFORE: Final = "{…}\n".encode()
"""Stands for the lines in front of the last one, which is judged as such then, not as a body of its own."""
_HEAD: Final = 2048


class Looks(Enum):
    """What the beginning of a success's body promises."""

    HARMLESS = auto()
    ERROR = auto()
    EVENTS = auto()
    DATA = auto()
    ENVELOPE = auto()
    BATCH = auto()
    LINES = auto()
    FRAMES = auto()


_KINDS: Final = {
    None: Looks.ERROR,
    "events": Looks.EVENTS,
    "data": Looks.DATA,
    "envelope": Looks.ENVELOPE,
    "batch": Looks.BATCH,
    "lines": Looks.LINES,
    "frames": Looks.FRAMES,
}


def looks_wrong(beginning: bytes) -> bool:
    """Tell whether a success is worth a second look, as few are: by how its body begins, or has none."""
    return not beginning or BEGINNING.match(beginning, 0, LONGEST_BEGINNING) is not None


def glance(beginning: bytes | bytearray) -> Looks:
    """Tell what is an error, or may hold one, from everything else by its first bytes."""
    found = BEGINNING.match(beginning, 0, LONGEST_BEGINNING)
    return Looks.HARMLESS if found is None else _KINDS[found.lastgroup]


def stated_error(body: bytes, limit: int, headers: Mapping[str, str] = NO_HEADERS) -> bytes | None:
    """Return what in a success looks like an error: its body or a part of it, at most `limit` bytes.

    Where there is no body, gRPC's status is in the headers (gRPC over HTTP/2, Trailers-Only).
    """
    if not body:
        return body if headers.get("grpc-status", "0") != "0" else None
    looks = glance(body)
    if looks is Looks.FRAMES:
        return frames.failed_alone(body, limit, headers.get("content-type"))
    return PARTS[looks](body, limit)


def _nothing(_: bytes, __: int) -> bytes | None:
    return None


def _all(body: bytes, limit: int) -> bytes | None:
    return body[:limit]


def _first_error(events: bytes, limit: int) -> bytes | None:
    start = next_alarm(events)
    for _ in range(MOST_ALARMS):
        if start < 0:
            break
        event = one_event(events[start : start + limit])
        if is_error(event):
            return event
        start = next_alarm(events, start + read_of(event))
    return None


def _behind_data(body: bytes, limit: int) -> bytes | None:
    """Return the errors that follow the data of a GraphQL answer (GraphQL, 7.1).

    From their name on the answer is JSON if a brace is put before it: there only the answer's own is closed.
    Behind a list of errors inside the data, more is.
    """
    start = len(body)
    for _ in range(_SEVERAL):
        start = body.rfind(b'"errors"', -LATE_PART, start)
        if start < 0:
            break
        if _has_errors(b"{" + body[start:]):
            return (body if start < SHORT_DATA else _ELIDED + body[start:])[:limit]
    return None


def _has_errors(late: bytes) -> bool:
    try:
        value: Json = from_json(late)
    except ValueError:
        return False
    return isinstance(value, dict) and isinstance(value["errors"], list) and bool(value["errors"])


def _with_fault(envelope: bytes, limit: int) -> bytes | None:
    return envelope[:limit] if b"Fault" in envelope[:_HEAD] else None


def _last_line(lines: bytes, limit: int) -> bytes | None:
    """Return the line that ends JSON lines, if it begins as an error does."""
    line = lines[-LATE_PART:].rstrip().rpartition(b"\n")[2]
    return (_LINES_BEFORE + line)[:limit] if glance(line) is Looks.ERROR else None


PARTS: Final = {
    Looks.HARMLESS: _nothing,
    Looks.ERROR: _all,
    Looks.EVENTS: _first_error,
    Looks.DATA: _behind_data,
    Looks.ENVELOPE: _with_fault,
    Looks.BATCH: multipart.failed_alone,
    Looks.LINES: _last_line,
    Looks.FRAMES: _nothing,
}
"""What of a whole body is the error, bounded, by how the body looks."""


def next_alarm(events: bytes | bytearray, start: int = 0) -> int:
    """Return where the next event begins that looks like an error, or -1."""
    found = ERROR_EVENT.search(events, start) if is_suspect(events) else None
    return found.start() if found else -1


def is_suspect(events: bytes | bytearray) -> bool:
    """Tell whether a word is there without which no event looks like an error."""
    # Asked of every piece of every stream: a loop over the words would take three times as long.
    # Only the name of an event may be one of the others.
    return (
        b"error" in events
        or _SCREAMED_TYPE in events
        or _MINIMAX in events
        or (b"event:" in events and (b"exception" in events or b"failed" in events or b"revoked" in events))
    )


def one_event(events: bytes) -> bytes:
    """Return the first event, as far as it goes."""
    end = END_OF_EVENT.search(events)
    return events[: end.end()] if end else events


def read_of(event: bytes) -> int:
    """Return how much of an event that is no error need not be read again: all but its last line of several.

    What follows that line may have been cut off.
    """
    return max(1, event.rfind(b"\n", 0, event.rfind(b"\n")))


def is_error(event: bytes) -> bool:
    """Tell an error from an event that quotes one deep in its data."""
    return error_data(event.decode(errors="replace")) is not None
