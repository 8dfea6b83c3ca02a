"""What goes wrong in the body of a success: one short span below the call's, one count, or nothing at all."""

from __future__ import annotations

import asyncio
import gc
import os
from time import sleep, time_ns
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2
import pytest
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.instrumentation.utils import suppress_http_instrumentation
from opentelemetry.trace import SpanKind, StatusCode

from callers import CALLERS, stream_after
from otel_errkind._telemetry.waiting import ABANDONED
from otel_errkind.httpx import ErrkindHttpxInstrumentor
from processes import in_a_process
from telemetry import ORDERS, OURS, instrumented

if TYPE_CHECKING:
    from faults import FaultServer

STREAMED = {name: "read" if name == "aiohttp" else "stream-all" for name in CALLERS}
"""How each client reads a body after its call has returned."""

LINES = {"content-type": "application/x-ndjson"}
TOKEN = b'{"text": "a"}\n'
MODEL_BROKE = b'{"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}\n'
BREAKS = {
    "short-body": ("server_error", "incomplete_body"),
    "stream-breaks": ("server_error", "incomplete_body"),
    "cut-chunk": ("server_error", "incomplete_body"),
    "stall-in-body": ("timeout", "read_timeout"),
}


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("fault", BREAKS)
def test_a_body_that_breaks_has_a_span_of_its_own(server: FaultServer, client: str, fault: str) -> None:
    """The CLIENT span stays a success; its child says what broke, and one error is counted."""
    with instrumented() as telemetry:
        CALLERS[client](server.url(f"/{fault}"), STREAMED[client])
        (call,) = telemetry.spans()
        (body,) = (span for span in telemetry.all_spans() if span is not call)
        (count,) = telemetry.counts()

    attributes = dict(body.attributes or {})
    assert "errkind.category" not in dict(call.attributes or {})
    assert call.status.status_code is StatusCode.UNSET
    assert body.name == "errkind body"
    assert body.kind is SpanKind.INTERNAL
    assert body.parent == call.get_span_context()
    assert body.status.status_code is StatusCode.ERROR
    assert (attributes["errkind.category"], attributes["errkind.reason"]) == BREAKS[fault]
    assert attributes["errkind.phase"] == "body"
    assert attributes["http.response.status_code"] == 200
    assert "http.response.body.content" not in attributes
    assert count.value == 1
    assert count.attributes["errkind.category"] == attributes["errkind.category"]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("act", ["force_flush", "shutdown"])
@pytest.mark.parametrize("client", CALLERS)
def test_a_body_that_breaks_after_a_flush(server: FaultServer, client: str, act: str, order: str) -> None:
    """Whatever was sent in between, the error is counted once; where spans still go out, it has one."""
    with instrumented(ORDERS[order]) as telemetry:
        access = stream_after(getattr(telemetry.tracer_provider, act), client)
        sight = CALLERS[client].use(access, server.url("/short-body"))
        telemetry.tracer_provider.force_flush()

        assert sight.raised is not None
        assert telemetry.total() == 1
        assert len(telemetry.verdicts()) == (act == "force_flush")


@pytest.mark.parametrize("fault", BREAKS)
def test_a_body_that_breaks_within_the_call(server: FaultServer, fault: str) -> None:
    """The `raise_for_status` callable of aiohttp may read the body: the call fails, and its span says why."""
    with instrumented() as telemetry:
        CALLERS["aiohttp"](server.url(f"/{fault}"), "raise-by-callable")
        (verdict,) = telemetry.verdicts()
        assert len(telemetry.all_spans()) == telemetry.total() == 1

    assert (verdict["errkind.category"], verdict["errkind.reason"]) == BREAKS[fault]
    assert verdict["errkind.phase"] == "body"


@pytest.mark.parametrize("client", CALLERS)
def test_the_span_lasts_from_the_headers_to_the_failure(server: FaultServer, client: str) -> None:
    """Its start is the end of the call's span, near enough; its end is when the application learned of it."""
    with instrumented() as telemetry:
        CALLERS[client](server.url("/stall-in-body"), STREAMED[client])
        (call,) = telemetry.spans()
        (body,) = (span for span in telemetry.all_spans() if span is not call)

    assert call.end_time is not None
    assert body.start_time is not None
    assert body.end_time is not None
    assert abs(body.start_time - call.end_time) < 50e6
    assert 0.3e9 < body.end_time - body.start_time < 0.9e9


@pytest.mark.parametrize("client", ["httpx", "httpx-async"])
def test_a_body_that_cannot_be_decoded(server: FaultServer, client: str) -> None:
    """A decoder fails above the stream that we watch; we hear of it when the stream is closed.

    Not of httpx2's: it closes the stream by a generator's end, before the exception is there to be seen.
    """
    with instrumented() as telemetry:
        CALLERS[client](server.url("/broken-gzip/200"), "read-elsewhere")
        (verdict,) = telemetry.verdicts()

    assert (verdict["errkind.reason"], verdict["errkind.phase"]) == ("decoding", "body")


def test_a_body_that_aiohttp_cannot_decode(server: FaultServer) -> None:
    """Its own stream raises the error."""
    with instrumented() as telemetry:
        CALLERS["aiohttp"](server.url("/broken-gzip/200"))
        (verdict,) = telemetry.verdicts()

    assert (verdict["errkind.reason"], verdict["errkind.phase"]) == ("decoding", "body")


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("access", ["stream-unread", "stream-some", "left-by-exception"])
@pytest.mark.parametrize("fault", BREAKS)
def test_who_stops_reading_meets_no_error(server: FaultServer, client: str, access: str, fault: str) -> None:
    """What the application does not read cannot fail it."""
    with instrumented() as telemetry:
        CALLERS[client](server.url(f"/{fault}"), access)

        assert telemetry.verdicts() == []
        assert telemetry.counts() == []


@pytest.mark.parametrize("name", ["httpx", "aiohttp"])
def test_who_is_cancelled_while_reading_meets_no_error(server: FaultServer, name: str) -> None:
    """Giving up in the middle of a body is no failure of the other side."""

    async def read_aiohttp() -> None:
        async with aiohttp.ClientSession() as session, session.get(server.url("/stall-in-body")) as response:
            await response.read()

    async def read_httpx() -> None:
        async with (
            httpx.AsyncClient() as client,
            client.stream("GET", server.url("/stall-in-body")) as response,
        ):
            await response.aread()

    async def main() -> None:
        task = asyncio.create_task(read_httpx() if name == "httpx" else read_aiohttp())
        await asyncio.sleep(0.15)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with instrumented() as telemetry:
        asyncio.run(main())

        assert telemetry.verdicts() == []
        assert telemetry.counts() == []


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("fault", ["sse-error-first", "sse-error-later"])
def test_an_error_event_in_a_stream(server: FaultServer, client: str, fault: str) -> None:
    """An event stream that says `error` is judged as a response that says so."""
    with instrumented() as telemetry:
        CALLERS[client](server.url(f"/{fault}"), STREAMED[client])
        (verdict,) = telemetry.verdicts()
        assert telemetry.total() == 1

    assert verdict["errkind.category"] == "overloaded"
    # aiohttp has the whole body with the headers if it comes in one piece.
    assert verdict["errkind.phase"] in ({"body", "response"} if client == "aiohttp" else {"body"})
    assert "error" in verdict["http.response.body.content"]
    assert "event: message" not in verdict["http.response.body.content"]


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("pause", [0, 0.02], ids=["at once", "line by line"])
def test_a_line_of_json_that_is_an_error(server: FaultServer, client: str, pause: float) -> None:
    """Ollama says in its last line that the model broke; an error in a line before that is data."""
    token = b'{"model": "m", "response": "a private word", "done": false}\n'
    data = b'{"error": {"message": "said by the model", "code": "rate_limit_exceeded"}}\n'
    error = b'{"error": "model runner has unexpectedly stopped: out of memory"}\n'
    headers = {"content-type": "application/x-ndjson"}
    sound = [(pause, line) for line in (token, data, token)]
    good = server.answer("/lines", 200, headers, chunks=sound)
    bad = server.answer("/broken-lines", 200, headers, chunks=[*sound, (pause, error)])

    with instrumented() as telemetry:
        CALLERS[client](good, STREAMED[client])
        assert telemetry.verdicts() == []
        CALLERS[client](bad, STREAMED[client])
        (verdict,) = telemetry.verdicts()
        assert telemetry.total() == 1

    assert (verdict["errkind.category"], verdict["errkind.reason"]) == ("overloaded", "capacity")
    assert verdict["errkind.phase"] in ({"body", "response"} if client == "aiohttp" else {"body"})
    assert "private" not in verdict["http.response.body.content"]


@pytest.mark.parametrize("module", [httpx, httpx2])
@pytest.mark.parametrize("kind", ["application/x-ndjson", "text/event-stream"])
@pytest.mark.parametrize("how", ["closes", "forgets"])
def test_the_reader_stops_at_the_line_that_is_an_error(
    server: FaultServer, module: Any, kind: str, how: str
) -> None:
    """A watcher of Kubernetes closes the response then, google-genai forgets it: the next call finds it."""
    token = b'data: {"text": "a"}\n\n' if "event" in kind else TOKEN
    url = server.answer("/stops", 200, {"content-type": kind}, chunks=[(0, token), (0.02, MODEL_BROKE)])

    def read(client: Any) -> None:
        answer = client.send(client.build_request("GET", url), stream=True)
        # httpx2 closes the response with this generator.
        next(line for line in answer.iter_lines() if "error" in line)
        if how == "closes":
            answer.close()

    with instrumented() as telemetry, module.Client(verify=False) as client:
        read(client)
        gc.collect()
        client.get(server.answer("/sound"))
        (verdict,) = telemetry.verdicts()
        assert telemetry.total() == 1

    assert (verdict["errkind.category"], verdict["errkind.reason"]) == ("overloaded", "capacity")
    assert verdict["errkind.phase"] == "body"


def test_the_reader_stops_and_forgets_long_before_the_next_call(server: FaultServer) -> None:
    """The span on which it is said ends when the response was forgotten."""
    url = server.answer("/stops", 200, LINES, chunks=[(0, TOKEN), (0.02, MODEL_BROKE)])

    with instrumented() as telemetry, httpx.Client() as client:
        forget(client, url)
        forgotten = time_ns()
        sleep(0.05)
        client.get(server.answer("/sound"))
        (body,) = (span for span in telemetry.all_spans() if span.name == "errkind body")

    assert body.end_time is not None
    assert body.end_time <= forgotten


def test_streams_of_suppressed_calls_are_not_kept(server: FaultServer) -> None:
    """No call may come that would find what they were forgotten with."""
    url = server.answer("/stops", 200, LINES, chunks=[(0, TOKEN), (0.02, MODEL_BROKE)])

    with instrumented() as telemetry, httpx.Client() as client:
        with suppress_http_instrumentation():
            forget(client, url)
            assert not ABANDONED
        client.get(server.answer("/sound"))
        assert telemetry.total() == 0


@pytest.mark.parametrize("status", [200, 503])
def test_what_was_forgotten_when_we_are_taken_back_is_counted(server: FaultServer, status: int) -> None:
    """The application has met it, and nothing of ours will come by."""
    url = server.answer("/stops", status, LINES, chunks=[(0, TOKEN), (0.02, MODEL_BROKE)])
    instrumentor = ErrkindHttpxInstrumentor()

    with instrumented((HTTPXClientInstrumentor, ErrkindHttpxInstrumentor)) as telemetry:
        with httpx.Client() as client:
            forget(client, url)
            instrumentor.uninstrument()
        assert len(telemetry.verdicts()) == telemetry.total() == 1
        instrumentor.instrument()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform has no fork")
def test_a_forked_child_forgets_its_parents_stream(server: FaultServer) -> None:
    """The child has a copy of it; the parent counts the error, the child does not."""
    url = server.answer("/stops", 200, LINES, chunks=[(0, TOKEN), (0.02, MODEL_BROKE)])

    assert in_a_process(__file__, fork_while_reading, url, patience=20) == [0, 1]


def fork_while_reading(url: str) -> list[float]:
    """Fork behind the line that is an error; return what the child and the parent have counted."""
    with instrumented() as telemetry, httpx.Client() as client:
        answer: Any = client.send(client.build_request("GET", url), stream=True)
        lines: Any = answer.iter_lines()
        next(line for line in lines if "error" in line)
        reading, writing = os.pipe()
        child = os.fork()
        if child:
            os.waitpid(child, 0)
        answer = lines = None
        gc.collect()
        telemetry.tracer_provider.force_flush()
        if not child:
            os.write(writing, b"%d" % telemetry.total())
            os._exit(0)
        return [int(os.read(reading, 64)), telemetry.total()]


def forget(client: httpx.Client, url: str) -> None:
    """Read up to the line that is an error, and leave the response to the garbage collector."""
    answer = client.send(client.build_request("GET", url), stream=True)
    next(line for line in answer.iter_lines() if "error" in line)
    del answer
    gc.collect()


@pytest.mark.parametrize("client", CALLERS)
def test_an_error_document_under_a_200(server: FaultServer, client: str) -> None:
    """A success that says nothing but `error` is one."""
    body = b'{"error": {"message": "Slow down.", "code": "rate_limit_exceeded"}}'
    url = server.answer("/ok-but", 200, {"content-type": "application/json"}, body)

    with instrumented() as telemetry:
        CALLERS[client](url)
        (span,) = (
            span for span in telemetry.all_spans() if "errkind.category" in dict(span.attributes or {})
        )
        assert telemetry.total() == 1

    assert dict(span.attributes or {})["errkind.category"] == "rate_limited"
    assert dict(span.attributes or {})["http.response.status_code"] == 200
    assert span.status.status_code is StatusCode.ERROR
    # aiohttp may get the body after the headers, and then on a span of its own.
    assert span.kind is SpanKind.CLIENT or client == "aiohttp"


STATED = {
    "graphql-errors": ("unauthorized", "invalid_credentials", "UNAUTHENTICATED"),
    "grpc-status?code=8": ("rate_limited", "rate_limit", "8"),
    "grpc-status?code=16": ("unauthorized", "invalid_credentials", "16"),
}


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("access", ["read", "stream"])
@pytest.mark.parametrize("fault", STATED)
def test_an_error_that_does_not_begin_the_body(
    server: FaultServer, client: str, access: str, fault: str
) -> None:
    """GraphQL's errors behind the data and gRPC's status in a header are found, streamed or read at once."""
    with instrumented() as telemetry:
        CALLERS[client](server.url(f"/{fault}"), "read" if access == "read" else STREAMED[client])
        (verdict,) = telemetry.verdicts()
        assert telemetry.total() == 1

    found = tuple(verdict[f"errkind.{name}"] for name in ("category", "reason", "code"))
    assert found == STATED[fault]
    assert verdict["http.response.status_code"] == 200


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("stream", [False, True], ids=["at once", "streamed"])
def test_long_data_in_front_of_errors_is_not_kept(server: FaultServer, client: str, *, stream: bool) -> None:
    """Of 100 KiB of data with errors behind them, the span has the errors."""
    body = (
        b'{"data": {"notes": "'
        + b"private " * 12800
        + b'"}, "errors": [{"message": "half of it is missing"}]}'
    )
    url = server.answer("/half", 200, {"content-type": "application/json"}, body)

    with instrumented() as telemetry:
        CALLERS[client](url, STREAMED[client] if stream else "read")
        (verdict,) = telemetry.verdicts()

    assert verdict["errkind.message"] == "half of it is missing"
    assert "private" not in verdict["http.response.body.content"]


def _message(kind: bytes, value: bytes, payload: bytes) -> bytes:
    """Make a message of an AWS event stream, whose checksums nobody looks at."""
    header = bytes([len(kind)]) + kind + b"\x07" + len(value).to_bytes(2) + value
    lengths = (len(header) + len(payload) + 16).to_bytes(4) + len(header).to_bytes(4)
    return lengths + b"crc-" + header + payload + b"crc-"


FRAMED = {
    "aws": (
        "application/vnd.amazon.eventstream",
        _message(b":event-type", b"chunk", b"{}") * 99
        + _message(b":exception-type", b"throttlingException", b'{"message":"Wait."}'),
        ("rate_limited", "rate_limit", "throttlingException"),
    ),
    "connect": (
        "application/connect+proto",
        b"\0\0\0\0\x02\x08\x01" * 99 + b'\x02\0\0\0\x20{"error":{"code":"unavailable"}}',
        ("overloaded", "capacity", "unavailable"),
    ),
    "grpc-web": (
        "application/grpc-web+proto",
        b"\0\0\0\0\x02\x08\x01" * 99 + b"\x80\0\0\0\x10grpc-status:16\r\n",
        ("unauthorized", "invalid_credentials", "16"),
    ),
    "batch": (
        "multipart/mixed; boundary=b",
        b"--b\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 429 Slow\r\n\r\n{}\r\n--b--\r\n",
        ("rate_limited", "rate_limit", None),
    ),
}


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("stream", [False, True], ids=["at once", "streamed"])
@pytest.mark.parametrize(("kind", "body", "verdict"), FRAMED.values(), ids=FRAMED)
def test_an_error_in_a_frame_is_found(  # noqa: PLR0913 - one for each column
    server: FaultServer,
    client: str,
    kind: str,
    body: bytes,
    verdict: tuple[str, ...],
    *,
    stream: bool,
) -> None:
    """The content type says how a body is divided, and a part of it that the call has failed."""
    url = server.answer("/framed", 200, {"content-type": kind}, body)

    with instrumented() as telemetry:
        CALLERS[client](url, STREAMED[client] if stream else "read")
        (found,) = telemetry.verdicts()

    assert (found["errkind.category"], found["errkind.reason"], found.get("errkind.code")) == verdict


@pytest.mark.parametrize("client", CALLERS)
def test_what_only_looked_like_an_error_hides_nothing(server: FaultServer, client: str) -> None:
    """After an event that quotes an error and is none, the error event that follows is found."""
    body = b'data: {"log": {"error": {"code": 1}}}\n\n' * 3 + b'data: {"error": {"code": "slow_down"}}\n\n'
    url = server.answer("/alarm", 200, {"content-type": "text/event-stream"}, body)

    with instrumented() as telemetry:
        CALLERS[client](url, STREAMED[client])
        (verdict,) = telemetry.verdicts()

    assert verdict["errkind.code"] == "slow_down"


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize(
    ("setting", "verdicts"),
    [("off", 0), ("auto", 1), ("api.test,127.0.0.*", 1), ("api.test", 0)],
    ids=["off", "auto", "this host", "another host"],
)
def test_looking_into_successes_is_a_setting(
    server: FaultServer, client: str, setting: str, verdicts: int
) -> None:
    """It can be switched off, or be limited to hosts; a body that breaks is an error in any case."""
    with instrumented(inspect_success=setting) as telemetry:
        CALLERS[client](server.url("/sse-error-first"))
        CALLERS[client](server.url("/sse-error-later"), STREAMED[client])
        stated = telemetry.total()
        CALLERS[client](server.url("/short-body"), STREAMED[client])

        assert stated == 2 * verdicts
        assert telemetry.total() == stated + 1


@pytest.mark.parametrize("client", CALLERS)
def test_a_broken_body_of_a_call_that_no_tracer_saw(server: FaultServer, client: str) -> None:
    """With ours alone, the span of the body hangs below the application's."""
    with instrumented(OURS) as telemetry:
        with telemetry.tracer_provider.get_tracer("application").start_as_current_span("parent") as parent:
            CALLERS[client](server.url("/short-body"), STREAMED[client])
        (body,) = (span for span in telemetry.all_spans() if span.name == "errkind body")

    assert body.parent == parent.get_span_context()
    assert telemetry.total() == 1


@pytest.mark.parametrize("client", CALLERS)
def test_a_sound_stream_leaves_no_trace(server: FaultServer, client: str) -> None:
    """Streaming a success costs no span and no count."""
    with instrumented() as telemetry:
        seen: Any = CALLERS[client](server.url("/stream", chunks=20), STREAMED[client])

        assert b"".join(seen.chunks).count(b"chunk") == 20
        assert telemetry.verdicts() == []
        assert telemetry.counts() == []
