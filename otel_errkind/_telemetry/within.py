"""The OpenTelemetry context of a call, for a verdict that is reached in another one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from opentelemetry.context import attach, detach

if TYPE_CHECKING:
    from collections.abc import Generator

    from opentelemetry.context import Context


@contextmanager
def within(context: Context) -> Generator[None]:
    """Let `context` be current: suppression, baggage and the parent of a span count as they were there."""
    token = attach(context)
    try:
        yield
    finally:
        detach(token)
