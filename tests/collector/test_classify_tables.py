"""How the core's tables become patterns for the Collector: what they meet, and what RE2 can read."""

from __future__ import annotations

import re

import pytest

from labelled import OWN, rows
from otel_errkind import classify
from otel_errkind._collector.classify import written
from otel_errkind._collector.expressions import (
    alternatives,
    digits_but,
    named,
    statuses,
    unbounded,
    without_ahead,
)
from otel_errkind._collector.ottl import quoted
from otel_errkind._collector.vocabulary import alternation
from otel_errkind._core.fine import SUCCESSES, is_failing_number
from otel_errkind._core.phrase_rows import PHRASES
from otel_errkind._core.sayings import SAYINGS
from otel_errkind._core.vocabulary import ROWS
from otel_errkind._core.words import ruling_of, words_of

PATTERNS = [(re.compile(alternation(row.phrases) + ".*$"), row) for row in ROWS]
PHRASES_OF_ROWS = [
    phrase
    for row in ROWS
    for text in row.phrases.split(",")
    if (phrase := " ".join(text.split())) and ".." not in phrase
]
CODES = sorted(
    {
        info.code
        for row in rows(OWN)
        if (info := classify(status_code=row["status"], body=row.get("body"))) and info.code
    }
)


def ruled(code: str) -> str | None:
    """Return the reason of the first row whose pattern meets the words, as the Collector does."""
    words = " ".join(words_of(code))
    return next((row.reason for pattern, row in PATTERNS if pattern.match(words)), None)


def reason_of(code: str) -> str | None:
    """Return the core's reason."""
    ruling = ruling_of(code)
    return ruling.reason if ruling else None


@pytest.mark.parametrize("join", ["_", "-", "."], ids=["snake", "dashes", "dots"])
def test_phrases(join: str) -> None:
    """Each phrase of the vocabulary, as a code, means the same to both."""
    codes = [join.join(phrase.strip("^!$").split()) for phrase in PHRASES_OF_ROWS]

    assert [code for code in codes if ruled(code) != reason_of(code)] == []


def test_numbers_of_success() -> None:
    """The pattern for a number of failure meets those that the core takes for one."""
    pattern = re.compile(digits_but({"", *map(str, SUCCESSES)}))

    met = {number for number in range(300_000) if pattern.fullmatch(str(number))}

    assert met == set(filter(is_failing_number, range(300_000)))


def test_codes() -> None:
    """Each code of the labelled cases means the same to both."""
    assert len(CODES) > 200
    assert [code for code in CODES if ruled(code) != reason_of(code)] == []


def test_the_file_needs_no_more_than_re2_has() -> None:
    """No pattern looks around, repeats possessively, or more often than RE2 allows."""
    text = written()

    assert not re.search(r"\(\?(?:[=!]|<[=!]|>)", text)
    assert not re.search(r"[*+?}]\+", text)
    assert max(int(most) for most in re.findall(r"\{[0-9]+,([0-9]+)\}", text)) <= 1000


@pytest.mark.parametrize(
    "pattern",
    [row.pattern.pattern for row in (*PHRASES, *SAYINGS)],
    ids=[row.name for row in (*PHRASES, *SAYINGS)],
)
def test_look_aheads_are_taken_out(pattern: str) -> None:
    """What is left of a phrase or saying looks nowhere, and its parts are patterns of their own."""
    plain, guarded = without_ahead(pattern)

    for part in (plain, *(each for row in guarded for each in row)):
        assert "(?!" not in part
        assert re.compile(part)


def test_an_alternative_that_looks_ahead_is_guarded() -> None:
    """A look-ahead becomes a second pattern, of its own alternative only."""
    plain, guarded = without_ahead(r"quota\b(?! name)|per (?:day|hour)")

    assert plain == "per (?:day|hour)"
    assert guarded == [(r"quota\b", r"quota\b(?: name)")]


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("a|b", ["a", "b"]),
        ("(?:a|b)|c", ["(?:a|b)", "c"]),
        (r"[|(]|\||\(", ["[|(]", r"\|", r"\("]),
        ("", [""]),
    ],
    ids=["bars", "groups", "characters", "nothing"],
)
def test_alternatives(pattern: str, parts: list[str]) -> None:
    """A pattern is split at the bars that stand in no group and in no class."""
    assert alternatives(pattern) == parts


@pytest.mark.parametrize(
    "wanted",
    [{404}, set(range(400, 500)), {*range(400, 500), 503}, {*range(500, 600)} - {502}, set(range(400, 1000))],
    ids=["one", "hundred", "hundred and one", "all but one", "all"],
)
def test_statuses(wanted: set[int]) -> None:
    """The pattern for a set of statuses meets these and no other."""
    pattern = re.compile(statuses(wanted))

    assert {status for status in range(1000) if pattern.match(str(status))} == wanted


def test_named_groups() -> None:
    """The first group gets the name, groups that keep nothing are not counted."""
    assert named(r"(?:x)\((a)(b)", "code") == r"(?:x)\((?P<code>a)(b)"


def test_bounds() -> None:
    """Bounds that RE2 might refuse are taken off, small ones stay."""
    assert unbounded("[a]{0,256}b{1,2048}c{4,2048}d{2,3}") == "[a]*b+c{4,}d{2,3}"


def test_quotes() -> None:
    """A text goes into a statement as Go writes it."""
    assert quoted('a "b" \\ \n') == '"a \\"b\\" \\\\ \\n"'
