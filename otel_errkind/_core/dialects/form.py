"""Errors in the coding of forms: PayPal's name-value pairs, and OAuth's where no JSON was asked for."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from otel_errkind._core.dialects import plain
from otel_errkind._core.envelope import LONGEST_MESSAGE, Envelope, codes_at, text_at
from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "10001": Reason.INTERNAL,
        "10002": Reason.INVALID_CREDENTIALS,
        "10007": Reason.PERMISSION_DENIED,
        "10008": Reason.INVALID_CREDENTIALS,
        "81100": Reason.VALIDATION,
    }
)

PAIR = late(rb"[A-Za-z_][\w.-]{0,64}=[^\s&]{0,2048}(?:&[A-Za-z_]|\Z)")
CODE_NAMES = ("L_ERRORCODE0",)
TEXT_NAMES = ("L_LONGMESSAGE0", "L_SHORTMESSAGE0")


def read(text: str) -> Envelope | None:
    """Read the first error of the pairs; None where these are no pairs, or name none."""
    fields = fields_of(text)
    if not fields:
        return None
    found, codes = plain.read(fields), codes_at(fields, *CODE_NAMES)
    codes = (*codes, *(code for code in (found.codes if found else ()) if code not in codes))
    message = text_at(fields, *TEXT_NAMES) or (found.message if found else None)
    return Envelope("form", codes, message, table=CODES) if codes or message else None


def fields_of(text: str) -> dict[str, Json]:
    """Return the pairs; none if these are no pairs."""
    is_form = PAIR.match(text[:LONGEST_MESSAGE].encode("utf-8", "replace"))
    return dict(parse_qsl(text[:LONGEST_MESSAGE])) if is_form else {}
