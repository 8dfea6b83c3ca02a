"""Answers that arrive whole and sound as HTTP: the surprise is in what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faults.script import BODILESS, CHUNKED, LAST_CHUNK, Fault, Head, Pause, Request, Step, chunk, play, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

JSON = "application/json"
ERROR = b'{"error": {"message": "no such order: 17", "type": "order_error", "code": "order_unknown"}}'
PROBLEM = b'{"type": "about:blank", "title": "Out of stock", "detail": "The shelf is empty.", "status": 409}'
PAGE = b"<!doctype html><html><head><title>502 Bad Gateway</title></head><body><hr>an edge</body></html>"
GRAPHQL = (
    b'{"data": {"me": null}, "errors": [{"message": "who are you?", "path": ["me"],'
    b' "extensions": {"code": "UNAUTHENTICATED"}}]}'
)
EVENT_STREAM = Head((("content-type", "text/event-stream"), CHUNKED))
EVENT = chunk(b'data: {"text": "a word"}\n\n')
ERROR_EVENT = chunk(b'event: error\ndata: {"error": {"type": "overloaded_error", "message": "too busy"}}\n\n')
LATE_HEAD, LATE_BODY = whole(JSON, ERROR)
LATE = Pause(0.02)


def status(request: Request) -> Iterable[Step]:
    """Answer with the status of the path and a body that says nothing else."""
    number = request.status(200)
    return (Head(),) if number in BODILESS else whole("text/plain", b"status %d\n" % number)


def grpc_status(request: Request) -> Iterable[Step]:
    """Answer 200 with the canonical code of the query in the header, as gRPC does without a message."""
    code = request.options.get("code", "14")
    return whole("application/grpc", b"", ("grpc-status", code), ("grpc-message", "as%20asked"))


CONTENT: Mapping[str, Fault] = {
    "status": Fault("answers the status in the path", status),
    "json": Fault("answers JSON, well", play(*whole(JSON, b'{"ok": true}'))),
    "json-error": Fault("answers a JSON error envelope", play(*whole(JSON, ERROR)), 500),
    "late-body": Fault("sends the body 20 ms after the headers", play(LATE_HEAD, LATE, LATE_BODY), 500),
    "late-pieces": Fault(
        "sends the body in three pieces, 20 ms apart",
        play(LATE_HEAD, LATE, LATE_BODY[:10], LATE, LATE_BODY[10:40], LATE, LATE_BODY[40:]),
        500,
    ),
    "wrong-charset": Fault(
        "declares UTF-16, sends UTF-8", play(*whole("text/plain; charset=utf-16", "naïve".encode())), 500
    ),
    "unknown-charset": Fault(
        "declares a charset that nobody knows", play(*whole("text/plain; charset=klingon", b"Qapla")), 500
    ),
    "bad-utf8": Fault(
        "declares UTF-8, sends something else",
        play(*whole("text/plain; charset=utf-8", b"\xe9t\xe9 \xff\xfe!")),
        500,
    ),
    "binary": Fault(
        "answers every byte there is", play(*whole("application/octet-stream", bytes(range(256)))), 500
    ),
    "empty-json": Fault("declares JSON, sends nothing", play(*whole(JSON, b"")), 500),
    "json-null": Fault("answers JSON null", play(*whole(JSON, b"null")), 500),
    "json-list": Fault("answers a JSON list", play(*whole(JSON, b'[{"message": "first"}, 2]')), 500),
    "json-string": Fault("answers a JSON string", play(*whole(JSON, b'"it broke"')), 500),
    "html": Fault("answers a page for people", play(*whole("text/html", PAGE)), 502),
    "problem": Fault(
        "answers RFC 9457 problem details", play(*whole("application/problem+json", PROBLEM)), 409
    ),
    "grpc-status": Fault("answers 200 and a gRPC `code` in a header", grpc_status),
    "graphql-errors": Fault("answers 200 and GraphQL errors", play(*whole(JSON, GRAPHQL))),
    "sse-error-first": Fault(
        "opens an event stream with an error", play(EVENT_STREAM, ERROR_EVENT, LAST_CHUNK)
    ),
    "sse-error-later": Fault(
        "sends an error after two sound events",
        play(EVENT_STREAM, EVENT, LATE, EVENT, LATE, ERROR_EVENT, LAST_CHUNK),
    ),
}
