"""JMAP (RFC 8620, 3.6.2): answers to several method calls, of which some may be errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, codes_at, object_at, text_at

if TYPE_CHECKING:
    from otel_errkind._core.document import Json

_MOST = 64


def refused(body: dict[str, Json]) -> dict[str, Json] | None:
    """Return the arguments of the first invocation that is an error."""
    invocations = body.get("methodResponses")
    listed = invocations[:_MOST] if isinstance(invocations, list) else []
    errors = (each for each in listed if isinstance(each, list) and each[:1] == ["error"])
    return next((object_at({"": error}, "") for error in errors), None)


def read(body: dict[str, Json]) -> Envelope | None:
    """Read the type of the first error."""
    error = refused(body)
    return Envelope("plain", codes_at(error, "type"), text_at(error, "description")) if error else None
