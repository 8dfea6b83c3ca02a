"""Draw what the overview shows, from its panels' own queries: `python tests/fleet/picture.py`.

Grafana is not needed: a fleet on loopback is filled for some minutes and every panel's query is asked of its
Prometheus.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import matplotlib as mpl

mpl.use("agg")
sys.path.insert(0, str(Path(__file__).parents[1]))

from matplotlib import pyplot as plt
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from collector.otelcol import until
from fleet import stage
from fleet.conftest import NEW
from fleet.dashboards import OVERVIEW
from fleet.panels import COLORS, Kind, Panel, asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.gridspec import GridSpec

    from fleet.stage import Fleet

PICTURE = Path(__file__).parents[1] / "pictures" / "dashboard.png"
MINUTES = 5
COLUMNS = 24
WIDTH = 10.5
"""Inches. A page shows the picture some 840 pixels wide: 9 points are some 10 pixels there."""
HOST = "127.0.0.1"
BACKGROUND, SURFACE, TEXT, FAINT = "#111217", "#181b1f", "#ccccdc", "#7b8087"
OTHERS = ("#5794F2", "#73BF69", "#F2CC0C", "#B877D9")
SERVICES = ("checkout", "search", "assistant")


def fill(fleet: Fleet) -> None:
    """Let some services run, each with its own troubles."""
    until(lambda: fleet.prometheus.query(NEW), "Prometheus never looked", patience=120)
    with ExitStack() as running:
        for shift, name in enumerate(SERVICES):
            running.enter_context(stage.service(fleet, name, 60 * MINUTES, 2 * shift))
        time.sleep(60 * MINUTES)


def draw(fleet: Fleet) -> None:
    """Draw every panel of the overview in its place."""
    rows = _rows(OVERVIEW.panels)
    figure, grid = _canvas(rows)
    for place, row in enumerate(rows):
        column = 0
        for panel in row:
            axes = figure.add_subplot(grid[place, column : column + panel.width])
            _frame(axes, panel)
            _DRAWN[panel.kind](axes, panel, fleet)
            column += panel.width
    figure.savefig(PICTURE, dpi=144, facecolor=BACKGROUND)


def _canvas(rows: list[list[Panel]]) -> tuple[Figure, GridSpec]:
    """Return a page with room for the rows."""
    shades = {"text.color": TEXT, "axes.labelcolor": TEXT, "xtick.color": FAINT, "ytick.color": FAINT}
    plt.rcParams.update({**shades, "font.size": 9})
    heights = [1.0 if row[0].kind is Kind.NUMBERS else 2.6 for row in rows]
    figure = plt.figure(figsize=(WIDTH, 1.08 * sum(heights)), facecolor=BACKGROUND)
    edges = {"left": 0.05, "right": 0.98, "top": 0.97, "bottom": 0.0}
    return figure, figure.add_gridspec(
        len(rows), COLUMNS, height_ratios=heights, hspace=0.36, wspace=3.6, **edges
    )


def _rows(panels: Sequence[Panel]) -> list[list[Panel]]:
    """Break the panels into rows as Grafana does."""
    rows: list[list[Panel]] = [[]]
    for panel in panels:
        if sum(each.width for each in rows[-1]) + panel.width > COLUMNS:
            rows.append([])
        rows[-1].append(panel)
    return rows


def _frame(axes: Axes, panel: Panel) -> None:
    axes.set_facecolor(SURFACE)
    axes.set_title(panel.title, loc="left", fontsize=10, fontweight="bold", color=TEXT)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0)


def _name(panel: Panel, metric: dict[str, str]) -> str:
    """Fill in the legend."""
    return re.sub(r"\{\{(\w+)\}\}", lambda found: metric.get(found[1], ""), panel.legend) or "value"


def _color(name: str, place: int) -> str:
    """Give a category its colour, wherever it is in a name."""
    known = (color for category, color in COLORS.items() if category in name.split())
    return next(known, OTHERS[place % len(OTHERS)])


class Line(NamedTuple):
    """A series: minutes before the end, and what was the case then."""

    name: str
    minutes: list[float]
    values: list[float]

    def at(self, minute: float) -> float:
        """Return the value nearest to a minute."""
        return min(zip(self.minutes, self.values, strict=True), key=lambda point: abs(point[0] - minute))[1]


def _found(panel: Panel, fleet: Fleet) -> list[Line]:
    end = time.time()
    found = fleet.prometheus.range(asked(panel, HOST), end - 60 * MINUTES, end)
    return [
        Line(
            _name(panel, row["metric"]),
            [(at - end) / 60 for at, _ in row["values"]],
            [float(y) for _, y in row["values"]],
        )
        for row in found
    ]


def _lines(axes: Axes, panel: Panel, fleet: Fleet) -> None:
    lines = _found(panel, fleet)
    for place, line in enumerate(lines):
        color = _color(line.name, place)
        axes.plot(line.minutes, line.values, color=color, linewidth=1.6, label=line.name)
        axes.fill_between(line.minutes, line.values, color=color, alpha=0.08)
    if panel.exemplars:
        _dots(axes, panel, fleet, {line.name: line for line in lines})
    _finish(axes, panel)


def _stack(axes: Axes, panel: Panel, fleet: Fleet) -> None:
    lines = _found(panel, fleet)
    minutes = sorted({round(minute, 3) for line in lines for minute in line.minutes})
    known = [dict(zip((round(m, 3) for m in line.minutes), line.values, strict=True)) for line in lines]
    layers = [[each.get(minute, 0.0) for minute in minutes] for each in known]
    names = [line.name for line in lines]
    colors = [_color(name, place) for place, name in enumerate(names)]
    axes.stackplot(minutes, layers, labels=names, colors=colors, alpha=0.85, linewidth=0)
    _finish(axes, panel)


def _dots(axes: Axes, panel: Panel, fleet: Fleet, lines: dict[str, Line]) -> None:
    """Put the exemplars on the lines of their categories."""
    end = time.time()
    for exemplar in fleet.prometheus.exemplars(asked(panel, HOST)):
        minute, line = (exemplar["at"] - end) / 60, lines.get(exemplar["errkind_category"])
        if line is not None and minute > -MINUTES:
            color = _color(line.name, 0)
            axes.plot(
                [minute],
                [line.at(minute)],
                "D",
                color=color,
                markersize=4,
                markeredgecolor=TEXT,
                markeredgewidth=0.5,
            )


def _finish(axes: Axes, panel: Panel) -> None:
    axes.set_ylim(0, 1.6 * axes.get_ylim()[1])
    axes.set_xlim(-MINUTES, 0)
    axes.set_xticks(range(1 - MINUTES, 1))
    axes.grid(color="#2a2d33", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_formatter("{x:g} min")
    if panel.unit == "percentunit":
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.legend(
        loc="upper left",
        fontsize=8,
        frameon=True,
        facecolor=SURFACE,
        edgecolor="none",
        framealpha=0.75,
        ncols=2,
    )


def _numbers(axes: Axes, panel: Panel, fleet: Fleet) -> None:
    found = fleet.prometheus.query(asked(panel, HOST))
    axes.set_axis_off()
    axes.set_xlim(0, len(found))
    axes.set_ylim(0, 1)
    for place, row in enumerate(found):
        name = _name(panel, row["metric"])
        tile = Rectangle((place + 0.02, 0), 0.96, 1, color=_color(name, place))
        axes.add_patch(tile)
        axes.text(
            place + 0.5,
            0.56,
            f"{float(row['value'][1]):.0f}",
            ha="center",
            va="center",
            fontsize=22,
            color="white",
        )
        axes.text(place + 0.5, 0.18, name, ha="center", va="center", fontsize=10, color="white")


def _bars(axes: Axes, panel: Panel, fleet: Fleet) -> None:
    found = sorted(fleet.prometheus.query(asked(panel, HOST)), key=lambda row: float(row["value"][1]))
    names = [_name(panel, row["metric"]) for row in found]
    values = [float(row["value"][1]) for row in found]
    drawn = axes.barh(range(len(values)), values, color=OTHERS[0], height=0.4)
    axes.bar_label(drawn, fmt="%.0f", padding=4, color=TEXT)
    for place, name in enumerate(names):
        axes.text(0, place + 0.27, f" {name}", va="bottom", color=TEXT)
    axes.margins(x=0.15)
    axes.set_ylim(-0.5, max(len(names), 3) - 0.2)
    axes.xaxis.set_visible(False)
    axes.yaxis.set_visible(False)


def _table(axes: Axes, panel: Panel, fleet: Fleet) -> None:
    found = sorted(fleet.prometheus.query(asked(panel, HOST)), key=lambda row: -float(row["value"][1]))[:8]
    columns = [name for name in _labels(panel) if any(name in row["metric"] for row in found)]
    cells = [
        [*(row["metric"].get(name, "") for name in columns), f"{float(row['value'][1]):.0f}"] for row in found
    ]
    axes.set_axis_off()
    drawn = axes.table(
        cells, colLabels=[*map(_short, columns), "count"], loc="upper left", cellLoc="left", colLoc="left"
    )
    drawn.auto_set_font_size(value=False)
    drawn.set_fontsize(8.5)
    drawn.auto_set_column_width(list(range(len(columns) + 1)))
    drawn.scale(1, 1.18)
    for (line, _), cell in drawn.get_celld().items():
        cell.set(facecolor=SURFACE if line % 2 else BACKGROUND, edgecolor="none")
        cell.get_text().set_color(TEXT if line else FAINT)


def _short(label: str) -> str:
    return label.removeprefix("errkind_").removeprefix("http_response_")


def _labels(panel: Panel) -> list[str]:
    found = re.search(r"sum by \(([^)]*)\)", panel.query)
    assert found
    return found[1].split(", ")


_DRAWN: dict[Kind, Any] = {
    Kind.LINES: _lines,
    Kind.STACK: _stack,
    Kind.NUMBERS: _numbers,
    Kind.BARS: _bars,
    Kind.TABLE: _table,
}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, stage.running(Path(place)) as filled:
        fill(filled)
        draw(filled)
