"""Redaction of whatever chance and attackers come up with: bounded in time, and done once."""

from __future__ import annotations

import json
import random
import string
import time
import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otel_errkind._core.redact import MARK, Redactor
from secret_samples import KINDS

redact = Redactor()
KIBIBYTES = 64 * 1024
PIECES = st.sampled_from(
    [
        *(part for sample in KINDS.values() for part in sample),
        *string.punctuation,
        *("\n", " ", "\\n", '\\"', "%22", "%3D", "%40", "%3A%2F%2F", "&quot;", "\\u0022", "é", "\ud800"),
        *(
            "token",
            "password",
            "pin",
            "session",
            "Bearer ",
            "Digest ",
            "://",
            "AKIA",
            "eyJ",
            "-----BEGIN",
            MARK,
        ),
    ]
)


@given(st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join))
def test_redacts_anything_once(text: str) -> None:
    """No text makes redaction fail, and redacting what was redacted changes nothing."""
    redacted = redact(text)

    assert redact(redacted) == redacted


UNITS = [
    *(
        "token",
        "pin",
        "api_key ",
        "cookie%3a%2f%2f",
        "digest a=",
        "bearer ",
        "basic ",
        "hooks/",
        "hooks.slack.com/",
    ),
    *(
        '"',
        "'",
        "\\",
        '\\"',
        ":",
        "=",
        "%",
        "%25",
        "%22",
        "%40",
        "&",
        "&quot;",
        "\\u00",
        "\\n",
        "\n",
        " ",
        "+",
    ),
    *(
        "https://a:",
        "%3a%2f%2f",
        "@",
        "a@",
        "a@a.",
        "a.",
        "-",
        "eyJ",
        "sk-",
        "4",
        "4 ",
        "4111 1111 ",
        "a",
        "a-",
        "é",
    ),
    *(
        "<a",
        "<token ",
        "&lt;",
        ">",
        "[",
        ",",
        "-----begin",
        "-----end",
        "?code=",
        '"password"],',
        '"value"',
        MARK,
    ),
]
PREFIXES = [
    *(
        "",
        "token",
        "token=",
        "token: ",
        '"token":"',
        '"token":["',
        "'token',",
        "token%3d",
        "cookie: a=",
        'digest a="',
    ),
    *(
        "https://a:",
        "https%3a%2f%2f",
        "<token>",
        "-----begin",
        "?key%3d",
        "\nx-",
        "\nauthorization: ",
        '"password"],',
    ),
]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_takes_bounded_time(prefix: str) -> None:
    """64 KiB of anything that could make a pattern backtrack take no longer than a fraction of a second."""
    assert [unit for unit in UNITS if _seconds(prefix, unit) > 1.5] == []


def test_takes_bounded_time_for_mixtures() -> None:
    """So do mixtures of such pieces, and secrets by the thousand."""
    chance = random.Random(7)  # noqa: S311  # no secret depends on it
    mixtures = ["".join(chance.choices(UNITS, k=chance.randint(2, 4))) for _ in range(100)]
    units = [*mixtures, *(sample.text for sample in KINDS.values())]

    assert [unit for unit in units if _seconds(chance.choice(PREFIXES), unit) > 1.5] == []


def _seconds(prefix: str, unit: str) -> float:
    """Measure the redaction of 64 KiB that repeat a unit, in this thread's own time."""
    text = (prefix + unit * (KIBIBYTES // len(unit)))[:KIBIBYTES]
    begin = time.thread_time()
    redact(text)
    return time.thread_time() - begin


def test_is_cheap_for_an_error_without_secrets() -> None:
    """The body of an ordinary error costs microseconds: hardly any pattern is tried on it."""
    message = (
        "Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000, Used 28123. Try again in 12.6s. "
    )
    body = json.dumps({"error": {"message": message * 12, "type": "tokens", "code": "rate_limit_exceeded"}})[
        :1300
    ]

    best = min(timeit.repeat(lambda: redact(body), number=20, repeat=10)) / 20

    assert best < 100e-6
