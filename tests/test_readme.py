"""The README's programs run and print what it shows."""

from __future__ import annotations

import html
import json
import re
import sys
from importlib.metadata import version
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from opentelemetry.instrumentation.environment_variables import OTEL_PYTHON_DISABLED_INSTRUMENTATIONS
from rich.text import Text

import picture
from apps.launch import start
from otel_errkind._core.model import ErrorCategory
from readme import FENCES, PROGRAMS, PROJECT, README, ROOT, SHELL, TEXTS, Fence

if TYPE_CHECKING:
    from collections.abc import Iterable

EXAMPLE, *BEFORE_RULES, RULED, OF_RULES, OF_CAUSES = TEXTS
PRINTED = (*BEFORE_RULES, OF_RULES, OF_CAUSES)
NEW_ENVIRONMENT = ["python3 -m venv .venv", ".venv/bin/python -m pip install -q --upgrade pip"]


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

    example, programs = ["python app.py", "sh", "text"], ["python", "text"] * 4
    rules = ["toml rules.toml", "sh", "text", "python", "text"]
    package = ["python errkind_example_acme.py", "toml pyproject.toml"]
    causes = ["python", "text"]
    assert kinds == [
        "sh",
        "sh",
        *example,
        "yaml otel.yaml",
        "sh",
        *programs,
        "console",
        "console",
        *rules,
        *package,
        *causes,
    ]
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
    assert {line.split()[0] for line in metric.splitlines()} == {*ErrorCategory, "total"}


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

    assert printed.partition("{")[0] == EXAMPLE.partition("{")[0]
    assert constant(exported(printed)) == constant(exported(EXAMPLE))


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
    """What the file disables is instrumented all the same; the variable keeps it from that."""
    file = folder / "otel.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("body_limit: 64", "enabled: false"))
    by_file = run_last_step(SHELL[3], folder)
    command = f"{OTEL_PYTHON_DISABLED_INSTRUMENTATIONS}=errkind-httpx {SHELL[3].steps[-1]}"

    by_variable = start(("/bin/sh", "-c", command), {}, folder).output

    assert "errkind.category" in exported(by_file)["attributes"]
    assert "errkind.category" not in exported(by_variable)["attributes"]


def test_the_rules_are_obeyed(folder: Path) -> None:
    """With the README's file of rules the example's span says what the README shows."""
    attributes = exported(run_last_step(SHELL[4], folder))["attributes"]

    shown = json.loads("{" + RULED.strip().rstrip(",") + "}")
    assert attributes | shown == attributes


def test_the_package_is_the_one_that_the_tests_install() -> None:
    """The example of an extension is that of `tests/extension`, which is built and installed by the gate."""
    code, metadata = (
        fence.text for fence in FENCES if fence.file in {"errkind_example_acme.py", "pyproject.toml"}
    )

    extension = ROOT / "tests" / "extension"
    assert code == (extension / "src" / "errkind_example_acme" / "__init__.py").read_text(encoding="utf-8")
    assert f"\n{metadata}\n" in (extension / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("shell", SHELL[2:4], ids=["example", "configuration file"])
def test_what_an_example_installs_is_what_the_tests_have(shell: Fence) -> None:
    """Each package that an example needs is one of those with which the example is tested."""
    install, _ = shell.steps

    packages = install.removeprefix(".venv/bin/pip install -q ").split()
    tested = [re.split(r"\W*[<=>]", package)[0] for package in PROJECT["dependency-groups"]["test"]]
    assert set(packages) <= set(tested)
    assert all(version(package) for package in packages)


def test_the_explanation_is_what_is_shown(folder: Path) -> None:
    """The command behind the prompt prints the lines below it."""
    session, _ = (fence.text for fence in FENCES if fence.language == "console")
    command, _, shown = session.removeprefix("$ ").replace("\\\n", "").partition("\n")

    printed = start(("/bin/sh", "-c", command), {}, folder).output

    assert printed == shown


@pytest.mark.parametrize(
    ("program", "shown"),
    [*zip(PROGRAMS, PRINTED, strict=True)],
    ids=["instrument", "classify", "exception", "operation", "rules", "causes"],
)
def test_a_program_prints_what_is_shown(program: str, shown: str, tmp_path: Path) -> None:
    """Each program in the README prints the block below it."""
    assert start((sys.executable, "-c", program), {}, tmp_path).output == shown
