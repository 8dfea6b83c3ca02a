"""The beginning of a failed response's body, as far as it has been read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.coding import inflate
from otel_errkind._guard import Guard

if TYPE_CHECKING:
    from otel_errkind._telemetry.exchange import Exchange

_keeping = Guard("keeping a piece of a body")


class Beginning:
    """Keeps what a verdict may need, and no more. As an onlooker it says nothing by itself."""

    __slots__ = ("_is_whole", "_kept", "_room", "_window")

    def __init__(self, window: int) -> None:
        self._is_whole = False
        self._kept = bytearray()
        self._room = self._window = window

    def has_room(self) -> bool:
        """Tell whether more of the body is of use."""
        return self._room > 0

    def wants_more(self) -> bool:
        """Tell that what the application does not read is nothing to us."""
        return False

    def feed(self, piece: bytes) -> None:
        """Keep what there is room for."""
        with _keeping:
            if self._room > 0:
                self._kept += piece[: self._room]
            self._room -= len(piece)

    def end(self) -> None:
        """Note that this is the whole body, unless it was too long."""
        self._is_whole = self._room >= 0

    def fail(self, error: BaseException) -> None:
        """Do nothing: the call raises it."""

    spoil = fail

    def leave(self) -> None:
        """Do nothing."""

    def abandon(self) -> None:
        """Do nothing."""

    def forget(self) -> None:
        """Keep nothing any more."""
        self._kept = bytearray()
        self._room = 0

    def added_to(self, exchange: Exchange) -> Exchange:
        """Return the exchange with what is known of its body."""
        kept, coding = bytes(self._kept), (exchange.evidence.headers or {}).get("content-encoding")
        if not coding:
            return exchange.with_body(kept, complete=self._is_whole)
        body = inflate(kept, coding, self._window)
        # A decoded body that fills the window may have been longer.
        whole = self._is_whole and len(body or b"") < self._window
        return exchange.with_body(body, complete=whole)
