"""Instrumenting and uninstrumenting: exactly the methods named, never an exception, nothing left behind."""

from __future__ import annotations

import asyncio
import importlib
import logging
import subprocess
import sys
from dataclasses import dataclass
from functools import partialmethod
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2
import pytest
import wrapt
from opentelemetry import trace
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from callers import CALLERS
from otel_errkind.aiohttp import ErrkindAioHttpClientInstrumentor
from otel_errkind.httpx import ErrkindHttpx2Instrumentor, ErrkindHttpxInstrumentor
from telemetry import CONTRIB, OURS, Telemetry, instrumented

if TYPE_CHECKING:
    from faults import FaultServer

HOOKED = [
    (ErrkindHttpxInstrumentor, httpx.Client, "send"),
    (ErrkindHttpxInstrumentor, httpx.AsyncClient, "send"),
    (ErrkindHttpxInstrumentor, httpx.Client, "build_request"),
    (ErrkindHttpxInstrumentor, httpx.AsyncClient, "build_request"),
    (ErrkindHttpx2Instrumentor, httpx2.Client, "send"),
    (ErrkindHttpx2Instrumentor, httpx2.AsyncClient, "send"),
    (ErrkindHttpx2Instrumentor, httpx2.Client, "build_request"),
    (ErrkindHttpx2Instrumentor, httpx2.AsyncClient, "build_request"),
    (ErrkindAioHttpClientInstrumentor, aiohttp.ClientSession, "_request"),
    (ErrkindAioHttpClientInstrumentor, aiohttp.ClientResponse, "start"),
]


@pytest.mark.parametrize(("instrumentor", "owner", "name"), HOOKED)
def test_uninstrument_restores_the_very_method(instrumentor: Any, owner: type, name: str) -> None:
    """After `uninstrument()` the method is the one from before, not a copy or a wrapper."""
    before = getattr(owner, name)

    instrumentor().instrument()
    during = getattr(owner, name)
    instrumentor().uninstrument()

    assert during is not before
    assert during.__wrapped__ is before
    assert during.__name__ == name
    assert getattr(owner, name) is before


def test_uninstrument_leaves_another_tools_wrapper_alone(
    server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another tool has wrapped our method, ours stays below it and does nothing any more."""
    with instrumented((ErrkindHttpxInstrumentor,)) as telemetry:
        monkeypatch.setattr(httpx.Client, "send", partialmethod(httpx.Client.send))
        theirs = vars(httpx.Client)["send"]
    httpx.get(server.url("/status/500"))

    assert vars(httpx.Client)["send"] is theirs
    assert telemetry.all_spans() == ()


@pytest.mark.parametrize("client", CALLERS)
def test_a_method_that_wrapt_has_wrapped_works_as_before(
    client: str, server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many tools wrap with wrapt, whose wrapper is told the instance apart from the arguments."""
    told: list[object] = []

    def wrapper(wrapped: Any, instance: object, args: Any, kwargs: Any) -> Any:
        told.append(instance)
        return wrapped(*args, **kwargs)

    for _, owner, name in HOOKED:
        if name in vars(owner):
            monkeypatch.setattr(owner, name, wrapt.FunctionWrapper(vars(owner)[name], wrapper))
    with instrumented() as telemetry:
        sight = CALLERS[client](server.url("/status/503"))

    assert sight.status == 503
    assert told != []
    assert all(isinstance(instance, tuple(owner for _, owner, _ in HOOKED)) for instance in told)
    assert telemetry.total() == 1


@dataclass
class Shell(trace.TracerProvider):
    """A provider around another, which cannot be hashed: logfire's is one."""

    provider: TracerProvider

    def get_tracer(self, *args: Any, **kwargs: Any) -> trace.Tracer:
        """Return a tracer of the other."""
        return self.provider.get_tracer(*args, **kwargs)

    def add_span_processor(self, processor: SpanProcessor) -> None:
        """Add it to the other."""
        self.provider.add_span_processor(processor)


@pytest.mark.parametrize("client", CALLERS)
def test_a_provider_around_the_sdks(client: str, server: FaultServer) -> None:
    """A verdict reaches its span, though the provider is no SDK's and cannot be hashed."""
    telemetry = Telemetry()
    shell = {"tracer_provider": Shell(telemetry.tracer_provider), "meter_provider": telemetry.meter_provider}
    for kind in (*CONTRIB, *OURS):
        kind().instrument(**shell)

    CALLERS[client](server.url("/status/503"), "stream-all")
    for kind in (*CONTRIB, *OURS):
        kind().uninstrument()
    telemetry.shutdown()

    (verdict,) = telemetry.verdicts()
    assert verdict["errkind.category"] == "overloaded"


def test_instrumentors_of_the_two_libraries_are_two() -> None:
    """One being on says nothing of the other: OpenTelemetry keeps one instance a class."""
    ErrkindHttpxInstrumentor().instrument()

    assert ErrkindHttpx2Instrumentor() is not ErrkindHttpxInstrumentor()
    assert not ErrkindHttpx2Instrumentor().is_instrumented_by_opentelemetry
    ErrkindHttpxInstrumentor().uninstrument()


@pytest.mark.expects_warnings
@pytest.mark.parametrize("kind", OURS)
def test_a_bad_setting_is_named_and_replaced_by_its_default(
    kind: Any, server: FaultServer, caplog: pytest.LogCaptureFixture
) -> None:
    """`instrument()` warns with name, value and what is accepted, and works."""
    with instrumented((kind,), body_limit="plenty", colour="red") as telemetry:
        for caller in CALLERS.values():
            caller(server.url("/json-error"))

    warned = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert [text for text in warned if "body_limit" in text and "'plenty'" in text and "65536" in text]
    assert [text for text in warned if "'colour'" in text and "body_limit" in text]
    assert all("http.response.body.content" in verdict for verdict in telemetry.verdicts())
    assert telemetry.verdicts() != []


def test_a_hook_that_cannot_be_set_is_no_exception(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A library that is not as we know it is left alone, with one warning."""
    logging.getLogger("otel_errkind").handlers.clear()
    monkeypatch.delattr(httpx.Client, "send")

    ErrkindHttpxInstrumentor().instrument()
    ErrkindHttpxInstrumentor().uninstrument()

    assert "instrumenting a client" in caplog.text
    assert "KeyError: 'send'" in caplog.text


@pytest.mark.parametrize("name", ["httpx", "httpx2", "aiohttp"])
def test_an_absent_client_is_no_exception(name: str) -> None:
    """OpenTelemetry's loader calls all three where one client is installed: the others stay silent."""
    module, kind = {
        "httpx": ("otel_errkind.httpx", "ErrkindHttpxInstrumentor"),
        "httpx2": ("otel_errkind.httpx", "ErrkindHttpx2Instrumentor"),
        "aiohttp": ("otel_errkind.aiohttp", "ErrkindAioHttpClientInstrumentor"),
    }[name]
    script = f"""
import logging, sys
logging.basicConfig(level=logging.INFO)
sys.modules[{name!r}] = None
from {module} import {kind}
{kind}().instrument(skip_dep_check=True)
{kind}().uninstrument()
"""

    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)  # noqa: S603

    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_importing_the_package_imports_no_client() -> None:
    """Neither the public door nor the instrumentors' modules need a client to be there."""
    script = """
import sys
import otel_errkind, otel_errkind.httpx, otel_errkind.aiohttp
print({"httpx", "httpx2", "httpcore", "aiohttp", "yarl", "requests"} & set(sys.modules))
"""

    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603

    assert run.stdout == "set()\n"


def test_the_processor_stands_before_the_exporters(server: FaultServer) -> None:
    """A span that still waits for its body at shutdown ends before the exporter is shut down."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    ErrkindHttpxInstrumentor().instrument(tracer_provider=provider)
    contrib = importlib.import_module("opentelemetry.instrumentation.httpx").HTTPXClientInstrumentor()
    contrib.instrument(tracer_provider=provider)

    with httpx.Client() as client:
        response = client.send(client.build_request("GET", server.url("/json-error")), stream=True)
        held = exporter.get_finished_spans()
        provider.shutdown()
        ended = exporter.get_finished_spans()
        response.close()

    contrib.uninstrument()
    ErrkindHttpxInstrumentor().uninstrument()
    assert held == ()
    assert [dict(span.attributes or {})["errkind.category"] for span in ended] == ["server_error"]


@pytest.mark.expects_warnings
def test_a_double_of_a_response_is_returned_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a test has put its own method below ours, what that returns reaches the application."""
    double = object()

    async def answer(*_args: object, **_kwargs: object) -> object:
        return double

    monkeypatch.setattr(httpx.Client, "send", lambda *_args, **_kwargs: double)
    monkeypatch.setattr(aiohttp.ClientSession, "_request", answer)

    async def call() -> object:
        async with aiohttp.ClientSession() as session:
            return await session.get("http://double.test/")

    with instrumented(OURS) as telemetry:
        seen = (httpx.Client().get("http://double.test/"), asyncio.run(call()))

    assert seen == (double, double)
    assert telemetry.counts() == []


def test_a_call_without_its_argument_is_the_applications_mistake() -> None:
    """It meets the client's own exception, and we meet none."""
    with instrumented(OURS) as telemetry, httpx.Client() as client:
        with pytest.raises(TypeError):
            client.send()  # type: ignore[call-arg]

        assert telemetry.counts() == []
