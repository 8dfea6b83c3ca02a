"""The shapes of an error inside a success: which fields, with which values, no success has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import names, object_at, status_of, token_in
from otel_errkind._core.error_wrappers import fails_each, holds_error
from otel_errkind._core.fine import is_failing_number, is_failing_word, is_failure, is_fine
from otel_errkind._core.patterns import late
from otel_errkind._core.sayings import saying_in

if TYPE_CHECKING:
    from otel_errkind._core.document import Json

DISPUTED = (1, "1", 100, "100")
"""Numbers from which some count their successes, and some their failures."""
_FALSE = (False, "false", "False")
STATE_NAMES = names("status stat state result response Response type object code Status")
STATUS_NAMES = names("status statusCode status_code code cod error_code http_code httpStatus")
NUMBER_NAMES = names("code ret retcode retCode status rc resultCode result_code")
SCREAMED = late(r"[A-Z]+(?:_[A-Z]+)+")
TEXT_NAMES = (
    *names(
        """
    message msg error_message errmsg error_msg Message status_msg description response_msg status_text
    """
    ),
    "error",  # stays the last: it is no text beside itself
)
RESULT_TEXTS = names("msg message retMsg")
STATUS_TEXTS = names("title detail statusDescription status_message statusMessage")
OTHER_TEXTS = names("status_message statusMessage resultMessage resultMsg desc info")
PAYLOAD_NAMES = frozenset(names("data result results items content choices rows value records"))
IDENTITIES = frozenset(names("id job_id jobId task_id taskId uuid"))
ENDS = ("failed", "Failed", "FAILED")
RECORD_NAMES = frozenset(names("output logs metrics created_at createdAt started_at completed_at attempts"))
ERROR_NAMES = ("error", "Error", "ERROR", "fault", "Fault", "Error Message")
DENIED_NAMES = names("ok success Success succeeded actionSucceed isSuccess is_success IsSuccess")
AFFIRMED_NAMES = names("isError IsError hasError HasError hasErrors HasErrors IsErroredOnProcessing")
VENDOR_NAMES = names(
    """
    error_code errcode errorCode error_msg errorMessage error_message __type error-type error-codes
    retCode faultcode err-code err-msg requestError error_response errorResponse error_text
    """
)
FEW = 6
_HEAD = 2048
_ELEMENT = late(
    r"<(?:[\w.-]{1,32}:)?(?:(?:error|errors|error_?code|error_?message|err_?msg|errorresponse|error_response|fault"
    r"|exception|exceptionreport|serviceexception|serviceexceptionreport)(?:\s[^<>]{0,256})?(?<!/)>\s{0,64}"
    r"(?!(?:0{1,6}|ok|none|false|no|success)\s{0,64}<|</)[^\s]"
    r"|(?:error|err|exception|serviceexception)\s[^<>]{0,256}?\b(?:code|number|msg|message)=\"[^\"]"
    r"|[\w.-]{1,64}(?:\s[^<>]{0,256}?)?\s(?:status|stat)=\"(?:error|fail|failed|failure)\""
    r"|[\w.-]{1,64}(?:\s[^<>]{0,256}?)?\sissuccess=\"false\""
    r"|(?:return_code|result_code|status|ack|result)>\s{0,16}(?:<!\[CDATA\[)?(?:fail|failure|error)\b)",
    re.IGNORECASE,
)

_WARNING = late(r"<(?:[\w.-]{1,32}:)?ack>\s{0,16}(?:success\s{0,16}with\s{0,16})?warning", re.IGNORECASE)
"""eBay's and PayPal's answer to a call that succeeded and yet has a list of errors."""


def is_error(body: dict[str, Json]) -> bool:
    """Say whether an object has one of the shapes."""
    return any(holds(body) for holds in _SHAPES)


def is_error_markup(text: str) -> bool:
    """Say whether XML holds an element of that name that is not empty; any XML may have codes."""
    return _ELEMENT.search(text, 0, _HEAD) is not None and _WARNING.search(text, 0, _HEAD) is None


def _is_record(body: dict[str, Json]) -> bool:
    """Recognise a job or the like that failed: that it did is the answer to the question for it."""
    if body.keys().isdisjoint(IDENTITIES):
        return False
    return body.get("status") in ENDS or body.get("state") in ENDS or not body.keys().isdisjoint(RECORD_NAMES)


def _holds_payload(body: dict[str, Json]) -> bool:
    return any(body.get(name) for name in PAYLOAD_NAMES)


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
            is_stated = isinstance(value, bool | str | list) or any(text in body for text in TEXT_NAMES[:-1])
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


def _denies_success(body: dict[str, Json]) -> bool:
    return any(name in body and body[name] in _FALSE for name in DENIED_NAMES) or any(
        body.get(name) is True for name in AFFIRMED_NAMES
    )


def _states_failure(body: dict[str, Json]) -> bool:
    """Find `"status": "error"` beside a text, or Google Maps' screamed status beside its `error_message`."""
    if _is_record(body) or not any(name in body for name in TEXT_NAMES):
        return False
    states = [state for name in STATE_NAMES if isinstance(state := body.get(name), str)]
    return (
        any(map(is_failure, states))
        or body.get("message") == "NOTOK"  # Etherscan, whose text stands under `result`.
        or ("error_message" in body and any(SCREAMED.fullmatch(state) for state in states))
    )


def _states_status(body: dict[str, Json]) -> bool:
    """Find an HTTP error status that the body states of itself, beside a text for it."""
    if not any(name in body for name in (*TEXT_NAMES, *STATUS_TEXTS)):
        return False
    stated = [value for name in STATUS_NAMES if status_of(value := body.get(name))]
    return any(isinstance(value, int) for value in stated) or (bool(stated) and not _holds_payload(body))


def _numbers_failure(body: dict[str, Json]) -> bool:
    """Find a failing result number beside a text that is no word of success, and no payload."""
    text = next((text for name in RESULT_TEXTS if isinstance(text := body.get(name), str)), None)
    text = text if text is not None else _failure_at(body, *OTHER_TEXTS)
    if text is None or is_fine(text) or _holds_payload(body):
        return False
    if body.get("status") in (False, 0, "0"):
        return _failure_at(body, *RESULT_TEXTS, *OTHER_TEXTS) is not None
    if any(is_failing_number(body.get(name)) for name in NUMBER_NAMES):
        return True
    is_alone = len(body) <= FEW and PAYLOAD_NAMES.isdisjoint(body)
    return is_alone and body.get("code") in DISPUTED and _fails(text)


def _screams(body: dict[str, Json]) -> bool:
    """Find AMap's denial, whatever its words: `{"status": "0", "info": "SERVER_IS_BUSY", "infocode"}`."""
    text = body.get("info")
    is_code = isinstance(text, str) and SCREAMED.fullmatch(text) is not None
    return is_code and body.get("status") in (0, "0") and is_failing_number(body.get("infocode"))


def _lists_exceptions(body: dict[str, Json]) -> bool:
    """Find Pinot's list, which every answer has and which is empty if all is well."""
    first = object_at(body, "exceptions") or {}
    return "errorCode" in first and "message" in first


def _failure_at(body: dict[str, Json], *names: str) -> str | None:
    """Return a text only if it speaks of a failure: under these names stand states of orders, too."""
    texts = (text for name in names if isinstance(text := body.get(name), str))
    return next((text for text in texts if _fails(text)), None)


def _fails(text: str) -> bool:
    return any(map(is_failing_word, token_in(text))) or saying_in(text) is not None


def _codes_failure(body: dict[str, Json]) -> bool:
    """Find a code that is made of words of failure, beside a text and nothing that is an answer."""
    code = body.get("code") or body.get("Code")
    has_text = any(name in body for name in TEXT_NAMES)
    return has_text and len(body) <= FEW and is_failing_word(code) and not _holds_payload(body)


def _names_vendor_error(body: dict[str, Json]) -> bool:
    return any(not is_fine(body.get(name)) for name in VENDOR_NAMES) and not _is_record(body)


def _failed_at_last(body: dict[str, Json]) -> bool:
    """Find Overpass' remark, with which a query that broke off ends."""
    remark = body.get("remark")
    return isinstance(remark, str) and remark.startswith("runtime error")


_SHAPES = (
    _has_error,
    _has_errors,
    _denies_success,
    _states_failure,
    _states_status,
    _numbers_failure,
    _screams,
    _lists_exceptions,
    _codes_failure,
    _names_vendor_error,
    _failed_at_last,
    fails_each,
    holds_error,
)
