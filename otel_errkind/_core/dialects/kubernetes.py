"""Kubernetes' `Status` object, `{"kind": "Status", "reason", "details": {"retryAfterSeconds"}}`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, codes_at, number_at, object_at, status_at, text_at
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "Expired": Reason.NOT_FOUND,  # The resource version, not a token.
        "AlreadyExists": Reason.CONFLICT,
    }
)


def read(body: dict[str, Json]) -> Envelope | None:
    """Read the reason, which is a closed set of the API conventions."""
    if body.get("kind") != "Status" or body.get("status") == "Success":
        return None
    details = object_at(body, "details") or {}
    wait = number_at(details, "retryAfterSeconds")
    message, status = text_at(body, "message"), status_at(body, "code")
    return Envelope("kubernetes", codes_at(body, "reason"), message, status, table=CODES, retry_after=wait)


def read_event(body: dict[str, Json]) -> Envelope | None:
    """Read the last event of a watch that broke: `{"type": "ERROR", "object": {"kind": "Status"}}`."""
    return read(object_at(body, "object") or {}) if body.get("type") == "ERROR" else None
