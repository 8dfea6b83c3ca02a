"""The command line: what it accepts, what it refuses, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from otel_errkind import __main__ as command_line
from otel_errkind._version import __version__

MISUSE = {
    "no command": [],
    "unknown command": ["dmeo"],
    "unknown option": ["demo", "--colour"],
    "unknown client": ["demo", "--client", "requests"],
    "unknown category": ["demo", "--only", "kaput"],
    "client without a value": ["demo", "--client"],
    "endpoint without a scheme": ["demo", "--otlp", "127.0.0.1:4318"],
    "endpoint without a host": ["demo", "--otlp", "http://"],
    "endpoint with an impossible port": ["demo", "--otlp", "http://127.0.0.1:99999"],
    "endpoint of another scheme": ["demo", "--otlp", "grpc://127.0.0.1:4317"],
}


@pytest.mark.parametrize("argv", MISUSE.values(), ids=MISUSE)
def test_misuse_exits_with_2_and_says_how_it_is_used(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Misuse ends with code 2, the usage on stderr and nothing on stdout."""
    code = command_line.main(argv)

    out, err = capsys.readouterr()
    assert code == 2
    assert err.startswith("usage: otel-errkind")
    assert not out


def test_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` prints the name and the version, and is a success."""
    code = command_line.main(["--version"])

    assert code == 0
    assert capsys.readouterr().out == f"otel-errkind {__version__}\n"


@pytest.mark.parametrize("command", command_line.COMMANDS, ids=lambda command: command.name)
def test_help_names_every_command(command: command_line.Command, capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` lists each command with its summary."""
    code = command_line.main(["--help"])

    out = " ".join(capsys.readouterr().out.split())
    assert code == 0
    assert f"{command.name} {command.summary}" in out


def test_the_package_runs_as_a_module() -> None:
    """`python -m otel_errkind` is the command line, exit code included."""
    version = subprocess.run(
        [sys.executable, "-m", "otel_errkind", "--version"], capture_output=True, text=True, check=True
    )
    misuse = subprocess.run([sys.executable, "-m", "otel_errkind"], capture_output=True, check=False)

    assert version.stdout == f"otel-errkind {__version__}\n"
    assert misuse.returncode == 2


def test_what_the_terminal_cannot_show_is_spelled_out() -> None:
    """A message in Chinese is no reason to break off where the locale is C."""
    body = '{"error": {"code": "rate_limit_exceeded", "message": "\u592a\u591a"}}'
    ascii_only = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    explained = subprocess.run(
        [sys.executable, "-m", "otel_errkind", "explain", "--status", "429", "--body", "@-"],
        input=body.encode(),
        capture_output=True,
        check=False,
        env=ascii_only,
    )

    assert explained.returncode == 0
    assert rb"\u592a\u591a" in explained.stdout


def test_importing_the_command_line_imports_no_client() -> None:
    """The command line starts without any of the clients, so that it can name the ones that are missing."""
    program = (
        "import sys, otel_errkind.__main__; "
        "print(sorted({'httpx', 'httpx2', 'aiohttp', 'rich'} & sys.modules.keys()))"
    )

    imported = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert imported.stdout == "[]\n"
