"""Errors inside a success: which bodies are worth a look, and which shapes are errors beyond doubt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from otel_errkind._core.dialects.events import BEGINNINGS
from otel_errkind._core.document import LONGEST_BODY
from otel_errkind._core.envelope import status_of

if TYPE_CHECKING:
    from otel_errkind._core.document import Json
    from otel_errkind._core.envelope import Envelope

_BEGINNINGS = tuple(b'{["<eid:\xef')
_FAR_MARKS = (b'"errors"', b'"error"', b"event: error")
_HEAD = 2048
_MARKS = re.compile(
    rb'error|fault|"ok"\s{0,4}:\s{0,4}false|"success"\s{0,4}:\s{0,4}(?:false|"false")'
    rb'|"(?:status|stat|result|state)"\s{0,4}:\s{0,4}"(?:fail|denied|over_|request_|invalid|not_found)'
    rb'|"(?:status|status_?code|code|cod|errcode|ret|retcode)"\s{0,4}:\s{0,4}"?-?[1-9]|"title"|"exception"',
    re.IGNORECASE,
)
_FALSE = (False, "false", "False")
_FAILURES = re.compile(r"err|error|fail|failed|failure|exception|denied|unsuccessful", re.IGNORECASE)
_STATE_NAMES = (
    "status",
    "stat",
    "state",
    "result",
    "response",
    "Response",
    "type",
    "object",
    "code",
    "Status",
)
_STATUS_NAMES = ("status", "statusCode", "status_code", "code", "cod", "error_code")
_NUMBER_NAMES = ("code", "ret", "retcode", "retCode", "status", "rc", "resultCode", "result_code")
_SUCCESSES = frozenset((0, 1, 100, 1000, 10000, 20000, *range(200, 300)))
_FINE = re.compile(r"ok|okay|success.*|succeed.*|done|none|成功|操作成功|", re.IGNORECASE)
_SCREAMED = re.compile(r"[A-Z]+(?:_[A-Z]+)+")
_TEXT_NAMES = (
    "message",
    "msg",
    "error_message",
    "errmsg",
    "error_msg",
    "Message",
    "status_msg",
    "description",
    "error",  # stays the last: it is no text beside itself
)
_PAYLOAD_NAMES = frozenset(
    ("data", "result", "results", "items", "content", "choices", "rows", "value", "records")
)
_VENDOR_NAMES = (
    "error_code",
    "errcode",
    "errorCode",
    "error_msg",
    "errorMessage",
    "error_message",
    "__type",
    "error-type",
    "error-codes",
    "retCode",
    "faultcode",
)


def may_hold_error(body: bytes | str) -> bool:
    """Say whether a success's body is worth parsing: its first byte, then a few words in its head.

    Only `error` itself is looked for behind the head: GraphQL may put its errors after the data.
    """
    start = body[:LONGEST_BODY]
    raw = (start if isinstance(start, bytes) else start.encode("utf-8", "replace")).lstrip()
    if not raw or raw[0] not in _BEGINNINGS:
        return False
    return _MARKS.search(raw, 0, _HEAD) is not None or any(mark in raw for mark in _FAR_MARKS)


def speaks_of_error(document: Json, envelope: Envelope) -> bool:
    """Say whether a success's body is an error in a shape that no success has."""
    if isinstance(document, dict):
        return _is_error(document)
    if isinstance(document, list):
        first = document[0] if document else None
        return isinstance(first, dict) and (isinstance(first.get("error"), dict) or "errorCode" in first)
    if envelope.dialect in ("xml", "soap"):
        return bool(envelope.codes)
    return isinstance(document, str) and document.startswith(BEGINNINGS)


def _is_error(body: dict[str, Json]) -> bool:
    return any(holds(body) for holds in _SHAPES)


def _has_error(body: dict[str, Json]) -> bool:
    """Find an error object; a bare text or number under `error` counts where no payload stands beside it.

    A number needs a text beside it: `{"error": 12, "rounds": 7}` is how far a fit is off, as is any fraction.
    """
    for name in ("error", "Error", "fault", "Fault"):
        value = body.get(name)
        if isinstance(value, dict):
            return bool(value)
        if value and value != "none" and not isinstance(value, float):
            is_stated = isinstance(value, bool | str | list) or any(text in body for text in _TEXT_NAMES[:-1])
            return is_stated and not body.keys() & _PAYLOAD_NAMES
    return False


def _has_errors(body: dict[str, Json]) -> bool:
    """Find a list of errors; GraphQL's stands beside `data`, and partial data does not hide it."""
    errors = body.get("errors", body.get("Errors"))
    return isinstance(errors, list) and bool(errors) and isinstance(errors[0], dict | str)


def _denies_success(body: dict[str, Json]) -> bool:
    return any(name in body and body[name] in _FALSE for name in ("ok", "success", "Success", "succeeded"))


def _states_failure(body: dict[str, Json]) -> bool:
    """Find `"status": "error"` beside a text, or Google Maps' screamed status beside its `error_message`."""
    if not any(name in body for name in _TEXT_NAMES):
        return False
    states = [state for name in _STATE_NAMES if isinstance(state := body.get(name), str)]
    return any(_FAILURES.fullmatch(state) for state in states) or (
        "error_message" in body and any(_SCREAMED.fullmatch(state) for state in states)
    )


def _states_status(body: dict[str, Json]) -> bool:
    """Find an HTTP error status that the body states of itself, beside a text for it."""
    stated = any(isinstance(body.get(name), int) and status_of(body.get(name)) for name in _STATUS_NAMES)
    return stated and any(name in body for name in (*_TEXT_NAMES, "title", "detail"))


def _numbers_failure(body: dict[str, Json]) -> bool:
    """Find a non-zero result number beside a text that is no word of success, and no payload."""
    text = next(
        (text for name in ("msg", "message", "retMsg") if isinstance(text := body.get(name), str)), None
    )
    if text is None or _FINE.fullmatch(text) or any(body.get(name) for name in _PAYLOAD_NAMES):
        return False
    numbers = [body.get(name) for name in _NUMBER_NAMES]
    return any(isinstance(number, int) and number not in _SUCCESSES for number in numbers)


def _names_vendor_error(body: dict[str, Json]) -> bool:
    return any(body.get(name) not in (None, 0, "0", "", "ok") for name in _VENDOR_NAMES)


def _holds_inner(body: dict[str, Json]) -> bool:
    """Find the error one object down, where Tencent, Volcengine and MiniMax keep theirs."""
    inner = (body.get(name) for name in ("Response", "ResponseMetadata", "response"))
    if any(isinstance(value, dict) and (value.get("Error") or value.get("error")) for value in inner):
        return True
    base = body.get("base_resp")
    return isinstance(base, dict) and base.get("status_code") not in (None, 0)


_SHAPES = (
    _has_error,
    _has_errors,
    _denies_success,
    _states_failure,
    _states_status,
    _numbers_failure,
    _names_vendor_error,
    _holds_inner,
)
