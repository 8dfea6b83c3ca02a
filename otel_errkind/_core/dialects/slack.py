"""Slack-like answers, `{"ok": false, "error"}`, and Telegram's with `error_code` and `parameters`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import (
    Envelope,
    codes_at,
    number_at,
    object_at,
    status_at,
    text_at,
)
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "request_timeout": Reason.INVALID_REQUEST,  # Slack: the body of our request was cut short.
        "message_limit_exceeded": Reason.QUOTA_EXHAUSTED,
        "not_in_channel": Reason.PERMISSION_DENIED,
        "is_archived": Reason.VALIDATION,
        "msg_too_long": Reason.PAYLOAD_TOO_LARGE,
        "no_text": Reason.VALIDATION,
        "team_added_to_org": Reason.CONFLICT,
        "accesslimited": Reason.PERMISSION_DENIED,
        "external_channel_migrating": Reason.CONFLICT,
    }
)


def read(body: dict[str, Json]) -> Envelope | None:
    """Read `error`, or Telegram's number, which is a status."""
    if body.get("ok") is not False:
        return None
    error = body.get("error")
    codes = codes_at(body, "error", "error_code", "code")
    message = text_at(body, "description", "message") or (None if codes else text_at(body, "error"))
    if isinstance(error, dict):
        codes, message = codes_at(error, "code", "type", "name"), text_at(error, "message", "description")
    wait = number_at(object_at(body, "parameters") or {}, "retry_after")
    status = status_at(body, "error_code", "code", "status")
    return Envelope("slack", codes, message, status, table=CODES, retry_after=wait)
