"""Errors in the coding of forms: PayPal's name-value pairs, and OAuth's where no JSON was asked for."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from otel_errkind._core.envelope import LONGEST_MESSAGE, Envelope
from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Mapping

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "10001": Reason.INTERNAL,
        "10002": Reason.INVALID_CREDENTIALS,
        "10007": Reason.PERMISSION_DENIED,
        "10008": Reason.INVALID_CREDENTIALS,
        "81100": Reason.VALIDATION,
    }
)

FAILURE = late(rb"(?:\A|&)(?:ACK=Failure|error=[a-z_]{4,64}&error_[a-z]{3,16}=)")
"""What makes a form an error: PayPal's acknowledgement, or an `error` that is described."""

_PAIR = late(r"[A-Za-z_][\w.-]{0,64}=[^\s&]{0,2048}&")
_CODES = ("L_ERRORCODE0", "error_code", "error")
_TEXTS = ("L_LONGMESSAGE0", "L_SHORTMESSAGE0", "error_description", "error_message", "message")


def read(text: str) -> Envelope | None:
    """Read the first error of the pairs; None where these are no pairs, or name none."""
    if not _PAIR.match(text):
        return None
    fields = dict(parse_qsl(text[:LONGEST_MESSAGE]))
    codes = tuple(fields[name] for name in _CODES if name in fields)
    message = next((fields[name] for name in _TEXTS if name in fields), None)
    return Envelope("form", codes, message, table=CODES) if codes else None
