"""Redaction in the pipeline: what SDKs of any language send reaches no backend with a secret in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from collector.foreign import logs, pairs, post, request, span
from collector.otelcol import CONFIG, Collector, until
from collector.sink import Sink, attributes
from otel_errkind._collector.redaction import written
from otel_errkind._collector.secrets import ELSEWHERE, WORDS
from otel_errkind._core.redact import Redactor
from otel_errkind._core.secret_rows import NAMED_ROWS, OTHER_ROWS
from secret_samples import KINDS, VALUE, Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CORPUS = Path(__file__).parents[1] / "core" / "corpus.jsonl"
ID = "test.kind"


def in_span(place: str) -> Callable[[str, Sample], Span]:
    """Return what makes a span with a text in an attribute."""
    return lambda kind, sample: span({ID: kind, place: sample.text})


def in_header(kind: str, sample: Sample) -> Span:
    """Make a span with a text in a header, which is a list by OpenTelemetry's conventions."""
    return span({ID: kind, "http.response.header.x-debug": ["first", sample.text]})


def in_status(kind: str, sample: Sample) -> Span:
    """Make a span with a text in the description of its status."""
    return span({ID: kind}, description=sample.text)


def in_name(kind: str, sample: Sample) -> Span:
    """Make a span with a text for its name."""
    return span({ID: kind}, name=sample.text)


def in_event(kind: str, sample: Sample) -> Span:
    """Make a span with a text in the exception that was recorded on it."""
    event = Span.Event(name="exception", attributes=pairs({"exception.message": sample.text}))
    return span({ID: kind}, events=[event])


PLACES = {
    "body": in_span("http.response.body.content"),
    "message": in_span("errkind.message"),
    "header": in_header,
    "status": in_status,
    "name": in_name,
    "event": in_event,
}


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    """Be the backend of all signals."""
    with Sink() as running:
        yield running


@pytest.fixture(scope="module")
def collector(
    otelcol: Path, standalone: list[Path], sink: Sink, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Collector]:
    """Run the Collector in front of it."""
    signals = ("TRACES", "METRICS", "LOGS")
    environment = {f"ERRKIND_{signal}_ENDPOINT": sink.url for signal in signals} | {
        f"ERRKIND_{signal}_EXPORTERS": f"[otlp_http/{signal.lower()}]" for signal in signals
    }
    at_once = [
        f"yaml:exporters::otlp_http/{signal.lower()}::sending_queue::batch::flush_timeout: 10ms"
        for signal in signals
    ]
    folder = tmp_path_factory.mktemp("redaction")
    with Collector(otelcol, folder, [*standalone, *at_once], environment) as running:
        yield running


def through(collector: Collector, sink: Sink, spans: list[Span], **resource: object) -> list[Span]:
    """Send spans, and return them as they arrived, in the same order."""
    post(collector.http, request(spans, "checkout", **resource))
    wanted = {each.span_id for each in spans}
    arrived: dict[bytes, Span] = {}

    def came() -> bool:
        arrived.update({each.span_id: each for each in sink.spans() if each.span_id in wanted})
        return len(arrived) == len(wanted)

    until(came, "not every span arrived")
    return [arrived[each.span_id] for each in spans]


@pytest.mark.parametrize("make", PLACES.values(), ids=PLACES)
def test_no_secret_reaches_a_backend(collector: Collector, sink: Sink, make: Any) -> None:
    """Every kind of secret that Python redacts is gone, wherever on a span it stood."""
    spans = through(collector, sink, [make(kind, sample) for kind, sample in KINDS.items()])

    leaked = [
        kind
        for (kind, sample), arrived in zip(KINDS.items(), spans, strict=True)
        if sample.secret.encode() in arrived.SerializeToString()
    ]
    assert leaked == []


@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda text: text, id="text"),
        pytest.param(lambda text: {"event": {"lines": ["first", text]}}, id="nested"),
    ],
)
def test_no_secret_reaches_a_backend_in_a_log(collector: Collector, sink: Sink, wrap: Any) -> None:
    """Log bodies are redacted, as text and as structures."""
    before = len(sink.logs)
    post(collector.http, logs(wrap(sample.text) for sample in KINDS.values()), "logs")
    until(lambda: len(sink.logs) > before, "no record arrived")

    came = b"".join(each.SerializeToString() for each in sink.logs[before:])
    leaked = [kind for kind, sample in KINDS.items() if sample.secret.encode() in came]
    assert leaked == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("url.full", f"https://user:{VALUE}@api.example/v1?api_key={VALUE}", id="url"),
        pytest.param("http.url", f"https://api.example/v1?sig={VALUE}", id="old-name"),
        pytest.param("url.query", f"a=b&access_token={VALUE}", id="query"),
        pytest.param("http.request.header.authorization", [f"Custom {VALUE}"], id="authorization"),
        pytest.param("http.request.header.x-api-key", [VALUE], id="key-header"),
        pytest.param("http.response.header.set-cookie", [f"sid={VALUE}; Path=/"], id="cookie"),
        pytest.param("http.response.header.location", [f"https://host/?token={VALUE}"], id="location"),
        pytest.param("db.password", VALUE, id="own-name"),
        pytest.param("gen_ai.input.messages", {"parts": [f"my password: {VALUE}"]}, id="structure"),
    ],
)
def test_headers_and_urls_keep_no_secret(collector: Collector, sink: Sink, key: str, value: object) -> None:
    """What a name accuses is masked whatever its type, and URLs lose their credentials."""
    (arrived,) = through(collector, sink, [span({key: value})])

    assert VALUE.encode() not in arrived.SerializeToString()


def test_a_resource_keeps_no_secret(collector: Collector, sink: Sink) -> None:
    """A process started with a key on its command line does not show it."""
    secret = f"sk-{VALUE}-{VALUE}"
    through(collector, sink, [span()], **{"process.command_args": ["serve", f"--api-key={secret}"]})

    assert not sink.mentions(secret)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("gen_ai.usage.input_tokens", 4096),
        ("gen_ai.usage.output_tokens", 17),
        ("gen_ai.token.type", "input"),
        ("llm.usage.total_tokens", 5_000_000_000_000_000),
        ("gen_ai.request.max_tokens", 8192),
        ("session.id", "5f0c"),
        ("http.response.body.content", '{"usage": {"total_tokens": 8192, "token": 12}, "page_token": null}'),
        ("url.full", "https://api.example/v1/orders?page=2&code=13#top"),
        ("http.request.header.traceparent", ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]),
        ("errkind.retryable", True),
        ("errkind.retry_after", 2.5),
    ],
)
def test_what_is_no_secret_stays(collector: Collector, sink: Sink, key: str, value: object) -> None:
    """Counts of tokens, ids of traces and plain URLs come through with their types."""
    (arrived,) = through(collector, sink, [span({key: value})])

    assert attributes(list(arrived.attributes))[key] == value


def test_errors_stay_readable(collector: Collector, sink: Sink) -> None:
    """Bodies in which Python finds no secret come through as they are."""
    rows = map(json.loads, CORPUS.read_text(encoding="utf-8").splitlines())
    bodies = [body for row in rows if isinstance(body := row.get("body"), str) and Redactor()(body) == body]
    spans = through(collector, sink, [span({"exception.message": body}) for body in bodies])

    seen = [attributes(list(each.attributes))["exception.message"] for each in spans]
    assert [
        body for body, shown in zip(bodies, seen, strict=True) if shown != body and len(body) < 2000
    ] == []


def test_name_and_status_stay_theirs(collector: Collector, sink: Sink) -> None:
    """What had to be shown to the redaction is put back, and leaves no trace."""
    (arrived,) = through(collector, sink, [span({ID: "x"}, name="GET /orders", description="it broke")])

    assert (arrived.name, arrived.status.message) == ("GET /orders", "it broke")
    assert [key for key in attributes(list(arrived.attributes)) if "held" in key] == []


def test_bodies_are_cut_on_a_boundary_of_characters(collector: Collector, sink: Sink) -> None:
    """A body keeps at most as many bytes as in Python, another attribute at most what Tempo keeps."""
    long = "é" * 3000
    (arrived,) = through(
        collector, sink, [span({"http.response.body.content": "x" + long, "other": "x" + long})]
    )

    held = attributes(list(arrived.attributes))
    assert held["http.response.body.content"] == "x" + "é" * 511
    assert held["other"] == "x" + "é" * 1023


def test_a_secret_on_the_cut_is_gone(collector: Collector, sink: Sink) -> None:
    """Redaction sees the whole body before it is cut: half of a key would no longer be recognised."""
    secret = KINDS["openai-1"]
    (arrived,) = through(
        collector, sink, [span({"http.response.body.content": "x " * 500 + " " * 10 + secret.text})]
    )

    assert secret.secret[:8].encode() not in arrived.SerializeToString()


def test_the_file_is_what_the_tables_make() -> None:
    """Nobody edited the generated file, and no row was added without it."""
    assert (CONFIG / "redact.yaml").read_text(encoding="utf-8") == written()


STANDS_FOR = {
    "named": ("number", "echo", "echo-number", "pair", "told"),
    "echo-before": ("echo-number-before",),
    "element": ("element-escaped", "element-cut"),
    "basic": ("negotiate",),
    "email": ("email-encoded",),
}
"""By row, other rows of the core's tables that its pattern finds."""


def test_every_row_of_the_core_has_a_pattern() -> None:
    """A kind of secret that Python knows is known to the Collector."""
    rows = {row.name for row in (*NAMED_ROWS, *OTHER_ROWS)}

    assert rows == {*WORDS, *ELSEWHERE} | {row for others in STANDS_FOR.values() for row in others}
