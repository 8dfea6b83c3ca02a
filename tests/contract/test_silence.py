"""What is suppressed, excluded or sent by an exporter leaves no trace, however and whenever it is called."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry._logs import LogRecord
from opentelemetry.instrumentation.utils import suppress_http_instrumentation, suppress_instrumentation
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor, LogRecordExporter, LogRecordExportResult
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import (
    MetricExporter,
    MetricExportResult,
    PeriodicExportingMetricReader,
)
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF

from callers import CALLERS
from otel_errkind._telemetry.waiting import ABANDONED, OPEN, PENDING
from telemetry import ORDERS, instrumented

if TYPE_CHECKING:
    from faults import FaultServer
    from telemetry import Telemetry

FAILURES = (
    "json-error",
    "late-body",
    "short-body",
    "close-without-answer",
    "sse-error-later",
    "graphql-errors",
)
ACCESSES = [(client, access) for client, caller in CALLERS.items() for access in caller.accesses]
IN_TURN = [(*cell, order) for cell, order in zip(ACCESSES, cycle(ORDERS), strict=False)]
each_access = pytest.mark.parametrize(("client", "access", "order"), IN_TURN)
"""The orders take turns; each client has every other access in either."""
VARIABLES = {
    "httpx": "OTEL_PYTHON_HTTPX_EXCLUDED_URLS",
    "aiohttp": "OTEL_PYTHON_AIOHTTP_CLIENT_EXCLUDED_URLS",
}
"""OpenTelemetry's own, by the client's family."""


def fail(server: FaultServer, telemetry: Telemetry, client: str, access: str) -> None:
    """Fail in every way, and end what could be held."""
    for fault in FAILURES:
        CALLERS[client](server.url(f"/{fault}"), access)
    telemetry.tracer_provider.force_flush()
    assert (len(PENDING), len(ABANDONED), len(OPEN)) == (0, 0, 0)


@pytest.mark.parametrize("suppress", [suppress_instrumentation, suppress_http_instrumentation])
@each_access
def test_suppressed_calls_leave_no_trace(
    server: FaultServer, client: str, access: str, order: str, suppress: Any
) -> None:
    """Nothing is written, counted or held, now or later."""
    with instrumented(ORDERS[order]) as telemetry:
        with suppress():
            fail(server, telemetry, client, access)
        CALLERS[client](server.url("/json"))

        assert [
            span.attributes and span.attributes["http.status_code"] for span in telemetry.all_spans()
        ] == [200]
        assert telemetry.counts() == []


@each_access
def test_calls_that_the_clients_own_variable_excludes(
    server: FaultServer, client: str, access: str, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What OpenTelemetry's instrumentation of this client does not trace, we do not judge."""
    variable = VARIABLES["aiohttp" if client == "aiohttp" else "httpx"]
    monkeypatch.setenv(variable, "|".join(f"/{fault}$" for fault in FAILURES))

    with instrumented(ORDERS[order]) as telemetry:
        fail(server, telemetry, client, access)

        assert telemetry.all_spans() == ()
        assert telemetry.counts() == []


SURE = ("json-error", "short-body", "close-without-answer")
"""Faults whose verdict does not depend on when a body comes."""


@each_access
def test_an_unsampled_call_counts_as_a_sampled_one(
    server: FaultServer, client: str, access: str, order: str
) -> None:
    """The sampler decides about spans: what is counted is the same, however the call is used."""

    def counted(**options: Any) -> set[tuple[Any, ...]]:
        with instrumented(ORDERS[order], **options) as telemetry:
            for fault in SURE:
                CALLERS[client](server.url(f"/{fault}"), access)
            telemetry.tracer_provider.force_flush()
            assert bool(telemetry.all_spans()) is not bool(options)
            return {(*sorted(map(str, each.attributes.items())), each.value) for each in telemetry.counts()}

    assert counted(sampler=ALWAYS_OFF) == counted()


class FailingMetricExporter(MetricExporter):
    """Sends metrics with a client that is instrumented, to a backend that is full."""

    def __init__(self, client: str, url: str) -> None:
        """Send them there."""
        super().__init__()
        self._client, self._url = client, url
        self.attempts = 0

    def export(self, *_args: Any, **_options: Any) -> MetricExportResult:
        """Fail."""
        self.attempts += 1
        CALLERS[self._client](self._url)
        return MetricExportResult.FAILURE

    def force_flush(self, *_args: Any, **_options: Any) -> bool:
        """Have nothing left."""
        return True

    def shutdown(self, *_args: Any, **_options: Any) -> None:
        """Have nothing to end."""


class FailingLogExporter(LogRecordExporter):
    """The same for logs."""

    def __init__(self, client: str, url: str) -> None:
        """Send them there."""
        self._client, self._url = client, url
        self.attempts = 0

    def export(self, *_args: Any, **_options: Any) -> LogRecordExportResult:
        """Fail."""
        self.attempts += 1
        CALLERS[self._client](self._url)
        return LogRecordExportResult.FAILURE

    def force_flush(self, *_args: Any, **_options: Any) -> bool:
        """Have nothing left."""
        return True

    def shutdown(self) -> None:
        """Have nothing to end."""


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("client", CALLERS)
def test_the_calls_of_an_exporter_of_metrics_never_count(
    server: FaultServer, client: str, order: str
) -> None:
    """They would be metrics in turn: each export would have something to send because of the one before."""
    exporter = FailingMetricExporter(client, server.url("/status/503"))
    meters = MeterProvider(
        [PeriodicExportingMetricReader(exporter, export_interval_millis=float("inf"))], shutdown_on_exit=False
    )
    meters.get_meter("application").create_counter("orders").add(1)

    with instrumented(ORDERS[order]) as telemetry:
        meters.force_flush()
        meters.shutdown()

        assert exporter.attempts > 0
        assert (telemetry.all_spans(), telemetry.counts()) == ((), [])


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("client", CALLERS)
def test_the_calls_of_an_exporter_of_logs_never_count(server: FaultServer, client: str, order: str) -> None:
    """As those of spans, which `test_calls` has."""
    exporter = FailingLogExporter(client, server.url("/status/503"))
    logs = LoggerProvider(shutdown_on_exit=False)
    logs.add_log_record_processor(BatchLogRecordProcessor(exporter))

    with instrumented(ORDERS[order]) as telemetry:
        logs.get_logger("application").emit(LogRecord(body="sold out"))
        logs.force_flush()
        logs.shutdown()

        assert exporter.attempts > 0
        assert (telemetry.all_spans(), telemetry.counts()) == ((), [])
