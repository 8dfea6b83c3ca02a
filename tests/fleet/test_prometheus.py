"""The rules, alerts and routes, by the tools of those who run them."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from fleet import binaries, yaml_files
from fleet.binaries import ROOT, MissingError
from fleet.conftest import needed
from otel_errkind._core.model import ErrorCategory

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "collector-config" / "prometheus"
TESTS = sorted((FOLDER / "tests").iterdir())
RULES = sorted((FOLDER / "rules").iterdir())
ALERTS: dict[str, dict[str, Any]] = {
    rule["alert"]: rule
    for group in yaml_files.read(FOLDER / "rules" / "alerts.yaml")["groups"]
    for rule in group["rules"]
}
HANDBOOK = ROOT / "collector-config" / "README.md"


def run(program: str, *arguments: object) -> str:
    """Run one of the tools in the folder of the rules; return what it says if it is unhappy."""
    try:
        path = binaries.on_path(program)
    except MissingError as error:
        needed(error)
    result = subprocess.run(  # noqa: S603 - our own arguments
        [str(path), *map(str, arguments)], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    return f"{result.stdout}{result.stderr}" if result.returncode else ""


def test_configurations() -> None:
    """Prometheus and Alertmanager accept theirs."""
    assert not run("promtool", "check", "config", "prometheus.yaml")
    assert not run("amtool", "check-config", "alertmanager.yaml")


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_rules(path: Path) -> None:
    """What the rules make of known series is what the file of tests says."""
    assert not run("promtool", "test", "rules", f"tests/{path.name}")


def test_every_alert_fires_and_stays_silent() -> None:
    """There is a test in which each alert fires, and another in which it does not."""
    tested: dict[bool, set[str]] = {True: set(), False: set()}
    for path in TESTS:
        for case in yaml_files.read(path)["tests"]:
            fires: dict[str, bool] = {}
            for check in case.get("alert_rule_test", ()):
                fires[check["alertname"]] = bool(check["exp_alerts"]) or fires.get(check["alertname"], False)
            for name, does in fires.items():
                tested[does].add(name)

    assert tested == {True: set(ALERTS), False: set(ALERTS)}


@pytest.mark.parametrize("name", ALERTS)
def test_runbook(name: str) -> None:
    """Each alert has a section in the runbook, and says where."""
    heading = f"\n### {name}\n"
    _, found, runbook = HANDBOOK.read_text(encoding="utf-8").partition("\n## Runbook\n")

    section = runbook.partition(heading)[2].partition("\n### ")[0]

    assert found
    assert len(section) > 100
    assert ALERTS[name]["annotations"]["runbook_url"] == f"collector-config/README.md#{name.lower()}"


def test_the_runbook_has_no_other_sections() -> None:
    """An alert that is gone takes its section with it."""
    runbook = HANDBOOK.read_text(encoding="utf-8").partition("\n## Runbook\n")[2]

    assert re.findall(r"^### (.+)$", runbook, re.MULTILINE) == list(ALERTS)


def test_every_category_has_an_alert() -> None:
    """Each category is named by one alert, and only `unauthorized` pages by itself."""
    severities = {
        category: alert["labels"]["severity"]
        for alert in ALERTS.values()
        for category in re.findall(r'errkind_category="(\w+)"', alert["expr"])
    }

    assert severities == {
        category: "page" if category == ErrorCategory.UNAUTHORIZED else "ticket" for category in ErrorCategory
    }


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_sums_name_their_labels(path: Path) -> None:
    """No rule sums over labels that it does not name: those of a scope depend on the way of export."""
    expressions = [rule["expr"] for group in yaml_files.read(path)["groups"] for rule in group["rules"]]

    assert not [text for text in expressions if re.search(r"\bsum\s*\(", text)]
