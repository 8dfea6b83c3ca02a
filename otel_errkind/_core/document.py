"""From the bytes of a body, cut anywhere and announced wrongly, to a JSON value or a text."""

from __future__ import annotations

from typing import TypeAlias

from jiter import from_json

from otel_errkind._core.patterns import late
from otel_errkind._core.text import read_text

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

LONGEST_BODY = 65536
"""Bytes (or characters) that are looked at; error envelopes start long before."""

_BRACE = 0x7B
_LONGEST_NESTED = 16384
AROUND = r"(?:\)\]\}',?|while\(1\);|for\(;;\);|(?:/\*[^*/]{0,32}\*/\s{0,4})?[A-Za-z_$][\w.$]{0,63}\()\s{0,16}"
"""What Google, Facebook and others put before JSON against script inclusion, and the call of JSONP."""
_NAMES_ERROR = late(rb'"error(?!":null)')
_AROUND = late(AROUND + r"(?=[{\[])")


def read(body: bytes | str | None, content_type: str | None) -> Json:
    """Read a body whatever its type says: its JSON value, else its text, a str; None if it holds nothing."""
    if not body:
        return None
    if isinstance(body, bytes):
        body = body[:LONGEST_BODY]
        # A whole object in UTF-8, by far the most frequent: parse it without decoding first. Told to accept a
        # part, jiter would also take a bad byte for the end.
        if body[0] == _BRACE:
            try:
                value: Json = from_json(body, cache_mode="keys")
            except ValueError:
                value = None
            if value is not None:
                return value
        body = read_text(body, content_type)
    return _read_text(body[:LONGEST_BODY].strip("\ufeff\x00 \t\r\n"))


def _read_text(text: str) -> Json:
    around = _AROUND.match(text)
    if around is not None:
        text = text[around.end() :].rstrip(" \t\r\n;)")
    value = _json(text)
    if isinstance(value, str):
        inner = nested(value)
        return value if inner is None else inner
    return text or None if value is None else value


def _json(text: str) -> Json:
    if text.startswith('"{""'):  # A CSV field: its quotes are doubled, not escaped.
        text = text.strip('"').replace('""', '"')
    return parse(text.encode("utf-8", "replace")) if text[:1] in ("{", "[", '"') else None


def parse(encoded: bytes) -> Json:
    """Parse JSON that may be cut anywhere; None if it is none. Of several lines the first error counts."""
    if _is_lines(encoded):
        encoded = _line_with_error(encoded)
    try:
        value: Json = from_json(encoded, partial_mode="trailing-strings", cache_mode="keys")
    except ValueError:
        return None
    return value


def last_line(body: bytes | str) -> bytes | None:
    """Return the last of several lines of JSON, with which such a stream breaks off; None if it is none."""
    if body.lstrip()[:1] not in (b"{", "{"):
        return None
    tail = body[-LONGEST_BODY:]
    encoded = tail.encode("utf-8", "replace") if isinstance(tail, str) else tail
    return encoded.rstrip().rpartition(b"\n")[2] if _is_lines(encoded) else None


def _is_lines(encoded: bytes) -> bool:
    return b"}\n{" in encoded or b"}\r\n{" in encoded


def _line_with_error(encoded: bytes) -> bytes:
    lines = encoded.split(b"\n", 64)
    return next((line for line in lines if _NAMES_ERROR.search(line)), encoded)


def nested(text: str) -> Json:
    """Parse a JSON object or list that travels inside a string; None if the string is only a string."""
    text = text.strip()
    if text[:1] not in ("{", "["):
        return None
    value = parse(text[:_LONGEST_NESTED].encode("utf-8", "replace"))
    return value if isinstance(value, dict | list) else None
