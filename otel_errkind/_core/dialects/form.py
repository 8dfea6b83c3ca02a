"""Errors in the coding of forms: PayPal's name-value pairs, and OAuth's where no JSON was asked for."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from otel_errkind._core.dialects import plain
from otel_errkind._core.envelope import LONGEST_MESSAGE, Envelope, codes_at, text_at
from otel_errkind._core.fine import is_failing_word
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
LINE = late(rb"[A-Za-z_][\w.-]{0,64}=[^\r\n&]{0,2048}\r?\n[A-Za-z_][\w.-]{0,64}=")
"""The beginning of pairs that stand on lines of their own, as Elavon sends them."""
OUTCOMES = (
    ("RESULT", "0", "RESPMSG"),
    ("response", "1", "responsetext"),
    ("trnApproved", "1", "messageText"),
)
"""Payflow's, NMI's and Bambora's names of a payment's outcome, what it is if all is well, and its text's."""
NO = "N"
"""The flag of what did not happen: `errorType=N`."""
CODE_NAMES = ("L_ERRORCODE0", "oauth_problem")
TEXT_NAMES = ("L_LONGMESSAGE0", "L_SHORTMESSAGE0", "oauth_problem_advice")


def read(text: str) -> Envelope | None:
    """Read the first error of the pairs; None where these are no pairs, or name none."""
    fields = fields_of(text)
    if not fields:
        return None
    problem = fields.get("oauth_problem")
    if isinstance(problem, str):  # Xero writes it in words.
        fields["oauth_problem"] = problem.replace(" ", "_")
    found, codes = plain.read(fields), codes_at(fields, *CODE_NAMES)
    codes = (*codes, *(code for code in (found.codes if found else ()) if code not in codes))
    message = text_at(fields, *TEXT_NAMES) or (found.message if found else None)
    return Envelope("form", codes, message, table=CODES) if codes or message else None


def fields_of(text: str) -> dict[str, Json]:
    """Return the pairs; none if these are no pairs."""
    head = text[:LONGEST_MESSAGE]
    encoded = head.encode("utf-8", "replace")
    if LINE.match(encoded):
        lines = (line.partition("=") for line in head.splitlines())
        return {name.strip(): value.strip() for name, _, value in lines if value.strip()}
    return dict(parse_qsl(head)) if PAIR.match(encoded) else {}


def refuses(fields: Mapping[str, Json]) -> bool:
    """Say whether the status is a code in capitals that speaks of a failure: Yubico's."""
    status = fields.get("status")
    return isinstance(status, str) and status.isupper() and is_failing_word(status)


def is_declined(fields: Mapping[str, Json]) -> bool:
    """Say whether the pairs are the answer of a gateway for payments that did not take one."""
    return any(text in fields and fields.get(name) not in (None, fine) for name, fine, text in OUTCOMES)
