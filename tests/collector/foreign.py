"""Spans as the SDKs of other languages write them, and a client that sends them as those do."""

from __future__ import annotations

import secrets
import time
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import grpc
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import TraceServiceStub
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from google.protobuf.message import Message

SECOND = 1_000_000_000
PATIENCE = 30.0


def span(  # noqa: PLR0913  # as many things can be said of a span
    held: Mapping[str, object] | None = None,
    *,
    name: str = "GET",
    kind: Span.SpanKind.ValueType = Span.SPAN_KIND_CLIENT,
    failed: bool = True,
    description: str = "",
    trace: bytes | None = None,
    parent: bytes = b"",
    events: Iterable[Span.Event] = (),
) -> Span:
    """Make a span that has just ended, by default of a failed call, in a trace of its own."""
    now = time.time_ns()
    return Span(
        trace_id=trace or secrets.token_bytes(16),
        span_id=secrets.token_bytes(8),
        parent_span_id=parent,
        name=name,
        kind=kind,
        start_time_unix_nano=now - SECOND // 10,
        end_time_unix_nano=now,
        attributes=pairs(held or {}),
        events=events,
        status=Status(
            code=Status.STATUS_CODE_ERROR if failed else Status.STATUS_CODE_UNSET, message=description
        ),
    )


def pairs(held: Mapping[str, object]) -> list[KeyValue]:
    """Write attributes for OTLP."""
    return [KeyValue(key=key, value=any_value(value)) for key, value in held.items()]


def any_value(value: object) -> AnyValue:
    """Write a value for OTLP."""
    match value:
        case bool():
            return AnyValue(bool_value=value)
        case int():
            return AnyValue(int_value=value)
        case float():
            return AnyValue(double_value=value)
        case list():
            return AnyValue(array_value=ArrayValue(values=[any_value(each) for each in value]))
        case dict():
            return AnyValue(kvlist_value=KeyValueList(values=pairs(value)))
        case _:
            return AnyValue(string_value=str(value))


def request(
    spans: Iterable[Span], service: str = "checkout", **resource: object
) -> ExportTraceServiceRequest:
    """Put spans of one service together as its SDK would."""
    message = ExportTraceServiceRequest()
    of_service = message.resource_spans.add()
    of_service.resource.attributes.extend(pairs({"service.name": service, **resource}))
    of_service.scope_spans.add().spans.extend(spans)
    return message


def logs(bodies: Iterable[object]) -> ExportLogsServiceRequest:
    """Make the request that brings log records with these bodies."""
    message = ExportLogsServiceRequest()
    records = message.resource_logs.add().scope_logs.add().log_records
    records.extend(LogRecord(body=any_value(body)) for body in bodies)
    return message


def post(url: str, message: Message, signal: str = "traces") -> None:
    """Send by OTLP over HTTP; return when it was acknowledged, raise `OSError` if it was not."""
    sent = urllib.request.Request(  # noqa: S310  # loopback
        f"{url}/v1/{signal}",
        data=message.SerializeToString(),
        headers={"content-type": "application/x-protobuf"},
    )
    with urllib.request.urlopen(sent, timeout=PATIENCE) as response:  # noqa: S310  # loopback
        assert ExportTraceServiceResponse.FromString(response.read()).partial_success.rejected_spans == 0


@contextmanager
def channel(target: str, credentials: grpc.ChannelCredentials | None = None) -> Iterator[TraceServiceStub]:
    """Connect by OTLP over gRPC; what `Export` returns from was acknowledged, otherwise it raises."""
    made = grpc.secure_channel(target, credentials) if credentials else grpc.insecure_channel(target)
    with made as connected:
        yield TraceServiceStub(connected)  # type: ignore[no-untyped-call]
