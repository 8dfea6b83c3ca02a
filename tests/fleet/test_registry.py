"""The registry of semantic conventions: valid, and the same as the code and the README."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from fleet import registry, yaml_files
from otel_errkind._config import SETTINGS
from otel_errkind._core.model import ErrorCategory, Phase, Reason
from otel_errkind._core.tables import REASONS
from otel_errkind._telemetry import attributes as names
from readme import ROOT, table

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted(registry.FOLDER.iterdir())
SCHEMA = yaml_files.read(ROOT / "tests" / "fleet" / "definition.schema.yaml")
DOCUMENTS = {path.name: yaml_files.read(path) for path in FILES}
ATTRIBUTES = {row["key"]: row for row in DOCUMENTS["attributes.yaml"]["attributes"]}


def members(name: str) -> list[Any]:
    """Return the values of a closed set, in order."""
    return [member["value"] for member in ATTRIBUTES[name]["type"]["members"]]


def group() -> list[dict[str, Any]]:
    """Return the references of the one group that both spans have."""
    [only] = DOCUMENTS["spans.yaml"]["attribute_groups"]
    references: list[dict[str, Any]] = only["attributes"]
    return references


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_valid(path: Path) -> None:
    """Each file is of definition format 2, or the manifest of such files."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)

    jsonschema.validate(yaml_files.read(path), SCHEMA)


@pytest.mark.parametrize(
    "change",
    [{"unknown_part": []}, {"attributes": [{"key": "errkind.category"}]}, {"file_format": "definition/1"}],
    ids=["a misspelt key", "an attribute without a type", "another format"],
)
def test_the_schema_refuses(change: dict[str, Any]) -> None:
    """The schema is strict."""
    document = {**DOCUMENTS["attributes.yaml"], **change}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA)


def test_the_files_are_those_that_the_program_writes() -> None:
    """Nobody has edited them by hand, or changed the code or the README without them."""
    assert {path: path.read_text(encoding="utf-8") for path in FILES} == registry.files()


def test_names() -> None:
    """Every name of ours in the code is in the registry, and no other."""
    ours = {value for key, value in vars(names).items() if key.startswith("ERRKIND_")}

    assert ATTRIBUTES.keys() == {*ours, names.HTTP_RESPONSE_BODY_CONTENT}


def test_closed_sets() -> None:
    """The members of each closed set are those of the code; a reason has its category and its advice."""
    reasons = {
        member["value"]: member["annotations"]["errkind"]
        for member in ATTRIBUTES[names.ERRKIND_REASON]["type"]["members"]
    }

    assert members(names.ERRKIND_CATEGORY) == list(ErrorCategory)
    assert members(names.ERRKIND_REASON) == list(Reason)
    assert members(names.ERRKIND_PHASE) == list(Phase)
    assert members(names.ERRKIND_OUTCOME) == [names.TERMINAL, names.RETRIED]
    assert {name: (row["category"], row.get("retryable")) for name, row in reasons.items()} == {
        reason: (row.category, row.retryable) for reason, row in REASONS.items()
    }


def test_the_tables_of_attributes_and_labels() -> None:
    """The README's two tables name what the registry's spans and metric hold, as required as there."""
    [metric] = DOCUMENTS["metrics.yaml"]["metrics"]
    attributes = [
        (name.strip("`"), when == "always")
        for name, _, when, _ in table("attribute", "type", "when", "meaning")
    ]

    assert [(row["ref"], row["requirement_level"] == "required") for row in group()] == attributes
    assert [row["ref"] for row in metric["attributes"]] == [
        n.strip("`") for n, _ in table("label", "meaning")
    ]
    assert (metric["name"], metric["unit"], metric["brief"]) == (
        names.ERRORS_METRIC,
        names.ERRORS_UNIT,
        names.ERRORS_DESCRIPTION,
    )


def test_settings() -> None:
    """Where a setting bounds an attribute, its variable and its default are those of the code."""
    [metric] = DOCUMENTS["metrics.yaml"]["metrics"]
    rows = [*ATTRIBUTES.values(), *metric["attributes"]]

    bounds = [row["annotations"]["errkind"] for row in rows if "annotations" in row]

    assert len(bounds) == 2
    assert all((b["setting"], b["default"]) in {(s.variable, s.default) for s in SETTINGS} for b in bounds)


def test_what_is_not_ours_comes_from_the_dependency() -> None:
    """The registry depends on the conventions that the code names, and defines none of their attributes."""
    referred = {row["ref"] for row in group()} - ATTRIBUTES.keys()

    assert DOCUMENTS["manifest.yaml"]["dependencies"] == [{"schema_url": names.SCHEMA_URL}]
    assert referred == {"http.response.status_code", "http.request.resend_count", "error.type"}
