"""Codes that say nothing to who does not know the vendor: what each of them means, as the vendor sends it."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest

from otel_errkind._core.classify import classify
from otel_errkind._core.model import Reason


class Vendor(NamedTuple):
    """How a vendor words an error, and its codes by what they mean."""

    status: int | None
    """None where the codes come under many statuses, and inside a success as well."""
    body: str
    """With `%s` for the code."""
    codes: dict[str, str]


VENDORS = {
    "Cloudflare's edge, names": Vendor(409, "error code: %s", {"dns": "1000 1001 1002 1004"}),
    "Cloudflare's edge, denials": Vendor(
        403, "error code: %s", {"permission_denied": "1006 1007 1008 1009 1010 1012 1020"}
    ),
    "Cloudflare's edge, limits": Vendor(
        429, "error code: %s", {"rate_limit": "1015", "quota_exhausted": "1027"}
    ),
    "Cloudflare's edge, origins": Vendor(530, "error code: %s", {"dns": "1016", "bad_gateway": "1033"}),
    "Cloudflare's API": Vendor(
        None,
        '{"success": false, "errors": [{"code": %s, "message": "m"}]}',
        {"invalid_credentials": "9109 10000", "rate_limit": "971", "invalid_request": "6003"},
    ),
    "Apple's receipts": Vendor(
        200,
        '{"status": %s}',
        {
            "unsupported": "21000",
            "validation": "21002 21003 21007 21008",
            "invalid_credentials": "21004",
            "capacity": "21005",
            "internal": "21009",
            "not_found": "21010",
        },
    ),
    "FHIR": Vendor(
        500,
        '{"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "%s"}]}',
        {"validation": "structure value invariant business-rule extension", "conflict": "multiple-matches"},
    ),
    "Meta": Vendor(
        None,
        '{"error": {"message": "m", "type": "OAuthException", "code": %s, "fbtrace_id": "f"}}',
        {
            "internal": "1",
            "capacity": "2",
            "permission_denied": "3 10 200 294 368",
            "rate_limit": "4 17 32 341 613 80004 130429 131056",
            "validation": "100",
            "expired_credentials": "102 190",
            "conflict": "506",
            "billing": "131042",
        },
    ),
    "X": Vendor(
        None,
        '{"errors": [{"code": %s, "message": "m"}]}',
        {
            "capacity": "130",
            "internal": "131",
            "invalid_credentials": "32",
            "permission_denied": "63 64 326",
            "rate_limit": "88 185",
            "expired_credentials": "89",
        },
    ),
    "PayPal's name-value pairs": Vendor(
        200,
        "ACK=Failure&L_ERRORCODE0=%s&L_SHORTMESSAGE0=m",
        {
            "internal": "10001",
            "invalid_credentials": "10002 10008",
            "permission_denied": "10007",
            "validation": "81100",
        },
    ),
    "Zhipu": Vendor(
        400,
        '{"error": {"code": "%s", "message": "m"}}',
        {
            "billing": "1113",
            "permission_denied": "1110 1112",
            "invalid_credentials": "1000 1001 1002",
            "expired_credentials": "1003",
            "content_filter": "1301",
            "rate_limit": "1302 1303 1305",
            "quota_exhausted": "1304 1308",
        },
    ),
    "Groq": Vendor(400, '{"error": {"code": "%s", "message": "m"}}', {"validation": "tool_use_failed"}),
    "JSON-RPC": Vendor(
        None,
        '{"jsonrpc": "2.0", "id": 1, "error": {"code": %s, "message": "m m"}}',
        {
            "invalid_request": "-32700 -32600",
            "unsupported": "-32601 -32004 -32006 4200",
            "validation": "-32602 -32003 3",
            "internal": "-32603",
            "not_found": "-32001",
            "capacity": "-32002",
            "rate_limit": "-32005 429",
            "cancelled": "-32800",
            "conflict": "-32801",
            "permission_denied": "4001 4100",
        },
    ),
    "Bitcoin Core": Vendor(
        500,
        '{"result": null, "error": {"code": %s, "message": "m m"}, "id": 1}',
        {
            "validation": "-3 -8 -22 -25 -26",
            "not_found": "-5 -18",
            "capacity": "-7",
            "loading": "-10 -28",
            "invalid_credentials": "-13 -14",
            "conflict": "-27",
        },
    ),
    "gRPC's gateways": Vendor(
        None,
        '{"code": %s, "message": "m", "details": [], "error": "m"}',
        {
            "cancelled": "1",
            "internal": "2 13 15",
            "validation": "3 9 11",
            "deadline": "4",
            "not_found": "5",
            "conflict": "6 10",
            "permission_denied": "7",
            "rate_limit": "8",
            "upstream_failure": "12",
            "capacity": "14",
            "invalid_credentials": "16",
        },
    ),
    "Databases over HTTP": Vendor(
        400,
        '{"message": "m", "sqlState": "%s"}',
        {
            "upstream_failure": "08006",
            "validation": "22012 25006 42601 P0001",
            "conflict": "23505 40001 55P03",
            "invalid_credentials": "28P01",
            "permission_denied": "42501",
            "not_found": "42P01 42S02",
            "capacity": "53300",
            "payload_too_large": "54000",
            "request_timeout": "57014",
            "loading": "57P03",
        },
    ),
    "PostgREST": Vendor(
        400,
        '{"code": "%s", "details": null, "hint": null, "message": "m"}',
        {"invalid_credentials": "PGRST301 PGRST302", "expired_credentials": "PGRST303"},
    ),
    "PostgREST's pool": Vendor(
        504, '{"code": "%s", "details": null, "hint": null, "message": "m"}', {"pool_timeout": "PGRST003"}
    ),
    "Baidu": Vendor(
        200,
        '{"error_code": %s, "error_msg": "m"}',
        {
            "internal": "1 336000",
            "capacity": "2 336100",
            "unsupported": "3",
            "quota_exhausted": "4 17 19",
            "permission_denied": "6",
            "invalid_credentials": "14 100 110",
            "rate_limit": "18 336501 336502",
            "expired_credentials": "111",
            "validation": "336001 336003",
        },
    ),
    "WeChat": Vendor(
        200,
        '{"errcode": %s, "errmsg": "m"}',
        {
            "capacity": "-1",
            "invalid_credentials": "40001 40013 40014 40125 41001 88",
            "permission_denied": "40164 48001",
            "expired_credentials": "42001",
            "quota_exhausted": "45009",
            "rate_limit": "45011",
        },
    ),
    "MiniMax": Vendor(
        200,
        '{"base_resp": {"status_code": %s, "status_msg": "m"}}',
        {
            "internal": "1000 1013 1024",
            "request_timeout": "1001",
            "rate_limit": "1002 1039",
            "invalid_credentials": "1004 2049",
            "billing": "1008",
            "content_filter": "1026 1027",
            "validation": "2013",
        },
    ),
    "Binance": Vendor(
        None,
        '{"code": %s, "msg": "m"}',
        {
            "internal": "-1001",
            "permission_denied": "-1002",
            "rate_limit": "-1003 -1015",
            "upstream_failure": "-1006",
            "request_timeout": "-1007",
            "capacity": "-1008",
            "invalid_credentials": "-1022 -2014 -2015",
        },
    ),
    "Slack": Vendor(
        200,
        '{"ok": false, "error": "%s"}',
        {
            "invalid_request": "request_timeout",
            "quota_exhausted": "message_limit_exceeded",
            "permission_denied": "not_in_channel accesslimited",
            "validation": "is_archived no_text",
            "payload_too_large": "msg_too_long",
            "conflict": "team_added_to_org external_channel_migrating",
        },
    ),
    "Stripe": Vendor(
        400,
        '{"error": {"code": "%s", "doc_url": "u", "message": "m"}}',
        {
            "rate_limit": "lock_timeout",
            "validation": "idempotency_error",
            "payment_declined": "account_closed authentication_required",
        },
    ),
    "Route 53": Vendor(400, '{"__type": "%s", "message": "m"}', {"rate_limit": "PriorRequestNotComplete"}),
    "Google": Vendor(
        400,
        '{"error": {"code": 400, "message": "m m", "details": [{"reason": "%s"}], "status": "X"}}',
        {"invalid_credentials": "CONSUMER_INVALID", "permission_denied": "VALIDATION_REQUIRED"},
    ),
    "Google without an account": Vendor(
        403,
        '{"error": {"code": 403, "message": "m m", "errors": [{"reason": "%s"}]}}',
        {"permission_denied": "dailyLimitExceededUnreg"},
    ),
    "Apollo and Hot Chocolate": Vendor(
        200,
        '{"errors": [{"message": "m", "extensions": {"code": "%s"}}], "data": null}',
        {
            "conflict": "PERSISTED_QUERY_NOT_FOUND",
            "validation": "MAX_COST_EXCEEDED OPERATION_RESOLUTION_FAILURE",
            "upstream_failure": "SUBREQUEST_HTTP_ERROR",
            "request_timeout": "HC0045",
        },
    ),
    "Elasticsearch": Vendor(
        500,
        '{"error": {"root_cause": [{"type": "%s", "reason": "m"}], "type": "t", "reason": "m"}}',
        {
            "permission_denied": "security_exception",
            "capacity": "cluster_block_exception master_not_discovered_exception",
        },
    ),
    "Kubernetes": Vendor(
        409,
        '{"kind": "Status", "status": "Failure", "reason": "%s", "message": "m"}',
        {"not_found": "Expired", "conflict": "AlreadyExists"},
    ),
    "Microsoft Entra": Vendor(
        400,
        '{"error": "invalid_request", "error_description": "%s: m"}',
        {
            "rate_limit": "AADSTS50196",
            "not_found": "AADSTS90002",
            "capacity": "AADSTS90033",
            "expired_credentials": "AADSTS50173 AADSTS70008 AADSTS700082 AADSTS7000222",
            "invalid_credentials": "AADSTS7000215",
        },
    ),
    "OAuth": Vendor(
        400,
        '{"error": "%s"}',
        {
            "expired_credentials": "invalid_grant expired_token",
            "invalid_credentials": "invalid_client invalid_code login_required incorrect_client_credentials",
            "permission_denied": "authorization_pending unauthorized_client access_denied consent_required"
            " interaction_required insufficient_scope",
            "unsupported": "unsupported_grant_type unsupported_response_type",
            "validation": "invalid_scope",
            "capacity": "temporarily_unavailable",
            "rate_limit": "slow_down",
        },
    ),
    "SEFAZ": Vendor(
        None,
        "<r><cStat>%s</cStat><xMotivo>M</xMotivo></r>",
        {
            "maintenance": "108 109",
            "rate_limit": "656 678",
            "internal": "999",
            "invalid_credentials": "280 281 282 283 284 285 286 290 291 292 293 294 295 296",
        },
    ),
    "GeoNames": Vendor(
        200,
        '{"status": {"message": "m", "value": %s}}',
        {
            "invalid_credentials": "10",
            "request_timeout": "13",
            "quota_exhausted": "18 19 20",
            "capacity": "22",
        },
    ),
    "DingTalk": Vendor(
        200, '{"errcode": %s, "errmsg": "m"}', {"rate_limit": "130101", "validation": "310000"}
    ),
    "XML-RPC": Vendor(
        200,
        "<methodResponse><fault><name>faultCode</name><value><int>%s</int></value></fault></methodResponse>",
        {
            "validation": "-32700 -32602",
            "internal": "-32500 -32400 -32603 1",
            "upstream_failure": "-32300",
            "unsupported": "-32601 -32004 -32006",
            "invalid_request": "-32600",
            "not_found": "-32001",
            "capacity": "-32002",
            "rate_limit": "-32005",
        },
    ),
    "SOAP": Vendor(
        500,
        '<s:Envelope xmlns:s="u"><s:Body><s:Fault><faultcode>s:%s</faultcode>'
        "<faultstring>m</faultstring></s:Fault></s:Body></s:Envelope>",
        {
            "validation": "Client Sender",
            "unsupported": "MustUnderstand VersionMismatch DataEncodingUnknown",
        },
    ),
}

SENT = [
    pytest.param(vendor, code, Reason(reason), id=f"{name} {code}")
    for name, vendor in VENDORS.items()
    for reason, codes in vendor.codes.items()
    for code in codes.split()
]


@pytest.mark.parametrize(("vendor", "code", "reason"), SENT)
def test_what_vendors_mean_by_their_codes(vendor: Vendor, code: str, reason: Reason) -> None:
    """The code decides, by what its vendor means with it and not by what others do."""
    info = classify(status_code=vendor.status, body=vendor.body % code)

    assert info is not None
    assert (info.reason, info.rule.partition(":")[0]) == (reason, "dialect")


def test_a_declined_card_is_the_cardholders() -> None:
    """Of Stripe's card errors the type counts, whatever the code would mean elsewhere."""
    error = {"code": "expired_token", "type": "card_error", "doc_url": "u", "message": "m"}

    info = classify(status_code=402, body=json.dumps({"error": error}))

    assert info is not None
    assert info.reason is Reason.PAYMENT_DECLINED


def test_an_idempotency_key_in_use_is_free_again_soon() -> None:
    """Stripe's conflict of two attempts at once ends when the first of them does."""
    error = {"code": "idempotency_key_in_use", "doc_url": "u", "message": "m"}

    info = classify(status_code=409, body=json.dumps({"error": error}))

    assert info is not None
    assert (info.reason, info.retryable) == (Reason.CONFLICT, True)


def test_a_code_in_an_address_is_its_last_part() -> None:
    """Where a list of errors has addresses for codes, the words of the path mean nothing."""
    error = {"type": "https://api.example.com/billing/errors/not-found", "message": "m"}

    info = classify(status_code=400, body=json.dumps({"errors": [error]}))

    assert info is not None
    assert info.reason is Reason.NOT_FOUND


def test_the_address_behind_a_code_of_aws() -> None:
    """AWS appends the address of its documentation to the code in the header."""
    sent = {"x-amzn-errortype": "ThrottlingException:http://internal.amazon.com/coral/com.amazon.coral/"}

    info = classify(status_code=400, headers=sent)

    assert info is not None
    assert (info.code, info.reason) == ("ThrottlingException", Reason.RATE_LIMIT)


@pytest.mark.parametrize(("said", "retryable"), [(True, True), (False, False), (None, False)])
def test_meta_says_what_is_transient(*, said: bool | None, retryable: bool) -> None:
    """Only a yes of Meta's counts: its no comes with errors that pass as well."""
    error = {"code": 100, "fbtrace_id": "f", "message": "m"} | (
        {} if said is None else {"is_transient": said}
    )
    passing = {"code": 4, "fbtrace_id": "f", "message": "m", "is_transient": False}

    infos = [classify(status_code=400, body=json.dumps({"error": one})) for one in (error, passing)]

    assert [info and info.retryable for info in infos] == [retryable, True]
