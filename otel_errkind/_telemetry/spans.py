"""The span that a verdict is written on: one that a tracing instrumentation made, or one of ours."""

from __future__ import annotations

from time import time_ns
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import Span as SdkSpan
    from opentelemetry.trace import Span


class HeldSpan:
    """A span of somebody else, open until it is released.

    `Span.end` is shadowed on that one instance and notes the time; the real `end` follows, with that time.
    """

    __slots__ = ("_end_time", "_is_held", "span")

    def __init__(self, span: SdkSpan) -> None:
        self.span = span
        self._end_time: int | None = None
        # Another tool may have shadowed `end` first.
        self._is_held = getattr(span.end, "__self__", None) is span
        if self._is_held:
            span.end = self._note_end  # type: ignore[method-assign]

    def _note_end(self, end_time: int | None = None) -> None:
        if self._end_time is None:
            self._end_time = end_time or time_ns()
            _show_end(self.span, self._end_time)

    def is_over(self) -> bool:
        """Tell whether its instrumentation has ended it."""
        return self._end_time is not None or not self.span.is_recording()

    def show_end(self) -> None:
        """Let it look ended if it is: who asks learns when that was, and nobody can add to it."""
        if self._end_time is not None:
            _show_end(self.span, self._end_time)

    def reopen(self) -> None:
        """Let it be written to."""
        if self._end_time is not None:
            _show_end(self.span, None)

    def release(self) -> None:
        """Let it end, at the time at which its instrumentation ended it."""
        if not self._is_held:
            return
        try:
            # Not by `vars(span)`, which would make later accesses slower. Of two threads, one succeeds.
            del self.span.end
        except AttributeError:
            return
        if self._end_time is not None:
            _show_end(self.span, None)
            self.span.end(self._end_time)


class OwnSpan:
    """A span of ours, which nobody else has."""

    __slots__ = ("_end_time", "span")

    def __init__(self, span: Span, end_time: int) -> None:
        self.span = span
        self._end_time = end_time

    def show_end(self) -> None:
        """Do nothing: nobody asks."""

    def reopen(self) -> None:
        """Do nothing: it is open."""

    def release(self) -> None:
        """Let it end."""
        self.span.end(self._end_time)


def _show_end(span: Any, end_time: int | None) -> None:  # noqa: ANN401 - what it sets is private
    """Give a span the end that the SDK will give it, or take that back; one of another kind has none."""
    if hasattr(span, "_end_time"):
        span._end_time = end_time  # noqa: SLF001 - nothing public sets it
