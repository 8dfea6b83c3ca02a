"""Which span and which count belong to a call, however the call is made."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import threading
import zlib
from contextlib import suppress
from functools import partial, wraps
from time import monotonic
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2
import httpx_aiohttp
import pytest
from opentelemetry import baggage, context, propagate, trace
from opentelemetry.baggage.propagation import W3CBaggagePropagator
from opentelemetry.instrumentation import _semconv
from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor, HTTPXClientInstrumentor
from opentelemetry.instrumentation.utils import suppress_http_instrumentation, suppress_instrumentation
from opentelemetry.propagators.composite import CompositePropagator
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    SimpleSpanProcessor,
    SpanExporter,
    SpanExportResult,
)
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, Decision, Sampler, SamplingResult
from opentelemetry.trace import SpanKind, StatusCode

from callers import CALLERS, ApplicationError
from faults import PASSWORD, USERNAME, FaultServer, Head, Pause, Then, answer, refused_port, silent_port
from otel_errkind import operation
from otel_errkind.httpx import ErrkindHttpx2Instrumentor, ErrkindHttpxInstrumentor
from processes import in_a_process
from telemetry import CONTRIB, ORDERS, OURS, Telemetry, instrumented

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opentelemetry.sdk.trace import ReadableSpan


HTTPX = {"httpx": httpx, "httpx2": httpx2}
CONTRIB_OF = {"httpx": HTTPXClientInstrumentor, "httpx2": HTTPX2ClientInstrumentor}


@pytest.fixture(params=ORDERS)
def telemetry(request: pytest.FixtureRequest) -> Any:
    """Instrument in each order."""
    with instrumented(ORDERS[request.param]) as running:
        yield running


@pytest.mark.parametrize("client", CALLERS)
def test_an_error_says_everything_on_the_span_of_its_call(server: FaultServer, client: str) -> None:
    """The CLIENT span of an error has these attributes of ours, and the counter these labels."""
    url = server.answer(
        "/limited",
        429,
        {"content-type": "application/json", "retry-after": "3"},
        b'{"error": {"message": "Too many.", "type": "requests", "code": "rate_limit_exceeded"}}',
    )

    with instrumented() as telemetry:
        CALLERS[client](url)
        (span,) = telemetry.spans()
        (count,) = telemetry.counts()

    ours = {name: value for name, value in dict(span.attributes or {}).items() if not _is_theirs(name)}
    assert ours == {
        "errkind.category": "rate_limited",
        "errkind.reason": "rate_limit",
        "errkind.rule": "dialect:openai",
        "errkind.code": "rate_limit_exceeded",
        "errkind.message": "Too many.",
        "errkind.retryable": True,
        "errkind.retry_after": 3.0,
        "errkind.phase": "response",
        "errkind.outcome": "terminal",
        "errkind.body.truncated": False,
        "http.response.status_code": 429,
        "http.response.body.content": (
            '{"error": {"message": "Too many.", "type": "requests", "code": "rate_limit_exceeded"}}'
        ),
        "error.type": "429",
    }
    assert span.kind is SpanKind.CLIENT
    assert span.status.status_code is StatusCode.ERROR
    assert count.value == 1
    assert count.attributes == {
        "errkind.category": "rate_limited",
        "errkind.reason": "rate_limit",
        "errkind.client": CALLERS[client].label,
        "errkind.outcome": "terminal",
        "http.request.method": "GET",
        "http.response.status_code": 429,
        "error.type": "429",
        "server.address": "127.0.0.1",
    }


def _is_theirs(name: str) -> bool:
    return name in {"http.method", "http.url", "http.status_code"}


@pytest.mark.parametrize("client", CALLERS)
def test_the_new_conventions_keep_their_values(
    server: FaultServer, client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where OpenTelemetry's instrumentor writes the stable names, ours overwrites none of them."""
    stability = _semconv._OpenTelemetrySemanticConventionStability  # noqa: SLF001 - it reads the variable once
    modes = stability._OTEL_SEMCONV_STABILITY_SIGNAL_MAPPING  # noqa: SLF001
    monkeypatch.setattr(stability, "_initialized", True)
    signal = _semconv._OpenTelemetryStabilitySignalType.HTTP  # noqa: SLF001
    monkeypatch.setitem(modes, signal, _semconv._StabilityMode.HTTP)  # noqa: SLF001

    with instrumented() as telemetry:
        CALLERS[client](server.url("/status/503"))
        with refused_port() as port:
            CALLERS[client](f"http://127.0.0.1:{port}/")
        answered, refused = telemetry.verdicts()

    assert answered["http.response.status_code"] == 503
    assert answered["error.type"] == "503"
    # Theirs: the bare class name.
    assert refused["error.type"] in {"ConnectError", "ClientConnectorError"}


@pytest.mark.parametrize("client", CALLERS)
def test_the_span_ends_when_its_instrumentation_ends_it(server: FaultServer, client: str) -> None:
    """A span that waits for its body is not longer for it."""
    url = server.answer("/slow-body", 500, {"content-length": "4"}, chunks=[(0.25, b"late")])

    with instrumented(body_wait=0) as telemetry:
        CALLERS[client](url, "stream-all")
        (span,) = telemetry.spans()

    assert span.end_time is not None
    assert span.start_time is not None
    assert (span.end_time - span.start_time) / 1e9 < 0.2


@pytest.mark.parametrize("name", HTTPX)
def test_clients_that_exist_already_are_hooked(server: FaultServer, name: str) -> None:
    """A client made before `instrument()` is one like any other."""
    with HTTPX[name].Client() as client, instrumented() as telemetry:
        client.get(server.url("/status/500"))

        assert len(telemetry.verdicts()) == telemetry.total() == 1


def test_a_session_that_exists_already_gets_spans_of_ours(server: FaultServer) -> None:
    """OpenTelemetry traces only sessions made later; errors of older ones have a CLIENT span all the same."""

    async def call(telemetry: Telemetry, session: aiohttp.ClientSession) -> None:
        await session.get(server.url("/json"))
        await session.get(server.url("/status/500"), params={"key": "sk-secret"})
        (span,) = telemetry.spans()
        assert span.name == "GET"
        assert dict(span.attributes or {})["url.full"] == server.url("/status/500")
        assert dict(span.attributes or {})["errkind.category"] == "server_error"
        assert telemetry.total() == 1

    async def main() -> None:
        async with aiohttp.ClientSession() as session:
            with instrumented() as telemetry:
                await call(telemetry, session)

    asyncio.run(main())


def test_a_provider_that_is_set_late_is_used(server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The application may set its global provider after `instrument()`, and after its first call."""
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", None)
    telemetry = Telemetry()
    for kind in (*OURS, *CONTRIB):
        kind().instrument(meter_provider=telemetry.meter_provider)

    httpx.get(server.url("/status/500"))
    monkeypatch.setattr(trace, "_TRACER_PROVIDER", telemetry.tracer_provider)
    httpx.get(server.url("/status/404"))
    spans = telemetry.spans()

    for kind in (*OURS, *CONTRIB):
        kind().uninstrument()
    telemetry.shutdown()
    assert telemetry.total() == 2
    assert [dict(span.attributes or {})["errkind.category"] for span in spans] == ["bad_request"]


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("suppress", [suppress_instrumentation, suppress_http_instrumentation])
def test_a_suppressed_call_leaves_no_trace(server: FaultServer, client: str, suppress: Any) -> None:
    """What OpenTelemetry is told to ignore, we ignore: exporters call like this."""
    with instrumented() as telemetry, suppress():
        for access in ("read", "stream-all"):
            CALLERS[client](server.url("/status/500"), access)
            CALLERS[client](server.url("/short-body"), access)

        assert telemetry.all_spans() == ()
        assert telemetry.counts() == []


class FailingExporter(SpanExporter):
    """Sends spans with a client that is instrumented, to a backend that is full."""

    def __init__(self, client: str, url: str) -> None:
        """Send them there."""
        self._client, self._url = client, url
        self.attempts = 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:  # noqa: ARG002 - the SDK's signature
        """Fail."""
        self.attempts += 1
        sight = CALLERS[self._client](self._url)
        return SpanExportResult.SUCCESS if sight.status == 200 else SpanExportResult.FAILURE


@pytest.mark.parametrize(
    ("processor", "client"),
    [
        *((BatchSpanProcessor, client) for client in CALLERS),  # in a thread of its own
        *((SimpleSpanProcessor, client) for client in HTTPX),  # where the span ends
    ],
)
def test_the_calls_of_an_exporter_never_count(
    server: FaultServer, telemetry: Telemetry, client: str, processor: type[SpanProcessor]
) -> None:
    """Where the backend of traces fails too, only the application's call has a span and a count."""
    exporter = FailingExporter(client, server.url("/status/503"))
    telemetry.tracer_provider.add_span_processor(processor(exporter))  # type: ignore[call-arg]

    CALLERS[client](server.url("/status/404"))
    telemetry.tracer_provider.force_flush()

    assert exporter.attempts > 0
    assert [span.attributes and span.attributes["http.status_code"] for span in telemetry.all_spans()] == [
        404
    ]
    assert [count.attributes["errkind.category"] for count in telemetry.counts()] == ["bad_request"]


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("variable", ["OTEL_PYTHON_ERRKIND_EXCLUDED_URLS", "OTEL_PYTHON_EXCLUDED_URLS"])
def test_an_excluded_url_leaves_no_trace(
    server: FaultServer, client: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither our own list nor OpenTelemetry's lets an error of such a URL through."""
    monkeypatch.setenv(variable, "/status/5..,nothing")

    with instrumented() as telemetry:
        for access in ("read", "stream-all"):
            CALLERS[client](server.url("/status/500"), access)
        CALLERS[client](server.url("/status/404"))

        assert [verdict["http.response.status_code"] for verdict in telemetry.verdicts()] == [404]
        assert telemetry.total() == 1


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("access", ["read", "stream-all"])
def test_an_unsampled_call_is_counted(server: FaultServer, client: str, access: str) -> None:
    """The sampler decides about the span, not about the count; and there is no span instead."""
    with instrumented(sampler=ALWAYS_OFF) as telemetry:
        CALLERS[client](server.url("/json-error"), access)
        with refused_port() as port:
            CALLERS[client](f"http://127.0.0.1:{port}/", access)

        assert telemetry.all_spans() == ()
        assert sorted(count.attributes["errkind.category"] for count in telemetry.counts()) == [
            "bad_request",
            "server_error",
        ]


@pytest.fixture(params=[CompositePropagator([]), W3CBaggagePropagator()], ids=["none", "baggage"])
def _contexts_stay(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let no request carry the context of a span, as `OTEL_PROPAGATORS` can say."""
    kept = propagate.get_global_textmap()
    propagate.set_global_textmap(request.param)
    token = context.attach(baggage.set_baggage("tenant", "7"))
    yield
    context.detach(token)
    propagate.set_global_textmap(kept)


@pytest.mark.usefixtures("_contexts_stay")
@pytest.mark.parametrize("client", CALLERS)
def test_an_unsampled_call_whose_request_does_not_show_it(server: FaultServer, client: str) -> None:
    """Its span was dropped, and none of ours takes its place; where nobody else traces, ours is there."""
    with instrumented(sampler=Application()) as telemetry:
        CALLERS[client](server.url("/json-error"))
        assert telemetry.all_spans() == ()
        assert telemetry.total() == 1
    with instrumented(OURS, sampler=Application()) as telemetry:
        CALLERS[client](server.url("/json-error"))
        assert len(telemetry.verdicts()) == telemetry.total() == 1


@pytest.mark.usefixtures("_contexts_stay")
@pytest.mark.parametrize("name", HTTPX)
@pytest.mark.parametrize("kind", ["theirs", "derived", "around theirs", "the application's own", "lazy"])
def test_the_transport_tells_whether_a_request_is_traced(server: FaultServer, name: str, kind: str) -> None:
    """OpenTelemetry wraps those of the library, and none that the application makes."""
    module = HTTPX[name]

    class Around(module.BaseTransport):  # type: ignore[misc,name-defined]
        def handle_request(self, request: Any) -> Any:
            return self.inner.handle_request(request)

        def close(self) -> None:
            self.inner.close()

    class Derived(module.HTTPTransport):  # type: ignore[misc,name-defined]
        def handle_request(self, request: Any) -> Any:
            return super().handle_request(request)

    class Own(module.BaseTransport):  # type: ignore[misc,name-defined]
        @wraps(module.BaseTransport.handle_request)
        def handle_request(self, _request: Any) -> Any:
            return module.Response(503)

    class Lazy:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError(name)

    transports = {
        "theirs": module.HTTPTransport(verify=False),
        "derived": Derived(verify=False),
        "around theirs": Around(),
        "the application's own": Own(),
        "lazy": Own(),
    }
    transports["around theirs"].inner = module.HTTPTransport(verify=False)
    transports["lazy"].inner = Lazy()

    with (
        instrumented(sampler=Application()) as telemetry,
        module.Client(transport=transports[kind]) as client,
    ):
        client.get(server.url("/status/503"))

        assert len(telemetry.all_spans()) == isinstance(transports[kind], Own)
        assert telemetry.total() == 1


@pytest.mark.usefixtures("_contexts_stay")
@pytest.mark.parametrize("name", HTTPX)
def test_the_transport_of_one_client_tells_it_too(server: FaultServer, name: str) -> None:
    """OpenTelemetry may have been asked to trace this client alone."""
    with instrumented(OURS, sampler=Application()) as telemetry, HTTPX[name].Client(verify=False) as client:
        CONTRIB_OF[name].instrument_client(client, telemetry.tracer_provider)
        client.get(server.url("/status/503"))

        assert telemetry.all_spans() == ()
        assert telemetry.total() == 1


class Application(Sampler):
    """Drop what OpenTelemetry's instrumentors start, and nothing else."""

    def should_sample(self, _context: Any, _trace_id: int, _name: str, *rest: Any) -> SamplingResult:
        """Tell theirs by the old name of an attribute."""
        attributes = rest[1]
        theirs = "http.method" in (attributes or {})
        return SamplingResult(Decision.DROP if theirs else Decision.RECORD_AND_SAMPLE, attributes)

    def get_description(self) -> str:
        """Name it."""
        return "Application"


@pytest.mark.parametrize("client", CALLERS)
def test_a_call_that_no_tracer_sees_has_a_span_of_ours(server: FaultServer, client: str) -> None:
    """With ours alone, an error has a CLIENT span, child of the current one; a success has none."""
    url = server.answer("/v1/orders/17", 503).replace("//", "//user:secret@") + "?api_key=secret"

    with instrumented(OURS) as telemetry:
        tracer = telemetry.tracer_provider.get_tracer("application")
        with tracer.start_as_current_span("parent") as parent:
            CALLERS[client](server.url("/json"))
            CALLERS[client](url)
            CALLERS[client](url, "stream-all")
        spans = telemetry.spans()

    assert len(spans) == telemetry.total() == 2
    for span in spans:
        attributes = dict(span.attributes or {})
        assert span.parent == parent.get_span_context()
        assert attributes["http.request.method"] == "GET"
        assert attributes["url.full"] == server.url("/v1/orders/17")
        assert attributes["server.address"] == "127.0.0.1"
        assert attributes["errkind.category"] == "overloaded"


@pytest.mark.parametrize("name", HTTPX)
def test_a_transport_of_the_applications_own(telemetry: Telemetry, name: str) -> None:
    """No instrumentation sees a custom transport: its errors get a span, its successes none."""
    module = HTTPX[name]
    statuses = iter((200, 503))
    transport = module.MockTransport(lambda _request: module.Response(next(statuses), json={"code": "busy"}))

    with module.Client(transport=transport) as client:
        client.get("http://mock.test/")
        client.get("http://mock.test/")

    (verdict,) = telemetry.verdicts()
    assert verdict["http.response.body.content"] == '{"code":"busy"}'
    assert telemetry.total() == 1


@pytest.mark.parametrize("name", HTTPX)
def test_a_transport_that_raises_what_nobody_knows(
    server: FaultServer, telemetry: Telemetry, name: str
) -> None:
    """An exchange that ends without response, by an exception of no table, is `unknown`."""
    module = HTTPX[name]

    class Broken(module.HTTPTransport):  # type: ignore[misc,name-defined]
        def handle_request(self, request: Any) -> Any:
            with telemetry.tracer_provider.get_tracer("application").start_as_current_span(
                "GET", kind=SpanKind.CLIENT, attributes={"http.request.method": "GET"}
            ):
                raise ApplicationError(request.url.path)

    with module.Client(transport=Broken()) as client, pytest.raises(ApplicationError):
        client.get(server.url("/json"))

    (verdict,) = telemetry.verdicts()
    assert verdict["errkind.category"] == "unknown"
    assert verdict["error.type"].endswith("ApplicationError")


@pytest.mark.parametrize("name", HTTPX)
def test_a_hook_that_raises_on_an_error_hides_it_not(
    server: FaultServer, telemetry: Telemetry, name: str
) -> None:
    """The application sees its own exception; the span says what the server answered."""

    def refuse(_response: Any) -> None:
        raise ApplicationError

    with HTTPX[name].Client(event_hooks={"response": [refuse]}) as client:
        with pytest.raises(ApplicationError):
            client.get(server.url("/status/429"))
        with pytest.raises(ApplicationError):
            client.get(server.url("/json"))

    (verdict,) = telemetry.verdicts()
    assert verdict["errkind.category"] == "rate_limited"
    assert telemetry.total() == 1


@pytest.mark.parametrize("name", HTTPX)
def test_a_hook_that_raises_what_sounds_like_a_failed_call(
    server: FaultServer, telemetry: Telemetry, name: str
) -> None:
    """An exception of the application is none of the call's, whatever its class is called."""
    payment_timeout = type("PaymentTimeout", (Exception,), {"__module__": "payments.client"})

    def refuse(_response: Any) -> None:
        raise payment_timeout

    with (
        HTTPX[name].Client(event_hooks={"response": [refuse]}) as client,
        pytest.raises(payment_timeout),
    ):
        client.get(server.url("/json"))

    assert telemetry.verdicts() == []
    assert telemetry.total() == 0


@pytest.mark.parametrize("name", HTTPX)
def test_a_hook_that_raises_for_status(server: FaultServer, telemetry: Telemetry, name: str) -> None:
    """The usual hook, `raise_for_status`, is judged like the response that it raises for."""
    with (
        HTTPX[name].Client(
            event_hooks={"response": [lambda response: response.raise_for_status()]}
        ) as client,
        pytest.raises(HTTPX[name].HTTPStatusError),
    ):
        client.get(server.url("/status/503"))

    (verdict,) = telemetry.verdicts()
    assert verdict["errkind.category"] == "overloaded"


@pytest.mark.parametrize("name", HTTPX)
def test_a_hooks_own_calls_are_not_this_call(server: FaultServer, telemetry: Telemetry, name: str) -> None:
    """A call that an event hook makes has its own span and count, whatever becomes of the outer one."""

    def report(response: Any) -> None:
        if response.status_code == 503:
            HTTPX[name].get(server.url("/status/401"))

    with HTTPX[name].Client(event_hooks={"response": [report]}) as client:
        client.get(server.url("/status/503"))

    verdicts = {verdict["http.response.status_code"]: verdict for verdict in telemetry.verdicts()}
    assert {status: verdict["http.url"] for status, verdict in verdicts.items()} == {
        401: server.url("/status/401"),
        503: server.url("/status/503"),
    }
    assert telemetry.total() == 2


def test_a_hooks_calls_with_another_library_are_not_this_call(
    server: FaultServer, telemetry: Telemetry
) -> None:
    """The CLIENT span that another library's instrumentation starts inside a call gets nothing of ours."""
    requests = telemetry.tracer_provider.get_tracer("opentelemetry.instrumentation.requests")

    def report(_response: Any) -> None:
        with requests.start_as_current_span("POST", kind=SpanKind.CLIENT, attributes={"http.method": "POST"}):
            pass

    with httpx.Client(event_hooks={"response": [report]}) as client:
        client.get(server.url("/status/503"))

    (verdict,) = telemetry.verdicts()
    assert verdict["http.method"] == "GET"


@pytest.mark.parametrize("name", HTTPX)
def test_a_failed_token_refresh_is_counted_once(server: FaultServer, telemetry: Telemetry, name: str) -> None:
    """The exception of a call inside an auth flow comes out of the outer call: it is one failure."""
    module = HTTPX[name]

    class Refreshing(module.Auth):  # type: ignore[misc,name-defined]
        def auth_flow(self, request: Any) -> Any:
            with refused_port() as port:
                module.post(f"http://127.0.0.1:{port}/token")
            yield request

    with module.Client(auth=Refreshing()) as client, pytest.raises(module.ConnectError):
        client.get(server.url("/json"))

    (verdict,) = telemetry.verdicts()
    assert verdict["http.method"] == "POST"
    assert telemetry.total() == 1


@pytest.mark.parametrize("name", HTTPX)
def test_a_refused_token_refresh_is_counted_once(
    server: FaultServer, telemetry: Telemetry, name: str
) -> None:
    """The error that the inner call raised for its own response is no second failure."""
    module = HTTPX[name]

    class Refreshing(module.Auth):  # type: ignore[misc,name-defined]
        def auth_flow(self, request: Any) -> Any:
            module.post(server.url("/status/401")).raise_for_status()
            yield request

    with module.Client(auth=Refreshing()) as client, pytest.raises(module.HTTPStatusError):
        client.get(server.url("/json"))

    (verdict,) = telemetry.verdicts()
    assert verdict["errkind.category"] == "unauthorized"
    assert telemetry.total() == 1


@pytest.mark.parametrize("name", HTTPX)
@pytest.mark.parametrize("fault", ["digest-md5", "digest-sha256"])
def test_a_challenge_that_is_met_is_no_error(
    server: FaultServer, telemetry: Telemetry, name: str, fault: str
) -> None:
    """A 401 inside a digest round trip was never seen by the application."""
    with HTTPX[name].Client(auth=HTTPX[name].DigestAuth(USERNAME, PASSWORD)) as client:
        response = client.get(server.url(f"/{fault}"))

    assert response.status_code == 200
    assert telemetry.verdicts() == []
    assert telemetry.counts() == []


@pytest.mark.parametrize("name", HTTPX)
def test_a_challenge_that_is_not_met(server: FaultServer, telemetry: Telemetry, name: str) -> None:
    """The last of several exchanges has the verdict, and says which attempt it was."""
    with HTTPX[name].Client(auth=HTTPX[name].DigestAuth(USERNAME, "wrong")) as client:
        client.get(server.url("/digest-refused"))

    first, second = telemetry.spans()
    (verdict,) = telemetry.verdicts()
    assert "errkind.category" not in dict(first.attributes or {})
    assert dict(second.attributes or {}) == verdict
    assert verdict["http.request.resend_count"] == 1
    assert telemetry.total() == 1


def test_two_spans_of_one_exchange_are_no_second_request(server: FaultServer, telemetry: Telemetry) -> None:
    """Where the application has a CLIENT span of its own around the instrumentation's, nothing was resent."""
    tracer = telemetry.tracer_provider.get_tracer("shop")

    class Traced(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            method = {"http.request.method": request.method}
            with tracer.start_as_current_span("buy", kind=SpanKind.CLIENT, attributes=method):
                return super().handle_request(request)

    with httpx.Client(transport=Traced()) as client:
        client.get(server.url("/status/429"))

    (verdict,) = telemetry.verdicts()
    assert len(telemetry.spans()) == 2
    assert "http.request.resend_count" not in verdict
    assert telemetry.total() == 1


@pytest.mark.parametrize("client", CALLERS)
def test_a_redirect_into_nowhere(server: FaultServer, client: str) -> None:
    """The address on the counter is that of the host that failed."""
    with refused_port() as port, instrumented() as telemetry:
        url = server.url("/redirect", to=f"http://localhost:{port}/")
        CALLERS[client](url, "read", **({} if client == "aiohttp" else {"follow_redirects": True}))
        (count,) = telemetry.counts()

    assert count.attributes["errkind.reason"] == "connection_refused"
    assert count.attributes["server.address"] == "localhost"


def test_httpx_over_aiohttp_is_counted_once(server: FaultServer, telemetry: Telemetry) -> None:
    """The aiohttp call that carries an httpx call has the span and the count."""

    async def main() -> None:
        async with httpx_aiohttp.HttpxAiohttpClient() as client:
            await client.get(server.url("/status/503"))
            # It makes a timeout of a refusal; the verdict is aiohttp's own.
            with refused_port() as port, pytest.raises(httpx.TransportError):
                await client.get(f"http://127.0.0.1:{port}/")

    asyncio.run(main())

    assert [verdict["errkind.category"] for verdict in telemetry.verdicts()] == ["overloaded", "server_error"]
    assert telemetry.total() == 2


@pytest.mark.parametrize("access", ["read", "stream-all"])
@pytest.mark.parametrize(
    ("fault", "reason"),
    [("json-error", "not_found"), ("short-body", "incomplete_body"), ("sse-error-later", "capacity")],
)
def test_a_body_that_aiohttp_carries_for_httpx_is_judged_once(
    server: FaultServer, telemetry: Telemetry, fault: str, reason: str, access: str
) -> None:
    """Whether the answer is an error, breaks or states one: what aiohttp has told is not told again."""
    transport = httpx_aiohttp.AiohttpTransport()

    CALLERS["httpx-async"](server.url(f"/{fault}"), access, transport=transport)

    (verdict,) = telemetry.verdicts()
    assert verdict["errkind.reason"] == reason
    assert telemetry.total() == 1


@pytest.mark.parametrize("name", ["httpx", "httpx2", "aiohttp"])
def test_a_cancelled_call_is_no_error(server: FaultServer, telemetry: Telemetry, name: str) -> None:
    """Who gives up a call himself has not met an error."""

    async def main() -> None:
        if name == "aiohttp":
            async with aiohttp.ClientSession() as session:
                await _cancelled(session.get(server.url("/stall-before-headers")))
        else:
            async with HTTPX[name].AsyncClient() as client:
                await _cancelled(client.get(server.url("/stall-before-headers")))

    asyncio.run(main())

    assert telemetry.verdicts() == []
    assert telemetry.counts() == []
    assert len(telemetry.spans()) == 1


async def _cancelled(call: Any) -> None:
    task = asyncio.ensure_future(call)
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("client", CALLERS)
def test_methods_and_hosts_are_bounded_on_the_counter(server: FaultServer, client: str) -> None:
    """Beyond the host limit, and beyond the methods of the RFCs, a label says `_OTHER`."""
    with instrumented(host_limit=1) as telemetry:
        for host in ("127.0.0.1", "localhost", "127.0.0.1"):
            CALLERS[client](server.url("/status/500").replace("127.0.0.1", host))
        hosts = {count.attributes["server.address"]: count.value for count in telemetry.counts()}

    assert hosts == {"127.0.0.1": 2, "_OTHER": 1}


def test_a_method_of_nobodys(server: FaultServer, telemetry: Telemetry) -> None:
    """A method that the RFCs do not have cannot grow the counter."""
    httpx.request("BREW", server.url("/status/500"))

    (count,) = telemetry.counts()
    assert count.attributes["http.request.method"] == "_OTHER"


@pytest.mark.parametrize("name", HTTPX)
def test_retries_of_the_transport_are_one_call(telemetry: Telemetry, name: str) -> None:
    """Connection retries of httpcore happen inside one exchange: one failure."""
    module = HTTPX[name]

    client = module.Client(transport=module.HTTPTransport(retries=2))
    with client, refused_port() as port, pytest.raises(module.ConnectError):
        client.get(f"http://127.0.0.1:{port}/")

    assert len(telemetry.spans()) == len(telemetry.verdicts()) == telemetry.total() == 1


@pytest.mark.parametrize("name", HTTPX)
def test_an_application_inside_the_process(telemetry: Telemetry, name: str) -> None:
    """An ASGI application that is called without a network is judged all the same."""

    async def teapot(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 429, "headers": [(b"retry-after", b"7")]})
        await send({"type": "http.response.body", "body": b"slow down"})

    async def main() -> None:
        transport = HTTPX[name].ASGITransport(app=teapot)
        async with HTTPX[name].AsyncClient(transport=transport) as client:
            await client.get("http://asgi.test/")

    asyncio.run(main())

    (verdict,) = telemetry.verdicts()
    assert verdict["errkind.category"] == "rate_limited"
    assert verdict["errkind.retry_after"] == 7.0


class _Forwarding(httpx.BaseTransport):
    """A transport that hands its requests to a client of its own."""

    def __init__(self, client: httpx.Client, *, stream: bool) -> None:
        self._client = client
        self._stream = stream

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._client.send(request, stream=self._stream)


@pytest.mark.parametrize("stream", [False, True], ids=["read", "streamed"])
@pytest.mark.parametrize("path", ["/json-error", "/stream-breaks", "/sse-error-first"])
@pytest.mark.parametrize("access", ["read", "stream-all"])
def test_a_forwarded_failure_counts_once(
    server: FaultServer, telemetry: Telemetry, path: str, access: str, *, stream: bool
) -> None:
    """A transport may hand the request to another client of the same library: it is one exchange."""
    with (
        httpx.Client() as inner,
        httpx.Client(transport=_Forwarding(inner, stream=stream)) as client,
        suppress(httpx.RemoteProtocolError),
    ):
        if access == "read":
            client.get(server.url(path))
        else:
            with client.stream("GET", server.url(path)) as response:
                response.read()

    assert telemetry.total() == len(telemetry.verdicts()) == 1


def test_a_call_that_is_collected_leaves_others_alone() -> None:
    """The garbage collector may close a call of a loop that is closed, in the middle of another call."""
    assert "not_found" in in_a_process(__file__, collect_a_call_in_a_call, patience=12)


def collect_a_call_in_a_call() -> list[str]:
    """Leave a call behind, and collect it during another one; return the reasons of the verdicts."""

    async def hang(url: str) -> None:
        async with aiohttp.ClientSession() as session:
            await session.get(url)

    # All have much to say of a task that is destroyed.
    logging.disable()
    sys.unraisablehook = lambda _: None
    hooks: Any = {"request": [lambda _: gc.collect()]}
    with FaultServer() as server, silent_port() as port, instrumented() as telemetry:
        gc.disable()
        loop = asyncio.new_event_loop()
        loop.create_task(hang(f"http://127.0.0.1:{port}/"))  # noqa: RUF006 - it is left behind
        loop.run_until_complete(asyncio.sleep(0.1))
        loop.close()
        with httpx.Client(event_hooks=hooks) as client:
            client.get(server.url("/json-error"))
        return [verdict["errkind.reason"] for verdict in telemetry.verdicts()]


@pytest.mark.parametrize("way", ["redirect", "tunnel"])
def test_what_fails_behind_a_redirect_or_a_tunnel_has_no_status(telemetry: Telemetry, way: str) -> None:
    """The answer that led there is not that of the exchange that timed out."""

    async def main() -> None:
        async def lead(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            place = f"location: http://127.0.0.1:{port}/\r\ncontent-length: 0\r\n"
            head = f"302 Found\r\n{place}" if way == "redirect" else "200 OK\r\n"
            writer.write(f"HTTP/1.1 {head}\r\n".encode())
            await writer.drain()
            # The tunnel leads nowhere.
            await over.wait()
            writer.close()
            await writer.wait_closed()

        over = asyncio.Event()
        server = await asyncio.start_server(lead, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        there: Any = {"url": url} if way == "redirect" else {"url": "https://127.0.0.1:1/", "proxy": url}
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.3)) as session:
            with pytest.raises(TimeoutError):
                await session.get(**there)
        over.set()
        server.close()
        await asyncio.sleep(0.05)

    with silent_port() as port:
        asyncio.run(main())

    (verdict,), (count,) = telemetry.verdicts(), telemetry.counts()
    assert (verdict["errkind.category"], verdict["errkind.phase"]) == ("timeout", "headers")
    assert "http.response.status_code" not in {*verdict, *count.attributes}


@pytest.mark.parametrize("access", ["read", "stream-all"])
def test_an_error_in_a_success_that_aiohttp_carries_counts_once(
    server: FaultServer, telemetry: Telemetry, access: str
) -> None:
    """The call of aiohttp has judged it already, if it came in one piece with the headers."""
    url = server.answer("/whole", 200, {"content-type": "application/json"}, b'{"error": {"code": "busy"}}')

    async def main() -> None:
        async with httpx_aiohttp.HttpxAiohttpClient() as client:
            if access == "read":
                await client.get(url)
            else:
                async with client.stream("GET", url) as response:
                    await response.aread()

    asyncio.run(main())

    assert telemetry.total() == len(telemetry.verdicts()) == 1


class _Shell:
    """A provider around another one, as logfire has it."""

    def __init__(self, provider: TracerProvider) -> None:
        self.provider = provider

    def __getattr__(self, name: str) -> object:
        return getattr(self.provider, name)


def test_a_provider_that_is_replaced_is_found_again(server: FaultServer) -> None:
    """Logfire puts another provider behind its own when it is configured anew."""
    first, second = Telemetry(), Telemetry()
    shell = _Shell(first.tracer_provider)
    instrumentor = ErrkindHttpxInstrumentor()
    instrumentor.instrument(tracer_provider=shell, meter_provider=first.meter_provider)
    with httpx.Client() as client:
        for telemetry in (first, second):
            shell.provider = telemetry.tracer_provider
            HTTPXClientInstrumentor.instrument_client(client, tracer_provider=telemetry.tracer_provider)
            for _ in range(2):
                client.get(server.url("/json-error"))
            HTTPXClientInstrumentor.uninstrument_client(client)
    instrumentor.uninstrument()

    # The first call after that has a count alone.
    assert [len(telemetry.verdicts()) for telemetry in (first, second)] == [2, 1]
    assert first.total() == 4


@pytest.mark.parametrize("session_default", [False, True])
def test_a_call_without_a_wish_takes_the_sessions(server: FaultServer, *, session_default: bool) -> None:
    """With `auto_decompress=None`, aiohttp unpacks as its session says."""
    body = b'{"error": {"code": "insufficient_quota", "message": "You are out of credit"}}'
    packed = {"content-type": "application/json", "content-encoding": "deflate"}
    url = server.answer("/packed", 429, packed, zlib.compress(body))

    async def main() -> None:
        async with (
            aiohttp.ClientSession(auto_decompress=session_default) as session,
            session.get(url, auto_decompress=None) as response,
        ):
            await response.read()

    with instrumented() as telemetry:
        asyncio.run(main())

    assert [verdict["errkind.reason"] for verdict in telemetry.verdicts()] == ["billing"]


@pytest.mark.parametrize("instruments", [(), OURS], ids=["bare", "ours"])
@pytest.mark.parametrize("way", ["read", "exception", "nowait", "closed"])
def test_a_body_that_breaks_while_we_wait_is_broken_for_all(
    server: FaultServer, instruments: Any, way: str
) -> None:
    """Whatever the application asks of the stream tells it of the exception that came meanwhile."""
    head = Head((("content-length", "100"),), 500)
    url = server.script("/breaks-soon", (head, b"abcdef", Pause(0.02), Then.CLOSE))

    async def main() -> object:
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            content = response.content
            await asyncio.sleep(0.1)
            if way == "exception":
                return content.exception()
            if way == "closed":
                response.close()
            try:
                for _ in range(3 if way == "nowait" else 0):
                    content.read_nowait()
                return await content.read()
            except aiohttp.ClientPayloadError as error:
                return error

    with instrumented(instruments):
        found = asyncio.run(main())

    assert isinstance(found, aiohttp.ClientPayloadError)


@pytest.mark.parametrize("tracer", ["opentelemetry.instrumentation.aiohttp_client", "acme.sdk"])
def test_a_span_of_another_tracer_takes_no_verdict(
    server: FaultServer, telemetry: Telemetry, tracer: str
) -> None:
    """What a hook calls by other means is no exchange of this call, once its own span has come."""
    other = telemetry.tracer_provider.get_tracer(tracer)

    def audit(_response: Any) -> None:
        with other.start_as_current_span("POST", kind=SpanKind.CLIENT, attributes={"http.method": "POST"}):
            pass

    with httpx.Client(event_hooks={"request": [audit], "response": [audit]}) as client:
        client.get(server.url("/status/503"))

    (verdict,) = telemetry.verdicts()
    assert verdict["http.method"] == "GET"
    assert "http.request.resend_count" not in verdict


def test_a_failure_of_the_same_request_elsewhere_hides_no_other(
    server: FaultServer, telemetry: Telemetry
) -> None:
    """A hook may send the very request once more: what the application sees counts all the same."""
    url = server.script("/twice", answer(503), answer(401))

    def again(response: httpx.Response) -> None:
        with httpx.Client() as other:
            other.send(response.request)

    with httpx.Client(event_hooks={"response": [again]}) as client:
        status = client.get(url).status_code

    assert status == 503
    assert {count.attributes["http.response.status_code"] for count in telemetry.counts()} == {401, 503}


class _Locked(SpanExporter):
    """An exporter that sends by httpx, one batch at a time."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self.sent = 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        if not self._lock.acquire(timeout=1):
            return SpanExportResult.FAILURE
        try:
            with httpx.Client() as client:
                client.get(self._url)
            self.sent += len(spans)
        finally:
            self._lock.release()
        return SpanExportResult.SUCCESS


def test_an_exporters_call_lets_no_other_span_go(server: FaultServer, telemetry: Telemetry) -> None:
    """A span that is ended within the exporter's own call would come back to it, which waits for itself."""
    exporter = _Locked(server.answer("/export"))
    telemetry.tracer_provider.add_span_processor(SimpleSpanProcessor(exporter))

    with telemetry.tracer_provider.get_tracer("app").start_as_current_span("job"), httpx.Client() as client:
        answer = client.send(client.build_request("GET", server.url("/long-body/503")), stream=True)
        del answer
        gc.collect()
    telemetry.tracer_provider.force_flush()

    assert exporter.sent == len(telemetry.all_spans()) == 2


def test_a_span_that_has_been_ended_says_when(server: FaultServer) -> None:
    """Its instrumentation may ask: the verdict is still to come, but nobody else can write to it."""
    seen: list[tuple[bool, bool]] = []

    class Tracing(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            span: Any = tracer.start_span("GET", kind=SpanKind.CLIENT, attributes={"http.method": "GET"})
            answer = super().handle_request(request)
            span.end()
            seen.append((span.end_time >= span.start_time, span.is_recording()))
            return answer

    with instrumented(OURS) as telemetry, httpx.Client(transport=Tracing()) as client:
        tracer = telemetry.tracer_provider.get_tracer("acme.transport")
        for status in (200, 503):
            client.get(server.url(f"/status/{status}"))

    (verdict,) = telemetry.verdicts()
    assert seen == [(True, False)] * 2
    assert verdict["errkind.category"] == "overloaded"
    assert all(span.end_time for span in telemetry.spans())


def test_many_headers_take_no_more_than_their_number(telemetry: Telemetry) -> None:
    """One that is repeated among many does not multiply them."""
    headers = [*((f"x-{number}", "1") for number in range(20_000)), ("via", "a"), ("via", "b")]

    transport = httpx.MockTransport(lambda _: httpx.Response(503, headers=headers))
    with httpx.Client(transport=transport) as client:
        begun = monotonic()
        client.get("http://api.test/")
        took = monotonic() - begun

    assert took < 2
    assert telemetry.total() == 1


class _Lazy(httpx.Response):
    """Reads its body where `content` is asked for."""

    @property
    def content(self) -> bytes:
        """Return the body."""
        return self.read()


def test_the_body_of_a_response_of_another_class_is_left_to_be_read(telemetry: Telemetry) -> None:
    """Its `content` is not for us to ask."""

    class Pieces(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield from (b"a", b"b")

    transport = httpx.MockTransport(lambda _: _Lazy(503, stream=Pieces()))
    with httpx.Client(transport=transport) as client, client.stream("GET", "http://api.test/") as answer:
        body = list(answer.iter_raw())

    assert body == [b"a", b"b"]
    assert telemetry.total() == 1


@pytest.mark.parametrize("path", ["/whole", "/late"])
@pytest.mark.parametrize("raises", [None, RuntimeError("no credit"), "ClientResponseError"])
def test_an_error_in_a_success_that_is_read_within_the_call(
    server: FaultServer, telemetry: Telemetry, path: str, raises: Any
) -> None:
    """A `raise_for_status` reads it there: one verdict, what the provider says, whatever it raises then."""
    body = b'{"error":{"code":"insufficient_quota","message":"No credit."}}'
    server.answer("/whole", 200, {}, body)
    server.answer("/late", 200, {}, chunks=[(0.02, body)])

    async def check(answer: aiohttp.ClientResponse) -> None:
        await answer.read()
        if raises == "ClientResponseError":
            raise aiohttp.ClientResponseError(answer.request_info, (), status=402)
        if raises:
            raise raises

    async def main() -> None:
        async with aiohttp.ClientSession(raise_for_status=check) as session:
            with suppress(RuntimeError, aiohttp.ClientResponseError):
                await session.get(server.url(path))

    asyncio.run(main())

    (verdict,) = telemetry.verdicts()
    assert (verdict["errkind.category"], verdict["errkind.reason"]) == ("unauthorized", "billing")
    assert telemetry.total() == 1


def test_an_error_in_a_success_that_is_tried_again_within_the_call(
    server: FaultServer, telemetry: Telemetry
) -> None:
    """A middleware may do so, and the application sees a success."""
    body = b'{"error":{"code":"rate_limit_exceeded","message":"Slow down."}}'
    late = answer(200, {}, chunks=[(0.02, body)])
    server.script("/again", late, answer(200, {}, b'{"data":1}'))

    async def again(request: Any, handler: Any) -> Any:
        response = await handler(request)
        while "error" in await response.json(content_type=None):
            response = await handler(request)
        return response

    async def main() -> Any:
        async with aiohttp.ClientSession(middlewares=[again]) as session:
            response = await session.get(server.url("/again"))
            return await response.json(content_type=None)

    assert asyncio.run(main()) == {"data": 1}
    assert telemetry.total() == 0


def test_what_redaction_leaves_nothing_of_is_not_there(telemetry: Telemetry) -> None:
    """A cut body may have been the beginning of a secret: no empty attributes are left of it."""

    class Cut(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield b"ab"
            raise httpx.ReadError("gone")  # noqa: EM101 - the library's own class

    transport = httpx.MockTransport(lambda _: httpx.Response(503, stream=Cut()))
    with (
        httpx.Client(transport=transport) as client,
        suppress(httpx.ReadError),
        client.stream("GET", "http://api.test/") as answer,
    ):
        answer.read()

    (verdict,) = telemetry.verdicts()
    assert "" not in verdict.values()
    assert "http.response.body.content" not in verdict


def test_an_alias_is_hooked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """`httpx2.alias_httpx()` puts httpx2 in the place of httpx: each call is of httpx2 then."""
    monkeypatch.setitem(sys.modules, "httpx", httpx2)

    with instrumented(OURS) as telemetry:
        with suppress(httpx2.InvalidURL):
            httpx2.get("http://api.test\0/")
        (count,) = telemetry.counts()

    assert count.attributes["errkind.client"] == "httpx2"


def test_a_disabled_sdk_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """With `OTEL_SDK_DISABLED` no verdict would be seen: no client is hooked, no body is waited for."""
    monkeypatch.setenv("OTEL_SDK_DISABLED", "True")
    bare = httpx.Client.send, httpx2.Client.send, aiohttp.ClientSession._request  # noqa: SLF001 - what is hooked

    with instrumented(OURS):
        hooked = httpx.Client.send, httpx2.Client.send, aiohttp.ClientSession._request  # noqa: SLF001

    assert hooked == bare


class _Logging(TracerProvider):
    """A provider that says what is added to it, in a log that is sent by a call."""

    def __init__(self, url: str) -> None:
        super().__init__(shutdown_on_exit=False)
        self._url = url

    def add_span_processor(self, span_processor: SpanProcessor) -> None:
        """Add it, and say so."""
        super().add_span_processor(span_processor)
        httpx.get(self._url)


def test_a_provider_that_makes_a_call_as_it_takes_a_processor(server: FaultServer) -> None:
    """That call meets the same provider, and waits for nobody."""
    provider = _Logging(server.url("/json"))
    instrumentor = ErrkindHttpxInstrumentor()
    instrumentor.instrument(tracer_provider=provider)
    call = threading.Thread(target=httpx.get, args=(server.url("/status/404"),), daemon=True)
    try:
        call.start()
        call.join(5)
        assert not call.is_alive()
    finally:
        instrumentor.uninstrument()


class Holding(SpanProcessor):
    """Another tool that keeps spans open, such as a second copy of ours."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self.held: list[Any] = []

    def on_start(self, span: Any, parent_context: object = None) -> None:  # noqa: ARG002 - the SDK's signature
        """Shadow `end` as we do."""
        self.held.append(span)
        span.end = lambda _end_time=None: None

    def let_go(self) -> None:
        """End every span."""
        for span in self.held:
            del span.end
            span.end()


def add_in_front(telemetry: Telemetry, processor: SpanProcessor) -> None:
    """Let a processor see spans before ours does; the SDK has no way to do that."""
    telemetry.tracer_provider.add_span_processor(processor)
    every: Any = telemetry.tracer_provider._active_span_processor  # noqa: SLF001
    every._span_processors = every._span_processors[::-1]  # noqa: SLF001


@pytest.mark.parametrize("client", ["httpx", "httpx2", "aiohttp"])
def test_a_span_that_another_tool_holds_is_left_to_it(server: FaultServer, client: str) -> None:
    """It gets our verdict, and ends by the one that was first."""
    with instrumented() as telemetry:
        CALLERS[client](server.url("/json"))
        telemetry.clear()
        holding = Holding()
        add_in_front(telemetry, holding)

        CALLERS[client](server.url("/json-error"))
        holding.let_go()

        assert len(telemetry.spans()) == len(telemetry.verdicts()) == telemetry.total() == 1


def test_a_span_that_another_tool_has_ended_is_not_opened_again(server: FaultServer) -> None:
    """Where the outcome of an operation comes, such a span is gone, and ends no second time."""

    class Passing(Holding):
        def on_start(self, span: Any, parent_context: object = None) -> None:  # noqa: ARG002 - the SDK's signature
            self.held.append(span)
            span.end = partial(span.end)

    with instrumented() as telemetry:
        CALLERS["httpx"](server.url("/json"))
        telemetry.clear()
        passing = Passing()
        add_in_front(telemetry, passing)

        with operation():
            CALLERS["httpx"](server.url("/json-error"))

        assert [span.is_recording() for span in passing.held] == [False]
        assert len(telemetry.spans()) == telemetry.total() == 1


def test_a_body_that_is_read_in_another_context(server: FaultServer) -> None:
    """A request may carry the application's own context: that is none of a tracer's, whoever reads."""
    with instrumented(OURS) as telemetry, httpx.Client() as client:
        with telemetry.tracer_provider.get_tracer("application").start_as_current_span("around"):
            carried: dict[str, str] = {}
            propagate.inject(carried)
            request = client.build_request("GET", server.url("/json-error"), headers=carried)
            answer = client.send(request, stream=True)
        answer.read()

        assert len(telemetry.verdicts()) == telemetry.total() == 1


@pytest.mark.parametrize("name", HTTPX)
def test_the_error_of_another_library_is_of_this_request(name: str) -> None:
    """A transport may raise what another library made of a request of its own; the call is of this one."""
    other = HTTPX[(set(HTTPX) - {name}).pop()]

    def fail(_request: object) -> None:
        raise other.ConnectTimeout(name, request=other.Request("PUT", "http://other.test/"))

    with instrumented(OURS) as telemetry:
        client = HTTPX[name].Client(transport=HTTPX[name].MockTransport(fail))
        with client, pytest.raises(other.ConnectTimeout):
            client.get("http://mock.test/path")
        (verdict,) = telemetry.verdicts()

    assert (verdict["http.request.method"], verdict["url.full"]) == ("GET", "http://mock.test/path")


@pytest.mark.parametrize("name", HTTPX)
def test_a_redirect_below_another_tools_span_is_a_second_request(
    server: FaultServer, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its span is of the first request as well."""
    url = server.answer("/moved", 302, {"location": "/status/503"})
    follow = HTTPX[name].Client._send_handling_redirects  # noqa: SLF001 - where such a tool hooks

    with instrumented() as telemetry:
        tracer = telemetry.tracer_provider.get_tracer("another tool")

        def traced(*args: Any, **kwargs: Any) -> Any:
            attributes = {"http.request.method": "GET"}
            with tracer.start_as_current_span("GET", kind=SpanKind.CLIENT, attributes=attributes):
                return follow(*args, **kwargs)

        monkeypatch.setattr(HTTPX[name].Client, "_send_handling_redirects", traced)
        with HTTPX[name].Client(verify=False, follow_redirects=True) as client:
            client.get(url)
        (verdict,) = telemetry.verdicts()

    assert verdict["http.request.resend_count"] == 1


class Carrying(httpx.BaseTransport):
    """A transport that streams through httpx2."""

    def __init__(self, client: httpx2.Client) -> None:
        """Take the client to carry by."""
        self._client = client

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Hand over the request, and the body piece by piece."""
        carried = self._client.send(self._client.build_request("GET", str(request.url)), stream=True)

        class Body(httpx.SyncByteStream):
            def __iter__(self) -> Iterator[bytes]:
                try:
                    yield from carried.iter_raw()
                except httpx2.RemoteProtocolError as error:
                    raise httpx.RemoteProtocolError(str(error)) from error

        return httpx.Response(carried.status_code, stream=Body())


def test_a_broken_body_that_one_of_two_libraries_leaves_out_is_the_others(server: FaultServer) -> None:
    """The inner call is of a URL that is excluded there: the outer one counts."""
    with (
        instrumented((ErrkindHttpxInstrumentor,)) as telemetry,
        httpx2.Client(verify=False) as inner,
        httpx.Client(transport=Carrying(inner)) as outer,
    ):
        carrier = ErrkindHttpx2Instrumentor()
        carrier.instrument(meter_provider=telemetry.meter_provider, excluded_urls="short")
        try:
            with pytest.raises(httpx.RemoteProtocolError):
                outer.get(server.url("/short-body"))
        finally:
            carrier.uninstrument()
        assert telemetry.total() == 1


def test_a_trace_callback_of_no_module_is_not_opentelemetrys() -> None:
    """An object that serves as one may say what it likes of its module."""

    class Callback:
        async def __call__(self, *_: object) -> None:
            """Do nothing."""

    callback: Any = Callback()
    callback.__module__ = None
    tracing = aiohttp.TraceConfig()
    tracing.on_request_start.append(callback)

    async def call(port: int) -> None:
        async with aiohttp.ClientSession(trace_configs=[tracing]) as session:
            with pytest.raises(aiohttp.ClientConnectorError):
                await session.get(f"http://127.0.0.1:{port}/")

    with instrumented(OURS) as telemetry, refused_port() as port:
        asyncio.run(call(port))
        assert len(telemetry.verdicts()) == telemetry.total() == 1


@pytest.mark.expects_warnings
def test_a_provider_that_refuses_our_processor_is_asked_again(server: FaultServer) -> None:
    """What it raises is no affair of the application's, and the next call may have more luck."""

    class Refusing(TracerProvider):
        tries = 0

        def add_span_processor(self, span_processor: SpanProcessor) -> None:
            self.tries += 1
            if self.tries == 1:
                raise RuntimeError(self)
            super().add_span_processor(span_processor)

    provider = Refusing(shutdown_on_exit=False)
    instrumentor = ErrkindHttpxInstrumentor()
    instrumentor.instrument(tracer_provider=provider)
    try:
        for _ in range(3):
            httpx.get(server.url("/json"))
    finally:
        instrumentor.uninstrument()

    assert provider.tries == 2
