"""JSend, by its specification: a `fail` is what the request's data did wrong, each text under its field."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from otel_errkind._core.dialects import plain
from otel_errkind._core.envelope import Envelope, text_at, text_of
from otel_errkind._core.sayings import saying_in

if TYPE_CHECKING:
    from otel_errkind._core.document import Json


def read(body: dict[str, Json]) -> Envelope | None:
    """Read the message of a `fail`, or its first text, unless a code or the message itself says more."""
    if body["status"] != "fail":
        return None
    text = _message(body) if "message" in body else _text(body.get("data"))
    return Envelope("jsend", (), text, HTTPStatus.BAD_REQUEST) if text else None


def _message(body: dict[str, Json]) -> str | None:
    found = plain.read(body)
    is_told = found is None or found.codes or saying_in(found.message or "")
    return None if is_told else text_at(body, "message")


def _text(data: Json) -> str | None:
    return text_of(data.values()) if isinstance(data, dict) and plain.read(data) is None else None
