"""OAuth 2.0's flat error (RFC 6749, 5.2; RFC 8628, 3.5) and Microsoft Entra's `AADSTS` texts in it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, code_of, text_at
from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "invalid_grant": Reason.EXPIRED_CREDENTIALS,
        "invalid_client": Reason.INVALID_CREDENTIALS,
        "invalid_code": Reason.INVALID_CREDENTIALS,  # Zoho's name for a wrong grant.
        "unauthorized_client": Reason.PERMISSION_DENIED,
        "access_denied": Reason.PERMISSION_DENIED,
        "invalid_scope": Reason.VALIDATION,
        "unsupported_grant_type": Reason.UNSUPPORTED,
        "unsupported_response_type": Reason.UNSUPPORTED,
        "temporarily_unavailable": Reason.CAPACITY,
        "slow_down": Reason.RATE_LIMIT,
        "authorization_pending": Reason.PERMISSION_DENIED,  # A person has not confirmed yet.
        "expired_token": Reason.EXPIRED_CREDENTIALS,
        "interaction_required": Reason.PERMISSION_DENIED,
        "consent_required": Reason.PERMISSION_DENIED,
        "login_required": Reason.INVALID_CREDENTIALS,
        "insufficient_scope": Reason.PERMISSION_DENIED,
        "incorrect_client_credentials": Reason.INVALID_CREDENTIALS,
        "AADSTS50196": Reason.RATE_LIMIT,  # The client loops.
        "AADSTS90002": Reason.NOT_FOUND,
        "AADSTS90033": Reason.CAPACITY,
        "AADSTS50173": Reason.EXPIRED_CREDENTIALS,
        "AADSTS70008": Reason.EXPIRED_CREDENTIALS,
        "AADSTS700082": Reason.EXPIRED_CREDENTIALS,
        "AADSTS7000215": Reason.INVALID_CREDENTIALS,
        "AADSTS7000222": Reason.EXPIRED_CREDENTIALS,
    }
)

WAITING = "authorization_pending"
"""What another attempt cures: a person has not confirmed yet."""

_AADSTS = late(r"AADSTS[0-9]{4,8}")


def read(body: dict[str, Json]) -> Envelope | None:
    """Read `error`; an AADSTS number in the description overrules it where it is listed."""
    error = code_of(body.get("error"))
    if error is None or not ("error_description" in body or "error_uri" in body or error in CODES):
        return None
    message = text_at(body, "error_description", "error_uri", "message")
    entra = _AADSTS.search(message) if message else None
    hints = (entra[0],) if entra and entra[0] in CODES else ()
    return Envelope(
        "oauth", (error,), message, hints=hints, table=CODES, retryable=True if error == WAITING else None
    )
