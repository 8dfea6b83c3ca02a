"""What the processor of `classify.yaml` makes of spans, alone in a Collector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collector import foreign
from collector.otelcol import CONFIG, Collector, until
from collector.sink import Sink, attributes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from opentelemetry.proto.trace.v1.trace_pb2 import Span

    Attributes = dict[str, object]

PROCESSOR = "transform/errkind_classify"
CLASSIFY = CONFIG / "classify.yaml"
_ID = "test.id"
_PIPELINE = f"""
receivers:
  otlp:
    protocols:
      http: {{ endpoint: "${{env:ERRKIND_HOST}}:${{env:ERRKIND_OTLP_HTTP_PORT}}" }}
exporters:
  otlp_http: {{ endpoint: "${{env:SINK}}", sending_queue: {{ enabled: false }} }}
extensions:
  health_check: {{ endpoint: "${{env:ERRKIND_HOST}}:${{env:ERRKIND_HEALTH_PORT}}" }}
service:
  extensions: [health_check]
  telemetry: {{ metrics: {{ level: none }} }}
  pipelines:
    traces: {{ receivers: [otlp], processors: [{PROCESSOR}], exporters: [otlp_http] }}
"""


def classified(otelcol: Path, folder: Path, spans: Mapping[str, Span]) -> dict[str, Attributes]:
    """Send the spans through a Collector in one batch; return their attributes by the names they had here."""
    pipeline = folder / "pipeline.yaml"
    pipeline.write_text(_PIPELINE)
    for name, span in spans.items():
        span.attributes.extend(foreign.pairs({_ID: name}))
    with Sink() as sink, Collector(otelcol, folder, [pipeline, CLASSIFY], {"SINK": sink.url}) as collector:
        foreign.post(collector.http, foreign.request(spans.values()))
        until(lambda: len(sink.spans()) >= len(spans), "spans are missing")
        found = [attributes(list(span.attributes)) for span in sink.spans()]
        assert not [line for line in collector.said() if "\twarn\t" in line or "\terror\t" in line]
    return {str(held.pop(_ID)): held for held in found}
