"""What a panel shows, and how Grafana is told of it: the one module that knows the SDK's builders."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from grafana_foundation_sdk.builders import (
    bargauge,
    common,
    dashboard,
    prometheus,
    stat,
    table,
    tempo,
    timeseries,
)
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common as common_models
from grafana_foundation_sdk.models import dashboard as models
from grafana_foundation_sdk.models import prometheus as prometheus_models
from grafana_foundation_sdk.models import tempo as tempo_models

from otel_errkind._core.model import ErrorCategory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Builder: TypeAlias = timeseries.Panel | stat.Panel | bargauge.Panel | table.Panel

PROMETHEUS = models.DataSourceRef("prometheus", "prometheus")
TEMPO = models.DataSourceRef("tempo", "tempo")
"""Their uids are those of the provisioned data sources."""

COLORS = {
    ErrorCategory.BAD_REQUEST: "#8F6BD8",
    ErrorCategory.UNAUTHORIZED: "#D6304B",
    ErrorCategory.RATE_LIMITED: "#E8A317",
    ErrorCategory.OVERLOADED: "#E06A1B",
    ErrorCategory.TIMEOUT: "#2F7ED8",
    ErrorCategory.SERVER_ERROR: "#7A4B2A",
    ErrorCategory.UNKNOWN: "#8A8F98",
}
"""A category has one colour in every panel."""


class Kind(StrEnum):
    """How a panel draws what it finds."""

    LINES = "timeseries"
    STACK = "stack"
    NUMBERS = "stat"
    BARS = "bargauge"
    TABLE = "table"
    TRACES = "traces"


class Panel(NamedTuple):
    """One panel: its one query is PromQL, or TraceQL where it shows traces."""

    title: str
    kind: Kind
    query: str
    legend: str = ""
    unit: str = "short"
    width: int = 12
    says: str = ""
    exemplars: bool = False

    @property
    def is_instant(self) -> bool:
        """Tell whether only the newest value counts."""
        return self.kind in {Kind.NUMBERS, Kind.BARS, Kind.TABLE}


class Variable(NamedTuple):
    """A choice at the top of a page, of the values that a label has."""

    name: str
    label: str
    values: str
    several: bool = True


class Page(NamedTuple):
    """A dashboard."""

    uid: str
    title: str
    says: str
    variables: Sequence[Variable]
    panels: Sequence[Panel]


def document(page: Page) -> str:
    """Write the dashboard as Grafana reads it."""
    built = _bare(page)
    for variable in page.variables:
        built = built.with_variable(_variable(variable))
    for panel in page.panels:
        built = built.with_panel(_panel(panel))
    plain = json.loads(json.dumps(built.build(), cls=JSONEncoder))
    # The SDK gives every variable these fields, and Grafana's types know them for intervals only.
    for variable in plain.get("templating", {}).get("list", ()):
        for field in ("auto", "auto_count", "auto_min"):
            del variable[field]
    return json.dumps(plain, indent=2, sort_keys=True) + "\n"


def _bare(page: Page) -> dashboard.Dashboard:
    """Begin a dashboard."""
    built = dashboard.Dashboard(page.title).uid(page.uid).description(page.says).tags(["errkind"])
    built = built.time("now-1h", "now").refresh("30s").timezone("browser")
    return built.tooltip(models.DashboardCursorSync.CROSSHAIR).link(_other_pages())


def asked(panel: Panel, host: str) -> str:
    """Return the query as Grafana sends it for every service and one host."""
    escaped = host.replace(".", r"\\.")
    return panel.query.replace("$__rate_interval", "1m").replace("$service", ".*").replace("$host", escaped)


def _other_pages() -> dashboard.DashboardLink:
    link = dashboard.DashboardLink("errkind").type(models.DashboardLinkType.DASHBOARDS).tags(["errkind"])
    return link.as_dropdown(as_dropdown=True).include_vars(include_vars=True).keep_time(keep_time=True)


def _variable(variable: Variable) -> dashboard.QueryVariable:
    built = (
        dashboard.QueryVariable(variable.name)
        .label(variable.label)
        .datasource(PROMETHEUS)
        .query(variable.values)
        .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(models.VariableSort.ALPHABETICAL_ASC)
    )
    return (
        built.multi(multi=True).include_all(include_all=True).all_value(".*") if variable.several else built
    )


def _panel(panel: Panel) -> Builder:
    built = _DRAWN[panel.kind]().title(panel.title).description(panel.says).span(panel.width).height(8)
    if panel.kind is Kind.TRACES:
        return built.datasource(TEMPO).with_target(_traces(panel))
    built = built.datasource(PROMETHEUS).unit(panel.unit).with_target(_target(panel))
    for category, color in COLORS.items() if "errkind_category" in panel.legend else ():
        fixed = models.DynamicConfigValue("color", {"mode": "fixed", "fixedColor": color})
        built = built.override_by_name(category, [fixed])
    return built


def _target(panel: Panel) -> prometheus.Dataquery:
    query = prometheus.Dataquery().expr(panel.query).legend_format(panel.legend).ref_id("A")
    if panel.kind is Kind.TABLE:
        query = query.format(prometheus_models.PromQueryFormat.TABLE)
    return query.instant() if panel.is_instant else query.range().exemplar(panel.exemplars)


def _traces(panel: Panel) -> tempo.TempoQuery:
    query = tempo.TempoQuery().query_type("traceql").query(panel.query).ref_id("A").limit(20)
    return query.table_type(tempo_models.SearchTableType.SPANS)


def _lines() -> timeseries.Panel:
    legend = common.VizLegendOptions().show_legend(show_legend=True)
    legend = legend.placement(common_models.LegendPlacement.BOTTOM)
    legend = legend.display_mode(common_models.LegendDisplayMode.LIST).calcs([])
    return timeseries.Panel().legend(legend).line_width(2).fill_opacity(10).min(0)


def _stack() -> timeseries.Panel:
    normal = common.StackingConfig().mode(common_models.StackingMode.NORMAL).group("A")
    return _lines().fill_opacity(70).line_width(1).stacking(normal)


def _last() -> common.ReduceDataOptions:
    return common.ReduceDataOptions().calcs(["lastNotNull"]).values(values=False)


def _numbers() -> stat.Panel:
    panel = stat.Panel().reduce_options(_last()).graph_mode(common_models.BigValueGraphMode.NONE)
    return panel.color_mode(common_models.BigValueColorMode.BACKGROUND).decimals(0)


def _bars() -> bargauge.Panel:
    horizontal = common_models.VizOrientation.HORIZONTAL
    return (
        bargauge.Panel()
        .reduce_options(_last())
        .orientation(horizontal)
        .show_unfilled(show_unfilled=False)
        .min(0)
    )


def _table() -> table.Panel:
    return table.Panel().show_header(show_header=True)


_DRAWN: dict[Kind, Callable[[], Builder]] = {
    Kind.LINES: _lines,
    Kind.STACK: _stack,
    Kind.NUMBERS: _numbers,
    Kind.BARS: _bars,
    Kind.TABLE: _table,
    Kind.TRACES: _table,
}
