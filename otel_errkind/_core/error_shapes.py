"""The shapes of an error inside a success: which fields, with which values, no success has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import status_of, token_in
from otel_errkind._core.sayings import saying_in

if TYPE_CHECKING:
    from otel_errkind._core.document import Json

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
_FINE = re.compile(r"ok|okay|success.*|succeed.*|done|none|no errors?|0{1,6}|200|成功|操作成功|", re.IGNORECASE)
_HEAD = 2048
_ELEMENT = re.compile(
    r"<(?:[\w.-]{1,32}:)?(?:error|errors|error_?code|error_?message|errorresponse|error_response|fault|exception"
    r"|exceptionreport|serviceexception|serviceexceptionreport)(?:\s[^<>]{0,256})?(?<!/)>\s{0,64}"
    r"(?!(?:0{1,6}|ok|none|false|no|success)\s{0,64}<|</)[^\s]",
    re.IGNORECASE,
)
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
_RECORD_NAMES = frozenset(
    ("output", "logs", "metrics", "created_at", "createdAt", "started_at", "completed_at", "attempts")
)
_ERROR_NAMES = ("error", "Error", "ERROR", "fault", "Fault", "Error Message")
_DENIED_NAMES = ("ok", "success", "Success", "succeeded", "actionSucceed", "isSuccess", "is_success")
_LIST_NAMES = ("messages", "results", "errorWrappers")
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


def is_error(body: dict[str, Json]) -> bool:
    """Say whether an object has one of the shapes."""
    return any(holds(body) for holds in _SHAPES)


def is_error_markup(text: str) -> bool:
    """Say whether XML holds an element of that name that is not empty; any XML may have codes."""
    return _ELEMENT.search(text, 0, _HEAD) is not None


def _is_fine(value: Json) -> bool:
    return not value or (isinstance(value, str) and _FINE.fullmatch(value) is not None)


def _is_record(body: dict[str, Json]) -> bool:
    """Recognise a job or the like that failed: that it did is the answer to the question for it."""
    return "id" in body and not body.keys().isdisjoint(_RECORD_NAMES)


def _has_error(body: dict[str, Json]) -> bool:
    """Find an error object; a bare text or number under `error` counts where no payload stands beside it.

    A number needs a text beside it: `{"error": 12, "rounds": 7}` is how far a fit is off, as is any fraction.
    """
    for name in _ERROR_NAMES:
        value = body.get(name)
        if isinstance(value, dict):
            return bool(value) and not _says_fine(value)
        if not _is_fine(value) and not isinstance(value, float):
            is_stated = isinstance(value, bool | str | list) or any(text in body for text in _TEXT_NAMES[:-1])
            return is_stated and body.keys().isdisjoint(_PAYLOAD_NAMES) and not _is_record(body)
    return False


def _says_fine(error: dict[str, Json]) -> bool:
    """Find TikTok's and others' error object on every answer, whose code is `ok` or 0 if all is well."""
    return "code" in error and _is_fine(error["code"]) and _is_fine(error.get("message"))


def _has_errors(body: dict[str, Json]) -> bool:
    """Find a list of errors; GraphQL's stands beside `data`, and partial data does not hide it."""
    errors = body.get("errors", body.get("Errors"))
    return isinstance(errors, list) and bool(errors) and isinstance(errors[0], dict | str)


def _denies_success(body: dict[str, Json]) -> bool:
    return any(name in body and body[name] in _FALSE for name in _DENIED_NAMES)


def _states_failure(body: dict[str, Json]) -> bool:
    """Find `"status": "error"` beside a text, or Google Maps' screamed status beside its `error_message`."""
    if _is_record(body) or not any(name in body for name in _TEXT_NAMES):
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
    if text is None:
        text = _failure_at(body, "status_message", "resultMessage")
    if text is None or _FINE.fullmatch(text) or any(body.get(name) for name in _PAYLOAD_NAMES):
        return False
    numbers = [body.get(name) for name in _NUMBER_NAMES]
    return any(isinstance(number, int) and number not in _SUCCESSES for number in numbers)


def _failure_at(body: dict[str, Json], *names: str) -> str | None:
    """Return a text only if it speaks of a failure: under these names stand states of orders, too."""
    texts = (text for name in names if isinstance(text := body.get(name), str))
    return next((text for text in texts if token_in(text) or saying_in(text)), None)


def _names_vendor_error(body: dict[str, Json]) -> bool:
    return any(not _is_fine(body.get(name)) for name in _VENDOR_NAMES)


def _fails_each(body: dict[str, Json]) -> bool:
    """Find a list of results each of which is an error and nothing else: nothing of the call succeeded."""
    lists = (items for name in _LIST_NAMES if isinstance(items := body.get(name), list) and items)
    return any(all(isinstance(item, dict) and _is_failed(item) for item in items) for items in lists)


def _is_failed(item: dict[str, Json]) -> bool:
    return bool(item.get("error-text")) or (len(item) == 1 and not _is_fine(item.get("error")))


def _refuses_action(body: dict[str, Json]) -> bool:
    """Find Alibaba's three members, on every answer of its older interfaces, without the code of a success."""
    return "RequestId" in body and "Message" in body and not _is_fine(body.get("Code"))


def _holds_inner(body: dict[str, Json]) -> bool:
    """Find the error one object down, where Tencent, Volcengine, MiniMax and Alipay keep theirs."""
    inner = (body.get(name) for name in ("Response", "ResponseMetadata", "response"))
    if any(isinstance(value, dict) and (value.get("Error") or value.get("error")) for value in inner):
        return True
    base = body.get("base_resp")
    if isinstance(base, dict) and base.get("status_code") not in (None, 0):
        return True
    return any(_wraps_error(name, value) for name, value in body.items() if isinstance(value, dict))


def _wraps_error(name: str, value: dict[str, Json]) -> bool:
    """Find Alipay's and Taobao's answers, named after the method called, and Entrez' screamed `ERROR`."""
    return bool(value.get("ERROR") or (name.endswith("_response") and value.get("sub_code")))


_SHAPES = (
    _has_error,
    _has_errors,
    _denies_success,
    _states_failure,
    _states_status,
    _numbers_failure,
    _names_vendor_error,
    _fails_each,
    _refuses_action,
    _holds_inner,
)
