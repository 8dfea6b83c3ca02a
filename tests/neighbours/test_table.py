"""The table of neighbours in the README, and in `neighbours.table`, is that of these tests."""

from __future__ import annotations

from neighbours.application import TOOLS
from neighbours.calls import CALLS
from neighbours.table import NEIGHBOURS
from neighbours.test_workers import SERVERS


def test_every_neighbour_is_tested() -> None:
    """Each neighbour has calls, a tool or a server here, and each of these is a neighbour."""
    tested = {name.split(" ")[0] for name in (*CALLS, *TOOLS, *SERVERS)}

    assert tested == set(NEIGHBOURS)
