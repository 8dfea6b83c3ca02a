"""Exceptions of which only the text is left: what SDKs write of the answer into it, in their own notation."""

from __future__ import annotations

import pytest

from strangers import made, verdict

ANTHROPIC = "anthropic.BadRequestError < .APIStatusError < .AnthropicError"
KUBERNETES = "kubernetes.client.exceptions.ApiException"
MISTRAL = "mistralai.models.sdkerror.SDKError < .MistralError"
QDRANT = "qdrant_client.http.exceptions.UnexpectedResponse < .ApiException"
COHERE = "cohere.errors.too_many_requests_error.TooManyRequestsError < cohere.core.api_error.ApiError"
GQL = "gql.transport.exceptions.TransportQueryError < .TransportError"
WEAVIATE = "weaviate.exceptions.UnexpectedStatusCodeError"

TEXTS = {
    "a status in place of a code, as the answer to a HEAD has none": (
        "botocore.exceptions.ClientError",
        "An error occurred (403) when calling the HeadObject operation: Forbidden",
        (403, "permission_denied", None),
    ),
    "a code and nothing else": (
        "zeep.exceptions.Fault < .Error",
        "MS_MAX_CONCURRENT_REQ",
        (None, "concurrency_limit", None),
    ),
    "a word that is no code": ("zeep.exceptions.Fault < .Error", "Nothing", (None, "unclassified", None)),
    "the number with which a socket was closed": (
        "websockets.exceptions.ConnectionClosedError < .ConnectionClosed < .WebSocketException",
        "received 1013 (try again later) wait; then sent 1013 (try again later) wait",
        (None, "capacity", None),
    ),
    "another number": (
        "websockets.exceptions.ConnectionClosedError < .ConnectionClosed < .WebSocketException",
        "received 1011 (internal error); then sent 1011 (internal error)",
        (None, "connection_reset", None),
    ),
    "a registry beside a message broker": (
        "confluent_kafka.schema_registry.error.SchemaRegistryError",
        "Subject 'orders' is not there. (HTTP status code 404, SR code 40401)",
        (404, "not_found", None),
    ),
    "a body in Python's notation": (
        ANTHROPIC,
        (
            "Error code: 400 - {'type': 'error', 'error': {'type': 'invalid_request_error', 'message':"
            " 'Your credit balance is too low'}, 'request_id': None}"
        ),
        (400, "billing", "Your credit balance is too low"),
    ),
    "an apostrophe in double quotes": (
        ANTHROPIC,
        "Error code: 400 - {'error': {'message': \"It isn't there\", 'code': 'model_not_found'}} (id: 7)",
        (400, "not_found", "It isn't there"),
    ),
    "an apostrophe behind a backslash": (
        ANTHROPIC,
        "Error code: 400 - {'error': {'message': 'It isn\\'t \"there\"', 'code': 'model_not_found'}}",
        (400, "not_found", 'It isn\'t "there"'),
    ),
    "words of Python": (
        ANTHROPIC,
        "Error code: 400 - {'ok': False, 'again': True, 'param': None, 'error': {'code': 'model_not_found'}}",
        (400, "not_found", None),
    ),
    "a body cut short": (
        ANTHROPIC,
        "Error code: 400 - {'error': {'code': 'model_not_found', 'message': 'no model is call",
        (400, "not_found", "no model is call"),
    ),
    "a body of JSON behind the headers": (
        KUBERNETES,
        (
            "(409)\nReason: Conflict\nHTTP response headers: HTTPHeaderDict({'Audit-Id': 'x'})\n"
            'HTTP response body: {"kind":"Status","status":"Failure","reason":"AlreadyExists","code":409}\n'
        ),
        (409, "conflict", None),
    ),
    "a status in a sentence": (
        MISTRAL,
        'API error occurred: Status 429. Body: {"object":"error","message":"x","type":"capacity_exceeded"}',
        (429, "capacity", "x"),
    ),
    "a body in bytes' notation": (
        QDRANT,
        (
            "Unexpected Response: 404 (Not Found)\nRaw response content:\n"
            'b\'{"status":{"error":"Not found: Collection `a` doesn\\\'t exist!"}}\''
        ),
        (404, "not_found", "Not found: Collection `a` doesn't exist!"),
    ),
    "headers that hold braces": (
        COHERE,
        "headers: {'a': 'b'}, status_code: 429, body: {'message': 'over', 'code': 'quota_exceeded'}",
        (429, "quota_exhausted", "over"),
    ),
    "a status behind the protocol's name": (
        "twilio.base.exceptions.TwilioRestException < .TwilioException",
        "HTTP 429 error: Unable to create record: Too Many Requests",
        (429, "rate_limit", None),
    ),
    "no body": (
        WEAVIATE,
        "Meta endpoint! Unexpected status code: 503, with response body: None.",
        (503, "gateway_unavailable", None),
    ),
    "an error of GraphQL": (
        GQL,
        "{'message': 'no', 'extensions': {'code': 'UNAUTHENTICATED'}, 'path': ['me']}",
        (None, "invalid_credentials", "no"),
    ),
    "numbers that are no status": (
        MISTRAL,
        "API error occurred: code 42, status 7",
        (None, "unclassified", None),
    ),
}


@pytest.mark.parametrize(("line", "text", "expected"), TEXTS.values(), ids=TEXTS)
def test_texts(line: str, text: str, expected: tuple[int | None, str, str | None]) -> None:
    """Status and code in the text of a client's exception count as those of the response."""
    exc = made(line, text)

    info = verdict(exc)

    assert (info.status_code, info.reason, info.message) == expected


def test_a_text_of_a_program_is_no_answer() -> None:
    """A status in the text of an exception that carries no response proves nothing."""
    exc = made("httpx.ConnectError < .NetworkError < .TransportError", "proxy said: status 429")

    info = verdict(exc)

    assert (info.status_code, info.reason) == (None, "connection_failed")


@pytest.mark.parametrize(
    ("seconds", "expected"), [(27, 27.0), (0.65, 0.65), ("soon", None)], ids=["int", "float", "text"]
)
def test_the_wait_that_a_client_keeps(seconds: object, expected: float | None) -> None:
    """Clients of chats keep the seconds to wait as a field of their own."""
    exc = made("telegram.error.RetryAfter < .TelegramError", "Flood control exceeded", retry_after=seconds)

    info = verdict(exc)

    assert (info.category, info.retry_after) == ("rate_limited", expected)


def test_who_ruled_a_text_that_is_a_code() -> None:
    """It is the exception's own, as its class is."""
    assert verdict(made("zeep.exceptions.Fault < .Error", "MS_MAX_CONCURRENT_REQ")).rule == "exception"
