"""`otel-errkind collector classify`: the file that it writes, and how the command ends."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from collector.classified import CLASSIFY
from otel_errkind.__main__ import main
from otel_errkind._collector.classify import written
from otel_errkind._core.model import ErrorCategory, Reason

if TYPE_CHECKING:
    from pathlib import Path


def test_the_committed_file_is_what_the_tables_make() -> None:
    """`classify.yaml` was not edited, and no table has changed since it was made."""
    assert CLASSIFY.read_text(encoding="utf-8") == written()


def test_the_file_is_the_same_in_every_process() -> None:
    """Nothing in it depends on the order of a set."""
    command = [sys.executable, "-m", "otel_errkind", "collector", "classify"]

    other = subprocess.run(  # noqa: S603  # our own command
        command, capture_output=True, check=True, env=os.environ | {"PYTHONHASHSEED": "7"}
    )

    assert other.stdout.decode() == written()


def test_it_holds_every_category_and_reason() -> None:
    """A reason that the Collector could not give would be missing on dashboards without a trace."""
    words = set(re.findall("[a-z_]+", written()))

    assert {category.value for category in ErrorCategory} <= words
    assert {reason.value for reason in Reason} <= words


def test_it_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file the configuration goes to standard output."""
    code = main(["collector", "classify"])

    assert code == 0
    assert capsys.readouterr().out == written()


def test_it_is_written_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With `--output` it goes into that file, and nothing is printed."""
    path = tmp_path / "made.yaml"

    code = main(["collector", "classify", "--output", str(path)])

    assert code == 0
    assert path.read_text(encoding="utf-8") == written()
    assert not capsys.readouterr().out


def test_a_file_that_cannot_be_written_is_misuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is not there is named on stderr, and the exit code is 2."""
    code = main(["collector", "classify", "--output", str(tmp_path / "nowhere" / "made.yaml")])

    assert code == 2
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("argv", [["collector"], ["collector", "demolish"]], ids=["no file", "unknown file"])
def test_misuse(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Without the name of a file that it can write the command says how it is used."""
    assert main(argv) == 2
    assert capsys.readouterr().err.startswith("usage: otel-errkind collector")


def test_help_says_how_the_file_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` names the processor, the attributes and the command line of the Collector."""
    assert main(["collector", "classify", "--help"]) == 0

    out = capsys.readouterr().out
    assert "transform/errkind_classify" in out
    assert "otelcol --config" in out
