"""XML-RPC faults: a struct of `faultCode` and `faultString`, always under a 200."""

from __future__ import annotations

import html
from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.dialects import jsonrpc
from otel_errkind._core.envelope import LONGEST_MESSAGE, Envelope, status_of
from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Mapping

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        # Only the range that both reserve: small numbers are each server's own, as Odoo's 3 for a denial.
        **{code: reason for code, reason in jsonrpc.CODES.items() if code.startswith("-32")},
        # Dan Libby's "Specification for Fault Code Interoperability", which JSON-RPC took over in part.
        "-32700": Reason.VALIDATION,
        "-32500": Reason.INTERNAL,
        "-32400": Reason.INTERNAL,
        "-32300": Reason.UPSTREAM_FAILURE,
        "1": Reason.INTERNAL,  # Python's xmlrpc.server: the handler raised.
    }
)

_MEMBER = (
    r"<name>\s{0,16}%s\s{0,16}</name>\s{0,64}<value>\s{0,16}(?:<(?:int|i4|string)>)?\s{0,16}([^<>]{1,%d})"
)
_CODE = late(_MEMBER % ("faultCode", 32))
_RAISED = late(r"(?:<class ')?((?:\w{1,64}\.){0,8}[A-Z]\w{1,64})(?:'>)?: ?")
"""The class of an exception in front of its text: Python's servers number all of them alike."""
_TEXT = late(_MEMBER % ("faultString", LONGEST_MESSAGE))


def read(head: str) -> Envelope | None:
    """Read a fault; WordPress and others number theirs with HTTP statuses."""
    code = _CODE.search(head) if "<methodResponse" in head[:512] else None
    if code is None:
        return None
    number, text = code[1].strip(), _TEXT.search(head)
    message = html.unescape(text[1]).strip() if text else None
    raised = _RAISED.match(message) if message else None
    hints = (raised[1], number) if raised else ()
    return Envelope("xmlrpc", (number,), message, status_of(number), hints, CODES)
