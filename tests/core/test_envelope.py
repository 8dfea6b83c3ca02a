"""What a single field of an error's body may hold, and what is taken for a code, a status or a wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from otel_errkind._core.envelope import code_of, in_small_letters, last_part, number_at, status_of, token_in

if TYPE_CHECKING:
    from otel_errkind._core.document import Json

YEAR = 366 * 86400


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("c" * 128, "c" * 128),
        ("c" * 129, None),
        ("two words", None),
        ("", None),
        ("line\nbreak", None),
        (0, "0"),
        (-32601, "-32601"),
        (999_999_999_999, "999999999999"),
        (10**12, None),
        (True, None),
        (4.5, None),
        (None, None),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_codes(value: str | float | None, code: str | None) -> None:
    """A code is one printable word or a number of a size that somebody counts to; a timestamp is none."""
    assert code_of(value) == code


@pytest.mark.parametrize(
    ("message", "token"),
    [
        ("TIMEOUT", "TIMEOUT"),
        ("TOKEN_EXPIRED", "TOKEN_EXPIRED"),
        ("TOKEN_EXPIRED : sign in again", "TOKEN_EXPIRED"),
        ("RateLimitExceeded", "RateLimitExceeded"),
        ("invalidAuthToken", "invalidAuthToken"),
        ("invalid_token", "invalid_token"),
        ("A" * 128, "A" * 128),
        ("A" * 129, None),
        ("BAD", None),
        ("Timeout", None),
        ("timeout", None),
        ("Not found", None),
        ("TIMEOUT of the call", None),
        ("Error, wait. [error-too-many-requests]", "error-too-many-requests"),
        ("Error, wait: error-too-many-requests", "error-too-many-requests"),
        ("Error, wait. [error]", None),
        ("Error, wait. [error-7]", None),
        ("Error, wait. [error-too-many-requests] or so", None),
        (None, None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_code_where_a_text_would_stand(message: str | None, token: str | None) -> None:
    """A text that is spelled as programs spell names is a code; a word of a language is none."""
    assert token_in(message) == (() if token is None else (token,))


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://example.com/problems/not-found", "not-found"),
        ("https://example.com/problems/not-found/", "not-found"),
        ("https://example.com/problems#not-found", "not-found"),
        ("urn:problem:not-found", "not-found"),
        ("https://example.com/errors/MAX", "MAX"),
        ("not-found", "not-found"),
    ],
)
def test_the_name_in_an_address(address: str, name: str) -> None:
    """Of a problem's type (RFC 9457, 3.1.1), an address of any kind, the last part is its name."""
    assert last_part(address) == name


@pytest.mark.parametrize(
    ("fields", "read"),
    [
        ({"CODE": 1, "MSG": "x"}, {"code": 1, "msg": "x"}),
        ({"CODE": 1, "MSG": "x", "TIME": 3}, {"code": 1, "msg": "x", "time": 3}),
        ({"CODE": 1, "msg": "x"}, {"CODE": 1, "msg": "x"}),
        ({"ERROR": "x"}, {"ERROR": "x"}),
        ({}, {}),
    ],
)
def test_names_in_capitals(fields: dict[str, Json], read: dict[str, Json]) -> None:
    """Several names that are all in capitals are read as most write them; a single one may be anything."""
    assert in_small_letters(fields) == read


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (400, 400),
        (599, 599),
        ("400", 400),
        ("599", 599),
        (399, None),
        (600, None),
        ("600", None),
        (200, None),
    ],
)
def test_a_status_in_a_body(value: int | str, status: int | None) -> None:
    """Only what is the status of an error is taken for one."""
    assert status_of(value) == status


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (0, 0.0), (0.5, 0.5), (YEAR, float(YEAR)), (YEAR + 1, None),
        (-1, None), (-0.5, None), (True, None), ("3", 3.0), ("12345678", 12345678.0),
        ("123456789", None), ("-3", None), ("three", None), ("", None),
    ],
)  # fmt: skip
def test_a_wait_in_a_body(value: float | str, seconds: float | None) -> None:
    """A wait is a number, is not negative and not longer than a year."""
    assert number_at({"retry_after": value}, "retry_after") == seconds


@pytest.mark.parametrize(
    ("message", "codes"),
    [
        ("[ApiKeyAuthFailed] It has failed.", ("ApiKeyAuthFailed",)),
        ("[oneword] It has failed.", ()),
        ("[Note] See the manual.", ()),
        ("ApiKeyAuthFailed] It has failed.", ("ApiKeyAuthFailed",)),
        ("ApiKeyAuthFailed: it has.", ()),
    ],
)
def test_codes_in_brackets(message: str, codes: tuple[str, ...]) -> None:
    """A code of several words may stand in brackets in front of a text."""
    assert token_in(message) == codes
