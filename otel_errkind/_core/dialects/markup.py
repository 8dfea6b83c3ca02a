"""XML and HTML, read by pattern: no parser, so no entity of theirs is ever expanded, and time is linear."""

from __future__ import annotations

import html
import re
from http import HTTPStatus

from otel_errkind._core.dialects import aws, cloudflare, elements, nfe, webdav, xmlrpc
from otel_errkind._core.envelope import LONGEST_MESSAGE, Envelope, code_of, status_of, token_in
from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late

_HEAD = 16384
"""Characters of a page in which its title and heading are looked for."""

SUBCODE = late(r"Subcode>\s{0,64}<(?:[\w.-]{1,32}:)?Value(?:\s[^<>]{0,256})?>\s{0,16}([^\s<>]{1,128})")
DETAIL = late(r"<(?:[\w.-]{1,32}:)?[dD]etail[\s>]")
DETAIL_CODE = late(
    r"<(?:[\w.-]{1,32}:)?(?:\w{0,24}[cC]ode|[rR]eason)(?:\s[^<>]{0,256})?>\s{0,16}([A-Za-z][\w.-]{2,127})\s{0,16}</"
)
DETAIL_FAULT = late(r"<(?:[\w.-]{1,32}:)?(\w{3,120}(?:Fault|Exception))[\s/>]")
_MOST_DETAILS = 4096
CRASH = late(
    rf"(?:<br ?/?>\s{{0,16}})?<b>(?:Fatal|Parse) error</b>:\s{{0,16}}([^<\n]{{0,{LONGEST_MESSAGE}}})"
)
"""What PHP prints where a page should be, and mostly under a 200, since the status was sent before."""
# As long as a message may be: what is cut before it is redacted may end within a secret.
TITLE = late(rf"<(title|h1)(?:\s[^<>]{{0,256}})?>([^<]{{1,{LONGEST_MESSAGE}}}+)(?!\Z)", re.IGNORECASE)
PAGE = late(r"(?:<\?xml[^>]{0,256}>\s{0,64})?<!doctype html|<html|<head|<!--|<pre", re.IGNORECASE)
TEXT_OF_PAGE = late(rf"<pre>([^<]{{1,{LONGEST_MESSAGE}}})")
PAGES = {
    "error": 500,  # Google's Apps Script
    "runtime error": 500,  # ASP.NET
    "azure devops services | sign in": 401,  # instead of an answer, under a 203
    "request rejected": 403,  # F5's firewall
    "access denied": 403,
    "quota exceeded": 429,
    "rate limit exceeded": 429,
    "too many requests": 429,
    **dict.fromkeys(
        (
            "service unavailable",
            "service temporarily unavailable",
            "temporarily unavailable",
            "down for maintenance",
            "scheduled maintenance",
            "site maintenance",
            "site under maintenance",
            "under maintenance",
            "servicio no disponible",
        ),
        503,
    ),
}
"""Titles of pages that may come under a 200."""
ANY_PAGE = "|".join(map(re.escape, PAGES)).replace(r"\ ", "[ ]")
WALL = "_Incapsula_Resource"
"""In the page of Imperva's wall against bots, which has no title and comes under a 200."""
SEPARATOR = late(r"\s[-|:]\s")
"""What a title has between the name of a site and the page's own."""
_WORD = late(r"[a-z0-9]+")
_WALLED = 403
_BESIDE_PHRASE = frozenset(("error", "http", "status", "temporarily"))
_PHRASES = {status.value: status.phrase.lower().replace("-", "").split() for status in HTTPStatus}
SAYS_NOTHING = ("Error", "error")
"""The title of every page of Express: what is wrong stands below."""
_CLOUDFLARE = late(r"\| ([0-9]{4}): ")
FAULTS = {
    "client": Reason.VALIDATION,
    "sender": Reason.VALIDATION,
    "server": Reason.INTERNAL,
    "receiver": Reason.INTERNAL,
    "mustunderstand": Reason.UNSUPPORTED,
    "versionmismatch": Reason.UNSUPPORTED,
    "dataencodingunknown": Reason.UNSUPPORTED,
}
"""Whose fault a SOAP fault is: SOAP 1.1, 4.4.1, and SOAP 1.2, 5.4.6. Both send 500 for either."""


def read(text: str) -> Envelope | None:
    """Read an error code out of XML, or the title out of a page."""
    head = text[:_HEAD]
    crash = CRASH.match(head)
    if crash is not None:
        return Envelope("crash", ("fatal_error",), html.unescape(crash[1]).strip() or None)
    if PAGE.match(head):
        return _page(head)
    return xmlrpc.read(head) or webdav.read(head) or nfe.read(head) or _xml(head)


def _xml(head: str) -> Envelope:
    stated = elements.read(head)
    if stated.code is not None:
        return _coded(head, stated.code, stated.message)
    if stated.attribute is None and stated.message is None:
        return _page(head)
    code = code_of(stated.attribute)
    codes = (*((code,) if code else ()), *token_in(stated.message))
    return Envelope("xml", codes, stated.message, table=aws.CODES)


def _coded(head: str, code: str, text: str | None) -> Envelope:
    """Read a code; of a SOAP fault's several, whose fault it was counts last."""
    stated = code_of(code)
    fault = FAULTS.get(code.strip().rpartition(":")[2].partition(".")[0].lower())
    soap = "Envelope" in head[:1024]
    if not (soap and stated):
        return Envelope("xml", (*((stated,) if stated else ()), *token_in(text)), text, table=aws.CODES)
    subcode = SUBCODE.search(head)
    inner = _details(head)
    narrow = (
        *inner,
        stated.partition(".")[2],
        subcode and subcode[1].rpartition(":")[2],
        *token_in(text),
        stated,
    )
    table = {stated: fault} if fault else aws.CODES
    return Envelope("soap", (*inner, stated), text, hints=tuple(filter(None, narrow)), table=table)


def _details(head: str) -> tuple[str, ...]:
    """Return what a fault's detail calls it: codes that are words, then the element that its schema names."""
    found = DETAIL.search(head)
    if found is None:
        return ()
    detail = head[found.end() : found.end() + _MOST_DETAILS]
    element = DETAIL_FAULT.search(detail)
    return (*DETAIL_CODE.findall(detail)[:4], *((element[1],) if element else ()))


def _page(head: str) -> Envelope:
    found = {name.lower(): html.unescape(text).strip() for name, text in TITLE.findall(head)[:4]}
    title = found.get("title") or found.get("h1")
    below = TEXT_OF_PAGE.search(head) if title in SAYS_NOTHING else None
    title = html.unescape(below[1]).strip() if below else title
    number = _CLOUDFLARE.search(title) if title else None
    codes = (number[1],) if number else ()
    status = _status_in(title) if title else _WALLED if WALL in head else None
    return Envelope("html", codes, title or None, status, table=cloudflare.CODES)


def _status_in(title: str) -> int | None:
    """Return the status that a title states by number and phrase: `503 Service Temporarily Unavailable`."""
    stated = PAGES.get(title.lower()) or PAGES.get(SEPARATOR.split(title)[-1].lower())
    words = [word for word in _WORD.findall(title.lower().replace("-", "")) if word not in _BESIDE_PHRASE]
    status = status_of(words[0]) if words else None
    return status if status is not None and words[1:] == _PHRASES.get(status) else stated
