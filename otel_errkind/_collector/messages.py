"""The human text of an error, as far as phrases and sayings read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._collector.expressions import one_of
from otel_errkind._collector.ottl import extract, is_unset, kept, matches
from otel_errkind._collector.views import DEEP, ERROR, INNER, ITEM, TOP
from otel_errkind._core.dialects import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGE = kept("message")

TOKEN = (
    r"^(?P<token>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?:$| ?: )|[A-Z]{4,}$"
    r"|[a-z]+(?:(?:[A-Z][a-z0-9]+)+|(?:_[a-z0-9]+)+)$|(?:[A-Z][a-z0-9]+){2,}$)"
)
"""A code that stands where a text would."""

_NAMES = one_of(plain.MESSAGE_NAMES)
_TEXT = rf"(?:^|,)«{_NAMES}»:\[?«(?P<message>[^«»]+)»"


def statements() -> Iterator[str]:
    """Keep the first text of the innermost view that has one."""
    for view in (ERROR.flat, ITEM.flat, DEEP.flat, INNER.flat, TOP):
        yield extract(view, _TEXT, is_unset(MESSAGE))
