"""The command line: `otel-errkind` and `python -m otel_errkind`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._demo import command as demo
from otel_errkind._version import __version__

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence


class Command(NamedTuple):
    """A sub-command: how it is called, what its options are, and what it does; it returns the exit code."""

    name: str
    summary: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


COMMANDS = (Command("demo", demo.SUMMARY, demo.add_arguments, demo.run),)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line: 0 is yes, 1 is no, 2 is misuse."""
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as leaving:  # argparse leaves the process by itself on misuse, --help and --version
        return int(leaving.code or 0)
    run: Callable[[Namespace], int] = arguments.run
    return run(arguments)


def _parser() -> ArgumentParser:
    parser = ArgumentParser("otel-errkind", description="One word for every failed outbound HTTP call.")
    parser.add_argument("--version", action="version", version=f"otel-errkind {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        of_command = commands.add_parser(command.name, help=command.summary, description=command.summary)
        command.add_arguments(of_command)
        of_command.set_defaults(run=command.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
