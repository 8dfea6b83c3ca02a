"""Tools that change the clients of their whole process: each in a process of its own, `application.py`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from apps.launch import start
from faults import FaultServer, refused_port
from neighbours import application

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLIENTS = 5
FAILURES = {"unauthorized": CLIENTS, "overloaded": 2 * CLIENTS, "server_error": CLIENTS}
BODY = b'{"error": {"message": "Pay first", "code": "insufficient_quota"}}'

in_both_orders = pytest.mark.parametrize("order", ["ours-first", "ours-last"])
with_every_tool = pytest.mark.parametrize("tool", ["ddtrace", "logfire", "sentry-sdk"])


class Report(NamedTuple):
    """What the application printed."""

    seen: list[list[str]]
    spans: int
    verdicts: list[dict[str, Any]]
    counts: list[tuple[str, int]]

    def counted(self) -> Counter[str]:
        """Return how many errors of each category were counted."""
        counted: Counter[str] = Counter()
        for category, count in self.counts:
            counted[category] += count
        return counted


class Applications:
    """Runs of the application against one server, each made once."""

    def __init__(self, folder: Path, *addresses: str) -> None:
        """Know where to run and what to call."""
        self._folder = folder
        self._addresses = addresses
        self._reports: dict[tuple[str, str], Report] = {}

    def run(self, tool: str, order: str) -> Report:
        """Run the application beside a tool."""
        if (tool, order) not in self._reports:
            argv = (sys.executable, application.__file__, tool, order, *self._addresses)
            # Datadog looks for an agent, which the refusing port is not, and reports on itself elsewhere.
            silence = {
                "DD_TRACE_AGENT_URL": self._addresses[1],
                "DD_INSTRUMENTATION_TELEMETRY_ENABLED": "false",
                "DD_REMOTE_CONFIGURATION_ENABLED": "false",
            }
            exported = start(argv, silence, self._folder)
            assert "otel-errkind failed" not in exported.complaints
            self._reports[tool, order] = Report(**json.loads(exported.output))
        return self._reports[tool, order]


@pytest.fixture(scope="module")
def applications(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applications]:
    """Start the server that the application calls."""
    with FaultServer() as server, refused_port() as refused:
        server.answer("/fine", body=b"fine")
        server.answer("/limit", 429, {"content-type": "application/json"}, BODY)
        server.answer("/busy", 503, body=b"busy")
        addresses = (server.url("").rstrip("/"), f"http://127.0.0.1:{refused}")
        yield Applications(tmp_path_factory.mktemp("application"), *addresses)


@in_both_orders
@with_every_tool
def test_one_verdict_and_one_count(tool: str, order: str, applications: Applications) -> None:
    """Each failed call has one span with the verdict, and one count."""
    report = applications.run(tool, order)

    assert Counter(verdict["errkind.category"] for verdict in report.verdicts) == FAILURES
    assert report.counted() == FAILURES
    assert not any("http.request.resend_count" in verdict for verdict in report.verdicts)


@in_both_orders
@with_every_tool
def test_the_body_is_kept(tool: str, order: str, applications: Applications) -> None:
    """The error's body is on the span, whoever else has read it."""
    report = applications.run(tool, order)

    bodies = Counter(verdict.get("http.response.body.content") for verdict in report.verdicts)
    assert bodies == {BODY.decode(): CLIENTS, "busy": 2 * CLIENTS, None: CLIENTS}


@in_both_orders
@with_every_tool
def test_the_application_sees_the_same(tool: str, order: str, applications: Applications) -> None:
    """Bodies and exceptions are those that it gets beside the tool alone, and there are as many spans."""
    without = applications.run(tool, "without-us")

    report = applications.run(tool, order)

    assert report.seen == without.seen
    assert report.spans == without.spans
    assert without.verdicts == []


def test_logfire_scrubs_a_category_unless_it_is_told(applications: Applications) -> None:
    """Of a new logfire's spans `unauthorized` is gone, because "auth" is in it; of the counter it is not."""
    report = applications.run("logfire as it is", "ours-last")

    categories = Counter(verdict["errkind.category"] for verdict in report.verdicts)
    assert categories == {"[Scrubbed due to 'auth']": CLIENTS, "overloaded": 10, "server_error": CLIENTS}
    assert report.counted() == FAILURES
