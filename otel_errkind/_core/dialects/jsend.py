"""JSend, by its specification: a `fail` is what the request's data did wrong, each text under its field."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from otel_errkind._core.dialects import plain
from otel_errkind._core.envelope import Envelope, text_of

if TYPE_CHECKING:
    from otel_errkind._core.document import Json


def read(body: dict[str, Json]) -> Envelope | None:
    """Read the first text of a `fail`, unless a code or a message in the usual place says more."""
    data = body.get("data")
    if body["status"] != "fail" or "message" in body or not isinstance(data, dict) or plain.read(data):
        return None
    text = text_of(data.values())
    return Envelope("jsend", (), text, HTTPStatus.BAD_REQUEST) if text else None
