"""Neighbours in one process with us: retries, caches, carriers and doubles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neighbours.calls import CALLS, Neighbour, Place
from telemetry import CONTRIB, ORDERS, instrumented

if TYPE_CHECKING:
    from pathlib import Path

    from faults import FaultServer

in_both_orders = pytest.mark.parametrize("order", ORDERS)
with_every_neighbour = pytest.mark.parametrize("neighbour", CALLS.values(), ids=CALLS)


@pytest.fixture
def place(server: FaultServer, tmp_path: Path, request: pytest.FixtureRequest, neighbour: Neighbour) -> Place:
    """Return a place to call from; pytest-httpx patches httpx as soon as its fixture is asked for."""
    is_fixture = neighbour is CALLS["pytest-httpx"]
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
