"""The shapes of an error inside a success that one vendor, or hardly more, has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.answer_members import PAYLOAD_NAMES, holds_payload
from otel_errkind._core.dialects.errors import first_tuple
from otel_errkind._core.dialects.numbered import APPLE
from otel_errkind._core.dialects.plain import SCREAMED
from otel_errkind._core.envelope import names, object_at
from otel_errkind._core.field_names import under
from otel_errkind._core.fine import is_failing_number, is_failing_word
from otel_errkind._core.model import Reason
from otel_errkind._core.sayings import saying_in

if TYPE_CHECKING:
    from otel_errkind._core.document import Json

ERROR_LISTS = names("insertErrors fieldErrors validationErrors")
ONLY_TEXTS = names("Information Note")
FAILURE_LISTS = names("Failed failures")
BESIDE_NUMBER = frozenset(names("status environment"))
REFUSALS = frozenset((Reason.RATE_LIMIT, Reason.QUOTA_EXHAUSTED, Reason.INVALID_CREDENTIALS))


def _screams(body: dict[str, Json]) -> bool:
    """Find AMap's denial, whatever its words: `{"status": "0", "info": "SERVER_IS_BUSY", "infocode"}`."""
    text = body.get("info")
    is_code = isinstance(text, str) and SCREAMED.fullmatch(text) is not None
    return is_code and body.get("status") == "0" and is_failing_number(body.get("infocode"))


def _explains_nothing(body: dict[str, Json]) -> bool:
    """Find Google Maps' empty results, beside which a word in capitals says why there are none."""
    if holds_payload(body) or not any(body.get(name) == [] for name in PAYLOAD_NAMES):
        return False
    states = (state for state in under("state", body) if isinstance(state, str))
    return any(map(is_failing_word, filter(SCREAMED.fullmatch, states)))


def _lists_exceptions(body: dict[str, Json]) -> bool:
    """Find Pinot's list, which every answer has and which is empty if all is well."""
    first = object_at(body, "exceptions") or {}
    return "errorCode" in first and "message" in first


def _failed_alone(body: dict[str, Json]) -> bool:
    """Find AWS's list of what failed, beside no list of what did not."""
    name = next((name for name in FAILURE_LISTS if isinstance(body.get(name), list) and body[name]), None)
    return name is not None and not any(value for other, value in body.items() if other != name)


def _lists_errors(body: dict[str, Json]) -> bool:
    """Find BigQuery's `insertErrors` and their like, beside nothing that is an answer."""
    lists = (body.get(name) for name in ERROR_LISTS)
    return any(isinstance(errors, list) and errors for errors in lists) and not holds_payload(body)


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


def _fails_in_json(body: dict[str, Json]) -> bool:
    """Find Reddit's errors, around which it puts the name of the format that was asked for."""
    inner = body.get("json")
    return isinstance(inner, dict) and first_tuple(inner.get("errors")) is not None


def _informs(body: dict[str, Json]) -> bool:
    """Find what Korean offices answer alone, `{"RESULT": {"CODE": "INFO-100"}}`, where its text refuses."""
    result = body.get("RESULT")
    text = result.get("MESSAGE") if isinstance(result, dict) and len(body) == 1 else None
    saying = saying_in(text) if isinstance(text, str) else None
    return saying is not None and saying.reason in REFUSALS


def _blames(body: dict[str, Json]) -> bool:
    """Find VIES' `userError`, which otherwise says whether a number is valid."""
    error = body.get("userError")
    return isinstance(error, str) and (SCREAMED.fullmatch(error) is not None or error == "TIMEOUT")


def _failed_at_last(body: dict[str, Json]) -> bool:
    """Find Overpass' remark, with which a query that broke off ends."""
    remark = body.get("remark")
    return isinstance(remark, str) and remark.startswith("runtime error")


def _fails_all_tasks(body: dict[str, Json]) -> bool:
    """Find DataForSEO's answer to tasks of which none was done."""
    return bool(body.get("tasks_error")) and body["tasks_error"] == body.get("tasks_count")


def _refuses_receipt(body: dict[str, Json]) -> bool:
    """Find the number with which Apple answers to a receipt of the App Store that it has not read."""
    return body.keys() <= BESIDE_NUMBER and str(body.get("status")) in APPLE.table


SHAPES = (
    _refuses_receipt,
    _fails_all_tasks,
    _screams,
    _explains_nothing,
    _lists_exceptions,
    _failed_alone,
    _lists_errors,
    _only_refuses,
    _fails_the_data,
    _fails_in_json,
    _informs,
    _blames,
    _failed_at_last,
)
