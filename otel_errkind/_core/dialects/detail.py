"""FastAPI's and Django REST framework's `detail`: a text, an object, or a list of validation errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.dialects import plain, problem
from otel_errkind._core.envelope import Envelope, codes_at, status_at, text_at

if TYPE_CHECKING:
    from otel_errkind._core.document import Json


def read(body: dict[str, Json]) -> Envelope | None:
    """Read `detail`; an object in it is read as the problem or the plain error that it is."""
    detail = body.get("detail")
    if isinstance(detail, dict):
        inner = problem.read(detail) or plain.read(detail)
        return inner and inner._replace(dialect="detail")
    codes = codes_at(body, "code", "error_code", "error", "reason")
    if isinstance(detail, str):
        stated = status_at(body, "status", "statusCode", "status_code")
        return Envelope("detail", codes, text_at(body, "detail"), stated)
    if not isinstance(detail, list) or not detail:
        return None
    first = detail[0] if isinstance(detail[0], dict) else {"msg": detail[0]}
    hints = ("validation_error",) if "loc" in first and not codes else ()
    return Envelope("detail", codes, text_at(first, "msg", "message"), hints=hints)
