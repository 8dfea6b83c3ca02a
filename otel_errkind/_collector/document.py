"""The Collector's configuration file: one processor of groups of statements, as YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from otel_errkind._collector.ottl import Group

PROCESSOR = "transform/errkind_classify"
"""The name under which pipelines use it."""

_HEAD = f"""\
# Made by `otel-errkind collector classify` from the tables of otel-errkind. Do not edit: make it anew.
#
# One processor, `{PROCESSOR}`, which classifies the failed HTTP and gRPC calls of services in
# other languages as otel-errkind classifies Python's. Give it to the Collector beside the configuration whose
# pipelines name it: otelcol --config standalone.yaml --config classify.yaml
processors:
  {PROCESSOR}:
    error_mode: ignore
    trace_statements:
"""


def render(groups: Iterable[Group]) -> str:
    """Write the file."""
    return _HEAD + "".join(line + "\n" for group in groups for line in _group(group))


def _group(group: Group) -> Iterator[str]:
    yield f"      # {group.purpose}"
    yield f"      - context: {group.context}"
    for name, texts in (("conditions", group.conditions), ("statements", group.statements)):
        if texts:
            yield f"        {name}:"
        yield from (f"          - {_scalar(text)}" for text in texts)


def _scalar(text: str) -> str:
    """Write a text literally: YAML reads quotes, and the Collector dollars, as the beginning of more."""
    escaped = text.replace("'", "''").replace("$", "$$")
    return f"'{escaped}'"
