"""XML and HTML, read by pattern: no parser, so no entity of theirs is ever expanded, and time is linear."""

from __future__ import annotations

import html
import re

from otel_errkind._core.dialects import aws, cloudflare
from otel_errkind._core.envelope import LONGEST_MESSAGE, Envelope, code_of
from otel_errkind._core.model import Reason

_HEAD = 16384
"""Characters of a page in which its title and heading are looked for."""

_CODE = re.compile(
    r"<(?:[\w.-]{1,32}:)?(faultcode|Code|code|ErrorCode|errorcode|error_code|errorCode|errorNumber|Value)(?:\s[^<>]{0,256})?>"
    r"\s{0,16}(?:<!\[CDATA\[)?([^\s<>\[\]][^<>\[\]]{0,255})"
)
_MESSAGE = re.compile(
    r"<(?:[\w.-]{1,32}:)?(?:Message|message|faultstring|ErrorMessage|errorMessage|Text|Description|description)"
    r"(?:\s[^<>]{0,256})?>\s{0,16}(?:<!\[CDATA\[)?([^<>\[\]]{1,2048})"
)
_TITLE = re.compile(r"<(title|h1)(?:\s[^<>]{0,256})?>([^<]{1,512})", re.IGNORECASE)
_PAGE = re.compile(r"(?:<\?xml[^>]{0,256}>\s{0,64})?<!doctype html|<html|<head|<!--|<pre", re.IGNORECASE)
_CLOUDFLARE = re.compile(r"\| ([0-9]{4}): ")
_FAULTS = {
    "client": Reason.VALIDATION,
    "sender": Reason.VALIDATION,
    "server": Reason.INTERNAL,
    "receiver": Reason.INTERNAL,
}
"""Whose fault a SOAP fault is: SOAP 1.1, 4.4.1, and SOAP 1.2, 5.4.6. Both send 500 for either."""


def read(text: str) -> Envelope | None:
    """Read an error code out of XML, or the title out of a page."""
    head = text[:_HEAD]
    code = None if _PAGE.match(head) else _CODE.search(head)
    return _xml(head, code[2]) if code else _page(head)


def _xml(head: str, code: str) -> Envelope:
    message = _MESSAGE.search(head)
    text = html.unescape(message[1]).strip()[:LONGEST_MESSAGE] if message else None
    stated = code_of(code)
    fault = _FAULTS.get(code.strip().rpartition(":")[2].partition(".")[0].lower())
    soap = "Envelope" in head[:1024]
    table = {stated: fault} if fault and stated and soap else aws.CODES
    return Envelope("soap" if soap else "xml", (stated,) if stated else (), text, table=table)


def _page(head: str) -> Envelope:
    found = {name.lower(): html.unescape(text).strip() for name, text in _TITLE.findall(head)[:4]}
    title = found.get("title") or found.get("h1")
    number = _CLOUDFLARE.search(title) if title else None
    return Envelope("html", (number[1],) if number else (), title or None, table=cloudflare.CODES)
