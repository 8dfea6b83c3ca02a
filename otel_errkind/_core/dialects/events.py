"""Server-sent events (WHATWG HTML, 9.2): the data of the first frame that reports an error.

Servers leave the framing when they break: llama.cpp makes up a field `error`, Gemini sends a bare object.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from otel_errkind._core.document import nested
from otel_errkind._core.envelope import status_of
from otel_errkind._core.error_wrappers import failed_choice, refused_by_minimax
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Iterator

    from otel_errkind._core.document import Json

BEGINNINGS = ("event:", "data:", "id:", "retry:", ":", "error: {", "error:{")
UNFRAMED = late(r'(?:\A|\n)\{\s{0,16}+"error"\s{0,16}+:')
"""No line of an event begins with a brace."""

MOST_ALARMS = 64
"""Events that look like an error and are none, after which a text, or a piece of a stream, is left alone."""

_MOST_LINES = 1024
ERROR_EVENTS = (
    *("error", "exception"),
    *("response.failed", "response.error", "thread.run.failed"),  # OpenAI
    "conversation.chat.failed",  # Coze
    "auth_revoked",  # Firebase
)
"""Names of events that are errors."""
SCREAMED_TYPE = "RUN_ERROR"
ERROR_TYPES = (*ERROR_EVENTS, "run.error", "stream_error", SCREAMED_TYPE)
"""What the data of an error call themselves; the last one is AG-UI's."""
SELF_NAMED = tuple(name for name in ERROR_TYPES if "error" in name.lower())
"""What a stream is searched for in its data: the others come under an event's name, or with an `error`."""
_NAMED = tuple(f'"{name}"' for name in ERROR_TYPES)
MINIMAX = "base_resp"
REFUSED_BY_MINIMAX = rf'"{MINIMAX}"\s{{0,4}}:\s{{0,4}}\{{\s{{0,4}}"status_code"\s{{0,4}}:\s{{0,4}}[1-9]'
"""A failing number, which MiniMax puts at the end of the data."""
_REFUSED = late(REFUSED_BY_MINIMAX)
_SIGNS = ("error", SCREAMED_TYPE, "exception", "failed", "revoked", '"code"', MINIMAX)
"""What the name or the data of each of them holds."""
_NUMBERED = late(r'\s?\{\s{0,4}"code"\s{0,4}:\s{0,4}"?[45][0-9]{2}[",\s]')
"""Data that begin with an error status: RAGFlow's."""


def error_data(text: str) -> dict[str, Json] | None:
    """Return the data of the first `event: error` or of the first data that is an error object."""
    alarms = islice(_alarms(text), MOST_ALARMS)
    found = (_error_in(value.strip(), event) for event, value in alarms)
    data = next((data for data in found if data is not None), None)
    return _unframed_error(text) if data is None else data


def _alarms(text: str) -> Iterator[tuple[str, str]]:
    """Yield the name of each event that looks like an error, and a line of its data."""
    event = ""
    for line in _suspect_lines(text):
        name, colon, value = line.strip().partition(":")
        if name == "event":
            event = value.strip()
        elif not (name or colon):
            event = ""
        elif name == "error" and value.lstrip().startswith("{"):
            yield name, value
        elif name == "data" and (event in ERROR_EVENTS or _looks_wrong(value)):
            yield event, value


def _looks_wrong(value: str) -> bool:
    return "{" in value and (
        any(name in value for name in _NAMED)
        or _NUMBERED.match(value) is not None
        or _REFUSED.search(value) is not None
    )


def _suspect_lines(text: str) -> list[str]:
    """Return the lines from the first on that may belong to an error."""
    places = [place for sign in _SIGNS if (place := text.find(sign)) >= 0]
    first = text.rfind("\n", 0, min(places)) + 1 if places else len(text)
    return text[first:].split("\n", _MOST_LINES)[:_MOST_LINES]


def _error_in(value: str, event: str) -> dict[str, Json] | None:
    """Read one data line; under an error event any object is an error, and so is a bare text."""
    data = nested(value)
    if isinstance(data, dict):
        is_error = event in ERROR_EVENTS or data.get("error") or _is_typed(data) or refused_by_minimax(data)
        return data if is_error or failed_choice(data) is not None else None
    return {"message": value} if event in ERROR_EVENTS else None


def _unframed_error(text: str) -> dict[str, Json] | None:
    found = UNFRAMED.search(text)
    data = nested(text[found.start() :]) if found else None
    return data if isinstance(data, dict) and data.get("error") else None


def _is_typed(data: dict[str, Json]) -> bool:
    """Recognise the errors of vLLM, Mistral, Dify, RAGFlow and AG-UI, which say in the data what they are."""
    is_numbered = status_of(data.get("code")) is not None and isinstance(data.get("message"), str)
    stated = (data.get("type"), data.get("object"), data.get("event"))
    return is_numbered or any(word in ERROR_TYPES for word in stated)
