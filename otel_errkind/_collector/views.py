"""JSON as regular expressions can see it: the members of one object, flat, in a text of their own.

A captured body may be cut anywhere, and OTTL's parser refuses what is cut. So the text is rewritten until a
pattern can read it: strings stand in guillemets, which unlike quotes differ at both ends, hold no braces, and
objects inside an object are a `~`. `{"error": {"code": "x"}}` has the views `«error»:~` and `«code»:«x»`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._collector import forms
from otel_errkind._collector.expressions import one_of, unbounded
from otel_errkind._collector.ottl import assign, extract, is_set, is_unset, kept, matches, replace
from otel_errkind._collector.values import spelled
from otel_errkind._core.dialects import events, text
from otel_errkind._core.dialects.plain import CONTAINER_NAMES, TEXT_CONTAINER_NAMES
from otel_errkind._core.document import AROUND
from otel_errkind._core.success import MEMBERS_OF_A_LAST_LINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BODY = kept("body")
JSON = kept("json")
WHOLE = kept("whole")
"""The members of the body's object, or of the first in a list, with the objects inside it."""
TOP = kept("top")
"""The same, flat."""

IS_EXCEPTION = matches(BODY, unbounded(text.EXCEPTION.pattern).replace(r"\Z", r"\z"))
"""Behind whatever rows the answer had until then."""

VALUE = r"(?:«[^«»\s]+»|-?[0-9]+\b)"
"""A code: one word or a number; sentences are none. Bounds would cost much in dozens of patterns."""

_LAST_LINE = kept("last_line")
"""That of JSON lines, with which a success may break off."""
_MANY = f"(?:«[^«»]*»:.*){{{MEMBERS_OF_A_LAST_LINE + 1}}}"
_DEPTH = 4
_INSIDE = "~"
_BEFORE = "(?:[^{}]*,)?"


def member(names: Iterable[str], value: str = "") -> str:
    """Return a pattern for a member of one of the names, in front of its value."""
    return f"«{one_of(names)}»:" + value


def under(kinds: str, *names: str) -> str:
    """Return a pattern for a member of one of the kinds of names, or of one of the names besides."""
    return f"«{spelled(kinds, *names)}»:"


def flatten(whole: str, flat: str) -> Iterator[str]:
    """Keep the members of an object without what is inside the objects in it."""
    yield assign(flat, whole, is_set(whole))
    yield replace(flat, r":\{\}", ":null")
    yield replace(flat, rf"\{{{inside(_DEPTH)}(?:\}}|\z)", _INSIDE)
    yield replace(flat, r"(?s)\}.*", "")


def inside(depth: int) -> str:
    """Return a pattern for the rest of an object whose members go so deep; the end may be missing."""
    if not depth:
        return "[^{}]*"
    return rf"[^{{}}]*(?:\{{{inside(depth - 1)}(?:\}}|\z)[^{{}}]*)*"


def outermost(pattern: str) -> str:
    """Return the pattern for a member of the object itself, not of one inside: bodies echo requests."""
    return rf"^(?:[^{{}}]*?\{{{inside(_DEPTH)}\}})*?[^{{}}]*?{pattern}"


class View(NamedTuple):
    """The first object, or the first of a list, under one of the names."""

    name: str
    within: str
    """The text in which it is looked for."""
    names: str
    """A pattern for the names under which it may stand."""
    flat_within: str
    """The same text, flat: to look there first is much faster."""
    only_if: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """Return where its text is kept with the objects inside it."""
        return kept(f"{self.name}_whole")

    @property
    def flat(self) -> str:
        """Return where its members are kept."""
        return kept(self.name)

    def statements(self) -> Iterator[str]:
        """Cut it out of the text, and flatten it."""
        pattern = rf"{self.names}:\[?\{{(?P<{self.name}_whole>{inside(_DEPTH)})"
        is_there = matches(self.flat_within, rf"{self.names}:\[?{_INSIDE}")
        yield extract(self.within, outermost(pattern), is_there, *self.only_if)
        yield assign(self.flat, self.whole, is_set(self.whole))
        yield replace(self.flat, rf"\{{{inside(_DEPTH - 1)}(?:\}}|\z)", _INSIDE)


def _keyed(name: str, within: str, flat: str) -> View:
    """Return the view of the only member: OpenStack names it as the error."""
    is_alone = (is_unset(kept(f"{name}_whole")), matches(flat, "^«[^«»]*»:~$"))
    return View(name, within, "«[^«»]*»", flat, is_alone)


CONTAINERS = f"«{one_of((*CONTAINER_NAMES, *TEXT_CONTAINER_NAMES))}»"
_NAMED_AFTER_CALLS = "«[A-Za-z_]*(?i:response)»"
_HOLDERS = f"(?:{CONTAINERS}|{_NAMED_AFTER_CALLS})"

ERROR = View("error", WHOLE, "«error»", TOP, (matches(TOP, "«error»:~"),))
ITEM = View("item", WHOLE, "«[eE]rrors»", TOP)
INNER = View("inner", WHOLE, _HOLDERS, TOP)
KEYED = _keyed("inner", WHOLE, TOP)
DEEP = View("deep", INNER.whole, _HOLDERS, INNER.flat)
KEYED_DEEP = _keyed("deep", INNER.whole, INNER.flat)
DEEPEST = View("deepest", DEEP.whole, _HOLDERS, DEEP.flat)
DATA = View("data", ERROR.whole, "«data»", ERROR.flat)

VIEWS = (ERROR, ITEM, INNER, KEYED, DEEP, KEYED_DEEP, DEEPEST, DATA)

TUPLE = r"^\[«error»,-?[0-9]+,"
"""How Bitfinex' list of three begins."""


def statements() -> Iterator[str]:
    """Make the views of a body that looks like JSON, an event stream with an error, or lines of JSON."""
    yield from _find()
    yield from _rewrite()
    yield from forms.statements(BODY, JSON)
    yield from _unbatch()
    yield assign(WHOLE, JSON, is_set(JSON))
    yield replace(WHOLE, r"^\[?\{", "")
    yield from flatten(WHOLE, TOP)
    for path in (WHOLE, TOP):
        yield assign(path, '""', is_set(_LAST_LINE), matches(TOP, _MANY))
    for view in VIEWS:
        yield from view.statements()


def _unbatch() -> Iterator[str]:
    """Leave of the answers to a batch, or to a bulk, the first error."""
    is_batch = (matches(JSON, r"^\[\{"), f"not {matches(JSON, rf'^..{_BEFORE}«error»:')}")
    yield extract(
        JSON,
        rf"^\[(?:\{{{inside(_DEPTH)}\}},)*?(?P<json>\{{{_BEFORE}«error»:.*)",
        *is_batch,
        matches(JSON, r"\{(?:[^{}]*«jsonrpc»[^{}]*,)?«error»:"),
    )
    graphql = rf"(?:«(?:data|extensions)»:(?:null|\{{{inside(_DEPTH)}\}}),)*«errors»:\[\{{"
    is_graphql = (matches(JSON, r"^\[\{"), matches(JSON, rf"\{{{graphql}"))
    yield extract(JSON, rf"^\[(?:\{{{inside(_DEPTH + 1)}\}},)*?(?P<batched>\{{{graphql}.*)", *is_graphql)
    yield assign(JSON, kept("batched"), is_set(kept("batched")))
    first_error = r"(?P<json>\{[^{}]*«error»:\{.*)"
    yield extract(JSON, first_error, _has("«errors»:true[,}]"), matches(JSON, r"«items»:\["))
    yield extract(JSON, first_error, _has(r"«choices»:\[\{[^{}]*«error»:\{"))


def _has(pattern: str) -> str:
    """Ask whether the object has such a member of its own."""
    return matches(JSON, r"^\{" + outermost(pattern).removeprefix("^"))


def _find() -> Iterator[str]:
    """Find the JSON: the body, behind a guard against script inclusion too, or a line of it."""
    json = rf"(?s)^[\s\x{{FEFF}}]*(?:{unbounded(AROUND)})?(?P<json>\"?[\[{{].*)"
    yield extract(BODY, json, f"not {IS_EXCEPTION}")
    is_stream = matches(BODY, r"^(?:(?:event|data|id|retry)?:|error: ?\{)")
    of_error = rf"(?:^|\n)event: ?{one_of(events.ERROR_EVENTS)}\r?\n(?:[a-z]*:.*\n)*?data: ?"
    yield extract(BODY, rf"{of_error}(?P<json>.+)", is_stream)
    # A bare text is put where it would stand in an object.
    yield extract(BODY, rf'{of_error}"?(?P<told_event>[^\s"\\{{\[][^"\\\r\n]*)', is_stream)
    told = f'Concat(["{{\\"message\\":\\"", {kept("told_event")}, "\\"}}"], "")'
    yield assign(JSON, told, is_set(kept("told_event")))
    yield extract(
        BODY,
        rf"(?:^|\n)data: ?(?P<json>\{{(?:.*(?:\"error\"|{unbounded(events.REFUSED_BY_MINIMAX)})"
        rf"|\s*\"(?:type|object|event)\"\s*:\s*\"{one_of(events.ERROR_TYPES)}\").*)",
        is_stream,
        is_unset(JSON),
    )
    yield extract(BODY, r"(?:^|\n)error: ?(?P<json>\{.*)", is_stream, is_unset(JSON))
    yield extract(BODY, r"(?s)\n(?P<json>\{\s*\"error\"\s*:.*)", is_stream, is_unset(JSON))
    is_lines = matches(JSON, r"\}\r?\n\{")
    is_success = is_unset(kept("status"))
    any_line = r"(?:^|\n)(?P<json>\{.*\"error\"?:(?:[^n]|n[^u]).*)"
    yield extract(JSON, any_line, is_lines, is_set(kept("status")))
    yield extract(JSON, r"\n(?P<last_line>\{[^\n]*\})\s*\z", is_lines, is_success)
    yield assign(JSON, '"{}"', is_lines, is_success)
    yield assign(JSON, _LAST_LINE, is_set(_LAST_LINE))


def _rewrite() -> Iterator[str]:
    """Put strings into guillemets, and take out what a pattern could mistake for structure."""
    yield replace(JSON, "[«»~]", "'")
    yield from _unpack()
    is_spaced = kept("spaced")
    yield assign(is_spaced, "true", matches(JSON, r'["{\[]\s|":\s|,\s"|\n'))
    yield replace(JSON, r"(?s)\\.", "'")
    yield replace(JSON, r'"([^"]*)(?:"|\z)', "«$1»")
    is_braced = matches(JSON, "«[^«»]*[{}]")
    for _ in range(3):
        yield replace(JSON, "(«[^«»{}]*)[{}]", "$1'", is_braced)
    yield replace(JSON, "«[^«»]*[{}][^«»]*»", "«»", is_braced)
    yield replace(JSON, r"»\s+:\s*|»:\s+", "»:", is_set(is_spaced))
    for _ in range(2):
        yield replace(JSON, r"([,{\[])\s+([«{\[}\]0-9a-z-])", "$1$2", is_set(is_spaced))
        yield replace(JSON, r"([»0-9a-z}\]])\s+([,}\]])", "$1$2", is_set(is_spaced))


def _unpack() -> Iterator[str]:
    """Make JSON of JSON inside a string: gateways send another's answer as their own message."""
    # A field of CSV, whose quotes are doubled.
    yield replace(JSON, '""', '"', matches(JSON, r'^"\{""'))
    is_nested = kept("nested")
    yield assign(is_nested, "true", matches(JSON, r'^"\s*\[?\{'))
    is_inside = matches(JSON, r':\s*"\s*\[?\{\s*\\"')
    yield assign(is_nested, "true", is_unset(is_nested), matches(JSON, r'\\"'), is_inside)
    yield replace(JSON, r'\\+"', '"', is_set(is_nested))
    yield replace(JSON, r'"\s*(\[?\{)\s*"+', '$1"', is_set(is_nested))
    yield replace(JSON, r'(\}\]?)\s*"', "$1", is_set(is_nested))
