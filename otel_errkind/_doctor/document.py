"""The report as one JSON document; a tried process sends its findings as the parts of one."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast, get_args, get_type_hints

from otel_errkind._doctor.facts import Findings
from otel_errkind._version import __version__

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from otel_errkind._doctor.report import Report

T = TypeVar("T")

SCHEMA: Final = 1
"""Goes up if a name in the document changes its meaning or goes away."""


def render(report: Report) -> str:
    """Write the problems, the warnings, and what is known; the parts of that are missing if nothing is."""
    remarks = [
        {"check": one.check, "text": one.text, "remedy": one.remedy}
        for one in (*report.problems, *report.warnings)
    ]
    document: dict[str, object] = {
        "schema": SCHEMA,
        "problems": remarks[: len(report.problems)],
        "warnings": remarks[len(report.problems) :],
        "log": report.log,
    }
    return json.dumps(document | (asdict(report.findings) if report.findings else {}), indent=2)


def written(findings: Findings) -> str:
    """Write findings for the process that reads them."""
    return json.dumps(asdict(findings))


def read(text: str) -> Findings | None:
    """Read findings; None if another version of otel-errkind has written them, or nobody has."""
    document: dict[str, Any] = json.loads(text) if text else {"package": {"version": None}}
    return _read(Findings, document) if document["package"]["version"] == __version__ else None


def _read(kind: type[T], document: dict[str, object]) -> T:
    hints = get_type_hints(kind)
    names = (field.name for field in fields(cast("type[DataclassInstance]", kind)))
    return kind(**{name: _value(hints[name], document[name]) for name in names})


def _value(hint: Any, value: object) -> Any:  # noqa: ANN401 - of any type that a fact has
    """Read one fact; JSON has no tuples, and knows no classes."""
    # A tuple has one type of items, and what may be missing is a union with None.
    types: tuple[Any, ...] = (*get_args(hint), hint)
    match value:
        case list():
            return tuple(_value(types[0], item) for item in cast("list[object]", value))
        case dict():
            return _read(types[0], cast("dict[str, object]", value))
        case _:
            return value
