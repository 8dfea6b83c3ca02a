"""OpenAI's envelope and its many imitators: `{"error": {"message", "type", "code", "param"}}`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.dialects import plain
from otel_errkind._core.envelope import Envelope, code_of, object_at, status_of, text_at, token_in
from otel_errkind._core.model import Reason, made

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "tool_use_failed": Reason.VALIDATION,
        "1113": Reason.BILLING,  # Zhipu numbers its codes: the balance is used up.
        "1112": Reason.PERMISSION_DENIED,
        "1110": Reason.PERMISSION_DENIED,
        "1000": Reason.INVALID_CREDENTIALS,
        "1001": Reason.INVALID_CREDENTIALS,
        "1002": Reason.INVALID_CREDENTIALS,
        "1003": Reason.EXPIRED_CREDENTIALS,
        "1301": Reason.CONTENT_FILTER,
        "1302": Reason.RATE_LIMIT,
        "1303": Reason.RATE_LIMIT,
        "1304": Reason.QUOTA_EXHAUSTED,
        "1305": Reason.RATE_LIMIT,
        "1308": Reason.QUOTA_EXHAUSTED,
    }
)

_USUAL = frozenset(("message", "code", "type", "param"))
_TEXTS = ("info", "description", "detail", "error_msg", "error")


def read(error: dict[str, Json]) -> Envelope | None:
    """Read `error`; a numeric code is a status, so the type is the code then."""
    if not ("message" in error or "code" in error or "type" in error):
        return None
    code, kind = code_of(error.get("code")), code_of(error.get("type"))
    status = None
    if code is None or code.isdigit():
        code, kind, status = kind, code, status_of(code)
    named = (code,) if code is not None else _words(error)
    codes = (*named, kind) if kind is not None else named
    hints = ("content_filter",) if "metadata" in error and _moderated(error) else ()
    message = text_at(error, "message", "msg") or text_at(error, *_TEXTS)
    if message is not None and " " not in message:
        codes = (*codes, *token_in(message))
    return made(Envelope, ("openai", codes, message, status, hints, CODES, plain.wait_in(error), None))


def _words(error: dict[str, Json]) -> tuple[str, ...]:
    """Return the words that stand under other names beside a number or nothing: Trino's `errorName`."""
    if error.keys() <= _USUAL:
        return ()
    return tuple(code for code in plain.codes(error) if not code.lstrip("-").isdigit())


def _moderated(error: dict[str, Json]) -> bool:
    """Recognise OpenRouter's report of a moderator, which has no code of its own."""
    metadata = object_at(error, "metadata")
    return metadata is not None and "flagged_input" in metadata
