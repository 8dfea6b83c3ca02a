"""Send a recorded run to a Collector by OTLP over HTTP; needs the exporter."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics.export import MetricExportResult, MetricsData
from opentelemetry.sdk.trace.export import SpanExportResult

if TYPE_CHECKING:
    from otel_errkind._demo.run import Recording

_PORTS = {"http": 80, "https": 443}
_PATIENCE = 3.0


def can_reach(endpoint: str) -> bool:
    """Tell whether anybody listens: the exporters would find out only after retries."""
    parts = urlsplit(endpoint)
    try:
        socket.create_connection((parts.hostname, parts.port or _PORTS[parts.scheme]), _PATIENCE).close()
    except OSError:
        return False
    return True


def send(recording: Recording, endpoint: str) -> bool:
    """Send spans and metrics; tell whether the Collector took both."""
    spans = OTLPSpanExporter(f"{endpoint}/v1/traces", timeout=_PATIENCE)
    metrics = OTLPMetricExporter(f"{endpoint}/v1/metrics", timeout=_PATIENCE)
    took_spans = spans.export(recording.spans)
    everything = recording.metrics or MetricsData([])
    took_metrics = metrics.export(everything)  # pyright: ignore[reportUnknownMemberType] (untyped keywords)
    return took_spans is SpanExportResult.SUCCESS and took_metrics is MetricExportResult.SUCCESS
