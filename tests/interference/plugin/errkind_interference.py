"""A plugin of pytest that switches instrumentors on in somebody else's tests and writes down the outcomes.

`ERRKIND_INTERFERENCE` is a JSON object: `contrib` and `ours` say which instrumentors to switch on, `each`
whether to do that for each test anew with ours, and `report` is the file to write.

With `each` the tests are those of an instrumentor. They compare whole sets of attributes, to which ours are
meant to be added, so those that we alone would write are left off. What was there before is written as by us,
and the rest is as always: spans held back, ended and made by us, and their status.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry import trace
from opentelemetry.instrumentation.aiohttp_client import AioHttpClientInstrumentor
from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor, HTTPXClientInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader, NumberDataPoint
from opentelemetry.sdk.trace import Span, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from otel_errkind.aiohttp import ErrkindAioHttpClientInstrumentor
from otel_errkind.httpx import ErrkindHttpx2Instrumentor, ErrkindHttpxInstrumentor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONTRIB = (HTTPXClientInstrumentor, HTTPX2ClientInstrumentor, AioHttpClientInstrumentor)
OURS = (ErrkindHttpxInstrumentor, ErrkindHttpx2Instrumentor, ErrkindAioHttpClientInstrumentor)
SETTINGS = json.loads(os.environ["ERRKIND_INTERFERENCE"])

# Ours alone, so that no test about metrics finds a counter that it does not expect.
_reader = InMemoryMetricReader()
_meter_provider = MeterProvider([_reader], shutdown_on_exit=False)
_outcomes: dict[str, str] = {}
_set_attributes = Span.set_attributes


def _overwrite_only(span: Span, attributes: Mapping[str, Any]) -> None:
    if "errkind.category" in attributes:
        attributes = {name: value for name, value in attributes.items() if name in (span.attributes or ())}
    _set_attributes(span, attributes)


def _switch_on() -> None:
    for kind in OURS if SETTINGS["ours"] else ():
        kind().instrument(meter_provider=_meter_provider)


def _switch_off() -> None:
    for kind in OURS if SETTINGS["ours"] else ():
        kind().uninstrument()


def pytest_configure() -> None:
    """Instrument for good, unless each test has to have it anew."""
    if SETTINGS["contrib"]:
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(InMemorySpanExporter()))
        trace.set_tracer_provider(provider)
        for kind in CONTRIB:
            kind().instrument()
    if SETTINGS["each"]:
        Span.set_attributes = _overwrite_only  # type: ignore[assignment,method-assign]
    else:
        _switch_on()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Instrument around a test that sets a tracer provider: ours are attached to the first that they see."""
    if SETTINGS["each"]:
        _switch_on()
    try:
        return (yield)
    finally:
        if SETTINGS["each"]:
            _switch_off()


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Take down what cannot be collected."""
    if report.failed:
        _outcomes[report.nodeid] = "failed"


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Take down the outcome of a test: failed if its setup, any subtest or its teardown failed."""
    if report.when == "call" or report.outcome != "passed":
        known = _outcomes.get(report.nodeid)
        _outcomes[report.nodeid] = "failed" if "failed" in {known, report.outcome} else report.outcome


def _classified() -> int:
    data = _reader.get_metrics_data()
    points = (
        point
        for resource in (data.resource_metrics if data else ())
        for scope in resource.scope_metrics
        for metric in scope.metrics
        for point in metric.data.data_points
    )
    return sum(int(point.value) for point in points if isinstance(point, NumberDataPoint))


def pytest_sessionfinish() -> None:
    """Write the report."""
    report = {"outcomes": _outcomes, "classified": _classified()}
    Path(SETTINGS["report"]).write_text(json.dumps(report), encoding="utf-8")
