"""Response headers as SDKs capture them: a list of texts under `http.response.header.<name>`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._collector.ottl import assign, attribute, is_set, is_unset, kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EDGE = r'^(?:\[")?\s*'
"""How a header begins: OTTL shows a list as JSON, and some SDKs keep a text."""

END = r'\s*(?:"(?:,".*)?\])?$'


def header(name: str) -> str:
    """Return where a header's values are kept as one text."""
    return kept(f"header_{name}")


def paths(name: str) -> tuple[str, ...]:
    """Return the attributes that may hold a header; older SDKs write underscores."""
    spelled = dict.fromkeys((name, name.replace("-", "_")))
    return tuple(attribute(f"http.response.header.{each}") for each in spelled)


def statements(names: Iterable[str]) -> Iterator[str]:
    """Keep the headers of these names."""
    for name in names:
        for path in paths(name):
            yield assign(header(name), f"String({path})", is_set(path), is_unset(header(name)))


def any_set(names: Iterable[str]) -> Iterator[str]:
    """Ask whether there is one of them."""
    return (is_set(path) for name in names for path in paths(name))
