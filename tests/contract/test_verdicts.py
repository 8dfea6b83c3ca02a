"""Each fault gets one verdict: on one span, with one count, the same from every client in either order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from callers import CALLERS
from faults import FAULTS, TLS, refused_port, silent_port, tls_server
from otel_errkind import classify
from otel_errkind._core import tables
from telemetry import ORDERS, instrumented

if TYPE_CHECKING:
    from faults import FaultServer


class Verdict(NamedTuple):
    """What the span must say."""

    category: str
    reason: str
    phase: str
    status: int | None = None


def _server_error(reason: str, phase: str, status: int | None = None) -> Verdict:
    return Verdict("server_error", reason, phase, status)


INTERNAL = _server_error("internal", "response", 500)
STATED = Verdict("bad_request", "not_found", "response", 500)
UNAUTHENTICATED = Verdict("unauthorized", "invalid_credentials", "response", 401)
CLOSED = _server_error("connection_reset", "headers")
NOT_HTTP = _server_error("protocol", "headers")
CUT = _server_error("incomplete_body", "body", 200)
SILENT = Verdict("timeout", "read_timeout", "headers")
OVERLOADED = Verdict("overloaded", "capacity", "response", 200)

EXPECTED: dict[str, Verdict] = {
    "bad-chunk-size": _server_error("protocol", "body", 200),
    "bad-status-line": NOT_HTTP,
    "bad-utf8": INTERNAL,
    "binary": INTERNAL,
    "broken-gzip": _server_error("internal", "body", 500),
    "close-in-headers": CLOSED,
    "close-without-answer": CLOSED,
    "cut-chunk": CUT,
    "cut-gzip": INTERNAL,
    "digest-md5": UNAUTHENTICATED,
    "digest-refused": UNAUTHENTICATED,
    "digest-sha256": UNAUTHENTICATED,
    "empty-json": INTERNAL,
    "garbage": NOT_HTTP,
    "grpc-status": OVERLOADED,
    "gzip": INTERNAL,
    "html": _server_error("bad_gateway", "response", 502),
    "json-error": STATED,
    "json-list": INTERNAL,
    "json-null": INTERNAL,
    "json-string": INTERNAL,
    "late-body": STATED,
    "late-pieces": STATED,
    "no-gzip": _server_error("internal", "body", 500),
    "oversized-header": NOT_HTTP,
    "problem": Verdict("bad_request", "conflict", "response", 409),
    "proxy-407": Verdict("unauthorized", "proxy_authentication", "response", 407),
    "redirect-loop": _server_error("redirect_loop", "response", 302),
    "redirect-to-503": Verdict("overloaded", "gateway_unavailable", "response", 503),
    "reset-after-headers": _server_error("connection_reset", "body", 200),
    "reset-before-headers": CLOSED,
    "reset-in-body": _server_error("connection_reset", "body", 200),
    "reset-in-headers": CLOSED,
    "reset-in-request": CLOSED,
    "short-body": CUT,
    "sse-error-later": OVERLOADED,
    "stall-before-headers": SILENT,
    "stall-in-body": Verdict("timeout", "read_timeout", "body", 200),
    "stall-in-headers": SILENT,
    "stream-breaks": CUT,
    "unknown-charset": INTERNAL,
    "wrong-charset": INTERNAL,
}

AIOHTTP: dict[str, Verdict] = {
    # Its parser lets the reader wait for ever; the total timeout ends that.
    "bad-chunk-size": Verdict("timeout", "deadline", "body", 200),
    # Decoding fails in the application's hands, when the verdict on the 500 has been written.
    "broken-gzip": INTERNAL,
    "no-gzip": INTERNAL,
    # The third piece comes when the wait is over.
    "late-pieces": INTERNAL,
    # It says of a reset only that the payload is not complete.
    "reset-after-headers": CUT,
    "reset-in-body": CUT,
    # The event comes after the headers, and its verdict after the span.
    "sse-error-later": OVERLOADED._replace(phase="body"),
}

SUCCESSES = {"json", "status", "stream"}
ELSEWHERE = {"graphql-errors", "sse-error-first"}
"""In `test_late`: whether aiohttp gets them with the headers or after them is a matter of luck."""
SEVERAL_REQUESTS = {"keep-alive-dropped", "keep-alive-expired", "redirect"}
WITHOUT_END = {"drip", "endless", "gzip-bomb", "huge", "never-reads"}


def only_verdict(client: str, url: str, order: str = "contrib-first", **options: object) -> dict[str, Any]:
    """Call once and return the attributes of the only span with a verdict, which was counted once."""
    if client != "aiohttp":
        options = {"follow_redirects": True, **options}
    with instrumented(ORDERS[order]) as telemetry:
        CALLERS[client](url, "read", **options)
        (verdict,) = telemetry.verdicts()
        (count,) = telemetry.counts()
    assert count.value == 1
    assert count.attributes["errkind.category"] == verdict["errkind.category"]
    assert count.attributes["errkind.client"] == CALLERS[client].label
    return verdict


def seen(attributes: dict[str, Any]) -> Verdict:
    """Return the verdict that the attributes hold."""
    return Verdict(
        attributes["errkind.category"],
        attributes["errkind.reason"],
        attributes["errkind.phase"],
        attributes.get("http.response.status_code"),
    )


def test_every_fault_is_accounted_for() -> None:
    """A fault that a server can commit has a verdict here, or a reason to have none."""
    assert EXPECTED.keys() | SUCCESSES | ELSEWHERE | SEVERAL_REQUESTS | WITHOUT_END == FAULTS.keys()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("fault", EXPECTED)
def test_a_fault_has_one_verdict(server: FaultServer, fault: str, client: str, order: str) -> None:
    """Category, reason, phase and status are on one span, and one error is counted."""
    verdict = only_verdict(client, server.url(f"/{fault}"), order)

    expected = AIOHTTP.get(fault, EXPECTED[fault]) if client == "aiohttp" else EXPECTED[fault]
    assert seen(verdict) == expected


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("fault", sorted(SUCCESSES))
def test_a_success_has_none(server: FaultServer, fault: str, client: str, order: str) -> None:
    """The span of a success holds nothing of ours, and nothing is counted."""
    with instrumented(ORDERS[order]) as telemetry:
        CALLERS[client](server.url(f"/{fault}"))

        assert [span for span in telemetry.all_spans() if "errkind" in str(dict(span.attributes or {}))] == []
        assert telemetry.counts() == []
        assert len(telemetry.spans()) == 1


@pytest.mark.parametrize("client", CALLERS)
def test_a_refused_port(client: str) -> None:
    """Nobody listens: the server never saw the request."""
    with refused_port() as port:
        verdict = only_verdict(client, f"http://127.0.0.1:{port}/")

    assert seen(verdict) == _server_error("connection_refused", "connect")
    assert verdict["errkind.retryable"] is True


@pytest.mark.parametrize("client", CALLERS)
def test_a_port_that_never_answers(client: str) -> None:
    """The handshake takes too long."""
    with silent_port() as port:
        verdict = only_verdict(client, f"http://127.0.0.1:{port}/")

    assert seen(verdict) == Verdict("timeout", "connect_timeout", "connect")


@pytest.mark.parametrize("client", CALLERS)
def test_an_unknown_host(client: str) -> None:
    """A name that does not exist will not exist at the next attempt."""
    verdict = only_verdict(client, "http://nobody.invalid/")

    assert seen(verdict) == _server_error("dns", "connect")
    assert verdict["errkind.retryable"] is False


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("kind", sorted(TLS.keys() - {"good", "expects-tls"}))
def test_tls_that_fails(client: str, kind: str) -> None:
    """A certificate or handshake that is refused fails the same way at each attempt."""
    with tls_server(kind) as server:
        verdict = only_verdict(client, server.url("/json"))

    assert seen(verdict) == _server_error("tls", "connect")
    assert verdict["errkind.retryable"] is False


UNUSABLE = ("foo://host.test/", "http://", "/relative")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("url", UNUSABLE)
def test_a_url_that_cannot_be_called(client: str, url: str, order: str) -> None:
    """What is refused before it is sent has one CLIENT span all the same."""
    with instrumented(ORDERS[order]) as telemetry:
        CALLERS[client](url)

        (span,) = telemetry.spans()
        (verdict,) = telemetry.verdicts()
        assert telemetry.total() == 1
    assert seen(verdict) == Verdict("bad_request", "invalid_url", "build")
    assert span.status.is_ok is False


@pytest.mark.parametrize("client", sorted(CALLERS.keys() - {"aiohttp"}))
def test_a_url_that_cannot_be_parsed(client: str) -> None:
    """The client refuses it while the request is made, before there is anything to send."""
    verdict = only_verdict(client, "http://user:secret@host.test:not-a-port/?key=secret")

    assert seen(verdict) == Verdict("bad_request", "invalid_url", "build")
    assert "secret" not in str(verdict)


STATUSES = sorted({*tables.STATUSES, 418, 444, 506, 530, 600} - set(range(100, 400)))


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("status", STATUSES)
def test_a_bare_status(server: FaultServer, client: str, status: int) -> None:
    """A response without a body is judged by its status, as `classify` judges it."""
    verdict = only_verdict(client, server.answer(f"/bare/{status}", status))
    info = classify(status_code=status)

    assert info is not None
    assert seen(verdict) == Verdict(info.category, info.reason, "response", status)
