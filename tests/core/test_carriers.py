"""What exceptions hold of a response: in fields, on their class, or in the text that is all that is left."""

from __future__ import annotations

from enum import Enum
from http import HTTPStatus
from types import SimpleNamespace

import pytest

from otel_errkind._core.carriers import carried
from otel_errkind._core.model import Reason
from strangers import made, verdict

GENAI = "google.genai.errors.ClientError < google.genai.errors.APIError"
GOOGLE = "google.api_core.exceptions.NotFound < google.api_core.exceptions.GoogleAPICallError"
GITHUB = "github.GithubException.UnknownObjectException < github.GithubException.GithubException"
GITLAB = "gitlab.exceptions.GitlabGetError < gitlab.exceptions.GitlabError"
TEXTS = [
    ("httpx.HTTPStatusError", "Client error '404 Not Found' for url 'https://api.test/'", 404),
    ("aiohttp.client_exceptions.ClientResponseError", "429, message='Too Many Requests', url='x'", 429),
    ("requests.exceptions.HTTPError", "404 Client Error: Not Found for url: https://api.test/", 404),
    (
        "requests.exceptions.HTTPError",
        "503 Server Error: Service Unavailable for url: https://api.test/",
        503,
    ),
    ("urllib3.exceptions.ResponseError", "too many 503 error responses", 503),
    ("urllib.error.HTTPError", "HTTP Error 410: Gone", 410),
    ("openai.NotFoundError < .APIStatusError < .APIError", "Error code: 404 - {'error': None}", 404),
    ("anthropic.NotFoundError < .APIStatusError < .APIError", "Error code: 404 - {'type': 'error'}", 404),
    (GENAI, "400 INVALID_ARGUMENT. {'error': {}}", 400),
    (GOOGLE, "404 Bucket not found: x", 404),
    ("tornado.httpclient.HTTPClientError", "HTTP 404: Not Found", 404),
    ("curl_cffi.requests.exceptions.HTTPError", "HTTP Error 403: Forbidden", 403),
    ("pycurl.error", "(22, 'The requested URL returned error: 404')", 404),
    (
        "websockets.exceptions.InvalidStatus < websockets.exceptions.InvalidHandshake",
        "server rejected WebSocket connection: HTTP 403",
        403,
    ),
    ("websocket._exceptions.WebSocketBadStatusException", "Handshake status 401 Unauthorized -+-+- {}", 401),
    ("xmlrpc.client.ProtocolError", "<ProtocolError for localhost:80/RPC2: 404 Not Found>", 404),
    (
        "googleapiclient.errors.HttpError",
        '<HttpError 403 when requesting https://api.test/ returned "x">',
        403,
    ),
    (
        "kubernetes.client.exceptions.ApiException",
        "(409)\nReason: Conflict\nHTTP response headers: {}\n",
        409,
    ),
    (GITHUB, '404 {"message": "Not Found"}', 404),
    (GITLAB, "404: 404 Project Not Found", 404),
    ("twilio.base.exceptions.TwilioRestException", "HTTP 400 error: Unable to create record: x", 400),
    (
        "elasticsearch.NotFoundError < elasticsearch.ApiError < elastic_transport.ApiError",
        "NotFoundError(404, 'index_not_found_exception', 'no such index [x]')",
        404,
    ),
]


@pytest.mark.parametrize(("line", "text", "status"), TEXTS, ids=[text[:32] for _, text, _ in TEXTS])
def test_a_status_in_a_text(line: str, text: str, status: int) -> None:
    """Where an exception is left with its text alone, the status is where its library writes it."""
    info = verdict(made(line, text))

    assert info.status_code == status


OVER_LIMIT = {"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}
CLICKHOUSE = "clickhouse_connect.driver.exceptions"
REFUSED_BY_CLICKHOUSE = (
    "Received ClickHouse exception, code: 516, server response: Code: 516. DB::Exception: Failed."
    " (AUTHENTICATION_FAILED) (version 24.8.4.13 (official build)) (for url http://x)"
)
CODES = [
    (
        "azure.core.exceptions.HttpResponseError < azure.core.exceptions.AzureError",
        "(QuotaExceeded) The subscription 'x' may do other things.",
        Reason.QUOTA_EXHAUSTED,
    ),
    (
        f"{CLICKHOUSE}.DatabaseError",
        REFUSED_BY_CLICKHOUSE,
        Reason.INVALID_CREDENTIALS,
    ),
    (
        f"{CLICKHOUSE}.DatabaseError",
        "Code: 241. DB::Exception: Memory limit exceeded. (MEMORY_LIMIT_EXCEEDED)",
        Reason.CAPACITY,
    ),
    (
        "botocore.errorfactory.SlowDown < botocore.exceptions.ClientError",
        "An error occurred (SlowDown) when calling the PutObject operation (reached max retries: 4): Slow",
        Reason.RATE_LIMIT,
    ),
    (
        "boto3.exceptions.S3UploadFailedError < boto3.exceptions.Boto3Error",
        "Failed to upload a to b/a: An error occurred (AccessDenied) when calling the PutObject operation: x",
        Reason.PERMISSION_DENIED,
    ),
    (
        "slack_sdk.errors.SlackApiError < slack_sdk.errors.SlackClientError",
        "The request failed.\nThe server responded with: {'ok': False, 'error': 'invalid_auth'}",
        Reason.INVALID_CREDENTIALS,
    ),
    (
        "azure.core.exceptions.HttpResponseError < azure.core.exceptions.AzureError",
        "(ResourceGroupNotFound) Resource group 'x' could not be found.",
        Reason.NOT_FOUND,
    ),
    (
        "openai.RateLimitError < .APIStatusError < .APIError",
        "Error code: 429 - {'error': {'message': 'x', 'param': None, 'code': 'insufficient_quota'}}",
        Reason.BILLING,
    ),
    (
        "grpc.aio._call.AioRpcError < grpc.RpcError",
        "<AioRpcError of RPC that terminated with:\n\tstatus = StatusCode.NOT_FOUND\n",
        Reason.NOT_FOUND,
    ),
]


@pytest.mark.parametrize(("line", "text", "reason"), CODES, ids=[line.split(" ")[0] for line, _, _ in CODES])
def test_a_code_in_a_text(line: str, text: str, reason: Reason) -> None:
    """The service's own code is in the text as well."""
    info = verdict(made(line, text))

    assert info.reason is reason


AZURE = "azure.core.exceptions.HttpResponseError < .AzureError"
ACME = "acme.client.ApiError"
LIMIT = b'{"code": "rate_limit_exceeded"}'
EXPIRED: dict[object, object] = {"code": "token_expired", "message": "x"}
ODD = {("a", 1): 2, **EXPIRED}
REFUSED = [{"index": {"_id": "7", "status": 429, "error": {"type": "es_rejected_execution_exception"}}}]
OAUTH = "oauthlib.oauth2.rfc6749.errors"


def oauth(code: str | None) -> Exception:
    """Return what oauthlib raises: code and status are of the class, and the status is made up."""
    names = {"__module__": OAUTH, "status_code": 400, "error": code}
    error: Exception = type("OAuth2Error", (Exception,), names)("(x) y")
    return error


HELD = {
    "a status of the transport": (made(ACME, http_status_code=404), Reason.NOT_FOUND, 404),
    "a status of the response": (made(ACME, response_code=404), Reason.NOT_FOUND, 404),
    "a list of what the body says": (
        made("simple_salesforce.exceptions.SalesforceRefusedRequest", status=403, content=[OVER_LIMIT]),
        Reason.RATE_LIMIT,
        403,
    ),
    "a number of ClickHouse's": (
        made(f"{CLICKHOUSE}.DatabaseError", REFUSED_BY_CLICKHOUSE, code=516),
        Reason.INVALID_CREDENTIALS,
        None,
    ),
    "a number of ClickHouse's in a text without an address": (
        made(f"{CLICKHOUSE}.DatabaseError", REFUSED_BY_CLICKHOUSE.partition(" (for")[0], code=516),
        Reason.INVALID_CREDENTIALS,
        None,
    ),
    "a code of HTTP": (made(ACME, http_code=404), Reason.NOT_FOUND, 404),
    "a member of an enumeration": (made(ACME, code=HTTPStatus.NOT_FOUND), Reason.NOT_FOUND, 404),
    "the first of all statuses": (made(ACME, status=100), Reason.UNCLASSIFIED, 100),
    "a number that is no status": (made(ACME, status=99), Reason.UNCLASSIFIED, None),
    "a number of the vendor": (made(ACME, code=40401), Reason.UNCLASSIFIED, None),
    "a response of httpx inside": (
        made(ACME, http_response=SimpleNamespace(status_code=404)),
        Reason.NOT_FOUND,
        404,
    ),
    "a raw response": (made(ACME, raw_response=SimpleNamespace(status=404)), Reason.NOT_FOUND, 404),
    "a response under a name of the library": (
        made("acme.AcmeFailure", acme_resp=SimpleNamespace(status_code=404)),
        Reason.NOT_FOUND,
        404,
    ),
    "a status of the answer, by Kiota": (
        made("kiota_abstractions.api_error.APIError", response_status_code=404),
        Reason.NOT_FOUND,
        404,
    ),
    "an object behind a text": (
        made("pyreqwest.exceptions.StatusError", "HTTP status client error", {"status": 404, "causes": None}),
        Reason.NOT_FOUND,
        404,
    ),
    "a status that proves a call, under which a name speaks": (
        made("acme.errors.QuotaExceededException", http_status_code=456),
        Reason.QUOTA_EXHAUSTED,
        456,
    ),
    "Elastic's metadata": (
        made("elasticsearch.NotFoundError < elastic_transport.ApiError", meta=SimpleNamespace(status=404)),
        Reason.NOT_FOUND,
        404,
    ),
    "a body of the response": (
        made(ACME, response=SimpleNamespace(status=403, body=LIMIT)),
        Reason.RATE_LIMIT,
        403,
    ),
    "data of the response": (
        made(ACME, response=SimpleNamespace(status=403, data=LIMIT)),
        Reason.RATE_LIMIT,
        403,
    ),
    "a text of the response": (
        made(ACME, response=SimpleNamespace(status=403, text=LIMIT.decode())),
        Reason.RATE_LIMIT,
        403,
    ),
    "data that is no text": (
        made(ACME, response=SimpleNamespace(status=404, data=SimpleNamespace())),
        Reason.NOT_FOUND,
        404,
    ),
    "JSON of a body": (made(ACME, status=400, json_body=EXPIRED), Reason.EXPIRED_CREDENTIALS, 400),
    "details": (made(ACME, status=400, details=EXPIRED), Reason.EXPIRED_CREDENTIALS, 400),
    "content": (made(ACME, status=400, content=EXPIRED), Reason.EXPIRED_CREDENTIALS, 400),
    "data": (made(ACME, status=400, data=EXPIRED), Reason.EXPIRED_CREDENTIALS, 400),
    "an error": (made(ACME, status=400, error=EXPIRED), Reason.EXPIRED_CREDENTIALS, 400),
    "a text": (made(ACME, status=403, text=LIMIT.decode()), Reason.RATE_LIMIT, 403),
    "an error with a type": (
        made("openai.APIError", body={"type": "overloaded_error", "code": None, "message": "x"}),
        Reason.CAPACITY,
        None,
    ),
    "an error below its type": (
        made(
            "anthropic.APIStatusError < .APIError",
            status_code=200,
            body={"type": "error", "error": {"type": "overloaded_error"}},
        ),
        Reason.CAPACITY,
        200,
    ),
    "keys that JSON has not": (
        made("openai.APIStatusError < .APIError", status_code=400, body=ODD),
        Reason.EXPIRED_CREDENTIALS,
        400,
    ),
    "a status in capitals": (made(ACME, status="REQUEST_DENIED"), Reason.PERMISSION_DENIED, None),
    "a code of an error": (
        made(ACME, http_status=402, error_code="card_declined"),
        Reason.PAYMENT_DECLINED,
        402,
    ),
    "a type of an error": (
        made(ACME, http_status=402, error_type="card_declined"),
        Reason.PAYMENT_DECLINED,
        402,
    ),
    "a type": (made(ACME, http_status=402, type="card_declined"), Reason.PAYMENT_DECLINED, 402),
    "a code without a status": (made(ACME, code="card_declined"), Reason.PAYMENT_DECLINED, None),
    "a type in prose": (made(ACME, status=503, type="Please try later!"), Reason.GATEWAY_UNAVAILABLE, 503),
    "items that Elasticsearch refused": (
        made("elasticsearch.helpers.BulkIndexError", "1 document(s) failed to index.", errors=REFUSED),
        Reason.CAPACITY,
        None,
    ),
    "items that OpenSearch refused": (
        made("opensearchpy.helpers.errors.BulkIndexError", "1 document(s) failed to index.", REFUSED),
        Reason.CAPACITY,
        None,
    ),
    "a fault of SOAP that zeep has read": (
        made("zeep.exceptions.Fault < .Error", "Give <a> number", code="s:Client"),
        Reason.VALIDATION,
        None,
    ),
    "such a fault that says more": (
        made("zeep.exceptions.Fault < .Error", "Login failed", code="s:Server"),
        Reason.INVALID_CREDENTIALS,
        None,
    ),
    "MCP's error of JSON-RPC": (
        made("mcp.shared.exceptions.McpError", "x", error=SimpleNamespace(code=-32602, message="x")),
        Reason.VALIDATION,
        None,
    ),
    "an object that is no error of JSON-RPC": (
        made(ACME, status=404, error=SimpleNamespace(code="QuotaExceeded", message="x")),
        Reason.NOT_FOUND,
        404,
    ),
    "the last answer before a poller gave up": (
        made(
            "botocore.exceptions.WaiterError",
            "Waiter BucketExists failed: Max attempts exceeded",
            last_response={"ResponseMetadata": {"HTTPStatusCode": 404}},
        ),
        Reason.DEADLINE,
        None,
    ),
    "an error of OAuth, by its class": (oauth("server_error"), Reason.INTERNAL, None),
    "an error of OAuth that has no class": (
        made(f"{OAUTH}.CustomOAuth2Error < .OAuth2Error", "(slow_down) Wait.", error="slow_down"),
        Reason.RATE_LIMIT,
        None,
    ),
    "an error of OAuth without a code": (oauth(None), Reason.INVALID_CREDENTIALS, None),
    "the answer at which a poller stopped": (
        made(
            "botocore.exceptions.WaiterError",
            "Waiter BucketExists failed: An error occurred (SlowDown)",
            last_response={"Error": {"Code": "SlowDown"}},
        ),
        Reason.RATE_LIMIT,
        None,
    ),
    "botocore, without metadata": (
        made("botocore.exceptions.ClientError", response={"Error": {"Code": "SlowDown"}}),
        Reason.RATE_LIMIT,
        None,
    ),
    "botocore, without an error": (
        made("botocore.exceptions.ClientError", response={"ResponseMetadata": {"HTTPStatusCode": 404}}),
        Reason.NOT_FOUND,
        404,
    ),
}


@pytest.mark.parametrize(("exc", "reason", "status"), HELD.values(), ids=HELD.keys())
def test_what_is_held(exc: Exception, reason: Reason, status: int | None) -> None:
    """Status, body and codes are found under the names that SDKs have for them."""
    info = verdict(exc)

    assert (info.reason, info.status_code) == (reason, status)


def test_the_message_of_an_error_object() -> None:
    """It comes with the code."""
    error = SimpleNamespace(code=-32601, message="No such tool")

    info = verdict(made("mcp.shared.exceptions.McpError", "x", error=error))

    assert (info.code, info.message) == ("-32601", "No such tool")


WAIT = {"Retry-After": "7"}
HEADERS = {
    "hdrs": made("urllib.error.HTTPError", code=429, hdrs=WAIT),
    "headers": made(ACME, status=429, headers=WAIT),
    "response_headers": made(ACME, status=429, response_headers=WAIT),
    "http_headers": made(ACME, status=429, http_headers=WAIT),
    "botocore": made(
        "botocore.exceptions.ClientError",
        response={"ResponseMetadata": {"HTTPStatusCode": 429, "HTTPHeaders": WAIT}},
    ),
}


@pytest.mark.parametrize("exc", HEADERS.values(), ids=HEADERS.keys())
def test_headers_that_are_held(exc: Exception) -> None:
    """The headers say how long to wait, under whatever name they are kept."""
    info = verdict(exc)

    assert info.retry_after == 7.0


class Code(Enum):
    """Some of gRPC's canonical codes, as its libraries keep them."""

    NOT_FOUND = (5, "not found")
    ENTANGLED = (17, "none of them")


NOT_FOUND = Code.NOT_FOUND
CALLS = {
    "with details": (made("grpc.RpcError", _state=SimpleNamespace(code=NOT_FOUND, details="No x")), "No x"),
    "of asyncio": (made("grpc.RpcError", _code=NOT_FOUND, _details="No y"), "No y"),
    "without details": (made("grpc.RpcError", _code=NOT_FOUND, _details=None), None),
    "of grpclib": (made("grpclib.exceptions.GRPCError", status=NOT_FOUND, details=None), None),
}


@pytest.mark.parametrize(("exc", "message"), CALLS.values(), ids=CALLS.keys())
def test_what_grpc_holds(exc: Exception, message: str | None) -> None:
    """The code and the details of a call are read as the headers that they came in."""
    info = verdict(exc)

    assert (info.reason, info.code, info.message) == (Reason.NOT_FOUND, "5", message)


@pytest.mark.parametrize(
    ("line", "status"), [("app.errors.OrderFailed", Code.NOT_FOUND), ("grpc.RpcError", Code.ENTANGLED)]
)
def test_an_enumeration_that_is_none_of_grpc(line: str, status: Code) -> None:
    """A program has words of its own for what became of its orders, some of them gRPC's."""
    assert carried(made(line, status=status)) is None


def test_an_object_in_the_place_of_a_text() -> None:
    """News API's client raises the answer itself, parsed."""
    info = verdict(
        made("newsapi.newsapi_exception.NewsAPIException", {"code": "rateLimited", "message": "x"})
    )

    assert (info.reason, info.code) == (Reason.RATE_LIMIT, "rateLimited")


def test_an_object_in_an_exception_of_the_program() -> None:
    """Only a client's object is an answer."""
    assert carried(made("app.orders.OrderFailed", "no", {"status": 404, "code": 404})) is None


@pytest.mark.parametrize("args", [({"code": "rateLimited"}, 429), ({},), ()], ids=["two", "empty", "none"])
def test_an_object_that_is_no_answer(args: tuple[object, ...]) -> None:
    """Beside others, or without members, an object is none."""
    assert carried(made("newsapi.newsapi_exception.NewsAPIException", *args)) is None


PAIRS = {
    "a limit": ("builtins.RuntimeError", (429, '{"code": "RATE_LIMITED"}'), Reason.RATE_LIMIT),
    "a credential, whatever the class says": ("builtins.ValueError", (401, "{}"), Reason.INVALID_CREDENTIALS),
}


@pytest.mark.parametrize(("line", "args", "reason"), PAIRS.values(), ids=PAIRS.keys())
def test_a_status_and_json(line: str, args: tuple[object, ...], reason: Reason) -> None:
    """Programs raise both in a class of the language's own, as Aleph Alpha's client does."""
    info = verdict(made(line, *args))

    assert (info.reason, info.status_code) == (reason, args[0])


def test_a_number_of_json_rpc_and_a_text() -> None:
    """A client of JSON-RPC raises both as one argument."""
    info = verdict(made("jsonrpclib.jsonrpc.ProtocolError", (-32602, "Invalid params")))

    assert (info.reason, info.code, info.message) == (Reason.VALIDATION, "-32602", "Invalid params")


@pytest.mark.parametrize("args", [((-31999, "x"),), ((-33000, "x"),), ((-32602, 7),), ((-32602,),)])
def test_a_number_that_is_not_of_json_rpc(args: tuple[object, ...]) -> None:
    """Its numbers are from -32999 to -32000, and have a text."""
    assert carried(made("builtins.RuntimeError", *args)) is None


@pytest.mark.parametrize(
    "args", [(429, "slow"), (42, "{}"), (1000, "{}"), ("429", "{}"), (429, "{}", "x"), (429, 7), (429,)]
)
def test_a_pair_that_is_no_answer(args: tuple[object, ...]) -> None:
    """Any program has exceptions of a number and a text."""
    assert carried(made("builtins.RuntimeError", *args)) is None


@pytest.mark.parametrize("name", ["respondents", "responses", "metadata"])
def test_a_name_that_is_not_that_of_a_response(name: str) -> None:
    """The last word of a name decides what it holds."""
    exc = made("acme.AcmeFailure")
    vars(exc)[name] = SimpleNamespace(status_code=404)

    assert carried(exc) is None


CUT = made("azure.core.exceptions.IncompleteReadError < .DecodeError < .HttpResponseError", "cut")
EMPTY = {
    "a success that broke": (
        made(AZURE, "cut", response=SimpleNamespace(status_code=206), cause=CUT),
        Reason.INCOMPLETE_BODY,
    ),
    "an error behind which something broke": (
        made(AZURE, "cut", response=SimpleNamespace(status_code=500), cause=CUT),
        Reason.INTERNAL,
    ),
    "nothing below": (made(AZURE, "x", response=SimpleNamespace(status_code=206)), Reason.UNCLASSIFIED),
}


@pytest.mark.parametrize(("exc", "reason"), EMPTY.values(), ids=EMPTY.keys())
def test_a_response_that_states_no_error(exc: Exception, reason: Reason) -> None:
    """What broke is known by the cause then."""
    assert verdict(exc).reason is reason


WAITED = made("requests.exceptions.ReadTimeout < .Timeout < .RequestException", "Read timed out.")
TENCENT = "tencentcloud.common.exception.tencent_cloud_sdk_exception.TencentCloudSDKException"
UNANSWERED = {
    "a broken network": (made(TENCENT, code="ClientNetworkError", cause=WAITED), Reason.READ_TIMEOUT),
    "a limit of its own": (made(TENCENT, code="ClientRateLimitExceeded", cause=WAITED), Reason.RATE_LIMIT),
    "no cause": (made(TENCENT, code="ClientNetworkError"), Reason.UPSTREAM_FAILURE),
    "a name that speaks of an answer": (
        made("acme.client.RateLimitError", code="internal_error"),
        Reason.INTERNAL,
    ),
    "an answer behind which something broke": (
        made(TENCENT, status_code=500, code="ClientNetworkError", cause=WAITED),
        Reason.UPSTREAM_FAILURE,
    ),
}


@pytest.mark.parametrize(("exc", "reason"), UNANSWERED.values(), ids=UNANSWERED.keys())
def test_a_code_of_the_client_itself(exc: Exception, reason: Reason) -> None:
    """Where no answer came, what broke is known better by the cause than by a code for all that breaks."""
    assert verdict(exc).reason is reason


def test_the_description_of_an_error_of_oauth() -> None:
    """It is the message (RFC 6749, 5.2)."""
    name = f"{OAUTH}.CustomOAuth2Error < .OAuth2Error"

    info = verdict(made(name, "(slow_down) Wait.", error="slow_down", description="Wait."))

    assert (info.code, info.message) == ("slow_down", "Wait.")


def test_a_code_that_oauthlib_keeps_comes_before_that_of_its_class() -> None:
    """The class for all others is asked last."""
    error = oauth("server_error")
    vars(error)["error"] = "slow_down"

    assert verdict(error).reason == Reason.RATE_LIMIT
