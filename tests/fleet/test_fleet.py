"""A Collector, Prometheus, Alertmanager and Jaeger, all real: what went in is what can be asked for."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from collector.otelcol import CONFIG, until
from fleet import __main__ as command
from fleet import dashboards, stage
from fleet.conftest import BAD, GOOD, KNOWN_CLIENTS, REFUSED
from fleet.panels import Kind, asked
from otel_errkind._core.model import ErrorCategory

if TYPE_CHECKING:
    from fleet.conftest import Filled
    from fleet.panels import Panel

HOST = "127.0.0.1"
HANDBOOK = (CONFIG / "README.md").read_text(encoding="utf-8")
PANELS = [
    pytest.param(panel, id=f"{page.uid}: {panel.title}")
    for page in dashboards.PAGES.values()
    for panel in page.panels
    if panel.kind is not Kind.TRACES
]


def answer(filled: Filled, query: str) -> list[dict[str, Any]]:
    """Ask Prometheus until there is an answer: the Collector hands on its counts every 15 seconds."""
    until(lambda: filled.fleet.prometheus.query(query), f"nothing: {query}")
    return filled.fleet.prometheus.query(query)


def test_the_command_counts_the_same_everywhere(filled: Filled) -> None:
    """Each category has the same number where it was sent, in both metrics and in traces."""
    rows = [command.row(filled.fleet, category, filled.sent) for category in ErrorCategory]

    assert [name for name, *_ in rows] == list(ErrorCategory)
    assert all(len({*numbers}) == 1 and numbers[0] > 0 for _, *numbers in rows), command.table(rows)


def test_the_handbook_shows_what_the_command_prints(filled: Filled) -> None:
    """The table in the handbook is that of this demonstration."""
    rows = [command.row(filled.fleet, category, filled.sent) for category in ErrorCategory]

    assert command.table(rows) in HANDBOOK


@pytest.mark.parametrize("query", re.findall(r"^\| Prometheus, .*? \| `(.*)` \|$", HANDBOOK, re.MULTILINE))
def test_the_queries_of_the_handbook(filled: Filled, query: str) -> None:
    """What the handbook tells to ask of Prometheus has an answer."""
    assert answer(filled, query)


def test_the_series_of_the_handbook(filled: Filled) -> None:
    """Each series in the handbook's table is there."""
    _, _, rows = HANDBOOK.partition("| series | what it is |")
    cells = re.findall(r"^\| (`.*?`) \|", rows.partition("\n\n")[0], re.MULTILINE)

    names = [name for cell in cells for name in _names(cell)]

    assert len(names) == 11
    assert all(answer(filled, name) for name in names)


def _names(cell: str) -> list[str]:
    """Read a cell: the first name is whole, the others are other ends of it."""
    first, *ends = re.findall(r"`(.*?)`", cell)
    return [first, *(first.rpartition(":")[0] + end for end in ends)]


@pytest.mark.parametrize("category", ErrorCategory)
def test_a_span_is_found_by_its_category(filled: Filled, category: str) -> None:
    """The trace backend finds by attribute the spans that the demonstration says were made."""
    reasons = sorted(call["reason"] for call in filled.demo["calls"] if call["category"] == category)

    spans = filled.fleet.jaeger.spans(stage.DEMO, **{"errkind.category": category})

    tags = [{tag["key"]: tag["value"] for tag in span["tags"]} for span in spans]
    assert sorted(tag["errkind.reason"] for tag in tags) == reasons


@pytest.mark.parametrize("category", ErrorCategory)
def test_an_exemplar_leads_to_a_trace(filled: Filled, category: str) -> None:
    """An exemplar of the counter names a span that has the same category as its series."""
    spans = filled.fleet.jaeger.spans(stage.DEMO, **{"errkind.category": category})
    known = {(span["traceID"], span["spanID"]) for span in spans}

    selector = f'errkind_client_errors_total{{job="{stage.DEMO}", errkind_category="{category}"}}'
    exemplars = filled.fleet.prometheus.exemplars(selector)

    assert exemplars
    assert {(exemplar["trace_id"], exemplar["span_id"]) for exemplar in exemplars} <= known


@pytest.mark.parametrize("client", KNOWN_CLIENTS)
def test_the_ratio_of_known_traffic(filled: Filled, client: str) -> None:
    """Calls that got no response are above and below the line, for each client."""
    prometheus, service = filled.fleet.prometheus, f"known-{client}"
    selector = f'{{job="{service}", server_address="{HOST}"}}'

    until(lambda: prometheus.query(f"service_host_category:errkind_errors:ratio5m{selector} > 0"), "no ratio")

    spans = f'{{job="{service}", span_kind="SPAN_KIND_CLIENT"}}'
    calls = prometheus.by("job", f"sum by (job) (traces_span_metrics_calls_total{spans})")
    ratio = prometheus.by("errkind_category", f"service_host_category:errkind_errors:ratio5m{selector}")
    assert calls == {service: GOOD + BAD + REFUSED}
    assert ratio == {"server_error": pytest.approx((BAD + REFUSED) / (GOOD + BAD + REFUSED), rel=0.02)}


def test_why_the_duration_of_calls_is_no_denominator(filled: Filled) -> None:
    """The instrumentation of httpx counts no call without a response."""
    name = '{__name__=~"http_client_(request_)?duration.*_count", job="known-httpx"}'

    [counted] = filled.fleet.prometheus.by("job", f"sum by (job) ({name})").values()

    assert counted == GOOD + BAD


def test_an_alert_reaches_the_pager(filled: Filled) -> None:
    """The first refused credentials page at once, through Prometheus and Alertmanager."""
    until(lambda: filled.webhook.alerts("ErrkindUnauthorized"), "nobody was paged")

    [alert, *_] = filled.webhook.alerts("ErrkindUnauthorized")
    assert (alert.receiver, alert.status) == ("pager", "firing")
    assert alert.labels["job"] == stage.DEMO
    assert alert.labels["server_address"] == HOST
    assert stage.DEMO in alert.annotations["summary"]


def test_other_errors_page_nobody(filled: Filled) -> None:
    """A service without refused credentials is not in the page."""
    until(lambda: filled.webhook.alerts("ErrkindUnauthorized"), "nobody was paged")

    paged = {alert.labels["job"] for alert in filled.webhook.alerts("ErrkindUnauthorized")}

    assert paged == {stage.DEMO}


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_shows_something(filled: Filled, panel: Panel) -> None:
    """The panel's query, asked of Prometheus after the demonstration, has a result."""
    query = asked(panel, HOST)
    assert "$" not in query

    rows = answer(filled, query)

    labels = set(re.findall(r"\{\{(\w+)\}\}", panel.legend))
    assert all(labels - {"errkind_category"} <= row["metric"].keys() for row in rows), json.dumps(rows)
