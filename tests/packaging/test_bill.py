"""The bill of materials that a scanner writes of an environment: what it learns of the package.

`.ci/run` names the folder of the distributions in `ERRKIND_DISTRIBUTIONS`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tomllib import loads
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(os.environ["ERRKIND_DISTRIBUTIONS"])
HERE = Path(sys.executable).parent
PROJECT = loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def run(*command: str | Path) -> str:
    """Run a command; return what it prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)  # noqa: S603 - our own
    return done.stdout


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the bill of an environment that has the package by its name, and no extra."""
    environment = tmp_path_factory.mktemp("environment") / "venv"
    run(HERE / "uv", "venv", "-q", "--no-python-downloads", "--python", sys.executable, environment)
    # Not by the file: what came from a file has no package URL.
    install = (HERE / "uv", "pip", "install", "-q", "--python", environment)
    run(*install, "--find-links", FOLDER, "--prerelease", "if-necessary", PROJECT["name"])
    # Whether the generator keeps to its own schema is its business, and takes it five seconds to check.
    scan = (HERE / "cyclonedx-py", "environment", "--no-validate", "--of", "JSON", environment)
    found: dict[str, Any] = json.loads(run(*scan))
    return found


@pytest.fixture(scope="module")
def component(bill: dict[str, Any]) -> dict[str, Any]:
    """Return what the bill says of the package."""
    [found] = [component for component in bill["components"] if component["name"] == PROJECT["name"]]
    return dict(found)


def test_the_component_can_be_looked_up(component: dict[str, Any]) -> None:
    """Its package URL is its name and version: the name needs no normalising."""
    assert canonicalize_name(PROJECT["name"]) == PROJECT["name"]
    assert component["purl"] == f"pkg:pypi/{PROJECT['name']}@{component['version']}"
    (wheel,) = FOLDER.glob("*.whl")
    assert wheel.name.split("-")[1] == component["version"]


def test_the_licence_is_an_identifier(component: dict[str, Any]) -> None:
    """The licence is one that a machine knows, as its authors declare it."""
    [entry] = component["licenses"]

    assert entry["license"] == {"id": PROJECT["license"], "acknowledgement": "declared"}


def test_the_graph_has_the_dependencies(bill: dict[str, Any], component: dict[str, Any]) -> None:
    """The package depends on what pyproject.toml names, and each of these is a component of the bill."""
    graph = {node["ref"]: node.get("dependsOn", []) for node in bill["dependencies"]}
    names = {entry["bom-ref"]: entry["name"] for entry in bill["components"]}

    depends_on = {canonicalize_name(names[ref]) for ref in graph[component["bom-ref"]]}

    assert depends_on == {canonicalize_name(Requirement(text).name) for text in PROJECT["dependencies"]}
    assert "rich" not in names.values()
