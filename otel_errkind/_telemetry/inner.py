"""What the calls inside one call have done, so that no failure is counted twice."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from otel_errkind._core.causes import covered
from otel_errkind._core.patterns import late
from otel_errkind._telemetry.held import weakly
from otel_errkind._telemetry.operation import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from otel_errkind._telemetry.emit import Emitter
    from otel_errkind._telemetry.exchange import Exchange

_MOST: Final = 256
"""Calls that are remembered: a transport may run a whole program inside of one call."""

_USER: Final = late(r"(?<=//)[^/?]*@")


class _Inner(NamedTuple):
    """One of them. It keeps neither its request, with whatever was sent, nor the frames of its exception."""

    emitter: Emitter
    attempt: int
    wanted: tuple[str, str]
    status_code: int | None
    request: Callable[[], object]
    error: Callable[[], object]


class InnerCalls:
    """What one call is told by the calls inside it: those of its hooks, or of a library that carries it."""

    __slots__ = ("_attempt", "_attempts", "_counted", "_watched")

    def __init__(self) -> None:
        self._attempt = 0
        """Which one is under way. What a carrier counted in one before is not what comes out of this one."""
        self._attempts: Operation | None = None
        self._counted: deque[_Inner] = deque(maxlen=_MOST)
        self._watched: deque[_Inner] = deque(maxlen=_MOST)

    def operation(self, around: Callable[[], Operation | None]) -> Operation:
        """Return the operation whose attempts they are that carry this call."""
        if self._attempts is None:
            self._attempts = Operation()
            self._attempts.outer = around()
        return self._attempts

    def attempt(self) -> None:
        """Learn that this call sends another request, or is carried once more."""
        self._attempt += 1
        if self._attempts is not None:
            self._attempts.attempt()

    def end(self) -> None:
        """Learn that this call is over."""
        if self._attempts is not None:
            self._attempts.end()

    def note_counted(self, emitter: Emitter, exchange: Exchange) -> None:
        """Remember a failure that one of them has counted."""
        self._counted.append(self._inner(emitter, exchange))

    def note_watched(self, emitter: Emitter, exchange: Exchange) -> None:
        """Remember that one of them watches the body of its answer."""
        self._watched.append(self._inner(emitter, exchange))

    def watched(self, emitter: Emitter, exchange: Exchange) -> bool:
        """Tell whether one of another library carried this request, and watches its answer."""
        return any(self._answered(inner, emitter, exchange) for inner in self._watched)

    def counted(self, emitter: Emitter, exchange: Exchange, error: BaseException | None = None) -> bool:
        """Tell whether one of them carried this request, or raised what now comes out of the call."""
        if error is None:
            return any(self._answered(inner, emitter, exchange) for inner in self._counted)
        links = [*covered(error)]
        known = [*links, exchange.request, *(each for link in links for each in about(link))]
        return any(
            self._carried(inner, emitter, exchange)
            or any(each is not None and (each is inner.error() or each is inner.request()) for each in known)
            for inner in self._counted
        )

    def _inner(self, emitter: Emitter, exchange: Exchange) -> _Inner:
        evidence = exchange.evidence
        request, error = weakly(exchange.request), weakly(evidence.exception)
        sent = wanted(exchange.method, exchange.url)
        return _Inner(emitter, self._attempt, sent, evidence.status_code, request, error)

    def _answered(self, inner: _Inner, emitter: Emitter, exchange: Exchange) -> bool:
        """Tell whether an answer is that of an inner call, which carried the request or was sent the same."""
        sent = exchange.request
        is_sent = sent is not None and sent is inner.request()
        return self._carried(inner, emitter, exchange) or (
            is_sent and inner.status_code == exchange.evidence.status_code
        )

    def _carried(self, inner: _Inner, emitter: Emitter, exchange: Exchange) -> bool:
        """Tell whether another library carried this request; one of the same library is a neighbour."""
        is_carrier = inner.emitter is not emitter and inner.attempt == self._attempt
        return is_carrier and inner.wanted == wanted(exchange.method, exchange.url)


def about(error: BaseException) -> tuple[object, object]:
    """Return the request that an exception is about, of httpx or of aiohttp. None of its code runs."""
    fields = getattr(error, "__dict__", {})
    return fields.get("_request"), fields.get("request_info")


def wanted(method: str, url: object) -> tuple[str, str]:
    """Return what two libraries say alike of one request."""
    # yarl drops the fragment and the mark of an empty query, writes a path, and unquotes what httpx leaves;
    # aiohttp puts the user into a header.
    where, _, query = _USER.sub("", str(url).partition("#")[0]).partition("?")
    path = "/" if where.count("/") == len("//") else ""
    return method, unquote(f"{where}{path}?{query}" if query else where + path)
