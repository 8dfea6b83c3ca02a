"""What a verdict shows of an answer: its body, message and code, redacted and cut to size."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from otel_errkind._core.redact import MARGIN, MARK, Redactor, excerpt
from otel_errkind._core.text import cut, decode

if TYPE_CHECKING:
    from otel_errkind._config import Config
    from otel_errkind._core.model import Evidence
    from otel_errkind._telemetry.exchange import Exchange

MESSAGE_LIMIT: Final = 512
CODE_LIMIT: Final = 128


class Texts:
    """The texts of one client's verdicts, by its settings."""

    __slots__ = ("_body_limit", "_redact", "_window")

    def __init__(self, config: Config, window: int) -> None:
        self._body_limit = config.body_limit
        self._redact = Redactor(config.redact_patterns) if config.redact else None
        self._window = window

    def body(self, exchange: Exchange) -> tuple[str, bool] | None:
        """Return the beginning of the body and whether there is more; None if there is nothing to show."""
        body, limit = exchange.evidence.body, self._body_limit
        if not body or not limit:
            return None
        window = limit + MARGIN
        content_type = (exchange.evidence.headers or {}).get("content-type")
        complete = exchange.body_complete and len(body) <= window
        kept = excerpt(
            body[:window], limit, content_type=content_type, redact=self._redact, complete=complete
        )
        return kept if kept and kept[0] else None

    def message(self, text: str | None, content: str | None, exchange: Exchange) -> str | None:
        """Redact a message also by what stands around it: the name of its field may call it secret."""
        if not text or (content and text in content):
            return self._text(text, MESSAGE_LIMIT, content, exchange)
        body = _readable(exchange.evidence, self._window)
        kept = None if body is None else self._text(text, MESSAGE_LIMIT, content, exchange)
        if not (kept and body and self._redact):
            return kept
        written = next((each for each in _spellings(text) if each in body), None)
        if written is None:
            return kept
        at = body.index(written)
        around = self._redact(body[max(0, at - MARGIN) : at + len(written) + MARGIN])
        return kept if any(each in around for each in (written, *_spellings(kept))) else MARK

    def code(self, text: str | None, content: str | None, exchange: Exchange) -> str | None:
        """Return the provider's code."""
        return self._text(text, CODE_LIMIT, content, exchange)

    def url(self, exchange: Exchange) -> str:
        """Return the URL of a call, without what may hold secrets."""
        bare = _bare_url(str(exchange.url))
        return self._redact(bare) if self._redact else bare

    def _text(self, text: str | None, limit: int, content: str | None, exchange: Exchange) -> str | None:
        if not text:
            return None
        # What the redacted body shows anyway need not be redacted once more.
        if content and text in content:
            return cut(text, limit)
        kept = excerpt(text, limit, redact=self._redact, complete=exchange.body_complete)
        return (kept and kept[0]) or None


def _spellings(text: str) -> tuple[str, ...]:
    """Spell a text as JSON may: as it is, in ASCII alone, and with no more escapes than needed."""
    return text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]


def _readable(evidence: Evidence, window: int) -> str | None:
    """Return the body as text, empty if there is none; None if it is no text."""
    body = evidence.body or ""
    if isinstance(body, str):
        return body
    return decode(body[:window], (evidence.headers or {}).get("content-type"))


def _bare_url(url: str) -> str:
    """Drop what holds secrets: credentials, query, fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    # Where the scheme or its slashes are missing, credentials are in the path.
    path = parts.path if parts.netloc else parts.path.rpartition("@")[2]
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], path=path, query="", fragment="")
    return bare.geturl()
