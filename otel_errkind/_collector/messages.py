"""The human text of an error, as far as phrases and sayings read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._collector.expressions import one_of
from otel_errkind._collector.ottl import extract, is_unset, kept, matches
from otel_errkind._collector.views import DEEP, ERROR, INNER, ITEM, TOP, TUPLE
from otel_errkind._core.dialects import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGE = kept("message")

_TOKENS = (
    r"^(?P<token>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:$| ?: )",
    r"^(?P<token>[A-Z]{4,}|[a-z]+(?:(?:[A-Z][a-z0-9]+)+|(?:_[a-z0-9]+)+)|(?:[A-Z][a-z0-9]+){2,})$",
)

_LAST = plain.MESSAGE_NAMES.index("detail")
_NAMES = (plain.MESSAGE_NAMES[:_LAST], plain.MESSAGE_NAMES[_LAST:])
"""Those that hold nothing but texts come first."""


def statements() -> Iterator[str]:
    """Keep the first text of the innermost view that has one."""
    for view in (ERROR.flat, ITEM.flat, DEEP.flat, INNER.flat, TOP):
        for names in _NAMES:
            text = rf"(?:^|,)«{one_of(names)}»:\[?«(?P<message>[^«»]+)»"
            yield extract(view, text, is_unset(MESSAGE))
    yield extract(
        INNER.whole, "«message»:\\[?«(?P<message>[^«»]+)»", is_unset(MESSAGE), is_unset(kept("status"))
    )
    yield extract(TOP, f"{TUPLE}«(?P<message>[^«»]+)»", is_unset(MESSAGE))
    # Etherscan and its forks say under `result` what is not.
    yield extract(TOP, "«result»:«(?P<message>[^«»]+)»", matches(MESSAGE, "^NOTOK$"))


def find_token() -> Iterator[str]:
    """Find the code that stands where a text would, and the text that is a single word."""
    yield extract(MESSAGE, r"^(?P<word>\S{1,128})$")
    for pattern in _TOKENS:
        yield extract(MESSAGE, pattern, is_unset(kept("token")))
