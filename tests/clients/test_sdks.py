"""openai and anthropic repeat their requests themselves: what the application saw is what is terminal."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from functools import partialmethod
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

import anthropic
import httpx
import httpx2
import openai
import pytest

from faults import answer
from faults.script import Then
from otel_errkind import operation
from otel_errkind._telemetry.operation import OPERATION
from otel_errkind._telemetry.waiting import PENDING
from otel_errkind.httpx import ErrkindHttpx2Instrumentor, ErrkindHttpxInstrumentor
from telemetry import ORDERS, OURS, Telemetry, instrumented

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faults import FaultServer

JSON = {"content-type": "application/json"}
SSE = {"content-type": "text/event-stream"}
LIMITED = answer(
    429,
    {**JSON, "retry-after-ms": "1"},
    b'{"type": "error", "error": {"type": "rate_limit_error", "message": "Slow down"}}',
)
MESSAGE = {
    "id": "message",
    "model": "some",
    "object": "chat.completion",
    "created": 1,
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "hi"}}],
    "type": "message",
    "role": "assistant",
    "content": [],
    "usage": {"input_tokens": 1, "output_tokens": 1},
}
FINE = answer(200, JSON, json.dumps(MESSAGE).encode())
FINE_STREAM = answer(200, SSE, b"data: [DONE]\n\n")
BROKEN_STREAM = answer(
    200,
    SSE,
    b'event: error\ndata: {"type": "error", "error": {"type": "overloaded_error", "message": "Busy"}}\n\n',
)
REQUEST: dict[str, Any] = {"model": "some", "messages": [{"role": "user", "content": "hi"}]}
SDKS = ("openai", "anthropic")


@pytest.fixture(params=ORDERS)
def telemetry(request: pytest.FixtureRequest) -> Iterator[Telemetry]:
    """Instrument in each order, and leave nothing held."""
    with instrumented(ORDERS[request.param]) as running:
        yield running
    assert not PENDING


class Program:
    """An application that asks one of the SDKs for a message."""

    def __init__(self, server: FaultServer, sdk: str, *, is_async: bool = False) -> None:
        """Use the sync or the async client."""
        self.server = server
        self.sdk = sdk
        self.is_async = is_async
        self.path = "/chat/completions" if sdk == "openai" else "/v1/messages"

    def ask(
        self,
        *script: Any,
        telemetry: Telemetry | None = None,
        stream: bool = False,
        helper: str = "",
        **options: Any,
    ) -> None:
        """Ask a server that answers with `script`, with one attempt for each answer."""
        base = self.server.script(f"/{self.sdk}{self.path}", *script).removesuffix(self.path)
        settings = {"api_key": "key", "base_url": base, "max_retries": len(script) - 1, **options}
        request: dict[str, Any] = dict(REQUEST)
        if self.sdk == "anthropic":
            request["max_tokens"] = 1
            settings["open_telemetry"] = telemetry and {"tracer_provider": telemetry.tracer_provider}
        if helper:
            self._ask_by(helper, settings, request)
        elif self.is_async:
            asyncio.run(self._ask_async(settings, {**request, "stream": stream}))
        else:
            self._ask(settings, {**request, "stream": stream})

    def _ask(self, settings: dict[str, Any], request: dict[str, Any]) -> None:
        with self._client(settings) as client:
            answered = self._messages(client).create(**request)
            if request["stream"]:
                list(answered)

    async def _ask_async(self, settings: dict[str, Any], request: dict[str, Any]) -> None:
        async with self._client(settings) as client:
            answered = await self._messages(client).create(**request)
            if request["stream"]:
                [event async for event in answered]

    def _ask_by(self, helper: str, settings: dict[str, Any], request: dict[str, Any]) -> None:
        ask, ask_async = HELPERS[helper]

        async def main() -> None:
            async with self._client(settings) as client:
                await ask_async(self._messages(client), request)

        if self.is_async:
            asyncio.run(main())
        else:
            with self._client(settings) as client:
                ask(self._messages(client), request)

    def _client(self, settings: dict[str, Any]) -> Any:
        kinds: Any = {
            "openai": (openai.OpenAI, openai.AsyncOpenAI),
            "anthropic": (anthropic.Anthropic, anthropic.AsyncAnthropic),
        }
        return kinds[self.sdk][self.is_async](**settings)

    def _messages(self, client: Any) -> Any:
        return client.chat.completions if self.sdk == "openai" else client.messages


def ask_raw(messages: Any, request: dict[str, Any]) -> None:
    """Take the response, and the message from it."""
    messages.with_raw_response.create(**request).parse()


def ask_streaming(messages: Any, request: dict[str, Any]) -> None:
    """Take the response before its body has come."""
    with messages.with_streaming_response.create(**request) as response:
        response.read()


def ask_events(messages: Any, request: dict[str, Any]) -> None:
    """Take the events as the SDK puts them together."""
    with messages.stream(**request) as events:
        list(events)


async def ask_raw_async(messages: Any, request: dict[str, Any]) -> None:
    """Take the response, and the message from it."""
    parsed = (await messages.with_raw_response.create(**request)).parse()
    if isawaitable(parsed):
        await parsed


async def ask_streaming_async(messages: Any, request: dict[str, Any]) -> None:
    """Take the response before its body has come."""
    async with messages.with_streaming_response.create(**request) as response:
        await response.read()


async def ask_events_async(messages: Any, request: dict[str, Any]) -> None:
    """Take the events as the SDK puts them together."""
    async with messages.stream(**request) as events:
        [event async for event in events]


HELPERS = {
    "raw": (ask_raw, ask_raw_async),
    "streaming": (ask_streaming, ask_streaming_async),
    "events": (ask_events, ask_events_async),
}


@pytest.fixture(params=SDKS)
def sdk(request: pytest.FixtureRequest) -> str:
    """Name each SDK."""
    return str(request.param)


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def program(request: pytest.FixtureRequest, server: FaultServer, sdk: str) -> Program:
    """Make the program of each SDK, sync and async."""
    return Program(server, sdk, is_async=request.param)


def outcomes(telemetry: Telemetry) -> dict[str, int | float]:
    """Return how many failures have which outcome, the same on spans and counter."""
    counts: Counter[str] = Counter()
    for count in telemetry.counts():
        counts[count.attributes["errkind.outcome"]] += int(count.value)
    assert counts == Counter(verdict["errkind.outcome"] for verdict in telemetry.verdicts())
    return dict(counts)


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_a_request_that_succeeds_in_the_end(program: Program, telemetry: Telemetry, stream: bool) -> None:  # noqa: FBT001 - a parameter
    """Three refusals and an answer: three were retried, and the application saw none."""
    program.ask(LIMITED, LIMITED, LIMITED, FINE_STREAM if stream else FINE, stream=stream)

    assert outcomes(telemetry) == {"retried": 3}
    assert len(telemetry.spans()) == 4


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
def test_a_request_that_fails_in_the_end(program: Program, telemetry: Telemetry, stream: bool) -> None:  # noqa: FBT001 - a parameter
    """Three refusals are two retries and an exception."""
    with pytest.raises((openai.RateLimitError, anthropic.RateLimitError)):
        program.ask(LIMITED, LIMITED, LIMITED, stream=stream)

    assert outcomes(telemetry) == {"retried": 2, "terminal": 1}
    assert [verdict["errkind.category"] for verdict in telemetry.verdicts()] == ["rate_limited"] * 3
    assert len(telemetry.spans()) == 3


@pytest.mark.parametrize("helper", HELPERS)
def test_a_helper_that_succeeds_in_the_end(program: Program, telemetry: Telemetry, helper: str) -> None:
    """Who takes the response itself, or its events, has the same attempts."""
    program.ask(LIMITED, LIMITED, LIMITED, FINE_STREAM if helper == "events" else FINE, helper=helper)

    assert outcomes(telemetry) == {"retried": 3}


@pytest.mark.parametrize("helper", HELPERS)
def test_a_helper_that_fails_in_the_end(program: Program, telemetry: Telemetry, helper: str) -> None:
    """The last refusal is the one that the application sees."""
    with pytest.raises((openai.RateLimitError, anthropic.RateLimitError)):
        program.ask(LIMITED, LIMITED, LIMITED, helper=helper)

    assert outcomes(telemetry) == {"retried": 2, "terminal": 1}


def test_openai_over_aiohttp(server: FaultServer, telemetry: Telemetry) -> None:
    """Its client of aiohttp makes the attempts of one request as its own client does."""
    with pytest.raises(openai.RateLimitError):
        Program(server, "openai", is_async=True).ask(
            LIMITED, LIMITED, LIMITED, http_client=openai.DefaultAioHttpClient()
        )

    assert outcomes(telemetry) == {"retried": 2, "terminal": 1}


def test_a_connection_that_breaks(program: Program, telemetry: Telemetry) -> None:
    """An attempt that got no answer is one as well."""
    with pytest.raises((openai.RateLimitError, anthropic.RateLimitError)):
        program.ask((Then.CLOSE,), LIMITED)

    reasons = [(verdict["errkind.reason"], verdict["errkind.outcome"]) for verdict in telemetry.verdicts()]
    assert reasons == [("connection_reset", "retried"), ("rate_limit", "terminal")]
    assert outcomes(telemetry) == {"retried": 1, "terminal": 1}


def test_an_error_inside_a_stream(program: Program, telemetry: Telemetry) -> None:
    """It reaches the application after the request has been answered: nothing follows it."""
    with pytest.raises((openai.APIError, anthropic.APIError)):
        program.ask(LIMITED, BROKEN_STREAM, stream=True)

    assert outcomes(telemetry) == {"retried": 1, "terminal": 1}
    assert [verdict["errkind.category"] for verdict in telemetry.verdicts()] == ["rate_limited", "overloaded"]


def test_the_application_tries_again(program: Program, telemetry: Telemetry) -> None:
    """In an operation of its own, what the SDK gave up is a failed attempt, a broken stream too."""
    with operation():
        for script in ((LIMITED, LIMITED), (BROKEN_STREAM,)):
            with pytest.raises((openai.APIError, anthropic.APIError)):
                program.ask(*script, stream=True)
        program.ask(FINE_STREAM, stream=True)

    assert outcomes(telemetry) == {"retried": 3}


def test_anthropics_own_span_stays_as_it_is(server: FaultServer, telemetry: Telemetry) -> None:
    """It stands for the whole request, of which each attempt has a span."""
    Program(server, "anthropic").ask(LIMITED, FINE, telemetry=telemetry)

    (whole,) = (span for span in telemetry.spans() if span.name.startswith("anthropic."))
    assert not any(name.startswith("errkind.") for name in whole.attributes or {})
    assert outcomes(telemetry) == {"retried": 1}
    assert len(telemetry.spans()) == 3


def test_anthropics_trace_context_is_not_taken_for_that_of_an_attempt(server: FaultServer) -> None:
    """Where nobody traces the calls, a failed attempt has a span of ours below that of the request."""
    with instrumented(OURS) as telemetry:
        Program(server, "anthropic").ask(LIMITED, FINE, telemetry=telemetry)

        attempt, whole = telemetry.spans()
        assert outcomes(telemetry) == {"retried": 1}
        assert attempt.parent == whole.get_span_context()


def test_a_request_inside_a_call(server: FaultServer, telemetry: Telemetry) -> None:
    """Anthropic's span of a request that an event hook makes is not the span of the call with the hook."""

    def ask(_: object) -> None:
        Program(server, "anthropic").ask(LIMITED, FINE, telemetry=telemetry)

    with httpx.Client(verify=False, event_hooks={"request": [ask]}) as client:  # noqa: S501 - there is no TLS
        client.get(server.url("/status/404"))

    (whole,) = (span for span in telemetry.spans() if span.name.startswith("anthropic."))
    assert not any(name.startswith("errkind.") for name in whole.attributes or {})
    assert outcomes(telemetry) == {"retried": 1, "terminal": 1}
    assert len(telemetry.spans()) == 4


def test_a_client_on_httpx(server: FaultServer, telemetry: Telemetry) -> None:
    """Openai takes a client of httpx as well."""
    with httpx.Client(verify=False) as client:  # noqa: S501 - there is no TLS
        Program(server, "openai").ask(LIMITED, FINE, http_client=client)

    assert outcomes(telemetry) == {"retried": 1}
    assert telemetry.counts()[0].attributes["errkind.client"] == "httpx"


def test_the_sdks_are_given_back() -> None:
    """The last of the two instrumentors that is taken away takes the hooks with it."""
    kinds = (openai._base_client.SyncAPIClient, anthropic._base_client.AsyncAPIClient)  # noqa: SLF001 - they have no other name
    before = [vars(kind)["request"] for kind in kinds]

    ErrkindHttpxInstrumentor().instrument()
    ErrkindHttpx2Instrumentor().instrument()
    hooked = [vars(kind)["request"] for kind in kinds]
    ErrkindHttpxInstrumentor().uninstrument()
    still = [vars(kind)["request"] for kind in kinds]
    ErrkindHttpx2Instrumentor().uninstrument()
    after = [vars(kind)["request"] for kind in kinds]

    assert hooked == still != before
    assert after == before


def test_hooks_that_cannot_be_removed_are_inert(
    server: FaultServer, sdk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another tool has wrapped our wrapper, it does nothing any more."""
    kind: Any = (openai if sdk == "openai" else anthropic)._base_client.SyncAPIClient  # noqa: SLF001 - it has no other name
    monkeypatch.setattr(kind, "request", vars(kind)["request"])  # to be put back
    seen: list[object] = []
    with instrumented():
        ours = vars(kind)["request"]
        monkeypatch.setattr(kind, "request", partialmethod(ours))

    hooks = {"request": [lambda _: seen.append(OPERATION.get())]}
    with httpx2.Client(verify=False, event_hooks=hooks) as client:
        Program(server, sdk).ask(LIMITED, FINE, http_client=client)

    assert seen == [None, None]


@pytest.mark.parametrize("module", SDKS)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_the_sdks_are_hooked_whenever_they_are_imported(module: str, moment: str) -> None:
    """They are heavy, so we never import them."""
    instrument = (
        "from otel_errkind.httpx import ErrkindHttpx2Instrumentor as I; I().instrument();"
        f" print({module!r} in sys.modules)"
    )
    steps = [instrument, f"import {module}"] if moment == "before" else [f"import {module}", instrument]
    look = f"print({module}._base_client.SyncAPIClient.request.__wrapped__.__module__)"
    program = "\n".join(["import sys", *steps, look])

    printed = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout

    assert printed.split() == [str(moment == "after"), f"{module}._base_client"]
