"""Causes of the program that are raised, or hidden, inside a call of a real client."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from callers import CALLERS, MODULES
from otel_errkind.causes import CircuitOpenError, DeadlineError, KeyPoolUnauthorizedError, mark
from otel_errkind.rules import Rule
from telemetry import ORDERS, instrumented

if TYPE_CHECKING:
    from faults import FaultServer
    from telemetry import Telemetry


class PoolEmptyError(Exception):
    """An exception of the application's own."""


class BadGatewayError(Exception):
    """What the application turns it into."""


def raising(error: BaseException, *_: object) -> Any:
    """Raise instead of answering."""
    raise error


def masking(error: BaseException, *_: object) -> Any:
    """Raise something else instead."""
    try:
        raising(error)
    except KeyPoolUnauthorizedError:
        raise BadGatewayError from None


async def raising_async(error: BaseException, *_: object) -> Any:
    """Raise where a coroutine is expected."""
    raise error


def refusing(client: str, error: BaseException) -> dict[str, Any]:
    """Return the options of a client whose hook or middleware refuses every request."""
    if client == "aiohttp":
        return {"middlewares": [partial(raising_async, error)]}
    raise_ = partial(raising_async if client.endswith("async") else raising, error)
    return {"event_hooks": {"request": [raise_]}}


def only_rule(telemetry: Telemetry) -> str:
    """Return who decided, where there is one span and one count."""
    (verdict,) = telemetry.verdicts()
    (count,) = telemetry.counts()
    assert count.value == 1
    assert count.attributes["errkind.reason"] == verdict["errkind.reason"]
    return str(verdict["errkind.rule"])


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize(
    ("error", "rule"),
    [
        (CircuitOpenError("payments"), "domain:circuit_open"),
        (mark(PoolEmptyError(), "key_pool_rate_limited"), "domain:key_pool_rate_limited"),
    ],
    ids=["raised", "marked"],
)
def test_a_cause_in_a_hook(server: FaultServer, client: str, order: str, error: Exception, rule: str) -> None:
    """A hook or a middleware that stops the call gives it one span and one count; the application sees it."""
    with instrumented(ORDERS[order]) as telemetry:
        sight = CALLERS[client](server.url("/json"), **refusing(client, error))

        assert only_rule(telemetry) == rule
    assert sight.raised is not None
    assert sight.raised.kind is type(error)


@pytest.mark.parametrize("client", MODULES)
def test_an_unmarked_exception_is_the_applications(server: FaultServer, client: str) -> None:
    """What is not marked, and raised before anything was sent, is no failure of HTTP."""
    with instrumented() as telemetry:
        CALLERS[client](server.url("/json"), **refusing(client, PoolEmptyError()))

        assert telemetry.counts() == []


@pytest.mark.parametrize("client", MODULES)
@pytest.mark.parametrize("how", [raising, masking])
def test_a_cause_in_a_transport(client: str, how: Any) -> None:
    """A custom transport raises the cause, or something that hides it."""
    transport = MODULES[client].MockTransport(partial(how, KeyPoolUnauthorizedError("all keys refused")))

    with instrumented() as telemetry:
        CALLERS[client]("http://pool.test/", transport=transport)

        assert only_rule(telemetry) == "domain:key_pool_unauthorized"
        assert telemetry.verdicts()[0]["errkind.category"] == "unauthorized"


@pytest.mark.parametrize("client", MODULES)
@pytest.mark.parametrize("access", ["read", "stream-all"])
@pytest.mark.parametrize(
    ("cause", "rule"),
    [("key_pool_unauthorized", "domain:key_pool_unauthorized"), ("other", "status"), (7, "status")],
    ids=["known", "unknown", "no text"],
)
def test_a_response_that_hides_a_cause(client: str, access: str, cause: object, rule: str) -> None:
    """A response that a custom transport makes can say what its status hides."""
    module = MODULES[client]

    def answer(_request: object) -> Any:
        return module.Response(502, extensions={"errkind.cause": cause}, content=b"Bad Gateway")

    with instrumented() as telemetry:
        CALLERS[client]("http://pool.test/", access, transport=module.MockTransport(answer))

        assert only_rule(telemetry) == rule
        assert telemetry.verdicts()[0]["http.response.status_code"] == 502


@pytest.mark.parametrize("client", MODULES)
def test_a_cause_in_an_auth_flow(server: FaultServer, client: str) -> None:
    """The span of the refused request tells that there was no other key to try."""
    module = MODULES[client]
    url = server.answer("/refused", 401)

    class Keys(module.Auth):  # type: ignore[misc, name-defined]
        def auth_flow(self, request: Any) -> Any:
            yield request
            raise KeyPoolUnauthorizedError

    with instrumented() as telemetry:
        CALLERS[client](url, auth=Keys())

        assert only_rule(telemetry) == "domain:key_pool_unauthorized"
        assert telemetry.verdicts()[0]["http.response.status_code"] == 401


def test_a_marked_exception_of_raise_for_status(server: FaultServer) -> None:
    """What a callable raises in the place of a status of aiohttp's is the verdict."""
    url = server.answer("/gone", 502)

    async def refuse(response: aiohttp.ClientResponse) -> None:
        if response.status == 502:
            raise DeadlineError

    async def call() -> None:
        async with aiohttp.ClientSession(raise_for_status=refuse) as session:
            with pytest.raises(DeadlineError):
                await session.get(url)

    with instrumented() as telemetry:
        asyncio.run(call())

        assert only_rule(telemetry) == "domain:deadline"


@pytest.mark.parametrize("client", CALLERS)
def test_a_rule_of_the_user_comes_first(server: FaultServer, client: str) -> None:
    """User rules are asked before the causes of the program."""
    rule = Rule(name="mine", match={"exception": "CircuitOpenError"}, reason="maintenance")

    with instrumented(rules=[rule]) as telemetry:
        CALLERS[client](server.url("/json"), **refusing(client, CircuitOpenError()))

        assert only_rule(telemetry) == "user:mine"


@pytest.mark.parametrize("client", CALLERS)
def test_a_fallback_fails_for_its_own_reason(server: FaultServer, client: str) -> None:
    """A call that is made because a circuit is open, and fails, is no open circuit."""
    with instrumented() as telemetry:
        try:
            raising(CircuitOpenError())
        except CircuitOpenError:
            CALLERS[client](server.url("/close-without-answer"))

        assert only_rule(telemetry) == "exception"
