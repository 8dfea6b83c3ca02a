"""Errors inside a success that is XML or a page, by the core's patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._collector.elements import (
    ATTRIBUTES,
    FAILING_ATTRIBUTE,
    OPENING,
    START,
    bearing,
    texts,
)
from otel_errkind._collector.expressions import unbounded
from otel_errkind._collector.ottl import any_of, assign, is_set, is_unset, kept, matches, replace
from otel_errkind._collector.values import FAILING_WORD, FAILURE_WORDS, WELL_WORDS, spelled
from otel_errkind._collector.views import BODY, IS_EXCEPTION, JSON
from otel_errkind._core import fine
from otel_errkind._core.dialects import elements, markup, text, webdav

if TYPE_CHECKING:
    from collections.abc import Iterator

IS_MARKUP = matches(BODY, r"^\s*<")
IS_PAGE = matches(BODY, r"^\s*" + unbounded(f"(?i:{markup.PAGE.pattern})"))
IS_RPC = matches(BODY, "<methodResponse")
IS_CRASH = matches(BODY, r"^\s*" + unbounded(markup.CRASH.pattern))
IS_MULTISTATUS = " and ".join(
    (
        matches(BODY, "multistatus"),
        matches(BODY, unbounded(webdav.STATUS.pattern)),
        f"not {matches(BODY, unbounded(webdav.BEFORE_STATUS) + '[1-3]')}",
    )
)

LINE = r"^\s*" + unbounded(text.ERROR_LINE).replace(r"\Z", r"\z")
"""The only line of a text, which begins as an error."""

TOLD_XML = kept("told_xml")
"""The markup without the elements of errors, and of answers' codes, that say nothing or that all is well."""

_WELL_WORDS = WELL_WORDS.replace(".*", r"[^<>\[\]]*")
_WELL = f"(?i:{_WELL_WORDS}|{'|'.join(fine.NO)}|)"
_END = r"\s*(?:\]\]>\s*)?</"
_ERRORS = f"(?:(?i:{'|'.join(sorted(elements.WHOLE_NAMES))})|{spelled('error')})"
_STATES = f"(?:(?i:{'|'.join(sorted(elements.STATES))})|{spelled('answer')})"

_XML = (
    matches(TOLD_XML, rf"{OPENING}{_ERRORS}(?:\s+[^\s<>=/](?:[^<>]*[^<>/])?)?\s*>"),
    matches(BODY, rf"{OPENING}{_STATES}{ATTRIBUTES}{START}{FAILURE_WORDS}\s*(?:[<\[\]]|\z)"),
    matches(TOLD_XML, texts((), "answer, text", rf"(?:{FAILING_WORD})\s*(?:[<\[\]]|\z)")),
    matches(BODY, bearing((*elements.CODE_ATTRIBUTES, *elements.MESSAGE_ATTRIBUTES))),
    matches(BODY, rf"<[\w.:-]+(?:\s[^<>]*)?{FAILING_ATTRIBUTE}"),
)
_IS_XML = " and ".join(
    (
        is_set(TOLD_XML),
        any_of(_XML),
        f"not {matches(BODY, f'(?i){unbounded(elements.SOUND.pattern)}')}",
    )
)

_IS_FAULT = f"{IS_RPC} and {matches(BODY, 'faultCode')}"
_IS_LINE = matches(BODY, LINE)
SHAPES = (_IS_XML, _IS_FAULT, IS_CRASH, IS_MULTISTATUS, IS_EXCEPTION, _IS_LINE)
"""Each is enough."""


def statements() -> Iterator[str]:
    """Leave out the elements that say nothing or that all is well."""
    yield assign(TOLD_XML, BODY, is_set(BODY), is_unset(JSON), IS_MARKUP, f"not {IS_PAGE}")
    yield replace(TOLD_XML, f"{OPENING}{_ERRORS}{ATTRIBUTES}{START}{_WELL}{_END}", "</")
    well = f"{OPENING}{spelled('answer')}{ATTRIBUTES}{START}(?:{_WELL}|{FAILURE_WORDS}){_END}"
    yield replace(TOLD_XML, well, "</")
