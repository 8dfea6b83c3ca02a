"""Bodies that are no JSON: XML, pages, forms, and the one-line texts of proxies, by the core's patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._collector import messages
from otel_errkind._collector.elements import bearing, beside_failure, texts
from otel_errkind._collector.expressions import named, unbounded
from otel_errkind._collector.markup_errors import (
    IS_CRASH,
    IS_MARKUP,
    IS_MULTISTATUS,
    IS_PAGE,
    IS_RPC,
    TOLD_XML,
)
from otel_errkind._collector.messages import MESSAGE
from otel_errkind._collector.ottl import (
    assign,
    equals,
    extract,
    is_set,
    is_unset,
    kept,
    lines,
    matches,
    replace,
)
from otel_errkind._collector.shapes import CODES, DIALECT
from otel_errkind._collector.views import BODY, JSON
from otel_errkind._core.dialects import elements, markup, text, webdav

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_IS_TEXT = is_unset(JSON)
_IS_SOAP = matches(BODY, "Envelope")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&apos;": "'", "&amp;": "&"}


class Text(NamedTuple):
    """A dialect that is told by the whole text, and the patterns of its codes and its message."""

    dialect: str
    holds: tuple[str, ...]
    codes: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    """Each with a group of that name; the first that is met counts."""


def _whole(pattern: re.Pattern[str], name: str) -> str:
    return unbounded(named(pattern.pattern, name))


def _attributes(names: tuple[str, ...], kind: str, group: str) -> tuple[str, ...]:
    value = f"(?P<{group}>[^\"'<>]+)"
    return (bearing(names, value), *beside_failure(names, kind, value))


_TEXT = r"(?P<message>[^\s<>\[\]][^<>\[\]]*)"
_XML_TEXTS = (
    texts(elements.MESSAGE_NAMES, "", _TEXT),
    texts((), "text", _TEXT),
    texts(elements.ERROR_NAMES, "", rf"(?P<message>[^<>\[\]]{{{elements.SHORTEST_ERROR},}})"),
    *_attributes(elements.MESSAGE_ATTRIBUTES, "text", "message"),
)
_ATTRIBUTE = kept("attribute")
_CODE = r"(?P<code>[^\s<>\[\]][^<>\[\]]*)"
_XML_CODE = texts(elements.CODE_NAMES, "error code", _CODE)
_FAULT = r"<name>\s*%s\s*</name>\s*<value>\s*(?:<(?:int|i4|string)>)?\s*(?P<%s>[^<>]+)"
_TRIMMED = r"\s*(?P<message>[^<]*[^<\s])"
_TITLES = tuple(f"(?i)<{name}(?:\\s[^<>]*)?>{_TRIMMED}" for name in ("title", "h1"))
_LINE = (
    r"^\s*" + _whole(text.CODE_FIRST, "code"),
    r"(?i)^\s*" + _whole(text.NUMBERED, "code"),
    "(?m)" + _whole(text.CODE_ALONE, "code"),
    _whole(text.CODE_LAST, "code").replace(r"\Z", r"\z"),
)

_CONDITION = _whole(webdav.CONDITION, "code")
_DESCRIPTION = _whole(webdav.DESCRIPTION, "message")

TEXTS = (
    Text("crash", (IS_CRASH,), messages=(r"^\s*" + _whole(markup.CRASH, "message"),)),
    Text("html", (IS_PAGE,), (r"(?i)<title(?:\s[^<>]*)?>[^<]*\| (?P<code>[0-9]{4}): ",), _TITLES),
    Text(
        "xmlrpc",
        (IS_MARKUP, IS_RPC),
        (_FAULT % ("faultCode", "code"),),
        (_FAULT % ("faultString", "message"),),
    ),
    Text("multistatus", (IS_MARKUP, IS_MULTISTATUS), (_CONDITION,), (_DESCRIPTION,)),
    Text("soap", (IS_MARKUP, _IS_SOAP), (_XML_CODE,), _XML_TEXTS),
    Text("xml", (IS_MARKUP,), (_XML_CODE,), _XML_TEXTS),
    Text("text", (), _LINE, (r"(?s)^\s*(?P<message>\S(?:.{0,998}\S)?)",)),
)


def statements() -> Iterator[str]:
    """Settle the dialect of a text, and read its code and message."""
    code = kept("code")
    for row in TEXTS:
        yield assign(
            DIALECT,
            f'"{row.dialect}"',
            is_set(BODY),
            _IS_TEXT,
            is_set(kept("speaks")),
            is_unset(DIALECT),
            *row.holds,
        )
        is_row = f'{DIALECT} == "{row.dialect}"'
        for pattern in row.codes:
            yield extract(BODY, pattern, is_row, is_unset(code))
        for pattern in row.messages:
            yield extract(BODY, pattern, is_row, is_unset(MESSAGE))
    # The status of an answer is a code only where nothing else is one.
    is_xml = matches(DIALECT, "^(?:soap|xml)$")
    yield extract(TOLD_XML, texts((), "answer", _CODE), is_xml, is_unset(code))
    for pattern in _attributes(elements.CODE_ATTRIBUTES, "answer", "attribute"):
        yield extract(BODY, pattern, equals(DIALECT, "xml"), is_unset(code), is_unset(_ATTRIBUTE))
    yield assign(code, '"fatal_error"', equals(DIALECT, "crash"))
    stated = _whole(webdav.STATUS, "stated")
    yield extract(BODY, stated, equals(DIALECT, "multistatus"), is_unset(kept("status")))
    # What has neither a code nor a text is a page to the core, whatever its first letters say.
    is_silent = (is_unset(code), is_unset(_ATTRIBUTE), is_unset(MESSAGE))
    yield assign(DIALECT, '"html"', equals(DIALECT, "xml"), *is_silent)
    # A page that a success sends is its answer.
    yield f'delete_key(span.cache, "dialect") where {DIALECT} == "html" and {is_unset(kept("status"))}'
    for pattern in _TITLES:
        yield extract(BODY, pattern, f'{DIALECT} == "html"', is_unset(MESSAGE))
    for title in markup.SAYS_NOTHING:
        below = unbounded(named(markup.TEXT_OF_PAGE.pattern, "message"))
        yield extract(BODY, below, f'{DIALECT} == "html"', equals(MESSAGE, title))
    for entity, character in _ENTITIES.items():
        yield replace(MESSAGE, entity, character.replace("$", "$$"), is_set(DIALECT), IS_MARKUP)
    yield from messages.find_token()
    yield from _codes(code)


def _codes(code: str) -> Iterator[str]:
    """List the codes; of a SOAP fault's two the narrow one counts first, and last whose fault it was."""
    is_soap, is_xml = f'{DIALECT} == "soap"', f'{DIALECT} == "xml"'
    yield extract(BODY, unbounded(named(markup.SUBCODE.pattern, "subcode")), is_soap)
    yield extract(code, r"^(?:[^:]*:)?[A-Za-z]+\.(?P<part>[^\s]+)", is_soap)
    detail = kept("detail")
    yield extract(BODY, f"(?s){unbounded(markup.DETAIL.pattern)}(?P<detail>.*)", is_soap)
    yield extract(detail, unbounded(named(markup.DETAIL_FAULT.pattern, "faulty")))
    yield replace(detail, f"(?s).*?{unbounded(markup.DETAIL_CODE.pattern)}|.+", "$1\n")
    parts = (detail, kept("faulty"), kept("part"), kept("subcode"), kept("token"), code)
    yield assign(CODES, lines(*parts), is_soap)
    yield assign(CODES, lines(_ATTRIBUTE, kept("token")), is_xml, is_unset(code))
    yield assign(CODES, lines(code, kept("token")), is_xml, is_set(code))
    yield assign(CODES, code, is_unset(CODES), _IS_TEXT, is_set(code))
