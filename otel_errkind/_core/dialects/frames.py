"""Streams in frames that end with an error: gRPC-Web, Connect (connectrpc.com) and AWS's event streams.

The content type names the protocol. All count the bytes of a frame in front of it, big-endian.
"""

import sys
from base64 import b64decode, b64encode
from binascii import Error as NoBase64
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from jiter import from_json

from otel_errkind._core import headers
from otel_errkind._core.code_headers import grpc_status
from otel_errkind._core.document import LONGEST_BODY, nested
from otel_errkind._core.envelope import Answer, text_at

if TYPE_CHECKING:
    from otel_errkind._core.document import Json

_TRAILERS = 0x80
_END_OF_STREAM = 0x02
_ENVELOPE = 5
"""One byte of flags, four of length."""
_PRELUDE = 12
"""The lengths of message and headers, and a checksum; another one ends the message."""
_EXCEPTION_TYPE = b"\x0f:exception-type\x07"
_ERROR_CODE = b"\x0b:error-code\x07"
_ERROR_MESSAGE = b"\x0e:error-message\x07"
"""The name of a header behind its length, and the type of a text, 7."""
_MOST_FRAMES = 65536
_LONGEST = 1 << 20


class Protocol(NamedTuple):
    """How the frames of a protocol are found, and what one says of the call."""

    heading: int
    """Bytes that must be there to tell the size."""
    size: Callable[[bytes | bytearray], int]
    read: Callable[[bytes], Answer | None]
    """Reads one whole frame."""
    read_text: Callable[[str], Answer | None]
    """Reads a body whose lengths are wrong: it was taken for UTF-8, and bytes that are none were replaced."""
    is_encoded: bool = False
    """Whether all of it is base64."""


class FrameFinder:
    """Look for the frame that is an error, piece by piece; keep one of at most `limit` bytes."""

    __slots__ = ("_kept", "_left", "_limit", "_protocol", "_skip")

    def __init__(self, protocol: Protocol, limit: int) -> None:
        self._protocol = protocol
        self._limit = limit
        self._kept = bytearray()
        self._skip = 0
        self._left = _MOST_FRAMES

    def feed(self, piece: bytes) -> bytes | None:
        """Take the next piece; return the frame if it is complete."""
        skipped = min(self._skip, len(piece))
        self._skip -= skipped
        self._kept += piece[skipped:]
        while (frame := self._next()) is not None:
            if frame and self._protocol.read(frame) is not None:
                return frame
        return None

    def _next(self) -> bytes | None:
        """Take the next frame if it is here; of one that is too long to be an error nothing is kept."""
        heading, size_of, *_ = self._protocol
        if len(self._kept) < heading:
            return None
        size, self._left = size_of(self._kept), self._left - 1
        if size < heading or self._left < 0:  # This is no such stream, or it is not worth the time.
            size = sys.maxsize
        if len(self._kept) < size <= self._limit:
            return None
        frame = bytes(self._kept[:size]) if size <= self._limit else b""
        self._skip = max(0, size - len(self._kept))
        del self._kept[:size]
        return frame


def protocol_of(content_type: str | None) -> Protocol | None:
    """Return the protocol that the content type names."""
    if not content_type:
        return None
    name = content_type.strip().lower()
    return next((protocol for prefix, protocol in _PROTOCOLS.items() if name.startswith(prefix)), None)


def failed(body: bytes | str, content_type: str | None) -> Answer | None:
    """Return the error with which a stream ends; None if it is sound, or no such stream."""
    protocol = protocol_of(content_type)
    if protocol is None:
        return None
    if protocol.is_encoded:
        body = _decoded(body[:_LONGEST])
    elif isinstance(body, str):
        return protocol.read_text(body)
    frame = FrameFinder(protocol, LONGEST_BODY).feed(body[:_LONGEST])
    return protocol.read(frame) if frame else None


def failed_alone(body: bytes, limit: int, content_type: str | None) -> bytes | None:
    """Return the frame that is the error, of at most `limit` bytes before it is encoded again."""
    protocol = protocol_of(content_type)
    if protocol is None:
        return None
    if not protocol.is_encoded:
        return FrameFinder(protocol, limit).feed(body)
    frame = FrameFinder(protocol, limit).feed(_decoded(body[:_LONGEST]))
    return b64encode(frame) if frame else None


def _decoded(text: bytes | str) -> bytes:
    """Decode pieces of base64, each padded on its own; the last may be cut."""
    parts = (text if isinstance(text, bytes) else text.encode("ascii", "replace")).split(b"=")
    return b"".join(map(_decoded_part, parts))


def _decoded_part(part: bytes) -> bytes:
    try:
        return b64decode(part + b"==")
    except NoBase64:
        return b""


def _size_of_envelope(frame: bytes | bytearray) -> int:
    return _ENVELOPE + int.from_bytes(frame[1:_ENVELOPE])


def _size_of_message(frame: bytes | bytearray) -> int:
    return int.from_bytes(frame[:4])


def _behind_last(flags: str, text: str) -> str:
    """Return what is behind the last envelope with the flags, whose length begins with a zero."""
    _, found, rest = text.rpartition(f"{flags}\0")
    return rest[3:] if found else ""


def _trailers(frame: bytes) -> Answer | None:
    return _status(frame[_ENVELOPE:].decode("utf-8", "replace")) if frame[0] & _TRAILERS else None


def _last_trailers(text: str) -> Answer | None:
    """Read the trailers without their last line unless it has ended: what was cut may say anything."""
    trailers = _behind_last(chr(_TRAILERS), text.replace("\ufffd", chr(_TRAILERS)))
    return _status(trailers.rpartition("\n")[0])


def _status(trailers: str) -> Answer | None:
    found = headers.read(trailers)
    return Answer(None, found, None) if grpc_status(found) else None


def _end_of_stream(frame: bytes) -> Answer | None:
    return _error_in(frame[_ENVELOPE:]) if frame[0] == _END_OF_STREAM else None


def _last_end_of_stream(text: str) -> Answer | None:
    return _error_in(_behind_last(chr(_END_OF_STREAM), text).encode("utf-8", "replace"))


def _error_in(end: bytes) -> Answer | None:
    """Read the error if all of it is there: of what was cut the code may be another one."""
    try:
        value: Json = from_json(end)
    except ValueError:
        return None
    error = value.get("error") if isinstance(value, dict) else None
    return Answer(None, {}, {"error": error}) if isinstance(error, dict) and error else None


def _exception(message: bytes) -> Answer | None:
    end = _PRELUDE + int.from_bytes(message[4:8])
    return _raised(message[_PRELUDE:end], message[end:].decode("utf-8", "replace"))


def _any_exception(text: str) -> Answer | None:
    """Read an exception wherever it is; a length from 128 on is lost."""
    start = max(text.rfind(_EXCEPTION_TYPE.decode()), text.rfind(_ERROR_CODE.decode()))
    return _raised(text.encode("latin-1", "replace"), text[text.find("{", start) :])


def _raised(fields: bytes, payload: str) -> Answer | None:
    """Read an exception, which the service's model names, or an error, which it does not."""
    code = _header(fields, _EXCEPTION_TYPE) or _header(fields, _ERROR_CODE)
    if not code:
        return None
    said = nested(payload)
    message = text_at(said, "message", "Message") if isinstance(said, dict) else None
    return Answer(None, {}, {"__type": code, "message": message or _header(fields, _ERROR_MESSAGE)})


def _header(fields: bytes, name: bytes) -> str:
    """Return the text of a header, which its length precedes; empty if it was cut."""
    _, _, value = fields.partition(name)
    size = int.from_bytes(value[:2])
    return value[2 : 2 + size].decode("utf-8", "replace") if len(value) >= 2 + size else ""


_GRPC_WEB = Protocol(_ENVELOPE, _size_of_envelope, _trailers, _last_trailers)
_CONNECT = Protocol(_ENVELOPE, _size_of_envelope, _end_of_stream, _last_end_of_stream)
_EVENT_STREAM = Protocol(_PRELUDE, _size_of_message, _exception, _any_exception)
_PROTOCOLS: Mapping[str, Protocol] = {
    "application/grpc-web-text": _GRPC_WEB._replace(is_encoded=True),
    "application/grpc-web": _GRPC_WEB,
    "application/connect+": _CONNECT,
    "application/vnd.amazon.eventstream": _EVENT_STREAM,
}
