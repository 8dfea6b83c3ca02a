"""The dashboards are those that the program writes, and Grafana's own types accept them."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from fleet import dashboards, yaml_files
from fleet.binaries import ROOT, MissingError
from fleet.conftest import needed
from fleet.panels import COLORS, PROMETHEUS, TEMPO, document
from otel_errkind._core.model import ErrorCategory

if TYPE_CHECKING:
    from pathlib import Path

TYPES = ROOT / "tests" / "fleet" / "types"
PROVISIONING = ROOT / "collector-config" / "grafana" / "provisioning"
FILES = sorted(dashboards.FOLDER.iterdir())


def page(name: str) -> dict[str, Any]:
    """Return a dashboard as Grafana reads it."""
    loaded: dict[str, Any] = json.loads((dashboards.FOLDER / name).read_text(encoding="utf-8"))
    return loaded


def test_the_files_are_those_that_the_program_writes() -> None:
    """Nobody has edited them by hand, or changed the program without them."""
    written = {name: document(page) for name, page in dashboards.PAGES.items()}

    assert {path.name: path.read_text(encoding="utf-8") for path in FILES} == written


@pytest.fixture(scope="module")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with Grafana's types and the TypeScript compiler."""
    folder: Path = tmp_path_factory.mktemp("types")
    shutil.copytree(TYPES, folder, dirs_exist_ok=True)
    npm = shutil.which("npm")
    if npm is None:
        needed(MissingError("no npm on PATH, which brings Grafana's types"))
    command = [str(npm), "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - our own arguments
    return folder


def complaints(folder: Path, name: str, loaded: dict[str, Any]) -> str:
    """Let the compiler check a dashboard; return what it says."""
    (folder / f"{name}.ts").write_text(_typescript(loaded), encoding="utf-8")
    options = (
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--module",
        "esnext",
        "--moduleResolution",
        "bundler",
    )
    compiler = folder / "node_modules" / ".bin" / "tsc"
    result = subprocess.run(  # noqa: S603 - our own arguments
        [str(compiler), *options, f"{name}.ts"], cwd=folder, capture_output=True, text=True, check=False
    )
    return result.stdout


def _typescript(loaded: dict[str, Any]) -> str:
    """Write the dashboard, each panel and each query as constants of their types."""
    types = "Page, TimeseriesPanel, StatPanel, BargaugePanel, TablePanel, PrometheusTarget, TempoTarget"
    lines = [f'import type {{ {types} }} from "./plain";', f"export const page: Page = {json.dumps(loaded)};"]
    for number, panel in enumerate(loaded["panels"]):
        kind = f"{panel['type'].title()}Panel"
        lines.append(f"export const panel{number}: {kind} = {json.dumps(panel)};")
        [target] = panel["targets"]
        kind = f"{panel['datasource']['type'].title()}Target"
        lines.append(f"export const target{number}: {kind} = {json.dumps(target)};")
    return "\n".join(lines)


@pytest.mark.parametrize("name", dashboards.PAGES)
def test_types(compiler: Path, name: str) -> None:
    """The compiler finds nothing wrong with the dashboard, its panels and its queries."""
    assert not complaints(compiler, name.removesuffix(".json"), page(name))


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda page: page.update(graphTooltip="crosshair"), id="a text for a number"),
        pytest.param(
            lambda page: page["panels"][0]["options"].update(colorMode="loud"), id="an unknown word"
        ),
        pytest.param(lambda page: page["panels"][0].update(heading="Errors"), id="an unknown field"),
        pytest.param(lambda page: page["panels"][0]["targets"][0].update(expr=1), id="a query that is none"),
    ],
)
def test_the_types_refuse(compiler: Path, spoil: Any) -> None:
    """The compiler does find what is wrong."""
    loaded = page("overview.json")
    spoil(loaded)

    assert "error TS" in complaints(compiler, "spoilt", loaded)


@pytest.mark.parametrize("name", dashboards.PAGES)
def test_sources(name: str) -> None:
    """Every panel asks a data source that is provisioned, and so does every choice."""
    sources = {
        (source["type"], source["uid"])
        for source in yaml_files.read(PROVISIONING / "datasources" / "errkind.yaml")["datasources"]
    }

    asked = [*page(name)["panels"], *page(name).get("templating", {}).get("list", [])]

    assert {(one["datasource"]["type"], one["datasource"]["uid"]) for one in asked} <= sources


def test_exemplars_lead_to_traces() -> None:
    """The data source of the metrics knows where the trace of an exemplar is."""
    metrics, traces = yaml_files.read(PROVISIONING / "datasources" / "errkind.yaml")["datasources"]

    assert (metrics["uid"], traces["uid"]) == (PROMETHEUS.uid, TEMPO.uid)
    assert metrics["jsonData"]["exemplarTraceIdDestinations"] == [
        {"name": "trace_id", "datasourceUid": traces["uid"]}
    ]


def test_every_category_has_a_colour() -> None:
    """No two are alike."""
    assert list(COLORS) == list(ErrorCategory)
    assert len(set(COLORS.values())) == len(COLORS)
