"""RFC 9457 problem details, plain, inside an `errors` list (X), or nested in `detail`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, code_of, codes_at, label_of, status_at, text_at

if TYPE_CHECKING:
    from otel_errkind._core.document import Json

_BLANK = ("about:blank", "https://tools.ietf.org/", "https://httpstatuses.", "https://www.rfc-editor.org/", "https://datatracker.")
"""Types that only repeat the status."""


def read(body: dict[str, Json]) -> Envelope | None:
    """Read a problem: its own `code` if it has one, then the last part of its type."""
    if "title" not in body and not ("type" in body and "detail" in body):
        return None
    kind = body.get("type")
    codes = codes_at(body, "code", "error_code", "errorCode", "reason")
    message, status = text_at(body, "detail", "title"), status_at(body, "status", "statusCode")
    if isinstance(kind, str) and not kind.startswith(_BLANK) and (code := code_of(kind)):
        codes += (code, code.rstrip("/").rpartition("/")[2].rpartition(":")[2].rpartition("#")[2])
    elif not codes and status is None and not isinstance(kind, str):
        return None
    return Envelope("problem", tuple(filter(None, codes)), message, status, label=label_of(body.get("title")))
