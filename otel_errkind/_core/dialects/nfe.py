"""Brazil's tax offices (SEFAZ), whose answers state a number and a reason: `<cStat>656</cStat><xMotivo>…`."""

from __future__ import annotations

import html
from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope
from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Mapping

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "108": Reason.MAINTENANCE,
        "109": Reason.MAINTENANCE,
        "656": Reason.RATE_LIMIT,
        "678": Reason.RATE_LIMIT,
        "999": Reason.INTERNAL,
        # The certificate of the sender, then that of the signature.
        **dict.fromkeys(map(str, (*range(280, 287), *range(290, 297))), Reason.INVALID_CREDENTIALS),
    }
)
"""Numbers of the NF-e's manual (Manual de Orientação do Contribuinte, 7.0); others are of the document."""

_FIRST_REJECTION = 201
_DENIED = frozenset(("301", "302", "303"))
"""The issuer's or the receiver's standing: an answer, which is kept like an authorization."""
_STATED = late(r"<cStat>([0-9]{3})</cStat>\s{0,16}<xMotivo>([^<]{1,2048})")


def read(head: str) -> Envelope | None:
    """Read the first number; None if there is none, or if it is of an answer."""
    found = _STATED.search(head)
    if found is None or found[1] in _DENIED or (int(found[1]) < _FIRST_REJECTION and found[1] not in CODES):
        return None
    text = html.unescape(found[2]).strip()
    return Envelope("nfe", (found[1],), text, hints=(found[1], "validation_error"), table=CODES)
