"""Each fault gets one verdict: on one span, with one count, the same from every client in either order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from callers import CALLERS
from faults import FAULTS, TLS, client_context, refused_port, silent_port, tls_server
from otel_errkind import classify
from otel_errkind._core import tables
from telemetry import ORDERS, instrumented
from verdicts import (
    AIOHTTP,
    ELSEWHERE,
    EXPECTED,
    SEVERAL_REQUESTS,
    SUCCESSES,
    WITHOUT_END,
    Verdict,
    seen,
    server_error,
)

if TYPE_CHECKING:
    from faults import FaultServer


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

    assert seen(verdict) == server_error("connection_refused", "connect")
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

    assert seen(verdict) == server_error("dns", "connect")
    assert verdict["errkind.retryable"] is False


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("kind", sorted(TLS.keys() - {"good", "expects-tls"}))
def test_tls_that_fails(client: str, kind: str) -> None:
    """A certificate or handshake that is refused fails the same way at each attempt."""
    trusting: dict[str, Any] = {} if client == "aiohttp" else {"verify": client_context()}

    with tls_server(kind) as server:
        verdict = only_verdict(client, server.url("/json"), **trusting)

    assert seen(verdict) == server_error("tls", "connect")
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
