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
from otel_errkind._collector.values import FAILURE, FINE, NO_NUMBER, NUMBER, REFUSAL, spelled
from otel_errkind._collector.vocabulary import alternation
from otel_errkind._core.envelope import names
from otel_errkind._core.field_names import is_a
from otel_errkind._core.fine import (
    SUCCESSES,
    is_failing_number,
    is_failure,
    is_fine,
    is_number,
    is_refusal,
)
from otel_errkind._core.phrases import PHRASES
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


TEXTS = (
    *(
        "",
        "ok",
        "OK",
        "success",
        "Successfully done",
        "no error",
        "操作成功",
        "00000",
        "0000000",
        "200",
        "201",
    ),
    *("fail", "FAILED", "failing", "error", "Errored", "ko", "denied", "throttled", "throttle_triggered"),
    *("requestDenied", "undenied", "UNAUTHORIZED", "invalid_token", "InvalidToken", "token", "expired", "-7"),
)


@pytest.mark.parametrize("text", TEXTS, ids=[text or "nothing" for text in TEXTS])
def test_values(text: str) -> None:
    """A text is fine, a failure, a refusal or a number to the Collector if it is one to the core."""
    held = f"«{text}»"

    met = [bool(re.fullmatch(pattern, held)) for pattern in (FINE, FAILURE, REFUSAL, NUMBER)]

    assert met == [is_fine(text), is_failure(text), is_refusal(text), is_number(text)]
    assert bool(re.match(NO_NUMBER, held)) == (bool(text) and not is_number(text))


@pytest.mark.parametrize("kind", ["code", "text", "error", "answer", "denial", "affirmation", "state"])
def test_names_of_fields(kind: str) -> None:
    """A name is of a kind to the Collector if it is to the core, and so are names that are told besides."""
    spellings = names(
        "errCode ApiErrorMsg error errors IsSuccess success hasErrors resp_code retMsg msg_no status"
    )
    pattern = re.compile(spelled(kind, "a.b"))

    met = {name for name in (*spellings, "a.b", "a-b") if pattern.fullmatch(name)}

    assert met == {"a.b", *(name for name in spellings if is_a(kind, name))}


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
