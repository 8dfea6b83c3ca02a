"""A distribution that teaches otel-errkind a provider, installed beside it, and one that is broken.

`.ci/run` names the folder of the distributions in `ERRKIND_DISTRIBUTIONS`. The provider is `tests/extension`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

(WHEEL,) = Path(os.environ["ERRKIND_DISTRIBUTIONS"]).glob("*.whl")
EXTENSION = Path(__file__).parents[1] / "extension"
UV = Path(sys.executable).with_name("uv")
BUSY = '{"mishap": {"kind": "PAD_BUSY", "note": "Two rockets before you", "again_in": 30}}'

APPLICATION = f"""
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
import httpx

class Acme(BaseHTTPRequestHandler):
    def do_GET(self):
        curfew = self.path == "/curfew"
        self.send_response(403 if curfew else 500)
        if curfew:
            self.send_header("X-Acme", "Curfew")
        self.end_headers()
        self.wfile.write(b"" if curfew else {BUSY.encode()!r})

    def log_message(self, *_):
        pass

provider = HTTPServer(("127.0.0.1", 0), Acme)
Thread(target=provider.serve_forever, daemon=True).start()
with httpx.Client(trust_env=False, base_url=f"http://127.0.0.1:{{provider.server_port}}") as client:
    client.get("/busy")
    client.get("/curfew")
"""

BROKEN = {
    "pyproject.toml": """
[project]
name = "errkind-example-broken"
version = "1.0"
[project.entry-points."otel_errkind.dialects"]
aaa-raises = "errkind_example_broken:RAISES"
aaa-nonsense = "errkind_example_broken:NONSENSE"
aaa-missing = "errkind_example_broken:NO_SUCH_NAME"
[project.entry-points."otel_errkind.rules"]
aaa-crashes = "errkind_example_broken.crashes:RULES"
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
""",
    "errkind_example_broken/__init__.py": """
from otel_errkind.dialects import Dialect
RAISES = Dialect(read=lambda body: body["no such field"])
NONSENSE = Dialect(read=lambda body: "PAD_BUSY")
""",
    "errkind_example_broken/crashes.py": "raise RuntimeError('crashed')",
}


class Environment(NamedTuple):
    """A virtual environment with the wheel, httpx, and what a test adds."""

    folder: Path

    def run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of its commands, as it is to succeed."""
        return subprocess.run(  # noqa: S603 - our own command
            (self.folder / "bin" / command, *arguments),
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )

    def called(self) -> tuple[list[dict[str, Any]], str]:
        """Run the application under OpenTelemetry's launcher; return what it exported and what was logged."""
        exporters = (
            "--traces_exporter",
            "console",
            "--metrics_exporter",
            "console",
            "--logs_exporter",
            "none",
        )
        python = str(self.folder / "bin" / "python")
        done = self.run("opentelemetry-instrument", *exporters, python, "-c", APPLICATION)
        decoder, exported, text = json.JSONDecoder(), [], done.stdout.lstrip()
        while text:
            value, end = decoder.raw_decode(text)
            exported.append(value)
            text = text[end:].lstrip()
        return exported, done.stderr


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Environment]:
    """Return a function that makes an environment with some distributions beside ours."""

    def make(*distributions: Path) -> Environment:
        made = Environment(tmp_path_factory.mktemp("extension") / "venv")
        added = (WHEEL, *distributions, "httpx", "opentelemetry-distro")
        for command in (
            ("venv", "-q", "--no-python-downloads", "--python", sys.executable, made.folder),
            ("pip", "install", "-q", "--python", made.folder, *added),
        ):
            subprocess.run((UV, *map(str, command)), check=True, timeout=120)  # noqa: S603 - our own command
        return made

    return make


@pytest.fixture(scope="module")
def extended(environment: Callable[..., Environment]) -> Environment:
    """Return an environment that has the provider's distribution."""
    return environment(EXTENSION)


def rules(exported: list[dict[str, Any]]) -> list[str]:
    """Return who decided, span by span."""
    return [value["attributes"]["errkind.rule"] for value in exported if "context" in value]


def reasons(exported: list[dict[str, Any]]) -> dict[str, int]:
    """Return how many errors were counted, by reason."""
    points = [
        point
        for value in exported
        for resource in value.get("resource_metrics", ())
        for scope in resource["scope_metrics"]
        for metric in scope["metrics"]
        if metric["name"] == "errkind.client.errors"
        for point in metric["data"]["data_points"]
    ]
    return {point["attributes"]["errkind.reason"]: point["value"] for point in points}


def words(printed: str) -> list[str]:
    """Return the lines with one space between words."""
    return [" ".join(line.split()) for line in printed.splitlines()]


def test_without_it_the_status_decides(environment: Callable[..., Environment]) -> None:
    """Nothing that is built in knows what this provider means."""
    exported, logged = environment().called()

    assert rules(exported) == ["status", "status"]
    assert reasons(exported) == {"internal": 1, "permission_denied": 1}
    assert logged == ""


def test_with_it_the_provider_is_understood(extended: Environment) -> None:
    """Its dialect and its rule decide, on the span and in the count; the application knows of neither."""
    exported, logged = extended.called()

    assert rules(exported) == ["dialect:acme", "user:acme-curfew"]
    assert reasons(exported) == {"capacity": 1, "maintenance": 1}
    busy = next(value["attributes"] for value in exported if "context" in value)
    assert (busy["errkind.code"], busy["errkind.retry_after"]) == ("PAD_BUSY", 30.0)
    assert busy["errkind.message"] == "Two rockets before you"
    assert logged == ""


def test_it_is_explained(extended: Environment) -> None:
    """`otel-errkind explain` names the dialect and its row, and the rule."""
    by_dialect = extended.run("otel-errkind", "explain", "--status", "500", "--body", BUSY).stdout
    by_rule = extended.run("otel-errkind", "explain", "--status", "403", "--header", "x-acme: curfew").stdout

    assert "rule dialect:acme" in words(by_dialect)
    assert 'acme: "PAD_BUSY" means capacity by its row in the dialect\'s table' in by_dialect
    assert "rule user:acme-curfew" in words(by_rule)


def test_a_broken_one_is_left_out(environment: Callable[..., Environment], tmp_path: Path) -> None:
    """Each broken part is reported once by its name; the sound distribution beside it decides."""
    for name, text in BROKEN.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    exported, logged = environment(EXTENSION, tmp_path).called()

    assert rules(exported) == ["dialect:acme", "user:acme-curfew"]
    for place in (
        "asking the dialect 'aaa-raises', which is dropped for good",
        "asking the dialect 'aaa-nonsense', which is dropped for good",
        "loading the dialect 'aaa-missing' of the distribution 'errkind-example-broken'",
        "loading the rules 'aaa-crashes' of the distribution 'errkind-example-broken'",
    ):
        assert logged.count(place) == 1
    assert logged.count("this is logged once") == 4
