"""The installed package, in an environment that has some of the clients, or none.

`.ci/run` copies this file to a folder of its own and runs it there with the interpreter of each environment;
`ERRKIND_CLIENTS` names the clients that are meant to be there, so that none can be missing unnoticed.
"""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import sysconfig
from collections import Counter
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from packaging.requirements import Requirement

import otel_errkind

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENTS = ("httpx", "httpx2", "aiohttp")
THERE = os.environ["ERRKIND_CLIENTS"].split()
SCRIPTS = Path(sysconfig.get_path("scripts"))
OURS = distribution("otel-errkind")
INSTRUMENTORS = OURS.entry_points.select(group="opentelemetry_instrumentor")

needs_a_client = pytest.mark.skipif(not THERE, reason="this environment has no client, on purpose")
needs_no_client = pytest.mark.skipif(bool(THERE), reason="this environment has a client, on purpose")

APPLICATION = """
import asyncio, socket, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module
from threading import Thread

class Provider(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(429)
        self.end_headers()
        self.wfile.write(b'{"error": {"code": "insufficient_quota", "message": "Pay first"}}')

    def log_message(self, *_):
        pass

def call_httpx(library, url):
    try:
        return library.get(url, trust_env=False).status_code
    except library.ConnectError:
        return None

async def call_aiohttp(library, url):
    async with library.ClientSession() as session:
        try:
            async with session.get(url) as response:
                return response.status
        except library.ClientConnectorError:
            return None

def call(client, url):
    library = import_module(client)
    if client == "aiohttp":
        return asyncio.run(call_aiohttp(library, url))
    return call_httpx(library, url)

provider = HTTPServer(("127.0.0.1", 0), Provider)
Thread(target=provider.serve_forever, daemon=True).start()
closed = socket.socket()
closed.bind(("127.0.0.1", 0))
for client in sys.argv[1:]:
    assert call(client, f"http://127.0.0.1:{provider.server_port}/{client}") == 429
    assert call(client, f"http://127.0.0.1:{closed.getsockname()[1]}/{client}") is None
"""


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, whatever that is."""
    return subprocess.run(  # noqa: S603 (our own commands)
        command, capture_output=True, text=True, check=False, timeout=120
    )


def run_application(*flags: str) -> subprocess.CompletedProcess[str]:
    """Run the application with each client that is there, under OpenTelemetry's own launcher."""
    exporters = ("--traces_exporter", "console", "--metrics_exporter", "console", "--logs_exporter", "none")
    program = (sys.executable, "-c", APPLICATION, *THERE)
    return run(SCRIPTS / "opentelemetry-instrument", *exporters, *flags, *program)


def exported(text: str) -> Iterator[dict[str, Any]]:
    """Read what the console exporters printed."""
    decoder = json.JSONDecoder()
    while text := text.lstrip():
        value, end = decoder.raw_decode(text)
        yield value
        text = text[end:]


def spans(application: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    """Return the attributes of each span."""
    return [value["attributes"] for value in exported(application.stdout) if "context" in value]


def counts(application: subprocess.CompletedProcess[str]) -> dict[tuple[str, str], int]:
    """Return how many errors were counted, by client and category."""
    points = [
        point
        for value in exported(application.stdout)
        for resource in value.get("resource_metrics", ())
        for scope in resource["scope_metrics"]
        for metric in scope["metrics"]
        if metric["name"] == "errkind.client.errors"
        for point in metric["data"]["data_points"]
    ]
    labels = [point["attributes"] for point in points]
    keys = [(label["errkind.client"], label["errkind.category"]) for label in labels]
    return dict(zip(keys, (point["value"] for point in points), strict=True))


def test_the_installed_package_is_tested() -> None:
    """The package comes from this environment, not from a source tree nearby."""
    file = Path(otel_errkind.__file__).resolve()

    assert file.is_relative_to(Path(sysconfig.get_path("purelib")).resolve())


def test_the_environment_is_the_one_that_was_meant() -> None:
    """The clients that were named are installed, the others are not."""
    assert [client for client in CLIENTS if find_spec(client)] == THERE


def test_importing_the_package_imports_no_client() -> None:
    """Neither the package nor the modules of its entry points import a client or `rich`."""
    modules = sorted({entry.module for entry in OURS.entry_points})
    program = f"import sys, {', '.join(modules)}; print({{*{CLIENTS}, 'rich'}} & sys.modules.keys())"

    imported = run(sys.executable, "-I", "-c", program)

    assert (imported.stdout, imported.stderr) == ("set()\n", "")


def test_a_verdict_needs_no_client() -> None:
    """A response is classified by its status, headers and body, whoever received it."""
    info = otel_errkind.classify(status_code=429, body=b'{"error": {"code": "insufficient_quota"}}')

    assert info is not None
    assert info.category is otel_errkind.ErrorCategory.UNAUTHORIZED


@pytest.mark.parametrize("entry", OURS.entry_points, ids=lambda entry: entry.name)
def test_an_entry_point_loads(entry: Any) -> None:
    """Each entry point names something that is there, with or without the clients."""
    assert entry.load()


def test_the_instrumentors_need_what_the_extra_names() -> None:
    """Of each client the loader of OpenTelemetry and our instrumentor accept the same versions."""
    extra = [Requirement(text) for text in OURS.requires or () if "instruments-any" in text]
    accepted = [
        Requirement(text) for e in INSTRUMENTORS for text in e.load()().instrumentation_dependencies()
    ]

    versions = {requirement.name: requirement.specifier for requirement in accepted}
    assert versions == {requirement.name: requirement.specifier for requirement in extra}
    assert sorted(versions) == sorted(CLIENTS)


def test_an_application_that_knows_nothing_of_it() -> None:
    """Each failed call has one span with the verdict and one count; nothing is said of the absent clients."""
    application = run_application()

    assert (application.returncode, application.stderr) == (0, "")
    verdicts = Counter((span["errkind.category"], span["errkind.reason"]) for span in spans(application))
    once = len(THERE)
    assert verdicts == Counter(
        {("unauthorized", "billing"): once, ("server_error", "connection_refused"): once}
    )
    categories = ("unauthorized", "server_error")
    assert counts(application) == {(client, category): 1 for client in THERE for category in categories}


@needs_a_client
def test_a_setting_is_a_flag_of_the_launcher() -> None:
    """`opentelemetry-instrument` takes each variable of ours as a flag."""
    application = run_application("--errkind_body_limit", "9")

    bodies = [span.get("http.response.body.content") for span in spans(application)]
    assert sorted(filter(None, bodies)) == ['{"error":'] * len(THERE)


def test_explaining_needs_no_client() -> None:
    """`explain` knows the exceptions of clients that are not there, and prints without the extra's `rich`."""
    explanation = run(SCRIPTS / "otel-errkind", "explain", "httpx.ConnectError", "socket.gaierror")

    assert explanation.returncode == 0, explanation.stderr
    assert explanation.stdout.splitlines()[1] == "reason     dns: The host name does not resolve."


def test_the_doctor_sees_the_clients_that_are_there() -> None:
    """The doctor says which clients are hooked; nothing is wrong unless there is none."""
    exporters = ("--traces_exporter", "console", "--metrics_exporter", "console", "--logs_exporter", "none")
    program = (SCRIPTS / "opentelemetry-instrument", *exporters, sys.executable, "no-such-file.py")

    diagnosis = run(SCRIPTS / "otel-errkind", "doctor", "--json", "--", *program)

    report = json.loads(diagnosis.stdout)
    assert [client["name"] for client in report["clients"] if client["hooks"]] == THERE
    assert [problem["check"] for problem in report["problems"]] == ([] if THERE else ["no-client"])
    assert diagnosis.returncode == (0 if THERE else 1)


def test_only_the_extra_brings_what_draws() -> None:
    """`rich` is there where the extra was asked for, which brings every client, and nowhere else."""
    assert (find_spec("rich") is not None) == (len(THERE) == len(CLIENTS))


@pytest.mark.parametrize("words", [("explain", "--status", "503"), ("table", "categories")], ids=" ".join)
def test_a_terminal_needs_no_extra(words: tuple[str, ...]) -> None:
    """On a terminal a command prints, in colour if `rich` is there."""
    ours, theirs = pty.openpty()

    # Read only afterwards: both fit into what a terminal holds back.
    done = subprocess.run(  # noqa: S603 - our own command
        (SCRIPTS / "otel-errkind", *words), stdout=theirs, stderr=subprocess.PIPE, check=False, timeout=120
    )

    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "overloaded" in shown
    assert ("\x1b[" in shown) == (find_spec("rich") is not None)


@needs_a_client
def test_the_demonstration_shows_the_clients_that_are_there() -> None:
    """The demonstration calls with what is installed, says what it leaves out, and is right each time."""
    demonstration = run(SCRIPTS / "otel-errkind", "demo", "--json")

    assert demonstration.returncode == 0, demonstration.stderr
    shown = {call["client"].split()[0] for call in json.loads(demonstration.stdout)["calls"]}
    assert shown == set(THERE)
    left_out = [line.split()[2] for line in demonstration.stderr.splitlines() if "not installed" in line]
    assert left_out == [client for client in CLIENTS if client not in THERE]


@needs_no_client
def test_the_demonstration_says_what_is_missing() -> None:
    """Without a client the demonstration is misuse: it names the clients and how to install them."""
    demonstration = run(SCRIPTS / "otel-errkind", "demo")

    assert (demonstration.returncode, demonstration.stdout) == (2, "")
    assert all(client in demonstration.stderr for client in CLIENTS)
    assert "pip install 'otel-errkind[demo]'" in demonstration.stderr
