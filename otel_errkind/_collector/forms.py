"""Answers in the coding of forms, made into the JSON that they could have been."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._collector.expressions import unbounded
from otel_errkind._collector.ottl import assign, is_set, is_unset, kept, matches, replace
from otel_errkind._collector.values import spelled
from otel_errkind._core.dialects import form, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

PAIR = "^" + unbounded(form.PAIR.pattern.decode()).replace(r"\Z", r"\z")

_NAMES = (
    *form.CODE_NAMES,
    *form.TEXT_NAMES,
    *plain.CODE_NAMES,
    *plain.WORD_NAMES,
    *plain.MESSAGE_NAMES,
)
_IS_TOLD = f"(?:^|&){spelled('code, text', *_NAMES)}=[^&]"
_CODED = {"20": " ", "21": "!", "22": "'", "27": "'", "28": "(", "29": ")", "2C": ",", "2F": "/", "3A": ":"}
"""What an address is coded with, as far as it may stand in the text of an error."""


def statements(body: str, json: str) -> Iterator[str]:
    """Keep the pairs as members, if one of them is a code or a text."""
    is_form = kept("form")
    yield assign(is_form, body, is_unset(json), matches(body, PAIR), matches(body, _IS_TOLD))
    yield replace(is_form, '[«»~{}"\\\\]', "'")
    yield replace(is_form, r"(?:^|&)([^=&]*)=([^&\s]*)", ",«$1»:«$2»")
    yield replace(is_form, r"^,|\s+$", "")
    yield replace(is_form, r"\+", " ")
    for number, character in _CODED.items():
        yield replace(is_form, f"(?i)%{number}", character)
    yield assign(json, f'Concat(["{{", {is_form}, "}}"], "")', is_set(is_form))
