"""An application under load that sends again what was not acknowledged, and remembers what was."""

from __future__ import annotations

import threading
import time
from http.client import HTTPException
from typing import TYPE_CHECKING, Self

from collector.foreign import post, request

if TYPE_CHECKING:
    from collections.abc import Callable

    from opentelemetry.proto.trace.v1.trace_pb2 import Span

PAUSE = 0.02
"""Seconds between requests."""


class Load:
    """Requests one after the other, to a list of receivers in turn, until it is left."""

    def __init__(self, urls: list[str], make: Callable[[], list[Span]]) -> None:
        """Send what `make` makes."""
        self.acknowledged: list[bytes] = []
        self.refused = 0
        self._urls = urls
        self._make = make
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Finish the request that is under way, and stop."""
        self._enough.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._enough.is_set():
            spans = self._make()
            while not self._sent(spans):
                self.refused += 1
                time.sleep(PAUSE)
            self.acknowledged.extend(span.span_id for span in spans)
            time.sleep(PAUSE)

    def _sent(self, spans: list[Span]) -> bool:
        """Send once, to the next receiver; tell whether it was acknowledged."""
        self._urls.append(self._urls.pop(0))
        try:
            post(self._urls[0], request(spans))
        except (OSError, HTTPException):
            return False
        return True
