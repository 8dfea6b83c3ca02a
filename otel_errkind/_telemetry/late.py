"""Successes whose body is still on its way: what goes wrong in there comes after the span has ended."""

from __future__ import annotations

from time import time_ns
from typing import TYPE_CHECKING

from opentelemetry import context, trace

from otel_errkind._core.finder import HARMLESS, ErrorFinder
from otel_errkind._guard import Guard
from otel_errkind._telemetry.collecting import is_collecting
from otel_errkind._telemetry.waiting import ABANDONED, is_this_process, this_process
from otel_errkind._telemetry.within import within

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from weakref import ref

    from otel_errkind._telemetry.emit import Emitter
    from otel_errkind._telemetry.exchange import Exchange
    from otel_errkind._telemetry.scope import CallScope

_watching = Guard("watching the body of a success")


class LateWatch:
    """An onlooker of one body. It speaks once, if at all: when the body breaks, or states an error."""

    __slots__ = (
        "_call",
        "_context",
        "_describe",
        "_emitter",
        "_finder",
        "_is_traced",
        "_left",
        "_operation",
        "_over",
        "_process",
        "_response",
        "_started",
    )

    def __init__(
        self,
        emitter: Emitter,
        call: CallScope,
        describe: Callable[[], Exchange],
        headers: Mapping[str, str],
        response: ref[object],
    ) -> None:
        self._emitter = emitter
        self._call = call
        self._describe = describe
        self._finder = ErrorFinder(emitter.window, headers) if emitter.inspects else None
        self._is_traced = call.held is not None
        self._response = response
        self._context = trace.set_span_in_context(call.held.span) if call.held else context.get_current()
        self._operation = call.operation_of(describe)
        self._started = time_ns()
        self._left: int | None = None
        """When it was abandoned."""
        self._process = this_process()
        self._over = False
        call.note_watched(describe)

    def wants_more(self) -> bool:
        """Tell that what the application does not read is nothing to us."""
        return False

    def feed(self, piece: bytes) -> None:
        """Look for an error in the next piece."""
        if self._finder is not None:
            with _watching:
                error = self._finder.feed(piece)
                if error is not None:
                    self._state(error)
                elif self._finder.looks is HARMLESS:
                    self._finder = None

    def end(self) -> None:
        """Look for an error in the whole."""
        if is_collecting():
            self.abandon()
            return
        if self._finder is not None and not self._over:
            with _watching:
                error = self._finder.end()
                if error is not None:
                    self._state(error)
        self._over = True

    leave = end

    def abandon(self) -> None:
        """Leave what the end would say to the next span that starts, or to a flush."""
        # What a forked child forgets, its parent has as well.
        if self._over or self._finder is None or not is_this_process(self._process):
            return
        if self._finder.is_open():
            self._left = time_ns()
            ABANDONED.append(self)

    def fail(self, error: BaseException) -> None:
        """Record that the body broke."""
        with _watching:
            self._speak(self._describe().with_error(error))

    spoil = fail

    def _state(self, error: bytes) -> None:
        exchange = self._describe().with_body(error, complete=len(error) < self._emitter.window)
        if self._emitter.inspects_host(exchange.host):
            self._speak(exchange)

    def _speak(self, exchange: Exchange) -> None:
        if self._over or is_collecting():
            return
        self._over = True
        if self._call.is_under_way():
            # A middleware of aiohttp, or its `raise_for_status`, reads within the call: its span is open.
            self._over = self._emitter.is_error(exchange)
            if self._over:
                self._call.note_seen(self._response, exchange)
            return
        # Suppression counts where the call was made, not where its body happens to be read.
        with within(self._context):
            # What only looked like an error is none: the body may break, or state another one.
            self._over = self._emitter.emit_late(
                exchange, (self._started, self._left or time_ns()), self._operation, traced=self._is_traced
            )
        if self._over:
            self._call.note_counted(exchange)
            self._finder = None
