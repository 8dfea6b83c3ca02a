"""The report as JSON: its names, and that nothing is lost between two processes."""

from __future__ import annotations

import json
from dataclasses import fields, replace

from doctor.healthy import CLIENT, HEALTHY, LOADER
from otel_errkind._doctor import document, plain
from otel_errkind._doctor.facts import ConfigurationFile, Findings, Hook, Rules
from otel_errkind._doctor.problem import Problem
from otel_errkind._doctor.report import Report
from otel_errkind._version import __version__

FULL = replace(
    HEALTHY,
    package=replace(HEALTHY.package, version=__version__),
    clients=(replace(CLIENT, hooks=(Hook(target="a.b", state="wrapped", by="c"),)), CLIENT),
    loader=replace(
        LOADER, configuration_file=ConfigurationFile(path="otel.yaml", exists=True, has_reader=False)
    ),
    rules=(Rules(kind="file", name="r.toml", count=1, fault=None),),
)


def test_findings_survive_the_way() -> None:
    """What a tried process writes is read as it was."""
    assert document.read(document.written(FULL)) == FULL


def test_findings_of_another_version() -> None:
    """What another version has written may have another shape, so it is not read."""
    other = replace(FULL, package=replace(FULL.package, version="0.0.1"))

    assert document.read(document.written(other)) is None
    assert document.read("") is None


def test_the_names_of_the_document() -> None:
    """Beside what is wrong, the document has each part of what is known; it has a number for its shape."""
    warning = Problem("w", "known", None)
    report = Report(FULL, (Problem("p", "wrong", "mend it"), warning), ("a line",))

    written = json.loads(document.render(report))

    assert list(written) == [
        "schema",
        "problems",
        "warnings",
        "log",
        *(field.name for field in fields(Findings)),
    ]
    assert written["schema"] == 1
    assert written["problems"] == [{"check": "p", "text": "wrong", "remedy": "mend it"}]
    assert written["warnings"] == [{"check": "w", "text": "known", "remedy": None}]
    assert written["clients"][0]["hooks"] == [{"target": "a.b", "state": "wrapped", "by": "c"}]


def test_a_report_of_nothing() -> None:
    """A program that could not be tried leaves what is wrong, and no facts."""
    report = Report(None, (Problem("no-report", "It did not report.", "Install it."),), ("No module",))

    assert list(json.loads(document.render(report))) == ["schema", "problems", "warnings", "log"]
    assert plain.render(report) == (
        "log of the process\n"
        "  No module\n"
        "\n"
        "problems\n"
        "  no-report  It did not report.\n"
        "             Remedy: Install it.\n"
        "\n"
        "1 problem, no warnings"
    )
