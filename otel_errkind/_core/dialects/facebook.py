"""Meta's Graph API: `{"error": {"type": "OAuthException", "code": 190, "fbtrace_id"}}`, codes are numbers."""

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
        "1": Reason.INTERNAL,
        "2": Reason.CAPACITY,
        "3": Reason.PERMISSION_DENIED,
        "4": Reason.RATE_LIMIT,
        "10": Reason.PERMISSION_DENIED,
        "17": Reason.RATE_LIMIT,
        "32": Reason.RATE_LIMIT,
        "100": Reason.VALIDATION,
        "102": Reason.EXPIRED_CREDENTIALS,
        "190": Reason.EXPIRED_CREDENTIALS,
        "200": Reason.PERMISSION_DENIED,
        "294": Reason.PERMISSION_DENIED,
        "341": Reason.RATE_LIMIT,
        "368": Reason.PERMISSION_DENIED,
        "506": Reason.CONFLICT,
        "613": Reason.RATE_LIMIT,
        "80004": Reason.RATE_LIMIT,
        "130429": Reason.RATE_LIMIT,
        "131056": Reason.RATE_LIMIT,
        "131042": Reason.BILLING,
    }
)


def read(error: dict[str, Json]) -> Envelope | None:
    """Read the numeric code; the type says nothing, almost every failure is an `OAuthException`."""
    if not isinstance(error.get("code"), int):
        return None
    transient = error.get("is_transient")
    retryable = transient if transient is True else None
    return Envelope(
        "facebook", codes_at(error, "code"), text_at(error, "message"), table=CODES, retryable=retryable
    )
