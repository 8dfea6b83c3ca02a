"""`otel-errkind demo`: every call is made for real, and what is shown is what telemetry holds."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager, redirect_stdout, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry import metrics, trace
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from otel_errkind.__main__ import main
from otel_errkind._core.model import ErrorCategory
from otel_errkind._demo import command
from otel_errkind._demo.faults import CLIENTS, FAULTS, PLANTED_SECRETS, Fault
from otel_errkind._demo.server import refusing
from otel_errkind._demo.verdicts import FACTS
from otel_errkind._demo.wire import answer

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

DEMO = [sys.executable, "-m", "otel_errkind", "demo"]
"""A run in a process of its own."""

EXPORTER = "opentelemetry.exporter.otlp.proto.http"
Document = dict[str, Any]
PATCHED = [
    "httpx:Client.send",
    "httpx:HTTPTransport.handle_request",
    "httpx2:AsyncClient.send",
    "httpx2:AsyncHTTPTransport.handle_async_request",
    "aiohttp:ClientSession._request",
    "aiohttp:ClientSession.__init__",
]
"""What instrumentors wrap."""


@contextmanager
def collector(status: int = 200) -> Generator[tuple[str, dict[str, bytes]]]:
    """Answer OTLP over HTTP, and keep what was sent to each path."""
    received: dict[str, bytes] = {}

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received[self.path] = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", received
        server.shutdown()


def without(*modules: str, arguments: list[str]) -> list[str]:
    """Write the command that runs the demonstration where some modules cannot be imported."""
    program = (
        "import sys; "
        f"sys.modules.update(dict.fromkeys({modules!r})); "
        "from otel_errkind.__main__ import main; "
        f"sys.exit(main({['demo', *arguments]!r}))"
    )
    return [sys.executable, "-c", program]


def piped(argv: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command whose output goes to a pipe."""
    return subprocess.run(argv, capture_output=True, text=True, check=False)  # noqa: S603 (our own command)


def on_a_terminal(argv: list[str], columns: int = 160) -> str:
    """Run a command on a terminal of the usual kind and return what it wrote there."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": str(columns)}
    with subprocess.Popen(argv, stdout=theirs, env=environment) as process:  # noqa: S603 (our own command)
        os.close(theirs)
        written = b"".join(chunks(ours))
    os.close(ours)
    assert process.returncode == 0
    return written.decode()


def chunks(terminal: int) -> Iterator[bytes]:
    """Read until the last writer is gone, which Linux reports as an input/output error."""
    with suppress(OSError):
        while chunk := os.read(terminal, 65536):
            yield chunk


@pytest.fixture(scope="module")
def document() -> Document:
    """Run everything once, as a program that reads JSON would, on a machine of any speed."""
    with redirect_stdout(io.StringIO()) as out, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OTEL_PYTHON_ERRKIND_BODY_WAIT", "2000")
        main(["demo", "--json"])
    document: Document = json.loads(out.getvalue())
    return document


def test_every_call_has_the_category_that_its_server_caused(document: Document) -> None:
    """The categories on the exported spans are those that the servers were built for."""
    shown = [(call["client"], call["request"], call["category"]) for call in document["calls"]]

    caused = [(call["client"], call["request"], call["expected"]) for call in document["calls"]]
    assert shown == caused


@pytest.mark.parametrize("client", CLIENTS)
def test_every_client_meets_every_category_in_more_than_twenty_ways(client: str, document: Document) -> None:
    """Each client fails in more than twenty ways that cover all seven categories."""
    calls = [call for call in document["calls"] if call["client"].split()[0] == client]

    failures = {call["name"]: call["category"] for call in calls if call["category"]}
    assert len(failures) > 20
    assert set(failures.values()) == set(ErrorCategory)


def test_a_success_has_no_facts(document: Document) -> None:
    """Neither category nor anything else is said of a call that succeeded."""
    successes = [call for call in document["calls"] if call["saw"] in {"200", "204"} and not call["expected"]]

    facts = [call[fact] for call in successes for fact in FACTS]
    assert len(successes) == 2 * len(CLIENTS)
    assert set(facts) == {None}


def test_the_metric_counts_what_the_table_shows(document: Document) -> None:
    """The counter holds one error for each call that has a category."""
    shown = Counter(call["category"] for call in document["calls"] if call["category"])

    assert document["metric"]["by_category"] == shown
    assert document["metric"]["total"] == shown.total()


SAW = {
    "GET /stall": {"httpx": "ReadTimeout", "httpx2": "ReadTimeout", "aiohttp": "TimeoutError"},
    "GET /refused": {"httpx": "ConnectError", "httpx2": "ConnectError", "aiohttp": "ClientConnectorError"},
    "GET /closed": {
        "httpx": "RemoteProtocolError",
        "httpx2": "RemoteProtocolError",
        "aiohttp": "ServerDisconnectedError",
    },
    "GET /loop": dict.fromkeys(CLIENTS, "TooManyRedirects"),
    "POST /openai/quota": dict.fromkeys(CLIENTS, "429"),
}


@pytest.mark.parametrize("request_line", SAW)
def test_the_application_sees_what_its_client_makes_of_the_fault(
    request_line: str, document: Document
) -> None:
    """The table shows the status or the exception that the calling code met."""
    calls = [call for call in document["calls"] if call["request"] == request_line]

    assert {call["client"].split()[0]: call["saw"] for call in calls} == SAW[request_line]


WAITS = {
    "POST /openai/rate": 7.0,
    "POST /anthropic/rate": 1.5,
    "GET /shop/cart": 30.0,
    "POST /models/tiny": 20.5,
}


@pytest.mark.parametrize(("request_line", "seconds"), WAITS.items(), ids=WAITS)
def test_a_proven_wait_is_shown_in_seconds(request_line: str, seconds: float, document: Document) -> None:
    """Seconds, milliseconds, a date and an estimate in the body all become seconds."""
    waits = {call["retry_after"] for call in document["calls"] if call["request"] == request_line}

    assert waits == {seconds}


def test_a_late_body_is_on_the_span_of_every_client(document: Document) -> None:
    """A body that comes 20 ms after the headers is shown like any other."""
    bodies = [call["body"] for call in document["calls"] if call["request"] == "GET /late/body"]

    assert len(bodies) == len(CLIENTS)
    assert all("20 ms after the headers" in body for body in bodies)


@pytest.mark.parametrize("secret", PLANTED_SECRETS)
def test_no_planted_secret_is_shown(secret: str, document: Document) -> None:
    """Servers echo secrets, and the document holds none."""
    sent = b"".join(step for fault in FAULTS for step in fault.script if isinstance(step, bytes))

    assert secret.encode() in sent
    assert secret not in json.dumps(document)


def test_plain_text_is_a_table_and_the_metric(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal there are a heading, one line a call, and the metric."""
    code = main(["demo", "--client", "httpx", "--only", "unknown"])

    heading, row, gap, metric, count, total = capsys.readouterr().out.splitlines()
    assert code == 0
    assert heading.split("  ")[0] == "client"
    assert row.startswith("httpx         GET /proxy/abandoned      499                      unknown ")
    assert (gap, metric) == ("", "errkind.client.errors")
    assert (count.split(), total.split()) == (["unknown", "1"], ["total", "1"])


def test_piped_text_fits_160_columns_and_has_no_colour() -> None:
    """A pipe gets aligned text without control characters, as wide as a line printer at most."""
    run = piped(DEMO)

    lines = run.stdout.splitlines()
    assert run.returncode == 0
    assert not run.stderr
    assert max(map(len, lines)) <= 160
    assert all(line.isprintable() for line in lines)


def test_a_terminal_gets_colour() -> None:
    """On a terminal each row has the colour of its category."""
    written = on_a_terminal([*DEMO, "--client", "httpx", "--only", "server_error"])

    (row,) = (line for line in written.splitlines() if "GET /refused" in line)
    assert "\x1b[31mserver_error" in row


@pytest.mark.parametrize(("columns", "headings"), [(80, 4), (120, 7), (160, 8)])
def test_a_narrow_terminal_gets_fewer_columns(columns: int, headings: int) -> None:
    """Columns that a terminal has no room for are left out; none is torn."""
    written = on_a_terminal([*DEMO, "--client", "httpx", "--only", "unknown"], columns)

    shown = re.sub(r"\x1b\[[0-9;]*m", "", written)
    heading = next(line for line in shown.splitlines() if "client" in line)
    assert len(re.split(r"\s{2,}", heading.strip())) == headings
    assert max(map(len, shown.splitlines())) <= columns


def test_only_the_chosen_clients_are_called(capsys: pytest.CaptureFixture[str]) -> None:
    """`--client` can be repeated; each client is used in all its ways."""
    code = main(["demo", "--json", "--client", "aiohttp", "--client", "httpx2", "--only", "unauthorized"])

    calls = json.loads(capsys.readouterr().out)["calls"]
    assert code == 0
    assert {call["client"] for call in calls} == {"httpx2", "httpx2 async", "aiohttp"}


def test_only_the_chosen_categories_are_caused(capsys: pytest.CaptureFixture[str]) -> None:
    """`--only` can be repeated; the metric holds nothing else."""
    code = main(["demo", "--json", "--only", "overloaded", "--only", "rate_limited"])

    shown = json.loads(capsys.readouterr().out)
    assert code == 0
    assert {call["category"] for call in shown["calls"]} == {"overloaded", "rate_limited"}
    assert shown["metric"]["by_category"].keys() == {"overloaded", "rate_limited"}


def test_a_category_that_was_not_caused_is_named_and_exits_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row whose table entry says otherwise is named on stderr."""
    lie = Fault("a lie", "GET /lie", ErrorCategory.TIMEOUT, answer("404 Not Found", "text/plain", "no"))
    monkeypatch.setattr(command, "FAULTS", [lie])

    code = main(["demo", "--client", "httpx"])

    assert code == 1
    assert "httpx GET /lie: built for timeout, shown as bad_request" in capsys.readouterr().err


def test_the_demonstration_leaves_no_trace() -> None:
    """Nothing stays patched, and the application's providers stay its own."""
    before = [trace.get_tracer_provider(), metrics.get_meter_provider(), *map(resolve_name, PATCHED)]

    main(["demo", "--only", "unknown"])

    after = [trace.get_tracer_provider(), metrics.get_meter_provider(), *map(resolve_name, PATCHED)]
    assert all(one is other for one, other in zip(before, after, strict=True))


def test_a_process_that_is_instrumented_already_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    """Under `opentelemetry-instrument` the telemetry would go elsewhere: one line says what to do."""
    HTTPXClientInstrumentor().instrument()

    code = main(["demo"])

    HTTPXClientInstrumentor().uninstrument()
    assert code == 2
    assert "leave out opentelemetry-instrument" in capsys.readouterr().err


def test_without_the_extra_one_line_says_what_to_install() -> None:
    """Without any client the demonstration names what is missing and the command that installs it."""
    run = piped(without(*CLIENTS, "rich", arguments=[]))

    assert run.returncode == 2
    assert not run.stdout
    (line,) = run.stderr.splitlines()
    assert "httpx, httpx2, aiohttp, rich" in line
    assert "pip install 'otel-errkind[demo]'" in line


def test_a_client_that_is_missing_is_left_out_with_a_line() -> None:
    """The other clients are called all the same."""
    run = piped(without("httpx2", arguments=["--json", "--only", "unknown"]))

    assert run.returncode == 0
    assert {call["client"] for call in json.loads(run.stdout)["calls"]} == {"httpx", "aiohttp"}
    (line,) = run.stderr.splitlines()
    assert "httpx2 is not installed" in line
    assert "pip install 'otel-errkind[demo]'" in line


def test_a_client_that_is_wanted_and_missing_is_misuse() -> None:
    """If no client is left to call, the demonstration does not pretend."""
    run = piped(without("httpx2", arguments=["--client", "httpx2"]))

    assert run.returncode == 2
    assert "httpx2" in run.stderr


def test_a_terminal_without_rich_gets_plain_text() -> None:
    """`rich` is optional."""
    written = on_a_terminal(without("rich", arguments=["--client", "httpx", "--only", "unknown"]))

    assert "\x1b" not in written
    assert "GET /proxy/abandoned" in written


def test_otlp_sends_the_same_spans_and_metric(capsys: pytest.CaptureFixture[str]) -> None:
    """A Collector gets the classified spans and the counter that the table was made of, and no secret."""
    with collector() as (endpoint, received):
        code = main(["demo", "--json", "--otlp", endpoint])

    shown = json.loads(capsys.readouterr().out)
    assert code == 0
    assert Counter(sent_categories(received["/v1/traces"])) == shown["metric"]["by_category"]
    assert sent_errors(received["/v1/metrics"]) == shown["metric"]["by_category"]
    assert not [secret for secret in PLANTED_SECRETS if secret.encode() in b"".join(received.values())]


def sent_categories(request: bytes) -> list[str]:
    """Read the categories of all spans of an OTLP request."""
    traces = ExportTraceServiceRequest.FromString(request)
    spans = (s for r in traces.resource_spans for scope in r.scope_spans for s in scope.spans)
    attributes = (attribute for span in spans for attribute in span.attributes)
    return [found.value.string_value for found in attributes if found.key == "errkind.category"]


def sent_errors(request: bytes) -> dict[str, int]:
    """Read the error counter of an OTLP request, by category."""
    sent = ExportMetricsServiceRequest.FromString(request)
    instruments = (m for r in sent.resource_metrics for scope in r.scope_metrics for m in scope.metrics)
    counted: Counter[str] = Counter()
    for point in (p for i in instruments if i.name == "errkind.client.errors" for p in i.sum.data_points):
        (category,) = (a.value.string_value for a in point.attributes if a.key == "errkind.category")
        counted[category] += point.as_int
    return counted


def test_a_collector_that_nobody_started_exits_with_1_before_any_call(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An endpoint that refuses is named in one line, and nothing is shown."""
    with refusing() as endpoint:
        code = main(["demo", "--otlp", endpoint])

    out, err = capsys.readouterr()
    assert code == 1
    assert not out
    assert err == f"otel-errkind demo: no Collector answers at {endpoint}\n"


def test_a_collector_that_declines_exits_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    """The table is shown, and a line says that the telemetry did not arrive."""
    with collector(status=400) as (endpoint, _):
        code = main(["demo", "--client", "httpx", "--only", "unknown", "--otlp", endpoint])

    out, err = capsys.readouterr()
    assert code == 1
    assert "GET /proxy/abandoned" in out
    assert f"the Collector at {endpoint} did not take the telemetry" in err


def test_otlp_without_the_exporter_says_what_to_install() -> None:
    """The exporter belongs to the extra too."""
    run = piped(without(EXPORTER, arguments=["--otlp", "http://127.0.0.1:4318"]))

    assert run.returncode == 2
    assert "pip install 'otel-errkind[demo]'" in run.stderr
