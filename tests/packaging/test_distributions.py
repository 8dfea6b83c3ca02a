"""The files that are to be published: what must be in them, and what must not.

`.ci/run` builds them and names their folder in `ERRKIND_DISTRIBUTIONS`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
from configparser import ConfigParser
from email import message_from_string
from pathlib import Path
from runpy import run_path
from tomllib import loads
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

if TYPE_CHECKING:
    from email.message import Message

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ["ERRKIND_DISTRIBUTIONS"])
PROJECT: dict[str, Any] = loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def source(*folders: str) -> set[str]:
    """Return the files below these folders of the source tree."""
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}


@pytest.fixture(scope="module")
def wheel() -> dict[str, bytes]:
    """Return the files of the one wheel, those beside the package by their name alone."""
    (file,) = FOLDER.glob("*.whl")
    with ZipFile(file) as archive:
        return {name.partition(".dist-info/")[2] or name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def metadata(wheel: dict[str, bytes]) -> Message:
    """Return what the wheel says of itself."""
    return message_from_string(wheel["METADATA"].decode())


def test_the_wheel_holds_the_package_and_nothing_else(wheel: dict[str, bytes]) -> None:
    """Every file of the package is in the wheel, `py.typed` among them; no test is."""
    about = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}

    assert wheel.keys() == source("otel_errkind") | about
    assert "otel_errkind/py.typed" in wheel


def test_the_wheel_runs_anywhere(wheel: dict[str, bytes]) -> None:
    """The wheel is for every platform."""
    assert b"Tag: py3-none-any" in wheel["WHEEL"].splitlines()


def test_the_licence_is_whole(wheel: dict[str, bytes], metadata: Message) -> None:
    """The wheel names its licence and brings the text."""
    assert metadata["License-Expression"] == "Apache-2.0"
    assert wheel["licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()


def test_the_entry_points_are_those_of_the_project(wheel: dict[str, bytes]) -> None:
    """OpenTelemetry finds the instrumentors and the settings, the shell finds the command."""
    parser = ConfigParser()
    parser.read_string(wheel["entry_points.txt"].decode())

    found = {group: dict(parser[group]) for group in parser.sections()}
    assert found == {**PROJECT["entry-points"], "console_scripts": PROJECT["scripts"]}


def test_the_version_is_said_in_one_place(metadata: Message) -> None:
    """Both distributions have the version of the one module that states it."""
    version = run_path(str(ROOT / "otel_errkind" / "_version.py"))["__version__"]
    (sdist,) = FOLDER.glob("*.tar.gz")

    assert metadata["Version"] == version
    assert sdist.name == f"otel_errkind-{version}.tar.gz"
    assert "version" not in PROJECT


@pytest.mark.parametrize("extra", [None, *PROJECT["optional-dependencies"]])
def test_each_requirement_has_a_lower_bound(metadata: Message, extra: str | None) -> None:
    """Whoever installs the package beside old versions is told; nothing is kept from new ones."""
    requirements = [Requirement(text) for text in metadata.get_all("Requires-Dist", [])]

    found = [
        {specifier.operator for specifier in requirement.specifier}
        for requirement in requirements
        if (extra is None) == (requirement.marker is None)
        and (requirement.marker is None or requirement.marker.evaluate({"extra": extra or ""}))
    ]

    assert found
    assert all(">=" in operators and operators <= {">=", "!="} for operators in found)


def test_the_lower_bounds_can_be_installed() -> None:
    """With the lowest versions that fit together, each requirement has the version of its bound."""
    uv = Path(sys.executable).with_name("uv")
    compile_ = (uv, "pip", "compile", "-q", "--no-annotate", "--no-header", "--resolution", "lowest-direct")
    named = (ROOT / "pyproject.toml", "--extra", "demo", "--python", sys.executable)
    done = subprocess.run((*compile_, *named), capture_output=True, text=True, check=True)  # noqa: S603 - our own

    found = dict(line.split("==") for line in done.stdout.splitlines())

    wanted = [
        Requirement(text) for text in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["demo"])
    ]
    bounds = {one.name: next(s.version for s in one.specifier if s.operator == ">=") for one in wanted}
    assert {name: Version(found[name]) for name in bounds} == {n: Version(v) for n, v in bounds.items()}


def test_only_tested_versions_of_python_are_named(metadata: Message) -> None:
    """The classifiers name the oldest Python that is allowed, and later ones only if they are tested."""
    named = re.findall(r"Python :: (3\.\d+)$", "\n".join(metadata.get_all("Classifier", [])), re.MULTILINE)
    [others] = re.findall(r"for version in ([\d. ]+); do", (ROOT / ".ci" / "run").read_text())

    assert metadata["Requires-Python"] == f">={named[0]}"
    assert set(named[1:]) <= set(others.split())


def test_the_readme_is_the_description(metadata: Message) -> None:
    """The package index shows the README."""
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_payload() == (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_source_distribution_can_be_tested() -> None:
    """Who unpacks the source distribution has the package and all its tests."""
    (file,) = FOLDER.glob("*.tar.gz")
    with tarfile.open(file) as archive:
        files = {member.name.partition("/")[2] for member in archive if member.isfile()}

    expected = source("otel_errkind", "tests", "collector-config") | {
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "pyproject.toml",
    }
    assert files - {"PKG-INFO", ".gitignore"} == expected
