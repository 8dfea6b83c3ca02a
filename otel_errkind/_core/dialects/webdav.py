"""WebDAV's multi-status, RFC 4918, section 13: one status for each resource, under a 207."""

from __future__ import annotations

from http import HTTPStatus

from otel_errkind._core.envelope import Envelope
from otel_errkind._core.patterns import late

BEFORE_STATUS = r"<(?:[\w.-]{1,32}:)?status>\s{0,16}HTTP/[0-9.]{1,3} "
STATUS = late(BEFORE_STATUS + "([1-5][0-9]{2})")
CONDITION = late(r"<(?:[\w.-]{1,32}:)?error>\s{0,64}<(?:[\w.-]{1,32}:)?([\w-]{1,64})")
"""The first precondition or postcondition that was not met, RFC 4918, section 16."""
DESCRIPTION = late(r"<(?:[\w.-]{1,32}:)?responsedescription>\s{0,16}([^<>]{1,2048})")
_BEGINNING = 512


def read(head: str) -> Envelope | None:
    """Read the first status, if nothing succeeded: else what failed is a part of the answer."""
    stated = [int(status) for status in STATUS.findall(head)] if "multistatus" in head[:_BEGINNING] else []
    if not stated or min(stated) < HTTPStatus.BAD_REQUEST:
        return None
    condition, text = CONDITION.search(head), DESCRIPTION.search(head)
    codes = (condition[1],) if condition else ()
    return Envelope("multistatus", codes, text[1].strip() if text else None, stated[0])
