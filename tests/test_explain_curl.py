"""What `curl -i` prints is read, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otel_errkind._explain import curl

PRINTED = {
    "http/1.1": (b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3\r\n\r\nslow", 429, b"slow"),
    "http/2": (b"HTTP/2 429 \r\nretry-after: 3\r\n\r\nslow", 429, b"slow"),
    "line feeds": (b"HTTP/1.1 429 Too Many Requests\nretry-after: 3\n\nslow", 429, b"slow"),
    "continue": (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 429 x\r\nretry-after: 3\r\n\r\n", 429, b""),
    "proxy": (
        b"HTTP/1.1 200 Connection established\r\nvia: p\r\n\r\nHTTP/2 429 \r\nretry-after: 3\r\n\r\nslow",
        429,
        b"slow",
    ),
    "redirects": (
        b"HTTP/2 301 \r\na: /\r\n\r\nHTTP/2 302 \r\na: /\r\n\r\nHTTP/2 429 \r\nretry-after: 3\r\n\r\nslow",
        429,
        b"slow",
    ),
    "digest": (b"HTTP/1.1 401 x\r\na: b\r\n\r\nHTTP/1.1 429 x\r\nretry-after: 3\r\n\r\nslow", 429, b"slow"),
    "a body that looks like a head": (
        b"HTTP/1.1 429 x\r\nretry-after: 3\r\n\r\nHTTP/1.1 500 x\r\n\r\n",
        429,
        b"HTTP/1.1 500 x\r\n\r\n",
    ),
    "binary": (b"HTTP/1.1 429 x\r\nretry-after: 3\r\n\r\n\x00\xff\r\n\r\n\x01", 429, b"\x00\xff\r\n\r\n\x01"),
    "folded header": (b"HTTP/1.1 429 x\r\nretry-after:\r\n  3\r\n\r\nslow", 429, b"slow"),
    "no header": (b"HTTP/1.0 500\n\nx", 500, b"x"),
    "cut in its head": (b"HTTP/1.1 429 x\r\nretry-after: 3", 429, b""),
    "blank lines before it": (b"\r\n\r\nHTTP/1.1 429 x\r\nretry-after: 3\r\n\r\n", 429, b""),
}


@pytest.mark.parametrize(("output", "status", "body"), PRINTED.values(), ids=PRINTED)
def test_what_curl_prints_is_read(output: bytes, status: int, body: bytes) -> None:
    """The last head and the body behind it are read, whatever came before."""
    answer = curl.parse(output)

    assert answer is not None
    assert (answer.status_code, answer.body) == (status, body)
    assert answer.headers.get("retry-after") == ("3" if status == 429 else None)


@pytest.mark.parametrize("output", [b"", b"curl: (7) Failed", b"HTTP/1.1 \r\n\r\n", b"HTTP/2 4040\r\n\r\n"])
def test_what_is_no_output_of_curl_is_told_apart(output: bytes) -> None:
    """Without a status line at the beginning there is no answer."""
    assert curl.parse(output) is None


PIECES = (
    b"HTTP/1.1 ",
    b"HTTP/2 ",
    b"100",
    b"503",
    b" \r\n",
    b"\n",
    b"\r\n\r\n",
    b"a: b",
    b":",
    b" ",
    b"\xff",
)


@given(st.binary(max_size=300) | st.lists(st.sampled_from(PIECES)).map(b"".join))
def test_any_bytes_are_read_or_refused(output: bytes) -> None:
    """The reader of curl's output raises on no input, and invents nothing."""
    answer = curl.parse(output)

    if answer is not None:
        assert 0 <= answer.status_code <= 999
        assert output.endswith(answer.body)


def test_many_heads_take_linear_time() -> None:
    """A megabyte of interim responses is read through."""
    answer = curl.parse(b"HTTP/1.1 100 \r\n\r\n" * 60_000 + b"HTTP/1.1 503 \r\n\r\n")

    assert answer is not None
    assert answer.status_code == 503
