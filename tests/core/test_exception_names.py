"""Exceptions of libraries that no table knows: what names, numbers and fields say, and what they do not."""

from __future__ import annotations

import errno
import socket
from types import SimpleNamespace

import pytest

from otel_errkind._core.classify import classify_evidence, classify_exception
from otel_errkind._core.exceptions import phase_of
from otel_errkind._core.model import ErrorCategory, Evidence, Phase, Reason
from strangers import made, verdict

REFUSED = ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")

NAMES = {
    "acme.exceptions.Timeout < acme.exceptions.AcmeError": Reason.DEADLINE,
    "acme.exceptions.ConnectTimeout < acme.exceptions.Timeout < ConnectionError": Reason.CONNECT_TIMEOUT,
    "acme.exceptions.ReadTimeout < TimeoutError": Reason.READ_TIMEOUT,
    "acme.errors.WriteTimeoutError": Reason.WRITE_TIMEOUT,
    "acme.http.PoolTimedOut": Reason.POOL_TIMEOUT,
    "acme.errors.TimedOut": Reason.DEADLINE,
    "acme._errors.ConnectionError": Reason.CONNECTION_FAILED,
    "acme.client.ServerUnreachable": Reason.CONNECTION_FAILED,
    "acme.client.ConnectionRefused": Reason.CONNECTION_REFUSED,
    "acme.errors.ConnectionResetException": Reason.CONNECTION_RESET,
    "acme.transport.StreamClosed": Reason.CONNECTION_RESET,
    "acme.errors.DNSError": Reason.DNS,
    "acme.client.HostResolutionFailed": Reason.DNS,
    "acme.errors.SSLError": Reason.TLS,
    "acme.client.BadCertificate": Reason.TLS,
    "acme.errors.ProxyConnectionError": Reason.PROXY,
    "acme.errors.ProxyAuthRequired": Reason.PROXY_AUTHENTICATION,
    "acme.exceptions.MissingSchema": Reason.INVALID_URL,
    "acme.exceptions.InvalidURL": Reason.INVALID_URL,
    "acme.client.SessionClosed": Reason.CLIENT_BUG,
    "acme.errors.Unauthorized": Reason.INVALID_CREDENTIALS,
    "acme.errors.AuthenticationFailed": Reason.INVALID_CREDENTIALS,
    "acme.client.CredentialMissing": Reason.INVALID_CREDENTIALS,
    "acme.errors.ForbiddenError": Reason.PERMISSION_DENIED,
    "acme.errors.RateLimited": Reason.RATE_LIMIT,
    "acme.errors.ThrottlingError": Reason.RATE_LIMIT,
    "acme.errors.TooManyRequests": Reason.RATE_LIMIT,
    "acme.errors.CircuitBreakerOpen": Reason.CIRCUIT_OPEN,
    "acme.errors.TooManyRedirects": Reason.REDIRECT_LOOP,
    "acme.errors.IncompleteRead": Reason.INCOMPLETE_BODY,
    "acme.errors.ChunkedEncodingError": Reason.INCOMPLETE_BODY,
    "acme.errors.ContentDecodingError": Reason.DECODING,
    "acme.http.ProtocolError": Reason.PROTOCOL,
    "acme.http.BadGateway": Reason.UPSTREAM_FAILURE,
    "acme.client.BucketNotFound": Reason.NOT_FOUND,
    "acme.client.InsufficientQuota": Reason.BILLING,
    "acme.client.AcmeUnavailable": Reason.CAPACITY,
    "acme.http.HTTPError": Reason.UNCLASSIFIED,
    "acme.APIFailure < acme.errors.AcmeTimeout": Reason.DEADLINE,
    "stripe._error.CardError < stripe._error.StripeError": Reason.PAYMENT_DECLINED,
    "httpx.MyOwnError < httpx.HTTPError": Reason.UNCLASSIFIED,
    "acme.http.HTTPError < OSError": Reason.UNCLASSIFIED,
    "acme.http.HTTPError < TimeoutError": Reason.DEADLINE,
    "acme.client.BackendUnavailable < httpx.ReadTimeout": Reason.READ_TIMEOUT,
    "primp.BuilderError < .PrimpError": Reason.CLIENT_BUG,
    "socks.SOCKS5AuthError < .ProxyError < OSError": Reason.PROXY_AUTHENTICATION,
}


@pytest.mark.parametrize(("line", "reason"), NAMES.items(), ids=NAMES.keys())
def test_names(line: str, reason: Reason) -> None:
    """The words of a library's class say what failed, a base's where its own say nothing."""
    info = verdict(made(line, "x"))

    assert (info.reason, info.rule) == (reason, "exception")


STRANGERS = {
    "the application's own": made("shop.payments.PaymentTimeout"),
    "of a script": made("__main__.PaymentTimeout"),
    "published by the application": made("app.errors.PaymentTimeout"),
    "a library's, of no network": made("acme.errors.OutOfStock"),
    "a wide word without a call": made("acme.errors.AccountClosed"),
    "a lock": made("acme.errors.LockTimeout"),
    "a queue of a client": made("acme.client.QueueClosed"),
    "a warning": type("ConnectionErrorWarning", (UserWarning,), {"__module__": "acme.client"})(),
    "a client's, of no meaning": made("acme.client.OddError"),
    "a cache": made("redis.exceptions.TimeoutError < redis.exceptions.RedisError"),
    "a database": made("sqlalchemy.exc.TimeoutError"),
    "a database's pool": made("psycopg_pool.PoolTimeout < psycopg.OperationalError"),
    "a file lock": made("filelock._error.Timeout < TimeoutError"),
    "over a database": made("acme.errors.StoreTimeout < redis.exceptions.RedisError"),
    "a subprocess": made("subprocess.TimeoutExpired"),
    "a serializer": made("google.protobuf.message.DecodeError"),
    "beside what a library publishes": made("acme.errors.pages.PageTimeout"),
    "a file": PermissionError(errno.EACCES, "x"),
    "the socket of a cache": made("redis.exceptions.ConnectionError", cause=REFUSED),
    "the socket under an ORM": made(
        "sqlalchemy.exc.OperationalError", cause=made("psycopg2.OperationalError", cause=REFUSED)
    ),
    "an application's class of another field": made(
        "acme.store.Refusal < redis.exceptions.AuthenticationError", "NOAUTH"
    ),
    "a word in place of a status": made(
        "redis.exceptions.AuthenticationError", "Authentication required.", status_code="NOAUTH"
    ),
    "an answer of ours": made("starlette.exceptions.HTTPException", status_code=404),
    "an answer of ours, by its class": made("werkzeug.exceptions.HTTPException", code=404),
    "an orderly end": made("websockets.exceptions.ConnectionClosedOK"),
    "the application's code": made("shop.orders.Refusal", code=404, errors=[{"message": "x"}]),
    "the application's word": made("shop.orders.Refusal", code="not_found"),
}


@pytest.mark.parametrize("exc", STRANGERS.values(), ids=STRANGERS.keys())
def test_names_of_other_things(exc: Exception) -> None:
    """A time-out, a connection or a status that is not proven to be a call's is none."""
    assert classify_exception(exc) is None


CHAINS = {
    "a refusal of SOCKS": (
        made(
            "urllib3.exceptions.NewConnectionError",
            cause=made("python_socks._errors.ProxyError", "Username and password authentication failure"),
        ),
        Reason.PROXY_AUTHENTICATION,
    ),
    "another refusal of SOCKS": (
        made("acme.errors.ProxyError", "SOCKS5 authentication failed"),
        Reason.PROXY_AUTHENTICATION,
    ),
    "a user whom SOCKS does not know": (
        made("acme.errors.ProxyError", "Invalid username or password"),
        Reason.PROXY_AUTHENTICATION,
    ),
    "no method of SOCKS is left": (
        made("acme.errors.ProxyError", "No acceptable authentication methods"),
        Reason.PROXY_AUTHENTICATION,
    ),
    "an address that SOCKS does not reach": (
        made("acme.errors.ProxyError", "Host unreachable"),
        Reason.PROXY,
    ),
    "a cover yields": (made("acme.errors.ConnectionError", cause=REFUSED), Reason.CONNECTION_REFUSED),
    "a deadline stays": (made("acme.errors.AcmeTimeout", cause=REFUSED), Reason.DEADLINE),
    "a wrapper has no rule": (
        made("builtins.RuntimeError", cause=made("stripe._error.RateLimitError < stripe._error.StripeError")),
        Reason.RATE_LIMIT,
    ),
    "an open circuit": (made("pybreaker.CircuitBreakerError", cause=REFUSED), Reason.CIRCUIT_OPEN),
    "an application over HTTP": (
        made("billing.client.BillingUnavailable", cause=made("httpx.ReadTimeout")),
        Reason.READ_TIMEOUT,
    ),
    "an answer of ours over a call": (
        made("starlette.exceptions.HTTPException", status_code=502, cause=made("httpx.ReadTimeout")),
        Reason.READ_TIMEOUT,
    ),
    "a database over HTTP": (
        made("sqlalchemy.exc.OperationalError", cause=made("requests.exceptions.ReadTimeout")),
        Reason.READ_TIMEOUT,
    ),
    "an error number in a text": (made("ConnectionError", "[Errno 111] x"), Reason.CONNECTION_REFUSED),
    "a look-up's number in a text": (
        made("httpx.ConnectError", f"[Errno {socket.EAI_NONAME}] x"),
        Reason.DNS if socket.EAI_NONAME < 0 else Reason.CONNECTION_FAILED,  # BSD's are positive.
    ),
}


@pytest.mark.parametrize(("exc", "reason"), CHAINS.values(), ids=CHAINS.keys())
def test_chains_with_strangers(exc: Exception, reason: Reason) -> None:
    """The outermost exception with a meaning of its own decides, whoever raised it."""
    info = verdict(exc)

    assert info.reason is reason


HELD = {
    "a class that a status proves": (
        made("shop.store.RateLimited", status_code=403),
        (Reason.RATE_LIMIT, 403),
    ),
    "a class that a status of HTTP proves": (
        made("shop.store.RateLimited", http_status=403),
        (Reason.RATE_LIMIT, 403),
    ),
    "a class that a response proves": (
        made("shop.store.RateLimited", response=SimpleNamespace(status_code=403)),
        (Reason.RATE_LIMIT, 403),
    ),
    "a number that is not libcurl's": (made("acme.client.APIFailed", code=28), (Reason.UNCLASSIFIED, None)),
    "a library in front of its words": (
        made("big_query.client.BigqueryLimitExceeded"),
        (Reason.RATE_LIMIT, None),
    ),
    "a mangled status": (
        made("github.GithubException.GithubException", _GithubException__status=404),
        (Reason.NOT_FOUND, 404),
    ),
    "a status in camel case": (
        made("acme.client.ApiError", statusCode=401),
        (Reason.INVALID_CREDENTIALS, 401),
    ),
    "a response of another name": (
        made("googleapiclient.errors.HttpError", resp=SimpleNamespace(status=503, headers={})),
        (Reason.GATEWAY_UNAVAILABLE, 503),
    ),
    "a response that is a mapping": (
        made("acme.client.ApiError", response={"status": 500}, status=500),
        (Reason.INTERNAL, 500),
    ),
    "bytes of a body": (
        made("acme.client.ApiError", status=403, response_body=b'{"code": "rate_limit_exceeded"}'),
        (Reason.RATE_LIMIT, 403),
    ),
    "a code in place of a body": (
        made("acme.client.ApiError", http_status=402, code="card_declined"),
        (Reason.PAYMENT_DECLINED, 402),
    ),
    "a class in place of a code": (
        made("acme.client.CardError", http_status=402, code=None),
        (Reason.PAYMENT_DECLINED, 402),
    ),
    "a class that agrees": (made("acme.client.RateLimitError", status=403), (Reason.RATE_LIMIT, 403)),
    "a class that the status denies": (made("acme.client.TokenError", status=404), (Reason.NOT_FOUND, 404)),
    "a class of the network": (made("acme.client.ConnectionError", status=404), (Reason.NOT_FOUND, 404)),
    "a class that only repeats": (made("acme.client.ServerError", status=529), (Reason.CAPACITY, 529)),
    "a code of AWS in the text": (
        made("botocore.exceptions.ClientError", "An error occurred (SlowDown) when calling the PutObject"),
        (Reason.RATE_LIMIT, None),
    ),
    "a code of gRPC in the text": (
        made("grpc._channel._InactiveRpcError < grpc.RpcError", "<x\n\tstatus = StatusCode.UNAVAILABLE\n"),
        (Reason.CAPACITY, None),
    ),
    "a status in the text": (
        made("tornado.httpclient.HTTPClientError", "HTTP 404: Not Found"),
        (Reason.NOT_FOUND, 404),
    ),
    "a status in brackets": (
        made("gspread.exceptions.APIError", "APIError: [429]: too much for a minute"),
        (Reason.RATE_LIMIT, 429),
    ),
    "a status in front": (made("consul.base.ConsulException", "500 No leader"), (Reason.INTERNAL, 500)),
    "a status and nothing else": (
        made("consul.base.ConsulException", "(403)"),
        (Reason.PERMISSION_DENIED, 403),
    ),
    "a status that was received": (
        made("prawcore.exceptions.ResponseException", "received 401 HTTP response"),
        (Reason.INVALID_CREDENTIALS, 401),
    ),
    "a code in the text": (
        made("minio.error.S3Error", "operation failed; code: SlowDownRead, message: slower, please"),
        (Reason.RATE_LIMIT, None),
    ),
    "a code of AWS beside another": (
        made(
            "botocore.exceptions.ClientError", "An error occurred (SlowDown) when calling it; code: NoSuchKey"
        ),
        (Reason.RATE_LIMIT, None),
    ),
    "a code at the end": (
        made(
            "clickhouse_connect.driver.exceptions.DatabaseError",
            "Code: 516. DB::Exception: no. (AUTHENTICATION_FAILED) (version 24.3.1 (official build))",
        ),
        (Reason.INVALID_CREDENTIALS, None),
    ),
    "a code of Azure in the text": (
        made("azure.core.exceptions.HttpResponseError", "It was refused.\nErrorCode:AuthenticationFailed"),
        (Reason.INVALID_CREDENTIALS, None),
    ),
    "a code of Elasticsearch in the text": (
        made("elastic_transport.ApiError", "ApiError(429, 'es_rejected_execution_exception', 'full')"),
        (Reason.CAPACITY, 429),
    ),
    "a text in place of a name": (
        made("snowflake.connector.errors.DatabaseError", "Incorrect username or password was given"),
        (Reason.INVALID_CREDENTIALS, None),
    ),
    "credentials that are missing": (
        made("openai.OpenAIError", "The api_key client option must be set in one place or the other"),
        (Reason.INVALID_CREDENTIALS, None),
    ),
    "a server that is down": (made("hvac.exceptions.VaultDown", "sealed"), (Reason.CAPACITY, None)),
    "an unmistakable status": (
        made("shop.orders.Refusal", status_code=401),
        (Reason.INVALID_CREDENTIALS, 401),
    ),
}


@pytest.mark.parametrize(("exc", "expected"), HELD.values(), ids=HELD.keys())
def test_what_an_sdk_holds(exc: Exception, expected: tuple[Reason, int | None]) -> None:
    """Status, headers and body are found under the names that SDKs have for them."""
    info = verdict(exc)

    assert (info.reason, info.status_code) == expected


def test_names_do_not_count_inside_an_instrumented_client() -> None:
    """What comes out of a client and is in no table is the application's, whatever its name."""
    exc = made("payments.client.PaymentTimeout")

    inside, outside = classify_evidence(Evidence(exception=exc)), classify_exception(exc)

    assert inside is not None
    assert (inside.category, inside.rule) == (ErrorCategory.UNKNOWN, "default")
    assert phase_of(exc) is None
    assert outside is not None
    assert (outside.category, outside.phase) == (ErrorCategory.TIMEOUT, Phase.HEADERS)


def test_a_group_of_strangers() -> None:
    """The members of a group are ruled by their names as well."""
    info = verdict(ExceptionGroup("x", [ValueError("x"), made("acme.errors.DNSError")]))

    assert info.reason is Reason.DNS


def test_a_stranger_in_front_of_a_group() -> None:
    """A group behind an exception with a meaning does not count."""
    group = ExceptionGroup("x", [made("acme.errors.Unauthorized")])

    info = verdict(made("acme.errors.AcmeTimeout", cause=group))

    assert info.category is ErrorCategory.TIMEOUT


class TrapError(Exception):
    """An exception whose every property raises."""

    @property
    def response(self) -> object:
        """Raise."""
        raise RuntimeError

    status_code = headers = body = code = response


def test_a_hostile_exception_is_left_alone() -> None:
    """No property of an exception runs, and a class name of any length is cut."""
    trap = type("Timeout" + "x" * 100_000, (TrapError,), {"__module__": "acme.client" + ".x" * 100_000})()

    info = verdict(trap)

    assert info.category is ErrorCategory.TIMEOUT
