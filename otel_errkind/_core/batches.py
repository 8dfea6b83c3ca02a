"""Answers to a batch of requests, each with an HTTP status of its own: when the whole has failed by one."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from otel_errkind._core.document import nested
from otel_errkind._core.envelope import Answer, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from otel_errkind._core.document import Json

LIST_NAMES = names("responses compositeResponse")
"""Microsoft Graph's and Salesforce's; Meta's answers are a bare list."""
STATUS_NAMES = names("status httpStatusCode statusCode code")
HEADER_NAMES = names("headers httpHeaders")
PROXIED = frozenset(names("statusCode headers multiValueHeaders cookies body isBase64Encoded"))
"""Members of the answer that a Lambda function makes for a gateway, where there is none."""
_MOST = 64


def decisive(statuses: Sequence[int]) -> int | None:
    """Return the place of the answer for which a batch counts as failed; None if it does not.

    A limit or a failure of the service concerns the whole. A 404 or a conflict among sound answers is what
    was asked for: the item's outcome, not the call's.
    """
    failures = [place for place, status in enumerate(statuses) if status >= HTTPStatus.BAD_REQUEST]
    grave = (place for place in failures if _is_grave(statuses[place]))
    return next(grave, failures[0] if failures and len(failures) == len(statuses) else None)


def _is_grave(status: int) -> bool:
    return status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def failed(document: Json) -> Answer | None:
    """Return the answer for which a batch in JSON counts as failed; None if it is sound, or no batch.

    A Lambda function's answer, which no gateway has unpacked, is a batch of one.
    """
    items = _items(document)
    answers = [item for item in items if isinstance(item, dict) and "body" in item]
    statuses = [status for item in answers if isinstance(status := _first(item, STATUS_NAMES), int)]
    place = decisive(statuses) if len(statuses) == len(items) else None
    if place is None:
        return None
    body = answers[place]["body"]
    inner = nested(body) if isinstance(body, str) else None
    return Answer(
        statuses[place], _fields(_first(answers[place], HEADER_NAMES)), body if inner is None else inner
    )


def _items(document: Json) -> Sequence[Json]:
    if not isinstance(document, dict):
        return document[:_MOST] if isinstance(document, list) else ()
    lists = map(document.get, LIST_NAMES)
    found = next((items[:_MOST] for items in lists if isinstance(items, list)), None)
    if found is not None:
        return found
    return (document,) if document.keys() <= PROXIED else ()


def _first(item: dict[str, Json], those: tuple[str, ...]) -> Json:
    return next((item[name] for name in those if name in item), None)


def _fields(headers: Json) -> dict[str, str]:
    """Read header fields: an object, or Meta's list of names and values."""
    if isinstance(headers, list):
        pairs = [(pair.get("name"), pair.get("value")) for pair in headers if isinstance(pair, dict)]
    else:
        pairs = [*headers.items()] if isinstance(headers, dict) else []
    return {name.lower(): value for name, value in pairs if isinstance(name, str) and isinstance(value, str)}
