"""Two gateways and two samplers: every trace is decided once, by its category, and counted before that."""

from __future__ import annotations

import itertools
import secrets
import time
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

import pytest

from collector.foreign import post, request, span
from collector.otelcol import CONFIG, Collector, total, until
from collector.sink import Sink, attributes
from otel_errkind._core.model import ErrorCategory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from opentelemetry.proto.trace.v1.trace_pb2 import Span

CATEGORY = "errkind.category"
CALLS = "traces_span_metrics_calls_total"
WAIT = 2.0
CAP = 50
"""Spans of rate_limited traces a second and sampler: the configuration's default."""
OFTEN = "yaml:connectors::span_metrics::metrics_flush_interval: 200ms"
KEPT = [str(category) for category in ErrorCategory if category is not ErrorCategory.RATE_LIMITED]


class Tiers(NamedTuple):
    """What runs."""

    gateways: list[Collector]
    samplers: list[Collector]
    sink: Sink

    def send(self, traces: Iterable[list[Span]]) -> None:
        """Send each trace in two halves, one to each gateway, as two services behind a balancer would."""
        for batch in _batches(traces):
            for gateway, half in zip(self.gateways, (slice(0, 2), slice(2, 4)), strict=True):
                post(gateway.http, request([each for trace in batch for each in trace[half]]))

    def counted(self, **labels: str) -> float:
        """Return how many spans the gateways have counted together."""
        return sum(total(gateway.metrics(), CALLS, **labels) for gateway in self.gateways)


def _batches(traces: Iterable[list[Span]]) -> Iterator[list[list[Span]]]:
    """Put traces together, so that a request is as large as an SDK makes it."""
    waiting = iter(traces)
    while batch := list(itertools.islice(waiting, 100)):
        yield batch


@pytest.fixture
def tiers(otelcol: Path, gateway: list[Path], tmp_path: Path) -> Iterator[Tiers]:
    """Run all four in front of a backend."""
    with ExitStack() as stack:
        sink = stack.enter_context(Sink())
        keep = {
            "ERRKIND_TRACES_ENDPOINT": sink.url,
            "ERRKIND_TRACES_EXPORTERS": "[otlp_http/traces]",
            "ERRKIND_DECISION_WAIT": f"{WAIT:.0f}s",
        }
        samplers = [
            stack.enter_context(Collector(otelcol, tmp_path / f"s{n}", [CONFIG / "sampler.yaml"], keep))
            for n in range(2)
        ]
        to = {"ERRKIND_SAMPLERS": f"{{static: {{hostnames: {[each.grpc for each in samplers]}}}}}"}
        gateways = [
            stack.enter_context(Collector(otelcol, tmp_path / f"g{n}", [*gateway, OFTEN], to))
            for n in range(2)
        ]
        yield Tiers(gateways, samplers, sink)


def a_trace(category: str | None) -> list[Span]:
    """Make a trace of four spans whose last one, a call, had an error or none."""
    trace = secrets.token_bytes(16)
    root = span(name="POST /orders", failed=False, trace=trace)
    inner = [span(name="work", failed=False, trace=trace, parent=root.span_id) for _ in range(2)]
    held = {"server.address": "api.example"} | ({CATEGORY: category} if category else {})
    return [root, *inner, span(held, failed=category is not None, trace=trace, parent=root.span_id)]


def by_trace(spans: Iterable[Span]) -> Counter[bytes]:
    """Count the spans of each trace."""
    return Counter(each.trace_id for each in spans)


def kinds(spans: Iterable[Span]) -> Counter[str]:
    """Count the categories."""
    held = (attributes(list(each.attributes)).get(CATEGORY) for each in spans)
    return Counter(str(category) for category in held if category)


def settle() -> None:
    """Wait until every decision has been taken and handed on."""
    time.sleep(2 * WAIT + 0.5)


def test_every_trace_is_decided_once(tiers: Tiers, publish: Callable[[str], None]) -> None:
    """Every category is kept, a storm of 429 is capped, some of the rest stays, and no trace is torn."""
    errors = [a_trace(category) for category in KEPT for _ in range(50)]
    storm = [a_trace("rate_limited") for _ in range(1500)]
    healthy = [a_trace(None) for _ in range(1000)]
    begun = time.monotonic()

    tiers.send([*errors, *storm, *healthy])
    seconds = time.monotonic() - begun
    settle()

    arrived = tiers.sink.spans()
    assert set(by_trace(arrived).values()) == {4}
    assert len({each.span_id for each in arrived}) == len(arrived)
    kept = kinds(arrived)
    assert {category: kept[category] for category in KEPT} == dict.fromkeys(KEPT, 50)
    # Four spans a trace; the bucket of each sampler is full at first.
    most = len(tiers.samplers) * (CAP * (seconds + WAIT + 1) + 2 * CAP) / 4
    assert 0 < kept["rate_limited"] <= most
    share = (len(by_trace(arrived)) - sum(kept.values())) / len(healthy)
    assert 0.05 < share < 0.15
    until(lambda: tiers.counted() == 4 * (300 + 1500 + 1000), "the counts are not those of what was sent")
    assert tiers.counted(errkind_category="rate_limited") == len(storm)
    assert {c: tiers.counted(errkind_category=c) for c in KEPT} == dict.fromkeys(KEPT, 50.0)
    publish(
        f"two tiers: of {len(storm)} rate_limited traces in {seconds:.1f} s {kept['rate_limited']} kept;"
        f" of {len(errors)} with another category all; of {len(healthy)} without an error {share:.1%}"
    )


def test_a_killed_sampler_loses_what_waits(tiers: Tiers, publish: Callable[[str], None]) -> None:
    """What waited in its memory for a decision is lost, nothing else is, and the counts know all of it."""
    first, second = ([a_trace("timeout") for _ in range(500)] for _ in range(2))
    tiers.send(first)
    time.sleep(0.75)

    tiers.samplers[0].kill()
    tiers.send(second)
    tiers.samplers[0].start()
    settle()
    until(lambda: len(by_trace(tiers.sink.spans()).keys() & {t[0].trace_id for t in second}) == 500, "lost")

    counts = by_trace(tiers.sink.spans())
    lost = [trace for trace in first if trace[0].trace_id not in counts]
    assert set(counts.values()) == {4}
    assert 150 < len(lost) < 350
    assert all(trace[0].trace_id in counts for trace in second)
    until(lambda: tiers.counted(errkind_category="timeout") == 1000, "the counts miss what was lost")
    publish(
        f"a killed sampler of two: {len(lost)} of the {len(first)} traces that waited for it are lost,"
        f" none of the {len(second)} sent while it was down; the metrics have all {len(first) + len(second)}"
    )
