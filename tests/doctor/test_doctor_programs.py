"""Which Python runs a command, and what stands in front of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from otel_errkind._doctor.launch import launch_of
from otel_errkind._doctor.programs import UnknownProgramError, python_of

PYTHON = sys.executable


def script(folder: Path, text: str, mode: int = 0o755) -> str:
    """Write a script that can be run."""
    path = folder / "serve"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return str(path)


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ([], []),
        (["app.py", "-u"], []),
        (["-u", "app.py", "-I"], ["-u"]),
        (["-m", "app", "-u"], []),
        (["-mapp", "-u"], []),
        (["-um", "app"], ["-u"]),
        (["-Bc", "import app", "-u"], ["-B"]),
        (["-X", "dev", "-Werror", "app.py"], ["-X", "dev", "-Werror"]),
        (["-uX", "dev", "-Xutf8", "-m", "app"], ["-uX", "dev", "-Xutf8"]),
        (["--check-hash-based-pycs", "never", "-I", "app.py"], ["--check-hash-based-pycs", "never", "-I"]),
        (["-", "-u"], []),
        (["-W"], ["-W", ""]),
    ],
    ids=" ".join,
)
def test_options_of_python(words: list[str], options: list[str]) -> None:
    """Python's own options are kept; the program and its arguments are not."""
    assert python_of([PYTHON, *words]) == (PYTHON, *options)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        (f"#!{PYTHON}\nimport app\n", ()),
        (f"#!{PYTHON} -IX dev\nimport app\n", ("-IX", "dev")),
        (f"#! {PYTHON}\n", ()),
        (f"#!/usr/bin/env -S {PYTHON} -u\n", ("-u",)),
        (f"#!/usr/bin/env {PYTHON}\n", ()),
        (f"#!/bin/sh\n'''exec' \"{PYTHON}\" \"$0\" \"$@\"\n' '''\nimport app\n", ()),
    ],
    ids=["path", "options", "blank", "env -S", "env", "long path"],
)
def test_the_python_of_a_script(tmp_path: Path, text: str, options: tuple[str, ...]) -> None:
    """The first line of a script names its Python, or the second one where that would be too long."""
    assert python_of([script(tmp_path, text), "app:app", "-w", "2"]) == (PYTHON, *options)


@pytest.mark.parametrize(
    ("text", "mode"),
    [("#!/bin/sh\nexec app\n", 0o755), ("echo\n", 0o755), ("#!\n", 0o755), ("", 0o755)],
    ids=["shell", "no first line", "empty first line", "empty"],
)
def test_a_program_that_python_does_not_run(tmp_path: Path, text: str, mode: int) -> None:
    """Of what does not say that Python runs it, nothing is guessed."""
    path = script(tmp_path, text, mode)

    with pytest.raises(UnknownProgramError, match="does not say which Python runs it"):
        python_of([path])


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["no-such-program-anywhere"], "no-such-program-anywhere is no program"),
        ([], "the command names no program"),
        (["opentelemetry-instrument-not-here"], "is no program"),
    ],
    ids=["not there", "nothing", "no launcher"],
)
def test_a_program_that_is_not_there(words: list[str], fault: str) -> None:
    """A program that cannot be found is named."""
    with pytest.raises(UnknownProgramError, match=fault):
        launch_of(words)


LAUNCHER = str(Path(PYTHON).with_name("opentelemetry-instrument"))


@pytest.mark.parametrize(
    ("flags", "known"),
    [
        ([], {}),
        (["--traces_exporter", "console"], {"traces_exporter": "console"}),
        (
            ["--traces_exporter=a=b", "--sdk_disabled", "true"],
            {"traces_exporter": "a=b", "sdk_disabled": "true"},
        ),
    ],
    ids=["none", "one", "glued"],
)
def test_flags_of_the_launcher(flags: list[str], known: dict[str, str]) -> None:
    """The launcher keeps its flags, and the Python behind them its options."""
    launch = launch_of([LAUNCHER, *flags, PYTHON, "-u", "app.py", "--traces_exporter", "none"])

    assert launch == ((LAUNCHER, *flags), known, (PYTHON, "-u"))


def test_a_dash_behind_the_flags() -> None:
    """The launcher's two dashes are not the program."""
    launch = launch_of([LAUNCHER, "--sdk_disabled", "true", "--", PYTHON, "app.py"])

    assert (launch.launcher, launch.python) == ((LAUNCHER, "--sdk_disabled", "true"), (PYTHON,))


def test_flags_without_a_program() -> None:
    """A launcher that is given nothing to run is misuse."""
    with pytest.raises(UnknownProgramError, match="names no program"):
        launch_of([LAUNCHER, "--traces_exporter"])


def test_without_the_launcher() -> None:
    """A bare program gets the launcher that its own Python has."""
    launch = launch_of([PYTHON, "-X", "dev", "app.py"])

    assert launch.launcher[:2] == (PYTHON, "-c")
    assert launch.python == (PYTHON, "-X", "dev")
