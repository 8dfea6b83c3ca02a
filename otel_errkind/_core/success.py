"""Errors inside a success: which bodies are worth a look, and which shapes are errors beyond doubt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from otel_errkind._core import batches, document, outcomes
from otel_errkind._core.answer_members import FEW
from otel_errkind._core.dialects import elements, form, frames, markup, multipart, plain, text
from otel_errkind._core.dialects.errors import CODE_NAMES
from otel_errkind._core.dialects.events import BEGINNINGS
from otel_errkind._core.envelope import Envelope, codes_at
from otel_errkind._core.error_shapes import ONLY_ERROR_NAMES, is_error, only_fails
from otel_errkind._core.error_wrappers import MOST_ITEMS, is_error_list, is_nothing_else
from otel_errkind._core.fine import is_failure
from otel_errkind._core.patterns import late
from otel_errkind._core.vendor_shapes import ONLY_TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from otel_errkind._core.document import Json
    from otel_errkind._core.envelope import Answer

_BEGINNINGS = tuple(b'{["<eid:\xef')
_FAR_MARKS = (b'"errors"', b'"error"', b"event: error")
_HEAD = 2048
_IS = r"\"\s{0,4}:\s{0,4}"
MARKS = late(
    rf"""error|fault|revoked|not[_\x20]?ok|succ[a-z]{{0,8}}{_IS}"?(?:false|0[,"}}\s])|"(?:
        err|(?:ok|status|result){_IS}"?false
        |(?:status|stat|result|state){_IS}"(?:fail|denied|over_|request_|invalid|not_found|throttl|unauth|forbid|overload|ko"|nok")
        |(?:estado|[a-z]{{1,8}}_?cd){_IS}"?-?0{{0,3}}[1-9]
        |(?:(?:http_?)?status|(?:http_?)?status_?code|code|cod|err_?code|ret(?:urn)?_?code|resp?_?code|ret|response_?(?:code|status)){_IS}"?-?0{{0,3}}[1-9]
        |(?:status|code){_IS}"[a-z_-]*(?:auth|credential|err[_-])
        |(?:(?:resp?|result|ret|return)code|resultstatus){_IS}"f"|fail(?:ed|ures)"|usererrors{_IS}\[\s{{0,4}}\{{
        |code{_IS}"(?!ok"|success|200")[a-z]
        |status{_IS}\{{
        |status{_IS}"?0[,"}}\s]
        |title"|exception"|result_?code"
        |remark{_IS}"runtime
        |message{_IS}\[\s{{0,4}}\{{
    )""".encode(),
    re.IGNORECASE | re.VERBOSE,
)
MARKUP_MARKS = late(
    rf"err|fault|exception|fail|success\s?=|<status message|multistatus|replycode|<cstat>"
    rf"|{markup.WALL}|<title>(?:[^<]{{0,16}}[45][0-9]{{2}}\s|[^<]{{0,48}}(?:{markup.ANY_PAGE})\s{{0,16}}<)".encode(),
    re.IGNORECASE,
)
ONLY_TEXT = late(rf'\{{\s{{0,8}}"(?:{"|".join(ONLY_TEXTS)}){_IS}"'.encode())
_MARKUP = 0x3C
MEMBERS_OF_A_LAST_LINE = 2
"""A line that ends a stream says hardly more than the error; that of a log has a level and a time as well."""


def may_hold_error(body: bytes | str) -> bool:
    """Say whether a success's body is worth parsing: its first byte, then a few words in its head.

    Only `error` itself is looked for behind the head: GraphQL may put its errors after the data.
    """
    start = body[: document.LONGEST_BODY]
    raw = (start if isinstance(start, bytes) else start.encode("utf-8", "replace")).lstrip()
    if form.PAIR.match(raw) or form.LINE.match(raw) or ONLY_TEXT.match(raw):
        return True
    if not raw or raw[0] not in _BEGINNINGS:
        return text.may_hold_error(raw)
    marks = MARKUP_MARKS if raw[0] == _MARKUP else MARKS
    return marks.search(raw, 0, _HEAD) is not None or any(mark in raw for mark in _FAR_MARKS)


def answer_inside(body: bytes | str, content_type: str | None, document: Json) -> Answer | None:
    """Return the failed answer that travels in a success of several answers, or in frames."""
    return (
        batches.failed(document) or multipart.failed(body, content_type) or frames.failed(body, content_type)
    )


def read_inside(body: bytes | str, content_type: str | None) -> Json:
    """Read what may be an error inside a success; None if nothing in it is."""
    exception = text.appended(body)
    if exception is not None:
        return exception
    line = document.last_line(body)
    if line is None:
        return document.read(body, content_type) if may_hold_error(body) else None
    # The line on which a cut body ends need not be the last one.
    value = document.read(line, content_type) if line.endswith(b"}") and may_hold_error(line) else None
    return value if isinstance(value, dict) and len(value) <= MEMBERS_OF_A_LAST_LINE else None


def speaks_of_error(document: Json, envelope: Envelope) -> bool:
    """Say whether a success's body is an error in a shape that no success has."""
    if envelope.dialect == "html":
        return envelope.status is not None
    if isinstance(document, dict):
        is_sound = _is_sound(document) or _is_finding(document, envelope)
        return (is_error(document) or outcomes.says_failure(document)) and not is_sound
    if isinstance(document, list):
        return is_error_list(document) or _is_one_error(document)
    states = _TEXTS.get(envelope.dialect, _is_event)
    return isinstance(document, str) and states(document)


def _is_sound(body: dict[str, Json]) -> bool:
    """Recognise Cloudflare's envelope of a success: what is inside, a video or a build, may have failed."""
    return body.get("success") is True and body.get("errors") == [] and body.get("error") is None


def _is_finding(body: dict[str, Json], envelope: Envelope) -> bool:
    """Recognise an answer whose `ok: false` is what was found: it says much, and nothing of an error.

    A validator found errors of what it was given, unless what stands beside them is one of the call.
    """
    if body.get("valid") is False and isinstance(body.get("errors"), list):
        beside = {name: value for name, value in body.items() if name != "errors"}
        return not (is_error(beside) or outcomes.says_failure(beside))
    is_told = envelope.codes or envelope.message or envelope.status or not ONLY_ERROR_NAMES.isdisjoint(body)
    return len(body) >= FEW and not is_told


def _is_one_error(items: list[Json]) -> bool:
    """Recognise a batch that failed, whose answers are one error and nothing else; a catalogue has many."""
    first = items[0] if items else None
    if not isinstance(first, dict) or not is_nothing_else(first) or not is_error(first):
        return False
    codes = codes_at(first, *CODE_NAMES)
    return all(isinstance(item, dict) and codes_at(item, *CODE_NAMES) == codes for item in items[:MOST_ITEMS])


def bare_failure(document: Json) -> Envelope | None:
    """Return an envelope for what says that the call failed and hardly more: `{"success": false}`."""
    if not isinstance(document, dict) or not only_fails(document):
        return None
    return Envelope("plain", message=plain.only_text(document))


def _is_event(text: str) -> bool:
    return text.startswith(BEGINNINGS)


def _is_failed_form(pairs: str) -> bool:
    fields = {name: value for name, value in form.fields_of(pairs).items() if value != form.NO}
    return (
        is_failure(fields.get("ACK")) or form.is_declined(fields) or form.refuses(fields) or is_error(fields)
    )


def _is_certain(text: str) -> bool:
    """Agree: the dialect reads nothing but errors."""
    return bool(text)


_TEXTS: Mapping[str, Callable[[str], bool]] = {
    "crash": _is_certain,
    "form": _is_failed_form,
    "multistatus": _is_certain,
    "nfe": _is_certain,
    "soap": elements.is_error,
    "text": text.is_error,
    "xml": elements.is_error,
    "xmlrpc": _is_certain,
}
"""What decides on a text, by the dialect that has read it."""
