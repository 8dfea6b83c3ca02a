"""Batches of answers with a status of their own: which of them failed, and whose words they failed with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from otel_errkind._core.batches import failed
from otel_errkind._core.classify import classify
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from otel_errkind._core.document import Json
    from otel_errkind._core.model import ErrorInfo

SOUND: Json = {"id": "1", "status": 200, "body": {"value": 1}}
MISSING: Json = {"id": "2", "status": 404, "body": {"error": {"code": "itemNotFound", "message": "m"}}}
THROTTLED: Json = {
    "id": "3",
    "status": 429,
    "headers": {"Retry-After": "7"},
    "body": {"error": {"code": "TooManyRequests", "message": "m"}},
}
LEFT: Json = {"id": "5", "status": 499, "body": {"error": "it took too long"}}
BROKEN: Json = {"id": "4", "status": 500, "body": {"error": {"code": "generalException", "message": "m"}}}


def judged(body: Json) -> ErrorInfo | None:
    """Classify a success with this body."""
    return classify(status_code=200, body=json.dumps(body))


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([MISSING], Reason.NOT_FOUND),
        ([MISSING, MISSING], Reason.NOT_FOUND),
        ([SOUND, THROTTLED], Reason.RATE_LIMIT),
        ([MISSING, THROTTLED], Reason.RATE_LIMIT),
        ([SOUND, MISSING, BROKEN], Reason.INTERNAL),
        ([BROKEN, THROTTLED], Reason.INTERNAL),
    ],
    ids=["alone", "all", "limited", "limited-last", "broken", "broken-first"],
)
def test_a_batch_that_failed(answers: list[Json], reason: Reason) -> None:
    """What the service could not do concerns the whole batch; what requests did wrong, only all of them."""
    info = judged({"responses": answers})

    assert info is not None
    assert info.reason is reason


@pytest.mark.parametrize(
    "body",
    [
        {"responses": [SOUND, MISSING]},
        {"responses": [SOUND]},
        {"responses": []},
        {"responses": {"404": {"description": "not found"}}},
        {"responses": [{"status": 500, "url": "https://example.test/"}]},
        {"responses": [{"status": "429", "body": "the error said: no"}]},
        {"responses": [{"body": "no error"}]},
        {"responses": ["error 500"]},
        {"responses": ["error 500 in the body"]},
        {"responses": [SOUND, LEFT]},
        [SOUND, MISSING],
        [{"code": 200, "body": "{}"}, {"code": 404, "body": '{"error":{"message":"m"}}'}],
    ],
    ids=[
        *("one-missing", "sound", "empty", "described", "measured", "spelled", "without-status", "texts"),
        *("texts-of-bodies", "one-left"),
        *("listed", "listed-texts"),
    ],
)
def test_a_batch_that_did_not_fail(body: Json) -> None:
    """An item that is not there, among others that are, is data, as is what has no status and body."""
    assert judged(body) is None


@pytest.mark.parametrize(
    "body",
    [
        {"responses": [THROTTLED]},
        {"compositeResponse": [{"httpStatusCode": 429, "httpHeaders": {"RETRY-AFTER": "7"}, "body": []}]},
        [{"statusCode": 429, "headers": {"retry-after": "7"}, "body": "{}"}],
        [{"code": 429, "headers": [{"name": "Retry-After", "value": "7"}], "body": '{"error":{"code":4}}'}],
    ],
    ids=["graph", "salesforce", "lambda", "meta"],
)
def test_the_wait_of_a_part(body: Json) -> None:
    """The header of the answer that counts says how long to wait, however a vendor writes it."""
    info = judged(body)

    assert info is not None
    assert (info.reason, info.retry_after) == (Reason.RATE_LIMIT, 7.0)


@pytest.mark.parametrize(
    "headers", [None, {"Retry-After": 7}, [7], [{"name": "Retry-After"}], "Retry-After: 7"]
)
def test_headers_that_are_none(headers: Json) -> None:
    """What is no list of fields says nothing."""
    info = judged({"responses": [{"status": 429, "headers": headers, "body": {}}]})

    assert info is not None
    assert (info.reason, info.retry_after) == (Reason.RATE_LIMIT, None)


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ('{"error":{"code":"TOKEN_EXPIRED","message":"m"}}', "TOKEN_EXPIRED", "m"),
        ([{"errorCode": "REQUIRED_FIELD_MISSING", "message": "m"}], "REQUIRED_FIELD_MISSING", "m"),
        ("it is not there", None, "it is not there"),
        (None, None, None),
        (7, None, None),
    ],
    ids=["text-of-json", "list", "text", "null", "number"],
)
def test_the_words_of_a_part(body: Json, code: str | None, message: str | None) -> None:
    """A part is read as if it had come alone."""
    info = judged([{"code": 400, "headers": [], "body": body}, {"code": 400, "body": "an error, too"}])

    assert info is not None
    assert (info.code, info.message) == (code, message)


def test_statuses_without_bodies() -> None:
    """What measures other services is data, though one of them has failed."""
    assert failed({"responses": [{"status": 500, "url": "https://example.test/"}]}) is None


def test_an_answer_that_no_gateway_has_unpacked() -> None:
    """A Lambda function that is called without one answers with what it has made for it."""
    info = judged(
        {
            "statusCode": 403,
            "headers": {"Retry-After": "7"},
            "multiValueHeaders": {},
            "cookies": [],
            "body": '{"code": "rate_limit_exceeded", "message": "m"}',
            "isBase64Encoded": False,
        }
    )

    assert info is not None
    assert (info.reason, info.code, info.retry_after) == (Reason.RATE_LIMIT, "rate_limit_exceeded", 7.0)


@pytest.mark.parametrize(
    "body",
    [
        {"statusCode": 200, "body": '{"error": "m"}'},
        {"statusCode": 404, "body": "m", "url": "/crawled"},
        {"statusCode": "404", "body": "m"},
        {"statusCode": 404, "headers": {}},
        {},
    ],
    ids=["sound", "crawled", "text", "without-body", "empty"],
)
def test_what_is_no_such_answer(body: Json) -> None:
    """Beside members that it has not, a status is that of something else."""
    assert failed(body) is None
