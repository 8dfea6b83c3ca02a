"""The README is true: its programs run and print what it shows, its tables are those of the code."""

from __future__ import annotations

import html
import json
import re
import sys
import tomllib
from importlib.metadata import entry_points, version
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
import pytest
from opentelemetry.instrumentation.environment_variables import OTEL_PYTHON_DISABLED_INSTRUMENTATIONS
from opentelemetry.sdk.environment_variables import OTEL_CONFIG_FILE
from opentelemetry.semconv.attributes.error_attributes import ERROR_TYPE
from rich.text import Text

import picture
from apps.launch import start
from otel_errkind.__main__ import main
from otel_errkind._config import SETTINGS
from otel_errkind._core.model import Phase
from otel_errkind._core.tables import CATEGORIES, REASONS
from telemetry import CONTRIB, ORDERS, Telemetry, instrumented

if TYPE_CHECKING:
    from collections.abc import Iterable

    from faults import FaultServer

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


class Fence(NamedTuple):
    """A fenced block."""

    language: str
    file: str
    """The name under which the reader is told to save it."""
    text: str

    @property
    def steps(self) -> list[str]:
        """The commands of a shell block."""
        return [" ".join(step.replace("\\\n", " ").split()) for step in self.text.split("&&")]


BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCES = [Fence(*found) for found in BLOCK.findall(README)]
SHELL = [fence for fence in FENCES if fence.language == "sh"]
TEXTS = [fence.text for fence in FENCES if fence.language == "text"]
PROGRAMS = [fence.text for fence in FENCES if fence.language == "python" and not fence.file]
NEW_ENVIRONMENT = ["python3 -m venv .venv", ".venv/bin/python -m pip install -q --upgrade pip"]


def table(*headings: str) -> list[list[str]]:
    """Return the rows of the table with these headings."""
    _, found, rest = README.partition("\n| " + " | ".join(headings) + " |\n")
    assert found, f"no table {headings}"
    rows, _, _ = rest.partition("\n\n")
    return [[cell.strip() for cell in row[1:-1].split("|")] for row in rows.splitlines()[1:]]


def code(text: str) -> str:
    """Return the cell that shows a name or a value."""
    return f"`{text}`" if text else ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the files of the README, and this interpreter's environment as `.venv`."""
    for fence in FENCES:
        if fence.file:
            (tmp_path / fence.file).write_text(fence.text, encoding="utf-8")
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parent.parent)
    return tmp_path


def run_last_step(fence: Fence, folder: Path) -> str:
    """Run a shell block without its set-up, and return what it prints."""
    return start(("/bin/sh", "-c", fence.steps[-1]), {}, folder).output


def test_every_fence_has_a_test() -> None:
    """There are no other blocks than those that the tests of this file run or check."""
    kinds = [f"{fence.language} {fence.file}".rstrip() for fence in FENCES]

    example, programs = ["python app.py", "sh", "text"], ["python", "text"] * 3
    assert kinds == ["sh", "sh", *example, "yaml otel.yaml", "sh", *programs]
    assert README.count("\n```") == 2 * len(FENCES)


def test_the_two_commands_set_themselves_up() -> None:
    """Each makes an environment, with a pip that knows `--group`, and installs what pyproject.toml names.

    They are not run as a whole: that would build the package and download what it needs. The second is what
    the continuous integration runs on a new machine.
    """
    demo, tests = SHELL[:2]

    install = ".venv/bin/pip install -q"
    assert demo.steps == [*NEW_ENVIRONMENT, f"{install} '.[demo]'", ".venv/bin/otel-errkind demo"]
    assert tests.steps == [
        *NEW_ENVIRONMENT,
        f"{install} -e '.[demo]' --group test",
        ".venv/bin/python -m pytest",
    ]
    assert "demo" in PROJECT["project"]["optional-dependencies"]
    assert "test" in PROJECT["dependency-groups"]
    assert "otel-errkind" in PROJECT["project"]["scripts"]


def test_the_demonstration_runs(folder: Path) -> None:
    """The last step of the first command makes its calls and shows every category."""
    printed = run_last_step(SHELL[0], folder)

    _, _, metric = printed.partition("\nerrkind.client.errors\n")
    assert {line.split()[0] for line in metric.splitlines()} == {*CATEGORIES, "total"}


def test_the_picture_is_what_the_demonstration_prints() -> None:
    """The picture has the words of a terminal, line by line. `python tests/picture.py` renews it."""
    svg = picture.PICTURE.read_text(encoding="utf-8")
    pieces = re.findall(r"#demo-line-(\d+)\)\">(.*?)</text>", svg)
    drawn = [" ".join(text for _, text in line) for _, line in groupby(pieces, key=itemgetter(0))]

    printed = Text.from_ansi(picture.written()).plain

    assert words(map(html.unescape, drawn)) == words(printed.splitlines())


def words(lines: Iterable[str]) -> list[list[str]]:
    """Split the lines that are not blank."""
    return [line.split() for line in lines if line.strip()]


def test_the_example_prints_what_is_shown(folder: Path) -> None:
    """The example prints the README's lines, but for ids, times, the port and OpenTelemetry's resource."""
    printed = run_last_step(SHELL[2], folder)

    assert printed.partition("{")[0] == TEXTS[0].partition("{")[0]
    assert constant(exported(printed)) == constant(exported(TEXTS[0]))


def exported(printed: str) -> dict[str, Any]:
    """Return the span that stands in an output."""
    span: dict[str, Any] = json.loads(printed[printed.index("{") : printed.rindex("}") + 1])
    return span


def constant(span: dict[str, Any]) -> dict[str, Any]:
    """Mask what differs from run to run, or from version to version of OpenTelemetry."""
    address = re.sub(r":\d+", ":0", span["attributes"]["http.url"])
    masked = dict.fromkeys(("context", "start_time", "end_time", "resource"))
    return {**span, **masked, "attributes": {**span["attributes"], "http.url": address}}


def test_the_configuration_file_is_obeyed(folder: Path) -> None:
    """With the README's file the example's span is cut and redacted as the file says."""
    attributes = exported(run_last_step(SHELL[3], folder))["attributes"]

    assert attributes["errkind.message"] == "The key [REDACTED] has no [REDACTED]"
    assert len(attributes["http.response.body.content"]) <= 64
    assert attributes["errkind.body.truncated"] is True


def test_the_configuration_file_disables_nothing_for_good(folder: Path) -> None:
    """`opentelemetry-instrument` instruments what the file has with `enabled: false`, the variable stops it."""
    file = folder / "otel.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("body_limit: 64", "enabled: false"))
    by_file = run_last_step(SHELL[3], folder)
    command = f"{OTEL_PYTHON_DISABLED_INSTRUMENTATIONS}=errkind-httpx {SHELL[3].steps[-1]}"

    by_variable = start(("/bin/sh", "-c", command), {}, folder).output

    assert "errkind.category" in exported(by_file)["attributes"]
    assert "errkind.category" not in exported(by_variable)["attributes"]


@pytest.mark.parametrize("shell", SHELL[2:], ids=["example", "configuration file"])
def test_what_an_example_installs_is_what_the_tests_have(shell: Fence) -> None:
    """Each package that an example needs is one of those with which the example is tested."""
    install, _ = shell.steps

    packages = install.removeprefix(".venv/bin/pip install -q ").split()
    tested = [re.split(r"\W*[<=>]", package)[0] for package in PROJECT["dependency-groups"]["test"]]
    assert set(packages) <= set(tested)
    assert all(version(package) for package in packages)


@pytest.mark.parametrize(
    ("program", "shown"),
    [*zip(PROGRAMS, TEXTS[1:], strict=True)],
    ids=["instrument", "classify", "exception"],
)
def test_a_program_prints_what_is_shown(program: str, shown: str, tmp_path: Path) -> None:
    """Each program in the README prints the block below it."""
    assert start((sys.executable, "-c", program), {}, tmp_path).output == shown


def test_categories() -> None:
    """The table of categories is that of the code."""
    rows = table("category", "who acts, and how")

    assert rows == [[code(category), meaning] for category, meaning in CATEGORIES.items()]


def test_reasons() -> None:
    """The table of reasons is that of the code."""
    rows = table("reason", "category", "what it means", "the same call may work later")

    words = {True: "yes", False: "no", None: ""}
    assert rows == [
        [code(reason), code(row.category), row.meaning, words[row.retryable]]
        for reason, row in REASONS.items()
    ]


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

    assert len(always) == 5
    assert all(always <= verdict.keys() for verdict in ours.verdicts())


def test_phases() -> None:
    """The meaning of `errkind.phase` names every phase."""
    meanings = {name: meaning for name, _, _, meaning in table("attribute", "type", "when", "meaning")}

    assert re.findall(r"`(\w+)`", meanings["`errkind.phase`"]) == list(Phase)


def test_labels(ours: Telemetry) -> None:
    """The table of the metric's labels holds those of the counter."""
    names = {name for name, _ in table("label", "meaning")}

    assert names == {code(name) for count in ours.counts() for name in count.attributes}


def test_every_table_has_a_test() -> None:
    """There are no other tables than those five."""
    assert len(re.findall(r"^\|[ |-]+\|$", README, re.MULTILINE)) == 5


def test_names_of_variables_flags_and_instrumentors() -> None:
    """Every environment variable, flag and instrumentor in the README exists."""
    known = {
        *(setting.variable for setting in SETTINGS),
        *(f"OTEL_PYTHON{client}_EXCLUDED_URLS" for client in ("", "_HTTPX", "_AIOHTTP_CLIENT")),
        OTEL_PYTHON_DISABLED_INSTRUMENTATIONS,
        OTEL_CONFIG_FILE,
    }

    assert set(re.findall(r"\bOTEL_[A-Z0-9_]+", README)) == known
    assert set(re.findall(r"--errkind_(\w+)", README)) <= {setting.name for setting in SETTINGS}
    instrumentors = entry_points(group="opentelemetry_instrumentor").names
    assert set(re.findall(r"\berrkind-[a-z0-9-]+", README)) == {n for n in instrumentors if "errkind" in n}


def test_options_of_the_demonstration(capsys: pytest.CaptureFixture[str]) -> None:
    """The options that the README names are those of `otel-errkind demo`."""
    named = re.findall(r"`(--\w+)(?: [A-Z]+)?`", README)

    main(["demo", "--help"])

    assert set(named) == set(re.findall(r"--\w+", capsys.readouterr().out)) - {"--help"}


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https:)(.*?)\)", README))
def test_links_within_the_repository(target: str) -> None:
    """What the README links to, or shows, is there."""
    assert (ROOT / target).is_file()
