"""Turn the bytes of a body into text, and cut text to a number of bytes without tearing a character."""

import codecs
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from otel_errkind._core.patterns import late

TEXTUAL = late(
    r"text/|.*(?:json|xml|html|javascript|ecmascript|x-www-form-urlencoded|yaml|csv|graphql(?!\+proto)|multipart)"
)
"""Content types whose bodies people read, the structured suffixes `+json`, `+xml` and `+yaml` included."""

BINARY = late(
    r"(?:image|audio|video|font|model)/"
    r"|application/(?:.*(?:octet-stream|proto|grpc|zip|tar|compress|msgpack|cbor|avro|parquet|thrift|wasm|pdf|bson)"
    r"|vnd\.(?:ms-|apache\.|amazon\.eventstream)|java-|x-(?:bz|msdownload|executable))"
    r"|binary/"
)
"""Content types whose bodies are text only when a server lies about them."""

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose little-endian mark is its beginning
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}

CHARSETS = late(
    r"utf-?(?:16(?:-?[lb]e)?|32(?:-?[lb]e)?)|iso-?8859-\d{1,2}|latin-?\d{1,2}"
    r"|cp(?:125\d|874|932|949|950|936|437|85\d|866)|koi8-[ru]|mac(?:intosh|-?roman|-?cyrillic)"
    r"|gb(?:k|2312|18030)|big5(?:-?hkscs)?|(?:shift|s)-?jis|euc-?(?:jp|kr)|iso-?2022-?(?:jp|kr)|tis-?620"
)
"""Labels that may reach `codecs.lookup`, others than those of UTF-8: it imports a module per unknown name and
never forgets the name, and some are bombs (`bz2`), quadratic (`punycode`) or warn (`unicode_escape`)."""

LONGEST_TYPE = 256
"""Characters of a content type that are looked at, and remembered."""

WITHOUT_MARK = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}
"""What to read these as without the mark on which Python insists: the choice of the Encoding standard."""

CHARSET_PARAMETER = late(r";\s*charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)

MARKUP = ("{", "[", "<")
"""How JSON, XML and HTML begin."""

CONTROLS = bytes(set(range(32)) - set(b"\b\t\n\v\f\r\x1b")) + b"\x7f"
"""Control characters that no text holds; the seven left out are layout and terminal colours."""

ZERO_WIDTH_JOINER = "\u200d"
SKIN_TONES = range(0x1F3FB, 0x1F400)


def decode(raw: bytes, content_type: str | None) -> str | None:
    """Return the body as text by byte order mark, charset or UTF-8, or None if it is binary."""
    declared = _declared((content_type or "")[:LONGEST_TYPE])
    text = _decoded(raw, declared.charset)
    if declared.binary and not text.lstrip().startswith(MARKUP):
        return None
    return None if _is_binary(text, textual=declared.textual) else text


def read_text(raw: bytes, content_type: str | None) -> str:
    """Return the body as text by byte order mark, charset or UTF-8, were it binary too."""
    return _decoded(raw, _declared((content_type or "")[:LONGEST_TYPE]).charset)


def cut(text: str, limit: int) -> str:
    """Return at most `limit` UTF-8 bytes of the text, ending between two characters as a reader sees them."""
    limit = max(limit, 0)
    if text.isascii():
        return text[:limit]
    text = encodable(text[: limit + 1])
    kept = text.encode()[:limit].decode(errors="ignore")
    return kept if len(kept) == len(text) else text[: _seam(text, len(kept))]


class Declared(NamedTuple):
    """What a content type promises of a body."""

    charset: str
    textual: bool
    binary: bool


@lru_cache(maxsize=64)  # a program meets few content types, each of them again and again
def _declared(content_type: str) -> Declared:
    """Read a content type; an absent or unknown charset counts as UTF-8."""
    lowered = content_type.strip().lower()
    textual = TEXTUAL.match(lowered) is not None
    return Declared(_charset(lowered), textual, not textual and BINARY.match(lowered) is not None)


def _charset(content_type: str) -> str:
    """Read the charset parameter, in Python's spelling."""
    parameter = CHARSET_PARAMETER.search(content_type)
    # Python knows `windows-1252` by either name, `windows-874` and the Asian ones as `cp874` only.
    label = parameter[1].replace("_", "-").replace("windows-", "cp") if parameter else ""
    try:
        return codecs.lookup(label).name if CHARSETS.fullmatch(label) else "utf-8"
    except LookupError:  # iso-8859-99 looks like a charset, and is none
        return "utf-8"


def _decoded(raw: bytes, charset: str) -> str:
    """Decode as far as whole characters go: what the end of a cut body lacks is dropped, not replaced."""
    if charset == "utf-8" and raw.isascii():
        return raw.decode()
    for mark, marked in BYTE_ORDER_MARKS.items():
        if raw.startswith(mark):
            return _decoder(marked, "replace").decode(raw[len(mark) :])
    for candidate in (charset, "utf-8"):
        try:
            return _decoder(candidate, "strict").decode(raw)
        except UnicodeError:
            continue
    return _decoder(WITHOUT_MARK.get(charset, charset), "replace").decode(raw)


def _decoder(charset: str, errors: str) -> codecs.IncrementalDecoder:
    """Make a decoder that holds back an unfinished character at the end of its input."""
    return codecs.getincrementaldecoder(charset)(errors)


def _is_binary(text: str, *, textual: bool) -> bool:
    """Judge by what no text holds; where the type does not promise text, undecodable bytes count too."""
    if "\0" in text:
        return True
    raw = text.encode()
    odd = len(raw) - len(raw.translate(None, CONTROLS))
    replaced = text.count("\ufffd")
    return 10 * odd > len(text) or (not textual and 10 * (odd + replaced) > 3 * len(text))


def encodable(text: str) -> str:
    """Join split surrogate pairs and replace lone surrogates: exporters fail to encode them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _seam(text: str, at: int) -> int:
    """Move a cut back to where no character leans on the one before it."""
    while at > 0 and _leans(text[at], text[at - 1]):
        at -= 1
    return at


def _leans(character: str, before: str) -> bool:
    """Tell whether a reader sees both as one: by a combining mark, a selector, a joiner or a skin tone."""
    return (
        unicodedata.category(character).startswith("M")
        or ZERO_WIDTH_JOINER in (character, before)
        or ord(character) in SKIN_TONES
    )
