"""A pager: it keeps the alerts that Alertmanager posts to it."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, NamedTuple

from collector.otelcol import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator


class Delivery(NamedTuple):
    """One alert, and the receiver that it went to."""

    receiver: str
    labels: dict[str, str]
    annotations: dict[str, str]
    status: str


class Webhook(NamedTuple):
    """Where it listens, and what came."""

    url: str
    deliveries: list[Delivery]

    def alerts(self, name: str) -> list[Delivery]:
        """Return what came of one alert."""
        return [delivery for delivery in self.deliveries if delivery.labels["alertname"] == name]


@contextmanager
def listening() -> Iterator[Webhook]:
    """Listen until the block is left."""
    deliveries: list[Delivery] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Keep the alerts of one post."""
            document = json.loads(self.rfile.read(int(self.headers["content-length"])))
            deliveries.extend(_alerts(document))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer((LOOPBACK, 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield Webhook(f"http://{LOOPBACK}:{server.server_address[1]}", deliveries)
        server.shutdown()


def _alerts(document: dict[str, Any]) -> Iterator[Delivery]:
    for alert in document["alerts"]:
        yield Delivery(document["receiver"], alert["labels"], alert["annotations"], alert["status"])
