"""Write the registry of semantic conventions from the code and the README: `python tests/fleet/registry.py`.

The names and their closed sets are those of the code, the sentences those of the README's tables.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

sys.path.insert(0, str(Path(__file__).parents[1]))

from fleet import yaml_files
from otel_errkind._config import BODY_LIMIT, HOST_LIMIT
from otel_errkind._core.model import Phase
from otel_errkind._core.tables import CATEGORIES, REASONS
from otel_errkind._demo.faults import CLIENTS
from otel_errkind._telemetry import attributes as names
from readme import ROOT, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from otel_errkind._config import Setting
    from otel_errkind._core.model import Reason

    Document: TypeAlias = "dict[str, object]"

FOLDER = ROOT / "collector-config" / "registry"
HEADING = "Written by tests/fleet/registry.py from the code and the README: change those."

_DEVELOPMENT = {"stability": "development"}
_EXAMPLES: dict[str, list[object]] = {
    names.ERRKIND_RULE: ["status", "dialect:openai", "header:retry-after", "exception"],
    names.ERRKIND_CODE: ["insufficient_quota", "ThrottlingException"],
    names.ERRKIND_MESSAGE: ["The key [REDACTED] has no credit left"],
    names.ERRKIND_RETRY_AFTER: [1.5, 30.0],
    names.HTTP_RESPONSE_BODY_CONTENT: ['{"error": {"code": "insufficient_quota"}}'],
}
_OUTCOMES = {
    names.TERMINAL: "The application saw this failure.",
    names.RETRIED: "Another attempt of the same operation followed it.",
}
_BOUNDS: dict[str, Setting[int]] = {
    names.HTTP_RESPONSE_BODY_CONTENT: BODY_LIMIT,
    names.SERVER_ADDRESS: HOST_LIMIT,
}
_NOTES = {
    names.HTTP_RESPONSE_BODY_CONTENT: (
        "OpenTelemetry has taken this name into its conventions as opt-in, after the version on which this "
        "registry depends. Installing otel-errkind is the opt-in."
    )
}


def _plain(cell: str) -> str:
    return cell.replace("`", "")


def _member(value: str, brief: str, **annotations: object) -> Document:
    extra: Document = {"annotations": {"errkind": annotations}} if annotations else {}
    return {"id": value, "value": value, "brief": brief, **_DEVELOPMENT, **extra}


def _reason(reason: Reason) -> Document:
    row = REASONS[reason]
    retryable = {} if row.retryable is None else {"retryable": row.retryable}
    return _member(reason.value, row.meaning, category=row.category.value, **retryable)


_MEMBERS: dict[str, list[Document]] = {
    names.ERRKIND_CATEGORY: [_member(category.value, acts) for category, acts in CATEGORIES.items()],
    names.ERRKIND_REASON: [_reason(reason) for reason in REASONS],
    names.ERRKIND_PHASE: [
        _member(phase.value, f"The call ended in this phase: {phase.value}.") for phase in Phase
    ],
    names.ERRKIND_OUTCOME: [_member(value, brief) for value, brief in _OUTCOMES.items()],
    names.ERRKIND_CLIENT: [_member(client, f"Python's {client}.") for client in CLIENTS],
}


def _span_rows() -> Iterable[list[str]]:
    """Yield the rows of the README's table of attributes, names without their marks."""
    for name, kind, when, meaning in table("attribute", "type", "when", "meaning"):
        yield [_plain(name), kind, _plain(when), _plain(meaning)]


def _label_rows() -> Iterable[list[str]]:
    for name, meaning in table("label", "meaning"):
        yield [_plain(name), _plain(meaning)]


def _is_ours(name: str) -> bool:
    return name.startswith("errkind.") or name == names.HTTP_RESPONSE_BODY_CONTENT


def _attribute(name: str, kind: str, meaning: str) -> Document:
    members = _MEMBERS.get(name)
    kinds: Document = {"type": {"members": members} if members else kind}
    examples: Document = {"examples": _EXAMPLES[name]} if name in _EXAMPLES else {}
    note: Document = {"note": _NOTES[name]} if name in _NOTES else {}
    return {"key": name, **kinds, "brief": meaning, **note, **_DEVELOPMENT, **examples, **_bound(name)}


def _bound(name: str) -> Document:
    """Say which setting bounds the values, and by how much unless it is set."""
    setting = _BOUNDS.get(name)
    if setting is None:
        return {}
    return {"annotations": {"errkind": {"setting": setting.variable, "default": setting.default}}}


def _level(when: str) -> object:
    return "required" if when == "always" else {"conditionally_required": f"{when[0].upper()}{when[1:]}."}


def _references() -> list[Document]:
    return [{"ref": name, "requirement_level": _level(when)} for name, _, when, _ in _span_rows()]


def _labels() -> list[Document]:
    conditional = {
        names.HTTP_RESPONSE_STATUS_CODE: "if a response came",
        names.SERVER_ADDRESS: "if the URL names a host",
    }
    return [
        {"ref": name, "requirement_level": _level(conditional.get(name, "always")), **_bound(name)}
        for name, _ in _label_rows()
    ]


def _client_row() -> Document:
    meanings = dict(_label_rows())
    return _attribute(
        names.ERRKIND_CLIENT, "string", f"The library that made the call: {meanings[names.ERRKIND_CLIENT]}"
    )


def _attributes() -> Document:
    ours = [_attribute(name, kind, meaning) for name, kind, _, meaning in _span_rows() if _is_ours(name)]
    return {"file_format": "definition/2", "attributes": [*ours, _client_row()]}


def _spans() -> Document:
    return {
        "file_format": "definition/2",
        "attribute_groups": [
            {"id": "errkind.verdict", "visibility": "internal", "attributes": _references()},
        ],
        "span_refinements": [
            {
                "id": "errkind.http.client",
                "ref": "http.client",
                "brief": "The CLIENT span of a failed call, with the verdict on it.",
                "attributes": [{"ref_group": "errkind.verdict"}],
            }
        ],
        "spans": [
            {
                "type": "errkind.body",
                "kind": "internal",
                "name": {"note": names.BODY_SPAN},
                "brief": "From the headers of a success to the failure of its body, after the CLIENT span.",
                **_DEVELOPMENT,
                "attributes": [{"ref_group": "errkind.verdict"}],
            }
        ],
    }


def _metrics() -> Document:
    metric = {
        "name": names.ERRORS_METRIC,
        "instrument": "counter",
        "unit": names.ERRORS_UNIT,
        "brief": names.ERRORS_DESCRIPTION,
        **_DEVELOPMENT,
        "attributes": _labels(),
    }
    return {"file_format": "definition/2", "metrics": [metric]}


def _manifest() -> Document:
    return {
        "schema_url": "https://otel-errkind.invalid/schemas/0.1.0",
        "description": "What otel-errkind adds to the telemetry of a failed outbound HTTP call.",
        **_DEVELOPMENT,
        "dependencies": [{"schema_url": names.SCHEMA_URL}],
    }


def files() -> dict[Path, str]:
    """Return the text of each file of the registry."""
    documents = {
        "manifest.yaml": _manifest(),
        "attributes.yaml": _attributes(),
        "spans.yaml": _spans(),
        "metrics.yaml": _metrics(),
    }
    return {FOLDER / name: yaml_files.text(document, HEADING) for name, document in documents.items()}


if __name__ == "__main__":
    for path, content in files().items():
        path.write_text(content, encoding="utf-8")
