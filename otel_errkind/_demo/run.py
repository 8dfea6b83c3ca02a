"""Make the calls under the pipeline, each below a root span of its own, and keep all that telemetry holds."""

from __future__ import annotations

import importlib
from contextlib import ExitStack, contextmanager
from itertools import cycle
from typing import TYPE_CHECKING, NamedTuple

from opentelemetry.context import Context

from otel_errkind._demo.callers import CALLERS
from otel_errkind._demo.pipeline import instrumented
from otel_errkind._demo.server import refusing, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from opentelemetry.sdk.metrics.export import MetricsData
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import Tracer

    from otel_errkind._demo.callers import Call
    from otel_errkind._demo.faults import Fault


class Made(NamedTuple):
    """A call that was made, and what the application saw of it."""

    client: str
    fault: Fault
    saw: str
    trace_id: int


class Recording(NamedTuple):
    """One run: the calls, and everything that telemetry holds of them."""

    calls: Sequence[Made]
    spans: Sequence[ReadableSpan]
    metrics: MetricsData | None


def record(faults: Sequence[Fault], clients: Sequence[str]) -> Recording:
    """Call every fault with every client, and read what the pipeline holds then."""
    with _started(faults) as url_of, instrumented(clients) as pipeline:
        calls = [
            _make(fault, url_of(fault), label, call, pipeline.tracer)
            for client in clients
            for fault, label, call in _calls(client, faults)
        ]
        metrics = pipeline.metrics.get_metrics_data()
    calls.sort(key=lambda made: faults.index(made.fault))
    return Recording(calls, pipeline.spans.get_finished_spans(), metrics)


@contextmanager
def _started(faults: Sequence[Fault]) -> Generator[Callable[[Fault], str]]:
    """Start the servers and give the URL of each fault."""
    with serving({fault.path: fault.script for fault in faults}) as server, refusing() as refused:
        yield lambda fault: fault.origin.format(server=server, refused=refused) + fault.path


def _calls(client: str, faults: Sequence[Fault]) -> Iterator[tuple[Fault, str, Call]]:
    """Pair the faults with the ways in which a client is used, in turn."""
    library = importlib.import_module(client)
    with ExitStack() as opened:
        ways = [(way.label, opened.enter_context(way.ready(library))) for way in CALLERS[client]]
        for fault, (label, call) in zip(faults, cycle(ways), strict=False):
            yield fault, label, call


def _make(fault: Fault, url: str, label: str, call: Call, tracer: Tracer) -> Made:
    json = {"demo": True} if fault.method in {"POST", "PUT"} else None
    request = {"method": fault.method, "url": url, "json": json, "timeout": fault.deadline}
    with tracer.start_as_current_span(fault.name, context=Context()) as root:
        saw = call(request)
    return Made(label, fault, saw, root.get_span_context().trace_id)
