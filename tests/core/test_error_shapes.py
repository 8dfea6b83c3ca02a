"""Which answers with a status of success are errors, and which only look like one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from otel_errkind._core.classify import classify
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Callable

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
                },
                "c-18": {"errors": [{"category": "INVALID_REQUEST_ERROR", "code": "INVALID_VALUE"}]},
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
    # An object inside the answer says how it went.
    "result-info": (
        {"head": {"v": 1}, "body": {"resultInfo": {"resultCode": "00000900", "resultMsg": "System error"}}},
        Reason.INTERNAL,
    ),
    "result-in-capitals": ({"RESULT": {"CODE": "ERROR-503", "MESSAGE": "잠시 쉽니다"}}, Reason.CAPACITY),
    "result-of-a-method": (
        {"GET_LIST": {"RESULT": {"STATUS": 100, "ERROR_MSG": "認証に失敗"}, "PARAMETER": {"LANG": "J"}}},
        Reason.INVALID_CREDENTIALS,
    ),
    "denied-inside": (
        {"head": {"v": 1}, "body": {"result": {"success": False, "msg": "the API key is invalid"}}},
        Reason.INVALID_CREDENTIALS,
    ),
    "common-head": (
        {"results": {"common": {"errorCode": "E0001", "errorMessage": "등록되지 않은 키"}, "rows": None}},
        Reason.INVALID_CREDENTIALS,
    ),
    "status-of-the-only-result": (
        {"id": 1, "result": [{"status": {"code": -11, "message": "No permission for it"}, "url": "/a"}]},
        Reason.PERMISSION_DENIED,
    ),
    # Vendors' own shapes.
    "reddit": (
        {"json": {"errors": [["RATELIMIT", "you did that too often", "ratelimit"]]}},
        Reason.RATE_LIMIT,
    ),
    "reddit-field": ({"json": {"errors": [["NO_TEXT", "we need something", "text"]]}}, Reason.VALIDATION),
    "listed-tuples": ({"errors": [["SERVER_ERROR", "it broke"]]}, Reason.INTERNAL),
    "vies": ({"isValid": False, "userError": "MS_MAX_CONCURRENT_REQ"}, Reason.CONCURRENCY_LIMIT),
    "vies-blocked": ({"isValid": False, "userError": "IP_BLOCKED"}, Reason.PERMISSION_DENIED),
    "world-bank": (
        [{"message": [{"id": "120", "key": "Invalid value", "value": "This parameter is not valid"}]}],
        Reason.VALIDATION,
    ),
    "africas-talking": (
        {
            "SMSMessageData": {
                "Message": "Sent to 0/1",
                "Recipients": [{"number": "+254", "status": "InsufficientBalance", "statusCode": 405}],
            }
        },
        Reason.BILLING,
    ),
    "woocommerce-batch": (
        {"create": [{"id": 0, "error": {"code": "product_invalid_sku", "message": "It is taken."}}]},
        Reason.VALIDATION,
    ),
    "kubernetes-watch": (
        {
            "type": "ERROR",
            "object": {"kind": "Status", "status": "Failure", "code": 410, "reason": "Expired"},
        },
        Reason.NOT_FOUND,
    ),
    "dingtalk": ({"errcode": 310000, "errmsg": "keywords not in content"}, Reason.VALIDATION),
    "geonames": ({"status": {"message": "user does not exist.", "value": 10}}, Reason.INVALID_CREDENTIALS),
    "tiny": (
        {"retorno": {"codigo_erro": 2, "erros": [{"erro": "token invalido"}]}},
        Reason.INVALID_CREDENTIALS,
    ),
    "marked-number": (
        {"result_code": "E00003", "result_msg": "the access token is invalid", "result_data": None},
        Reason.INVALID_CREDENTIALS,
    ),
    "number-of-transport": ({"status": 240, "message": "APP 服务被禁用"}, Reason.PERMISSION_DENIED),
    # A text is the message of what has no other, whatever its name.
    "remark": ({"success": False, "rmk": "the warehouse does not exist"}, Reason.NOT_FOUND),
    "debug": ({"ret": "fail", "errno": 7, "debug": "wait for an answer timed out"}, Reason.REQUEST_TIMEOUT),
    "two-texts": ({"success": False, "a": "it does not exist", "b": "it has timed out"}, Reason.UNCLASSIFIED),
    # A code counts more than a status that only the body of a success states.
    "code-beside-a-number": (
        {"code": "quota_exceeded", "status": 404, "message": "no"},
        Reason.QUOTA_EXHAUSTED,
    ),
    "object-of-an-error": (
        {"errors": {"code": -9, "message": "The address does not match."}, "data": None},
        Reason.VALIDATION,
    ),
    "long-message": (
        {"status": "error", "statuscode": 4013, "longmessage": "No such record was found"},
        Reason.NOT_FOUND,
    ),
    "status-of-a-request": (
        {"status": "failed", "serverRequestId": "7", "longMessage": "No such record was found"},
        Reason.NOT_FOUND,
    ),
    "status-description": (
        {"status": "Failed", "statusDescription": "You send more than 20 requests per second."},
        Reason.RATE_LIMIT,
    ),
    "number-beside-a-status-text": (
        {"StatusCode": 1006, "Message": "Too many requests a minute", "Time": 0},
        Reason.RATE_LIMIT,
    ),
    "number-beside-a-failure": ({"return_code": 2, "return_message": "FAIL"}, Reason.UNCLASSIFIED),
    "return-message": ({"returnCode": "1172", "returnMessage": "Existing same order"}, Reason.CONFLICT),
    "only-errors": (
        {"bus-response": {"error": [{"msg": "The limit for the current day is reached."}]}},
        Reason.QUOTA_EXHAUSTED,
    ),
    "names-in-capitals": (
        {"CODE": 429, "STATUS": "FAILURE", "MESSAGE": "Wait a while.", "TOTAL": 0, "RESPONSE": []},
        Reason.RATE_LIMIT,
    ),
    "number-of-a-code": (
        {"rt_cd": "7", "msg_cd": "A1", "msg1": "주문가능금액을 초과 했습니다"},
        Reason.VALIDATION,
    ),
    "empty-data": (
        {"status": "100", "message": "token verify error.", "data": ""},
        Reason.INVALID_CREDENTIALS,
    ),
    "spanish-number": ({"descripcion": "Espere un minuto", "estado": 429}, Reason.RATE_LIMIT),
    "spanish-names": ({"descripcion": "API key invalido", "estado": 401}, Reason.INVALID_CREDENTIALS),
    "no-task-was-done": (
        {
            "status_code": 20000,
            "status_message": "Ok.",
            "tasks_count": 1,
            "tasks_error": 1,
            "tasks": [
                {"id": "7", "status_code": 50401, "status_message": "Service Timeout.", "result": None}
            ],
        },
        Reason.REQUEST_TIMEOUT,
    ),
    "parameter-error": (
        [{"cmd": "Login", "code": 1, "error": {"detail": "param error", "rspCode": -4}}],
        Reason.VALIDATION,
    ),
    "bad-sign": ({"success": 0, "error": "No.", "error_code": "bad_sign"}, Reason.INVALID_CREDENTIALS),
    "invalid-grant": ({"errcode": 10004, "errmsg": "invalid grant"}, Reason.INVALID_CREDENTIALS),
    "only-errors-deeper": ({"a": {"b": {"errors": [{"message": "not found"}]}}}, Reason.NOT_FOUND),
    "status-that-no-text-explains": ({"statusCode": 418, "message": "I am a teapot"}, Reason.INVALID_REQUEST),
    "only-errors-in-errors": (
        {"retorno": {"erros": [{"erro": {"cod": 14, "msg": "O item nao foi encontrado"}}]}},
        Reason.NOT_FOUND,
    ),
    "message-of-one-word": (
        {"status": "error", "error": {"code": 407, "message": "REQUEST_LIMIT_EXCEEDED"}},
        Reason.RATE_LIMIT,
    ),
    "text-under-error": ({"error": {"code": 5, "error": "Too many requests"}}, Reason.RATE_LIMIT),
    "code-in-brackets": (
        {"error": [{"code": "500", "message": "[ApiKeyAuthFailed] It has failed."}]},
        Reason.INVALID_CREDENTIALS,
    ),
    "denied-in-an-object": (
        {"Model": {"Id": 504, "Reason": "CardDeclined"}, "Success": False, "Message": None},
        Reason.PAYMENT_DECLINED,
    ),
    "input-errors": (
        {"data": {"create": {"inputErrors": [{"code": "X", "message": "Enter it."}], "customer": None}}},
        Reason.VALIDATION,
    ),
    "consumer-key": (
        {"error": {"code": "invalid_consumer_key_or_secret_provided", "message": ""}},
        Reason.INVALID_CREDENTIALS,
    ),
    "frequently": ({"error_msg": "error_frequently_access", "error_code": 10012}, Reason.RATE_LIMIT),
    "rate-further-on": (
        {"error_code": "IP_EXCEEDED_ALLOWED_CONNECTION_RATE", "result": "error"},
        Reason.RATE_LIMIT,
    ),
    "aborted-chat": ({"type": "abort", "error": "No OpenAI API key was set."}, Reason.INVALID_CREDENTIALS),
    "ispconfig": (
        {"code": "remote_fault", "message": "The login failed. Password wrong.", "response": False},
        Reason.INVALID_CREDENTIALS,
    ),
    "tron": (
        {"result": {"code": "CONTRACT_VALIDATE_ERROR", "message": "Not a smart contract"}},
        Reason.VALIDATION,
    ),
    "code-of-an-error": ({"code": "LAMP_ERROR", "message": "it"}, Reason.UNCLASSIFIED),
    "code-of-an-exception": ({"code": "NoTronException", "message": "it"}, Reason.UNCLASSIFIED),
    "okx": (
        {"code": "1", "msg": "Operation failed.", "data": [{"sCode": "51008", "sMsg": "No balance."}]},
        Reason.UNCLASSIFIED,
    ),
    "code-of-zero-beside-a-refusal": (
        {"errorCode": 0, "errorMessage": "Invalid token"},
        Reason.INVALID_CREDENTIALS,
    ),
    "no-code-beside-a-text": ({"errorCode": None, "errorMessage": "Out of cheese"}, Reason.UNCLASSIFIED),
    "key-that-does-not-exist": (
        {"response": {"error": {"type": "keynotfound", "description": "this key does not exist"}}},
        Reason.INVALID_CREDENTIALS,
    ),
    "choice": (
        {"id": "7", "choices": [{"finish_reason": "error", "error": {"code": "rate_limit", "message": "m"}}]},
        Reason.RATE_LIMIT,
    ),
    "union": (
        {"data": {"login": {"__typename": "TokenExpiredError", "message": "m"}}},
        Reason.EXPIRED_CREDENTIALS,
    ),
    "union-of-no-meaning": (
        {"data": {"a": {"__typename": "LampError", "message": "m"}}},
        Reason.UNCLASSIFIED,
    ),
    "user-errors-beside-a-result": (
        {"data": {"pay": {"order": {"id": 1}, "userErrors": [{"message": "m", "field": "a"}]}}},
        Reason.VALIDATION,
    ),
    "union-before-a-payload": (
        {
            "data": {
                "a": {"__typename": "LampError", "message": "m"},
                "b": {"userErrors": [{"message": "m", "field": "a"}]},
            }
        },
        Reason.UNCLASSIFIED,
    ),
    "payload-with-a-code": (
        {"data": {"pay": {"order": None, "errors": [{"message": "m", "code": "RATE_LIMITED"}]}}},
        Reason.RATE_LIMIT,
    ),
    "payload-with-a-field": (
        {"data": {"pay": {"errors": [{"message": "m", "field": "a"}], "order": None}}},
        Reason.VALIDATION,
    ),
    "error-of-oauth-in-a-list": (
        {"data": None, "errors": [{"error": "invalid_oauth_token", "error_description": "m"}]},
        Reason.INVALID_CREDENTIALS,
    ),
    "description-in-a-list": (
        {"data": None, "errors": [{"error_description": "Your access token has expired"}]},
        Reason.EXPIRED_CREDENTIALS,
    ),
    "not-ok": ({"stat": "Not_Ok", "emsg": "Your session has expired"}, Reason.EXPIRED_CREDENTIALS),
    "not-ok-apart": ({"status": "not ok", "message": "Your session has expired"}, Reason.EXPIRED_CREDENTIALS),
    "reason-of-a-failure": (
        {"status": "FAILED", "failedreason": "The shop's password is wrong"},
        Reason.INVALID_CREDENTIALS,
    ),
    "message-of-a-failure": ({"status": "fail", "fail_msg": "Too many requests"}, Reason.RATE_LIMIT),
    "description-of-a-failure": ({"status": "fail", "failureDescription": "Too fast"}, Reason.RATE_LIMIT),
    "name-of-an-error": (
        {"result": None, "error": {"code": 4001, "message": "no lamp", "name": "NotFound"}, "id": 0},
        Reason.NOT_FOUND,
    ),
    "one-word": ({"status": "error"}, Reason.UNCLASSIFIED),
    "one-short-word": ({"status": "err"}, Reason.UNCLASSIFIED),
    "one-word-for-a-result": ({"result": "error"}, Reason.UNCLASSIFIED),
    "one-word-and-a-text": (
        {"status": "err", "response": "Too many requests of this address were sent"},
        Reason.RATE_LIMIT,
    ),
    "denied-one-down": ({"440": {"success": False}}, Reason.UNCLASSIFIED),
    "denied-beside-much": (
        {"ok": False, "a": 1, "b": 2, "c": 3, "d": 4, "code": "LAMP_INVALID"},
        Reason.VALIDATION,
    ),
    "denied-in-words": (
        {"ok": False, "a": 1, "b": 2, "c": 3, "d": 4, "message": "Lamp is off"},
        Reason.UNCLASSIFIED,
    ),
    "denied-beside-an-error": (
        {"ok": False, "a": 1, "b": 2, "c": 3, "d": 4, "errors": {"lamp": {"is": "off"}}},
        Reason.UNCLASSIFIED,
    ),
    **{
        f"state-of-a-call-with-a-{word}": (
            {"status": "error", "reason": "Invalid token", name: "7"},
            Reason.INVALID_CREDENTIALS,
        )
        for word, name in {
            "correlation": "correlationId",
            "log": "logid",
            "request": "requestId",
            "session": "session_id",
            "span": "spanId",
            "trace": "traceId",
        }.items()
    },
    "state-of-the-headers": (
        {"headers": {"status": "failed", "code": 5, "error_message": "Invalid token"}, "results": []},
        Reason.INVALID_CREDENTIALS,
    ),
    "lettered-number": ({"code": "q3005", "message": "Too many requests", "data": {}}, Reason.RATE_LIMIT),
    "lettered-number-with-a-dash": (
        {"code": "CF-12200", "message": "Too many requests", "data": None},
        Reason.RATE_LIMIT,
    ),
    "failures-alone": ({"tasks": [], "failures": [{"arn": "a", "reason": "m"}]}, Reason.UNCLASSIFIED),
    "status-of-the-header": (
        {"header": {"code": 401, "message": "Not you"}, "data": None},
        Reason.INVALID_CREDENTIALS,
    ),
    "state-of-the-head": (
        {"head": {"status": "error", "message": "Invalid token"}, "body": None},
        Reason.INVALID_CREDENTIALS,
    ),
    "state-of-the-result": (
        {"result": {"status": "fail", "reason": "Your token is invalid"}, "took": 7},
        Reason.INVALID_CREDENTIALS,
    ),
    "denied-in-the-meta": (
        {"meta": {"success": False, "message": "no such user"}, "data": None},
        Reason.NOT_FOUND,
    ),
    "error-in-the-meta": (
        {"meta": {"v": 3, "error": {"message": "Invalid token"}}},
        Reason.INVALID_CREDENTIALS,
    ),
    "state-with-a-reason": ({"status": "failure", "reason": "Invalid token"}, Reason.INVALID_CREDENTIALS),
    "answer-in-numbers": ({"retcode": "7", "retmsg": "Invalid token"}, Reason.INVALID_CREDENTIALS),
    "answer-in-numbers-only": ({"retcode": "7", "retmsg": "Not this one"}, Reason.UNCLASSIFIED),
    "type-of-an-exception": (
        [
            {
                "v": "1",
                "ErrorInfo": {"ErrorMessage": "m", "ErrorTypeName": "System.UnauthorizedAccessException"},
            }
        ],
        Reason.PERMISSION_DENIED,
    ),
    "denied-beside-little": ({"ok": False, "a": 1, "b": 2, "c": 3, "d": 4}, Reason.UNCLASSIFIED),
    "batch-of-one-error": ([{"ErrorCode": 406, "Message": "Inactive"}] * 2, Reason.UNSUPPORTED),
    "batch-of-one-code": ([{"code": -7, "msg": "Invalid key"}], Reason.INVALID_CREDENTIALS),
    "error-of-a-gateway": (
        {"error": {"grpc_code": 8, "http_code": 429, "message": "m", "http_status": "Too Many Requests"}},
        Reason.RATE_LIMIT,
    ),
    "status-of-a-gateway": ({"error": {"grpc_code": 2, "http_code": 429, "message": "m"}}, Reason.RATE_LIMIT),
    "details-of-a-ticket": (
        {"data": [{"status": "error", "message": "m", "details": {"error": "InvalidCredentials"}}]},
        Reason.INVALID_CREDENTIALS,
    ),
    "denied-without-a-word": ({"success": False, "data": {"at": 7}}, Reason.UNCLASSIFIED),
    # A number of the sender's own yields to a text that refuses, not to one that any failure may have.
    "number-of-a-refusal": ({"code": 510, "message": "Requests are too frequent"}, Reason.RATE_LIMIT),
    "number-of-a-login": ({"code": 500, "msg": "Invalid password"}, Reason.INVALID_CREDENTIALS),
    "number-of-a-server": ({"code": 500, "msg": "Name is required"}, Reason.INTERNAL),
    "status-of-a-key": (
        {"status_code": 401, "message": "Unknown shop server_key"},
        Reason.INVALID_CREDENTIALS,
    ),
    "status-of-a-right": ({"code": 403, "message": "Unknown shop in this list"}, Reason.PERMISSION_DENIED),
    "status-of-a-limit": ({"code": 429, "message": "Unknown shop in this list"}, Reason.RATE_LIMIT),
    "code-in-a-text": (
        {"fault": {"message": "message=ThrottleExceeded; errorCode=003001"}},
        Reason.RATE_LIMIT,
    ),
    "generic-type-before-a-bill": (
        {
            "error": {
                "message": "Insufficient Balance",
                "type": "unknown_error",
                "code": "invalid_request_error",
            }
        },
        Reason.BILLING,
    ),
    "generic-type-before-a-field": (
        {"error": {"message": "The name is required", "code": "invalid_request_error"}},
        Reason.INVALID_REQUEST,
    ),
    "generic-type-alone": ({"error": {"code": "invalid_request_error"}}, Reason.INVALID_REQUEST),
    "korean-office": (
        {"RESULT": {"CODE": "INFO-100", "MESSAGE": "인증키가 유효하지 않습니다."}},
        Reason.INVALID_CREDENTIALS,
    ),
    "korean-office-in-a-hurry": (
        {"RESULT": {"CODE": "ERROR-337", "MESSAGE": "일별 트래픽 제한을 넘은 호출입니다."}},
        Reason.RATE_LIMIT,
    ),
    "letter-of-failure": (
        {"retCode": "F", "resCode": "5091", "resMsg": "Exceeds number of requests", "msgId": "d0"},
        Reason.RATE_LIMIT,
    ),
    "code-among-few": (
        {"code": "RouteNotFound", "message": "m", "a": 1, "b": 2, "c": 3, "d": 4},
        Reason.NOT_FOUND,
    ),
    "letter-of-an-answer": ({"resCode": "F", "resMsg": "The lamp timed out"}, Reason.REQUEST_TIMEOUT),
    "sentence-of-an-exception": (
        {"success": False, "exception": "Invalid tokenId", "result": None, "code": 103},
        Reason.INVALID_CREDENTIALS,
    ),
    "class-of-an-exception": (
        {"success": False, "exception": "Timeout: no lamp", "result": None},
        Reason.REQUEST_TIMEOUT,
    ),
    "password-in-capitals": (
        {"code": 600, "message": "WRONG_LOGIN_PASSWORD_ERROR"},
        Reason.INVALID_CREDENTIALS,
    ),
    "number-of-an-answer": ({"resCode": "5091", "resMsg": "Too many requests"}, Reason.RATE_LIMIT),
    "errors-in-data-beside-a-text": (
        {"data": {"errors": [{"message": "Invalid API key"}]}, "message": "no"},
        Reason.INVALID_CREDENTIALS,
    ),
    "findings-beside-an-error": (
        {"valid": False, "errors": ["line 7"], "error": {"code": "rate_limit_exceeded"}},
        Reason.RATE_LIMIT,
    ),
    "findings-of-what-failed": (
        {"success": False, "valid": False, "errors": [{"code": "INVALID_API_KEY"}]},
        Reason.INVALID_CREDENTIALS,
    ),
    "findings-under-a-status": (
        {"status": 401, "valid": False, "message": "Unauthorized", "errors": ["token expired"]},
        Reason.EXPIRED_CREDENTIALS,
    ),
    "letter-of-a-result": (
        {"result": {"resultCode": "INVALID_SIGNATURE", "resultMessage": "no", "resultStatus": "F"}},
        Reason.INVALID_CREDENTIALS,
    ),
    "refusal-alone": ({"status": "invalid_credentials"}, Reason.INVALID_CREDENTIALS),
    "subgraph": (
        {"errors": [{"message": "m", "extensions": {"code": "SUBGRAPH_INVALID_RESPONSE_ERROR"}}]},
        Reason.UPSTREAM_FAILURE,
    ),
    "to-many": ({"success": False, "errors": ["To many requests"]}, Reason.RATE_LIMIT),
    "key-timeout": ({"retcode": -101, "message": "authkey timeout"}, Reason.EXPIRED_CREDENTIALS),
    "nothing-found-nor-listed": ({"status": "0", "message": "No such record"}, Reason.NOT_FOUND),
    "code-that-repeats": ({"code": "invalid_request", "status": 404, "message": "no"}, Reason.NOT_FOUND),
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
    "minimax-without-a-number": {"message": "Found no error", "base_resp": {"status_msg": "error"}},
    "minimax-status": {"message": "No error", "base_resp": {"status_code": 0, "status_msg": "success"}},
    "minimax-nothing": {"message": "Found no error", "base_resp": None},
    "iflytek": {"header": {"code": 0, "message": "success", "sid": "err000@1"}},
    "surrealdb": [{"result": "no error found", "status": "OK", "time": "50\u00b5s"}],
    "servicenow": {"import_set": "1", "result": [{"status": "inserted", "error_message": "no owner given"}]},
    "said-in-message": {"code": 0, "message": "success", "data": {"error": "target is offline"}},
    "said-in-status": {"status": "ok", "data": {"status": "error", "message": "disk is full"}},
    "wcf-type": {"__type": "Customer:#Shop", "Name": "Ada"},
    "fit": {"error": 12, "rounds": 7, "info": "converged"},
    "code-of-zero": {"errorCode": "0", "errorMessage": "Всё в порядке", "orderNumber": "7005"},
    "success-in-korean": {"code": 7, "message": "정상"},
    "success-in-russian": {"code": 7, "message": "Успешно"},
    "success-in-spanish": {"code": 7, "message": "Con éxito"},
    "success-in-portuguese": {"code": 7, "message": "Sucesso"},
    "success-in-turkish": {"code": 7, "message": "Başarılı"},
    "success-in-german": {"code": 7, "message": "Erfolgreich"},
    "success-in-indonesian": {"code": 7, "message": "Berhasil"},
    "orders": {"code": "0", "msg": "", "data": [{"sCode": "0", "sMsg": ""}]},
    "word-of-no-error": {"code": "no_error", "message": "m"},
    "losses": {"errors": [0.5, 0.25], "message": "trained"},
    "error-counts": {"errors": {"count": 3}, "message": "3 lines were left out"},
    "no-error-counts": {"errors": {"count": 0}, "message": "no line was left out"},
    "warned-record": {"id": "7", "errors": {"name": ["is too long"]}},
    "no-errors": {"errors": "none", "message": "done"},
    "left-out": {"validationErrors": 3, "message": "3 lines were left out"},
    "lettered-number-of-a-thing": {"code": "AB-1234", "message": "The blue one"},
    "lettered-number-of-much": {
        "code": "AB-1234",
        "message": "Too many requests",
        "size": 7,
        "colour": "blue",
        "weight": 8,
        "height": 9,
        "width": 10,
    },
    "lettered-number-with-a-payload": {"code": "AB-1234", "message": "Too many requests", "data": [1]},
    "longer-number-of-a-thing": {"code": "ABCD-1234", "message": "Too many requests"},
    "failures-beside-tasks": {"tasks": [{"arn": "a"}], "failures": [{"arn": "b", "reason": "m"}]},
    "no-failures": {"tasks": [], "failures": []},
    "counted-failures": {"failures": 3},
    "reason-of-a-thing": {"paymentId": "7", "status": "failed", "reason": "card expired"},
    "meta-of-success": {"meta": {"success": True, "message": "done"}, "data": [1]},
    "meta-without-error": {"meta": {"v": 3, "error": None, "code": 200}, "data": [1]},
    "failed-job-as-a-result": {"result": {"id": "7", "status": "failed", "reason": "no disk"}, "took": 7},
    "answer-that-is-fine": {"retcode": "7", "retmsg": "success"},
    "answer-with-a-payload": {"retcode": "7", "retmsg": "m", "data": [1]},
    "answer-without-a-text": {"retcode": "7", "retmsg": None},
    "no-error-of-sharepoint": [{"v": "1", "ErrorInfo": None}, {"Title": "t"}],
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
    "result-info": {"body": {"resultInfo": {"resultCode": "0000", "resultMsg": "Success"}, "token": "t"}},
    "result-in-capitals": {"RESULT": {"CODE": "INFO-000", "MESSAGE": "정상 처리되었습니다"}},
    "result-of-a-method": {"GET_LIST": {"RESULT": {"STATUS": 0, "ERROR_MSG": "正常に終了しました。"}}},
    "result-of-a-record": {"a": {"id": 7, "logs": "x", "status": {"code": 3, "message": "not found"}}},
    "result-in-brief": {"response": {"allowed": True, "status": {"code": 6, "message": "see the manual"}}},
    "result-too-deep": {"a": {"b": {"c": {"d": {"result": {"errorCode": "E1"}}}}}},
    "results-in-a-list": {"items": [{"result": {"errorCode": "E1"}}]},
    "vies": {"isValid": False, "userError": "INVALID", "name": "---"},
    "no-tuples": {"errors": [["ab", "a text"], [0.5]]},
    "tuples-of-one": {"errors": [["RATELIMIT"]]},
    "tuples-of-nothing": {"errors": 7, "json": {"errors": 7}},
    "reddit": {"json": {"errors": [], "data": {"id": "t3"}}},
    "world-bank": [{"message": [{"id": "1", "text": "see also"}]}],
    "world-bank-of-two": [{"message": [{"id": "1", "key": "k", "value": "v"}]}, {"page": 1}],
    "africas-talking": {"SMSMessageData": {"Recipients": [{"status": "Success", "statusCode": 101}]}},
    "errors-of-a-record": {"id": 7, "errors": {"message": "x", "code": 3}},
    "errors-of-some-rows": {"import": {"created": 5, "errors": [{"row": 3, "message": "no number"}]}},
    "counts-of-errors": {"import": {"error": 0, "errors": 3}},
    "nothing-in-errors": {"import": {"error": None, "errors": []}},
    "errors-of-data": {"data": {"file": {"loadErrors": [{"line": 3}], "errors": [{"message": "x"}]}}},
    "number-beside-a-text": {"statusCode": 190, "message": "See the manual", "body": {}},
    "number-of-a-success": {"statusCode": 100, "message": "success", "body": {}},
    "deep-in-its-data": {"id": 7, "payload": {"code": "UNAUTHENTICATED", "message": "no"}},
    "state-of-a-transaction": {"transaction_id": "7", "status": "failed", "status_message": "Not paid"},
    "state-of-a-message": {"messageId": "7", "status": "failed", "statusDescription": "Expired"},
    "names-in-capitals": {"CODE": 0, "STATUS": "OK", "MESSAGE": "found", "RESPONSE": [{"A": 1}]},
    "one-of-the-tasks": {"tasks_count": 2, "tasks_error": 1, "tasks": [{"status_code": 20000}]},
    "all-tasks-done": {"tasks_count": 0, "tasks_error": 0, "tasks": []},
    "code-of-a-country": {"country_cd": "7", "msg": "See the manual"},
    "state-in-capitals": {"order": 7, "status": "PAYMENT_FAILED"},
    "state-beside-nothing-empty": {"order": 7, "status": "OVER_LIMIT"},
    "states-of-messages": {"messages": [{"id": 7, "status": "InsufficientBalance"}]},
    "kubernetes-watch": {"type": "ADDED", "object": {"kind": "Status", "status": "Failure"}},
    "number-of-transport": {"status": 240, "message": "See the manual"},
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
    "state-of-a-job": {"status": "failed"},
    "result-of-a-job": {"result": "failed"},
    "result-and-number": {"result": "error", "rounds": 7},
    "state-and-name": {"status": "error", "name": "lamp"},
    "state-and-texts": {"status": "error", "name": "the lamp", "room": "the hall"},
    "result-and-text": {"result": "failed", "log": "2 of 7 tests failed"},
    "choice-of-a-text": {"choices": [{"index": 0, "error": "no bound"}]},
    "payload-of-data": {"data": {"file": {"name": "a", "errors": [{"field": "b", "message": "m"}]}}},
    "payload-without-a-field": {"data": {"file": {"name": None, "errors": [{"message": "m"}]}}},
    "payload-of-nothing": {"data": {"file": {"name": None, "errors": []}}},
    "payload-of-text": {"data": {"file": {"name": None, "errors": "code"}}},
    "payload-of-texts": {"data": {"file": {"errors": ["code"], "userErrors": "code"}}},
    "union-of-data": {"data": {"login": {"__typename": "ErrorReport", "message": "m"}}},
    "union-of-numbers": {"data": {"login": {"__typename": 7, "message": "m"}}},
    "union-without-a-text": {"data": {"login": {"__typename": "LampError"}}},
    "found-nothing": {
        "search_metadata": {"status": "Success"},
        "error": "Google hasn't returned any results for this query.",
    },
    # What was found of a thing, in an answer that explains nothing.
    "denied-as-a-finding": {"ok": False, "issues": {"a": [1]}, "org": {"n": 1}, "c": 3, "d": 4, "e": 5},
    "catalogue": [{"code": -1, "msg": "Invalid key"}, {"code": -2, "msg": "Invalid name"}],
    "batch-of-which-some-failed": [{"code": -1, "msg": "Invalid key"}, {"orderId": 7}],
    "batch-of-which-some-are-none": [{"code": -1, "msg": "Invalid key"}, None],
    "batch-with-an-answer-in-front": [
        {"code": -1, "msg": "Invalid key", "orderId": 7},
        {"code": -1, "msg": "Invalid key"},
    ],
    "batch-with-an-answer": [{"code": -1, "msg": "Invalid key", "orderId": 7}],
    # A field that a query calls so, and what a validator was asked for.
    "field-of-errors": {"data": {"errors": [{"code": "access-denied", "message": "rate limit exceeded"}]}},
    "findings": {"valid": False, "errors": [{"message": "Invalid token in line 7", "line": 7}]},
    "decision": {"status": "denied"},
    "refused-thing": {"status": "invalid_token", "id": 7},
    "letter-of-a-result-alone": {"result": {"resultStatus": "F"}},
    "letter-of-a-good-result": {"result": {"resultStatus": "S", "resultMessage": "Success"}},
    "fraction": {"value": 3.1, "error": "0.2"},
    "fraction-with-an-exponent": {"value": 3.1, "error": "-1.5e-07"},
    "korean-office-without-data": {"RESULT": {"CODE": "INFO-200", "MESSAGE": "해당하는 데이터가 없습니다."}},
    "korean-office-beside-data": {"RESULT": {"CODE": "INFO-100", "MESSAGE": "인증 실패"}, "row": [1]},
    "korean-office-without-a-text": {"RESULT": {"CODE": "INFO-100", "MESSAGE": 7}},
    "letter-without-a-text": {"retCode": "F", "grade": "F"},
    "code-among-many": {"code": "RouteNotFound", "message": "m", "a": 1, "b": 2, "c": 3, "d": 4, "e": 5},
    "letter-of-success": {"retCode": "S", "resMsg": "Success", "resCode": "0000"},
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
    "Erro": Reason.UNCLASSIFIED,
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


@pytest.mark.parametrize("word", ["false", "n/a", "nil", "no", "null", "No", "N/A"])
def test_words_of_no_error(word: str) -> None:
    """In the place of an error they say that there is none, and in that of a text beside a number nothing."""
    bodies: tuple[Json, ...] = (
        {"error": word},
        {"errors": word},
        {"errorMessage": word},
        {"error": {"message": word, "cause": {"text": None}}},
        [{"error": word}],
        [{"error": {"message": word}}],
        {"results": [{"error": word}]},
    )
    beside = {"code": 50012, "message": word}

    assert [classify(status_code=200, body=json.dumps(body)) for body in bodies] == [None] * len(bodies)
    assert classify(status_code=200, body=json.dumps(beside)) is not None


@pytest.mark.parametrize("root", ["testsuite", "testsuites", "checkstyle", "cppcheck"])
def test_reports_whose_errors_are_findings(root: str) -> None:
    """A report of tests or of a linter lists errors that are not the call's; another root has its own."""
    body = '<?xml version="1.0"?><{0} name="x"><error message="Invalid token">no</error></{0}>'

    assert classify(status_code=200, body=body.format(root)) is None
    assert classify(status_code=200, body=body.format("answer")) is not None


@pytest.mark.parametrize("number", [0, 1, 100, 200, 201, 299, 1000, 10000, 20000, 200000])
def test_numbers_of_success(number: int) -> None:
    """Providers count their successes in numbers of their own."""
    body = json.dumps({"code": number, "message": "found no errors"})

    assert classify(status_code=200, body=body) is None


@pytest.mark.parametrize("title", ["Error", "Runtime Error"])
def test_pages_of_errors_that_pass(title: str) -> None:
    """What broke while a page was made may hold the next time."""
    info = classify(status_code=200, body=PAGE.format(title))

    assert info is not None
    assert info.retryable is True


PAGE = "<!DOCTYPE html><html><head><title>{}</title></head><body>x</body></html>"
WALL = '<html><head><script src="/_Incapsula_Resource?A=1"></script></head><body>Incident 7</body></html>'
STATED = "<e:Envelope><e:Body><r><cStat>{}</cStat><xMotivo>{}</xMotivo></r></e:Body></e:Envelope>"
LAMBDA = {"x-amz-function-error": "Unhandled"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (PAGE.format("502 Bad Gateway"), Reason.BAD_GATEWAY),
        (PAGE.format("503 Service Temporarily Unavailable"), Reason.GATEWAY_UNAVAILABLE),
        (PAGE.format("502 Bad Gateway") + "<style>p {}\n{}</style>", Reason.BAD_GATEWAY),
        (PAGE.format("HTTP Status 404 - Not Found"), Reason.NOT_FOUND),
        (PAGE.format("Error 504: Gateway Time-out"), Reason.GATEWAY_TIMEOUT),
        (PAGE.format("Runtime Error"), Reason.INTERNAL),
        (PAGE.format("Error"), Reason.INTERNAL),
        (PAGE.format("Access Denied"), Reason.PERMISSION_DENIED),
        (PAGE.format("Disk | Quota exceeded"), Reason.RATE_LIMIT),
        (PAGE.format("\r\n\tAzure DevOps Services | Sign In\r\n"), Reason.INVALID_CREDENTIALS),
        (PAGE.format("Disk : Rate limit exceeded"), Reason.RATE_LIMIT),
        (PAGE.format("Disk - of orders - Too many requests"), Reason.RATE_LIMIT),
        (WALL, Reason.PERMISSION_DENIED),
        (
            '{"pspReference":"P9","resultCode":"Refused","refusalReason":"Expired Card"}',
            Reason.PAYMENT_DECLINED,
        ),
        (
            "<Envelope><HighestSeverity>ERROR</HighestSeverity><Message>Login failed</Message></Envelope>",
            Reason.INVALID_CREDENTIALS,
        ),
        (
            '{"status":{"code":"-1","message":"Login fail, check it","created_at":"2026-05-16"}}',
            Reason.INVALID_CREDENTIALS,
        ),
        (
            'event: put\ndata: {"a":1}\n\nevent: auth_revoked\ndata: "credential is no longer valid"\n\n',
            Reason.EXPIRED_CREDENTIALS,
        ),
        (PAGE.format("Request Rejected"), Reason.PERMISSION_DENIED),
        *(
            (PAGE.format(title), Reason.MAINTENANCE)
            for title in (
                *("Down for maintenance", "Scheduled maintenance", "Site maintenance"),
                *("Site under maintenance", "Under maintenance"),
            )
        ),
        *(
            (PAGE.format(title), Reason.GATEWAY_UNAVAILABLE)
            for title in ("Service unavailable", "Service temporarily unavailable", "Temporarily unavailable")
        ),
        (PAGE.format("Servicio no disponible"), Reason.GATEWAY_UNAVAILABLE),
        (STATED.format(656, "Rejeicao: Consumo Indevido"), Reason.RATE_LIMIT),
        (STATED.format(108, "Servico Paralisado"), Reason.MAINTENANCE),
        (STATED.format(280, "Rejeicao: Certificado"), Reason.INVALID_CREDENTIALS),
        (STATED.format(999, "Rejeicao: Erro"), Reason.INTERNAL),
        (STATED.format(539, "Rejeicao: Duplicidade"), Reason.VALIDATION),
        (STATED.format(201, "Rejeicao: Numero"), Reason.VALIDATION),
        (STATED.format(279, "Rejeicao: x"), Reason.VALIDATION),
        (STATED.format(287, "Rejeicao: x"), Reason.VALIDATION),
        (STATED.format(289, "Rejeicao: x"), Reason.VALIDATION),
        (STATED.format(297, "Rejeicao: x"), Reason.VALIDATION),
        (
            "<r><h><resultCode>22</resultCode><resultMsg>REQUESTS_EXCEEDS_LIMIT_ERROR</resultMsg></h></r>",
            Reason.RATE_LIMIT,
        ),
        ("RESULT=1&RESPMSG=User authentication failed", Reason.INVALID_CREDENTIALS),
        ("Exceeded the daily hits limit", Reason.QUOTA_EXHAUSTED),
        ("Exceeded your monthly usage quota.", Reason.QUOTA_EXHAUSTED),
        (
            "<r><OverallStatus>Error</OverallStatus><StatusMessage>Unable to locate it</StatusMessage></r>",
            Reason.NOT_FOUND,
        ),
        ("RESULT=12&PNREF=A1&RESPMSG=Declined", Reason.PAYMENT_DECLINED),
        ("response=2&responsetext=DECLINE&transactionid=7", Reason.PAYMENT_DECLINED),
        ("trnApproved=0&messageText=DECLINE&errorType=N&errorFields=", Reason.PAYMENT_DECLINED),
        ("error | 102 | The token has expired", Reason.EXPIRED_CREDENTIALS),
        ("h=8sBlF5m2=\nt=2026-08-19T16:17:49Z\nstatus=MISSING_PARAMETER\n\n", Reason.VALIDATION),
        ('<error code="500" description="Request limit reached (26/25)"/>', Reason.RATE_LIMIT),
        ('data:{"code": 0, "data": 1}\n\ndata:{"code": 429, "message": "no"}\n\n', Reason.RATE_LIMIT),
        ('data:{"code": 503, "message": "no shard"}\n\ndata:{"code": 0}\n\n', Reason.CAPACITY),
        (
            "<r><HasErrors>true</HasErrors><m><Message>Invalid password</Message></m></r>",
            Reason.INVALID_CREDENTIALS,
        ),
        ('<rsp stat="fail"><err code="1">Invalid API key</err></rsp>', Reason.INVALID_CREDENTIALS),
        (
            "<r><CodigoError>7</CodigoError><MensajeIncidencia>Comprobante existente</MensajeIncidencia></r>",
            Reason.CONFLICT,
        ),
        (
            "errorCode=4025\r\nerrorMsg=The credentials in this request are wrong.\r\n",
            Reason.INVALID_CREDENTIALS,
        ),
        (
            "Webhook message delivery failed with error: Microsoft returned HTTP error 429 with 1",
            Reason.RATE_LIMIT,
        ),
        (
            'data: {"type":"RUN_STARTED"}\n\ndata: {"type":"RUN_ERROR","message":"Invalid API key"}\n\n',
            Reason.INVALID_CREDENTIALS,
        ),
        ('data: {"type":"run.error","message":"Invalid API key"}\n\n', Reason.INVALID_CREDENTIALS),
        ('data: {"event":"stream_error","message":"Invalid API key"}\n\n', Reason.INVALID_CREDENTIALS),
        (
            'data: {"choices":[{"delta":0}]}\n\ndata: {"choices":[{"error":{"code":"rate_limit"}}]}\n\n',
            Reason.RATE_LIMIT,
        ),
        ('{"status":"Pulling","id":"7"}\r\n{"error":"toomanyrequests: wait"}', Reason.RATE_LIMIT),
        ("ERROR = 2 (authorise error)", Reason.INVALID_CREDENTIALS),
        ("<data code='5' error='Log-in failed'><data code='1'/></data>", Reason.INVALID_CREDENTIALS),
        ('{"type":"ADDED"}\n{"type":"ERROR","object":{"kind":"Status","code":410}}', Reason.NOT_FOUND),
    ],
)
def test_texts_of_errors_inside_a_success(body: str, reason: Reason) -> None:
    """Pages, XML, forms and lines are errors by what they state of themselves."""
    info = classify(status_code=200, body=body)

    assert info is not None
    assert info.reason is reason


@pytest.mark.parametrize(
    "body",
    [
        PAGE.format("How to mend a 502 Bad Gateway"),
        PAGE.format("502 ways to fail"),
        PAGE.format("404 Not Found in the wild"),
        PAGE.format("599 Nothing"),
        PAGE.format("Welcome"),
        STATED.format(107, "Servico em Operacao"),
        STATED.format(200, "Nada"),
        STATED.format(301, "Uso Denegado"),
        STATED.format(302, "Uso Denegado"),
        STATED.format(303, "Uso Denegado"),
        PAGE.format("Under maintenance: a novel"),
        "a=b&RESPMSG=Approved",
        "h=8sBlF5m2=\nt=2026-08-19T16:17:49Z\nstatus=OK\n",
        "h=8sBlF5m2=\nt=2026-08-19T16:17:49Z\nstatus=no\n",
        "trnApproved=1&messageText=Approved&errorType=N&errorFields=",
        "messageText=Approved&error=no",
        "messageText=Approved&error=false",
        "t=2026-08-19&status=NEW",
        "t=2026-08-19&status=access_denied",
        "<r><HasErrors>false</HasErrors><m><Message>Invalid password</Message></m></r>",
        'data: {"code": 200, "message": "ok"}\n\n',
        'data: {"code": 503, "n": 1}\n\n',
        "RESULT=0&PNREF=A1&RESPMSG=Approved",
        "response=1&responsetext=SUCCESS",
        "name=Ada\nmotto=error is human\n",
        "<r><resultCode>00</resultCode><resultMsg>NORMAL SERVICE</resultMsg></r>",
        'data: {"type":"log","level":"error"}\n\n',
        "Error = 0.02",
        "error = 12 records processed",
        "<jobs><job code='17' error='none'/></jobs>",
        "<jobs><job code='17' error='No error'/></jobs>",
        "<jobs><job code='0' error='Log-in failed'/></jobs>",
        "<station><sensor code='7' value='3.1' error='0.02'/></station>",
        "<station><sensor code='7' value='3.1' error='0.1 mm'/></station>",
    ],
)
def test_texts_that_only_look_like_errors(body: str) -> None:
    """A page about an error, and the words of a success, are none."""
    assert classify(status_code=200, body=body) is None


def test_what_a_problem_with_oauth_advises() -> None:
    """OAuth 1.0 Problem Reporting has a text beside the code."""
    info = classify(status_code=401, body="oauth_problem=token_expired&oauth_problem_advice=Get+another")

    assert info is not None
    assert (info.code, info.message) == ("token_expired", "Get another")


def test_a_wait_inside_and_one_beside() -> None:
    """The error's own wait counts, where another one stands beside it."""
    info = classify(status_code=429, body='{"error":{"message":"m","retry_after":3},"retry_after":5}')

    assert info is not None
    assert info.retry_after == 3


def test_a_wait_that_is_none() -> None:
    """A word in the place of seconds leaves the code its say."""
    body = {"error": {"code": "rate_limit_exceeded", "message": "m", "retry_after": "soon"}}

    info = classify(status_code=400, body=json.dumps(body))

    assert info is not None
    assert (info.reason, info.retry_after) == (Reason.RATE_LIMIT, None)


def test_a_text_of_one_word() -> None:
    """A name that texts have makes a text of one word."""
    info = classify(status_code=500, body='{"estado":"9","descripcion":"Averiado"}')

    assert info is not None
    assert info.message == "Averiado"


def test_a_problem_with_oauth_in_words() -> None:
    """Xero writes the words of the code as those of a text."""
    info = classify(status_code=503, body="oauth_problem=rate%20limit%20exceeded&oauth_problem_advice=wait")

    assert info is not None
    assert (info.reason, info.code) == (Reason.RATE_LIMIT, "rate_limit_exceeded")


def test_waits_that_a_shape_states() -> None:
    """Reddit's number beside its errors is the seconds to wait."""
    errors = '{"json":{"ratelimit":534.5,"errors":[["RATELIMIT","Wait.","x"],["NO","No.","y"]]}}'

    info = classify(status_code=200, body=errors)

    assert info is not None
    assert (info.code, info.message, info.retry_after) == ("RATELIMIT", "Wait.", 534.5)
    assert info.rule == "dialect:errors"


@pytest.mark.parametrize("errors", ['[["RATELIMIT"]]', "7"])
def test_what_is_no_tuple_does_not_count(errors: str) -> None:
    """A list without a text, and what is no list, leave the verdict to the code beside them."""
    info = classify(status_code=400, body=f'{{"errors":{errors},"code":"quota_exceeded"}}')

    assert info is not None
    assert info.reason is Reason.QUOTA_EXHAUSTED


def test_what_a_tax_office_says() -> None:
    """The reason beside the number is the message."""
    info = classify(status_code=200, body=STATED.format(656, " Rejeicao: Consumo &amp; mais"))

    assert info is not None
    assert (info.code, info.message) == ("656", "Rejeicao: Consumo & mais")


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("2026-01-05 7f1a Task timed out after 3.00 seconds", Reason.REQUEST_TIMEOUT),
        ("'id'", Reason.INTERNAL),
    ],
)
def test_what_a_function_of_lambda_died_of(message: str, reason: Reason) -> None:
    """The header says the same of a function that was stopped and of one that crashed."""
    info = classify(status_code=200, headers=LAMBDA, body=json.dumps({"errorMessage": message}))

    assert info is not None
    assert (info.reason, info.rule) == (reason, "header:x-amz-function-error")


def test_a_page_of_a_crash_may_be_asked_for_again() -> None:
    """ASP.NET's page stands for a 500, which may be gone the next time."""
    info = classify(status_code=200, body=PAGE.format("Runtime Error"))

    assert info is not None
    assert info.retryable is True


@pytest.mark.parametrize("name", ["error", "errors", "Error", "Errors", "erro", "erros"])
def test_names_of_the_only_error(name: str) -> None:
    """The only member of an answer's only member is an error, whoever names it."""
    info = classify(status_code=200, body=json.dumps({"answer": {name: [{"msg": "It was not found"}]}}))

    assert info is not None
    assert info.reason is Reason.NOT_FOUND


@pytest.mark.parametrize("name", ["statusCode", "StatusCode", "status_code", "statuscode"])
def test_numbers_beside_a_text_that_speaks_of_a_failure(name: str) -> None:
    """Under these names a number says nothing alone."""
    info = classify(status_code=200, body=json.dumps({name: 1006, "message": "Too many requests", "took": 3}))

    assert info is not None
    assert info.reason is Reason.RATE_LIMIT
    assert classify(status_code=200, body=json.dumps({name: 1006, "message": "See the manual"})) is None


@pytest.mark.parametrize("encode", [str, str.encode], ids=["text", "bytes"])
def test_of_several_lines_only_the_last_counts(encode: Callable[[str], str | bytes]) -> None:
    """What goes on behind an error is a log of errors, not an answer that broke off."""
    error, data = '{"error":{"code":"busy"}}\n', '{"n":1}\n'

    assert classify(status_code=200, body=encode(data + error)) is not None
    assert classify(status_code=200, body=encode(error + data)) is None
