"""Which code is believed under which status, and what several codes say together."""

from __future__ import annotations

import json

import pytest

from otel_errkind._core.classify import classify, classify_exception
from otel_errkind._core.envelope import Envelope
from otel_errkind._core.model import ErrorCategory, ErrorInfo, Reason
from otel_errkind._core.rulings import rule_text

LIMITS = ("rate_limit_exceeded", "daily_quota_exceeded", "concurrency_limit_exceeded")
CREDENTIALS = ("invalid_api_key", "token_expired")
BILLING = ("insufficient_quota",)
ROOM = ("overloaded", "model_loading", "under_maintenance", "circuit_breaker_open")
DEADLINES = ("request_timed_out", "deadline_exceeded", "gateway_timeout")


def answered(status: int, code: str) -> ErrorInfo:
    """Classify an answer with this code in the most common of all envelopes."""
    body = json.dumps({"error": {"code": code, "message": "It did not work."}})
    info = classify(status_code=status, body=body)
    assert info is not None
    return info


@pytest.mark.parametrize("status", [404, 405, 410, 411, 413, 414, 415, 416])
@pytest.mark.parametrize("code", [*LIMITS, *CREDENTIALS, *BILLING, *ROOM, *DEADLINES, "permission_denied"])
def test_what_a_status_says_of_the_request_stands(status: int, code: str) -> None:
    """A status that names what is wrong with this one request is not overruled by a code."""
    assert answered(status, code).category is ErrorCategory.BAD_REQUEST


CLOSED = """
ReadOnlyDisabledSubscription ExpiredSubscription SUSPENDED_SUBSCRIPTION SubscriptionExpired
subscription_disabled SubscriptionIsDisabled billing_account_disabled BillingAccountSuspended billing_disabled
BillingIsDisabled BILLING_SUSPENDED account_suspended AccountIsSuspended AccountIsDisabled suspended_account
"""
FIRM = {
    "rate_limit_exceeded": ErrorCategory.RATE_LIMITED,
    "urn:ietf:params:acme:error:rateLimited": ErrorCategory.RATE_LIMITED,
    "TOO_MANY_REQUESTS": ErrorCategory.RATE_LIMITED,
    "ThrottlingException": ErrorCategory.RATE_LIMITED,
    "OVER_QUERY_LIMIT": ErrorCategory.RATE_LIMITED,
    "overloaded": ErrorCategory.OVERLOADED,
    "ZonalAllocationFailed": ErrorCategory.OVERLOADED,
    "InsufficientHostCapacity": ErrorCategory.OVERLOADED,
    **dict.fromkeys(CLOSED.split(), ErrorCategory.UNAUTHORIZED),
}


@pytest.mark.parametrize("status", [409, 412])
@pytest.mark.parametrize(("code", "category"), FIRM.items(), ids=FIRM)
def test_what_is_no_state_of_a_thing(status: int, code: str, category: ErrorCategory) -> None:
    """A pace, a service without room and an account that is closed are no conflict, whatever the status."""
    assert answered(status, code).category is category


STATES = """
QUOTA_ALREADY_EXISTS conflict LOCKED too_many_write_operations LIMIT_REACHED daily_quota_exceeded
concurrency_limit_exceeded concurrent_modification invalid_api_key token_expired insufficient_quota
insufficient_funds model_loading under_maintenance circuit_breaker_open request_timed_out deadline_exceeded
not_ready sold_out NO_AVAILABLE_SLOTS resource_busy item_unavailable account_already_suspended
subscription_cancelled permission_denied xyzzy
"""


@pytest.mark.parametrize("status", [409, 412])
@pytest.mark.parametrize("code", STATES.split())
def test_what_may_be_the_state_of_a_thing(status: int, code: str) -> None:
    """Words that a conflict has, too, leave it to the status."""
    assert answered(status, code).category is ErrorCategory.BAD_REQUEST


@pytest.mark.parametrize("code", ["overloaded", "AllocationFailed", "InsufficientCapacity"])
def test_room_under_a_403(code: str) -> None:
    """Who sends 403 for whatever was not done may have had no room for it."""
    assert answered(403, code).category is ErrorCategory.OVERLOADED


@pytest.mark.parametrize(
    "code", [*ROOM[1:], *DEADLINES, "sold_out", "NO_AVAILABLE_SEATS", "feature_unavailable"]
)
def test_a_403_stands(code: str) -> None:
    """What may be unavailable to the caller only is no lack of room."""
    assert answered(403, code).category is ErrorCategory.UNAUTHORIZED


@pytest.mark.parametrize("status", [401, 402, 407])
@pytest.mark.parametrize("code", [*ROOM, *DEADLINES])
def test_a_denial_stands(status: int, code: str) -> None:
    """Who was refused has nothing to wait for: neither for room nor for a deadline that somebody missed."""
    assert answered(status, code).category is ErrorCategory.UNAUTHORIZED


@pytest.mark.parametrize("code", ROOM)
def test_a_422_is_about_what_was_sent(code: str) -> None:
    """Content that was understood and refused does not wait for room."""
    assert answered(422, code).category is ErrorCategory.BAD_REQUEST


@pytest.mark.parametrize(
    ("status", "category"),
    [
        (429, ErrorCategory.RATE_LIMITED),
        (502, ErrorCategory.SERVER_ERROR),
        (503, ErrorCategory.OVERLOADED),
        (504, ErrorCategory.TIMEOUT),
    ],
)
@pytest.mark.parametrize("code", CREDENTIALS)
def test_credentials_that_are_not_the_callers(status: int, category: ErrorCategory, code: str) -> None:
    """A gateway's trouble with a token is not the caller's; who counts requests has taken the token."""
    assert answered(status, code).category is category


@pytest.mark.parametrize("status", [400, 418, 423, 428, 500, 501, 520])
@pytest.mark.parametrize(
    ("codes", "category"),
    [
        (LIMITS, ErrorCategory.RATE_LIMITED),
        ((*CREDENTIALS, *BILLING), ErrorCategory.UNAUTHORIZED),
        (ROOM, ErrorCategory.OVERLOADED),
        (DEADLINES, ErrorCategory.TIMEOUT),
    ],
    ids=["limits", "credentials", "room", "deadlines"],
)
def test_a_code_knows_better_than_a_general_status(
    status: int, codes: tuple[str, ...], category: ErrorCategory
) -> None:
    """Under a status that says little, what the code says counts."""
    assert {answered(status, code).category for code in codes} == {category}


@pytest.mark.parametrize("status", [402, 403, 429, 502, 503, 504])
@pytest.mark.parametrize(
    "code", ["rate_limit_exceeded", "daily_quota_exceeded", "concurrency_limit_exceeded"]
)
def test_a_limit_is_believed_from_whoever_keeps_it(status: int, code: str) -> None:
    """Limits are kept by services and by what stands in front of them; a 402 says that money lifts it."""
    expected = ErrorCategory.UNAUTHORIZED if status == 402 else ErrorCategory.RATE_LIMITED

    assert answered(status, code).category is expected


MISTAKES = {
    "missing_parameter": Reason.VALIDATION,
    "record_not_found": Reason.NOT_FOUND,
    "version_conflict": Reason.CONFLICT,
    "unsupported_media_type": Reason.UNSUPPORTED,
    "payload_too_large": Reason.PAYLOAD_TOO_LARGE,
    "context_length_exceeded": Reason.CONTEXT_LENGTH,
    "permission_denied": Reason.PERMISSION_DENIED,
    "client_closed_request": Reason.CANCELLED,
}


@pytest.mark.parametrize(("code", "reason"), MISTAKES.items(), ids=MISTAKES)
def test_a_500_may_be_the_callers_mistake(code: str, reason: Reason) -> None:
    """Frameworks turn every exception into a 500, the caller's mistakes included."""
    assert answered(500, code).reason is reason


@pytest.mark.parametrize("code", MISTAKES)
@pytest.mark.parametrize("status", [501, 502, 507])
def test_no_other_5xx_is_the_callers_mistake(status: int, code: str) -> None:
    """Only 500 is what every exception becomes; who answers another one means the server."""
    assert answered(status, code).category is not answered(500, code).category


def test_a_failure_behind_a_400() -> None:
    """Aggregators answer 400 where the provider behind them failed, but a 404 is a 404."""
    assert answered(400, "upstream_error").reason is Reason.UPSTREAM_FAILURE
    assert answered(404, "upstream_error").reason is Reason.NOT_FOUND


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (413, "rate_limit_exceeded", Reason.PAYLOAD_TOO_LARGE),
        (507, "storage_rate_limit_exceeded", Reason.BILLING),
        (402, "rate_limit_exceeded", Reason.BILLING),
        (401, "rate_limit_exceeded", Reason.RATE_LIMIT),
    ],
)
def test_limits_that_no_waiting_lifts(status: int, code: str, reason: Reason) -> None:
    """One request above the whole limit, a full store, a limit that money lifts: the code decides."""
    info = answered(status, code)

    assert (info.reason, info.rule) == (reason, "dialect:openai")


@pytest.mark.parametrize("code", ["success", "OK", "none", "invalid_request_error", "api_error"])
def test_codes_that_say_nothing_leave_the_status(code: str) -> None:
    """A code that repeats the status, or denies the error, changes nothing."""
    assert answered(503, code).rule == "status"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("Exception", Reason.INTERNAL),
        ("exception", Reason.INTERNAL),
        ("OAuthException", Reason.INVALID_REQUEST),
    ],
)
def test_a_type_of_every_error(code: str, reason: Reason) -> None:
    """A type that all errors of a sender share rules only where neither text nor status does."""
    bare, worded = (rule_text(Envelope("plain", (code,), message)) for message in (None, "Quota exceeded"))

    assert bare is not None
    assert worded is not None
    assert (bare.reason, worded.reason) == (reason, Reason.QUOTA_EXHAUSTED)


def test_several_errors_are_equals() -> None:
    """Of GraphQL's errors the one counts that needs a person first, wherever it stands."""
    errors = [
        {"message": "m", "extensions": {"code": code}} for code in ("NOT_FOUND", "UNAUTHENTICATED", "TIMEOUT")
    ]

    info = classify(status_code=200, body=json.dumps({"data": None, "errors": errors}))

    assert info is not None
    assert info.reason is Reason.INVALID_CREDENTIALS


def test_the_first_of_several_codes_is_the_most_specific() -> None:
    """In one error the first code with an opinion decides, not the most urgent."""
    body = '{"error": {"code": "rate_limit_exceeded", "type": "authentication_error", "message": "m"}}'

    info = classify(status_code=400, body=body)

    assert info is not None
    assert info.reason is Reason.RATE_LIMIT


@pytest.mark.parametrize(
    ("name", "status", "verdict"),
    [
        ("RateLimitExceededError", 403, ("rate_limited", "exception")),
        ("BadGatewayError", 400, ("bad_request", "status")),
        ("ReadTimeoutError", 400, ("bad_request", "status")),
        ("RateLimitExceededError", 404, ("bad_request", "status")),
        ("RateLimitExceededError", 409, ("bad_request", "status")),
    ],
)
def test_what_the_class_of_an_answer_adds(name: str, status: int, verdict: tuple[str, str]) -> None:
    """An SDK's class may know a code that we have not seen; whose fault it is, the status knows."""
    error = type(name, (Exception,), {"__module__": "acme.http", "status_code": status})

    info = classify_exception(error("no"))

    assert info is not None
    assert (info.category, info.rule) == verdict


TEXTS = {
    401: ("Unauthorized", "Rate limit exceeded", Reason.RATE_LIMIT),
    402: ("payment_required", "You have hit your hourly limit", Reason.RATE_LIMIT),
    403: ("ForbiddenError", "Rate limit exceeded", Reason.RATE_LIMIT),
    409: ("Conflict", "Usage limits are exceeded", Reason.RATE_LIMIT),
    412: ("PreconditionFailed", "Your account is suspended", Reason.BILLING),
    422: ("unprocessable-entity", "Access denied", Reason.PERMISSION_DENIED),
    429: ("TooManyRequestsException", "You are out of credits", Reason.BILLING),
    502: ("BadGateway", "The request timed out", Reason.REQUEST_TIMEOUT),
    503: ("SERVICE_UNAVAILABLE", "Down for maintenance", Reason.MAINTENANCE),
}


@pytest.mark.parametrize(("status", "said"), TEXTS.items(), ids=TEXTS)
def test_a_code_that_repeats_its_status(status: int, said: tuple[str, str, Reason]) -> None:
    """The status's own phrase as a code leaves the word to a text that says more."""
    code, text, reason = said
    info = classify(status_code=status, body=json.dumps({"code": code, "message": text}))

    assert info is not None
    assert (info.reason, info.code) == (reason, code)


def test_a_code_that_repeats_another_status() -> None:
    """Under any other status the same words say something."""
    info = classify(
        status_code=400, body=json.dumps({"code": "TooManyRequests", "message": "out of credits"})
    )

    assert info is not None
    assert (info.reason, info.rule) == (Reason.RATE_LIMIT, "dialect:plain")


def test_a_header_beside_a_code_that_repeats_its_status() -> None:
    """A 403 that names a wait is a limit, also where its body calls it forbidden."""
    info = classify(status_code=403, headers={"retry-after": "3"}, body=json.dumps({"code": "Forbidden"}))

    assert info is not None
    assert (info.reason, info.rule) == (Reason.RATE_LIMIT, "header:retry-after")


def test_a_content_that_cannot_be_processed() -> None:
    """RFC 9110 has renamed the phrase of 422."""
    info = classify(
        status_code=422, body=json.dumps({"code": "UnprocessableContent", "message": "Access denied"})
    )

    assert info is not None
    assert info.reason is Reason.PERMISSION_DENIED


SIZES = """
grpc: received message larger than max (18456216 vs. 10485760)
grpc: received message after decompression larger than max (5000000 vs. 4194304)
trying to send message larger than max (5000000 vs. 4194304)
CLIENT: Received message larger than max (5000000 vs. 4194304)
Sent message larger than max (5000000 vs. 4194304)
gRPC message exceeds maximum size 4194304: 5000000
"""
OF_GRPC = {
    "gateway": (429, '{{"code": 8, "message": "{}"}}'),
    "gateway with details": (429, '{{"code": 8, "message": "{}", "details": []}}'),
    "connect": (429, '{{"code": "resource_exhausted", "message": "{}"}}'),
    "google": (429, '{{"error": {{"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "{}"}}}}'),
    "server": (500, '{{"code": 8, "message": "{}", "details": []}}'),
    "stream": (200, '{{"error": {{"grpc_code": 8, "http_code": 429, "message": "{}"}}}}'),
}


@pytest.mark.parametrize("text", SIZES.strip().splitlines())
@pytest.mark.parametrize(("status", "body"), OF_GRPC.values(), ids=OF_GRPC)
def test_one_message_that_is_too_large(status: int, body: str, text: str) -> None:
    """The libraries of gRPC have one code for a limit and for a message that no pace makes smaller."""
    info = classify(status_code=status, body=body.format(text))

    assert info is not None
    assert info.reason is Reason.PAYLOAD_TOO_LARGE


@pytest.mark.parametrize("text", SIZES.strip().splitlines())
def test_one_message_that_is_too_large_without_a_body(text: str) -> None:
    """The trailers of gRPC itself say so, too."""
    info = classify(status_code=200, headers={"grpc-status": "8", "grpc-message": text})

    assert info is not None
    assert (info.reason, info.rule) == (Reason.PAYLOAD_TOO_LARGE, "header:grpc-status")


@pytest.mark.parametrize(
    "text", ["Too many messages", "Received a larger message", "Quota of messages exceeded", None]
)
@pytest.mark.parametrize(("status", "body"), OF_GRPC.values(), ids=OF_GRPC)
def test_limits_of_grpc(status: int, body: str, text: str | None) -> None:
    """Any other text beside the code is of a limit, and so is none."""
    info = classify(status_code=status, body=body.format(text or ""))
    bare = classify(status_code=200, headers={"grpc-status": "8", **({"grpc-message": text} if text else {})})

    assert info is not None
    assert bare is not None
    assert info.category is bare.category is ErrorCategory.RATE_LIMITED
