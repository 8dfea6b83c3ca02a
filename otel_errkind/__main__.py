"""The command line: `otel-errkind` and `python -m otel_errkind`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._version import __version__

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Collection, Sequence


class Command(NamedTuple):
    """A sub-command: how it is called, what it does in a line, and the module that does it.

    The module has `add_arguments`, which declares the options, and `run`, which returns the exit code.
    """

    name: str
    summary: str
    module: str


COMMANDS = (
    Command(
        "demo",
        "call servers that fail on purpose, and show how each failure is classified",
        "otel_errkind._demo.command",
    ),
    Command("explain", "classify a response or an exception, and say why", "otel_errkind._explain.command"),
    Command(
        "collector",
        "write the OpenTelemetry Collector's configuration for services in other languages",
        "otel_errkind._collector.command",
    ),
    Command(
        "doctor",
        "find out why a failed call would not be classified or exported here, and what to do about it",
        "otel_errkind._doctor.command",
    ),
    Command("table", "print the tables by which failures are classified", "otel_errkind._table.command"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line: 0 is yes, 1 is no, 2 is misuse."""
    words = sys.argv[1:] if argv is None else argv
    try:
        arguments = _parser(words).parse_args(words)
    except SystemExit as leaving:  # argparse leaves the process by itself on misuse, --help and --version
        return int(leaving.code or 0)
    if reconfigure := getattr(sys.stdout, "reconfigure", None):
        # A body may hold what the encoding of the terminal lacks.
        reconfigure(errors="backslashreplace")
    run: Callable[[Namespace], int] = arguments.run
    return run(arguments)


def _parser(words: Collection[str]) -> ArgumentParser:
    """Build the parser; of the commands only those that are called are imported: `demo` loads the SDK."""
    parser = ArgumentParser("otel-errkind", description="One word for every failed outbound HTTP call.")
    parser.add_argument("--version", action="version", version=f"otel-errkind {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        of_command = commands.add_parser(command.name, help=command.summary, description=command.summary)
        if command.name in words:
            module = import_module(command.module)
            module.add_arguments(of_command)
            of_command.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
