"""The shapes of an error inside a success: which fields, with which values, no success has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core import vendor_shapes
from otel_errkind._core.answer_members import (
    ENDS,
    FEW,
    IDENTITIES,
    OTHER_TEXTS,
    PAYLOAD_NAMES,
    RESULT_TEXTS,
    STATUS_TEXTS,
    TEXT_NAMES,
    has_text,
    holds_payload,
    is_of_a_thing,
    is_record,
)
from otel_errkind._core.dialects.errors import first_tuple
from otel_errkind._core.dialects.graphql import refusals_in
from otel_errkind._core.dialects.jmap import refused
from otel_errkind._core.dialects.jsonrpc import failed_tool
from otel_errkind._core.dialects.kubernetes import read_event
from otel_errkind._core.envelope import in_small_letters, names, status_of, token_in
from otel_errkind._core.error_wrappers import (
    ERROR_STATES,
    failed_inside,
    fails_each,
    holds_error,
)
from otel_errkind._core.field_names import under
from otel_errkind._core.fine import (
    is_error_word,
    is_failing_number,
    is_failing_word,
    is_failure,
    is_fine,
    is_fraction,
    is_marked,
    is_no_error,
    is_number,
    is_refusal,
)
from otel_errkind._core.model import Reason
from otel_errkind._core.sayings import saying_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from otel_errkind._core.document import Json

DISPUTED = tuple(
    spelled for number in (1, 100, 1000, 10000, *range(200, 300)) for spelled in (number, str(number))
)
"""Numbers from which some count their successes, and some their failures; and statuses of the transport."""
_FALSE = ("false", "False")
STATUS_NAMES = names(
    "status statusCode StatusCode status_code code cod http_code httpStatus responseStatus estado"
)
NUMBER_NAMES = names("code ret status")
STATE_NUMBER_NAMES = names("statusCode StatusCode status_code statuscode")
"""Where numbers stand that count as failing only beside a text that speaks of a failure."""
ERROR_NAMES = ("error", "Error", "ERROR", "fault", "Fault")
VENDOR_NAMES = names("requestError error_response errorResponse")
ERROR_ANSWERS = (*ERROR_STATES, "err", "ERR")
ONLY_ERROR_NAMES = frozenset(names("error errors Error Errors erro erros"))


def is_error(body: dict[str, Json]) -> bool:
    """Say whether an object has one of the shapes, whether or not its names are in capitals."""
    fields = in_small_letters(body)
    return any(holds(fields) for holds in _SHAPES)


def _has_error(body: dict[str, Json]) -> bool:
    """Find an error object; a bare text or number under `error` counts where no payload stands beside it.

    A number needs a text beside it: `{"error": 12, "rounds": 7}` is how far a fit is off, as is any fraction.
    """
    for name in ERROR_NAMES:
        value = body.get(name)
        if isinstance(value, dict):
            return not _says_fine(value) and not (is_record(body) and body.get("status") in ENDS)
        if not is_no_error(value) and not is_fraction(value):
            is_stated = isinstance(value, bool | str | list) or any(text in body for text in TEXT_NAMES[1:])
            return is_stated and not (holds_payload(body) or is_record(body) or _succeeded(body))
    return False


def _succeeded(body: dict[str, Json]) -> bool:
    """Find SerpApi's heading of a search that went well, beside which `error` says that nothing was found."""
    heading = body.get("search_metadata")
    return isinstance(heading, dict) and heading.get("status") == "Success"


def _says_fine(error: dict[str, Json]) -> bool:
    """Find the error object of every answer of GitHub Pages or TikTok: nulls, or a code that is `ok` or 0."""
    stated = map(error.get, ("code", "message", "error"))
    return is_no_error(error) or ("code" in error and all(map(is_fine, stated)))


def _has_errors(body: dict[str, Json]) -> bool:
    """Find a list of errors; GraphQL's stands beside `data`, and partial data does not hide it."""
    errors = body.get("errors", body.get("Errors"))
    if isinstance(errors, list):
        return bool(errors) and (isinstance(errors[0], dict | str) or first_tuple(errors) is not None)
    if isinstance(errors, dict):
        is_listed = all(isinstance(texts, list | str) for texts in errors.values())
        is_told = is_listed and any(errors.values())
        return (is_told or isinstance(errors.get("message"), str)) and "id" not in body
    return isinstance(errors, str) and not is_no_error(errors) and not holds_payload(body)


def _fails_inside(body: dict[str, Json]) -> bool:
    return failed_inside(body) is not None


def _fails_inside_a_protocol(body: dict[str, Json]) -> bool:
    return any(find(body) is not None for find in (failed_tool, refused, read_event))


def denies_success(body: dict[str, Json]) -> bool:
    """Say whether a member that is named as success is false, or one that is named as failure true."""
    denials, affirmations = under("denial", body), under("affirmation", body)
    if any(value is False or value in _FALSE for value in denials) or any(
        one is True for one in affirmations
    ):
        return True
    # PHP's 0 and 1, which elsewhere are counts: `{"success": 0, "failed": 0}`.
    return has_text(body) and (0 in denials or 1 in affirmations)


def states_failure(body: dict[str, Json]) -> bool:
    """Find `"status": "error"` beside a text, or Etherscan's message, whose text stands under `result`."""
    data = body.get("data")
    is_told = has_text(body) or isinstance(data, str) or isinstance(body.get("messages"), str | list)
    is_told = is_told or (isinstance(data, dict) and has_text(data))
    if "F" in (*under("answer", body), body.get("resultStatus")) and under("text", body):
        return True
    is_explained = is_told or (("reason" in body or under("text", body)) and not is_of_a_thing(body))
    if is_record(body) or not is_explained:
        return False
    states = [state for state in under("state", body) if isinstance(state, str)]
    return any(is_failure(state) or is_refusal(state) for state in states) or body.get("message") == "NOTOK"


def only_fails(body: dict[str, Json]) -> bool:
    """Say whether a body, or the only object in it, says that the call failed, and perhaps why, in a text."""
    inner = next(iter(body.values())) if len(body) == 1 else None
    is_denied_inside = isinstance(inner, dict) and False in under("denial", inner)
    return denies_success(body) or _states_only(body) or is_denied_inside


def _states_only(body: dict[str, Json]) -> bool:
    """Find an answer of one word, or of one and a text; a job's would be that it failed."""
    if body.get("result") in ERROR_ANSWERS:
        return len(body) == 1
    others = [value for name, value in body.items() if name != "status"]
    is_told = len(others) <= 1 and all(isinstance(text, str) and " " in text for text in others)
    status = body.get("status")
    # Not of one word, which may be what was decided: `{"status": "denied"}`.
    is_refused = not others and isinstance(status, str) and "_" in status and is_refusal(status)
    return is_refused or (is_told and status in ERROR_ANSWERS)


def _states_status(body: dict[str, Json]) -> bool:
    """Find an HTTP error status that the body states of itself, beside a text for it."""
    is_told = has_text(body) or any(name in body for name in STATUS_TEXTS) or under("text", body)
    if not is_told and len(body) > 1:
        return False
    stated = [value for name in STATUS_NAMES if status_of(value := body.get(name))]
    return any(isinstance(value, int) for value in stated) or (bool(stated) and not holds_payload(body))


def numbers_failure(body: dict[str, Json]) -> bool:
    """Find a failing result number beside a text that is no word of success, and no payload."""
    numbers, told = under("answer", body), under("text", body)
    others = [*told, *map(body.get, OTHER_TEXTS)]
    text = next((text for name in RESULT_TEXTS if isinstance(text := body.get(name), str)), None)
    text = text if text is not None else _failure_in(others)
    if text is None and numbers:
        text = next((text for text in told if isinstance(text, str)), None)
    if text is None or is_fine(text) or holds_payload(body) or is_record(body):
        return False
    if body.get("status") in (0, "0") or body.get("result") is False or body.get("response") is False:
        said = _failure_in((*map(body.get, RESULT_TEXTS), *others))
        return said is not None and not _found_nothing(body, said)
    if any(map(is_failing_number, (*map(body.get, NUMBER_NAMES), *numbers))):
        return True
    if any(map(is_failing_number, map(body.get, STATE_NUMBER_NAMES))) and _fails(text):
        return True
    if not any(number in DISPUTED for number in (*map(body.get, NUMBER_NAMES), *numbers)):
        return False
    # An empty list may be what was found.
    is_alone = len(body) <= FEW and all(body.get(name) in (None, {}, "") for name in PAYLOAD_NAMES)
    return is_failure(text) or (is_alone and _fails(text))


def _found_nothing(body: dict[str, Json], text: str) -> bool:
    """Recognise an empty list, and Etherscan's text for it."""
    saying = saying_in(text)
    is_empty = any(body.get(name) == [] for name in PAYLOAD_NAMES)
    return is_empty and saying is not None and saying.reason is Reason.NOT_FOUND


def _failure_in(texts: Iterable[Json]) -> str | None:
    """Return the first text that speaks of a failure: under these names stand states of orders, too."""
    return next((text for text in texts if isinstance(text, str) and _fails(text)), None)


def _fails(text: str) -> bool:
    return is_failure(text) or any(map(is_failing_word, token_in(text))) or saying_in(text) is not None


def codes_failure(body: dict[str, Json]) -> bool:
    """Find a code of words of failure, or beside a text of failure, and nothing that is an answer."""
    code = body.get("code") or body.get("Code")
    if not has_text(body) or len(body) > FEW or holds_payload(body):
        return False
    return is_failing_word(code) or (is_marked(code) and _failure_in(map(body.get, RESULT_TEXTS)) is not None)


def names_vendor_error(body: dict[str, Json]) -> bool:
    """Find a code or a text of an error; a number is none beside a word that all is well."""
    named = (value for value in under("error", body) if not isinstance(value, dict))
    stated = [value for value in (*named, *map(body.get, VENDOR_NAMES)) if not is_no_error(value)]
    if not stated or is_record(body) or (_numbers_success(body) and _failure_in(stated) is None):
        return False
    return not (all(map(is_number, stated)) and _says_well(body))


def _numbers_success(body: dict[str, Json]) -> bool:
    """Find a number of no error, beside which a text may say so in any language."""
    numbers = [code for code in under("error code", body) if code is not None]
    return bool(numbers) and all(is_number(number) and is_fine(number) for number in numbers)


def _says_well(body: dict[str, Json]) -> bool:
    texts = (*under("state", body), *under("error", body), *map(body.get, RESULT_TEXTS))
    return any(text and isinstance(text, str) and is_fine(text) for text in texts)


def codes_an_error(body: dict[str, Json]) -> bool:
    """Find a code that begins as an error, on the answer or on its only message."""
    messages = body.get("messages")
    only = messages[0] if isinstance(messages, list) and len(messages) == 1 else None
    values = (*body.values(), *(only.values() if isinstance(only, dict) else ()))
    return len(body) <= FEW and any(map(is_error_word, values))


def _wraps_failure(body: dict[str, Json]) -> bool:
    """Find an answer in the only member of a body, named after the product or the method."""
    name, inner = next(iter(body.items())) if len(body) == 1 else ("", None)
    is_answer = isinstance(inner, dict) and name != "data" and inner.keys().isdisjoint(IDENTITIES)
    return is_answer and isinstance(inner, dict) and any(holds(inner) for holds in _INNER_SHAPES)


def _is_only_error(body: dict[str, Json]) -> bool:
    """Find a list of errors, or one, and nothing else."""
    stated = {name: value for name, value in body.items() if value}
    return bool(stated) and all(
        name in ONLY_ERROR_NAMES and isinstance(value, dict | list) for name, value in stated.items()
    )


_SHAPES = (
    _has_error,
    _has_errors,
    _fails_inside,
    _fails_inside_a_protocol,
    denies_success,
    states_failure,
    _states_only,
    _states_status,
    numbers_failure,
    codes_failure,
    names_vendor_error,
    fails_each,
    holds_error,
    _wraps_failure,
    codes_an_error,
    refusals_in,
    *vendor_shapes.SHAPES,
)
_INNER_SHAPES = (denies_success, names_vendor_error, fails_each, holds_error, _is_only_error, _wraps_failure)
