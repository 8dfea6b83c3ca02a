"""Which answers with a status of success are errors, and which only look like one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from otel_errkind._core.classify import classify
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from otel_errkind._core.document import Json

ERRORS: dict[str, tuple[Json, Reason]] = {
    # Every item of a list failed.
    "kafka-offsets": (
        {
            "offsets": [
                {"partition": None, "error_code": 1, "error": "Not authorized to access topics: [orders]"}
            ],
            "key_schema_id": None,
        },
        Reason.PERMISSION_DENIED,
    ),
    "kinesis-records": (
        {
            "EncryptionType": "KMS",
            "Records": [
                {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "Rate exceeded"}
            ],
        },
        Reason.RATE_LIMIT,
    ),
    "firehose-responses": (
        {
            "Encrypted": False,
            "RequestResponses": [{"ErrorCode": "ServiceUnavailableException", "ErrorMessage": "Slow down."}],
        },
        Reason.CAPACITY,
    ),
    "loqate-items": (
        {
            "Items": [
                {
                    "Error": "2",
                    "Description": "Unknown key",
                    "Cause": "The key you are using to access the service was not found.",
                    "Resolution": "Please check that the key is correct.",
                }
            ]
        },
        Reason.INVALID_CREDENTIALS,
    ),
    "successfactors-upserts": (
        {
            "d": [
                {"key": "u/1", "status": "ERROR", "message": "Invalid manager", "index": 0, "httpCode": 500},
                {"key": "u/2", "status": "ERROR", "message": "Invalid manager", "index": 1, "httpCode": 500},
            ]
        },
        Reason.INTERNAL,
    ),
    "influx-statements": (
        {
            "results": [
                {"statement_id": 0, "error": "database not found: mydb"},
                {"statement_id": 1, "error": "database not found: mydb"},
            ]
        },
        Reason.NOT_FOUND,
    ),
    "quickbooks-faults": (
        {
            "BatchItemResponse": [
                {"Fault": {"Error": [{"Message": "Stale Object Error", "code": "5010"}], "type": "SERVICE"}}
            ],
            "time": "2026-01-05T10:00:00.000-08:00",
        },
        Reason.CONFLICT,
    ),
    "quickbooks-fault": (
        {"Fault": {"Error": [{"Message": "Stale Object Error", "code": "5010"}]}, "time": "2026-01-05"},
        Reason.CONFLICT,
    ),
    "capital-errors": (
        {"Build": "E1", "Errors": [{"Message": "Invalid token.", "ErrorCode": "1.33"}]},
        Reason.INVALID_CREDENTIALS,
    ),
    "listed-errors": (
        {"results": [{"errors": [{"message": "Not authorized to view this user"}]}]},
        Reason.PERMISSION_DENIED,
    ),
    "sms-results": (
        {"results": [{"status": "Error", "message": "Invalid phone number"}]},
        Reason.VALIDATION,
    ),
    "vonage-messages": (
        {
            "message-count": "1",
            "messages": [{"to": "447700900000", "status": "1", "error-text": "Throughput Rate Exceeded"}],
        },
        Reason.RATE_LIMIT,
    ),
    "jsonrpc-batch": (
        [{"id": 1, "result": None, "error": {"code": -32600, "message": "Invalid request"}}],
        Reason.INVALID_REQUEST,
    ),
    "salesforce-list": (
        [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}],
        Reason.INVALID_CREDENTIALS,
    ),
    # An answer one object down.
    "synoptic-summary": (
        {"SUMMARY": {"RESPONSE_CODE": 2, "RESPONSE_MESSAGE": "Invalid token", "NUMBER_OF_OBJECTS": 0}},
        Reason.INVALID_CREDENTIALS,
    ),
    "coinmarketcap-status": (
        {"status": {"error_code": 1001, "error_message": "This API Key is invalid.", "credit_count": 0}},
        Reason.INVALID_CREDENTIALS,
    ),
    "instagram-meta": (
        {
            "meta": {
                "error_type": "OAuthParameterException",
                "code": 400,
                "error_message": "Missing client_id",
            }
        },
        Reason.INVALID_REQUEST,
    ),
    "foursquare-meta": (
        {"meta": {"code": 401, "errorDetail": "OAuth token invalid or revoked."}, "response": {}},
        Reason.INVALID_CREDENTIALS,
    ),
    "unifi-meta": (
        {"meta": {"rc": "error", "msg": "api.err.LoginRequired"}, "data": [{"count": 5}]},
        Reason.INVALID_CREDENTIALS,
    ),
    "only-member": ({"order": {"success": False, "message": "Invalid key"}}, Reason.INVALID_CREDENTIALS),
    "kingdee-result": (
        {"Result": {"ResponseStatus": {"IsSuccess": False, "Errors": [{"Message": "Session expired"}]}}},
        Reason.EXPIRED_CREDENTIALS,
    ),
    "php-response": (
        {"response": {"status": "error", "message": "Invalid API key"}, "time": 1},
        Reason.INVALID_CREDENTIALS,
    ),
    "told-under-error": (
        {"response": {"status": "error", "error": "Invalid API key"}, "time": 1},
        Reason.INVALID_CREDENTIALS,
    ),
    "volcengine-metadata": (
        {
            "ResponseMetadata": {
                "RequestId": "20260105",
                "Error": {
                    "Code": "SignatureDoesNotMatch",
                    "Message": "The request signature does not match.",
                },
            },
            "Result": None,
        },
        Reason.INVALID_CREDENTIALS,
    ),
    "servicenow-import": (
        {
            "import_set": "ISET0010001",
            "result": [{"table": "incident", "status": "error", "error_message": "Access denied by ACL"}],
        },
        Reason.PERMISSION_DENIED,
    ),
    # Every result, by whatever name it stands, failed.
    "square-bulk": (
        {
            "responses": {
                "c-17": {
                    "errors": [{"category": "INVALID_REQUEST_ERROR", "code": "MISSING_REQUIRED_PARAMETER"}]
                }
            }
        },
        Reason.VALIDATION,
    ),
    "bitrix-batch": (
        {
            "result": {
                "result": [],
                "result_error": {
                    "0": {"error": "QUERY_LIMIT_EXCEEDED", "error_description": "Wait a little"}
                },
            },
            "time": {"start": 1.5},
        },
        Reason.RATE_LIMIT,
    ),
    "todoist-sync": (
        {"sync_token": "t", "sync_status": {"u-1": {"error_code": 22, "error": "Item not found"}}},
        Reason.NOT_FOUND,
    ),
    "keyed-results": (
        {"results": {"u-1": {"error": "Invalid token"}, "u-2": {"error": "Invalid token"}}},
        Reason.INVALID_CREDENTIALS,
    ),
    "couchdb-bulk": (
        [{"id": "a", "error": "conflict", "reason": "Somebody was quicker."}],
        Reason.CONFLICT,
    ),
    "infobip-message": (
        {"messages": [{"to": "1", "status": {"groupId": 5, "name": "REJECTED_NOT_ENOUGH_CREDITS"}}]},
        Reason.BILLING,
    ),
    # Protocols of their own.
    "jmap": (
        {"methodResponses": [["Email/get", {"list": []}, "0"], ["error", {"type": "unknownMethod"}, "1"]]},
        Reason.UNSUPPORTED,
    ),
    "mcp-tool": (
        {
            "jsonrpc": "2.0",
            "id": 3,
            "result": {"content": [{"type": "text", "text": "Rate limit exceeded"}], "isError": True},
        },
        Reason.RATE_LIMIT,
    ),
    "mcp-tool-silent": ({"jsonrpc": "2.0", "id": 3, "result": {"isError": True}}, Reason.UNCLASSIFIED),
    "jsonrpc-data": (
        {
            "jsonrpc": "2.0",
            "id": 1,
            "error": {
                "code": -32602,
                "message": "Invalid params.",
                "data": "Session terminated, please log in.",
            },
        },
        Reason.EXPIRED_CREDENTIALS,
    ),
    "jsonrpc-mnemonic": (
        {"jsonrpc": "2.0", "id": 1, "error": {"code": -32050, "data": {"mnemonic": "limit_exceeded"}}},
        Reason.RATE_LIMIT,
    ),
    "too-many-results": (
        {
            "jsonrpc": "2.0",
            "id": 1,
            "error": {"code": -32005, "message": "the query returned more than 500 logs"},
        },
        Reason.VALIDATION,
    ),
    # Numbers and statuses beside a text.
    "thousand-is-a-failure": ({"code": 1000, "message": "token expired"}, Reason.EXPIRED_CREDENTIALS),
    "thousands-are-failures": (
        {"retCode": 10000, "retMsg": "Server Timeout", "result": {}},
        Reason.REQUEST_TIMEOUT,
    ),
    "status-text": ({"status": 504, "statusText": "The backend was silent"}, Reason.DEADLINE),
    "capital-status-code": ({"StatusCode": 401, "message": "Say who you are"}, Reason.INVALID_CREDENTIALS),
    "capital-error-details": (
        {
            "Status": 0,
            "ErrorDetails": [{"ErrorCode": "2150", "ErrorMessage": "Duplicate entry"}],
            "Data": None,
        },
        Reason.CONFLICT,
    ),
    "error-details": (
        {"errorDetails": [{"reason": "TOKEN_EXPIRED"}], "items": None},
        Reason.EXPIRED_CREDENTIALS,
    ),
    "status-alone": ({"code": "402"}, Reason.BILLING),
    "maps-unexplained": ({"results": [], "status": "UNKNOWN_ERROR"}, Reason.INTERNAL),
    "one-is-a-failure": ({"code": 1, "message": "token expired"}, Reason.EXPIRED_CREDENTIALS),
    "hundred-is-a-failure": ({"code": "100", "message": "Invalid parameter: from"}, Reason.VALIDATION),
    "code-beside-data": (
        {"code": 401, "message": "Please log in", "data": {"login_url": "/login"}},
        Reason.INVALID_CREDENTIALS,
    ),
    "openweather-cod": ({"cod": "404", "message": "city not found"}, Reason.NOT_FOUND),
    "tencent-ret": ({"ret": -2, "msg": "access token expired"}, Reason.EXPIRED_CREDENTIALS),
    "number-zero": ({"status": 0, "message": "Invalid key"}, Reason.INVALID_CREDENTIALS),
    "digit-zero": ({"status": "0", "message": "Invalid key"}, Reason.INVALID_CREDENTIALS),
    "status-false": ({"status": False, "statusText": "", "desc": "Invalid key"}, Reason.INVALID_CREDENTIALS),
    "amap": (
        {"status": "0", "info": "SERVICE_NOT_AVAILABLE", "infocode": "10002"},
        Reason.CAPACITY,
    ),
    "youdao": ({"errorCode": "401", "l": "en2zh-CHS"}, Reason.INVALID_CREDENTIALS),
    "number-under-error": ({"error": 12, "msg": "Invalid token"}, Reason.INVALID_CREDENTIALS),
    "tiktok-error": (
        {"data": {}, "error": {"code": 0, "message": "Invalid token"}},
        Reason.INVALID_CREDENTIALS,
    ),
    "bybit-ret-code": (
        {"retCode": 110007, "retMsg": "ab not enough for new order", "result": {}, "time": 1767607200000},
        Reason.UNCLASSIFIED,
    ),
    "fastapi-detail": ({"status": 403, "detail": "Not your order"}, Reason.PERMISSION_DENIED),
    "nuxt-status-message": (
        {"statusCode": 404, "statusMessage": "Page not found: /missing", "stack": ""},
        Reason.NOT_FOUND,
    ),
    "tdengine-desc": ({"code": 904, "desc": "Database does not exist"}, Reason.NOT_FOUND),
    "below-success": ({"code": 199, "message": "Invalid token"}, Reason.INVALID_CREDENTIALS),
    "above-success": ({"code": 300, "message": "Authentication Failed"}, Reason.INVALID_CREDENTIALS),
    # States beside a text, whatever its name.
    "casdoor-msg": (
        {"status": "error", "msg": "Please login first", "data": None},
        Reason.INVALID_CREDENTIALS,
    ),
    "sms-ru-status-text": (
        {"status": "ERROR", "status_code": 220, "status_text": "Service is temporarily unavailable"},
        Reason.CAPACITY,
    ),
    "told-in-description": ({"status": "fail", "description": "Invalid token"}, Reason.INVALID_CREDENTIALS),
    "told-in-error-beside-data": (
        {"status": "error", "error": "query timed out in expression evaluation", "data": {"result": []}},
        Reason.REQUEST_TIMEOUT,
    ),
    "php-false": ({"success": "false", "data": {"message": "Invalid token"}}, Reason.INVALID_CREDENTIALS),
    "python-false": ({"success": "False", "data": {"message": "Invalid token"}}, Reason.INVALID_CREDENTIALS),
    # Names of errors.
    "omdb-error": ({"Error": "Invalid API key!"}, Reason.INVALID_CREDENTIALS),
    "shouted-error": ({"ERROR": "Invalid API key!"}, Reason.INVALID_CREDENTIALS),
    "wso2-fault": (
        {"fault": {"code": 900901, "message": "Invalid Credentials", "description": "Check the token."}},
        Reason.INVALID_CREDENTIALS,
    ),
    "ups-fault": (
        {"Fault": {"faultcode": "Client", "faultstring": "Invalid Authentication Information."}},
        Reason.INVALID_CREDENTIALS,
    ),
    "fmp-error-message": (
        {"Error Message": "Invalid API KEY. Please retry or visit our documentation."},
        Reason.INVALID_CREDENTIALS,
    ),
    "infobip-request-error": (
        {
            "requestError": {
                "serviceException": {"messageId": "UNAUTHORIZED", "text": "Invalid login details"}
            }
        },
        Reason.INVALID_CREDENTIALS,
    ),
    "error-response": (
        {"errorResponse": {"code": "TOKEN_EXPIRED", "message": "Sign in again"}},
        Reason.EXPIRED_CREDENTIALS,
    ),
    "field-errors": (
        {"fieldErrors": [{"field": "email", "message": "must be a well-formed email address"}]},
        Reason.VALIDATION,
    ),
    "validation-errors": (
        {"validationErrors": [{"field": "email", "message": "must be a well-formed email address"}]},
        Reason.VALIDATION,
    ),
    "databend-failed": (
        {"id": "q1", "state": "Failed", "error": {"code": "rate_limited", "message": "Slow down"}},
        Reason.RATE_LIMIT,
    ),
    "listed-texts-beside-ok": (
        {"status": "OK", "errorMessages": ["The access token has expired"]},
        Reason.EXPIRED_CREDENTIALS,
    ),
    # Alpha Vantage's only member.
    "only-a-note": (
        {"Note": "Thank you for using our service! The standard call frequency limit is 5 calls per minute."},
        Reason.RATE_LIMIT,
    ),
    "only-a-quota": ({"Information": "The daily quota of this key is used up."}, Reason.QUOTA_EXHAUSTED),
    "only-a-key": (
        {"Information": "The parameter apikey is invalid or missing: get a free API key."},
        Reason.INVALID_CREDENTIALS,
    ),
}


@pytest.mark.parametrize(("body", "reason"), ERRORS.values(), ids=ERRORS)
def test_errors_inside_a_success(body: Json, reason: Reason) -> None:
    """A body that no success has is an error, whatever the status says."""
    info = classify(status_code=200, body=json.dumps(body))

    assert info is not None
    assert info.reason is reason


SUCCESSES: dict[str, Json] = {
    # Words and numbers of success where others say what went wrong.
    "minimax": {"id": "1", "choices": ["error"], "base_resp": {"status_code": 0, "status_msg": "success"}},
    "minimax-status": {"message": "No error", "base_resp": {"status_code": 0, "status_msg": "success"}},
    "minimax-nothing": {"message": "Found no error", "base_resp": None},
    "iflytek": {"header": {"code": 0, "message": "success", "sid": "err000@1"}},
    "surrealdb": [{"result": "no error found", "status": "OK", "time": "50\u00b5s"}],
    "servicenow": {"import_set": "1", "result": [{"status": "inserted", "error_message": "no owner given"}]},
    "said-in-message": {"code": 0, "message": "success", "data": {"error": "target is offline"}},
    "said-in-status": {"status": "ok", "data": {"status": "error", "message": "disk is full"}},
    "wcf-type": {"__type": "Customer:#Shop", "Name": "Ada"},
    "fit": {"error": 12, "rounds": 7, "info": "converged"},
    "losses": {"errors": [0.5, 0.25], "message": "trained"},
    "error-counts": {"errors": {"count": 3}, "message": "3 lines were left out"},
    "no-error-counts": {"errors": {"count": 0}, "message": "no line was left out"},
    "warned-record": {"id": "7", "errors": {"name": ["is too long"]}},
    "no-errors": {"errors": "none", "message": "done"},
    "left-out": {"validationErrors": 3, "message": "3 lines were left out"},
    "number-and-ok": {"code": 7, "msg": "ok"},
    "kuaidi": {"result": False, "returnCode": "500", "message": "查无结果"},
    "closed-days": {"exceptions": [{"date": "2026-01-01", "message": "closed: boiler error"}]},
    "lone-title": {"title": "Too many requests: how to live with a rate limit"},
    "device": {"data": {"errorCode": "E7", "device": "lamp"}},
    "counts": {"results": [{"errors": 5}, {"count": 5}]},
    "state-of-a-payment": {"status": "PAYMENT_FAILED", "amount": 3},
    "number-beside-another": {"code": 402, "level": 1},
    "keyed-counts": {"results": {"a": {"errors": 5}, "b": {"count": 5}}},
    "statements": [{"status": "error", "result": "no such table"}, 7],
    "keyed-texts": {"results": {"a": "error", "b": "error"}},
    "keyed-nothing": {"results": {}},
    "maps-nothing": {"results": [], "status": "ZERO_RESULTS"},
    "maps-payload": {"results": ["a"], "items": [], "status": "UNKNOWN_ERROR"},
    "nothing-found": {"code": 1, "msg": "not found", "data": []},
    "thousands": {"retCode": 10000, "retMsg": "Server Timeout", "result": {"list": [1]}},
    "jmap": {"methodResponses": [["Email/get", {"error": "x"}, "error"]]},
    "jmap-list": {"methodResponses": {"error": 1}},
    "mcp-tool": {"jsonrpc": "2.0", "id": 3, "result": {"content": [], "isError": False}},
    "tool": {"result": {"content": [], "isError": True}},
    "message-states": {"messages": [{"to": "1", "status": {"name": "PENDING_ENROUTE"}}, {"status": "error"}]},
    "documents": [{"id": "a", "error": "conflict", "reason": "r", "rev": "1-a"}, {"ok": True, "id": "b"}],
    "single-counts": {"data": [{"errors_seen": 5}]},
    "single-words": {"data": [{"message": "status of your order: error"}]},
    "type-of-a-token": {"type": "token", "message": "error budget"},
    # An error beside what was asked for is part of the answer.
    "results": {"error": "1 of 3 sources timed out", "results": [{"id": 1}]},
    "items": {"error": "1 of 3 sources timed out", "items": [{"id": 1}]},
    "content": {"error": "stopped early", "content": "Once upon a time"},
    "choices": {"error": "stopped early", "choices": [{"index": 0, "text": "Once upon a time"}]},
    "rows": {"error": "1 of 3 shards timed out", "rows": [{"id": 1}]},
    "value": {"error": "1 of 3 sources timed out", "value": [{"id": 1}]},
    "records": {"error": "1 of 3 sources timed out", "records": [{"id": 1}]},
    # A job that failed is an answer.
    "mangopay": {"Id": "payin_1", "Status": "FAILED", "ResultMessage": "Insufficient balance", "Error": "1"},
    "job-id": {"jobId": "7", "State": "Failed", "error": "exit code 1"},
    "task_id": {"task_id": "7", "status": "FAILED", "error": "exit code 1"},
    "task-id": {"taskId": "7", "state": "Failed", "error": "exit code 1"},
    "uuid": {"uuid": "7f1", "status": "failed", "error": "exit code 1"},
    "output": {"id": "7", "error": "exit code 1", "output": None},
    "metrics": {"id": "7", "error": "exit code 1", "metrics": {"predict_time": 1.5}},
    "created_at": {"id": "7", "error": "exit code 1", "created_at": "2026-01-05T10:00:00Z"},
    "created-at": {"id": "7", "error": "exit code 1", "createdAt": "2026-01-05T10:00:00Z"},
    "started_at": {"id": "7", "error": "exit code 1", "started_at": "2026-01-05T10:00:00Z"},
    "completed_at": {"id": "7", "error": "exit code 1", "completed_at": "2026-01-05T10:00:00Z"},
    "attempts": {"id": "7", "error": "exit code 1", "attempts": 3},
}


@pytest.mark.parametrize("body", SUCCESSES.values(), ids=SUCCESSES)
def test_what_only_looks_like_an_error(body: Json) -> None:
    """An error inside the data, beside it or of a job, and words of success, are answers to the request."""
    assert classify(status_code=200, body=json.dumps(body)) is None


CODES = {
    "ACCESS_DENIED": Reason.PERMISSION_DENIED,
    "AuthFailure": Reason.INVALID_CREDENTIALS,
    "AUTHENTICATION_FAILED": Reason.INVALID_CREDENTIALS,
    "auth.fail": Reason.INVALID_CREDENTIALS,
    "Forbidden.User": Reason.PERMISSION_DENIED,
    "IllegalArgument": Reason.VALIDATION,
    "INSUFFICIENT_BALANCE": Reason.BILLING,
    "INTERNAL_ERROR": Reason.INTERNAL,
    "MissingParameter": Reason.VALIDATION,
    "PASSWORD_INCORRECT": Reason.INVALID_CREDENTIALS,
    "QuotaExceeded": Reason.QUOTA_EXHAUSTED,
    "quota-exceed": Reason.QUOTA_EXHAUSTED,
    "RATE_LIMITED": Reason.RATE_LIMIT,
    "REQUEST_TIMEOUT": Reason.REQUEST_TIMEOUT,
    "RequestThrottled": Reason.RATE_LIMIT,
    "RESOURCE_EXHAUSTED": Reason.RATE_LIMIT,
    "ServiceUnavailable": Reason.CAPACITY,
    "SYSTEM_BUSY": Reason.CAPACITY,
    "TOKEN_EXPIRED": Reason.EXPIRED_CREDENTIALS,
    "unauthorized.ip": Reason.INVALID_CREDENTIALS,
    "UNKNOWN_USER": Reason.NOT_FOUND,
    "USER_NOT_FOUND": Reason.NOT_FOUND,
}


@pytest.mark.parametrize(("code", "reason"), CODES.items(), ids=CODES)
def test_words_of_failure(code: str, reason: Reason) -> None:
    """A code that says of itself that something failed is an error, beside a text that does not."""
    body = json.dumps({"code": code, "message": "see the documentation"})

    info = classify(status_code=200, body=body)

    assert info is not None
    assert (info.reason, info.code) == (reason, code)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ACCESS_DENIED", Reason.PERMISSION_DENIED),
        ("IpForbidden", Reason.PERMISSION_DENIED),
        ("RequestThrottled", Reason.RATE_LIMIT),
        ("USER_UNAUTHORIZED", Reason.INVALID_CREDENTIALS),
    ],
)
def test_words_of_failure_in_place_of_a_text(text: str, reason: Reason) -> None:
    """A code where a text would stand says the same."""
    info = classify(status_code=200, body=json.dumps({"status": 0, "message": text}))

    assert info is not None
    assert info.reason is reason


STATES = {
    "access_denied": Reason.PERMISSION_DENIED,
    "errored": Reason.UNCLASSIFIED,
    "exception": Reason.INTERNAL,
    "fault": Reason.UNCLASSIFIED,
    "forbidden": Reason.PERMISSION_DENIED,
    "invalid_access_token": Reason.INVALID_CREDENTIALS,
    "invalid_credentials": Reason.INVALID_CREDENTIALS,
    "invalid_login": Reason.INVALID_CREDENTIALS,
    "KO": Reason.UNCLASSIFIED,
    "NOK": Reason.UNCLASSIFIED,
    "server_overloaded": Reason.CAPACITY,
    "THROTTLED": Reason.RATE_LIMIT,
    "throttling": Reason.RATE_LIMIT,
    "Unauthenticated": Reason.INVALID_CREDENTIALS,
    "unauthorized": Reason.INVALID_CREDENTIALS,
    "Unsuccessful": Reason.UNCLASSIFIED,
}


@pytest.mark.parametrize(("state", "reason"), STATES.items(), ids=STATES)
def test_states_of_a_failure(state: str, reason: Reason) -> None:
    """A state that only a failed call can have is an error, beside a text that says no more."""
    body = json.dumps({"status": state, "message": "see the error log"})

    info = classify(status_code=200, body=body)

    assert info is not None
    assert info.reason is reason


@pytest.mark.parametrize(
    "text",
    [
        "Accepted",
        "done",
        "no error",
        "No_Errors",
        "NORMAL SERVICE",
        "Okay",
        "succeeded",
        "200",
        "成功",
        "操作成功",
        "请求成功",
    ],
)
def test_words_of_success(text: str) -> None:
    """What says that all is well is no error under the name of one, nor beside a number that may be one."""
    bodies = ({"error_message": text}, {"code": 7, "error_code": 7, "message": text})

    assert [classify(status_code=200, body=json.dumps(body)) for body in bodies] == [None, None]


@pytest.mark.parametrize("number", [0, 1, 100, 200, 201, 299, 1000, 10000, 20000, 200000])
def test_numbers_of_success(number: int) -> None:
    """Providers count their successes in numbers of their own."""
    body = json.dumps({"code": number, "message": "found no errors"})

    assert classify(status_code=200, body=body) is None
