"""The application sees the same with us and without us, whatever the server does.

These are the cells of `python tests/matrix` that tell most; it runs all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from callers import CALLERS, TRIO
from faults import FAULTS
from telemetry import ORDERS, instrumented

if TYPE_CHECKING:
    from callers import Sight
    from faults import FaultServer

SLOW = {"drip", "endless", "gzip-bomb", "huge", "never-reads"}
"""Bodies that no application reads to their end; `test_bounds` is about them."""

NEEDS_STATE = {"keep-alive-dropped", "keep-alive-expired", "redirect"}
"""Faults of more than one request, which tests of their own send."""

READABLE = sorted(FAULTS.keys() - SLOW - NEEDS_STATE)
TELLING = ("json-error", "late-body", "short-body/503", "stream-breaks")
"""Faults that treat the ways of access differently."""


EVERY = {**CALLERS, **TRIO}
CELLS = [(name, access) for name, caller in CALLERS.items() for access in caller.accesses]


def compared(client: str, url: str, access: str, order: str) -> tuple[Sight, Sight]:
    """Return what the application sees without us and with us.

    What differs is compared again: a busy machine joins pieces that a server sends 20 ms apart.
    """
    for _ in range(3):
        bare = EVERY[client](url, access)
        with instrumented(ORDERS[order]):
            ours = EVERY[client](url, access)
        if ours == bare:
            break
    return bare, ours


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("fault", READABLE)
def test_a_call_has_the_same_result_with_us(server: FaultServer, client: str, fault: str) -> None:
    """A plain call returns the same response or raises the same exception."""
    url = server.url(f"/{fault}")

    bare, ours = compared(client, url, "read", "ours-first")

    assert ours == bare


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("client", "access"), CELLS)
@pytest.mark.parametrize("fault", TELLING)
def test_every_way_to_read_has_the_same_result_with_us(
    server: FaultServer, client: str, access: str, fault: str, order: str
) -> None:
    """However a response is read, raised on, abandoned or left: bytes, chunks and exceptions are the same."""
    url = server.url(f"/{fault}")

    bare, ours = compared(client, url, access, order)

    assert ours == bare


@pytest.mark.filterwarnings("ignore:Async generator .* was garbage collected:ResourceWarning")  # bare as well
@pytest.mark.parametrize("fault", [*TELLING, "close-without-answer"])
@pytest.mark.parametrize(
    ("client", "access", "order"),
    [
        (client, access, order)
        for (client, caller), order in zip(TRIO.items(), ORDERS, strict=True)
        for access in caller.accesses
    ],
)
def test_a_call_on_trio_has_the_same_result_with_us(
    server: FaultServer, client: str, access: str, fault: str, order: str
) -> None:
    """Nothing that we wait for takes an event loop for asyncio's."""
    url = server.url(f"/{fault}")

    bare, ours = compared(client, url, access, order)

    assert ours == bare
