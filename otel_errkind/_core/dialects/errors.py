"""A list of errors: JSON:API, the Docker registry, X, SendGrid, Cloudflare's API, Salesforce."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.dialects import plain
from otel_errkind._core.envelope import (
    Envelope,
    code_of,
    codes_at,
    last_part,
    names,
    number_at,
    object_at,
    status_at,
    text_at,
    text_of,
    token_in,
)
from otel_errkind._core.fine import is_failure
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "32": Reason.INVALID_CREDENTIALS,  # X, and Twitter before it, number their codes.
        "63": Reason.PERMISSION_DENIED,
        "64": Reason.PERMISSION_DENIED,
        "88": Reason.RATE_LIMIT,
        "89": Reason.EXPIRED_CREDENTIALS,
        "130": Reason.CAPACITY,
        "131": Reason.INTERNAL,
        "185": Reason.RATE_LIMIT,
        "326": Reason.PERMISSION_DENIED,
        "6003": Reason.INVALID_REQUEST,  # Cloudflare's API.
        "9109": Reason.INVALID_CREDENTIALS,
        "10000": Reason.INVALID_CREDENTIALS,
        "971": Reason.RATE_LIMIT,
    }
)

CODE_NAMES = names("code errorCode ErrorCode error_code reason type name id")
WORD_NAME = "error"
"""Where an item has its code if it is one word: Airtable's. Elsewhere a text stands there, or an object."""
MESSAGE_NAMES = names("message Message detail title description errorMessage msg")
STATUS_NAMES = names("status statusCode code ErrorCode")


def read(body: dict[str, Json]) -> Envelope | None:
    """Read the first object of `errors`, or the first text; an object has texts by field or by subject."""
    reddit = object_at(body, "json") or {}
    errors = body.get("errors", reddit.get("errors"))
    if isinstance(errors, dict):
        text = None if plain.read(errors) or "message" in body else text_of(errors.values())
        return Envelope("errors", (), text) if text else None
    first = object_at(body, "errors") or {}
    # Azure's items are no errors, but hold one each.
    if not isinstance(errors, list) or not errors or object_at(first, "error"):
        return None
    found = _tuples(errors, reddit) or read_list(errors)
    named = codes_at(body, "code", "name", "error_code", "errorCode") if found and not found.codes else ()
    return found._replace(codes=named) if found and named else found


def read_list(errors: list[Json]) -> Envelope | None:
    """Read a list of errors by its first one; Salesforce and Google send the list bare."""
    item = object_at({"": errors}, "")
    if item is None:
        return _texts(errors) if isinstance(errors[0], str) else None
    codes = codes_at(item, *CODE_NAMES, WORD_NAME)
    title = code_of(item.get("title"))
    if title is not None and "-" in title:  # X titles its problems with a code.
        codes = (title, *codes)
    hints = tuple(map(last_part, codes)) if any("/" in code for code in codes) else ()
    if item.get("category") == "PAYMENT_METHOD_ERROR":  # Square: the buyer's card, whatever the code says.
        hints = ("PAYMENT_METHOD_ERROR",)
    message = text_at(item, *MESSAGE_NAMES)
    if message is None and is_failure(item.get("status")):  # SurrealDB
        message = text_at(item, "result")
    status = status_at(item, *STATUS_NAMES)
    return Envelope("errors", codes, message, status, hints, CODES)


def first_tuple(errors: Json) -> tuple[str, str] | None:
    """Return code and text of Reddit's first error, as `[["RATELIMIT", "Wait 9 minutes", "ratelimit"]]`."""
    first = errors[0] if isinstance(errors, list) and errors else None
    texts = [item for item in first if isinstance(item, str)] if isinstance(first, list) else []
    return (texts[0], texts[1]) if len(texts) > 1 and texts[0].isupper() else None


def _tuples(errors: list[Json], around: dict[str, Json]) -> Envelope | None:
    found = first_tuple(errors)
    if found is None:
        return None
    # What is not of a limit is of a field that somebody filled in.
    wait, hints = number_at(around, "ratelimit"), (found[0], "validation_error")
    return Envelope("errors", codes_at({"": found[0]}, ""), found[1], hints=hints, retry_after=wait)


def _texts(errors: list[Json]) -> Envelope:
    message = text_at({"": errors}, "")
    return Envelope("errors", token_in(message), message)
