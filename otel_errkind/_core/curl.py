"""The numbers of libcurl, which its bindings put into an attribute, an argument or the text.

Source: https://curl.se/libcurl/c/libcurl-errors.html
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.exception_rows import (
    ANSWER,
    BAD_URL,
    CONNECT,
    CUT,
    GARBAGE,
    MISUSE,
    RESET,
    TLS,
    UNDECODABLE,
    ExceptionRow,
)
from otel_errkind._core.exception_texts import text_of
from otel_errkind._core.model import Phase, Reason
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROXY = ExceptionRow(Reason.PROXY, Phase.CONNECT)
_DENIED = ExceptionRow(Reason.INVALID_CREDENTIALS, Phase.RESPONSE)

NUMBERS: Mapping[int, ExceptionRow] = MappingProxyType(
    {
        1: BAD_URL,  # unsupported protocol
        3: BAD_URL,
        4: MISUSE,  # not built in
        5: _PROXY,  # its name does not resolve
        6: ExceptionRow(Reason.DNS, Phase.CONNECT),
        7: CONNECT,
        8: GARBAGE,
        16: GARBAGE,  # HTTP/2 framing
        18: CUT,
        22: ANSWER,
        28: ExceptionRow(Reason.DEADLINE, Phase.HEADERS),
        33: ExceptionRow(Reason.UNSUPPORTED, Phase.RESPONSE),  # ranges
        43: MISUSE,
        45: CONNECT,  # the local interface
        47: ExceptionRow(Reason.REDIRECT_LOOP, Phase.RESPONSE),
        48: MISUSE,
        49: MISUSE,
        52: RESET,  # got nothing
        55: ExceptionRow(Reason.CONNECTION_RESET, Phase.WRITE),
        56: RESET,
        61: UNDECODABLE,
        65: MISUSE,  # the body cannot be sent again
        67: _DENIED,
        92: GARBAGE,  # HTTP/2 stream
        93: MISUSE,
        94: _DENIED,
        95: GARBAGE,  # HTTP/3
        96: CONNECT,  # QUIC
        97: _PROXY,
        **dict.fromkeys((35, 51, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91, 98, 101), TLS),
    }
)
"""What failed by libcurl's number; those about local memory, files or other protocols are left out."""

_IN_TEXT = late(r"(?:\bcurl: |^)\(([0-9]{1,3})[,)]")
"""curl_cffi's wording, and pycurl's pair as a text."""


_DENIED_BY_PROXY = late(r"\b(?:CONNECT tunnel failed, response|HTTP code) 407\b")


def binds(cls: type) -> bool:
    """Say whether a class is that of a binding of libcurl."""
    return "curl" in f"{cls.__module__}.{cls.__name__}".lower()


def row_of(exc: BaseException) -> ExceptionRow | None:
    """Return the row of the number in the exception's `code`, in its text, or as its first argument."""
    text = text_of(exc)
    if _DENIED_BY_PROXY.search(text):
        return ExceptionRow(Reason.PROXY_AUTHENTICATION, Phase.CONNECT)
    found = _IN_TEXT.search(text)
    numbers = (int(found[1]) if found else None, vars(exc).get("code"), *exc.args[:1])
    rows = (NUMBERS.get(number) for number in numbers if isinstance(number, int))
    return next((row for row in rows if row is not None), None)
