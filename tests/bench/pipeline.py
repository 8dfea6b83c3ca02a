"""Measure what classification and redaction cost in the Collector: `python tests/bench/pipeline.py`.

Spans go through `standalone.yaml` as fast as it takes them, with all its processors and without some of
them, in turn, several times; the table shows medians. The sender takes its part of the machine, so that the
ratio of the Collector's own processor time says more than that of the spans a second.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from collector.build import build, find
from collector.foreign import request, span
from collector.otelcol import CONFIG, LOOPBACK, Collector

CONFIGS = [CONFIG / name for name in ("standalone.yaml", "classify.yaml", "redact.yaml")]
CLASSIFY = ["transform/errkind_classify"]
REDACT = [
    "transform/errkind_expose",
    "redaction/errkind_keys",
    "redaction/errkind_values",
    "transform/errkind_cap",
]
VARIANTS = {"neither": [], "classify": CLASSIFY, "redact": REDACT, "both": [*CLASSIFY, *REDACT]}
SENDERS = 4
PER_REQUEST = 200
TICKS = os.sysconf("SC_CLK_TCK")

CALL = {
    "http.request.method": "POST",
    "url.full": "https://api.example/v1/chat/completions?stream=false",
    "server.address": "api.example",
    "server.port": 443,
    "network.protocol.version": "1.1",
    "user_agent.original": "okhttp/4.12.0",
    "thread.name": "worker-7",
    "http.response.status_code": 200,
}
FAILED = {
    **CALL,
    "http.response.status_code": 429,
    "error.type": "429",
    "http.response.body.content": '{"error": {"message": "You sent more requests than the limit of 60 a'
    ' minute allows.", "type": "requests", "param": null, "code": "rate_limit_exceeded"}}',
}
MIXTURES = {"no call fails": 0, "one in ten fails": 10, "every call fails": 1}
"""By what it is called, of how many calls one fails."""


class Rate(NamedTuple):
    """How fast a Collector was."""

    spans_a_second: float
    cpu_microseconds: float


def main() -> None:
    """Print a table for each mixture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    binary = find() or build()
    for mixture, every in MIXTURES.items():
        body = _body(every)
        rounds = [
            {
                name: _measured(binary, processors, body, arguments.seconds)
                for name, processors in VARIANTS.items()
            }
            for _ in range(arguments.rounds)
        ]
        _print(mixture, rounds)


def _body(every: int) -> bytes:
    """Make a request in which one of so many spans failed."""
    failed = [bool(every) and number % every == 0 for number in range(PER_REQUEST)]
    message = request(span(FAILED if each else CALL, failed=each) for each in failed)
    return bytes(message.SerializeToString())


def _measured(binary: Path, processors: list[str], body: bytes, seconds: float) -> Rate:
    """Run one Collector under load."""
    order = f"yaml:service::pipelines::traces::processors: [{', '.join(['memory_limiter', *processors])}]"
    environment = {"ERRKIND_TRACES_EXPORTERS": "[debug]"}
    with (
        tempfile.TemporaryDirectory() as folder,
        Collector(binary, Path(folder), [*CONFIGS, order], environment) as collector,
    ):
        _sent(collector, body, 0.3)
        before, begun = _cpu(collector.pid), time.monotonic()
        spans = _sent(collector, body, seconds) * PER_REQUEST
        return Rate(spans / (time.monotonic() - begun), (_cpu(collector.pid) - before) / spans * 1e6)


def _sent(collector: Collector, body: bytes, seconds: float) -> int:
    """Send for so long; return how many requests were acknowledged."""
    end, counts = time.monotonic() + seconds, [0] * SENDERS
    senders = [threading.Thread(target=_send, args=(collector, body, end, counts, n)) for n in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return sum(counts)


def _send(collector: Collector, body: bytes, end: float, counts: list[int], place: int) -> None:
    """Send over one connection until the end."""
    connection = HTTPConnection(LOOPBACK, collector.ports["OTLP_HTTP"])
    while time.monotonic() < end:
        connection.request("POST", "/v1/traces", body, {"content-type": "application/x-protobuf"})
        response = connection.getresponse()
        response.read()
        counts[place] += response.status == 200


def _cpu(pid: int) -> float:
    """Return the seconds of processor time that a process has used, proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _print(mixture: str, rounds: list[dict[str, Rate]]) -> None:
    """Print the medians and their ratios to the variant without either."""
    print(f"\n{mixture}")
    print(f"{'processors':<12}{'spans/s':>10}{'ratio':>8}{'CPU us/span':>14}{'ratio':>8}")
    medians = {
        name: Rate(*map(statistics.median, zip(*(each[name] for each in rounds), strict=True)))
        for name in VARIANTS
    }
    bare = medians["neither"]
    for name, rate in medians.items():
        print(
            f"{name:<12}{rate.spans_a_second:>10.0f}{rate.spans_a_second / bare.spans_a_second:>8.2f}"
            f"{rate.cpu_microseconds:>14.1f}{rate.cpu_microseconds / bare.cpu_microseconds:>8.2f}"
        )


if __name__ == "__main__":
    main()
