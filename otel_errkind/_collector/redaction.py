"""The redaction of the Collector: four processors as YAML, from the core's tables of secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._collector.secrets import HARMLESS, HARMLESS_KEYS, KEYS, values
from otel_errkind._config import BODY_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable

SPARED_KEYS = ("session.id", "session.previous_id")
"""OpenTelemetry's names of what a person does in a browser or an app; no credentials."""

HELD = {"span.name": "errkind.held.name", "span.status.message": "errkind.held.status_message"}
"""Texts that the processor `redaction` does not look at, by the attribute that holds them meanwhile."""

BODIES = ("http.request.body.content", "http.response.body.content")
ATTRIBUTE_LIMIT = "${env:ERRKIND_ATTRIBUTE_LIMIT:-2048}"
"""Tempo cuts there."""

_HEAD = """\
# Made by `otel-errkind collector redact` from the tables of otel-errkind. Do not edit: make it anew.
#
# Takes secrets out of spans, logs and metrics, whatever SDK they come from, and cuts what is left to size.
# Give it to the Collector beside the configuration whose pipelines name it:
# otelcol --config standalone.yaml --config classify.yaml --config redact.yaml
processors:
  # `redaction` looks at attributes and log bodies only.
  transform/errkind_expose:
    # What cannot be redacted goes nowhere.
    error_mode: propagate
    trace_statements:
"""
_KEYS = """\
  # Apart from the values: a value that is allowed would be allowed under any key.
  redaction/errkind_keys:
    allow_all_keys: true
    # Anything else would tell in each resource what was there.
    summary: silent
"""
_VALUES = """\
  redaction/errkind_values:
    allow_all_keys: true
    # Headers are lists.
    redact_all_types: true
    summary: silent
"""
_CAP = """\
  transform/errkind_cap:
    error_mode: propagate
    trace_statements:
"""


def written() -> str:
    """Return the text of `redact.yaml`."""
    return (
        _HEAD
        + _listed(_expose(), 6)
        + _KEYS
        + _named("ignored_keys", SPARED_KEYS)
        + _named("ignored_key_patterns", [HARMLESS_KEYS])
        + _named("blocked_key_patterns", [KEYS])
        + _VALUES
        + _named("allowed_values", HARMLESS)
        + _named("blocked_values", values())
        + _CAP
        + _listed(_cap(), 6)
    )


def _expose() -> list[str]:
    """Hold texts as attributes, where they are seen."""
    return [f'set({_attribute(held)}, {text}) where {text} != ""' for text, held in HELD.items()]


def _cap() -> list[str]:
    """Put the texts back, and cut bodies and attributes on a character's boundary."""
    back = [
        statement
        for text, held in HELD.items()
        for statement in (
            f"set({text}, {_attribute(held)}) where {_attribute(held)} != nil",
            f'delete_key(span.attributes, "{held}")',
        )
    ]
    # Only whole maps can be cut between characters.
    bodies = [
        statement
        for body in BODIES
        for statement in (
            f'set(span.cache["{body}"], {_attribute(body)}) where {_attribute(body)} != nil',
            f"truncate_all(span.cache, {BODY_LIMIT.default}) where {_attribute(body)} != nil",
            f'set({_attribute(body)}, span.cache["{body}"]) where {_attribute(body)} != nil',
        )
    ]
    return [*back, *bodies, f"truncate_all(span.attributes, {ATTRIBUTE_LIMIT})"]


def _attribute(name: str) -> str:
    """Return the path of a span's attribute."""
    return f'span.attributes["{name}"]'


def _named(name: str, texts: Iterable[str]) -> str:
    """Write a list under its name."""
    return f"    {name}:\n" + _listed([text.replace("$", "$$") for text in texts], 6)


def _listed(texts: Iterable[str], indent: int) -> str:
    """Write a list of texts literally: in apostrophes YAML leaves backslashes alone."""
    return "".join(f"{' ' * indent}- '{_escaped(text)}'\n" for text in texts)


def _escaped(text: str) -> str:
    """Double apostrophes."""
    return text.replace("'", "''")
