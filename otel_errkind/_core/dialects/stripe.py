"""Stripe's envelope: OpenAI's fields plus `doc_url`, `decline_code` or a `card_error`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, codes_at, text_at
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "lock_timeout": Reason.RATE_LIMIT,  # Too many calls for one object: Stripe sends it with 429.
        "idempotency_error": Reason.VALIDATION,
        "idempotency_key_in_use": Reason.CONFLICT,
        "account_closed": Reason.PAYMENT_DECLINED,
        "authentication_required": Reason.PAYMENT_DECLINED,  # The cardholder must confirm.
    }
)


def read(error: dict[str, Json]) -> Envelope | None:
    """Read the error; the code is more specific than the type, and a card error is the cardholder's."""
    codes = codes_at(error, "code", "type")
    table = {codes[0]: Reason.PAYMENT_DECLINED} if error.get("type") == "card_error" else CODES
    return Envelope("stripe", codes, text_at(error, "message"), table=table)
