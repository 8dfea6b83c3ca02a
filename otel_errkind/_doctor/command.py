"""`otel-errkind doctor`: its arguments, and what it does with them."""

from __future__ import annotations

import os
import sys
from argparse import RawDescriptionHelpFormatter
from dataclasses import replace
from typing import TYPE_CHECKING

from otel_errkind import _screen
from otel_errkind._doctor import document, plain
from otel_errkind._doctor.gather.findings import findings
from otel_errkind._doctor.launch import launch_of
from otel_errkind._doctor.problem import Problem
from otel_errkind._doctor.programs import UnknownProgramError
from otel_errkind._doctor.report import Report, examined
from otel_errkind._doctor.trial import tried

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from otel_errkind._doctor.facts import Findings
    from otel_errkind._doctor.launch import Launch

    Renderer = Callable[[Report], str]

_EPILOG = """\
Without COMMAND nothing is started: it says what opentelemetry-instrument would load in this environment. If
the doctor itself runs under opentelemetry-instrument, it says what is instrumented in its own process.

With COMMAND it starts opentelemetry-instrument as the command does, or would if it stood in front: with the
same flags and environment, in the current folder, by the same Python with the same options. For a program
such as gunicorn that is the Python in its first line. COMMAND itself is not run, and no code of yours is
imported: in its place the process looks around and ends, and exports nothing. So what your code itself sets
up is not seen.

  otel-errkind doctor
  otel-errkind doctor -- python app.py
  otel-errkind doctor -- opentelemetry-instrument gunicorn app:app

Of headers it shows only how many there are, and of URLs neither user nor password.

Exit codes:
  0  no problem; there may be warnings
  1  a problem, with a remedy for each
  2  misuse, such as a COMMAND that is not run by Python
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the program that may be asked about."""
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "command", nargs="*", metavar="COMMAND", help="a program and its arguments, behind `-- `"
    )


def run(arguments: Namespace) -> int:
    """Report on this environment or on that of a program; 0 if nothing is wrong."""
    try:
        report = (
            _of_program(launch_of(arguments.command)) if arguments.command else examined(findings(os.environ))
        )
    except UnknownProgramError as misuse:
        sys.stderr.write(f"otel-errkind doctor: {misuse}\n")
        return 2
    render = document.render if arguments.json else _renderer()
    sys.stdout.write(render(report) + "\n")
    return int(bool(report.problems))


def _of_program(launch: Launch) -> Report:
    trial = tried(launch)
    if trial.findings is not None:
        return examined(_with_flags(trial.findings, launch), trial.log)
    python = launch.python[0]
    no_report = Problem(
        "no-report",
        f"A process of {python} was started and did not report: {trial.ending}.",
        f"Install otel-errkind for {python}, in the version of this command.",
    )
    return Report(None, (no_report,), trial.log)


def _with_flags(found: Findings, launch: Launch) -> Findings:
    """Tell the flags from the variables that opentelemetry-instrument makes of them."""
    settings = (
        replace(setting, source="flag")
        if setting.source == "variable" and f"errkind_{setting.name}" in launch.flags
        else setting
        for setting in found.settings
    )
    return replace(found, settings=tuple(settings))


def _renderer() -> Renderer:
    """Choose between colour and plain text."""
    if not _screen.is_drawn_on():
        return plain.render
    from otel_errkind._doctor import terminal  # noqa: PLC0415 (rich is optional)

    return terminal.render
