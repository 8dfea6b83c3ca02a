"""Answers to a batch of requests, each with an HTTP status of its own: Microsoft Graph, Salesforce, Meta."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._core.envelope import names, status_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from otel_errkind._core.document import Json

LIST_NAMES = names("responses compositeResponse")
STATUS_NAMES = names("status httpStatusCode statusCode code")
HEADER_NAMES = names("headers httpHeaders")
_TOO_MANY = 429
_SERVER_ERRORS = 500
_MOST = 64


class Answer(NamedTuple):
    """The answer to one request of a batch."""

    status: int
    headers: dict[str, str]
    """With lower-case names."""
    body: Json


def failed(answers: Iterable[Answer]) -> Answer | None:
    """Return the answer for which a batch failed; None if it did not.

    A limit or a failure of the service concerns the whole. What one request did wrong is its own matter,
    unless all did.
    """
    every = tuple(answers)
    refused = [answer for answer in every if status_of(answer.status)]
    of_service = (
        answer for answer in refused if answer.status == _TOO_MANY or answer.status >= _SERVER_ERRORS
    )
    return next(of_service, refused[0] if refused and len(refused) == len(every) else None)


def answers_in(document: Json) -> tuple[Answer, ...]:
    """Return the answers that a list holds, or an object under one of the names; none if it holds others."""
    lists = map(document.get, LIST_NAMES) if isinstance(document, dict) else (document,)
    items = next((items[:_MOST] for items in lists if isinstance(items, list)), ())
    answers = tuple(answer for item in items if (answer := _answer(item)) is not None)
    return answers if len(answers) == len(items) else ()


def _answer(item: Json) -> Answer | None:
    if not isinstance(item, dict) or "body" not in item:
        return None
    status = next((item[name] for name in STATUS_NAMES if name in item), None)
    if not isinstance(status, int):
        return None
    headers = next((item[name] for name in HEADER_NAMES if name in item), None)
    return Answer(status, _fields(headers), item["body"])


def _fields(headers: Json) -> dict[str, str]:
    """Read header fields: an object, or Meta's list of names and values."""
    if isinstance(headers, list):
        pairs = [(pair.get("name"), pair.get("value")) for pair in headers if isinstance(pair, dict)]
    else:
        pairs = [*headers.items()] if isinstance(headers, dict) else []
    return {name.lower(): value for name, value in pairs if isinstance(name, str) and isinstance(value, str)}
