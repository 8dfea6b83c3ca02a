"""`otel-errkind collector`: its arguments, and what it does with them."""

from __future__ import annotations

import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._collector import classify, redaction

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

_CLASSIFY = f"""\
The file defines one processor, {classify.PROCESSOR}. It gives the CLIENT spans of failed HTTP and
gRPC calls errkind.category, errkind.reason, errkind.rule and, where they are proven, errkind.retryable and
errkind.retry_after, in whatever language the service is written. It reads the status, the error's type,
gRPC's code, and what the SDK was told to capture: headers (http.response.header.<name>) and the beginning of
the body (http.response.body.content). Spans that have a category already, and successes, are left alone.

Give it to the Collector beside a configuration whose pipeline for traces names the processor:

  otel-errkind collector classify --output classify.yaml
  otelcol --config standalone.yaml --config classify.yaml
"""
_REDACT = """\
The file defines four processors, in this order behind the classification: transform/errkind_expose,
redaction/errkind_keys, redaction/errkind_values and transform/errkind_cap. They take secrets out of
attributes, names, descriptions, events and log bodies, and cut bodies and long attributes. Counts stay. What
was masked is shown as ****.

  otel-errkind collector redact --output redact.yaml
  otelcol --config standalone.yaml --config classify.yaml --config redact.yaml
"""
_EXIT_CODES = """
Exit codes:
  0  written
  2  misuse, or the file cannot be written
"""


class _File(NamedTuple):
    """A file that can be written."""

    summary: str
    epilog: str
    written: Callable[[], str]


_FILES = {
    "classify": _File(
        "write the configuration by which the Collector classifies the calls of other services",
        _CLASSIFY,
        classify.written,
    ),
    "redact": _File(
        "write the configuration by which the Collector takes secrets out of what it gets",
        _REDACT,
        redaction.written,
    ),
}


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the files that can be written."""
    files = parser.add_subparsers(required=True, dest="file", metavar="FILE")
    for name, file in _FILES.items():
        of_file = files.add_parser(
            name, help=file.summary, description=file.summary, epilog=file.epilog + _EXIT_CODES
        )
        of_file.formatter_class = RawDescriptionHelpFormatter
        of_file.add_argument("--output", type=Path, metavar="FILE", help="write here, not to standard output")


def run(arguments: Namespace) -> int:
    """Write the configuration."""
    written, output = _FILES[arguments.file].written(), arguments.output
    if output is None:
        sys.stdout.write(written)
        return 0
    try:
        output.write_text(written, encoding="utf-8")
    except OSError as refusal:
        sys.stderr.write(f"otel-errkind collector {arguments.file}: {refusal}\n")
        return 2
    return 0
