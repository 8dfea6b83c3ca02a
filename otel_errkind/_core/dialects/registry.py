"""Which dialect reads which body: the field that must be there, then the reader, the narrowest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._core.dialects import (
    anthropic,
    aws,
    detail,
    elastic,
    errors,
    facebook,
    google,
    graphql,
    grpc,
    jsonrpc,
    kubernetes,
    numbered,
    oauth,
    openai,
    plain,
    problem,
    slack,
    sql,
    stripe,
)
from otel_errkind._core.dialects import text as plain_text
from otel_errkind._core.document import nested

if TYPE_CHECKING:
    from collections.abc import Callable

    from otel_errkind._core.document import Document, Json
    from otel_errkind._core.envelope import Envelope


class Dialect(NamedTuple):
    """A shape: the top-level field that announces it, and the reader that makes sure."""

    field: str
    read: Callable[[dict[str, Json]], Envelope | None]


DIALECTS = (
    Dialect("jsonrpc", jsonrpc.read),
    Dialect("type", anthropic.read),
    Dialect("ok", slack.read),
    Dialect("error", google.read),
    Dialect("error", elastic.read),
    Dialect("error", stripe.read),
    Dialect("error", facebook.read),
    Dialect("error", openai.read),
    Dialect("error", oauth.read),
    Dialect("errors", graphql.read),
    Dialect("__type", aws.read),
    Dialect("Error", aws.read),
    Dialect("kind", kubernetes.read),
    Dialect("sqlState", sql.read),
    Dialect("hint", sql.read),
    Dialect("error_code", numbered.read),
    Dialect("errcode", numbered.read),
    Dialect("base_resp", numbered.read),
    Dialect("details", grpc.read),
    Dialect("title", problem.read),
    Dialect("type", problem.read),
    Dialect("detail", detail.read),
    Dialect("errors", errors.read),
)
"""The shapes of JSON objects; `plain` reads what none of them knows."""


def read(document: Document) -> Envelope | None:
    """Read a body's envelope in the first dialect that recognises it."""
    value = document.json
    if isinstance(value, dict):
        return read_object(value)
    if isinstance(value, list):
        return _read_list(value)
    return plain_text.read(document.text, read_object)


def read_object(body: dict[str, Json]) -> Envelope | None:
    """Read a JSON object; where its message is another one, a gateway wrapped it and the inner one counts."""
    envelope = _first(body)
    message = envelope.message if envelope is not None else None
    if envelope is None or message is None or message[0] not in "{[":
        return envelope
    inner = nested(message)
    found = _first(inner) if isinstance(inner, dict) else None
    return found._replace(dialect=envelope.dialect) if found is not None and found.codes else envelope


def _first(body: dict[str, Json]) -> Envelope | None:
    for field, read_shape in DIALECTS:
        if field in body:
            envelope = read_shape(body)
            if envelope is not None:
                return envelope
    return plain.read(body)


def _read_list(items: list[Json]) -> Envelope | None:
    """Read a list: Google wraps its object in one, Salesforce sends the bare errors."""
    first = items[0] if items else None
    if isinstance(first, dict) and "error" in first:
        return read_object(first)
    return errors.read_list(items) if items else None
