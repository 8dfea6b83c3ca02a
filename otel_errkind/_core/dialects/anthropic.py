"""Anthropic's envelope: `{"type": "error", "error": {"type", "message", "details": {"error_code"}}}`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, codes_at, object_at, text_at
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "linked_organization_billing_unavailable": Reason.BILLING,
        "overloaded_error": Reason.CAPACITY,
        "request_too_large": Reason.PAYLOAD_TOO_LARGE,
    }
)


def read(body: dict[str, Json]) -> Envelope | None:
    """Read the error; the code in its details is more specific than its type."""
    error = body.get("error")
    if body.get("type") != "error" or not isinstance(error, dict):
        return None
    details = object_at(error, "details") or {}
    codes = codes_at(details, "error_code") + codes_at(error, "type")
    return Envelope("anthropic", codes, text_at(error, "message"), table=CODES)
