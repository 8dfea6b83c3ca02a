"""Bodies that are no JSON: event streams, XML, HTML pages, forms, and the one-line texts of proxies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from otel_errkind._core.dialects import cloudflare, events, form, markup
from otel_errkind._core.document import AROUND
from otel_errkind._core.envelope import LONGEST_MESSAGE, Envelope, code_of, status_of
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Callable

    from otel_errkind._core.document import Json

CODE_FIRST = late(r"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): ")
CODE_ALONE = late(r"^([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\s*$", re.MULTILINE)
CODE_LAST = late(r"\(([A-Z]+(?:_[A-Z]+)+)\)(?: \(version [^()]{1,64}(?:\([^()]{1,32}\))?\))?\s*\Z")
EXCEPTION = late(r"Code: [0-9]{1,5}\. DB::Exception: [^\n]{1,900}[^\n\"\]}]\s{0,8}\Z")
"""What ClickHouse appends to what it has sent when a query fails; a JSON text that quotes it is closed."""
_IS_EXCEPTION = "DB::Exception: "
WEBHOOK = "webhook message delivery failed"
"""How Microsoft Teams begins to say, under a 200, what its own service answered."""
_WEBHOOK_ERROR = rf"{WEBHOOK} [^\r\n]{{1,64}} http error "
_NUMBERS = r"[ \t0-9.eE+-]"
"""Nothing else follows the name of a metric, which may begin as a code does: `error_count 5`."""
ERROR_LINE = (
    r"(?i:(?:error|err)(?:: | ?\|| - | ?[(:#]?[0-9]| = [0-9]{1,6} \()[^\r\n]{2,250}"
    rf"|(?:error|err):?_[^\s{{]{{2,96}}(?:[ \t]{_NUMBERS}{{0,48}}[^\s0-9.eE+-][^\r\n]{{0,200}})?"
    r"|(?:invalid|missing|wrong|expired) (?:\w{2,16} )?(?:key|token|credentials)[.!]?"
    rf"|{_WEBHOOK_ERROR}[45][0-9]{{2}} [^\r\n]{{2,250}}"
    r"|exceeded (?:the|your) (?:\w{2,16} ){1,3}(?:limit|quota)[.!]?"
    r"|(?:access denied|forbidden|unauthori[sz]ed|(?:rate limit|quota) exceeded|too many requests)[.!]?)"
    r"\s{0,8}\Z"
)
"""A whole body of one line that begins as an error, or is the shortest refusal: those of gateways for SMS, of
captcha solvers, of DNS."""
TAIL = 1024
WRAPPED = late((AROUND + r"[{\[]").encode())
_ERROR_LINE = late(ERROR_LINE)
_ERROR_BYTES = late(ERROR_LINE.encode())
ANSWERED = late(rf"{_WEBHOOK_ERROR}([45][0-9]{{2}}) ", re.IGNORECASE)
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
    return WRAPPED.match(raw) is not None or _ERROR_BYTES.match(raw) is not None


def appended(body: bytes | str) -> str | None:
    """Return the exception that keeps an answer from its other rows, in whatever format they are."""
    tail = body[-TAIL:]
    if isinstance(tail, bytes):
        tail = tail.decode("utf-8", "replace")
    found = EXCEPTION.search(tail) if _IS_EXCEPTION in tail else None
    return found[0].rstrip() if found else None


def is_error(text: str) -> bool:
    """Say whether a text is the line of an error, or such an exception."""
    return _ERROR_LINE.match(text) is not None or EXCEPTION.match(text) is not None


def _read_line(text: str) -> Envelope:
    """Read a code in front of the text or on a line of its own (Vercel), or Cloudflare's or Teams' number."""
    head = appended(text) or text[:LONGEST_MESSAGE]
    found = CODE_FIRST.match(head) or NUMBERED.match(head) or CODE_ALONE.search(head)
    found = found or CODE_LAST.search(head)  # ClickHouse
    code = code_of(found[1]) if found else None
    answered = ANSWERED.match(head)
    status = status_of(answered[1]) if answered else None
    return Envelope("text", (code,) if code else (), head, status, table=cloudflare.CODES)
