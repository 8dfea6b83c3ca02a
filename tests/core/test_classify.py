"""The public functions: what they take, what they give, and in which order the layers are asked."""

from __future__ import annotations

import json
from typing import NoReturn

import pytest

from otel_errkind._core.classify import classify, classify_evidence
from otel_errkind._core.layers import LAYERS, Additions, Reading
from otel_errkind._core.model import ErrorCategory, Evidence, Opinion, Phase, Reason
from otel_errkind._core.tables import (
    BARE_STATUSES,
    CATEGORIES,
    REASONS,
    STATUSES,
    category_of,
    reason_of_status,
)

CATEGORY_BY_STATUS = {
    ErrorCategory.UNAUTHORIZED: {401, 402, 403, 407, 440, 498, 511},
    ErrorCategory.TIMEOUT: {408, 504, 522, 524, 598, 599},
    ErrorCategory.RATE_LIMITED: {429, 509, 999},
    ErrorCategory.OVERLOADED: {503, 507, 529},
    ErrorCategory.SERVER_ERROR: {421, 424},
    ErrorCategory.UNKNOWN: {460, 499},
}
"""What the status table is meant to say; every other 4xx is the caller's, every other 5xx the server's."""


def expected_category(status: int) -> ErrorCategory:
    """Return the category that a bare status is meant to have."""
    listed = next((category for category, statuses in CATEGORY_BY_STATUS.items() if status in statuses), None)
    if listed is not None:
        return listed
    families = {4: ErrorCategory.BAD_REQUEST, 5: ErrorCategory.SERVER_ERROR}
    return families.get(status // 100, ErrorCategory.UNKNOWN)


def test_every_bare_status() -> None:
    """Each number from 0 to 1100 that is no success has the category of the status table."""
    statuses = [status for status in range(1101) if not 200 <= status < 300]

    infos = {status: classify(status_code=status) for status in statuses}

    assert {status: info.category for status, info in infos.items() if info} == {
        status: expected_category(status) for status in statuses
    }


def test_every_reason_has_one_row() -> None:
    """The table of reasons is the closed set, each with a meaning; every category has a reason and a line."""
    assert set(REASONS) == set(Reason)
    assert len(REASONS) <= 64
    assert {row.category for row in REASONS.values()} == set(ErrorCategory) == set(CATEGORIES)
    assert all(row.meaning.endswith(".") for row in REASONS.values())
    assert all(category_of(reason) is row.category for reason, row in REASONS.items())


def test_a_bare_gateway_status_keeps_its_category() -> None:
    """Who spoke changes the reason of a 502, 503 or 504, never its category."""
    bare = {status: category_of(reason) for status, reason in BARE_STATUSES.items()}

    assert bare == {status: category_of(reason_of_status(status)) for status in BARE_STATUSES}
    assert set(BARE_STATUSES) <= set(STATUSES)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Reason.GATEWAY_UNAVAILABLE),
        (b"<html><head><title>503 Service Unavailable</title></head></html>", Reason.GATEWAY_UNAVAILABLE),
        (b'{"message":"no"}', Reason.CAPACITY),
    ],
    ids=["empty", "page", "envelope"],
)
def test_a_bare_503_was_spoken_in_between(body: bytes, reason: Reason) -> None:
    """Without an envelope of a service the reason names the gateway."""
    info = classify(status_code=503, body=body)

    assert info is not None
    assert info.reason is reason


@pytest.mark.parametrize(
    ("status", "reason"),
    [(502, Reason.UPSTREAM_FAILURE), (503, Reason.CAPACITY), (504, Reason.DEADLINE)],
)
def test_a_service_that_speaks_for_itself(status: int, reason: Reason) -> None:
    """In an envelope of its own a service says what failed behind it, not that it is a gateway."""
    info = classify(status_code=status, body=b'{"message":"no"}')

    assert info is not None
    assert info.reason is reason


@pytest.mark.parametrize("status", [200, 201, 204, 299])
@pytest.mark.parametrize("body", [None, b"", b"fine", b'{"data":{}}', "{}"], ids=repr)
def test_a_success_has_no_verdict(status: int, body: bytes | str | None) -> None:
    """A success is None."""
    info = classify(status_code=status, headers={"content-type": "application/json"}, body=body)

    assert info is None


def test_nothing_known_is_no_error() -> None:
    """Without any evidence there is no verdict."""
    assert classify() is None
    assert classify_evidence(Evidence()) is None


@pytest.mark.parametrize("status", [100, 204, 302, 304, 399])
def test_a_redirect_that_nobody_followed_is_no_failure_of_a_call(status: int) -> None:
    """A client hands over 1xx and 3xx as asked; who asks about one gets `unknown`."""
    assert classify_evidence(Evidence(status_code=status)) is None


@pytest.mark.parametrize("status", [0, 99, 400, 999])
def test_what_is_no_number_of_an_answer_is_a_failure(status: int) -> None:
    """A status below 100 is an invention of a client that failed; from 400 on the answer is an error."""
    assert classify_evidence(Evidence(status_code=status)) is not None


def test_a_body_without_a_status() -> None:
    """An error body whose status got lost is judged by its codes, then by the status that it states."""
    infos = [
        classify(body=body) for body in ('{"error":{"code":"rate_limit_exceeded"}}', '{"error":{"code":504}}')
    ]

    assert [info and info.category for info in infos] == [ErrorCategory.RATE_LIMITED, ErrorCategory.TIMEOUT]


def test_bytes_and_text_are_one() -> None:
    """A body as text and as bytes gives the same verdict."""
    body = '{"error":{"code":"context_length_exceeded","message":"Zu lang: ü"}}'

    assert classify(status_code=400, body=body) == classify(status_code=400, body=body.encode())


@pytest.mark.parametrize(
    ("encoded", "content_type"),
    [
        ('{"code":"token_expired","message":"é"}'.encode("latin-1"), "application/json; charset=ISO-8859-1"),
        ('{"code":"token_expired","message":"é"}'.encode("utf-16"), None),
        ('{"code":"token_expired","message":"é"}'.encode("utf-8-sig"), "application/json"),
        ('{"code":"token_expired","message":"é"}'.encode(), "text/html; charset=unicode_escape"),
        ('\n {"code":"token_expired","message":"é"}'.encode(), "image/png"),
    ],
    ids=["latin-1", "UTF-16", "mark", "codec that no server means", "wrong type"],
)
def test_charsets(encoded: bytes, content_type: str | None) -> None:
    """Byte order marks and announced charsets are honoured, wrong types are not believed."""
    headers = {"content-type": content_type} if content_type else {}

    info = classify(status_code=400, headers=headers, body=encoded)

    assert info is not None
    assert (info.reason, info.message) == (Reason.EXPIRED_CREDENTIALS, "é")


def test_the_charset_of_an_error_inside_a_success() -> None:
    """An announced charset is honoured there as well."""
    headers = {"Content-Type": "application/json; charset=ISO-8859-1"}

    info = classify(
        status_code=200, headers=headers, body='{"error":{"code":"c","message":"é"}}'.encode("latin-1")
    )

    assert info is not None
    assert info.message == "é"


@pytest.mark.parametrize(
    "body",
    [
        '{"error":{"code":"token_expired","message":"\ud83d"}}',
        "ACK=Failure&L_ERRORCODE0=10007&L_LONGMESSAGE0=\ud83d",
    ],
    ids=["JSON", "form"],
)
def test_half_a_character_hides_no_error(body: str) -> None:
    """A text that was cut within a character, as JavaScript cuts it, is read all the same."""
    info = classify(status_code=200, body=body)

    assert info is not None
    assert info.category is ErrorCategory.UNAUTHORIZED


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('[{"error":{"code":429,"message":"m"}},{"id":1}]', id="Google's list"),
        pytest.param('[{"errorCode":"APEX_ERROR","message":"m"},{"id":1}]', id="Salesforce's list"),
        pytest.param(
            'data: {"x":"' + "y" * 3000 + '"}\n\nevent: error\ndata: {"message":"m"}\n\n', id="late event"
        ),
        pytest.param(
            'data: {"x":"' + "y" * 3000 + '"}\n\ndata: {"error":{"message":"m"}}\n\n', id="late data"
        ),
        pytest.param('<r:Response isSuccess="false"><Message>m</Message></r:Response>', id="isSuccess"),
        pytest.param(
            '<ServiceExceptionReport><ServiceException code="LayerNotDefined">m</ServiceException>'
            "</ServiceExceptionReport>",
            id="a map service",
        ),
    ],
)
def test_errors_inside_a_success(body: str) -> None:
    """A shape that no success has is an error under any status."""
    assert classify(status_code=200, body=body) is not None


@pytest.mark.parametrize("body", ["[]", '[{"id":1,"errors":0}]', '[{"error":null,"id":1}]', '[["error"]]'])
def test_lists_that_are_no_errors(body: str) -> None:
    """Whatever a list says of errors, only one that begins with an error is one."""
    assert classify(status_code=200, body=body) is None


def test_a_broken_charset_loses_a_letter_and_no_code() -> None:
    """Bytes that are not in the announced charset are replaced."""
    info = classify(status_code=400, body=b'{"code":"token_expired","message":"na\xefve"}')

    assert info is not None
    assert (info.code, info.message) == ("token_expired", "na\ufffdve")


def test_messages_and_codes_are_bounded() -> None:
    """A long message is cut, a long code is none."""
    info = classify(status_code=400, body='{"message":"' + "m" * 9000 + '","code":"' + "c" * 129 + '"}')

    assert info is not None
    assert info.message == "m" * 2048
    assert info.code is None


@pytest.mark.parametrize(
    ("elapsed", "category"), [(None, "server_error"), (0.2, "server_error"), (30.2, "timeout")], ids=str
)
def test_only_the_time_tells_a_crash_from_a_deadline(elapsed: float | None, category: str) -> None:
    """Heroku sends one page for a crashed application and for its own limit of thirty seconds."""
    info = classify(
        status_code=503, body="<html><head><title>Application Error</title></head></html>", elapsed=elapsed
    )

    assert info is not None
    assert info.category == category


def test_layers_in_front_are_asked_first() -> None:
    """A layer in front wins over all built-in ones, one without an opinion is passed over."""
    asked: list[Reading] = []

    def silent(reading: Reading) -> None:
        asked.append(reading)

    def mine(reading: Reading) -> Opinion | None:
        return Opinion(Reason.VALIDATION, "user:mine", retryable=False) if reading.body else None

    body = b'{"error":{"code":"rate_limit_exceeded","message":"m"}}'
    info = classify_evidence(Evidence(429, {"X-A": "b"}, body), Additions((silent, mine)))
    other = classify_evidence(Evidence(429), Additions((silent, mine)))

    assert info is not None
    assert other is not None
    assert (info.category, info.rule, info.retryable) == (ErrorCategory.BAD_REQUEST, "user:mine", False)
    assert (info.code, info.message) == ("rate_limit_exceeded", "m")
    assert other.rule == "status"
    assert (asked[0].status_code, asked[0].headers, asked[0].body) == (429, {"x-a": "b"}, body)


def test_the_order_of_the_layers() -> None:
    """A cause comes first, then dialects, headers, phrases, a class, the status, and the exception last."""
    assert [layer.__name__ for layer in LAYERS] == [
        "by_cause",
        "by_dialect",
        "by_header",
        "by_phrase",
        "by_class",
        "by_status",
        "by_exception",
    ]


@pytest.mark.parametrize(
    ("status", "headers", "body", "rule"),
    [
        (403, {"retry-after": "1"}, b'{"code":"account_suspended"}', "dialect:plain"),
        (403, {"retry-after": "1"}, b'{"message":"rate limit exceeded"}', "header:retry-after"),
        (403, {}, b'{"message":"rate limit exceeded"}', "phrase:secondary-rate-limit"),
        (403, {}, b'{"message":"no"}', "status"),
        (200, {"grpc-status": "14"}, b"", "header:grpc-status"),
        (400, {"x-ms-error-code": "ServerBusy"}, b"", "header:x-ms-error-code"),
        (400, {"www-authenticate": 'Bearer error="invalid_token"'}, b"", "header:www-authenticate"),
        (400, {"www-authenticate": "Basic"}, b"", "status"),
        (400, {"x-sb-error-code": "over_email_send_rate_limit"}, b"", "header:x-sb-error-code"),
        (502, {"x-vercel-error": "FUNCTION_THROTTLED"}, b"", "header:x-vercel-error"),
        (400, {"x-error-code": "quota_exceeded"}, b"", "header:x-error-code"),
        (400, {"x-amz-error-code": "ExpiredToken"}, b"", "header:x-amz-error-code"),
        (400, {"error-code": "token_expired"}, b"", "header:error-code"),
        (400, {"x-error-type": "throttled"}, b"", "header:x-error-type"),
        (503, {"x-squid-error": "ERR_READ_TIMEOUT 110"}, b"", "header:x-squid-error"),
        (403, {"x-amzn-errortype": "MissingAuthenticationTokenException"}, b"{}", "header:x-amzn-errortype"),
    ],
)
def test_who_decided(status: int, headers: dict[str, str], body: bytes, rule: str) -> None:
    """The rule names the witness that spoke first."""
    info = classify(status_code=status, headers=headers, body=body)

    assert info is not None
    assert info.rule == rule


def test_grpc_headers_alone() -> None:
    """A trailers-only gRPC answer gives its code and its percent-encoded message."""
    info = classify(status_code=200, headers={"Grpc-Status": "4", "Grpc-Message": "too%20late"})

    assert info is not None
    assert (info.category, info.code, info.message) == (ErrorCategory.TIMEOUT, "4", "too late")


@pytest.mark.parametrize(("length", "kept"), [(128, True), (129, False)])
def test_a_code_in_a_header_is_bounded(length: int, *, kept: bool) -> None:
    """What is longer than any code is none."""
    info = classify(status_code=400, headers={"x-error-code": "c" * length})

    assert info is not None
    assert (info.code is not None) is kept


@pytest.mark.parametrize(
    ("status", "wait"), [(429, 20.0), (503, 20.0), (400, None)], ids=["our rate", "their room", "neither"]
)
def test_a_promise_counts_where_waiting_helps(status: int, wait: float | None) -> None:
    """A text that says when to come back is believed of limits and of room, not of a mistake."""
    info = classify(status_code=status, body='{"message":"Not now. Please try again in 20 seconds."}')

    assert info is not None
    assert info.retry_after == wait


@pytest.mark.parametrize("code", ["0", "99", "abc", ""])
def test_grpc_codes_that_say_nothing(code: str) -> None:
    """A gRPC success or a number outside the canonical codes leaves the verdict to the status."""
    info = classify(status_code=503, headers={"grpc-status": code})

    assert info is not None
    assert info.rule == "status"


@pytest.mark.parametrize(("status", "body"), [(404, ""), (200, '{"error":{"code":"x","message":"m"}}')])
def test_the_phase_of_an_answer(status: int, body: str) -> None:
    """A whole error response is in the response phase, and so is an error inside a success."""
    info = classify(status_code=status, body=body)

    assert info is not None
    assert info.phase is Phase.RESPONSE


class Unreadable(dict[str, str]):
    """Headers that fail when they are read, as those of a closed connection may."""

    def values(self) -> NoReturn:
        """Fail."""
        raise ValueError


@pytest.mark.parametrize(("status", "rule"), [(503, "status"), (200, None), (None, None)], ids=str)
def test_evidence_that_cannot_be_read_leaves_the_status(status: int | None, rule: str | None) -> None:
    """Whatever is raised by what comes from elsewhere, the bare status still counts."""
    info = classify(status_code=status, headers=Unreadable(a="b"))

    assert (info.rule if info else None) == rule


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "m", "code": "rate_limit", "retry_after": 5}},
        {"error": {"message": "m", "type": "usage_limit_reached", "resets_in_seconds": 5}},
        {"error": {"message": "m", "code": "rate_limit"}, "retry_after_ms": 5000},
        {"errors": [{"code": "rate_limit"}], "retryAfter": 5},
        {"code": "rate_limit", "retry_after_seconds": 5},
    ],
)
def test_the_wait_that_a_body_states(body: dict[str, object]) -> None:
    """It may stand in the error or beside it, whatever the dialect."""
    info = classify(status_code=429, body=json.dumps(body))

    assert info is not None
    assert info.retry_after == 5
