"""OTTL, the Collector's language of transformations: statements as text.

It has no branches and no variables, so that statements run one after the other, each with a condition of its
own, and share what they find in `cache`, a map that lives as long as their group looks at one span.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

CLIENT = "span.kind == SPAN_KIND_CLIENT"
ERROR = "span.status.code == STATUS_CODE_ERROR"


class Group(NamedTuple):
    """Statements about one kind of spans; their cache is empty at the start, and nobody sees it later."""

    purpose: str
    conditions: tuple[str, ...]
    """One of these must hold."""
    statements: tuple[str, ...]
    context: str = "span"


def quoted(text: str) -> str:
    r"""Write a text literally; OTTL reads it as Go does, so that a pattern's `\b` becomes `\\b`."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def attribute(name: str) -> str:
    """Return the path of an attribute of the span."""
    return f"span.attributes[{quoted(name)}]"


def kept(name: str) -> str:
    """Return the path of what an earlier statement of the group has found."""
    return f"span.cache[{quoted(name)}]"


def is_set(path: str) -> str:
    """Ask whether there is a value."""
    return f"{path} != nil"


def is_unset(path: str) -> str:
    """Ask whether there is none yet: the first statement that sets it wins."""
    return f"{path} == nil"


def matches(path: str, pattern: str) -> str:
    """Ask whether a text meets the pattern; one that is not there meets none."""
    return f"IsMatch({path}, {quoted(pattern)})"


def equals(path: str, text: str) -> str:
    """Ask whether a text is exactly this."""
    return f"{path} == {quoted(text)}"


def any_of(conditions: Iterable[str]) -> str:
    """Ask whether one of the conditions holds."""
    return "(" + " or ".join(conditions) + ")"


def assign(path: str, value: str, *where: str) -> str:
    """Set a value under conditions that must all hold; a value that is not there leaves the old one."""
    return f"set({path}, {value}){_where(where)}"


def replace(path: str, pattern: str, replacement: str, *where: str) -> str:
    """Replace all that meets the pattern."""
    return f"replace_pattern({path}, {quoted(pattern)}, {quoted(replacement)}){_where(where)}"


def extract(path: str, pattern: str, *where: str) -> str:
    """Keep the named groups of the first match, or nothing; the path must hold a text."""
    where = (is_set(path), *where)
    return f'merge_maps(span.cache, ExtractPatterns({path}, {quoted(pattern)}), "upsert"){_where(where)}'


def lines(*paths: str) -> str:
    """Join texts, one a line; what is not there becomes a line `<nil>`."""
    return f"Concat([{', '.join(paths)}], {quoted(chr(10))})"


def _where(conditions: tuple[str, ...]) -> str:
    return " where " + " and ".join(conditions) if conditions else ""
