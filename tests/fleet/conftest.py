"""One fleet for all tests of it: it takes a minute until its rules know what is new."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from collector.otelcol import until
from fleet import stage, webhook
from fleet.binaries import MissingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fleet.stage import Fleet
    from fleet.webhook import Webhook

KNOWN_CLIENTS = ("httpx", "aiohttp")
GOOD, BAD, REFUSED = 40, 10, 10
"""Calls of each client whose outcome is known."""
NEW = 'count(up{job="otel-collector"} offset 1m)'
"""There is a result once the recording rules tell new series from old ones."""


def needed(error: MissingError) -> None:
    """Skip for want of a program, unless the gate says that all have to be there."""
    if os.environ.get("ERRKIND_REQUIRE_FLEET"):
        raise error
    pytest.skip(str(error))


class Filled(NamedTuple):
    """A fleet after the demonstration and the known traffic went through it."""

    fleet: Fleet
    demo: dict[str, Any]
    webhook: Webhook

    @property
    def sent(self) -> dict[str, int]:
        """Return the errors that the demonstration has sent, by category."""
        errors: dict[str, int] = self.demo["metric"]["by_category"]
        return errors


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """Run a fleet and fill it."""
    folder = tmp_path_factory.mktemp("fleet")
    try:
        with webhook.listening() as pager, stage.running(folder, pager.url) as fleet:
            until(lambda: fleet.prometheus.query(NEW), "Prometheus never looked", patience=120)
            filled = Filled(fleet, stage.demonstrate(fleet), pager)
            for client in KNOWN_CLIENTS:
                stage.traffic(fleet, client, f"known-{client}", GOOD, BAD, REFUSED)
            stage.settle(fleet, filled.sent)
            yield filled
    except MissingError as error:
        needed(error)
