"""Anthropic's envelope: `{"type": "error", "error": {"type", "message", "details": {"error_code"}}}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, codes_at, object_at, text_at

if TYPE_CHECKING:
    from otel_errkind._core.document import Json


def read(body: dict[str, Json]) -> Envelope | None:
    """Read the error; the code in its details is more specific than its type."""
    error = body.get("error")
    if body.get("type") != "error" or not isinstance(error, dict):
        return None
    details = object_at(error, "details") or {}
    codes = codes_at(details, "error_code") + codes_at(error, "type")
    return Envelope("anthropic", codes, text_at(error, "message"))
