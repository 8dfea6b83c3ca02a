"""Errors inside a success are seen by the first bytes of a body, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otel_errkind._core.glance import ErrorFinder, Looks, glance, looks_wrong, stated_error
from otel_errkind._core.outcome import is_error_status, may_have_body

LIMIT = 200

ERRORS = {
    "object": b'{"error": {"code": "busy"}}',
    "text": b'{"error":"busy"}',
    "list": b'{"errors": [{"message": "no"}]}',
    "in a list": b'[{"error": {"code": 429}}]',
    "capital": b'{"Error":{"Code":"Throttling"}}',
    "fault": b'{"fault": {"faultstring": "spike arrest"}}',
    "not ok": b'{"ok": false, "error": "ratelimited"}',
    "no success": b'\n { "success" : false, "msg": "no"}',
}
HARMLESS = {
    "chat": b'{"id": "chat-1", "error": null}',
    "null": b'{"error": null, "data": 1}',
    "number": b'{"errors": 0}',
    "none": b'{"error":false}',
    "ok": b'{"ok": true}',
    "page": b"<html>error: </html>",
    "empty": b"",
    "prose": b"error: event",
    "key": b'{"error_rate": {"p50": 1}}',
}
ERROR_EVENTS = {
    "event": b"event: error\ndata: {}\n\n",
    "no blank": b"event:error\ndata: {}\n\n",
    "data": b'data: {"error": {"code": 429}}\n\n',
    "typed": b'data: {"type": "error", "error": {}}\n\n',
}
HARMLESS_EVENTS = {
    "message": b'event: message\ndata: {"a": "event: error"}\n\n',
    "other name": b"event: error_rate\ndata: 1\n\n",
    "null": b'data: {"errors": null}\n\n',
    "comment": b": error\n\n",
}


@pytest.mark.parametrize("body", ERRORS.values(), ids=ERRORS)
def test_an_error_document_is_seen(body: bytes) -> None:
    """The first member says so."""
    assert looks_wrong(body)
    assert glance(body) is Looks.ERROR
    assert stated_error(body, LIMIT) == body


@pytest.mark.parametrize("body", HARMLESS.values(), ids=HARMLESS)
def test_a_sound_document_is_not(body: bytes) -> None:
    """A member that is null, false or of another name is no error."""
    assert not looks_wrong(body)
    assert glance(body) is Looks.HARMLESS
    assert stated_error(body, LIMIT) is None


@pytest.mark.parametrize("event", ERROR_EVENTS.values(), ids=ERROR_EVENTS)
@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf: hello\n\n", b'data: {"n": 1}\n\n', b"id: 7\r\n\r\n"])
def test_an_error_event_is_seen(before: bytes, event: bytes) -> None:
    """It may be the first event or a later one."""
    assert stated_error(before + event, LIMIT) == event


@pytest.mark.parametrize("event", HARMLESS_EVENTS.values(), ids=HARMLESS_EVENTS)
def test_a_sound_event_is_not(event: bytes) -> None:
    """What a message quotes is no event."""
    assert stated_error(b"data: 1\n\n" + event, LIMIT) is None


def test_what_is_returned_is_bounded() -> None:
    """At most the limit is kept, of a document and of an event."""
    assert stated_error(b'{"error": "' + b"x" * LIMIT, LIMIT) == b'{"error": "' + b"x" * (LIMIT - 11)
    assert stated_error(b"event: error\n" + b"x" * LIMIT, 20) == b"event: error\nxxxxxxx"


def fed(body: bytes, size: int, limit: int = LIMIT) -> bytes | None:
    """Feed the body in pieces; return the error that a piece completes, or the end."""
    finder = ErrorFinder(limit)
    for start in range(0, len(body), size):
        found = finder.feed(body[start : start + size])
        if found is not None:
            return found
    return finder.end()


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize("event", ERROR_EVENTS.values(), ids=ERROR_EVENTS)
def test_an_event_in_pieces_is_seen(event: bytes, size: int) -> None:
    """Wherever a stream is cut into pieces, the error event is found, and ends where it ends."""
    body = b'data: {"n": 1}\n\n' * 20 + event + b"data: more\n\n"

    found = fed(body, size)

    assert found is not None
    assert found.startswith(event)


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize("body", ERRORS.values(), ids=ERRORS)
def test_a_document_in_pieces_is_seen(body: bytes, size: int) -> None:
    """A document is complete at its end."""
    assert fed(body, size) == body


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize("body", [*HARMLESS.values(), *HARMLESS_EVENTS.values()])
def test_nothing_else_is_found_in_pieces(body: bytes, size: int) -> None:
    """What is harmless as a whole is so in pieces."""
    assert fed(body, size) is None


def test_what_follows_a_harmless_beginning_is_not_looked_at() -> None:
    """The beginning decides: neither time nor memory goes into the rest."""
    finder = ErrorFinder(LIMIT)

    found = [
        finder.feed(piece) for piece in (b'{"id": "' + b"x" * 100, b'{"error": {}}', b"event: error\n\n")
    ]

    assert found == [None, None, None]
    assert finder.end() is None
    assert len(finder._kept) == 0  # noqa: SLF001 - memory is not seen from outside


def test_an_event_that_never_ends_is_complete_at_the_limit() -> None:
    """An error without a blank line after it is reported when enough of it came, or when reading ends."""
    assert fed(b"event: error\ndata: " + b"x" * 500, 10, limit=30) == b"event: error\ndata: xxxxxxxxxxx"
    assert fed(b"event: error\ndata: cut", 10) == b"event: error\ndata: cut"


def test_a_long_stream_is_not_kept() -> None:
    """Of what has passed without an error, hardly anything stays in memory."""
    finder = ErrorFinder(LIMIT)

    for _ in range(1000):
        finder.feed(b'data: {"n": 1}\n\n')

    assert len(finder._kept) < 100  # noqa: SLF001 - memory is not seen from outside


def test_a_long_document_is_not_kept() -> None:
    """Nor of an error document more than the limit."""
    finder = ErrorFinder(LIMIT)

    finder.feed(b'{"error": "')
    for _ in range(1000):
        finder.feed(b"x" * 16)

    assert len(finder._kept) == LIMIT  # noqa: SLF001 - memory is not seen from outside
    assert len(finder.end() or b"") == LIMIT


@given(st.binary(max_size=300), st.integers(1, 40))
def test_any_bytes_are_fine(body: bytes, size: int) -> None:
    """Whatever comes, in pieces or whole, there is an answer and it is bounded."""
    assert len(stated_error(body, LIMIT) or b"") <= LIMIT
    assert len(fed(body, size) or b"") <= LIMIT


@pytest.mark.parametrize(
    ("status", "error", "body"), [(101, False, False), (200, False, True), (304, False, False)]
)
def test_a_status_below_400_is_no_error(status: int, *, error: bool, body: bool) -> None:
    """A redirect or an upgrade is no error, and has no body to watch."""
    assert (is_error_status(status), may_have_body(status)) == (error, body)


@pytest.mark.parametrize("status", [400, 599, 600, 999])
def test_a_status_from_400_on_is_an_error(status: int) -> None:
    """Whatever invents it."""
    assert is_error_status(status)
    assert not may_have_body(status)
