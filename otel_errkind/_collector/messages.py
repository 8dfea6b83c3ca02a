"""The human text of an error, as far as phrases and sayings read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._collector.expressions import named, one_of
from otel_errkind._collector.ottl import assign, extract, is_set, is_unset, kept, matches
from otel_errkind._collector.values import FAILURE, spelled
from otel_errkind._collector.views import DEEP, DEEPEST, ERROR, INNER, ITEM, JSON, TOP, TUPLE
from otel_errkind._core import envelope, error_shapes
from otel_errkind._core.dialects import form, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGE = kept("message")
BY_SUBJECT = "by_subject"

_TOKENS = (
    r"^(?P<token>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:$| ?: )",
    r"^(?P<token>[A-Z]{4,}|[a-z]+(?:(?:[A-Z][a-z0-9]+)+|(?:_[a-z0-9]+)+)|(?:[A-Z][a-z0-9]+){2,})$",
    rf"^{one_of(envelope.MARKS)}(?P<token>(?:[A-Z][a-z0-9]+){{2,}})(?:\] |; )",
    named(envelope.TOKEN_LAST.pattern, "token").replace(r"\Z", r"\z"),
)

_LAST = plain.MESSAGE_NAMES.index("detail")
_NAMES = (one_of(plain.MESSAGE_NAMES[:_LAST]), one_of(plain.MESSAGE_NAMES[_LAST:]), spelled("text"))
"""Those that hold nothing but texts come first."""


def statements() -> Iterator[str]:
    """Keep the first text of the innermost view that has one."""
    for text in form.TEXT_NAMES:
        yield extract(TOP, f"«{text}»:«(?P<message>[^«»]+)»", is_set(kept("form")), is_unset(MESSAGE))
    for view in (ERROR.flat, ITEM.flat, DEEPEST.flat, DEEP.flat, INNER.flat, TOP):
        for names in _NAMES:
            text = rf"(?:^|,)«{names}»:\[?«(?P<message>[^«»]+)»"
            yield extract(view, text, is_unset(MESSAGE))
    # Texts by the field or the subject that they are about.
    by_subject = rf"«[^«»]*»:\[?«(?P<{BY_SUBJECT}>[^«»]+)»"
    yield extract(ITEM.flat, by_subject, is_unset(MESSAGE), matches(TOP, "«[eE]rrors»:~"))
    yield assign(MESSAGE, kept(BY_SUBJECT), is_set(kept(BY_SUBJECT)))
    yield extract(
        INNER.whole, "«message»:\\[?«(?P<message>[^«»]+)»", is_unset(MESSAGE), is_unset(kept("status"))
    )
    yield extract(TOP, f"{TUPLE}«(?P<message>[^«»]+)»", is_unset(MESSAGE))
    # Etherscan and its forks say under `result` what is not.
    yield extract(TOP, "«result»:«(?P<message>[^«»]+)»", matches(MESSAGE, "^NOTOK$"))
    # Nothing but a state and a text, whatever its name.
    only = rf"^«status»:«{one_of(error_shapes.ERROR_ANSWERS)}»,«[^«»]*»:«(?P<message>[^«»]+)»$"
    yield extract(TOP, only, is_unset(MESSAGE))
    # SurrealDB's answer to a statement that failed.
    failed = (matches(JSON, r"^\["), matches(TOP, f"«status»:{FAILURE}"))
    yield extract(TOP, "«result»:«(?P<message>[^«»]+)»", is_unset(MESSAGE), *failed)


def find_token() -> Iterator[str]:
    """Find the code that stands where a text would, and the text that is a single word."""
    yield extract(MESSAGE, r"^(?P<word>\S{1,128})$")
    for pattern in _TOKENS:
        yield extract(MESSAGE, pattern, is_unset(kept("token")))
