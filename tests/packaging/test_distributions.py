"""The files that are to be published: what must be in them, and what must not.

`.ci/run` builds them and names their folder in `ERRKIND_DISTRIBUTIONS`.
"""

from __future__ import annotations

import os
import tarfile
from configparser import ConfigParser
from email import message_from_string
from pathlib import Path
from tomllib import loads
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

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
