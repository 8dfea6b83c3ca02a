"""Every layer is asked, and the first opinion is the verdict that `classify` gives."""

from __future__ import annotations

import pytest

from otel_errkind._core.classify import classify_evidence
from otel_errkind._core.layers import LAYERS, NAMED_LAYERS, Additions, Reading
from otel_errkind._core.model import Evidence, Opinion, Reason
from otel_errkind._core.opinions import hear
from otel_errkind._core.words import phrase_in, ruling_of
from strangers import made

NAMES = [name for name, _ in NAMED_LAYERS]


def test_layers_are_asked_in_the_order_in_which_they_decide() -> None:
    """The layers that are named are those that classification asks."""
    assert [layer for _, layer in NAMED_LAYERS] == list(LAYERS)


def test_opinions_after_the_first_are_kept() -> None:
    """A layer that was overruled still says what it would have said."""
    evidence = Evidence(429, {}, b'{"error": {"code": "insufficient_quota"}}')

    hearing = hear(evidence)

    assert hearing is not None
    assert [name for name, _ in hearing.opinions] == NAMES
    assert [opinion and opinion.reason for _, opinion in hearing.opinions] == [
        None,
        Reason.BILLING,
        None,
        None,
        None,
        Reason.RATE_LIMIT,
        None,
    ]
    assert hearing.deciding == 1
    assert hearing.verdict == classify_evidence(evidence)


@pytest.mark.parametrize(
    "evidence", [Evidence(200, {}, b"[]"), Evidence(304), Evidence(exception=KeyboardInterrupt())], ids=str
)
def test_what_did_not_fail_is_not_heard(evidence: Evidence) -> None:
    """A success, a redirect and the caller's own cancellation have no opinions."""
    hearing = hear(evidence)

    assert hearing is None


def test_the_default_speaks_only_if_nobody_does() -> None:
    """Where no layer has an opinion, the default is the last of the opinions and decides."""
    hearing = hear(Evidence(exception=KeyError("order")))

    assert hearing is not None
    assert [name for name, _ in hearing.opinions] == [*NAMES, "default"]
    assert hearing.deciding == len(NAMES)
    assert hearing.verdict.rule == "default"


def test_the_names_of_classes_are_heard() -> None:
    """An exception that no table knows has an opinion by its name."""
    hearing = hear(Evidence(exception=made("acme.errors.AcmeTimeout")))

    assert hearing is not None
    assert (hearing.verdict.reason, hearing.verdict.rule) == (Reason.DEADLINE, "exception")


def test_layers_in_front_are_asked_first() -> None:
    """A layer that was put in front of the built-in ones is named first and decides."""

    def by_user(reading: Reading) -> Opinion | None:
        return Opinion(Reason.NOT_FOUND, "user:teapot") if reading.error_status == 418 else None

    front = [("user", by_user)]

    decided, passed = hear(Evidence(418), front), hear(Evidence(500), front)

    assert decided is not None
    assert decided.opinions[decided.deciding] == ("user", Opinion(Reason.NOT_FOUND, "user:teapot"))
    assert decided.verdict == classify_evidence(Evidence(418), Additions((by_user,)))
    assert passed is not None
    assert passed.opinions[0] == ("user", None)


def test_of_a_group_the_member_that_is_the_verdict_is_heard() -> None:
    """Of several exceptions, the opinions are those on the one that a person must act on first."""
    denied, late = PermissionError(), TimeoutError()
    unknown = ExceptionGroup("", [late, KeyError(), ConnectionRefusedError()])

    hearing = hear(Evidence(exception=ExceptionGroup("", [denied, unknown])))

    assert hearing is not None
    assert hearing.reading.exception is late
    assert hearing.verdict.reason is Reason.DEADLINE


def test_the_words_that_rule_a_code_can_be_shown() -> None:
    """The phrase of the vocabulary that rules a code is there exactly if something does."""
    assert phrase_in("API_RateLimit-Exceeded") == "rate limit"
    assert phrase_in("xyzzy") is None
    assert ruling_of("xyzzy") is None
