"""What the calls inside one call have done, so that no failure is counted twice."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from otel_errkind._core.causes import covered
from otel_errkind._core.exceptions import members_of
from otel_errkind._core.patterns import late
from otel_errkind._telemetry.operation import Operation

if TYPE_CHECKING:
    from collections.abc import Callable

    from otel_errkind._telemetry.emit import Emitter
    from otel_errkind._telemetry.exchange import Exchange

_MOST: Final = 256
"""Calls that are remembered: a transport may run a whole program inside of one call."""

_USER: Final = late(r"(?<=//)[^/?]*@")


class Inner(NamedTuple):
    """One of them. It keeps neither its request, with whatever was sent, nor the frames of its exception."""

    emitter: Emitter
    number: int
    """Which request it was, of all that the call around it had begun or had carried by then."""
    wanted: tuple[tuple[str, str] | None, tuple[str, str]]
    """What it was asked for at first, and in the end: it may have followed redirects."""
    status_code: int | None
    request: Callable[[], object]
    error: Callable[[], object]


class InnerCalls:
    """What one call is told by the calls inside it: those of its hooks, or of a library that carries it."""

    __slots__ = ("_attempts", "_counted", "_watched")

    def __init__(self) -> None:
        self._attempts: Operation | None = None
        self._counted: deque[Inner] = deque(maxlen=_MOST)
        self._watched: deque[Inner] = deque(maxlen=_MOST)

    def operation(self, around: Callable[[], Operation | None]) -> Operation:
        """Return the operation whose attempts they are that carry this call."""
        if self._attempts is None:
            self._attempts = Operation()
            self._attempts.outer = around()
        return self._attempts

    def attempt(self) -> None:
        """Learn that this call sends another request, or is carried once more."""
        if self._attempts is not None:
            self._attempts.attempt()

    def end(self) -> None:
        """Learn that this call is over."""
        if self._attempts is not None:
            self._attempts.end()

    def note_counted(self, inner: Inner) -> None:
        """Remember a failure that one of them has counted."""
        self._counted.append(inner)

    def note_watched(self, inner: Inner) -> None:
        """Remember that one of them watches the body of its answer."""
        self._watched.append(inner)

    def watched(self, emitter: Emitter, exchange: Exchange, since: int) -> bool:
        """Tell whether one of them carried this request, `since` one, and watches its answer."""
        status_code = exchange.evidence.status_code
        return any(
            inner.status_code == status_code and _carried(inner, emitter, exchange, since)
            for inner in self._watched
        )

    def counted(
        self, emitter: Emitter, exchange: Exchange, since: int, error: BaseException | None = None
    ) -> bool:
        """Tell whether one of them carried this request, or raised what now comes out of the call."""
        links = [] if error is None else [*covered(error, reworded=True)]
        links += (each for link in links for each in members_of(link))
        raised = [*links, *(each for link in links for each in about(link) if each is not exchange.request)]
        return any(
            (_carried(inner, emitter, exchange, since) and (error is None or _agrees(inner, exchange)))
            or any(each is not None and (each is inner.error() or each is inner.request()) for each in raised)
            for inner in self._counted
        )


def _agrees(inner: Inner, exchange: Exchange) -> bool:
    """Tell whether the failures of both may be those of one answer, or of none."""
    status_code = exchange.evidence.status_code
    return status_code is None or inner.status_code in {None, status_code}


def _carried(inner: Inner, emitter: Emitter, exchange: Exchange, since: int) -> bool:
    """Tell whether an inner call carried this request: it was sent the same, or is another library's.

    One of the same library that only went to the same URL is a neighbour.
    """
    if inner.number < since:
        return False
    sent = exchange.request
    if sent is not None and sent is inner.request():
        return inner.status_code in {None, exchange.evidence.status_code}
    return inner.emitter is not emitter and wanted(exchange.method, exchange.url) in inner.wanted


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
