"""What the calls inside one call have done, so that no failure is counted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from otel_errkind._core.exceptions import chain

if TYPE_CHECKING:
    from collections.abc import Callable

    from otel_errkind._telemetry.emit import Emitter
    from otel_errkind._telemetry.exchange import Exchange


class InnerCalls:
    """What one call is told by the calls inside it: those of its hooks, or of a library that carries it."""

    __slots__ = ("_counted", "_watched")

    def __init__(self) -> None:
        self._counted: tuple[tuple[Emitter, Exchange], ...] = ()
        self._watched: tuple[tuple[Emitter, Callable[[], Exchange]], ...] = ()

    def note_counted(self, emitter: Emitter, exchange: Exchange) -> None:
        """Remember a failure that one of them has counted."""
        self._counted += ((emitter, exchange),)

    def note_watched(self, emitter: Emitter, describe: Callable[[], Exchange]) -> None:
        """Remember that one of them watches the body of its answer."""
        self._watched += ((emitter, describe),)

    def carried(self, emitter: Emitter, describe: Callable[[], Exchange]) -> bool:
        """Tell whether one of another library carried this request, and judges or watches its answer."""
        exchange = describe()
        return self.counted(emitter, exchange) or any(
            carrier is not emitter and _request(describe_carried()) == _request(exchange)
            for carrier, describe_carried in self._watched
        )

    def counted(self, emitter: Emitter, exchange: Exchange, error: BaseException | None = None) -> bool:
        """Tell whether one of them carried this request, or raised what now comes out of the call.

        A response is taken for that of an inner call if that was of the same request, as where a transport
        forwards it, or made by another library: one of the same library to the same URL is a neighbour.
        """
        causes = {id(cause) for cause in chain(error)} if error is not None else frozenset[int]()
        return any(
            id(inner.evidence.exception) in causes
            or (
                inner.request is not None
                and inner.request is exchange.request
                and (error is not None or inner.evidence.status_code == exchange.evidence.status_code)
            )
            or ((error is not None or carrier is not emitter) and _request(inner) == _request(exchange))
            for carrier, inner in self._counted
        )


def _request(exchange: Exchange) -> tuple[str, str]:
    # yarl drops the fragment, and unquotes what httpx leaves as it was.
    return exchange.method, unquote(str(exchange.url).partition("#")[0])
