"""What a client library showed of one failed exchange."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from otel_errkind._core.model import Evidence


def _untraced() -> bool:
    return False


class Exchange(NamedTuple):
    """A failed exchange in the words that are common to all clients."""

    evidence: Evidence
    method: str
    url: object = None
    """Its `str()` is the URL as the application gave it, secrets included; None if it could not be parsed."""
    host: str | None = None
    port: int | None = None
    traced: Callable[[], bool] = _untraced
    """Whether a tracing instrumentation met this call, so that a missing span was the sampler's decision."""
    body_complete: bool = True
    """False if the evidence holds only the beginning of the body."""
    request: object = None
    """What the library calls a request, if it has such objects: another one may go to the same URL."""

    def with_body(self, body: bytes | None, *, complete: bool) -> Exchange:
        """Add what is known of the body."""
        return self._replace(evidence=self.evidence._replace(body=body), body_complete=complete)

    def with_cause(self, cause: str) -> Exchange:
        """Add the domain cause by which the program has marked its answer."""
        return self._replace(evidence=self.evidence._replace(cause=cause))

    def with_error(self, error: BaseException | None) -> Exchange:
        """Add what broke the exchange after its response had begun."""
        return self._replace(evidence=self.evidence._replace(exception=error))

    def with_status(self, status_code: int | None) -> Exchange:
        """Add the status that had come before the exchange broke."""
        return self._replace(evidence=self.evidence._replace(status_code=status_code))
