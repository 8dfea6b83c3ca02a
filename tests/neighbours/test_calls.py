"""Neighbours in one process with us: retries, caches, carriers and doubles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aioresponses import aioresponses

from neighbours.calls import CALLS, SHOP, Neighbour, Place, with_aiohttp
from telemetry import CONTRIB, ORDERS, instrumented

if TYPE_CHECKING:
    from pathlib import Path

    from faults import FaultServer

in_both_orders = pytest.mark.parametrize("order", ORDERS)
with_every_neighbour = pytest.mark.parametrize("neighbour", CALLS.values(), ids=CALLS)


@pytest.fixture
def place(server: FaultServer, tmp_path: Path, request: pytest.FixtureRequest, neighbour: Neighbour) -> Place:
    """Return a place to call from; pytest-httpx patches httpx as soon as its fixture is asked for."""
    is_fixture = neighbour in {CALLS[name] for name in CALLS if name.startswith("pytest-httpx")}
    return Place(server, tmp_path, request.getfixturevalue("httpx_mock") if is_fixture else None)


@in_both_orders
@with_every_neighbour
def test_one_verdict_and_one_count(neighbour: Neighbour, order: str, place: Place) -> None:
    """Each failed call has one span with the verdict and one count; where it has none, the README says so."""
    with instrumented(ORDERS[order]) as telemetry:
        neighbour.calls(place._replace(tracer_provider=telemetry.tracer_provider))
        counted = telemetry.total()

    found = [(v["errkind.category"], v.get("http.request.resend_count")) for v in telemetry.verdicts()]
    assert tuple(found) == neighbour.verdicts
    assert counted == len(neighbour.verdicts)


@in_both_orders
@with_every_neighbour
def test_the_application_sees_the_same(neighbour: Neighbour, order: str, place: Place) -> None:
    """Answers and exceptions are those that the application gets beside OpenTelemetry alone."""
    with instrumented(CONTRIB):
        without = neighbour.calls(place)

    with instrumented(ORDERS[order]):
        seen = neighbour.calls(place)

    assert seen == without
    assert seen != []


@pytest.mark.parametrize("order", [(), *ORDERS.values()], ids=["bare", *ORDERS])
def test_aioresponses_answers_no_aiohttp_of_today(order: tuple[Any, ...]) -> None:
    """Its answer cannot be made, with us or without us: the README says so for as long as this holds."""
    with instrumented(order) as telemetry, aioresponses() as double:
        double.get(SHOP, status=429)
        with pytest.raises(TypeError, match="stream_writer"):
            with_aiohttp(SHOP)

        assert (telemetry.verdicts(), telemetry.counts()) == ([], [])
