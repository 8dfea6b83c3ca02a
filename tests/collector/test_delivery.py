"""What a Collector has acknowledged arrives, whatever dies in between: counted span by span."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

from collector.foreign import span
from collector.load import Load
from collector.otelcol import CONFIG, Collector, until
from collector.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from opentelemetry.proto.trace.v1.trace_pb2 import Span

OUTAGE = 10.0
"""Seconds without a backend."""
KEPT = {"errkind.category": "unauthorized"}
"""A span whose trace every sampler keeps."""


def some_spans() -> list[Span]:
    """Make what one request holds."""
    return [span({**KEPT, "http.response.body.content": "invalid key " * 20}) for _ in range(50)]


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Be the backend."""
    with Sink() as running:
        yield running


@pytest.fixture
def collector(otelcol: Path, standalone: list[Path], sink: Sink, tmp_path: Path) -> Iterator[Collector]:
    """Run the Collector of one machine in front of it."""
    environment = {"ERRKIND_TRACES_ENDPOINT": sink.url, "ERRKIND_TRACES_EXPORTERS": "[otlp_http/traces]"}
    with Collector(otelcol, tmp_path, standalone, environment) as running:
        yield running


class Account(NamedTuple):
    """Spans, by their ids: those that were acknowledged, and what came of them."""

    acknowledged: set[bytes]
    arrived: list[bytes]
    refused: int

    def __str__(self) -> str:
        """Say how it went, in numbers."""
        twice = len(self.arrived) - len(self.acknowledged)
        return (
            f"{len(self.acknowledged)} spans acknowledged, {len(set(self.arrived))} arrived, {twice} twice"
            f"; {self.refused} requests had to be sent again"
        )


def account(load: Load, sink: Sink) -> Account:
    """Wait until all is there."""
    sent = set(load.acknowledged)
    until(lambda: sent <= {each.span_id for each in sink.spans()}, "acknowledged spans are missing")
    arrived = [each.span_id for each in sink.spans() if each.span_id in sent]
    return Account(sent, arrived, load.refused)


def test_a_killed_collector_loses_nothing(
    collector: Collector, sink: Sink, publish: Callable[[str], None]
) -> None:
    """`kill -9` under load, three times: its queue is on disk."""
    with Load([collector.http], some_spans) as load:
        for _ in range(3):
            time.sleep(0.7)
            collector.kill()
            collector.start()

    told = account(load, sink)
    publish(f"standalone killed three times: {told}")
    assert set(told.arrived) == told.acknowledged


def test_a_backend_that_is_down_loses_nothing(
    collector: Collector, sink: Sink, publish: Callable[[str], None]
) -> None:
    """Ten seconds without a backend, in which the Collector is killed and then stopped as well."""
    sink.down()
    end = time.monotonic() + OUTAGE
    with Load([collector.http], some_spans) as load:
        time.sleep(2)
        collector.kill()
        collector.start()
        time.sleep(2)
        collector.stop()
        collector.start()
        time.sleep(max(0.0, end - time.monotonic()))
        assert sink.spans() == []
        sink.up()

    told = account(load, sink)
    publish(f"backend down for {OUTAGE:.0f} s: {told}")
    assert set(told.arrived) == told.acknowledged


def test_a_killed_gateway_loses_nothing(
    otelcol: Path, gateway: list[Path], sink: Sink, tmp_path: Path, publish: Callable[[str], None]
) -> None:
    """`kill -9` of one of two gateways under load: what it had acknowledged reaches the samplers."""
    keep = {
        "ERRKIND_TRACES_ENDPOINT": sink.url,
        "ERRKIND_TRACES_EXPORTERS": "[otlp_http/traces]",
        "ERRKIND_DECISION_WAIT": "1s",
    }
    with Collector(otelcol, tmp_path / "sampler", [CONFIG / "sampler.yaml"], keep) as sampler:
        to = {"ERRKIND_SAMPLERS": f"{{static: {{hostnames: ['{sampler.grpc}']}}}}"}
        with (
            Collector(otelcol, tmp_path / "one", gateway, to) as one,
            Collector(otelcol, tmp_path / "other", gateway, to) as other,
        ):
            with Load([one.http, other.http], some_spans) as load:
                for _ in range(3):
                    time.sleep(0.7)
                    one.kill()
                    one.start()
            told = account(load, sink)

    publish(f"gateway killed three times: {told}")
    assert set(told.arrived) == told.acknowledged
