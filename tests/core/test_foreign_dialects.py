"""Dialects that are not built in: where they are asked, what is believed of them, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelled import OWN, rows
from otel_errkind._core import document
from otel_errkind._core.classify import classify_evidence
from otel_errkind._core.dialects import registry
from otel_errkind._core.dialects.foreign import Dialect, ErrorBody, reader_of
from otel_errkind._core.layers import Additions
from otel_errkind._core.model import ErrorInfo, Evidence, Opinion, Reason
from otel_errkind._core.opinions import hear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.layers import Reading

MISHAP = {"kind": "TANK_EMPTY", "text": "Nothing left to burn"}
BODY = json.dumps({"mishap": MISHAP, "error": {"code": "rate_limit_exceeded", "message": "m"}})


def read_mishap(body: Mapping[str, object]) -> ErrorBody | None:
    """Read the shape of a provider that does not exist."""
    mishap: Any = body.get("mishap")
    return ErrorBody([mishap.get("kind")], mishap.get("text")) if isinstance(mishap, dict) else None


ROCKETS = Dialect(read=read_mishap, codes={"TANK_EMPTY": "capacity", "NO_LICENCE": Reason.BILLING})
ADDED = Additions(readers=(reader_of("rockets", ROCKETS),))


def judged(evidence: Evidence) -> ErrorInfo:
    """Classify a failure with the dialect."""
    info = classify_evidence(evidence, ADDED)
    assert info is not None
    return info


WAYS = {
    "whole": BODY,
    "cut": BODY[:-20],
    "in a list": f'[{{"error": 1, "mishap": {json.dumps(MISHAP)}}}]',
    "in an event": f"event: error\ndata: {BODY}\n\n",
    "in a message": json.dumps({"error": {"message": json.dumps({"mishap": MISHAP})}}),
}


@pytest.mark.parametrize("body", WAYS.values(), ids=WAYS)
def test_it_reads_what_it_recognises(body: str) -> None:
    """Its code is ruled by its table, wherever the object travels, before the built-in dialects are asked."""
    info = judged(Evidence(503, {}, body))

    assert info.reason is Reason.CAPACITY
    assert info.rule in {"dialect:rockets", "dialect:openai"}  # the second where the wrapper is OpenAI's
    assert (info.code, info.message) == ("TANK_EMPTY", "Nothing left to burn")


def test_the_rest_is_for_the_built_in_dialects() -> None:
    """A body that it does not recognise is read as if it were not there."""
    body = b'{"error": {"code": "insufficient_quota", "message": "m"}}'

    info = judged(Evidence(429, {}, body))

    assert info == classify_evidence(Evidence(429, {}, body))


def test_causes_and_rules_come_before_it() -> None:
    """Who is asked in front of the built-in dialects is asked in front of it."""
    mine = Opinion(Reason.MAINTENANCE, "user:mine")

    def by_user(reading: Reading) -> Opinion | None:
        return mine if reading.envelope and reading.envelope.dialect == "rockets" else None

    caused = judged(Evidence(503, {}, BODY, cause="circuit_open"))
    ruled = classify_evidence(Evidence(503, {}, BODY), Additions((by_user,), ADDED.readers))

    assert (caused.rule, caused.code) == ("domain:circuit_open", "TANK_EMPTY")
    assert ruled is not None
    assert (ruled.rule, ruled.code) == ("user:mine", "TANK_EMPTY")


@pytest.mark.parametrize(
    ("status", "kind", "rule"),
    [
        (503, "TANK_EMPTY", "dialect:rockets"),
        (401, "TANK_EMPTY", "status"),  # who is not let in has not met the capacity
        (429, "NO_LICENCE", "dialect:rockets"),
        (500, "quota_exceeded", "dialect:rockets"),
        (500, "xyzzy", "status"),
    ],
)
def test_its_codes_are_judged_like_all_others(status: int, kind: str, rule: str) -> None:
    """A status may rule a code out, and a code without a row is judged by its words."""
    body = json.dumps({"mishap": {**MISHAP, "kind": kind}})

    assert judged(Evidence(status, {}, body)).rule == rule


def test_it_is_asked_what_a_bare_failure_means() -> None:
    """What only says that it failed may say more to the dialect."""
    told = judged(Evidence(200, {}, json.dumps({"success": False, "mishap": MISHAP})))
    bare = judged(Evidence(200, {}, '{"success": false}'))

    assert told.rule == "dialect:rockets"
    assert (bare.rule, bare.reason) == ("default", Reason.UNCLASSIFIED)


def test_it_makes_no_failure_of_a_success() -> None:
    """In a success it is asked only about what is an error without it."""
    plain = classify_evidence(Evidence(200, {}, json.dumps({"mishap": MISHAP})), ADDED)
    stated = judged(Evidence(200, {}, BODY.replace("{", '{"ok": false, ', 1)))

    assert plain is None
    assert stated.rule == "dialect:rockets"


def test_it_reads_the_answer_for_which_a_batch_failed() -> None:
    """Such an answer is read as if it had come alone."""
    answer = {"status": 503, "body": {"mishap": MISHAP}}

    told = judged(Evidence(200, {}, json.dumps({"responses": [answer, {"status": 200, "body": {}}]})))

    assert (told.rule, told.reason) == ("dialect:rockets", Reason.CAPACITY)


def test_it_is_heard() -> None:
    """What explains a verdict has read the body as the verdict has."""
    hearing = hear(Evidence(503, {}, BODY), (), ADDED.readers)

    assert hearing is not None
    assert hearing.opinions[hearing.deciding] == ("dialect", Opinion(Reason.CAPACITY, "dialect:rockets"))


@given(st.lists(st.text() | st.integers() | st.none() | st.lists(st.none())), st.text() | st.integers())
def test_what_the_provider_sent_may_be_anything(codes: list[Any], text: Any) -> None:
    """A dialect need not check what it passes on: what is no code, text or time is left out."""
    dialect = Dialect(read=lambda _: ErrorBody(codes, text, text, text))

    envelope = reader_of("careless", dialect)({})

    assert envelope is not None
    assert all(code and " " not in code and len(code) <= 128 for code in envelope.codes)
    assert envelope.message is None or (isinstance(text, str) and envelope.message == text.strip())
    assert envelope.retry_after is None or envelope.retry_after >= 0
    assert envelope.retryable is None


def test_what_is_understood_is_passed_on() -> None:
    """Codes in their order, words or numbers; whether and when to try again."""
    found = ErrorBody(("SLOW", 7), " wait ", retryable=False, retry_after=3)

    envelope = reader_of("a", Dialect(read=lambda _: found))({})

    assert envelope is not None
    assert (envelope.dialect, envelope.codes, envelope.message) == ("a", ("SLOW", "7"), "wait")
    assert (envelope.retryable, envelope.retry_after) == (False, 3.0)


NO_LIST: Any = 7


@pytest.mark.parametrize(
    "nonsense", [True, {}, "TANK_EMPTY", ErrorBody("TANK_EMPTY"), ErrorBody(NO_LIST)], ids=repr
)
def test_nonsense_is_an_exception(nonsense: Any) -> None:
    """Who returns something else than promised is told so; the caller drops him."""
    read = reader_of("mad", Dialect(read=lambda _: nonsense))

    with pytest.raises(TypeError, match="accepted: None, or an ErrorBody with a list of codes"):
        read({})


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"read": 7}, "`read` is 7; accepted: a function"),
        ({"read": read_mishap, "codes": ["A"]}, "`codes` is of type list; accepted: a mapping"),
        ({"read": read_mishap, "codes": {"A": "lunch"}}, "the code 'A' means 'lunch'; accepted: invalid_req"),
        ({"read": read_mishap, "codes": {"A": 7}}, "the code 'A' means 7; accepted: "),
    ],
    ids=["no function", "no mapping", "no reason", "no text"],
)
def test_a_bad_dialect_is_refused(given_: dict[str, Any], said: str) -> None:
    """It is refused when it is made, and told what is accepted."""
    with pytest.raises((TypeError, ValueError), match=said):
        Dialect(**given_)


@pytest.mark.parametrize("name", ["openai", "html", "", "a b", "x" * 65])
def test_a_bad_name_is_refused(name: str) -> None:
    """No other dialect can pass for a built-in one."""
    with pytest.raises(ValueError, match="a dialect cannot have the name"):
        reader_of(name, ROCKETS)


def test_only_a_dialect_is_one() -> None:
    """A function alone has no table of codes."""
    with pytest.raises(TypeError, match=r"is of type function; accepted: an otel_errkind.dialects.Dialect"):
        reader_of("rockets", read_mishap)


def test_the_names_of_the_built_in_dialects_are_all_known() -> None:
    """Each name that an own labelled case is read under is reserved, and no other."""
    envelopes = [
        registry.read(document.read(case["body"], case.get("headers", {}).get("content-type")))
        for case in rows(OWN)
        if "body" in case
    ]

    assert {envelope.dialect for envelope in envelopes if envelope} == registry.NAMES
