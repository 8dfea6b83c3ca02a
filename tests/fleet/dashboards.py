"""Write the dashboards: `python tests/fleet/dashboards.py`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from fleet.panels import Kind, Page, Panel, Variable, document
from readme import ROOT

FOLDER = ROOT / "collector-config" / "grafana" / "dashboards"

SERVICE = Variable("service", "Service", "label_values(service_host:errkind_calls:increase5m, job)")
HOST = Variable("host", "Host", "label_values(service_host:errkind_calls:increase5m, server_address)")
ONE_HOST = HOST._replace(label="Provider", several=False)

_CHOSEN = 'job=~"$service", server_address=~"$host"'
_BY_HOST = "sum by (server_address, errkind_category)"
_BY_CATEGORY = "sum by (errkind_category)"
_CALLS = f"service_host:errkind_calls:increase5m{{{_CHOSEN}}}"
_TRACED = f"service_host_category:errkind_traced_errors:increase5m{{{_CHOSEN}}}"
_RATIO = f"service_host_category:errkind_errors:ratio5m{{{_CHOSEN}}}"
_CLIENT_SPANS = f'{_CHOSEN}, span_kind="SPAN_KIND_CLIENT"'
_ERRORS = f"service_host_category:errkind_errors:increase5m{{{_CHOSEN}}}"
_COUNTER = f'errkind_client_errors_total{{{_CHOSEN}, errkind_outcome!="retried"}}'
_LATEST = f"errkind:client_errors:max{{{_CHOSEN}}}"
_DETAILS = "errkind_details_calls_total"

OVERVIEW = Page(
    "errkind-overview",
    "Outbound errors",
    "Which of the seven kinds of errors the services of a fleet meet, where, and how often.",
    (SERVICE, HOST),
    (
        Panel(
            "Errors in 5 minutes",
            Kind.NUMBERS,
            f"{_BY_CATEGORY} ({_ERRORS})",
            "{{errkind_category}}",
            width=24,
            says="What the applications saw: attempts that a retry got past are not in it.",
        ),
        Panel(
            "Errors by category",
            Kind.STACK,
            f"{_BY_CATEGORY} ({_ERRORS})",
            "{{errkind_category}}",
            says="Errors of the last five minutes.",
        ),
        Panel(
            "Errors a second, with example traces",
            Kind.LINES,
            f"{_BY_CATEGORY} (rate({_COUNTER}[$__rate_interval]))",
            "{{errkind_category}}",
            "reqps",
            says="Each dot is the trace of one failed call.",
            exemplars=True,
        ),
        Panel(
            "Share of calls that fail, by service",
            Kind.LINES,
            'service:errkind_errors:ratio5m{job=~"$service"}',
            "{{job}}",
            "percentunit",
            says="All categories but bad_request, of all calls, those without a response included.",
        ),
        Panel(
            "Share of calls that fail, by host and category",
            Kind.LINES,
            f"{_BY_HOST} ({_RATIO})",
            "{{server_address}} {{errkind_category}}",
            "percentunit",
        ),
        Panel("Errors by service", Kind.BARS, f"topk(10, sum by (job) ({_ERRORS}))", "{{job}}", width=8),
        Panel(
            "Errors by host",
            Kind.BARS,
            f"topk(10, sum by (server_address) ({_ERRORS}))",
            "{{server_address}}",
            width=8,
        ),
        Panel(
            "How long providers ask to wait",
            Kind.BARS,
            f'sum by (errkind_wait) ({_DETAILS}{{{_CHOSEN}, errkind_wait!=""}})',
            "{{errkind_wait}}",
            width=8,
            says="Answers that say how long, up to that long, since the Collector started.",
        ),
        Panel(
            "Top codes of providers",
            Kind.TABLE,
            f"topk(15, sum by (server_address, errkind_category, errkind_code) "
            f'({_DETAILS}{{{_CHOSEN}, errkind_code!=""}}))',
            says="Since the Collector started.",
        ),
        Panel(
            "Top reasons",
            Kind.TABLE,
            f"topk(15, sum by (errkind_category, errkind_reason, http_response_status_code) ({_LATEST}))",
            says="As counted by the processes that run.",
        ),
    ),
)

PROVIDER = Page(
    "errkind-provider",
    "Outbound errors: one provider",
    "What one host does to the services that call it.",
    (ONE_HOST, SERVICE),
    (
        Panel(
            "Calls in 5 minutes",
            Kind.NUMBERS,
            f"sum({_CALLS})",
            "calls",
            width=6,
        ),
        Panel(
            "Share of calls that fail",
            Kind.NUMBERS,
            f"sum({_TRACED}) / sum({_CALLS} > 0)",
            "share",
            "percentunit",
            width=6,
        ),
        Panel(
            "Errors in 5 minutes",
            Kind.NUMBERS,
            f"{_BY_CATEGORY} ({_ERRORS})",
            "{{errkind_category}}",
            width=12,
        ),
        Panel(
            "Share of calls by category",
            Kind.STACK,
            f"{_BY_CATEGORY} ({_TRACED}) / on () group_left () sum({_CALLS} > 0)",
            "{{errkind_category}}",
            "percentunit",
        ),
        Panel(
            "Errors a second by reason, with example traces",
            Kind.LINES,
            f"sum by (errkind_reason) (rate({_COUNTER}[$__rate_interval]))",
            "{{errkind_reason}}",
            "reqps",
            exemplars=True,
        ),
        Panel(
            "How long a call takes, 9 of 10",
            Kind.LINES,
            "histogram_quantile(0.9, sum by (le, errkind_category) "
            f"(rate(traces_span_metrics_duration_seconds_bucket{{{_CLIENT_SPANS}}}[$__rate_interval])))",
            "{{errkind_category}}",
            "s",
            says="The line without a name is that of the successes.",
        ),
        Panel(
            "Failed attempts by what became of them",
            Kind.STACK,
            f"sum by (errkind_outcome) (rate(errkind_client_errors_total{{{_CHOSEN}}}[$__rate_interval]))",
            "{{errkind_outcome}}",
            "reqps",
            says="terminal: the application saw it. retried: another attempt followed.",
        ),
        Panel(
            "Codes",
            Kind.TABLE,
            f'topk(20, sum by (errkind_category, errkind_code) ({_DETAILS}{{{_CHOSEN}, errkind_code!=""}}))',
            says="The provider's own, since the Collector started.",
        ),
        Panel(
            "Reasons and statuses",
            Kind.TABLE,
            f"topk(20, sum by (errkind_category, errkind_reason, http_response_status_code) ({_LATEST}))",
            says="As counted by the processes that run.",
        ),
        Panel(
            "Newest failed calls",
            Kind.TRACES,
            '{span.errkind.category != nil && span.server.address =~ "$host"'
            ' && resource.service.name =~ "$service"} '
            "| select(span.errkind.category, span.errkind.reason, span.errkind.code, span.errkind.message, "
            "span.errkind.retry_after)",
            width=24,
        ),
    ),
)


def _growth(name: str) -> str:
    """Ask for one of the Collector's own counters, which end in _total or not, by its version."""
    return f'(rate({{__name__=~"otelcol_{name}(_total)?"}}[$__rate_interval]))'


PIPELINE = Page(
    "errkind-pipeline",
    "Outbound errors: the Collectors",
    "Whether the Collectors take, count and deliver what they get.",
    (),
    (
        Panel(
            "Answering",
            Kind.NUMBERS,
            'min by (collector) (up{job="otel-collector-internal"})',
            "{{collector}}",
            width=6,
        ),
        Panel(
            "Lost in 5 minutes",
            Kind.NUMBERS,
            "sum(collector_exporter:otelcol_lost_items:rate5m) * 300 or vector(0)",
            "items",
            width=6,
            says="Spans, metric points and log records that an exporter has given up.",
        ),
        Panel(
            "Alerts that fire",
            Kind.NUMBERS,
            'count(ALERTS{alertstate="firing"}) or vector(0)',
            "alerts",
            width=6,
        ),
        Panel(
            "Series of errors and calls",
            Kind.NUMBERS,
            "count(errkind_client_errors_total or traces_span_metrics_calls_total "
            "or errkind_details_calls_total)",
            "series",
            width=6,
        ),
        Panel(
            "Spans in, a second",
            Kind.LINES,
            "sum by (collector, receiver) " + _growth("receiver_accepted_spans"),
            "{{collector}} {{receiver}}",
            "ops",
        ),
        Panel(
            "Spans out, a second",
            Kind.LINES,
            "sum by (collector, exporter) " + _growth("exporter_sent_spans"),
            "{{collector}} {{exporter}}",
            "ops",
        ),
        Panel(
            "Refused, a second",
            Kind.LINES,
            "sum by (collector) (collector_receiver:otelcol_refused_items:rate5m)",
            "{{collector}}",
            "ops",
            says="The memory limiter sends it back; SDKs try again for a while.",
        ),
        Panel(
            "Queues in use",
            Kind.LINES,
            "max by (collector, exporter) (otelcol_exporter_queue_size) "
            "/ (max by (collector, exporter) (otelcol_exporter_queue_capacity) > 0)",
            "{{collector}} {{exporter}}",
            "percentunit",
        ),
        Panel(
            "Memory", Kind.LINES, "max by (collector) (otelcol_process_memory_rss)", "{{collector}}", "bytes"
        ),
        Panel(
            "Processor time",
            Kind.LINES,
            "sum by (collector) " + _growth("process_cpu_seconds"),
            "{{collector}}",
            "percentunit",
            says="1 is one processor in full use.",
        ),
    ),
)

PAGES = {"overview.json": OVERVIEW, "provider.json": PROVIDER, "pipeline.json": PIPELINE}

if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(document(page), encoding="utf-8")
