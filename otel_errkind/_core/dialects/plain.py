"""Any other JSON error: the usual names for codes and texts, at the top or one or two objects down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.envelope import (
    Envelope,
    code_of,
    codes_at,
    in_small_letters,
    names,
    number_at,
    object_at,
    status_at,
    text_at,
    text_of,
    token_in,
)
from otel_errkind._core.error_wrappers import keyed_at
from otel_errkind._core.field_names import is_a, under
from otel_errkind._core.fine import is_error_word
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from otel_errkind._core.document import Json

CODE_NAMES = names(
    """
    error_code errorCode ErrorCode errorcode err_code errcode errCode code Code retCode userError error_name
    errorName error_type errorType ErrorType error-type errortype exception type reason Reason subCode
    sub_code codeDesc messageId
    """
)
WORD_NAMES = names("ErrorStatus key category error err name id status Status state result stat")
"""Names that hold a code only if it is a word: under them stand statuses, numbers and identifiers, too."""

MESSAGE_NAMES = names(
    """
    message Message error_message errorMessage ErrorMessage error_msg errorMsg errmsg err_msg
    error_description errorDescription description Description msg Msg retMsg detail details faultstring
    explanation reason title text error_text error-text Error error ERROR info developerMessage userMessage
    status_message statusMessage statusText status_msg statusMsg resultMessage resultMsg result_msg sub_msg
    err-msg response_msg desc en_desc errorDetail error_string error_detail status_text statusDescription
    remark value errors Errors messages data Information Note information note MESSAGE mensagem mensaje erro
    descripcion exception
    """
)
CONTAINER_NAMES = names(
    """
    error Error err fault Fault exception Response response errors detail status meta Meta data result
    ResponseMetadata header _error errorResponse error_response body odata.error errorWrappers
    exceptions messages results requestError serviceException policyException return offsets responses
    replies statuses insertErrors requestErrors fieldErrors validationErrors entries Entries records
    Records RequestResponses items Items d Failed failed common SUMMARY Result ResponseStatus Errors info
    RESULT attributes tasks result_error sync_status ErrorDetails errorDetails details last_error Recipients
    erros erro create value ErrorInfo errorList ErrorList error_list failures objects
    """
)
TEXT_CONTAINER_NAMES = names("message errorMessage")
"""Names of texts that hold an object instead: looked into only where nothing beside them is a code."""
STATUS_NAMES = names(
    """
    status statusCode StatusCode status_code statuscode http_status httpStatus httpCode http_code code cod
    errorCode responseStatus estado
    """
)
WAIT_NAMES = names(
    """
    retry_after retryAfter retry_after_seconds retryAfterSeconds retry_after_sec retryAfterSec retry-after
    estimated_time resets_in_seconds
    """
)
MILLISECOND_NAMES = names("retry_after_ms retryAfterMs retryAfterMillis")

_CODES = frozenset(CODE_NAMES)
_WORDS = frozenset(WORD_NAMES)
_CONTAINERS = frozenset(CONTAINER_NAMES)
_WAITS = frozenset((*WAIT_NAMES, *MILLISECOND_NAMES))
SCREAMED = late(r"[A-Z]+(?:_[A-Z]+)+")
CLASS = late(r"(?:#<|class )?([\w.:$]{3,128}?):? ")
_DEEPEST = 3
_FEW = 4
WORTHLESS = frozenset(
    names("err error f fail failed failure false true ok user sender receiver server client none")
)
"""Values that only say that something failed, or whose fault it was: AWS's `"Type": "User"`."""


def read(body: dict[str, Json]) -> Envelope | None:
    """Read codes and text from this object, else from the first inner object that has either."""
    return _read(body, _DEEPEST)


def _read(body: dict[str, Json], depth: int) -> Envelope | None:
    found, message = codes(body), text_at(body, *MESSAGE_NAMES) or text_of(under("text", body))
    inner = _inner(body, depth - 1, is_coded=bool(found), is_told=message is not None) if depth else None
    if message == "NOTOK":  # Etherscan and its forks say under `result` what is not.
        message = text_at(body, "result") or message
    status = status_at(body, *STATUS_NAMES)
    if inner is not None:
        found, message = inner.codes + found, inner.message or message
        status = inner.status or status
    if not found and message is None and status is None:
        return None
    words_first = sorted(found, key=_is_number)
    token = (code for code in token_in(message) if code not in found)
    return Envelope("plain", (*words_first, *token), message, status)


def read_whole(body: dict[str, Json]) -> Envelope | None:
    """Read a body; where no member has the name of a message, its only text is one."""
    found = read(body)
    return found._replace(message=only_text(body)) if found and found.message is None else found


def only_text(body: dict[str, Json]) -> str | None:
    """Return the only text of several words, whatever its name: `rmk`, `debug`."""
    texts = [value for value in body.values() if isinstance(value, str) and value.count(" ") > 1]
    return text_of(texts) if len(texts) == 1 else None


def codes(body: dict[str, Json]) -> tuple[str, ...]:
    """Return what has the name of a code in this object; an exception's class stands in front of its text."""
    listed = code_of(text_at(body, "error-codes"))  # reCAPTCHA and its imitators
    found = () if _WORDS.isdisjoint(body) else codes_at(body, *WORD_NAMES)
    words = (word for word in found if not any(map(str.isdigit, word)))
    named = () if _CODES.isdisjoint(body) else codes_at(body, *CODE_NAMES)
    raised = _class_in(text_at(body, "exception") or "") if "exception" in body else ()
    spelled = (code for value in under("code", body) if (code := code_of(value)) is not None)
    named = (*named, *(code for code in spelled if code not in named))
    label = body.get("label")
    if isinstance(label, str) and SCREAMED.fullmatch(label):  # Elsewhere it is the name of a field.
        named = (*named, label)
    if not named:
        named = tuple(value for value in body.values() if isinstance(value, str) and is_error_word(value))
    found = (*((listed,) if listed else ()), *named, *raised, *words)
    return tuple(code for code in found if code.lower() not in WORTHLESS)


def _class_in(exception: str) -> tuple[str, ...]:
    """Return the class in front of the text of an exception; a sentence has a word there."""
    found = CLASS.match(exception)
    is_word = found is not None and found[1].istitle() and found[1].isalpha() and found[0][-2] != ":"
    return () if found is None or is_word else (found[1],)


def _inner(body: dict[str, Json], depth: int, *, is_coded: bool, is_told: bool) -> Envelope | None:
    known = () if _CONTAINERS.isdisjoint(body) else CONTAINER_NAMES
    if not is_coded:
        known = (*known, *TEXT_CONTAINER_NAMES)
    outcomes = (name for name in body if name not in _CONTAINERS and is_a("outcome", name))
    wrappers = _wrappers(body, is_silent=not (is_coded or is_told))
    inner = (_object_at(body, name) for name in (*known, *wrappers, *outcomes) if name in body)
    found = (_read(in_small_letters(value), depth) for value in inner if value is not None)
    return next((envelope for envelope in found if envelope is not None), None) or _keyed(body, depth)


def _object_at(body: dict[str, Json], name: str) -> dict[str, Json] | None:
    keyed = keyed_at(body, name)
    return object_at(keyed, next(iter(keyed))) if keyed else object_at(body, name)


def _wrappers(body: dict[str, Json], *, is_silent: bool) -> tuple[str, ...]:
    """Name the object that Alipay, eBay and others put around an answer, after the method that was called.

    In an answer that denies its success and says nothing more, any object may say why.
    """
    if len(body) > _FEW:
        return ()
    inner = (name for name, value in body.items() if isinstance(value, (dict, list)))
    is_any = is_silent and False in under("denial", body)
    ends = ("response", "errors", "messages") if is_silent else "response"
    return tuple(name for name in inner if is_any or name.lower().endswith(ends))


def _keyed(body: dict[str, Json], depth: int) -> Envelope | None:
    """Read OpenStack's envelope, whose only key is the code: `{"itemNotFound": {"message", "code"}}`."""
    key, value = next(iter(body.items())) if len(body) == 1 else ("", None)
    found = _read(value, depth) if isinstance(value, dict) and depth else None
    return found and found._replace(codes=tuple(filter(None, (code_of(key), *found.codes))))


def _is_number(code: str) -> bool:
    return code.lstrip("-").isdigit()


def wait_in(body: dict[str, Json]) -> float | None:
    """Return the seconds to wait that a member of this object states."""
    if _WAITS.isdisjoint(body):
        return None
    wait, milliseconds = number_at(body, *WAIT_NAMES), number_at(body, *MILLISECOND_NAMES)
    return milliseconds / 1000 if wait is None and milliseconds is not None else wait
