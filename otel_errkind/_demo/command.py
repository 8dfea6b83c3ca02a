"""`otel-errkind demo`: its arguments, and what it does with them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from otel_errkind._core.model import ErrorCategory
from otel_errkind._demo import document, plain
from otel_errkind._demo.extra import INSTALL, OTLP_EXPORTER, missing
from otel_errkind._demo.faults import CLIENTS, FAULTS
from otel_errkind._demo.pipeline import are_taken
from otel_errkind._demo.run import record
from otel_errkind._demo.verdicts import errors_by_category, verdicts

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections import Counter
    from collections.abc import Callable, Collection, Sequence

    from otel_errkind._demo.faults import Fault
    from otel_errkind._demo.run import Recording
    from otel_errkind._demo.verdicts import Verdict

    Renderer = Callable[[Sequence[Verdict], Counter[str]], str]


class _Stop(Exception):  # noqa: N818 (the end of the command, not an error of the program)
    """Leave the command with one line for the reader."""

    def __init__(self, exit_code: int, line: str) -> None:
        super().__init__(line)
        self.exit_code = exit_code


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options of the demonstration."""
    parser.add_argument(
        "--client", action="append", choices=CLIENTS, help="call with this client only (repeatable)"
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=[category.value for category in ErrorCategory],
        metavar="CATEGORY",
        help="make only the calls that are built to end in this category (repeatable): %(choices)s",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--otlp",
        type=endpoint,
        metavar="ENDPOINT",
        help="send the spans and the metric to a Collector as well, such as http://127.0.0.1:4318",
    )


def run(arguments: Namespace) -> int:
    """Run the demonstration; 0 if every category is the one that was caused."""
    try:
        _demonstrate(arguments)
    except _Stop as stop:
        _complain(str(stop))
        return stop.exit_code
    return 0


def _demonstrate(arguments: Namespace) -> None:
    lacking = missing()
    clients = _clients(arguments.client or CLIENTS, lacking)
    if are_taken(clients):
        raise _Stop(2, "the clients are instrumented already; leave out opentelemetry-instrument")
    if arguments.otlp:
        _check_delivery(arguments.otlp, lacking)
    recording = record(_faults(arguments.only), clients)
    shown = verdicts(recording)
    render = document.render if arguments.json else _table(lacking)
    sys.stdout.write(render(shown, errors_by_category(recording.metrics)) + "\n")
    if arguments.otlp:
        _deliver(recording, arguments.otlp)
    _judge(shown)


def _clients(wanted: Collection[str], lacking: Collection[str]) -> list[str]:
    """Choose the clients that are wanted and there; say which are left out."""
    there = [name for name in CLIENTS if name in wanted and name not in lacking]
    if not there:
        raise _Stop(2, f"not installed: {', '.join(lacking)}. To install: {INSTALL}")
    for name in (name for name in wanted if name in lacking):
        _complain(f"{name} is not installed and left out. To install: {INSTALL}")
    return there


def _faults(only: Collection[str] | None) -> list[Fault]:
    return [fault for fault in FAULTS if only is None or fault.expected in only]


def _table(lacking: Collection[str]) -> Renderer:
    """Choose between colour and plain text."""
    if "rich" in lacking or not sys.stdout.isatty():
        return plain.render
    from otel_errkind._demo import terminal  # noqa: PLC0415 (rich is optional)

    return terminal.render


def endpoint(text: str) -> str:
    """Accept the base URL of a Collector; argparse makes misuse of a ValueError."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError(text)
    return text.rstrip("/")


def _check_delivery(endpoint: str, lacking: Collection[str]) -> None:
    """Stop before anything is called if the telemetry could not be sent."""
    if OTLP_EXPORTER in lacking:
        raise _Stop(2, f"--otlp needs {OTLP_EXPORTER}. To install: {INSTALL}")
    from otel_errkind._demo import otlp  # noqa: PLC0415 (the exporter is optional)

    if not otlp.can_reach(endpoint):
        raise _Stop(1, f"no Collector answers at {endpoint}")


def _deliver(recording: Recording, endpoint: str) -> None:
    from otel_errkind._demo import otlp  # noqa: PLC0415 (the exporter is optional)

    if not otlp.send(recording, endpoint):
        raise _Stop(1, f"the Collector at {endpoint} did not take the telemetry")
    _complain(f"sent {len(recording.spans)} spans and the metrics to {endpoint}")


def _judge(shown: Sequence[Verdict]) -> None:
    """Name the calls whose category is not the one that was caused."""
    wrong = [verdict for verdict in shown if not verdict.is_intended]
    for call, facts in ((verdict.call, verdict.facts) for verdict in wrong):
        fault = call.fault
        _complain(f"{call.client} {fault.request}: built for {fault.expected}, shown as {facts['category']}")
    if wrong:
        raise _Stop(1, f"{len(wrong)} of {len(shown)} calls have not the category that was caused")


def _complain(line: str) -> None:
    sys.stderr.write(f"otel-errkind demo: {line}\n")
