"""Server-sent events (WHATWG HTML, 9.2): the data of the first frame that reports an error.

Servers leave the framing when they break: llama.cpp makes up a field `error`, Gemini sends a bare object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.document import nested
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from otel_errkind._core.document import Json

BEGINNINGS = ("event:", "data:", "id:", "retry:", ":", "error: {", "error:{")
UNFRAMED = late(r'(?:\A|\n)\{\s{0,16}+"error"\s{0,16}+:')
"""No line of an event begins with a brace."""

_MOST_LINES = 2048
_ERROR_EVENTS = frozenset(("error", "response.failed", "response.error", "exception"))


def error_data(text: str) -> dict[str, Json] | None:
    """Return the data of the first `event: error` or of the first data that is an error object."""
    event = ""
    for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        name, _, value = line.strip().partition(":")
        if name == "event":
            event = value.strip()
        elif not line.strip():
            event = ""
        elif name == "error" and value.lstrip().startswith("{"):
            return _error_in(value.strip(), name)
        elif name == "data" and (event in _ERROR_EVENTS or '"error"' in value):
            data = _error_in(value.strip(), event)
            if data is not None:
                return data
    return _unframed_error(text)


def _error_in(value: str, event: str) -> dict[str, Json] | None:
    """Read one data line; under an error event any object is an error, and so is a bare text."""
    data = nested(value)
    if isinstance(data, dict):
        return data if event in _ERROR_EVENTS or data.get("error") or _is_typed(data) else None
    return {"message": value} if event in _ERROR_EVENTS else None


def _unframed_error(text: str) -> dict[str, Json] | None:
    found = UNFRAMED.search(text)
    data = nested(text[found.start() :]) if found else None
    return data if isinstance(data, dict) and data.get("error") else None


def _is_typed(data: dict[str, Json]) -> bool:
    """Recognise vLLM's, Mistral's and Dify's errors, which announce themselves in the data alone."""
    return "error" in (data.get("type"), data.get("object"), data.get("event"))
