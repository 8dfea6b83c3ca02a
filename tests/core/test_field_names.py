"""An error of no known shape: under which names its code, its text, its status and its wait are found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from otel_errkind._core import document
from otel_errkind._core.dialects import registry

if TYPE_CHECKING:
    from otel_errkind._core.envelope import Envelope

CODES = (
    *("error_code", "errorCode", "ErrorCode", "errorcode", "err_code", "errcode", "errCode", "code", "Code"),
    *(
        "retCode",
        "error_name",
        "errorName",
        "error_type",
        "errorType",
        "ErrorType",
        "error-type",
        "errortype",
    ),
    *("exception", "type", "reason", "Reason", "subCode", "sub_code", "codeDesc", "messageId", "fault_code"),
    *("faultcode", "errorKey", "error_key", "errorClass", "err-code", "response_code", "apiErrorNo"),
)
BEFORE_CODE = ("error_code", "errorCode", "ErrorCode", "errorcode", "err_code", "errcode", "errCode")
BEFORE_TYPE = (
    *(
        "retCode",
        "error_name",
        "errorName",
        "error_type",
        "errorType",
        "ErrorType",
        "error-type",
        "errortype",
    ),
    *("code", "Code", "exception"),
)
WORDS = ("key", "category", "error", "err", "name", "id", "status", "Status", "state", "result", "stat")
TEXTS = (
    *(
        "message",
        "Message",
        "error_message",
        "errorMessage",
        "ErrorMessage",
        "error_msg",
        "errorMsg",
        "errmsg",
    ),
    *(
        "err_msg",
        "error_description",
        "errorDescription",
        "description",
        "Description",
        "msg",
        "Msg",
        "retMsg",
    ),
    *(
        "details",
        "faultstring",
        "explanation",
        "reason",
        "title",
        "text",
        "error_text",
        "error-text",
        "Error",
    ),
    *("error", "ERROR", "info", "developerMessage", "userMessage", "status_message", "statusMessage"),
    *("status_msg", "statusMsg", "resultMessage", "resultMsg", "result_msg", "sub_msg", "err-msg"),
    *("response_msg", "desc", "en_desc", "errorDetail", "error_string", "error_detail", "status_text"),
    *("statusDescription", "remark", "errors", "messages"),
)
"""Where data is a text, these say more than it."""
REMARKS = ("value", "data", "Information", "Note", "information", "note", "Error Message")
STATUSES = (
    *(
        "status",
        "statusCode",
        "status_code",
        "statuscode",
        "http_status",
        "httpStatus",
        "httpCode",
        "http_code",
    ),
    *("code", "cod", "errorCode"),
)
SECONDS = (
    *("retry_after", "retryAfter", "retry_after_seconds", "retryAfterSeconds", "retry_after_sec"),
    *("retryAfterSec", "retry-after", "estimated_time"),
)
MILLISECONDS = ("retry_after_ms", "retryAfterMs", "retryAfterMillis")
CONTAINERS = (
    *(
        "Error",
        "err",
        "fault",
        "Fault",
        "exception",
        "Response",
        "response",
        "status",
        "meta",
        "Meta",
        "data",
    ),
    *("result", "ResponseMetadata", "header", "_error", "errorResponse", "error_response", "body"),
    *("odata.error", "errorWrappers", "exceptions", "messages", "results", "requestError", "return"),
    *("serviceException", "policyException", "offsets", "responses", "replies", "statuses", "insertErrors"),
    *("requestErrors", "fieldErrors", "validationErrors", "entries", "Entries", "records", "Records"),
    *("RequestResponses", "items", "Items", "d", "Failed", "failed", "common", "SUMMARY", "Result"),
    *("ResponseStatus", "Errors", "errors", "attributes", "ErrorList", "error_list"),
)


def read(body: dict[str, Any]) -> Envelope:
    """Read an error that has an envelope."""
    envelope = registry.read(document.read(json.dumps(body), None))
    assert envelope is not None
    return envelope


@pytest.mark.parametrize("name", CODES)
def test_a_code(name: str) -> None:
    """Whoever spells it, what has the name of a code is one."""
    assert read({"message": "m m", name: "xyzzy"}).codes == ("xyzzy",)


@pytest.mark.parametrize(
    ("name", "other"),
    [*((name, "code") for name in BEFORE_CODE), *((name, "type") for name in BEFORE_TYPE)],
)
def test_the_narrower_code_first(name: str, other: str) -> None:
    """The code of an error says more than a code, and that more than a type."""
    assert read({other: "second", name: "first", "message": "m m"}).codes == ("first", "second")


@pytest.mark.parametrize("name", WORDS)
def test_a_word(name: str) -> None:
    """What may be a status or an identifier is a code if it is a word."""
    assert read({"message": "m m", name: "xyzzy"}).codes == ("xyzzy",)
    assert read({"message": "m m", name: "a1b2"}).codes == ()


@pytest.mark.parametrize(("label", "codes"), [("XY_ZZY", ("XY_ZZY",)), ("xy_zzy", ()), (7, ())])
def test_a_label(label: str | int, codes: tuple[str, ...]) -> None:
    """It is a code in capitals; in others it is the name of a field."""
    assert read({"message": "m m", "label": label}).codes == codes


def test_words_before_numbers() -> None:
    """A number of a vendor's own says less than a word; a word may end in a number."""
    assert read({"code": "-7", "type": "t", "message": "m m"}).codes == ("t", "-7")
    assert read({"code": "X7", "type": "t", "message": "m m"}).codes == ("X7", "t")


@pytest.mark.parametrize("name", TEXTS)
def test_a_text(name: str) -> None:
    """What is called a text goes before data, wherever it stands."""
    assert read({"code": "c", "data": "d d", name: "m m"}).message == "m m"


def test_a_detail() -> None:
    """What FastAPI has for the whole of an error, others have within it."""
    assert read({"x": 1, "data": {"code": "c", "data": "d d", "detail": "m m"}}).message == "m m"


@pytest.mark.parametrize("name", REMARKS)
def test_a_remark(name: str) -> None:
    """Where nothing is called a text, data and notes are read."""
    assert read({"code": "c", name: "m m"}).message == "m m"


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container(name: str) -> None:
    """An error may stand in an object, and this in a list."""
    inner, others = {"code": "c", "message": "m m"}, dict.fromkeys("abcd", 1)

    envelopes = [read({**others, name: inner}), read({**others, name: [inner]})]

    assert [(found.codes, found.message) for found in envelopes] == [(("c",), "m m")] * 2


@pytest.mark.parametrize("name", ["orderResponse", "orderErrors", "order_messages"])
def test_an_object_named_for_its_method(name: str) -> None:
    """Where nothing beside it says more, the end of its name is enough; of an answer it always is."""
    inner = {"code": "c", "message": "m m"}
    is_answer = name.endswith("Response")

    assert read({name: inner}).codes == ("c",)
    assert read({"code": "d", name: inner}).codes == (("c", "d") if is_answer else ("d",))


@pytest.mark.parametrize("name", ["message", "errorMessage"])
def test_an_object_where_a_text_would_stand(name: str) -> None:
    """It is looked into where nothing beside it is a code."""
    inner = {"code": "c", "message": "m m"}

    assert read({name: inner}).codes == ("c",)
    assert read({"code": "d", name: inner}).codes == ("d",)


@pytest.mark.parametrize("name", STATUSES)
def test_a_status(name: str) -> None:
    """A gateway may answer with a status of its own, and leave that of the service in the body."""
    assert read({"message": "m m", name: 429}).status == 429


@pytest.mark.parametrize(
    ("name", "sent"), [*((name, 3) for name in SECONDS), *((name, 3000) for name in MILLISECONDS)]
)
def test_a_wait(name: str, sent: int) -> None:
    """How long to wait is in seconds, unless the name says otherwise."""
    assert read({"message": "m m", name: sent}).retry_after == 3


@pytest.mark.parametrize(
    "value",
    [
        *("error", "fail", "failed", "failure", "false", "true", "ok", "user", "Sender", "Receiver"),
        *("server", "client", "none", "F"),
    ],
)
def test_a_word_that_says_nothing(value: str) -> None:
    """That something failed is known, and whose fault it was tells nobody what to do."""
    assert read({"message": "m m", "code": value}).codes == ()


@pytest.mark.parametrize(
    "exception",
    ["a.b.TimeoutException: m", "class a.b.TimeoutException: m", "#<a.b.TimeoutException: m>"],
)
def test_the_class_of_an_exception(exception: str) -> None:
    """Java, Python and Ruby write it in front of the text."""
    assert read({"message": "m m", "exception": exception}).codes == ("a.b.TimeoutException",)


@pytest.mark.parametrize(
    ("exception", "codes"),
    [("Timeout: m m", ("Timeout",)), ("Something went wrong", ()), ("class Seven is full", ())],
)
def test_a_class_of_one_word(exception: str, codes: tuple[str, ...]) -> None:
    """Without a colon behind it, a word with a capital letter begins a sentence."""
    assert read({"message": "m m", "exception": exception}).codes == codes


@pytest.mark.parametrize(("levels", "codes"), [(3, ("c",)), (4, ()), (5, ()), (9, ())])
def test_how_deep_an_error_may_be(levels: int, codes: tuple[str, ...]) -> None:
    """Further down than three objects is an application's own data."""
    body: dict[str, Any] = {"code": "c"}
    for _ in range(levels):
        body = {"x": 1, "data": body}

    assert read({"message": "m m", **body}).codes == codes
