"""Decoding and cutting: text stays text, binary stays out, and no character is torn."""

from __future__ import annotations

import codecs
import gzip
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otel_errkind._core.text import cut, decode, read_text

JSON = "application/json"
CHARSETS = (
    "ascii",
    "utf-8",
    "utf-16-le",
    "utf-16-be",
    "utf-32-le",
    "latin-1",
    "cp1252",
    "gbk",
    "big5",
    "shift_jis",
)


@pytest.mark.parametrize(
    ("raw", "content_type", "text"),
    [
        pytest.param(b'{"a": 1}', JSON, '{"a": 1}', id="json"),
        pytest.param("größer".encode(), None, "größer", id="utf-8-without-a-type"),
        pytest.param("größer".encode("latin-1"), "text/plain; charset=ISO-8859-1", "größer", id="charset"),
        pytest.param(
            "größer".encode("cp1252"), 'text/html;charset="windows-1252"', "größer", id="quoted-charset"
        ),
        pytest.param("größer".encode("latin-1"), "TEXT/PLAIN; Charset=latin1; q=1", "größer", id="alias"),
        pytest.param("エラー".encode("shift_jis"), "text/html; charset=Shift_JIS", "エラー", id="shift-jis"),
        pytest.param("错误".encode("gb18030"), "text/html; charset=gb18030", "错误", id="gb18030"),
        pytest.param(
            "größer".encode(), "text/plain; charset=us-ascii", "größer", id="charset-wrong-utf-8-right"
        ),
        pytest.param("größer".encode(), "text/plain; charset=gb2312", "größer", id="charset-in-vain"),
        pytest.param(
            b"gr\xf6\xdfer", "text/plain; charset=utf-8", "gr\ufffd\ufffder", id="charset-wrong-replaced"
        ),
        pytest.param(
            b"gr\xf6\xdfer in any case", None, "gr\ufffd\ufffder in any case", id="no-charset-replaced"
        ),
        pytest.param("größer".encode(), "text/plain; charset=klingon", "größer", id="charset-unknown"),
        pytest.param(
            "größer".encode(), "text/plain; charset=iso-8859-99", "größer", id="charset-of-no-codec"
        ),
        pytest.param("größer".encode(), "text/plain; charset=punycode", "größer", id="charset-quadratic"),
        pytest.param(b"BZh9 is text", "text/plain; charset=bz2", "BZh9 is text", id="charset-no-text-codec"),
        pytest.param(codecs.BOM_UTF8 + b"{}", JSON, "{}", id="utf-8-mark"),
        pytest.param("\ufeffgrößer".encode("utf-16-le"), JSON, "größer", id="utf-16-le-mark"),
        pytest.param(
            "\ufeffgrößer".encode("utf-16-be"), "text/plain; charset=utf-8", "größer", id="mark-wins"
        ),
        pytest.param("\ufeffgrößer".encode("utf-32-le"), None, "größer", id="utf-32-le-mark"),
        pytest.param("\ufeffgrößer".encode("utf-32-be"), None, "größer", id="utf-32-be-mark"),
        pytest.param(codecs.BOM_UTF8 + b"gr\xf6\xdfer", JSON, "gr\ufffd\ufffder", id="mark-wrong-replaced"),
        pytest.param(
            "größer".encode("utf-16-le"), "text/plain; charset=utf-16le", "größer", id="utf-16-charset"
        ),
        pytest.param(
            b"\x1b[31mred\x1b[0m\r\n\tand tabs", "text/plain", "\x1b[31mred\x1b[0m\r\n\tand tabs", id="ansi"
        ),
        pytest.param(b"", JSON, "", id="empty"),
    ],
)
def test_decodes(raw: bytes, content_type: str | None, text: str) -> None:
    """A body is decoded by its byte order mark, its charset or as UTF-8, whatever is wrong with them."""
    decoded = decode(raw, content_type)

    assert decoded == text


@pytest.mark.parametrize(
    ("label", "text"),
    [
        *((f"utf-16{order}", "größer") for order in ("le", "be", "-le")),
        *((f"utf-32{order}", "größer") for order in ("le", "be", "-be")),
        *((f"iso-8859-{part}", "größer") for part in (1, 9, 15)),
        *((f"cp{page}", "größer") for page in (437, 850, 1250, 1252)),
        *((label, "größer") for label in ("macintosh", "mac-roman", "latin-1", "windows-1254")),
        *((label, "ошибка") for label in ("windows-1251", "cp866", "koi8-r", "KOI8-U", "mac-cyrillic")),
        *((label, "ข้อผิดพลาด") for label in ("windows-874", "cp874", "tis-620")),
        *((label, "エラー") for label in ("windows-932", "shift_jis", "sjis", "euc-jp", "iso-2022-jp")),
        *((label, "오류") for label in ("windows-949", "cp949", "euc-kr", "iso-2022-kr")),
        *((label, "错误") for label in ("gbk", "gb2312", "GB18030", "windows-936")),
        *((label, "錯誤") for label in ("big5", "big5-hkscs", "windows-950", "cp950")),
    ],
)
def test_knows_charsets(label: str, text: str) -> None:
    """What the world's servers declare is believed, under the labels that they use."""
    raw = text.encode(label.lower().replace("windows-", "cp"))

    assert decode(raw, f"text/plain; charset={label}") == text


@pytest.mark.parametrize(
    "content_type",
    [
        *(
            "text/plain",
            "application/json",
            "application/problem+xml",
            "application/xhtml",
            "multipart/mixed",
        ),
        *("application/javascript", "application/ecmascript", "application/x-www-form-urlencoded"),
        *("application/yaml", "application/csv", "application/graphql"),
    ],
)
def test_keeps_a_text_whose_charset_nobody_declared(content_type: str) -> None:
    """Where the type promises text, it is one, though it cannot be read."""
    assert decode("请稍后再试".encode("gbk"), content_type) is not None


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        pytest.param(b'{"error": "x"}', "application/octet-stream", id="json-as-octets"),
        pytest.param(b' \n[{"error": "x"}]', "binary/octet-stream", id="indented-json-as-octets"),
        pytest.param(b"<Error><Code>x</Code></Error>", "image/png", id="xml-as-image"),
        pytest.param(b'{"error": "x"}', "application/vnd.google.protobuf", id="json-as-protobuf"),
        pytest.param(b"<svg/>", "image/svg+xml", id="svg"),
        pytest.param(b"upstream error", "application/x-unheard-of", id="unknown-type"),
        pytest.param(b"upstream error", "", id="empty-type"),
        pytest.param(b"entr\xe9e", "application/x-unheard-of", id="one-bad-byte"),
    ],
)
def test_keeps_text_under_a_wrong_type(raw: bytes, content_type: str) -> None:
    """What reads as a text is one, even if its type denies it."""
    assert decode(raw, content_type) == raw.decode(errors="replace")


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        pytest.param(b"plain words", "image/png", id="image"),
        pytest.param(b"plain words", "application/octet-stream", id="octets"),
        pytest.param(b"plain words", "application/zip", id="zip"),
        pytest.param(b"plain words", "application/grpc+proto", id="grpc"),
        pytest.param(b"plain words", "application/x-protobuf", id="protobuf"),
        pytest.param(b"plain words", "application/vnd.ms-excel", id="excel"),
        *(
            pytest.param(b"plain words", content_type, id=content_type)
            for content_type in (
                *("audio/ogg", "video/mp4", "font/woff2", "model/gltf-binary", "binary/octet-stream"),
                *("application/grpc", "application/x-tar", "application/x-compress", "application/msgpack"),
                *("application/cbor", "application/x-avro", "application/x-parquet", "application/x-thrift"),
                *("application/wasm", "application/pdf", "application/bson", "application/java-archive"),
                "application/vnd.apache.arrow.stream",
                *("application/vnd.amazon.eventstream", "application/x-bz2", "application/x-msdownload"),
                "application/x-executable",
            )
        ),
        pytest.param(b"one \0 among many letters of a text", "text/plain", id="one-zero-byte"),
        pytest.param(b"a\x1fb\x1fc", "text/plain", id="separators"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, id="png-without-a-type"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "text/html", id="png-as-html"),
        pytest.param(b"\n\x05hello\x12\x04wait\x18\x01", "text/plain", id="protobuf-as-text"),
        pytest.param(
            b"{\x01\x02\x03\x04\x05\x06", "application/octet-stream", id="octets-that-begin-like-json"
        ),
        pytest.param(gzip.compress(b"text" * 20)[10:], None, id="deflated-without-a-type"),
        pytest.param(bytes(range(128, 256)), None, id="high-bytes-without-a-type"),
    ],
)
def test_refuses_binary_bodies(raw: bytes, content_type: str | None) -> None:
    """A body that its type or its bytes show to be binary is no text."""
    assert decode(raw, content_type) is None


@pytest.mark.parametrize(
    ("raw", "is_text"),
    [
        pytest.param(b"\x01" + b"a" * 9, True, id="one-control-of-ten"),
        pytest.param(b"\x01" + b"a" * 8, False, id="one-control-of-nine"),
        pytest.param(b"\xff" * 3 + b"a" * 7, True, id="three-wrong-bytes-of-ten"),
        pytest.param(b"\xffab", False, id="one-wrong-byte-of-three"),
    ],
)
def test_judges_by_what_no_text_holds(raw: bytes, *, is_text: bool) -> None:
    """A tenth of the characters may be controls, and three tenths what could not be decoded."""
    assert (decode(raw, None) is not None) is is_text


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le", "utf-32-be", "gb18030", "shift_jis", "euc-kr"])
def test_never_shows_the_torn_end_of_a_cut_body(charset: str) -> None:
    """Wherever a body was cut, the decoded text is a beginning of the whole text."""
    text = "{日本語 語}" if charset != "euc-kr" else "{한국어 글}"
    raw = text.encode(charset)

    decoded = [decode(raw[:size], f"text/plain; charset={charset}") for size in range(len(raw) + 1)]

    assert all(part is not None and text.startswith(part) for part in decoded)
    assert decoded[-1] == text


def test_never_shows_the_torn_end_of_a_bad_body() -> None:
    """Bytes that are wrong are replaced, the unfinished ones behind them are not."""
    assert decode(b"bad \xff then \xe6\x97", "text/plain; charset=utf-8") == "bad \ufffd then "


@given(
    st.binary(max_size=200),
    st.none() | st.sampled_from(CHARSETS).map("text/plain; charset={}".format) | st.text(),
)
def test_decodes_anything(raw: bytes, content_type: str | None) -> None:
    """No bytes and no type make decoding fail, and what comes out can be exported."""
    decoded = decode(raw, content_type)

    assert decoded is None or decoded.encode().decode() == decoded


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        pytest.param("abc", 3, "abc", id="fits"),
        pytest.param("abcd", 3, "abc", id="ascii"),
        pytest.param("aé", 2, "a", id="2-byte-character"),
        pytest.param("aé", 3, "aé", id="2-byte-character-fits"),
        pytest.param("a語b", 3, "a", id="3-byte-character"),
        pytest.param("a😀b", 4, "a", id="4-byte-character"),
        pytest.param("a😀b", 5, "a😀", id="4-byte-character-fits"),
        pytest.param("😀", 3, "", id="limit-below-one-character"),
        pytest.param("abc", 0, "", id="nothing"),
        pytest.param("abc", -1, "", id="less-than-nothing"),
        pytest.param("語", -1, "", id="less-than-nothing-of-a-wide-text"),
        pytest.param("ae\u0301x", 2, "a", id="combining-mark"),
        pytest.param("ae\u0301\u0323x", 4, "a", id="second-combining-mark"),
        pytest.param("ae\u0301x", 4, "ae\u0301", id="combining-mark-fits"),
        pytest.param("\u0301\u0301\u0301", 4, "", id="marks-alone"),
        pytest.param("a❤\ufe0fb", 4, "a", id="variation-selector"),
        pytest.param("a👩\u200d🚀b", 5, "a", id="before-a-joiner"),
        pytest.param("a👩\u200d🚀b", 8, "a", id="behind-a-joiner"),
        pytest.param("a👩\u200d🚀b", 12, "a👩\u200d🚀", id="joined-emoji-fit"),
        pytest.param("a👍🏽b", 5, "a", id="skin-tone"),
        pytest.param("a\ud800b", 10, "a\ufffdb", id="lone-surrogate"),
        pytest.param("a\ud83d\ude00b", 5, "a😀", id="split-pair"),
        pytest.param("a\ud83d\ude00b", 4, "a", id="split-pair-too-long"),
        pytest.param("a\udcff\ufffd", 4, "a\ufffd", id="surrogate-escape"),
    ],
)
def test_cuts_between_characters(text: str, limit: int, kept: str) -> None:
    """A text is cut at most at the limit, and never inside of what a reader sees as one character."""
    assert cut(text, limit) == kept


@given(st.text(st.characters() | st.sampled_from("e\u0301\u200d👩\ud800\ude00")), st.integers(-2, 60))
def test_cuts_anything(text: str, limit: int) -> None:
    """A cut text is a beginning of the whole, fits, can be exported, and no mark has lost its base."""
    whole = cut(text, 4 * len(text))
    kept = cut(text, limit)

    assert whole.startswith(kept)
    assert len(kept.encode()) <= max(limit, 0)
    assert not unicodedata.combining(whole[len(kept) : len(kept) + 1] or " ") or not kept


@given(st.text(max_size=40), st.integers(0, 40))
def test_cuts_no_more_than_needed(text: str, limit: int) -> None:
    """What fits stays whole, and cutting twice is cutting once."""
    kept = cut(text, limit)

    assert cut(kept, limit) == kept
    assert kept == text or len(text.encode()) > limit


def test_utf_16_without_a_byte_order_mark_is_little_endian() -> None:
    """Python refuses a stream without the mark; most servers that leave it out are little-endian."""
    assert decode("größer".encode("utf-16-le"), "text/plain; charset=utf-16") == "größer"
    assert decode("größer".encode("utf-32-le"), "text/plain; charset=utf-32") == "größer"


def test_binary_can_be_read_as_text_as_well() -> None:
    """The classifier looks for words in any body; only what a span shows must be text."""
    assert decode(b"PK\x03\x04\x00", "application/zip") is None
    assert read_text(b"PK\x03\x04\x00", "application/zip") == "PK\x03\x04\x00"
    assert read_text("größer".encode("cp1252"), "image/png; charset=cp1252") == "größer"
    assert read_text(b"words", None) == "words"
