"""`otel-errkind explain`: its arguments, and what it does with them."""

from __future__ import annotations

import re
import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import TYPE_CHECKING

from otel_errkind import _dialect_sources, _screen
from otel_errkind._core.model import ErrorCategory
from otel_errkind._explain import document, plain
from otel_errkind._explain.evidence import evidence_of
from otel_errkind._explain.explanation import explain
from otel_errkind._explain.misuse import MisuseError
from otel_errkind._explain.rules import rules_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from otel_errkind._explain.explanation import Explanation

    Renderer = Callable[[Explanation | None], str]

_EPILOG = """\
The verdict is that of the instrumentation: a redirect is no failure. Secrets are redacted.

Exit codes:
  0  the evidence proves a category, or that nothing failed
  1  the category is unknown: the evidence proves nothing
  2  misuse: no evidence, or some that cannot be read
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what evidence may be given."""
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument(
        "exceptions",
        nargs="*",
        metavar="EXCEPTION",
        help="name of an exception, such as httpx.ReadTimeout; its causes behind it, the innermost last",
    )
    parser.add_argument("--message", metavar="TEXT", help="what the exceptions say")
    parser.add_argument("--status", type=status, help="status of the response")
    parser.add_argument(
        "--header",
        action="append",
        type=header,
        metavar="'NAME: VALUE'",
        default=[],
        help="header of the response (repeatable)",
    )
    parser.add_argument("--body", metavar="TEXT|@FILE", help="body of the response; @- reads it from stdin")
    parser.add_argument("--elapsed", type=seconds, metavar="SECONDS", help="how long the call took")
    parser.add_argument(
        "--curl",
        nargs="?",
        const="-",
        metavar="FILE",
        help="read what `curl -i` printed, from stdin if no FILE",
    )
    parser.add_argument(
        "--rules",
        action="append",
        type=Path,
        metavar="FILE",
        default=[],
        help="rules of your own, asked before those that the environment names (repeatable)",
    )
    parser.add_argument("--host", help="host that was called, for rules that ask for it")
    parser.add_argument("--method", help="method of the request, for rules that ask for it")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: Namespace) -> int:
    """Explain the evidence; 0 if it proves something."""
    try:
        evidence = evidence_of(arguments)
        rules = rules_of(arguments)
    except MisuseError as misuse:
        sys.stderr.write(f"otel-errkind explain: {misuse}\n")
        return 2
    explanation = explain(evidence, rules, _dialect_sources.installed())
    render = document.render if arguments.json else _renderer()
    sys.stdout.write(render(explanation) + "\n")
    return int(explanation is not None and explanation.verdict.category is ErrorCategory.UNKNOWN)


def _renderer() -> Renderer:
    """Choose between colour and plain text."""
    if not _screen.is_drawn_on():
        return plain.render
    from otel_errkind._explain import terminal  # noqa: PLC0415 (rich is optional)

    return terminal.render


def status(text: str) -> int:
    """Read a status."""
    if re.fullmatch("[0-9]{1,3}", text):
        return int(text)
    raise MisuseError(given=repr(text), wanted="is no status: give a number from 0 to 999")


def header(text: str) -> tuple[str, str]:
    """Read a header line."""
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise MisuseError(given=repr(text), wanted="is no header: give one such as 'retry-after: 3'")
    return name.strip().lower(), value.strip()


def seconds(text: str) -> float:
    """Read a length of time."""
    try:
        length = float(text)
    except ValueError:
        length = -1.0
    if 0 <= length < float("inf"):
        return length
    raise MisuseError(given=repr(text), wanted="is no length of time: give seconds, such as 2.5")
