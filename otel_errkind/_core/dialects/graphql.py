"""GraphQL responses: an `errors` list with `extensions.code`, or GitHub's `errors[].type`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, codes_at, names, object_at, status_at, text_at
from otel_errkind._core.model import Reason
from otel_errkind._core.words import ruling_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "PERSISTED_QUERY_NOT_FOUND": Reason.CONFLICT,  # Send the whole query once, then the hash works.
        "MAX_COST_EXCEEDED": Reason.VALIDATION,
        "SUBREQUEST_HTTP_ERROR": Reason.UPSTREAM_FAILURE,
        "OPERATION_RESOLUTION_FAILURE": Reason.VALIDATION,
        "HC0045": Reason.REQUEST_TIMEOUT,  # Hot Chocolate numbers some of its codes.
        "graphql-authorization": Reason.PERMISSION_DENIED,  # Magento's categories
        "graphql-input": Reason.VALIDATION,
    }
)

EXTENSION_NAMES = names("code errorCode error_code errorType errorClass classification type category")

_SEVERAL = 16
_REFUSED = ("GRAPHQL_VALIDATION_FAILED",)
"""A place in the query, no path in its answer and no `data`: refused before execution (GraphQL, 7.1)."""
_MARKS = ("extensions", "locations", "path")
_LISTS = ("Errors", "errors")
_OF_A_REFUSAL = frozenset(("code", "field"))


def read(body: dict[str, Json]) -> Envelope | None:
    """Read all errors; several codes are all kept, for the table of urgency to choose among them."""
    errors = body.get("errors")
    if not isinstance(errors, list) or not errors:
        return None
    items = [item for item in errors[:_SEVERAL] if isinstance(item, dict)]
    if "data" not in body and not any(mark in item for item in items for mark in _MARKS):
        return None
    codes = tuple(code for item in items if (code := _code(item)))
    first = items[0] if items else {"message": errors[0]}
    refused = "locations" in first and "path" not in first and "data" not in body
    hints = _REFUSED if refused and not codes else ()
    status = next((status for item in items if (status := _status(item))), None)
    message = text_at(first, "message", "detail", "error_description")
    return Envelope("graphql", codes, message, status, hints, CODES)


def read_refusal(body: dict[str, Json]) -> Envelope | None:
    """Read what a mutation did not accept, as Shopify words it: `userErrors` in the mutation's payload."""
    refusals = refusals_in(body)
    if not refusals:
        return None
    codes, message = codes_at(refusals[0], "code", "errorCode", "__typename"), text_at(refusals[0], "message")
    is_ruled = "__typename" in refusals[0] or any(map(ruling_of, codes))
    hints = () if is_ruled else ("validation_error",)
    return Envelope("graphql", codes, message, hints=hints, table=CODES)


def refusals_in(body: dict[str, Json]) -> list[dict[str, Json]]:
    """Return the errors that the payloads of mutations are, or hold as `userErrors` or under such a name."""
    data = body.get("data")
    payloads = data.values() if isinstance(data, dict) else ()
    found = (_refusals(payload) for payload in payloads if isinstance(payload, dict))
    return [error for errors in found for error in errors if "message" in error]


def _refusals(payload: dict[str, Json]) -> list[dict[str, Json]]:
    """Return an error of a union of results (Vendure), or the lists of errors (Shopify, Saleor).

    Beside a result only `userErrors` are of the mutation; other errors may be what a query asked for.
    """
    kind = payload.get("__typename")
    if isinstance(kind, str) and kind.endswith("Error"):
        return [payload]
    lists = {name: errors for name, errors in payload.items() if name.endswith(_LISTS)}
    if any(value for name, value in payload.items() if name not in lists):
        lists = {name: errors for name, errors in lists.items() if name == "userErrors"}
    errors = [error for errors in lists.values() if isinstance(errors, list) for error in errors]
    return [error for error in errors if isinstance(error, dict) and not _OF_A_REFUSAL.isdisjoint(error)]


def _code(item: dict[str, Json]) -> str | None:
    extensions = object_at(item, "extensions") or {}
    found = codes_at(extensions, *EXTENSION_NAMES)
    found = found or codes_at(object_at(extensions, "exception") or {}, "code", "name")  # graphene and kin
    if found:
        return next((code for code in found if code in CODES or ruling_of(code)), found[0])
    return next(iter(codes_at(item, "type", "code", "errorType", "error")), None)  # AppSync, Product Hunt


def _status(item: dict[str, Json]) -> int | None:
    extensions = object_at(item, "extensions") or {}
    inner = object_at(extensions, "http") or object_at(extensions, "response") or {}
    return status_at(extensions, "status", "statusCode", "code") or status_at(inner, "status", "statusCode")
