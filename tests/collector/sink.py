"""A backend that takes OTLP over HTTP and keeps what it gets, or is down for a while."""

from __future__ import annotations

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
    from opentelemetry.proto.trace.v1.trace_pb2 import Span

LOOPBACK = "127.0.0.1"


class Sink:
    """What arrived, by signal, as the requests that brought it."""

    def __init__(self) -> None:
        """Listen on a free port once it is entered."""
        self.traces: list[ExportTraceServiceRequest] = []
        self.metrics: list[ExportMetricsServiceRequest] = []
        self.logs: list[ExportLogsServiceRequest] = []
        self.raw: list[bytes] = []
        self._port = 0
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """The base of its addresses, the same after an outage."""
        return f"http://{LOOPBACK}:{self._port}"

    def __enter__(self) -> Self:
        """Begin to listen."""
        self.up()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self.down()

    def up(self) -> None:
        """Listen, on the same port as before."""
        server = _Server((LOOPBACK, self._port), self)
        self._server, self._port = server, server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    def down(self) -> None:
        """Refuse connections."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def take(self, path: str, body: bytes) -> None:
        """Keep a request."""
        self.raw.append(body)
        match path:
            case "/v1/traces":
                self.traces.append(ExportTraceServiceRequest.FromString(body))
            case "/v1/metrics":
                self.metrics.append(ExportMetricsServiceRequest.FromString(body))
            case "/v1/logs":
                self.logs.append(ExportLogsServiceRequest.FromString(body))

    def spans(self) -> list[Span]:
        """Return the spans that arrived, in their order."""
        return list(self._spans())

    def _spans(self) -> Iterator[Span]:
        """Walk through the requests."""
        for request in list(self.traces):
            for resource in request.resource_spans:
                for scope in resource.scope_spans:
                    yield from scope.spans

    def mentions(self, text: str) -> bool:
        """Tell whether a text is anywhere in what arrived, of any signal."""
        return any(text.encode() in body for body in self.raw)


class _Server(ThreadingHTTPServer):
    """A server that leaves what it gets in a sink, and breaks connections off when it is closed."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], sink: Sink) -> None:
        """Listen."""
        self.sink = sink
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    """Answer OTLP over HTTP: an empty response says that everything was taken."""

    server: _Server

    def do_POST(self) -> None:
        """Take a request."""
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.sink.take(self.path, gzip.decompress(body) if self.headers["content-encoding"] else body)
        self.send_response(200)
        self.send_header("content-type", "application/x-protobuf")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def attributes(pairs: Iterator[KeyValue] | list[KeyValue]) -> dict[str, object]:
    """Return attributes as a dictionary."""
    return {pair.key: value(pair.value) for pair in pairs}


def value(any_value: AnyValue) -> object:
    """Return a value of OTLP as Python's."""
    match any_value.WhichOneof("value"):
        case None:
            return None
        case "array_value":
            return [value(each) for each in any_value.array_value.values]
        case "kvlist_value":
            return attributes(list(any_value.kvlist_value.values))
        case kind:
            held: object = getattr(any_value, kind)
            return held
