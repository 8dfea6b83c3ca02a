"""The shapes of an error that a success holds one object or one list down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.envelope import names, object_at, status_at, status_of
from otel_errkind._core.field_names import is_a, under
from otel_errkind._core.fine import is_failing_number, is_failing_word, is_failure, is_fine, is_no_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from otel_errkind._core.document import Json

LIST_NAMES = names(
    """
    messages results data offsets responses replies statuses entries Entries records Records
    RequestResponses items Items d Recipients create value objects
    """
)
KEYED_NAMES = names("responses results result_error sync_status")
"""Where results stand by the name or the number of what was asked for: Square's, Bitrix24's, Todoist's."""
HEADING_NAMES = ("meta", "header", "status", "return", "SUMMARY", "info")
TEXT_NAMES = names("message msg error_message description")
TOLD_NAMES = (*TEXT_NAMES, "error", "errorMessage")
NUMBER_NAMES = ("status_code", "statuscode")
STATE_NAMES = ("status", "ack", "resultCode")
ERROR_NAMES = ("error", "Error", "errors", "Fault")
ENDINGS = ("response", "responsemetadata", "messages")
ERROR_STATES = ("error", "Error", "ERROR")
OUTCOME_NAMES = ("msg", "message", "status")
"""Where an answer says how it went: beside a word of success, errors in its data are its data."""
ANSWER_OF_GRAPHQL = frozenset(("data", "errors", "extensions"))
ROW_OF_COUCHDB = frozenset(("id", "error", "reason"))
KEYED_MESSAGE = frozenset(("id", "key", "value"))
MOST_ITEMS = 64
BESIDE = frozenset(
    (
        *ERROR_NAMES,
        *TEXT_NAMES,
        *names(
            """
            Cause Description Message Resolution code details httpCode index key statement_id status
            oid size statusCode type
            """
        ),
    )
)


def fails_each(body: dict[str, Json]) -> bool:
    """Find results each of which is an error and nothing else: nothing of the call succeeded."""
    lists = [items for name in LIST_NAMES if isinstance(items := body.get(name), list) and items]
    return any(all(map(_is_failed, items[:MOST_ITEMS])) for items in (*lists, *_keyed(body)))


def _keyed(body: dict[str, Json]) -> Iterator[list[Json]]:
    for fields in (body, body.get("result")):
        if isinstance(fields, dict):
            yield from ([*keyed.values()] for name in KEYED_NAMES if (keyed := keyed_at(fields, name)))


def keyed_at(fields: dict[str, Json], name: str) -> dict[str, Json] | None:
    """Return the results under a name, by whatever names their own they have; each is an object."""
    keyed = fields.get(name) if name in KEYED_NAMES else None
    if not isinstance(keyed, dict):
        return None
    return keyed if all(isinstance(value, dict) for value in keyed.values()) else None


def _is_failed(item: Json) -> bool:
    if not isinstance(item, dict):
        return False
    if _is_unsent(item):
        return True
    inner = _answer_in(item)
    if inner is not None and status_of(inner.get("status")) and isinstance(inner.get("error"), dict):
        return True
    if not all(map(is_no_error, (*map(item.get, ERROR_NAMES), *under("error", item)))):
        return is_nothing_else(item)
    return item.get("status") in ERROR_STATES and _is_told(item) and is_nothing_else(item)


def _is_unsent(item: dict[str, Json]) -> bool:
    """Recognise a message that was not sent, by Vonage, Infobip or Africa's Talking, or an order, by OKX."""
    status = item.get("status")
    if (
        is_failing_number(item.get("sCode"))
        or item.get("error-text")
        or (isinstance(status, dict) and is_failing_word(status.get("name")))
    ):
        return True
    return status_of(item.get("statusCode")) is not None and is_failing_word(status)


def _answer_in(item: dict[str, Json]) -> dict[str, Json] | None:
    """Return the answer to one request of a batch: Microsoft's, or Elasticsearch's, named as the action."""
    inner = next(iter(item.values())) if len(item) == 1 else item
    return inner if isinstance(inner, dict) and "status" in inner else None


def is_nothing_else(item: dict[str, Json]) -> bool:
    """Say whether an error is all that a result is."""
    return not any(value and not _is_beside(name) for name, value in item.items())


def _is_beside(name: str) -> bool:
    """Say whether a member may stand in a result that is an error and nothing else."""
    return name in BESIDE or is_a("error", name)


def failed_in_batch(items: list[Json]) -> dict[str, Json] | None:
    """Return the first answer to a batch that is an error, or holds one."""
    objects = (item for item in items[:MOST_ITEMS] if isinstance(item, dict))
    return next(filter(_is_failed_answer, objects), None)


def _is_failed_answer(item: dict[str, Json]) -> bool:
    """Recognise GraphQL's, which may have data as well, JSON-RPC's, and one that is nothing else."""
    if item.keys() <= ANSWER_OF_GRAPHQL and isinstance(errors := item.get("errors"), list):
        return bool(errors) and isinstance(errors[0], dict)
    return not is_no_error(item.get("error")) and ("jsonrpc" in item or len(item) == 1)


def failed_in_bulk(body: dict[str, Json]) -> dict[str, Json] | None:
    """Return the first failure of Elasticsearch's answer to a bulk, which says in front that there is one."""
    items = body.get("items") if body.get("errors") is True else None
    answers = (
        (_answer_in(item) for item in items if isinstance(item, dict)) if isinstance(items, list) else ()
    )
    return next((answer for answer in answers if answer and isinstance(answer.get("error"), dict)), None)


def failed_choice(body: dict[str, Json]) -> dict[str, Json] | None:
    """Return the choice of a model that broke off, as OpenRouter and other gateways report it."""
    choice = object_at(body, "choices")
    return choice if choice and isinstance(choice.get("error"), dict) else None


def failed_inside(body: dict[str, Json]) -> dict[str, Json] | None:
    """Return what holds the error of a bulk or of a model's choice."""
    return failed_in_bulk(body) or failed_choice(body)


def is_error_list(items: list[Json]) -> bool:
    """Say whether a list is one of errors, or an answer to a batch that holds one."""
    first = items[0] if items else None
    if not isinstance(first, dict):
        return failed_in_batch(items) is not None
    is_coded = (
        (isinstance(error := first.get("error"), dict) and not is_no_error(error))
        or "errorCode" in first
        or bool(object_at(first, "ErrorInfo"))  # SharePoint
        or messages_in(items) is not None
    )
    return (
        is_coded or all(map(_is_failed_statement, items[:MOST_ITEMS])) or failed_in_batch(items) is not None
    )


def messages_in(items: list[Json]) -> dict[str, Json] | None:
    """Return the first message of the World Bank's answer, whose only member is a list of them."""
    first = items[0] if len(items) == 1 else None
    if not isinstance(first, dict) or first.keys() != {"message"}:
        return None
    found = object_at(first, "message")
    return found if found and found.keys() == KEYED_MESSAGE else None


def _is_failed_statement(item: Json) -> bool:
    """Recognise SurrealDB's answer to a statement that failed, and CouchDB's to a document."""
    if not isinstance(item, dict):
        return False
    return item.keys() == ROW_OF_COUCHDB or (
        is_failure(item.get("status")) and isinstance(item.get("result"), str)
    )


def holds_error(body: dict[str, Json]) -> bool:
    """Find an answer inside a wrapper, the heading of an answer, or a result that is an error."""
    if refused_by_minimax(body) or any(_wraps(name, body) or _heads(name, body) for name in body):
        return True
    says_well = any(text and is_fine(text) for text in map(body.get, OUTCOME_NAMES))
    data = body.get("data")
    # GraphQL's answer of a field that somebody called so.
    is_a_field = len(body) == 1 and isinstance(data, dict) and data.keys() == {"errors"}
    return _is_failed(data) and not says_well and not is_a_field


def refused_by_minimax(body: dict[str, Json]) -> bool:
    """Find MiniMax' number, 0 on a success, which ends its streams as well."""
    stated = object_at(body, "base_resp")
    return stated is not None and stated.get("status_code") not in (None, 0)


def _wraps(name: str, body: dict[str, Json]) -> bool:
    """Find Tencent's, Alipay's, eBay's and other answers, named after the method, and Entrez' `ERROR`."""
    value = body[name]
    if not isinstance(value, dict | list) or not (inner := object_at(body, name)):
        return False
    if inner.get("ERROR") or (name == "result" and inner.get("status") == "error" and _is_told(inner)):
        return True
    return name.lower().endswith(ENDINGS) and _fails(inner)


def _fails(inner: dict[str, Json]) -> bool:
    if inner.get("sub_code") or any(
        isinstance(inner.get(name), dict) and inner[name] for name in ERROR_NAMES
    ):
        return True
    return any(is_failure(inner.get(name)) for name in STATE_NAMES) and _is_told(inner)


def _is_told(inner: dict[str, Json]) -> bool:
    return any(inner.get(name) for name in TOLD_NAMES)


def _heads(name: str, body: dict[str, Json]) -> bool:
    """Find a heading that states an error status or number of its own, beside a text for it."""
    if name not in HEADING_NAMES:
        return False
    heading = object_at(body, name) or {}
    if object_at(heading, "error"):
        return True
    if any(map(is_failing_number, (*map(heading.get, NUMBER_NAMES), *under("answer", heading)))):
        return True
    has_text = any(isinstance(heading.get(text), str) and heading[text] for text in TEXT_NAMES)
    return has_text and (_fails_by_state(name, heading) or (len(body) == 1 and _is_coded(name, heading)))


def _fails_by_state(name: str, heading: dict[str, Json]) -> bool:
    if name == "meta" and is_failure(heading.get("rc")):
        return True
    return status_at(heading, "status", "code") is not None


def _is_coded(name: str, heading: dict[str, Json]) -> bool:
    """Find the number of GeoNames, DNSPod or iFlytek, in whose answers nothing else is then."""
    if name == "status":
        return isinstance(heading.get("value"), int) or str(heading.get("code")).startswith("-")
    return name == "header" and is_failing_number(heading.get("code"))
