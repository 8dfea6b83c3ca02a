"""`opentelemetry-instrument` on an application that knows nothing of it: `apps/shop.py`."""

from __future__ import annotations

import json
import sys
from ast import literal_eval
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import pytest

from apps import shop
from apps.launch import COMMAND, DISABLED, TO_CONSOLE, Exported, metadata_ahead, start
from faults import FaultServer, Then, refused_port
from otel_errkind._core.model import ErrorCategory
from secret_samples import SHAPES, SURROUNDED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTRIB_FIRST = ("opentelemetry-instrumentation-httpx", "opentelemetry-instrumentation-aiohttp-client")
OURS_FIRST = ("otel-errkind",)
OURS = "errkind-httpx,errkind-httpx2,errkind-aiohttp-client"
CONTRIB = "httpx,httpx2,aiohttp-client"
CALLS = len(shop.CLIENTS) * len(shop.CALLS)


class Answer(NamedTuple):
    """How the server answers a failing call, and the category of that."""

    category: ErrorCategory
    status: int | None = None
    kind: str | None = None
    """The `type` of the error in the body."""


ANSWERS = {
    "/orders": Answer(ErrorCategory.BAD_REQUEST, 422, "validation_error"),
    "/key": Answer(ErrorCategory.UNAUTHORIZED, 401, "authentication_error"),
    "/limit": Answer(ErrorCategory.RATE_LIMITED, 429, "rate_limit_error"),
    "/busy": Answer(ErrorCategory.OVERLOADED, 529, "overloaded_error"),
    "/crash": Answer(ErrorCategory.SERVER_ERROR, 500, "api_error"),
    "/abandoned": Answer(ErrorCategory.UNKNOWN, 499, "cancelled"),
    "/stall": Answer(ErrorCategory.TIMEOUT),
    "/refused": Answer(ErrorCategory.SERVER_ERROR),
}
SAMPLES = (
    *chain.from_iterable(SHAPES.values()),
    *(SURROUNDED[kind][0] for kind in ("bearer", "userinfo", "email", "card", "named", "webhook")),
)
SECRETS = {sample.secret for sample in SAMPLES}
BODIES = [path for path, answer in ANSWERS.items() if answer.status]
ECHOES = {path: [sample.text for sample in SAMPLES[turn :: len(BODIES)]] for turn, path in enumerate(BODIES)}
"""The secrets that each failing answer repeats, as careless servers do."""


@dataclass(frozen=True)
class Run(Exported):
    """One run of the application."""

    journal: list[list[str]]


@dataclass(frozen=True)
class Application:
    """The application beside its server, ready to be started."""

    folder: Path
    addresses: tuple[str, str]

    def bare(self) -> Run:
        """Run it as it is."""
        return self._run((sys.executable,), {})

    def instrumented(
        self,
        *flags: str,
        clients: tuple[str, ...] = (),
        first: tuple[str, ...] = (),
        disabled: str = "",
        **environ: str,
    ) -> Run:
        """Run it under `opentelemetry-instrument`."""
        environ |= TO_CONSOLE | metadata_ahead(self.folder, *first) | {DISABLED: disabled}
        return self._run((COMMAND, *flags, sys.executable), environ, clients)

    def _run(self, launcher: tuple[str, ...], environ: dict[str, str], clients: tuple[str, ...] = ()) -> Run:
        transcript = self.folder / "transcript.json"
        transcript.unlink(missing_ok=True)
        argv = (*launcher, shop.__file__, *self.addresses, str(transcript), *clients)
        exported = start(argv, environ, self.folder)
        return Run(exported.output, exported.complaints, json.loads(transcript.read_text(encoding="utf-8")))


def program(server: FaultServer) -> None:
    """Teach the server its answers."""
    is_json = {"content-type": "application/json"}
    for path, echo in ECHOES.items():
        error = {"type": ANSWERS[path].kind, "message": f"You sent {echo[0]}", "sent": echo}
        body = json.dumps({"type": "error", "error": error}).encode()
        server.answer(path, ANSWERS[path].status or 500, is_json, body)
    server.script("/stall", (Then.STALL,))
    server.answer("/catalogue", 200, is_json, json.dumps([sample.text for sample in SAMPLES]).encode())
    server.answer("/basket", 204)
    server.answer("/report", 200, chunks=[(0, b"one\n"), (0.02, b"two\n"), (0.02, b"three\n")])


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """Start the server that the application calls."""
    with FaultServer() as server, refused_port() as refused:
        program(server)
        addresses = (server.url("/").rstrip("/"), f"http://127.0.0.1:{refused}")
        yield Application(tmp_path_factory.mktemp("shop"), addresses)


@pytest.fixture(scope="module")
def bare(application: Application) -> Run:
    """Run the application without OpenTelemetry."""
    return application.bare()


@pytest.fixture(scope="module")
def run(request: pytest.FixtureRequest, application: Application) -> Run:
    """Run the application as one of the cases says."""
    return application.instrumented(**CASES[request.param])


CASES: dict[str, Any] = {
    "contrib-first": {"first": CONTRIB_FIRST},
    "ours-first": {"first": OURS_FIRST},
    "contrib-only": {"disabled": OURS},
    "ours-only": {"disabled": CONTRIB},
}
in_both_orders = pytest.mark.parametrize("run", ["contrib-first", "ours-first"], indirect=True)
in_every_case = pytest.mark.parametrize("run", CASES, indirect=True)


def path_of(attributes: dict[str, Any]) -> str:
    """Return the path that a span's call asked for."""
    return urlsplit(str(attributes["http.url"])).path


@pytest.mark.parametrize(
    ("first", "names"), [(CONTRIB_FIRST, CONTRIB), (OURS_FIRST, OURS)], ids=["contrib-first", "ours-first"]
)
def test_the_order_is_as_named(application: Application, first: tuple[str, ...], names: str) -> None:
    """What the other tests call an order is that in which `opentelemetry-instrument` finds entry points."""
    found = "[entry.name for entry in entry_points(group='opentelemetry_instrumentor')]"
    code = f"from importlib.metadata import entry_points; print(*{found})"
    environ = metadata_ahead(application.folder, *first)

    printed = start((sys.executable, "-c", code), environ, application.folder).output

    assert set(printed.split()[:3]) == set(names.split(","))


@in_both_orders
def test_each_of_forty_failures_is_classified_on_its_own_span(run: Run) -> None:
    """Each of the 40 failing calls has one span with its category; all seven categories are there."""
    classified = Counter((path_of(verdict), verdict["errkind.category"]) for verdict in run.verdicts)

    assert classified == {(path, answer.category): len(shop.CLIENTS) for path, answer in ANSWERS.items()}
    assert classified.total() == 40
    assert {answer.category for answer in ANSWERS.values()} == set(ErrorCategory)


@in_both_orders
def test_forty_errors_are_counted(run: Run) -> None:
    """The counter holds one for each failing call, under its category."""
    caused = Counter(answer.category.value for _ in shop.CLIENTS for answer in ANSWERS.values())

    assert run.counts == caused
    assert run.counts.total() == 40


@in_both_orders
def test_no_call_has_a_second_span(run: Run) -> None:
    """Every call, failed or not, is one CLIENT span in a trace of its own."""
    traces = {span["context"]["trace_id"] for span in run.spans}

    assert len(run.spans) == len(traces) == CALLS
    assert {span["kind"] for span in run.spans} == {"SpanKind.CLIENT"}


@in_both_orders
def test_a_success_has_nothing_of_ours(run: Run) -> None:
    """The spans of successful calls are those that OpenTelemetry's instrumentors make."""
    paths = {call.path for call in shop.SUCCESSES}

    successes = [span for span in run.spans if path_of(span["attributes"]) in paths]

    assert len(successes) == len(shop.CLIENTS) * len(shop.SUCCESSES)
    names = {name for span in successes for name in span["attributes"]}
    assert names == {"http.method", "http.url", "http.status_code"}
    assert {span["status"]["status_code"] for span in successes} == {"UNSET"}


@in_both_orders
def test_no_secret_of_a_body_is_exported(run: Run) -> None:
    """The bodies are on the spans, and of the secrets that the server put there none is in the output."""
    bodies = [text for verdict in run.verdicts if (text := verdict.get("http.response.body.content"))]

    assert len(bodies) == len(BODIES) * len(shop.CLIENTS)
    assert all("[REDACTED]" in body for body in bodies)
    assert [secret for secret in SECRETS if secret in run.output + run.complaints] == []


def test_without_redaction_every_secret_is_exported(application: Application) -> None:
    """With `--errkind_redact false` every planted secret shows: it is the redaction that keeps them out."""
    run = application.instrumented(
        *("--errkind_redact", "false", "--errkind_body_limit", "8192"), clients=("httpx", "aiohttp")
    )

    assert [secret for secret in SECRETS if secret not in run.output] == []


@in_every_case
def test_nothing_is_logged(run: Run) -> None:
    """No warning comes of us, nor of OpenTelemetry about us."""
    assert run.complaints == ""


def joined(journal: list[list[str]]) -> list[list[str]]:
    """Join chunks in a row: how many came at a time is the network's choice, and a busy machine's."""
    entries = list[list[str]]()
    for kind, *rest in journal:
        if entries and kind == entries[-1][0] == "chunk":
            entries[-1] = [kind, repr(literal_eval(entries[-1][1]) + literal_eval(rest[0]))]
        else:
            entries.append([kind, *rest])
    return entries


@in_every_case
def test_the_application_sees_the_same(run: Run, bare: Run) -> None:
    """Bytes, headers, exceptions with their causes, and their order are the bare application's."""
    assert joined(run.journal) == joined(bare.journal)
    assert [entry[0] for entry in bare.journal].count("raised") == 4 * len(shop.CLIENTS)


@pytest.mark.parametrize("run", ["ours-only"], indirect=True)
def test_ours_alone_makes_the_spans_of_failures(run: Run) -> None:
    """Without OpenTelemetry's instrumentors each failing call has one span, of ours; successes have none."""
    assert len(run.spans) == len(run.verdicts) == run.counts.total() == 40


def test_one_of_ours_can_be_disabled(application: Application) -> None:
    """With `errkind-httpx` disabled httpx has OpenTelemetry's spans alone, and aiohttp has its verdicts."""
    run = application.instrumented(clients=("httpx", "aiohttp"), disabled="errkind-httpx")

    assert len(run.spans) == 2 * len(shop.CALLS)
    assert len(run.verdicts) == run.counts.total() == len(ANSWERS)


def test_a_flag_is_a_setting(application: Application) -> None:
    """With `--errkind_body_limit 0` no span holds a body, and the categories stay."""
    run = application.instrumented("--errkind_body_limit", "0", clients=("httpx",))

    categories = {path_of(verdict): verdict["errkind.category"] for verdict in run.verdicts}
    assert categories == {path: answer.category for path, answer in ANSWERS.items()}
    assert "http.response.body.content" not in run.output


def test_a_bad_value_is_told_once(application: Application) -> None:
    """A bad variable is named once, with value and what is accepted, though three instrumentors read it."""
    run = application.instrumented(clients=("httpx",), OTEL_PYTHON_ERRKIND_BODY_LIMIT="plenty")

    assert run.complaints == (
        "The variable OTEL_PYTHON_ERRKIND_BODY_LIMIT is 'plenty', so the default applies; "
        "accepted: a whole number from 0 to 65536.\n"
    )
    assert run.counts.total() == len(ANSWERS)
