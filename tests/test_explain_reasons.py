"""Why each layer has its opinion, as `otel-errkind explain` says it."""

from __future__ import annotations

import json

import pytest

from otel_errkind._core.model import Evidence
from otel_errkind._core.phrases import PHRASES
from otel_errkind._explain.explanation import Statement, explain


def said(evidence: Evidence, layer: str) -> Statement:
    """Explain evidence and return what one layer says of it."""
    explanation = explain(evidence)
    assert explanation is not None
    return next(statement for statement in explanation.statements if statement.layer == layer)


UNKNOWN_CODE = {"error": {"code": "xyzzy", "message": "no"}}
DIALECTS = {
    "no body": (Evidence(500), "no body"),
    "unknown shape": (Evidence(500, {}, "[1]"), "the body has no known shape"),
    "no code": (Evidence(500, {}, '{"error": {"message": "kaputt"}}'), "openai: no code"),
    "meaningless code": (
        Evidence(500, {}, json.dumps(UNKNOWN_CODE)),
        'openai: "xyzzy" means nothing to it',
    ),
    "words": (
        Evidence(429, {}, '{"error": {"code": "tpm_rate_limit_reached"}}'),
        'openai: "tpm_rate_limit_reached" means rate_limit by the words "rate limit" in it',
    ),
    "repeating": (
        Evidence(500, {}, '{"error": {"type": "api_error"}}'),
        'openai: "api_error" means internal by the words "api error" in it, which only repeats the status',
    ),
    "the status's own phrase": (
        Evidence(503, {}, '{"error": {"code": "ServiceUnavailable"}}'),
        (
            'openai: "ServiceUnavailable" means capacity by the words "service unavailable" in it, '
            "which only repeats the status"
        ),
    ),
    "ruled out": (
        Evidence(404, {}, '{"error": {"code": "1302"}}'),
        'openai: "1302" means rate_limit by its row in the dialect\'s table, which a 404 rules out',
    ),
    "shifted": (
        Evidence(413, {}, '{"error": {"code": "rate_limit_exceeded"}}'),
        (
            'openai: "rate_limit_exceeded" means rate_limit by the words "rate limit" in it, '
            "and under a 413 that is payload_too_large"
        ),
    ),
    "second code": (
        Evidence(401, {}, '{"error": {"code": "xyzzy", "type": "token_expired"}}'),
        'openai: "token_expired" means expired_credentials by the words "token expire" in it',
    ),
}


@pytest.mark.parametrize(("evidence", "why"), DIALECTS.values(), ids=DIALECTS)
def test_why_the_body_says_so(evidence: Evidence, why: str) -> None:
    """The shape of the body is named, and what each of its codes was taken for."""
    assert said(evidence, "dialect").why == why


def test_of_several_codes_the_one_that_decides_is_explained() -> None:
    """Of a GraphQL answer with several errors, the code is shown that a person must act on first."""
    errors = [{"message": "", "extensions": {"code": code}} for code in ("TIMEOUT", "UNAUTHENTICATED")]

    statement = said(Evidence(200, {}, json.dumps({"errors": errors})), "dialect")

    assert statement.why.startswith('graphql: "UNAUTHENTICATED" means invalid_credentials ')


HEADERS = {
    "none": (Evidence(500), "no headers"),
    "no code": (Evidence(500, {"server": "x"}), "no error code in the headers"),
    "grpc": (Evidence(200, {"grpc-status": "8"}), "grpc-status 8"),
    "code": (
        Evidence(400, {"x-amzn-errortype": "ThrottlingException"}),
        'x-amzn-errortype: "ThrottlingException" means rate_limit by the words "throttl" in it',
    ),
    "path": (
        Evidence(403, {"x-amzn-errortype": "MissingAuthenticationTokenException"}),
        (
            "x-amzn-errortype: MissingAuthenticationTokenException is what API Gateway says of a path "
            "that it does not know"
        ),
    ),
    "limit": (
        Evidence(403, {"X-RateLimit-Remaining": "0"}),
        "a 403 with a rate limit of which nothing remains",
    ),
    "wait": (Evidence(403, {"Retry-After": "1"}), "a 403 with retry-after"),
}


@pytest.mark.parametrize(("evidence", "why"), HEADERS.values(), ids=HEADERS)
def test_why_the_headers_say_so(evidence: Evidence, why: str) -> None:
    """The header that proves something is named, with what its code was taken for."""
    assert said(evidence, "header").why == why


TEXTS = {
    "matches": (
        Evidence(508, {}, "Resource Limit Is Reached"),
        'the text of this 508 has "resource limit is reached"',
    ),
    "none of them": (Evidence(508, {}, "kaputt"), "none of the 1 phrases for a 508 holds"),
    "none for the status": (Evidence(404, {}, "kaputt"), "no phrase is tied to 404"),
    "no text": (Evidence(404), "no text"),
    "of a success": (
        Evidence(200, {}, '{"errors": [{"message": "Unauthorized: log in"}]}'),
        'the text of this success has "unauthorized"',
    ),
    "heading": (
        Evidence(200, {}, '{"errors": [{"message": "Conflict: order 7"}]}'),
        'the text begins with "Conflict"',
    ),
    "number": (
        Evidence(200, {}, '{"error": {"code": 40103, "message": "kaputt"}}'),
        "the provider's number begins with a status",
    ),
    "unknown": (
        Evidence(200, {}, '{"errors": [{"message": "kaputt"}]}'),
        "no text that is known to say what a success without a code means",
    ),
}


@pytest.mark.parametrize(("evidence", "why"), TEXTS.values(), ids=TEXTS)
def test_why_the_text_says_so(evidence: Evidence, why: str) -> None:
    """The pattern is shown that the text matches, or how many it was compared with."""
    assert said(evidence, "phrase").why.startswith(why)


def test_the_names_of_phrases_tell_them_apart() -> None:
    """A phrase is found by its name, which no other has unless only the elapsed time differs."""
    patterns = {phrase.name: phrase.pattern.pattern for phrase in PHRASES}

    assert all(patterns[phrase.name] == phrase.pattern.pattern for phrase in PHRASES)


STATUSES = {
    "row": (Evidence(404), "404 has a row in the table"),
    "range": (Evidence(418), "418 has no row in the table: any other 4xx"),
    "beyond": (Evidence(777), "777 has no row in the table: any other 7xx"),
    "bare": (Evidence(503), "a 503 without a service's own body: something in between has spoken"),
    "success": (Evidence(200, {"grpc-status": "8"}), "a 200 is no error"),
    "none": (Evidence(exception=TimeoutError()), "no status"),
}


@pytest.mark.parametrize(("evidence", "why"), STATUSES.values(), ids=STATUSES)
def test_why_the_status_says_so(evidence: Evidence, why: str) -> None:
    """The row or the range of the status is named."""
    assert said(evidence, "status").why == why
