"""Bodies that are no JSON: event streams, XML, HTML pages, forms, and the one-line texts of proxies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from otel_errkind._core.dialects import cloudflare, events, form, markup
from otel_errkind._core.document import CALL
from otel_errkind._core.envelope import LONGEST_MESSAGE, Envelope, code_of
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Callable

    from otel_errkind._core.document import Json

CODE_FIRST = late(r"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): ")
CODE_ALONE = late(r"^([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\s*$", re.MULTILINE)
CODE_LAST = late(r"\(([A-Z]+(?:_[A-Z]+)+)\)(?: \(version [^()]{1,64}(?:\([^()]{1,32}\))?\))?\s*\Z")
EXCEPTION = late(r"(?:\A|\n)(Code: [0-9]{1,5}\. DB::Exception: [^\n]{1,900})\s{0,8}\Z")
"""What ClickHouse appends to the rows that it has sent when a query fails."""
TAIL = 1024
JSONP = late((CALL + r"\s{0,16}[{\[]").encode())
NUMBERED = late(r"error code: ([0-9]{3,5})", re.IGNORECASE)


def read(text: str, read_object: Callable[[dict[str, Json]], Envelope | None]) -> Envelope | None:
    """Read a text by how it begins; the data of an event stream is read as the JSON that it is."""
    if text.startswith("<"):
        return markup.read(text)
    if text.startswith(events.BEGINNINGS):
        data = events.error_data(text)
        return read_object(data) if data is not None else None
    return form.read(text) or _read_line(text)


def may_hold_error(raw: bytes) -> bool:
    """Say whether the text of a success is worth a look."""
    return b"DB::Exception: " in raw[-TAIL:] or JSONP.match(raw) is not None


def ends_in_exception(text: str) -> bool:
    """Say whether the rows of an answer end in the exception that kept it from the others."""
    return EXCEPTION.search(text[-TAIL:]) is not None


def _read_line(text: str) -> Envelope:
    """Read a code in front of the text or on a line of its own (Vercel), or Cloudflare's number."""
    appended = EXCEPTION.search(text[-TAIL:])
    head = appended[1] if appended else text[:LONGEST_MESSAGE]
    found = CODE_FIRST.match(head) or NUMBERED.match(head) or CODE_ALONE.search(head)
    found = found or CODE_LAST.search(head)  # ClickHouse
    code = code_of(found[1]) if found else None
    return Envelope("text", (code,) if code else (), head, table=cloudflare.CODES)
