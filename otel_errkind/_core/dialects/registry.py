"""Which dialect reads which body: the field that must be there, then the reader, the narrowest first."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from otel_errkind._core.dialects import (
    anthropic,
    aws,
    detail,
    elastic,
    errors,
    facebook,
    fhir,
    google,
    graphql,
    grpc,
    jmap,
    jsend,
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
from otel_errkind._core.envelope import LONGEST_MESSAGE, Envelope, code_of, in_small_letters, names
from otel_errkind._core.error_wrappers import failed_in_batch, failed_inside, messages_in
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from otel_errkind._core.document import Json


Reader: TypeAlias = "Callable[[dict[str, Json]], Envelope | None]"

NAMES = frozenset(
    names(
        "anthropic aws crash detail elastic errors facebook fhir form google graphql grpc html jsend jsonrpc"
        " kubernetes multistatus nfe numbered oauth openai plain problem slack soap sql stripe text xml"
        " xmlrpc"
    )
)
"""What the built-in dialects call themselves; no other dialect may pass for one of them."""

ERROR_DIALECTS: Mapping[str, Reader] = MappingProxyType(
    {
        "status": google.read,
        "errors": google.read,
        "details": google.read,
        "root_cause": elastic.read,
        "reason": elastic.read,
        "doc_url": stripe.read,
        "decline_code": stripe.read,
        "request_log_url": stripe.read,
        "fbtrace_id": facebook.read,
        "error_subcode": facebook.read,
        "is_transient": facebook.read,
        "grpc_code": grpc.read_stream,
    }
)
"""The shapes of an object under `error`: the field in it that announces one, and its reader.

`openai` reads what none of them knows: almost everybody imitates it.
"""

_ANNOUNCING = frozenset(ERROR_DIALECTS)
_A_TUPLE = 3
TOPIC_AND_STATE = late(r"[a-z]{2,32}: [a-z]{2,32}")


def error_object(body: dict[str, Json]) -> Envelope | None:
    """Read the object under `error` in the dialect that its fields announce."""
    error = body["error"]
    if not isinstance(error, dict):
        return None
    if "result" in body and "id" in body:
        return jsonrpc.read(body)
    # Most have none of the fields, and asking for all at once is faster than a loop.
    if _ANNOUNCING.isdisjoint(error):
        return openai.read(error)
    for field in error:
        reader = ERROR_DIALECTS.get(field)
        envelope = reader(error) if reader is not None else None
        if envelope is not None:
            return envelope
    return openai.read(error)


def _inside(body: dict[str, Json]) -> Envelope | None:
    failed = failed_inside(body)
    return error_object(failed) if failed is not None else None


DIALECTS: tuple[tuple[str, Reader], ...] = (
    ("jsonrpc", jsonrpc.read),
    ("result", jsonrpc.read_tool),
    ("type", anthropic.read),
    ("ok", slack.read),
    ("error", error_object),
    ("error", oauth.read),
    ("methodResponses", jmap.read),
    ("json", errors.read),
    ("__type", aws.read),
    ("Error", aws.read),
    ("kind", kubernetes.read),
    ("object", kubernetes.read_event),
    ("resourceType", fhir.read),
    ("status", jsend.read),
    ("sqlState", sql.read),
    ("hint", sql.read),
    ("error_code", numbered.read),
    ("errcode", numbered.read),
    ("base_resp", numbered.read),
    ("status", numbered.read),
    ("msg", numbered.read),
    ("details", grpc.read),
    ("items", _inside),
    ("choices", _inside),
    ("errors", graphql.read),
    ("data", graphql.read_refusal),
    ("title", problem.read),
    ("type", problem.read),
    ("detail", detail.read),
    ("errors", errors.read),
)
"""The shapes of JSON objects: the top-level field that announces one, and its reader, narrowest first.

`plain` reads what none of them knows.
"""


def read(document: Json, first: tuple[Reader, ...] = ()) -> Envelope | None:
    """Read a body's envelope in the first dialect that recognises it, those in `first` before all others."""
    if isinstance(document, dict):
        return read_object(document, first)
    if isinstance(document, list):
        return _read_list(document, first)
    reader = partial(read_object, first=first) if first else read_object
    return plain_text.read(document, reader) if isinstance(document, str) else None


def read_object(body: dict[str, Json], first: tuple[Reader, ...] = ()) -> Envelope | None:
    """Read a JSON object; where its message is another one, a gateway wrapped it and the inner one counts."""
    envelope = _recognised(body, first)
    if envelope is None:
        return None
    # The wait that stands beside an error counts, whatever the dialect.
    if len(body) > 1 and envelope.retry_after is None and (wait := plain.wait_in(body)) is not None:
        envelope = envelope._replace(retry_after=wait)
    message = envelope.message
    if not message or message[0] not in "{[":
        return envelope
    inner = nested(message)
    found = read_object(inner, first) if isinstance(inner, dict) else None
    return found._replace(dialect=envelope.dialect) if found is not None and found.codes else envelope


def _recognised(body: dict[str, Json], first: tuple[Reader, ...]) -> Envelope | None:
    # In front, because `plain` reads nearly everything, and `openai` what almost everybody imitates.
    for read_shape in first:
        envelope = read_shape(body)
        if envelope is not None:
            return envelope
    for field, read_shape in DIALECTS:
        if field in body:
            envelope = read_shape(body)
            if envelope is not None:
                return envelope
    return plain.read_whole(in_small_letters(body))


def _read_list(items: list[Json], first: tuple[Reader, ...]) -> Envelope | None:
    """Read a list: Google wraps its object in one, Salesforce sends the bare errors."""
    head = items[0] if items else None
    if isinstance(head, dict) and ("error" in head or "ErrorInfo" in head):
        return read_object(head, first)
    if head == "error":
        return _read_tuple(items)
    failed = failed_in_batch(items) or messages_in(items)
    if failed is not None:
        return read_object(failed, first)
    return errors.read_list(items) if items else None


def _read_tuple(items: list[Json]) -> Envelope | None:
    """Read Bitfinex' `["error", 10100, "apikey: invalid"]`, whose text is a code of two words."""
    number, text = items[1:] if len(items) == _A_TUPLE else (None, None)
    code = code_of(number) if isinstance(number, int) else None
    if code is None or not isinstance(text, str):
        return errors.read_list(items)
    hints = (text,) if TOPIC_AND_STATE.fullmatch(text) else ()
    return Envelope("plain", (code,), text[:LONGEST_MESSAGE], hints=hints)
