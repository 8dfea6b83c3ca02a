"""The shapes of an error inside a success: which fields, with which values, no success has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from otel_errkind._core.dialects.elements import states_failure
from otel_errkind._core.dialects.graphql import refusals_in
from otel_errkind._core.dialects.jmap import refused
from otel_errkind._core.dialects.jsonrpc import failed_tool
from otel_errkind._core.envelope import names, object_at, status_of, token_in
from otel_errkind._core.error_wrappers import failed_in_bulk, fails_each, holds_error
from otel_errkind._core.field_names import under
from otel_errkind._core.fine import (
    is_error_word,
    is_failing_number,
    is_failing_word,
    is_failure,
    is_fine,
    is_number,
    is_refusal,
)
from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late
from otel_errkind._core.sayings import saying_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from otel_errkind._core.document import Json

DISPUTED = tuple(spelled for number in (1, 100, 1000, 10000) for spelled in (number, str(number)))
"""Numbers from which some count their successes, and some their failures."""
_FALSE = ("false", "False")
STATUS_NAMES = names("status statusCode StatusCode status_code code cod http_code httpStatus responseStatus")
NUMBER_NAMES = names("code ret status")
SCREAMED = late(r"[A-Z]+(?:_[A-Z]+)+")
TEXT_NAMES = (
    "error",  # stays the first: it is no text beside itself
    *names("message msg Message description status_text"),
)
RESULT_TEXTS = names("msg message Message retMsg")
STATUS_TEXTS = names("title detail statusDescription status_message statusMessage statusText")
OTHER_TEXTS = names("status_message desc description")
PAYLOAD_NAMES = frozenset(names("data result results items content choices rows value records"))
IDENTITIES = frozenset(names("id Id sid job_id jobId task_id taskId uuid"))
ENDS = ("failed", "Failed", "FAILED")
RECORD_NAMES = frozenset(
    names("output logs metrics created_at createdAt date_created started_at completed_at attempts")
)
ERROR_NAMES = ("error", "Error", "ERROR", "fault", "Fault")
VENDOR_NAMES = names("requestError error_response errorResponse")
ERROR_LISTS = names("insertErrors fieldErrors validationErrors")
ONLY_TEXTS = names("Information Note")
REFUSALS = frozenset((Reason.RATE_LIMIT, Reason.QUOTA_EXHAUSTED, Reason.INVALID_CREDENTIALS))
FEW = 6
_HEAD = 2048
WARNING = late(r"<(?:[\w.-]{1,32}:)?ack>\s{0,16}(?:success\s{0,16}with\s{0,16})?warning", re.IGNORECASE)
"""eBay's and PayPal's answer to a call that succeeded and yet has a list of errors."""


def is_error(body: dict[str, Json]) -> bool:
    """Say whether an object has one of the shapes."""
    return any(holds(body) for holds in _SHAPES)


def is_error_markup(text: str) -> bool:
    """Say whether XML holds an element of an error; any XML may have codes."""
    head = text[:_HEAD]
    return states_failure(head) and WARNING.search(head) is None


def _is_record(body: dict[str, Json]) -> bool:
    """Recognise a job or the like that failed: that it did is the answer to the question for it."""
    if body.keys().isdisjoint(IDENTITIES):
        return False
    ended = any(body.get(name) in ENDS for name in ("status", "state", "Status", "State"))
    return ended or not body.keys().isdisjoint(RECORD_NAMES)


def _holds_payload(body: dict[str, Json]) -> bool:
    return any(isinstance(value := body.get(name), str | list | dict) and value for name in PAYLOAD_NAMES)


def _has_error(body: dict[str, Json]) -> bool:
    """Find an error object; a bare text or number under `error` counts where no payload stands beside it.

    A number needs a text beside it: `{"error": 12, "rounds": 7}` is how far a fit is off, as is any fraction.
    """
    for name in ERROR_NAMES:
        value = body.get(name)
        if isinstance(value, dict):
            return (
                bool(value)
                and not _says_fine(value)
                and not (_is_record(body) and body.get("status") in ENDS)
            )
        if not is_fine(value) and not isinstance(value, float):
            is_stated = isinstance(value, bool | str | list) or any(text in body for text in TEXT_NAMES[1:])
            return is_stated and not _holds_payload(body) and not _is_record(body)
    return False


def _says_fine(error: dict[str, Json]) -> bool:
    """Find TikTok's and others' error object on every answer, whose code is `ok` or 0 if all is well."""
    return "code" in error and is_fine(error["code"]) and is_fine(error.get("message"))


def _has_errors(body: dict[str, Json]) -> bool:
    """Find a list of errors; GraphQL's stands beside `data`, and partial data does not hide it."""
    errors = body.get("errors", body.get("Errors"))
    if isinstance(errors, list):
        return bool(errors) and isinstance(errors[0], dict | str)
    if isinstance(errors, dict):
        listed = all(isinstance(texts, list | str) for texts in errors.values())
        return listed and any(errors.values()) and "id" not in body
    return isinstance(errors, str) and not is_fine(errors) and not _holds_payload(body)


def _fails_in_bulk(body: dict[str, Json]) -> bool:
    return failed_in_bulk(body) is not None


def _fails_inside_a_protocol(body: dict[str, Json]) -> bool:
    return failed_tool(body) is not None or refused(body) is not None


def denies_success(body: dict[str, Json]) -> bool:
    """Say whether a member that is named as success is false, or one that is named as failure true."""
    denials, affirmations = under("denial", body), under("affirmation", body)
    if any(value is False or value in _FALSE for value in denials) or any(
        one is True for one in affirmations
    ):
        return True
    # PHP's 0 and 1, which elsewhere are counts: `{"success": 0, "failed": 0}`.
    return _has_text(body) and (0 in denials or 1 in affirmations)


def _states_failure(body: dict[str, Json]) -> bool:
    """Find `"status": "error"` beside a text, or Etherscan's message, whose text stands under `result`."""
    data = body.get("data")
    has_text = _has_text(body) or isinstance(data, str) or (isinstance(data, dict) and _has_text(data))
    if _is_record(body) or not has_text:
        return False
    states = [state for state in under("state", body) if isinstance(state, str)]
    return any(is_failure(state) or is_refusal(state) for state in states) or body.get("message") == "NOTOK"


def _has_text(fields: dict[str, Json]) -> bool:
    return any(name in fields for name in TEXT_NAMES)


def _states_status(body: dict[str, Json]) -> bool:
    """Find an HTTP error status that the body states of itself, beside a text for it."""
    is_told = _has_text(body) or any(name in body for name in STATUS_TEXTS) or under("text", body)
    if not is_told and len(body) > 1:
        return False
    stated = [value for name in STATUS_NAMES if status_of(value := body.get(name))]
    return any(isinstance(value, int) for value in stated) or (bool(stated) and not _holds_payload(body))


def _numbers_failure(body: dict[str, Json]) -> bool:
    """Find a failing result number beside a text that is no word of success, and no payload."""
    others = [*under("text", body), *map(body.get, OTHER_TEXTS)]
    text = next((text for name in RESULT_TEXTS if isinstance(text := body.get(name), str)), None)
    text = text if text is not None else _failure_in(others)
    if text is None or is_fine(text) or _holds_payload(body) or _is_record(body):
        return False
    if body.get("status") in (0, "0") or body.get("result") is False:
        return _failure_in((*map(body.get, RESULT_TEXTS), *others)) is not None
    numbers = under("answer", body)
    if any(map(is_failing_number, (*map(body.get, NUMBER_NAMES), *numbers))):
        return True
    if not any(number in DISPUTED for number in (body.get("code"), *numbers)):
        return False
    # An empty list may be what was found.
    is_alone = len(body) <= FEW and all(body.get(name) in (None, {}) for name in PAYLOAD_NAMES)
    return is_failure(text) or (is_alone and _fails(text))


def _screams(body: dict[str, Json]) -> bool:
    """Find AMap's denial, whatever its words: `{"status": "0", "info": "SERVER_IS_BUSY", "infocode"}`."""
    text = body.get("info")
    is_code = isinstance(text, str) and SCREAMED.fullmatch(text) is not None
    return is_code and body.get("status") == "0" and is_failing_number(body.get("infocode"))


def _explains_nothing(body: dict[str, Json]) -> bool:
    """Find Google Maps' empty results, beside which a word in capitals says why there are none."""
    if _holds_payload(body) or not any(body.get(name) == [] for name in PAYLOAD_NAMES):
        return False
    states = (state for state in under("state", body) if isinstance(state, str))
    return any(map(is_failing_word, filter(SCREAMED.fullmatch, states)))


def _lists_exceptions(body: dict[str, Json]) -> bool:
    """Find Pinot's list, which every answer has and which is empty if all is well."""
    first = object_at(body, "exceptions") or {}
    return "errorCode" in first and "message" in first


def _failure_in(texts: Iterable[Json]) -> str | None:
    """Return the first text that speaks of a failure: under these names stand states of orders, too."""
    return next((text for text in texts if isinstance(text, str) and _fails(text)), None)


def _fails(text: str) -> bool:
    return any(map(is_failing_word, token_in(text))) or saying_in(text) is not None


def _codes_failure(body: dict[str, Json]) -> bool:
    """Find a code that is made of words of failure, beside a text and nothing that is an answer."""
    code = body.get("code") or body.get("Code")
    return _has_text(body) and len(body) <= FEW and is_failing_word(code) and not _holds_payload(body)


def _names_vendor_error(body: dict[str, Json]) -> bool:
    """Find a code or a text of an error; a number is none beside a word that all is well."""
    named = (value for value in under("error", body) if not isinstance(value, dict))
    stated = [value for value in (*named, *map(body.get, VENDOR_NAMES)) if not is_fine(value)]
    if not stated or _is_record(body):
        return False
    return not (all(map(is_number, stated)) and _says_well(body))


def _says_well(body: dict[str, Json]) -> bool:
    texts = (*under("state", body), *under("error", body), *map(body.get, RESULT_TEXTS))
    return any(text and isinstance(text, str) and is_fine(text) for text in texts)


def _codes_an_error(body: dict[str, Json]) -> bool:
    """Find a code that begins as an error, on the answer or on its only message."""
    messages = body.get("messages")
    only = messages[0] if isinstance(messages, list) and len(messages) == 1 else None
    values = (*body.values(), *(only.values() if isinstance(only, dict) else ()))
    return len(body) <= FEW and any(map(is_error_word, values))


def _failed_alone(body: dict[str, Json]) -> bool:
    """Find AWS's list of what failed, beside no list of what did not."""
    others = (value for name, value in body.items() if name != "Failed")
    return isinstance(body.get("Failed"), list) and not any(others)


def _lists_errors(body: dict[str, Json]) -> bool:
    """Find BigQuery's `insertErrors` and their like, beside nothing that is an answer."""
    lists = (body.get(name) for name in ERROR_LISTS)
    return any(isinstance(errors, list) and errors for errors in lists) and not _holds_payload(body)


def _only_refuses(body: dict[str, Json]) -> bool:
    """Find Alpha Vantage's only member, a text; only that of a refusal is none of an answer."""
    name, text = next(iter(body.items())) if len(body) == 1 else ("", None)
    saying = saying_in(text) if name in ONLY_TEXTS and isinstance(text, str) else None
    return saying is not None and saying.reason in REFUSALS


def _fails_the_data(body: dict[str, Json]) -> bool:
    """Find JSend's `fail`, whose texts stand under the names of the request's fields."""
    data = body.get("data")
    texts = [*data.values()] if isinstance(data, dict) else []
    return (
        body.get("status") == "fail" and bool(texts) and all(isinstance(text, str | list) for text in texts)
    )


def _wraps_failure(body: dict[str, Json]) -> bool:
    """Find an answer in the only member of a body, named after the product or the method."""
    name, inner = next(iter(body.items())) if len(body) == 1 else ("", None)
    is_answer = isinstance(inner, dict) and name != "data" and inner.keys().isdisjoint(IDENTITIES)
    return is_answer and isinstance(inner, dict) and any(holds(inner) for holds in _INNER_SHAPES)


def _failed_at_last(body: dict[str, Json]) -> bool:
    """Find Overpass' remark, with which a query that broke off ends."""
    remark = body.get("remark")
    return isinstance(remark, str) and remark.startswith("runtime error")


_SHAPES = (
    _has_error,
    _has_errors,
    _fails_in_bulk,
    _fails_inside_a_protocol,
    denies_success,
    _states_failure,
    _states_status,
    _numbers_failure,
    _screams,
    _explains_nothing,
    _lists_exceptions,
    _codes_failure,
    _names_vendor_error,
    _failed_at_last,
    fails_each,
    holds_error,
    _wraps_failure,
    _fails_the_data,
    _codes_an_error,
    _failed_alone,
    _lists_errors,
    _only_refuses,
    refusals_in,
)
_INNER_SHAPES = (denies_success, _names_vendor_error, holds_error, _wraps_failure)
