"""The README's tables are those of the code, and the names in it exist."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

import httpx
import pytest
from opentelemetry.environment_variables import (
    OTEL_LOGS_EXPORTER,
    OTEL_METRICS_EXPORTER,
    OTEL_TRACES_EXPORTER,
)
from opentelemetry.instrumentation.environment_variables import OTEL_PYTHON_DISABLED_INSTRUMENTATIONS
from opentelemetry.sdk.environment_variables import (
    OTEL_CONFIG_FILE,
    OTEL_SDK_DISABLED,
    OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT,
)
from opentelemetry.semconv.attributes.error_attributes import ERROR_TYPE

from neighbours.table import NEIGHBOURS
from otel_errkind import causes
from otel_errkind.__main__ import COMMANDS, main
from otel_errkind._config import SETTINGS
from otel_errkind._core.causes import BREAKERS, CAUSES
from otel_errkind._core.conditions import CONDITIONS
from otel_errkind._core.model import Phase
from otel_errkind._core.tables import category_of
from readme import README, ROOT, code, in_section, table
from telemetry import CONTRIB, ORDERS, Telemetry, instrumented

if TYPE_CHECKING:
    from faults import FaultServer


@pytest.mark.parametrize("name", ["categories", "reasons"])
def test_tables_that_a_command_prints(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The tables of categories and reasons are what `otel-errkind table` prints, line by line."""
    main(["table", name])

    assert f"\n\n{capsys.readouterr().out}\n" in README


def test_settings() -> None:
    """The table of settings is that of the code."""
    rows = table("variable", "default", "accepted", "meaning")

    shown = {(): "", True: "true"}
    assert rows == [
        [
            code(setting.variable),
            code(str(shown.get(setting.default, setting.default))),
            setting.kind.accepted,
            f"{setting.meaning}.",
        ]
        for setting in SETTINGS
    ]


def test_conditions() -> None:
    """The table of a rule's conditions is that of the code."""
    rows = table("condition", "accepted", "what must hold")

    assert rows == [[code(key), row.accepted, row.meaning] for key, row in CONDITIONS.items()]


def test_causes() -> None:
    """The table of causes is that of the code; every exception class and every circuit breaker is named."""
    rows = table("cause", "category", "reason", "what it means")

    assert rows == [
        [code(name), code(category_of(row.reason)), code(row.reason), row.meaning]
        for name, row in CAUSES.items()
    ]
    section = README.partition("\n## Causes of your own\n")[2].partition("\n## ")[0]
    assert set(re.findall(r"`(\w+Error)`", section)) == {name for name in causes.__all__ if "Error" in name}
    assert {name.split(".")[0] for name in BREAKERS} <= set(re.findall(r"\w+", README))


def call_in_many_ways(server: FaultServer) -> None:
    """Fail with and without a response, a body, a code, a wait and a redirect."""
    body = b'{"error": {"message": "Slow down", "code": "rate_limit_exceeded"}}'
    limited = server.answer("/limited", 429, {"retry-after": "3"}, body)
    for url in (limited, server.url("/redirect-to-503"), server.url("/json")):
        httpx.get(url, follow_redirects=True)
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(server.url("/close-without-answer"))


@pytest.fixture
def ours(server: FaultServer) -> Telemetry:
    """Return what calls leave behind with us."""
    with instrumented(ORDERS["contrib-first"]) as telemetry:
        call_in_many_ways(server)
    return telemetry


def test_attributes(ours: Telemetry, server: FaultServer) -> None:
    """The table holds the attributes that a span has with us and not without, with their types."""
    with instrumented(CONTRIB) as theirs:
        call_in_many_ways(server)
    rows = table("attribute", "type", "when", "meaning")

    known = {name for span in theirs.spans() for name in span.attributes or ()}
    types = {str: "string", bool: "boolean", float: "double", int: "int"}
    added = {
        (code(name), types[type(value)])
        for verdict in ours.verdicts()
        for name, value in verdict.items()
        if name not in known
    }
    assert {(name, kind) for name, kind, *_ in rows} == added | {(code(ERROR_TYPE), "string")}


def test_attributes_that_are_always_there(ours: Telemetry) -> None:
    """What the table says is always on the span of a failed call is there, whatever failed."""
    always = {
        name.strip("`")
        for name, _, when, _ in table("attribute", "type", "when", "meaning")
        if when == "always"
    }

    assert len(always) == 4
    assert all(always <= verdict.keys() for verdict in ours.verdicts())


def test_phases() -> None:
    """The meaning of `errkind.phase` names every phase."""
    meanings = {name: meaning for name, _, _, meaning in table("attribute", "type", "when", "meaning")}

    assert re.findall(r"`(\w+)`", meanings["`errkind.phase`"]) == list(Phase)


def test_labels(ours: Telemetry) -> None:
    """The table of the metric's labels holds those of the counter."""
    names = {name for name, _ in table("label", "meaning")}

    assert names == {code(name) for count in ours.counts() for name in count.attributes}


def test_neighbours() -> None:
    """The table of neighbours is that of their tests."""
    rows = table("library", "what happens")

    assert rows == [[code(library), what] for library, what in NEIGHBOURS.items()]


def test_commands_of_the_project() -> None:
    """What the table of commands names is there, and the gate runs all but those that measure."""
    named = [
        row[0].strip("`").removeprefix("-m pytest").strip()
        for row in table("`.venv/bin/python …`", "what it tells")
    ]
    gate = (ROOT / ".ci" / "run").read_text()

    assert [path for path in named if not (ROOT / path).exists()] == []
    run_alone = [path for path in named if path and path != "tests/core/test_corpus.py"]
    assert [path for path in run_alone if path not in gate] == [path for path in named if "bench" in path]


def test_every_table_has_a_test() -> None:
    """There are no other tables than those ten; `test_docstrings.py` has the test of the names."""
    assert len(re.findall(r"^\|[ |-]+\|$", README, re.MULTILINE)) == 10


def test_names_of_variables_flags_and_instrumentors() -> None:
    """Every environment variable, flag and instrumentor in the README exists."""
    known = {
        *(setting.variable for setting in SETTINGS),
        *(f"OTEL_PYTHON{client}_EXCLUDED_URLS" for client in ("", "_HTTPX", "_AIOHTTP_CLIENT")),
        OTEL_PYTHON_DISABLED_INSTRUMENTATIONS,
        *(OTEL_CONFIG_FILE, OTEL_LOGS_EXPORTER, OTEL_METRICS_EXPORTER, OTEL_TRACES_EXPORTER),
        OTEL_SDK_DISABLED,
        OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT,
    }

    assert set(re.findall(r"\bOTEL_[A-Z0-9_]+", README)) == known
    assert set(re.findall(r"--errkind_(\w+)", README)) <= {setting.name for setting in SETTINGS}
    instrumentors = entry_points(group="opentelemetry_instrumentor").names
    assert set(re.findall(r"\berrkind-[a-z0-9-]+", README)) == {n for n in instrumentors if "errkind" in n}


def test_options_of_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """The options that the README names are those of the commands."""
    named = re.findall(r"(?<![\w-])(--[a-z]+)(?: |`)", README)

    for words in (*([command.name] for command in COMMANDS), ["collector", "classify"]):
        main([*words, "--help"])

    options = set(re.findall(r"--\w+", capsys.readouterr().out)) - {"--help", "--config"}  # the Collector's
    others = {"--upgrade", "--group", "--workers", "--bind", "--noreload"}  # pip's, gunicorn's and Django's
    assert set(named) - others == options


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https:)(.*?)\)", README))
def test_links_within_the_repository(target: str) -> None:
    """What the README links to, or shows, is there, and so is the heading that is meant."""
    path, _, heading = target.partition("#")
    file = ROOT / (path or "README.md")

    assert file.is_file()
    assert not heading or heading in headings(file.read_text(encoding="utf-8"))


def headings(text: str) -> set[str]:
    """Name the headings as GitHub does."""
    found = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in found}


def test_the_picture_of_the_folders() -> None:
    """The layout shows every part of the package and every folder of tests, and nothing that is not there."""
    [layout] = [fence.text for fence in in_section("Contributing") if fence.language == "text"]

    package = {path.name for path in (ROOT / "otel_errkind").iterdir()}
    core = {path.name for path in (ROOT / "otel_errkind" / "_core").iterdir() if path.is_dir()}
    tests = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    top = {"otel_errkind", "collector-config", "tests"}
    assert shown_in(layout) == (top | package | core | tests) - {"__pycache__"}
    assert all((ROOT / name).is_dir() for name in top)


def shown_in(layout: str) -> set[str]:
    """Return the names in front of the explanations."""
    names = (re.split(r" {2,}", line.strip())[0] for line in layout.splitlines())
    return {name.rstrip("/") for line in names for name in line.split()}
