"""Spans of other languages' SDKs: their names for codes, errors, headers and bodies; what is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from collector import foreign
from collector.classified import classified
from otel_errkind._core.carried_texts import GRPC_CODES
from otel_errkind._core.dialects.grpc import NUMBERS
from otel_errkind._core.tables import category_of

if TYPE_CHECKING:
    from pathlib import Path

    from collector.classified import Attributes


class Call(NamedTuple):
    """A span, and what it should get: a category, and other attributes; None stands for none of ours."""

    held: Attributes
    category: str | None
    wanted: Attributes = {}  # noqa: RUF012  # nobody writes into it
    description: str = ""
    kind: Span.SpanKind.ValueType = Span.SPAN_KIND_CLIENT
    failed: bool = True
    exception: str = ""


GET: Attributes = {"http.request.method": "GET", "server.address": "api.example"}
OK: Attributes = GET | {"http.response.status_code": 200}
RPC: Attributes = {"rpc.system": "grpc", "rpc.service": "shop.Cart", "server.address": "cart"}
RATE_LIMITED = '{"error":{"code":"rate_limit_exceeded","message":"Slow down."}}'


def failed(kind: str, category: str, reason: str, description: str = "") -> Call:
    """Return a call without an answer, by the type and the text of its error."""
    return Call(GET | {"error.type": kind}, category, {"errkind.reason": reason}, description)


def answered(status: int, category: str, **wanted: object) -> Call:
    """Return a call with nothing but a status."""
    return Call(
        GET | {"http.response.status_code": status}, category, {f"errkind.{k}": v for k, v in wanted.items()}
    )


def with_header(status: int, name: str, value: object, category: str, **wanted: object) -> Call:
    """Return a call with a status and one captured header."""
    held = GET | {"http.response.status_code": status, f"http.response.header.{name}": value}
    return Call(held, category, {f"errkind.{k}": v for k, v in wanted.items()})


RUNTIMES = {
    "go refused": failed(
        "*url.Error",
        "server_error",
        "connection_refused",
        'Get "http://h/": dial tcp 127.0.0.1:1: connect: connection refused',
    ),
    "go dns": failed(
        "*url.Error", "server_error", "dns", 'Get "http://h/": dial tcp: lookup h on 1.1.1.1:53: no such host'
    ),
    "go deadline": failed("*url.Error", "timeout", "deadline", 'Get "http://h/": context deadline exceeded'),
    "go dial timeout": failed(
        "*net.OpError", "timeout", "connect_timeout", "dial tcp 10.0.0.1:80: i/o timeout"
    ),
    "go client timeout": failed(
        "*http.httpError",
        "timeout",
        "deadline",
        'Get "http://h/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    ),
    "go tls": failed(
        "*url.Error", "server_error", "tls", 'Get "https://h/": tls: failed to verify certificate: x509: …'
    ),
    "go reset": failed("*url.Error", "server_error", "connection_reset", 'Get "http://h/": EOF'),
    "go unknown": failed("*errors.errorString", "unknown", "unclassified", "something else"),
    "java read timeout": failed("java.net.SocketTimeoutException", "timeout", "read_timeout"),
    "java connect timeout": failed("java.net.http.HttpConnectTimeoutException", "timeout", "connect_timeout"),
    "java refused": failed(
        "java.net.ConnectException", "server_error", "connection_refused", "Connection refused"
    ),
    "java connect": failed("java.net.ConnectException", "server_error", "connection_failed"),
    "java dns": failed("java.net.UnknownHostException", "server_error", "dns"),
    "java tls": failed("javax.net.ssl.SSLHandshakeException", "server_error", "tls"),
    "java circuit": failed(
        "io.github.resilience4j.circuitbreaker.CallNotPermittedException", "overloaded", "circuit_open"
    ),
    "java inner class": failed(
        "reactor.netty.http.client.PrematureCloseException", "server_error", "connection_reset"
    ),
    "java unknown class": failed(
        "com.shop.http.UpstreamConnectionResetException", "server_error", "connection_reset"
    ),
    "node refused": failed("ECONNREFUSED", "server_error", "connection_refused"),
    "node timeout": failed("ETIMEDOUT", "timeout", "deadline"),
    "node dns": failed("ENOTFOUND", "server_error", "dns"),
    "undici connect": failed("UND_ERR_CONNECT_TIMEOUT", "timeout", "connect_timeout"),
    "node fetch": failed("TypeError", "server_error", "dns", "getaddrinfo ENOTFOUND api.example"),
    "node hang up": failed("Error", "server_error", "connection_reset", "socket hang up"),
    "dotnet dns": failed("name_resolution_error", "server_error", "dns"),
    "dotnet connection": failed("connection_error", "server_error", "connection_failed"),
    "dotnet tls": failed("secure_connection_error", "server_error", "tls"),
    "dotnet request": failed(
        "System.Net.Http.HttpRequestException",
        "server_error",
        "connection_refused",
        "Connection refused (api.example:80)",
    ),
    "dotnet timeout": failed(
        "System.Threading.Tasks.TaskCanceledException",
        "timeout",
        "deadline",
        "The request was canceled due to the configured HttpClient.Timeout of 5 seconds elapsing.",
    ),
    "dotnet cancelled by somebody": failed(
        "System.Threading.Tasks.TaskCanceledException", "unknown", "cancelled"
    ),
    "rust timeout": failed("hyper::Error(TimedOut)", "timeout", "deadline", "operation timed out"),
    "rust dns": failed(
        "reqwest::Error", "server_error", "dns", "dns error: failed to lookup address information"
    ),
    "python httpx": failed("httpx.ReadTimeout", "timeout", "read_timeout"),
    "python builtin": failed("ConnectionRefusedError", "server_error", "connection_refused"),
    "an exception that was recorded only": Call(
        GET,
        "timeout",
        {"error.type": "java.net.SocketTimeoutException"},
        exception="java.net.SocketTimeoutException",
    ),
    "a body that broke": Call(
        OK | {"error.type": "io.EOFException"}, "server_error", {"errkind.reason": "incomplete_body"}
    ),
}

NAMES = {
    "stable": answered(503, "overloaded", rule="status", reason="gateway_unavailable", retryable=True),
    "old": Call(
        {
            "http.method": "GET",
            "http.status_code": 404,
            "net.peer.name": "api.example",
            "net.peer.port": 8080,
        },
        "bad_request",
        {
            "http.request.method": "GET",
            "http.response.status_code": 404,
            "server.address": "api.example",
            "server.port": 8080,
        },
    ),
    "error.type alone": Call(GET | {"error.type": "502"}, "server_error", {"errkind.reason": "bad_gateway"}),
    "never again": answered(501, "server_error", retryable=False),
    "another agent's body": Call(
        GET | {"http.response.status_code": 400, "http.response.body": RATE_LIMITED}, "rate_limited"
    ),
    "a body": Call(
        GET | {"http.response.status_code": 400, "http.response.body.content": RATE_LIMITED},
        "rate_limited",
        {"errkind.rule": "dialect:openai"},
    ),
    "a body that is cut": Call(
        GET | {"http.response.status_code": 400, "http.response.body.content": RATE_LIMITED[:34]},
        "rate_limited",
    ),
    "a long body": Call(
        GET | {"http.response.status_code": 400, "http.response.body.content": RATE_LIMITED + " " * 20_000},
        "rate_limited",
    ),
    "seconds": with_header(429, "retry-after", ["3"], "rate_limited", retry_after=3.0),
    "seconds as a text": with_header(429, "retry-after", "2.5", "rate_limited", retry_after=2.5),
    "underscores": with_header(429, "retry_after", ["7"], "rate_limited", retry_after=7.0),
    "milliseconds": with_header(429, "retry-after-ms", ["1500"], "rate_limited", retry_after=1.5),
    "date": with_header(
        429, "retry-after", ["Wed, 21 Oct 2026 07:28:00 GMT"], "rate_limited", retry_after=None
    ),
    "should not retry": with_header(503, "x-should-retry", ["false"], "overloaded", retryable=False),
    "a 403 that says when": with_header(
        403, "retry-after", ["60"], "rate_limited", rule="header:retry-after"
    ),
    "a 403 with nothing left": with_header(
        403, "x-ratelimit-remaining", ["0"], "rate_limited", rule="header:ratelimit-remaining"
    ),
    "a 403 with much left": with_header(403, "x-ratelimit-remaining", ["4996"], "unauthorized"),
    "a code in a header": with_header(
        400,
        "x-amzn-errortype",
        ["ThrottlingException:http://x"],
        "rate_limited",
        rule="header:x-amzn-errortype",
    ),
    "a challenge": with_header(400, "www-authenticate", ['Bearer error="invalid_token"'], "unauthorized"),
}

LEFT_ALONE = {
    "success": Call(OK, None, failed=False),
    "success with a body": Call(OK | {"http.response.body.content": '{"error":null}'}, None, failed=False),
    "success with a list": Call(
        OK | {"http.response.body.content": '[{"success":false,"errCode":"X","msg":"no"}]'},
        None,
        failed=False,
    ),
    "success with JSON in a text": Call(
        OK | {"http.response.body.content": r'{"note":"{\"error\":{\"code\":\"X\"}}"}'}, None, failed=False
    ),
    "redirect": Call(GET | {"http.response.status_code": 302}, None, failed=False),
    "server": Call(GET | {"http.response.status_code": 500}, None, kind=Span.SPAN_KIND_SERVER),
    "internal": Call(GET | {"http.response.status_code": 500}, None, kind=Span.SPAN_KIND_INTERNAL),
    "database": Call({"db.system.name": "postgresql", "error.type": "TimeoutError"}, None),
    "cancelled in go": Call(
        GET | {"error.type": "*url.Error"}, None, description='Get "http://h/": context canceled'
    ),
    "cancelled in node": Call(GET | {"error.type": "AbortError"}, None),
    "rpc that went well": Call(RPC | {"rpc.grpc.status_code": 0}, None, failed=False),
    "rpc that went well, in words": Call(RPC | {"rpc.response.status_code": "OK"}, None, failed=False),
}

HOSTILE = {
    name: Call(GET | {"http.response.status_code": 500, "http.response.body.content": body}, "server_error")
    for name, body in {
        "braces": "{" * 5000,
        "nested": '{"a":' * 2000,
        "quotes": '"' * 5000,
        "backslashes": '{"' + "\\" * 5000,
        "our own marks": '{"a":"«»~","«b»":"~"}',
        "codes by the hundred": '{"code":' + '["x","y"],"code":' * 400,
        "cut in a character": "{" + "ü" * 3000,
        "empty": "",
        "blanks": " " * 5000,
        "dollars": '{"message":"$1 $$ ${env:HOME}"}',
        "NUL": "\0\0{\0",
    }.items()
}

CLASSIFIED = Call(
    GET | {"http.response.status_code": 429, "errkind.category": "overloaded", "errkind.outcome": "retried"},
    "overloaded",
    {"errkind.reason": None, "errkind.outcome": "retried"},
)


def rpc_spellings() -> dict[str, Call]:
    """Return calls over gRPC with each code as the SDKs spell it."""
    calls: dict[str, Call] = {}
    for name, number in GRPC_CODES.items():
        if number in NUMBERS:
            category = category_of(NUMBERS[number]).value
            wanted: Attributes = {
                "errkind.rule": "header:grpc-status",
                "errkind.reason": NUMBERS[number].value,
            }
            camel = "".join(map(str.capitalize, name.split("_")))
            spelled: list[Attributes] = [
                {"rpc.grpc.status_code": int(number)},
                {"rpc.response.status_code": name, "error.type": name},
                {"rpc.response.status_code": camel},
                {"rpc.response.status_code": f"StatusCode.{name}"},
                {"rpc.connect_rpc.error_code": name.lower()},
                {"http.response.header.grpc-status": [number]},
            ]
            calls |= {
                f"{name} {place}": Call(RPC | held, category, wanted) for place, held in enumerate(spelled)
            }
    return calls


SIZE = Call(
    RPC | {"rpc.grpc.status_code": 8},
    "bad_request",
    {"errkind.reason": "payload_too_large", "errkind.rule": "header:grpc-status"},
    description="trying to send message larger than max (5000000 vs. 4194304)",
)

CALLS = {
    **RUNTIMES,
    **NAMES,
    **HOSTILE,
    **LEFT_ALONE,
    **rpc_spellings(),
    "classified": CLASSIFIED,
    "size": SIZE,
}


def span_of(call: Call) -> Span:
    """Make the span."""
    events = [Span.Event(name="exception", attributes=foreign.pairs({"exception.type": call.exception}))]
    return foreign.span(
        call.held,
        kind=call.kind,
        failed=call.failed,
        description=call.description,
        events=events if call.exception else (),
    )


@pytest.fixture(scope="module")
def found(otelcol: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Attributes]:
    """Return what the Collector made of all spans, by their names here."""
    spans = {name: span_of(call) for name, call in CALLS.items()}
    return classified(otelcol, tmp_path_factory.mktemp("spans"), spans)


@pytest.mark.parametrize("name", [name for name in CALLS if name not in LEFT_ALONE])
def test_a_failed_call_is_classified(name: str, found: dict[str, Attributes]) -> None:
    """The failed calls of every language get a category, a reason and what is known besides."""
    call, held = CALLS[name], found[name]

    assert held["errkind.category"] == call.category
    assert {key: held.get(key) for key in call.wanted} == call.wanted


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_other_spans_are_left_alone(name: str, found: dict[str, Attributes]) -> None:
    """Successes, cancellations, and spans that are no outbound calls over HTTP stay as they were."""
    assert found[name] == LEFT_ALONE[name].held
