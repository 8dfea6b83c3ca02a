"""RFC 9457 problem details, plain, inside an `errors` list (X), or nested in `detail`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.envelope import (
    Envelope,
    code_of,
    codes_at,
    last_part,
    object_at,
    status_at,
    text_at,
)

if TYPE_CHECKING:
    from otel_errkind._core.document import Json

_BLANK = (
    "about:blank",
    "https://tools.ietf.org/",
    "https://datatracker.ietf.org/",
    "https://www.rfc-editor.org/",
    "https://httpstatuses.",
    "https://developer.mozilla.org/",
)
"""Types that only repeat the status."""


def read(body: dict[str, Json]) -> Envelope | None:
    """Read a problem: its own `code` if it has one, then the last part of its type."""
    if "title" not in body and not ("type" in body and "detail" in body):
        return None
    kind = body.get("type")
    message, status = text_at(body, "detail", "title"), status_at(body, "status", "statusCode")
    own = codes_at(body, "code", "error_code", "errorCode", "reason")
    # Oracle's, whose details say more.
    first = object_at(body, "o:errorDetails") or {}
    own = (*codes_at(first, "o:errorCode"), *own, *codes_at(body, "o:errorCode"))
    message = text_at(first, "detail") or message
    address = code_of(kind) if isinstance(kind, str) and not kind.startswith(_BLANK) else None
    if address is None and not own and status is None and not isinstance(kind, str):
        return None
    codes = own if address is None else (*own, address)
    return Envelope("problem", codes, message, status, tuple(map(last_part, codes)))
