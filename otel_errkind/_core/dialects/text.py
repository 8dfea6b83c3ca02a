"""Bodies that are no JSON: event streams, XML, HTML pages, forms, and the one-line texts of proxies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from otel_errkind._core.dialects import cloudflare, events, form, markup
from otel_errkind._core.envelope import LONGEST_MESSAGE, Envelope, code_of
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Callable

    from otel_errkind._core.document import Json

CODE_FIRST = late(r"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): ")
CODE_ALONE = late(r"^([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\s*$", re.MULTILINE)
CODE_LAST = late(r"\(([A-Z]+(?:_[A-Z]+)+)\)(?: \(version [^()]{1,64}(?:\([^()]{1,32}\))?\))?\s*\Z")
NUMBERED = late(r"error code: ([0-9]{3,5})", re.IGNORECASE)


def read(text: str, read_object: Callable[[dict[str, Json]], Envelope | None]) -> Envelope | None:
    """Read a text by how it begins; the data of an event stream is read as the JSON that it is."""
    if text.startswith("<"):
        return markup.read(text)
    if text.startswith(events.BEGINNINGS):
        data = events.error_data(text)
        return read_object(data) if data is not None else None
    return form.read(text) or _read_line(text)


def _read_line(text: str) -> Envelope:
    """Read a code in front of the text or on a line of its own (Vercel), or Cloudflare's number."""
    head = text[:LONGEST_MESSAGE]
    found = CODE_FIRST.match(head) or NUMBERED.match(head) or CODE_ALONE.search(head)
    found = found or CODE_LAST.search(head)  # ClickHouse
    code = code_of(found[1]) if found else None
    return Envelope("text", (code,) if code else (), head, table=cloudflare.CODES)
