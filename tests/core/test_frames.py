"""Streams in frames that end with an error under a success status: gRPC-Web, Connect, AWS's event streams."""

from __future__ import annotations

import json
from base64 import b64encode
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otel_errkind import classify
from otel_errkind._core.finder import ErrorFinder
from otel_errkind._core.glance import looks_wrong, stated_error

GRPC = "application/grpc-web+proto"
GRPC_TEXT = "application/grpc-web-text"
CONNECT = "application/connect+json"
AWS = "application/vnd.amazon.eventstream"
LIMIT = 512


def frame(flags: int, payload: bytes) -> bytes:
    """Make a frame of gRPC-Web or Connect."""
    return bytes([flags]) + len(payload).to_bytes(4) + payload


def message(payload: bytes, **headers: str) -> bytes:
    """Make a message of AWS's, with headers that are texts: `message_type` is `:message-type`."""
    fields = b"".join(field(f":{name.replace('_', '-')}", value) for name, value in headers.items())
    prelude = (len(fields) + len(payload) + 16).to_bytes(4) + len(fields).to_bytes(4)
    whole = prelude + crc32(prelude).to_bytes(4) + fields + payload
    return whole + crc32(whole).to_bytes(4)


def field(name: str, value: str) -> bytes:
    """Make one header."""
    return bytes([len(name)]) + name.encode() + b"\x07" + len(value).to_bytes(2) + value.encode()


def end(**error: object) -> bytes:
    """Make the last frame of a Connect stream that failed."""
    return frame(2, json.dumps({"error": error, "metadata": {"x-id": ["1"]}}).encode())


def exception(kind: str, text: str) -> bytes:
    """Make an exception of AWS's."""
    payload = json.dumps({"message": text}).encode()
    return message(payload, exception_type=kind, content_type="application/json", message_type="exception")


def encoded(*frames: bytes) -> bytes:
    """Encode each frame on its own, as servers do that send them one by one."""
    return b"".join(map(b64encode, frames))


DATA = frame(0, b"\x0a\x03abc")
DATA_JSON = frame(0, b'{"text":"Hi"}')
FINE = frame(0x80, b"grpc-status:0\r\ngrpc-message:\r\n")
EVENT = message(b'{"bytes":"eyJ4IjoxfQ=="}', event_type="chunk", message_type="event")

FAILED: dict[str, tuple[str, list[bytes], str, str, str | None]] = {
    "grpc": (
        GRPC,
        [DATA, frame(0x80, b"grpc-status:8\r\ngrpc-message:slow%20down\r\n")],
        "rate_limit",
        "8",
        "slow down",
    ),
    "grpc, alone": (GRPC, [frame(0x80, b"grpc-status: 16\r\n")], "invalid_credentials", "16", None),
    "grpc, in capitals, not ended": (
        GRPC,
        [DATA, DATA, frame(0x80, b"Grpc-Status:7")],
        "permission_denied",
        "7",
        None,
    ),
    "grpc, message first": (
        GRPC,
        [frame(0x80, b"grpc-message:no\r\ngrpc-status:14\r\n")],
        "capacity",
        "14",
        "no",
    ),
    "connect": (
        CONNECT,
        [DATA_JSON, end(code="unavailable", message="Busy.")],
        "capacity",
        "unavailable",
        "Busy.",
    ),
    "connect, alone": (
        CONNECT,
        [end(code="unauthenticated")],
        "invalid_credentials",
        "unauthenticated",
        None,
    ),
    "connect, binary": (
        "application/connect+proto; charset=x",
        [frame(0, b"\x08\xff\x02\x00"), end(code="deadline_exceeded", message="Late.")],
        "deadline",
        "deadline_exceeded",
        "Late.",
    ),
    "aws": (
        AWS,
        [EVENT, exception("throttlingException", "Wait.")],
        "rate_limit",
        "throttlingException",
        "Wait.",
    ),
    "aws, alone": (
        AWS,
        [exception("validationException", "Bad.")],
        "validation",
        "validationException",
        "Bad.",
    ),
    "aws, capital": (
        AWS,
        [message(b'{"Message":"No."}', message_type="exception", exception_type="AccessDeniedException")],
        "permission_denied",
        "AccessDeniedException",
        "No.",
    ),
    "aws, no JSON": (
        AWS,
        [EVENT, message(b"", message_type="exception", exception_type="internalServerException")],
        "internal",
        "internalServerException",
        None,
    ),
    "aws, a list": (
        AWS,
        [message(b"[1]", exception_type="throttlingException")],
        "rate_limit",
        "throttlingException",
        None,
    ),
    "aws, a long text": (
        AWS,
        [message(b"", error_message="No. " + "x" * 300, message_type="error", error_code="SlowDown")],
        "rate_limit",
        "SlowDown",
        "No. " + "x" * 300,
    ),
    "aws, outside the model": (
        AWS,
        [EVENT, message(b"", message_type="error", error_code="SlowDown", error_message="Less, please.")],
        "rate_limit",
        "SlowDown",
        "Less, please.",
    ),
}
SUCCEEDED: dict[str, tuple[str, list[bytes]]] = {
    "grpc": (GRPC, [DATA, FINE]),
    "grpc, no trailers": (GRPC, [DATA, DATA]),
    "grpc, empty": (GRPC, [frame(0, b""), FINE]),
    "grpc, a code of no table": (GRPC, [DATA, frame(0x80, b"grpc-status:99\r\n")]),
    "grpc, a message that quotes": (GRPC, [frame(0, b"\x80\0\0\0\x0fgrpc-status:8\r\n"), FINE]),
    "grpc, a message of trailers": (GRPC, [frame(0, b"grpc-status:8\r\n"), FINE]),
    "grpc, a text": (GRPC, [b"text\r\ngrpc-status:8\r\n"]),
    "grpc, compressed": (GRPC, [DATA, frame(0x81, b"\x1f\x8b\x08\0")]),
    "connect": (CONNECT, [DATA_JSON, frame(2, b"{}")]),
    "connect, metadata": (CONNECT, [DATA_JSON, frame(2, b'{"metadata":{"error":["no"]}}')]),
    "connect, no error": (CONNECT, [DATA_JSON, frame(2, b'{"error":{}}')]),
    "connect, null": (CONNECT, [DATA_JSON, frame(2, b'{"error":null}')]),
    "connect, a text": (CONNECT, [DATA_JSON, frame(2, b'{"error":"no"}')]),
    "connect, no JSON": (CONNECT, [DATA_JSON, frame(2, b'{"error":{"code":"unavailable"}')]),
    "connect, no object": (CONNECT, [DATA_JSON, frame(2, b"[1]")]),
    "connect, compressed": (CONNECT, [DATA_JSON, frame(3, b"\x1f\x8b\x08\0")]),
    "connect, in a long message": (CONNECT, [b"\0\x01\0\0\0", end(code="unavailable")]),
    "connect, a message": (CONNECT, [frame(0, b'{"error":{"code":"unavailable"}}'), frame(2, b"{}")]),
    "aws": (AWS, [EVENT, EVENT]),
    "aws, a text that quotes": (
        AWS,
        [message(b'{"text":":exception-type throttlingException {}"}', event_type="chunk"), EVENT],
    ),
    "aws, no name": (AWS, [message(b'{"message":"no"}', message_type="exception", exception_type="")]),
    "aws, no headers": (AWS, [message(b'{"message":"no"}')]),
    "aws, no such stream": (AWS, [bytes(64)]),
    "aws, in the payload": (
        AWS,
        [message(field(":exception-type", "throttlingException"), event_type="chunk")],
    ),
}
TEXTUAL = {
    "grpc": (
        GRPC_TEXT,
        [DATA, frame(0x80, b"grpc-status:13\r\ngrpc-message:oh\r\n")],
        "internal",
        "13",
        "oh",
    ),
    "alone": (f"{GRPC_TEXT}+proto", [frame(0x80, b"grpc-status:4\r\n")], "deadline", "4", None),
}


def judged(kind: str, body: bytes | str) -> tuple[str, str | None, str | None] | None:
    """Return reason, code and message of a success with that body."""
    info = classify(status_code=200, headers={"Content-Type": kind}, body=body)
    return None if info is None else (info.reason.value, info.code, info.message)


def fed(kind: str, body: bytes, size: int, limit: int = LIMIT) -> bytes | None:
    """Feed the body in pieces; return what a piece completes, or the end."""
    finder = ErrorFinder(limit, {"content-type": kind})
    pieces = (body[start : start + size] for start in range(0, len(body), size))
    return next(filter(None, map(finder.feed, pieces)), None) or finder.end()


AMBIGUOUS = {b"".join(FAILED[name][1]) for name in ("grpc, in capitals, not ended", "aws, a long text")}
"""Without lengths a line that does not end may have been cut, and a long text has no end."""


@pytest.mark.parametrize(("kind", "frames", "reason", "code", "text"), FAILED.values(), ids=FAILED)
def test_the_last_frame_is_an_error(
    kind: str, frames: list[bytes], reason: str, code: str, text: str | None
) -> None:
    """It is read from bytes, and from what a reader of UTF-8 has left of them, in which lengths are wrong."""
    body = b"".join(frames)

    assert judged(kind, body) == (reason, code, text)
    if body not in AMBIGUOUS:
        assert judged(kind, body.decode(errors="replace")) == (reason, code, text)
        assert judged(kind, body.decode("latin-1")) == (reason, code, text)


@pytest.mark.parametrize("size", [1, 3, 100, 10_000])
@pytest.mark.parametrize(("kind", "frames"), [row[:2] for row in FAILED.values()], ids=FAILED)
def test_the_frame_alone_is_kept(kind: str, frames: list[bytes], size: int) -> None:
    """Of a whole body and of one in pieces, however long, the frame with the error is returned."""
    long = message(b"x" * 9000, event_type="chunk") if kind == AWS else frame(0, b"x" * 9000)
    body = b"".join([*frames[:-1], long, long, frames[-1], frames[0]])

    assert looks_wrong(body)
    assert stated_error(body, LIMIT, {"content-type": kind}) == frames[-1]
    assert fed(kind, body, size) == frames[-1]
    assert judged(kind, frames[-1]) == judged(kind, body) is not None


@pytest.mark.parametrize(("kind", "frames", "reason", "code", "text"), TEXTUAL.values(), ids=TEXTUAL)
def test_base64_is_decoded(kind: str, frames: list[bytes], reason: str, code: str, text: str | None) -> None:
    """The whole stream may be encoded, or each of its frames; whatever type the body has."""
    for body in (encoded(b"".join(frames)), encoded(*frames)):
        alone = stated_error(body, LIMIT, {"content-type": kind})

        assert looks_wrong(body)
        assert alone == b64encode(frames[-1])
        assert [judged(kind, sent) for sent in (body, body.decode(), alone)] == [(reason, code, text)] * 3


@pytest.mark.parametrize(
    "body", [b"AAAA!", b"AAAAA", b"A", b"=", b"====", b"gAAAAB", encoded(DATA, FINE), "gAAA\u00e9".encode()]
)
def test_sound_base64_is_no_error(body: bytes) -> None:
    """Nor is what is none, or was cut."""
    assert judged(GRPC_TEXT, body) is None
    assert stated_error(body, LIMIT, {"content-type": GRPC_TEXT}) is None
    assert fed(GRPC_TEXT, body, 2) is None


@pytest.mark.parametrize(("kind", "frames"), SUCCEEDED.values(), ids=SUCCEEDED)
def test_a_sound_stream_is_no_error(kind: str, frames: list[bytes]) -> None:
    """A stream that ends well is a success, whatever its messages say."""
    body = b"".join(frames)

    assert judged(kind, body) is None
    assert stated_error(body, LIMIT, {"content-type": kind}) is None
    assert [fed(kind, body, size) for size in (1, 7, 1000)] == [None] * 3


QUOTING = ("grpc, a message that quotes", "connect, in a long message", "aws, in the payload")
"""Messages of bytes that look like a frame: only the lengths tell, and a text has none."""


@pytest.mark.parametrize(("kind", "frames"), [SUCCEEDED[name] for name in SUCCEEDED if name not in QUOTING])
def test_a_sound_stream_is_none_as_text(kind: str, frames: list[bytes]) -> None:
    """The same holds where a reader has replaced bytes."""
    body = b"".join(frames)

    assert judged(kind, body.decode(errors="replace")) is None
    assert judged(kind, body.decode("latin-1")) is None


@pytest.mark.parametrize(
    "kind", ["application/octet-stream", "application/grpc", "application/connect", "", None]
)
@pytest.mark.parametrize("frames", [row[1] for row in FAILED.values()], ids=FAILED)
def test_the_content_type_names_the_protocol(frames: list[bytes], kind: str | None) -> None:
    """Bytes that look like frames are none without it."""
    body, headers = b"".join(frames), {"content-type": kind} if kind else {}

    assert classify(status_code=200, headers=headers, body=body) is None
    assert stated_error(body, LIMIT, headers) is None
    assert ErrorFinder(LIMIT, headers).feed(body) is None


@pytest.mark.parametrize(("kind", "frames", "reason", "code", "text"), FAILED.values(), ids=FAILED)
def test_a_stream_that_was_cut_invents_nothing(
    kind: str, frames: list[bytes], reason: str, code: str, text: str | None
) -> None:
    """Whatever is missing, there is the verdict on the whole, or none; of a text the message may be cut."""
    body = b"".join(frames)
    replaced = body.decode(errors="replace")

    assert {judged(kind, body[:place]) for place in range(len(body))} == {None}
    verdicts = [judged(kind, replaced[:place]) for place in range(len(replaced))]
    assert all(verdict is None or verdict[:2] == (reason, code) for verdict in verdicts)
    assert all(not verdict or (text or "").startswith(verdict[2] or "") for verdict in verdicts)


@pytest.mark.parametrize(("kind", "frames"), SUCCEEDED.values(), ids=SUCCEEDED)
def test_a_sound_stream_that_was_cut_is_none(kind: str, frames: list[bytes]) -> None:
    """A stream that lacks its end has not said that it failed."""
    body = b"".join(frames)

    assert {judged(kind, body[:place]) for place in range(len(body))} == {None}


def test_a_frame_may_be_as_long_as_the_limit() -> None:
    """One byte more, and it is passed over."""
    frames = [frame(0x80, b"grpc-status:8\r\nx:" + b"y" * (LIMIT - 22 + more)) for more in (0, 1)]

    assert len(frames[0]) == LIMIT
    assert [fed(GRPC, body, 100) for body in frames] == [frames[0], None]


def test_odd_texts_are_read() -> None:
    """Half a character in a message, and padding without anything before it, spoil nothing."""
    spoiled = '\x02\0\0\0\x40{"error":{"code":"unavailable","message":"\ud800"}}'

    assert judged(CONNECT, spoiled) == ("capacity", "unavailable", "?")
    for odd in ("A=", "\u00e9="):
        text = odd + encoded(frame(0x80, b"grpc-status:8\r\n")).decode()
        assert judged(GRPC_TEXT, text) == ("rate_limit", "8", None)


@pytest.mark.parametrize(
    "fields",
    [
        {"message_type": "exception", "exception_type": "throttlingException"},
        {"message_type": "error", "error_code": "throttlingException", "error_message": "Bitte schXn."},
    ],
    ids=["exception", "error"],
)
def test_odd_bytes_are_read(fields: dict[str, str]) -> None:
    """A byte of a message that is no UTF-8 is replaced."""
    payload = b"" if "error_message" in fields else b'{"message":"Bitte schXn."}'

    verdict = judged(AWS, message(payload, **fields).replace(b"schXn", b"sch\xf6n"))

    assert verdict == ("rate_limit", "throttlingException", "Bitte sch\ufffdn.")


@given(st.binary(max_size=200), st.sampled_from([GRPC, GRPC_TEXT, CONNECT, AWS]), st.integers(1, 50))
def test_bytes_of_chance_are_no_error(noise: bytes, kind: str, size: int) -> None:
    """Noise under the name of a protocol is not taken for an error, and the looks agree."""
    assert judged(kind, noise) is None
    assert judged(kind, noise.decode("latin-1")) is None
    assert stated_error(noise, LIMIT, {"content-type": kind}) is None
    assert fed(kind, noise, size) is None


def test_frames_without_end_are_left_alone() -> None:
    """The smallest frames would take their time: what comes behind 65,536 of them is not read."""
    last = frame(0x80, b"grpc-status:8\r\n")

    found = [judged(GRPC, frame(0, b"") * count + last) for count in (65_535, 65_536)]

    assert found == [("rate_limit", "8", None), None]


def test_a_frame_that_is_too_long_is_not_kept() -> None:
    """Of frames of any length no more than the limit is in memory, also if one is longer than its body."""
    finder = ErrorFinder(LIMIT, {"content-type": CONNECT})

    found = [finder.feed(piece) for piece in (frame(0, b"")[:1] + b"\x7f\xff\xff\xff", *[b"x" * 9000] * 9)]

    assert found == [None] * 10
    assert finder.end() is None
    assert len(finder._frames._kept) == 0  # type: ignore[union-attr] # noqa: SLF001 - memory is not seen from outside
