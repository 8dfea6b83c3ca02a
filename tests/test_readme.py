"""The README's programs and commands run and print what it shows."""

from __future__ import annotations

import html
import re
import sys
from importlib.metadata import version
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from opentelemetry.instrumentation.environment_variables import OTEL_PYTHON_DISABLED_INSTRUMENTATIONS
from rich.text import Text

import picture
from apps.launch import start
from newcomer import SERVED, Newcomer, shown_under
from otel_errkind._core.model import ErrorCategory
from readme import FENCES, PROJECT, README, ROOT, Fence, in_section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NEW_ENVIRONMENT = ["python3 -m venv .venv", ".venv/bin/python -m pip install -q --upgrade pip"]
FOLLOWED = (
    "A program that knows nothing of it",
    "In code",
    "The clients of OpenAI and Anthropic",
    "In OpenTelemetry's configuration file",
    "Rules of your own",
)
"""The headings under which a newcomer runs what is there and sees what is shown."""
CONFIGURED = "In OpenTelemetry's configuration file"
PROGRAMS = [
    (above, shown) for above, shown in pairwise(FENCES) if above.language == "python" and not above.file
]


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Newcomer]:
    """Have somebody at a terminal, beside the provider that refuses everything."""
    with Newcomer(tmp_path).beside_the_provider() as somebody:
        yield somebody


def test_every_fence_has_a_test() -> None:
    """There are no other blocks than those that a test runs, or compares with files of the project."""
    tested = {
        "Try it",
        "Quick starts",
        *FOLLOWED,
        *SERVED,
        "Kubernetes",
        "Why this category?",
        "When nothing is there",
        "Extend it from a package",
        "Contributing",
    }
    programs = {fence for pair in PROGRAMS for fence in pair}

    assert {fence.section for fence in FENCES if fence not in programs} == tested
    assert all(shown.language == "text" for _, shown in PROGRAMS)
    assert README.count("\n```") == 2 * len(FENCES)


def test_the_two_commands_set_themselves_up() -> None:
    """Each makes an environment, with a pip that knows `--group`, and installs what pyproject.toml names.

    They are not run as a whole: that would build the package and download what it needs. The second is what
    the continuous integration runs on a new machine.
    """
    demo, tests = in_section("Try it")

    install = ".venv/bin/pip install -q"
    assert demo.commands == [*NEW_ENVIRONMENT, f"{install} '.[demo]'", ".venv/bin/otel-errkind demo"]
    assert tests.commands == [
        *NEW_ENVIRONMENT,
        f"{install} -e '.[demo]' --group test",
        ".venv/bin/python -m pytest",
    ]
    assert "demo" in PROJECT["project"]["optional-dependencies"]
    assert "test" in PROJECT["dependency-groups"]
    assert "otel-errkind" in PROJECT["project"]["scripts"]


def test_the_demonstration_runs() -> None:
    """The last step of the first command makes its calls and shows every category."""
    demo, _ = in_section("Try it")

    command = demo.commands[-1].replace(".venv/bin", str(Path(sys.executable).parent))
    printed = start(("/bin/sh", "-c", command), {}, ROOT).output

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


@pytest.mark.parametrize("section", FOLLOWED)
def test_what_a_newcomer_sees(section: str, newcomer: Newcomer) -> None:
    """Who saves the files under a heading and types its commands sees what is shown below them."""
    printed = newcomer.follow(section)

    assert printed == shown_under(section)


def test_the_configuration_file_disables_nothing_for_good(newcomer: Newcomer) -> None:
    """What the file disables is instrumented all the same; the variable keeps it from that."""
    [command] = [fence for fence in in_section(CONFIGURED) if fence.language == "sh"]
    command = command._replace(text=command.text.replace("-e message", "-e errkind -e url"))
    file = newcomer.folder / "otel.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("body_limit: 64", "enabled: false"))

    by_file = newcomer.run(command)
    by_variable = newcomer.run(command, **{OTEL_PYTHON_DISABLED_INSTRUMENTATIONS: "errkind-httpx"})

    assert "errkind.category" in by_file
    assert "http.url" in by_variable
    assert "errkind" not in by_variable


INSTALLING = [
    (fence.section, command.removeprefix("pip install -q ").split())
    for fence in FENCES
    if fence.language == "sh"
    for command in fence.commands
    if command.startswith("pip install")
]


def test_the_package_is_the_one_that_the_tests_install() -> None:
    """The example of an extension is that of `tests/extension`, which is built and installed by the gate."""
    code, metadata = (
        fence.text for fence in FENCES if fence.file in {"errkind_example_acme.py", "pyproject.toml"}
    )

    extension = ROOT / "tests" / "extension"
    assert code == (extension / "src" / "errkind_example_acme" / "__init__.py").read_text(encoding="utf-8")
    assert f"\n{metadata}\n" in (extension / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("section", "packages"), INSTALLING, ids=[section for section, _ in INSTALLING])
def test_what_a_quick_start_installs_is_what_the_tests_have(section: str, packages: list[str]) -> None:
    """Each package that a quick start needs is one of those with which it is tested."""
    groups = ("test", "neighbours") if section in SERVED else ("test",)

    requirements = [
        *PROJECT["project"]["dependencies"],
        *(each for group in groups for each in PROJECT["dependency-groups"][group]),
    ]
    tested = [re.split(r"\W*[<=>]", requirement)[0] for requirement in requirements]
    assert set(packages) <= set(tested)
    assert section in SERVED or all(version(package) for package in packages)


def test_the_image_and_the_annotation_for_kubernetes() -> None:
    """The image that is built is the one that the operator is told of, and pods ask for that resource."""
    [session] = in_section("Kubernetes")
    folder = ROOT / "collector-config" / "kubernetes"
    resource = (folder / "instrumentation.yaml").read_text(encoding="utf-8")

    images = set(re.findall(r"registry\.example\.com/\S+", session.text))
    [annotation] = re.findall(r'"(\S+/inject-python)": "(\S+)"', session.text)

    assert {f"image: {image}" for image in images} == set(re.findall(r"image: \S+", resource))
    assert images <= set((folder / "Dockerfile").read_text(encoding="utf-8").split())
    assert f"{annotation[0]}: {annotation[1]}\n" in resource
    assert all((ROOT / path).is_file() for path in re.findall(r"collector-config/\S+", session.text))


def test_the_explanation_is_what_is_shown(newcomer: Newcomer) -> None:
    """The command behind the prompt prints the lines below it."""
    [session] = in_section("Why this category?")
    command, _, shown = session.text.removeprefix("$ ").replace("\\\n", "").partition("\n")

    printed = newcomer.run(Fence(session.section, "sh", "", command))

    assert printed == shown


@pytest.mark.parametrize(
    ("program", "shown"), PROGRAMS, ids=[f"{above.section}-{at}" for at, (above, _) in enumerate(PROGRAMS)]
)
def test_a_program_prints_what_is_shown(program: Fence, shown: Fence, tmp_path: Path) -> None:
    """Each program in the README prints the block below it."""
    assert start((sys.executable, "-c", program.text), {}, tmp_path).output == shown.text
