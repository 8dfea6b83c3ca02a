"""Exceptions of which only the text is left: what SDKs write of the answer into it, in their own notation."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from otel_errkind._core.carried_texts import message_in
from otel_errkind._core.classify import classify_exception
from strangers import made, verdict

ANTHROPIC = "anthropic.BadRequestError < .APIStatusError < .AnthropicError"
KUBERNETES = "kubernetes.client.exceptions.ApiException"
MISTRAL = "mistralai.models.sdkerror.SDKError < .MistralError"
QDRANT = "qdrant_client.http.exceptions.UnexpectedResponse < .ApiException"
CLOSED = "websockets.exceptions.ConnectionClosedError < .ConnectionClosed < .WebSocketException"
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
        CLOSED,
        "received 1013 (try again later) wait; then sent 1013 (try again later) wait",
        (None, "capacity", None),
    ),
    "a socket that was closed for want of a credential": (
        CLOSED,
        "received 3000 (registered) no key; then sent 3000 (registered) no key",
        (None, "invalid_credentials", None),
    ),
    "a program's own words": (
        "builtins.ValueError",
        'Request failed with status code 402: {"error": "x", "code": "insufficient_credits"}',
        (402, "billing", "x"),
    ),
    "those of requests in another class": (
        "builtins.RuntimeError",
        "acme: 404 Client Error: Not Found for url: https://api.test/",
        (404, "not_found", None),
    ),
    "those of httpx in another class": (
        "builtins.RuntimeError",
        "acme: Server error '503 Service Unavailable' for url 'https://api.test/'",
        (503, "gateway_unavailable", None),
    ),
    "another number": (
        CLOSED,
        "received 1011 (internal error); then sent 1011 (internal error)",
        (None, "internal", None),
    ),
    "a registry beside a message broker": (
        "confluent_kafka.schema_registry.error.SchemaRegistryError",
        "Subject 'orders' is not there. (HTTP status code 404, SR code 40401)",
        (404, "not_found", "Subject 'orders' is not there. (HTTP status code 404, SR code 40401)"),
    ),
    "words behind what was called": (
        "google.api_core.exceptions.Forbidden < .ClientError < .GoogleAPICallError",
        "403 GET https://api.test/rate-limit-exceeded?a=1: Exceeded rate limits: too many requests",
        (403, "rate_limit", "Exceeded rate limits: too many requests"),
    ),
    "words of a URL": (
        "acme.client.ApiError",
        "403 POST https://api.test/rate-limit-exceeded: No",
        (403, "permission_denied", "No"),
    ),
    "words behind a code": (
        "openai.RateLimitError < .APIStatusError < .APIError",
        "Error code: 429 - The model is overloaded",
        (429, "capacity", "The model is overloaded"),
    ),
    "words of a gateway": (
        "acme.client.ApiError",
        "502 timed out: no",
        (502, "bad_gateway", None),
    ),
    "words beside a status that is of no request": (
        "acme.client.ApiError",
        "501 no such thing",
        (501, "internal", None),
    ),
    "a status in brackets": (
        "acme.client.ApiError",
        "POST /v1/things: [409] Busy.",
        (409, "conflict", "Busy."),
    ),
    "a status between quotation marks": (
        "acme.client.ApiError",
        "('HTTP client error', {'causes': None, 'status': 429})",
        (429, "rate_limit", None),
    ),
    "a status behind the protocol, in another class": (
        "builtins.RuntimeError",
        "Malformed response received from server (HTTP 502): <html>",
        (502, "bad_gateway", None),
    ),
    "a name among others": (
        "trino.exceptions.TrinoQueryError < .Error",
        'TrinoQueryError(type=INSUFFICIENT_RESOURCES, name=QUERY_QUEUE_FULL, message="x", query_id=7)',
        (None, "capacity", None),
    ),
    "OpenSearch's": (
        "opensearchpy.exceptions.TransportError < .OpenSearchException",
        "TransportError(503, 'cluster_manager_not_discovered_exception', None)",
        (503, "capacity", None),
    ),
    "those of Elasticsearch 7": (
        "elasticsearch.exceptions.TransportError < .ElasticsearchException",
        "TransportError(429, 'es_rejected_execution_exception', 'x')",
        (429, "capacity", None),
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
        (429, "rate_limit", "Unable to create record: Too Many Requests"),
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
    "text",
    [
        "Request failed with status code 429",
        "acme: the first request of three failed with status=429",
        "the call failed: code 429",
        "API error (status 429)",
        "The server returned: code 429",
        "The server responded with 429, which is",
        "Server error '429 Too Many Requests' for url",
        "Client error '429 Too Many Requests' for url",
        "429 Server Error: Too Many Requests for url",
        "429 Client Error: Too Many Requests for url",
    ],
)
def test_a_status_in_the_words_of_a_program(text: str) -> None:
    """Programs raise a class of the language's own and put the status into the text."""
    info = classify_exception(ValueError(text))

    assert info is not None
    assert info.status_code == 429


@pytest.mark.parametrize(
    "text",
    [
        "expected status code 404",
        "the request has 404 items",
        "request failed with code 200",
        "request failed with code 4040",
        "404 Client Errors: many",
        "unrequested: failed with status 404",
    ],
)
def test_a_text_that_tells_of_no_answer(text: str) -> None:
    """Only that a request failed, and with which status, is believed of a class of the language's own."""
    assert classify_exception(ValueError(text)) is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (1002, "connection_reset"),
        (1003, "unsupported"),
        (1007, "validation"),
        (1009, "payload_too_large"),
        (1011, "internal"),
        (1012, "connection_reset"),
        (1013, "capacity"),
        (1014, "bad_gateway"),
        (3000, "invalid_credentials"),
        (3003, "permission_denied"),
        (3008, "request_timeout"),
        (None, "connection_reset"),
    ],
)
def test_the_code_with_which_a_socket_was_closed(code: int | None, reason: str) -> None:
    """The frame that came is a field of the exception; there is none if the connection broke."""
    frame = SimpleNamespace(code=code, reason="x") if code else None

    assert verdict(made(CLOSED, frame, None, rcvd=frame)).reason == reason


def test_a_number_that_closed_nothing() -> None:
    """Others receive three thousand of something."""
    assert verdict(made("acme.client.ApiError", "received 3000 items")).reason == "unclassified"


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


IN_FRONT = """
    409 DELETE /a?b=1:
    409 GET
    409 HEAD
    409 PATCH
    409 POST
    409 PUT /a:
    409 error:
    409:
    Error code: 409 -
    HTTP 409:
    HTTP error 409:
    HTTP status 409:
    Status 409:
    Status code: 409 -
"""


@pytest.mark.parametrize("front", [line.strip() for line in IN_FRONT.strip().splitlines()])
def test_what_stands_in_front_of_the_words(front: str) -> None:
    """What a client says of the call is not what the answer said."""
    assert message_in(f"{front} Busy: statuses") == "Busy: statuses"
