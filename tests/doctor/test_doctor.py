"""The doctor as a command, in real environments: the problem, its remedy, and how it ends."""

from __future__ import annotations

import sys
import venv
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

import otel_errkind
from doctor.environments import (
    CLIENTS,
    DISTRO,
    HERE,
    INSTRUMENTORS,
    OURS,
    Environment,
    environment,
    fake,
)
from otel_errkind.__main__ import main
from screen import on_terminal

if TYPE_CHECKING:
    from pathlib import Path

PYTHON = sys.executable
LAUNCHER = str(HERE.python.with_name("opentelemetry-instrument"))
DISABLED = "OTEL_PYTHON_DISABLED_INSTRUMENTATIONS"
PROGRAM = ("--", PYTHON, "app.py")


@dataclass(frozen=True)
class Case:
    """Something wrong with the environment of the tests."""

    check: str
    text: str
    remedy: str
    environ: dict[str, str] = field(default_factory=dict)
    command: tuple[str, ...] = ()


HERE_CASES = {
    "exporter not installed": Case(
        "exporter-not-installed",
        "The exporter otlp (traces) speaks grpc and is not installed",
        "pip install opentelemetry-exporter-otlp-proto-grpc",
        {"OTEL_TRACES_EXPORTER": "otlp"},
    ),
    "unknown exporter": Case(
        "unknown-exporter", "Do you mean console?", "console, none, otlp", {"OTEL_TRACES_EXPORTER": "konsole"}
    ),
    "unknown protocol": Case(
        "unknown-protocol",
        "'http/json'",
        "grpc, http/protobuf",
        {"OTEL_METRICS_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL": "http/json"},
    ),
    "no exporter": Case(
        "no-exporter", "no span leaves the process", "otlp", {"OTEL_TRACES_EXPORTER": "none"}
    ),
    "no exporter by flag": Case(
        "no-exporter",
        "no span leaves the process",
        "otlp",
        {},
        ("--", LAUNCHER, "--traces_exporter", "none", PYTHON, "app.py"),
    ),
    "SDK disabled": Case("sdk-disabled", "there are no spans", "Unset", {"OTEL_SDK_DISABLED": "True "}),
    "everything disabled": Case("everything-disabled", "disables every", "Take the *", {DISABLED: "*"}),
    "ours disabled": Case(
        "ours-disabled", "no error of httpx2 is", "Take errkind-httpx2 out", {DISABLED: " x ,errkind-httpx2"}
    ),
    "theirs disabled": Case(
        "theirs-disabled", "only failed calls of aiohttp", "Take aiohttp-client", {DISABLED: "aiohttp-client"}
    ),
    "unknown distro": Case("unknown-plugin", "distro 'acme'", "distro", {"OTEL_PYTHON_DISTRO": "acme"}),
    "unknown configurator": Case(
        "unknown-plugin", "configurator 'acme'", "configurator", {"OTEL_PYTHON_CONFIGURATOR": "acme"}
    ),
    "no configuration file": Case(
        "configuration-file", "which is no file", "Correct the path", {"OTEL_CONFIG_FILE": "no.yaml"}
    ),
    "misspelt variable": Case(
        "unknown-variable",
        "Do you mean OTEL_PYTHON_ERRKIND_HOST_LIMIT?",
        "Correct the name",
        {"OTEL_PYTHON_ERRKIND_HOSTS_LIMIT": "9"},
    ),
    "variable without PYTHON": Case(
        "unknown-variable",
        "Do you mean OTEL_PYTHON_ERRKIND_REDACT?",
        "Correct the name",
        {"OTEL_ERRKIND_REDACT": "false"},
    ),
    "bad value": Case(
        "refused-setting",
        "OTEL_PYTHON_ERRKIND_BODY_WAIT is 'long', so the default applies",
        "a value that is accepted",
        {"OTEL_PYTHON_ERRKIND_BODY_WAIT": "long"},
    ),
    "bad flag": Case(
        "refused-setting",
        "OTEL_PYTHON_ERRKIND_BODY_LIMIT is '-1', so the default applies",
        "a value that is accepted",
        {},
        ("--", LAUNCHER, "--errkind_body_limit=-1", PYTHON, "app.py"),
    ),
    "no rules file": Case(
        "refused-rules", "No such file", "Correct what is named", {"OTEL_PYTHON_ERRKIND_RULES": "no.toml"}
    ),
    "not hooked": Case(
        "not-hooked",
        "calls of httpx, httpx2, aiohttp do not meet otel-errkind",
        "Repair what else",
        {"OTEL_TRACES_EXPORTER": "konsole"},
        PROGRAM,
    ),
    "no provider": Case(
        "no-provider",
        "set no tracer provider",
        "Repair what else",
        {"OTEL_TRACES_EXPORTER": "konsole"},
        PROGRAM,
    ),
}


@pytest.mark.parametrize("case", HERE_CASES.values(), ids=HERE_CASES)
def test_a_problem_of_this_environment(case: Case, tmp_path: Path) -> None:
    """What is wrong here is named, with a remedy, and the command says no."""
    diagnosis = HERE.doctor("--json", *case.command, folder=tmp_path, **case.environ)

    [problem] = diagnosis.remarks("problems", case.check)
    assert case.text in problem["text"]
    assert case.remedy in problem["remedy"]
    assert (diagnosis.status, diagnosis.complaints) == (1, "")


def test_a_provider_that_cannot_be_loaded() -> None:
    """A tracer provider that nobody provides is a problem, which OpenTelemetry logs as well."""
    diagnosis = HERE.doctor("--json", OTEL_PYTHON_TRACER_PROVIDER="acme")

    [problem] = diagnosis.document["problems"]
    assert problem["check"] == "provider-not-loaded"
    assert "Unset OTEL_PYTHON_TRACER_PROVIDER" in problem["remedy"]
    assert "Failed to load configured provider" in diagnosis.complaints
    assert diagnosis.status == 1


@pytest.mark.parametrize("command", [(), PROGRAM], ids=["described", "tried"])
def test_nothing_is_wrong(command: tuple[str, ...]) -> None:
    """Where nothing is wrong, the command says yes."""
    diagnosis = HERE.doctor(*command)

    assert diagnosis.output.endswith("\nno problems, no warnings\n")
    assert (diagnosis.status, diagnosis.complaints) == (0, "")


def test_a_warning_is_no_failure() -> None:
    """What is worth knowing and needs no remedy is no problem."""
    diagnosis = HERE.doctor("--json", OTEL_METRICS_EXPORTER="none")

    assert [warning["check"] for warning in diagnosis.document["warnings"]] == ["no-metric-exporter"]
    assert (diagnosis.status, diagnosis.document["problems"]) == (0, [])


def test_what_is_described() -> None:
    """Without a program nothing is hooked; the instrumentors are those that would be loaded."""
    document = HERE.doctor("--json").document

    assert document["process"]["way"] == "described"
    assert [(client["name"], client["hooks"]) for client in document["clients"]] == [(n, []) for n in CLIENTS]
    assert {one["status"] for one in document["loader"]["instrumentors"]} == {"loads"}
    assert {one["is_loaded"] for one in document["loader"]["instrumentors"]} == {None}
    assert document["provider"]["name"] is None


@pytest.mark.parametrize(
    "command",
    [
        PROGRAM,
        ("--", LAUNCHER, PYTHON, "-u", "-m", "app"),
        ("--", LAUNCHER, "--sdk_disabled", "false", PYTHON),
    ],
    ids=["bare", "launched", "with a flag"],
)
def test_what_is_tried(command: tuple[str, ...], tmp_path: Path) -> None:
    """Of a program it is seen what meets its calls; it is not run."""
    (tmp_path / "app.py").write_text("open('has-run', 'w')")

    document = HERE.doctor("--json", *command, folder=tmp_path).document

    assert (document["process"]["way"], document["process"]["is_instrumented"]) == ("tried", True)
    states = {hook["state"] for client in document["clients"] for hook in client["hooks"]}
    assert (states, all(client["hooks"] for client in document["clients"])) == ({"in place"}, True)
    assert {one["is_loaded"] for one in document["loader"]["instrumentors"]} == {True}
    assert document["provider"]["name"] == "opentelemetry.sdk.trace.TracerProvider"
    assert [file.name for file in tmp_path.iterdir()] == ["app.py"]


def test_its_own_process() -> None:
    """Under the launcher the doctor looks into itself, and says so."""
    exporters = ("--traces_exporter", "console", "--metrics_exporter", "none", "--logs_exporter", "none")
    diagnosis = HERE.run(LAUNCHER, *exporters, PYTHON, "-m", "otel_errkind", "doctor")

    assert "this process itself, which is instrumented" in diagnosis.output
    assert diagnosis.output.count("  hooked  ") == len(CLIENTS)
    assert diagnosis.status == 0


def test_where_a_setting_comes_from(tmp_path: Path) -> None:
    """Defaults, variables, flags and OpenTelemetry's own limit are told apart."""
    command = ("--", LAUNCHER, "--errkind_body_wait", "7", PYTHON, "app.py")
    environ = {"OTEL_PYTHON_ERRKIND_REDACT": "no", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "99"}

    document = HERE.doctor("--json", *command, folder=tmp_path, **environ).document

    sources = {setting["name"]: (setting["value"], setting["source"]) for setting in document["settings"]}
    assert sources["host_limit"] == ("200", "default")
    assert sources["redact"] == ("false", "variable")
    assert sources["body_wait"] == ("7", "flag")
    assert sources["body_limit"] == ("99", "attribute limit")


CONFIGURATION = """
file_format: "1.0"
tracer_provider:
  processors:
    - simple:
        exporter:
          console:
instrumentation/development:
  python:
    errkind-httpx:
      body_limit: 64
      redact_patterns: ["quiet-[0-9]+", "other"]
      body_wait: soon
"""


def test_a_configuration_file(tmp_path: Path) -> None:
    """What a configuration file says for one client is shown for that one; what is wrong in it is named."""
    (tmp_path / "otel.yaml").write_text(CONFIGURATION)

    diagnosis = HERE.doctor("--json", *PROGRAM, folder=tmp_path, OTEL_CONFIG_FILE="otel.yaml")

    document = diagnosis.document
    rows = [row for row in document["settings"] if row["source"] == "configuration file"]
    assert {(row["name"], row["value"], *row["clients"]) for row in rows} == {
        ("body_limit", "64", "httpx"),
        ("redact_patterns", "2 patterns", "httpx"),
    }
    [problem] = document["problems"]
    assert "configuration key body_wait is 'soon'" in problem["text"]
    assert "quiet-" not in diagnosis.output
    assert document["exporters"] == []


RULES = """
[[rule]]
name = "one"
match = { status = 500 }
category = "bad_request"
"""
GOOD_RULES = """
from otel_errkind.rules import Rule
RULES = [Rule(name="a", match={"status": 500}, reason="internal")]
"""


def test_sources_of_rules(tmp_path: Path) -> None:
    """Files and entry points are listed with the number of their rules; what is wrong with one is said."""
    (tmp_path / "rules.toml").write_text(RULES + 'reason = "no-such-reason"\n')
    fake(tmp_path, "good-rules", "1", GOOD_RULES, "[otel_errkind.rules]\ngood = good_rules:RULES\n")
    fake(tmp_path, "bad-rules", "1", "1 / 0\n", "[otel_errkind.rules]\nbad = bad_rules:RULES\n")

    diagnosis = HERE.doctor(
        "--json", folder=tmp_path, PYTHONPATH=str(tmp_path), OTEL_PYTHON_ERRKIND_RULES="rules.toml"
    )

    rules = {source["name"]: source for source in diagnosis.document["rules"]}
    assert rules["good"] == {"kind": "entry point", "name": "good", "count": 1, "fault": None}
    assert rules["bad"]["fault"] == "ZeroDivisionError: division by zero"
    assert "line 2" in rules["rules.toml"]["fault"]
    assert len(diagnosis.remarks("problems", "refused-rules")) == 2
    assert diagnosis.status == 1


WRAPS = """
import functools, httpx

def wrap():
    original = httpx.Client.send
    {decorator}
    def send(*args, **kwargs):
        return original(*args, **kwargs)
    httpx.Client.send = send
"""
PROVIDES = """
from opentelemetry import trace
from opentelemetry.sdk.trace import ConcurrentMultiSpanProcessor, TracerProvider

class Foreign(trace.TracerProvider):
    def get_tracer(self, *args, **kwargs):
        return trace.NoOpTracer()

def foreign():
    trace.set_tracer_provider(Foreign())

def concurrent():
    trace.set_tracer_provider(TracerProvider(active_span_processor=ConcurrentMultiSpanProcessor()))

class Configurator:
    def configure(self, **kwargs):
        pass
"""


def test_a_wrapped_hook(tmp_path: Path) -> None:
    """A tool that wraps our hook, and shows that it does, is worth a warning."""
    code = WRAPS.format(decorator="@functools.wraps(original)")
    fake(tmp_path, "acme-tool", "1", code, "[opentelemetry_post_instrument]\nacme = acme_tool:wrap\n")

    diagnosis = HERE.doctor("--json", *PROGRAM, PYTHONPATH=str(tmp_path))

    [warning] = diagnosis.remarks("warnings", "hook-wrapped")
    assert warning["text"].startswith("acme_tool has wrapped httpx.Client.send")
    assert diagnosis.status == 0


def test_a_replaced_hook(tmp_path: Path) -> None:
    """A tool behind whose method our hook cannot be seen is a problem."""
    code = WRAPS.format(decorator="")
    fake(tmp_path, "acme-tool", "1", code, "[opentelemetry_post_instrument]\nacme = acme_tool:wrap\n")

    diagnosis = HERE.doctor("--json", *PROGRAM, PYTHONPATH=str(tmp_path))

    [problem] = diagnosis.remarks("problems", "hook-gone")
    assert problem["text"].startswith("acme_tool has replaced httpx.Client.send")
    assert problem["remedy"].startswith("Let acme_tool do so before")
    assert diagnosis.status == 1


@pytest.mark.parametrize(
    ("kind", "check", "name"),
    [
        ("foreign", "foreign-provider", "acme_sdk.Foreign"),
        ("concurrent", "concurrent-processor", "opentelemetry.sdk.trace.TracerProvider"),
    ],
)
def test_a_provider_whose_spans_are_not_adopted(kind: str, check: str, name: str, tmp_path: Path) -> None:
    """A provider that does not tell otel-errkind of its spans, in the thread of the call, is a problem."""
    entry_points = (
        "[opentelemetry_configurator]\nacme = acme_sdk:Configurator\n"
        f"[opentelemetry_pre_instrument]\nacme = acme_sdk:{kind}\n"
    )
    fake(tmp_path, "acme-sdk", "1", PROVIDES, entry_points)
    path = str(tmp_path)

    diagnosis = HERE.doctor("--json", *PROGRAM, PYTHONPATH=path, OTEL_PYTHON_CONFIGURATOR="acme")

    [problem] = diagnosis.document["problems"]
    assert problem["check"] == check
    assert "Set a TracerProvider of opentelemetry-sdk" in problem["remedy"]
    assert diagnosis.document["provider"]["name"] == name
    assert diagnosis.status == 1


def test_metadata_of_another_version(tmp_path: Path) -> None:
    """What is left of another version of otel-errkind is named, with its folder."""
    path = fake(tmp_path, OURS, "0.0.1")

    diagnosis = HERE.doctor("--json", PYTHONPATH=path)

    [problem] = diagnosis.remarks("problems", "stale-metadata")
    assert problem["text"].startswith(f"The metadata in {path} is of otel-errkind 0.0.1")
    assert "pip uninstall otel-errkind" in problem["remedy"]
    assert diagnosis.remarks("warnings", "several-copies")
    assert diagnosis.status == 1


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Make an environment that has otel-errkind, what it needs, and nothing else."""
    return environment(tmp_path_factory.mktemp("bare") / "venv", *INSTRUMENTORS)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Make an environment with one client and the distro."""
    return environment(tmp_path_factory.mktemp("small") / "venv", *INSTRUMENTORS, DISTRO, "httpx")


def test_an_environment_with_nothing(bare: Environment) -> None:
    """Without a client, a distro and `rich` the doctor says what to install."""
    diagnosis = bare.doctor("--json")

    [client] = diagnosis.remarks("problems", "no-client")
    [configurator] = diagnosis.remarks("problems", "no-configurator")
    assert "httpx, httpx2, aiohttp" in client["text"]
    assert "Install one of them" in client["remedy"]
    assert configurator["remedy"] == "pip install opentelemetry-distro"
    assert {one["status"] for one in diagnosis.document["loader"]["instrumentors"]} == {"absent"}
    assert diagnosis.status == 1
    assert len(diagnosis.document["problems"]) == 2


def test_an_environment_with_nothing_is_tried(bare: Environment) -> None:
    """There the launcher works, and nothing is hooked."""
    document = bare.doctor("--json", "--", str(bare.python), "app.py").document

    assert document["process"]["is_instrumented"] is True
    assert [problem["check"] for problem in document["problems"]] == ["no-configurator", "no-client"]


def test_one_client_is_enough(small: Environment) -> None:
    """With one client and the distro nothing is wrong, and of the other clients nothing is said."""
    diagnosis = small.doctor("--json", "--", str(small.python), "app.py")

    assert diagnosis.document["problems"] == []
    versions = {client["name"]: client["version"] is not None for client in diagnosis.document["clients"]}
    assert versions == {"httpx": True, "httpx2": False, "aiohttp": False}
    assert diagnosis.status == 0


def test_a_console_script(small: Environment) -> None:
    """For a program such as gunicorn the environment is that of the Python in its first line."""
    script = small.python.with_name("serve")
    script.write_text(f"#!{small.python} -B\nraise SystemExit('it ran')\n")
    script.chmod(0o755)

    diagnosis = HERE.doctor("--json", "--", str(script), "app:app", "--workers", "2")

    assert diagnosis.document["process"]["interpreter"] == str(small.python)
    assert diagnosis.document["problems"] == []


def test_a_program_that_ignores_the_path(small: Environment) -> None:
    """`python -I` keeps the launcher out: the doctor has seen that, and says so."""
    diagnosis = small.doctor("--json", "--", str(small.python), "-I", "app.py")

    [problem] = diagnosis.remarks("problems", "not-instrumented")
    assert "told to ignore PYTHONPATH" in problem["text"]
    assert "without options such as -I" in problem["remedy"]
    assert diagnosis.status == 1


def test_a_python_without_otel_errkind(small: Environment, tmp_path: Path) -> None:
    """A Python that does not have the package is named, with what it said."""
    venv.create(tmp_path / "venv", symlinks=True, with_pip=False)
    python = tmp_path / "venv" / "bin" / "python"

    diagnosis = small.doctor("--json", "--", str(python), "app.py")

    [problem] = diagnosis.document["problems"]
    assert problem["check"] == "no-report"
    assert problem["remedy"].startswith(f"Install otel-errkind for {python}")
    assert diagnosis.document["log"][-1] == "ModuleNotFoundError: No module named 'opentelemetry'"
    assert diagnosis.status == 1


@pytest.mark.parametrize(
    ("client", "check", "said"),
    [
        ("httpx 0.20.0", "unsupported-client", ["httpx 0.20.0 is not supported", "httpx>=0.25"]),
        ("aiohttp 4.0.0", "dependency-conflict", ["aiohttp 4.0.0 is installed", "Install such a version"]),
    ],
    ids=["otel-errkind's", "OpenTelemetry's"],
)
def test_a_version_that_is_not_supported(
    bare: Environment, tmp_path: Path, client: str, check: str, said: list[str]
) -> None:
    """A version that an instrumentor is not for is a problem, whether or not OpenTelemetry's loader minds."""
    path = fake(tmp_path, *client.split())

    diagnosis = bare.doctor("--json", PYTHONPATH=path)

    problem, *_ = diagnosis.remarks("problems", check)
    assert said[0] in problem["text"]
    assert said[1] in problem["remedy"]
    assert diagnosis.status == 1


def test_without_opentelemetrys_instrumentor(tmp_path: Path) -> None:
    """Where OpenTelemetry's instrumentor is missing, only failed calls have spans."""
    lonely = environment(tmp_path / "venv", INSTRUMENTORS[1], DISTRO, "httpx")

    diagnosis = lonely.doctor("--json")

    [problem] = diagnosis.document["problems"]
    assert problem["check"] == "theirs-missing"
    assert problem["remedy"] == "pip install opentelemetry-instrumentation-httpx"
    assert diagnosis.status == 1


def test_without_metadata(tmp_path: Path) -> None:
    """A folder on the path is no installation: nobody finds its instrumentors."""
    copied = environment(tmp_path / "venv", *INSTRUMENTORS, DISTRO, "httpx", ours=False)

    diagnosis = copied.doctor("--json")

    [problem] = diagnosis.document["problems"]
    assert problem["check"] == "ours-missing"
    assert "Install otel-errkind with pip" in problem["remedy"]
    assert diagnosis.status == 1


def test_a_configuration_file_that_nothing_reads(small: Environment, tmp_path: Path) -> None:
    """A configuration file needs a distribution of its own."""
    file = tmp_path / "otel.yaml"
    file.write_text(CONFIGURATION)

    diagnosis = small.doctor("--json", OTEL_CONFIG_FILE=str(file))

    [problem] = diagnosis.document["problems"]
    assert problem["remedy"] == "pip install opentelemetry-configuration"
    assert diagnosis.status == 1


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        (["/bin/sh", "-c", "true"], "does not say which Python runs it"),
        (["no-such-program-anywhere"], "is no program that can be run from here"),
        ([LAUNCHER, "--traces_exporter", "console"], "names no program"),
    ],
    ids=["shell", "not there", "nothing"],
)
def test_misuse(command: list[str], fault: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A command whose Python cannot be told is misuse."""
    code = main(["doctor", "--", *command])

    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.startswith("otel-errkind doctor: ")
    assert fault in err


def test_on_a_terminal() -> None:
    """On a terminal the same words are drawn in colour."""
    code, text = on_terminal([PYTHON, "-m", "otel_errkind", "doctor", "--", "/bin/true"])
    assert (code, text) == (2, "")

    code, text = on_terminal([PYTHON, "-m", "otel_errkind", "doctor"])

    assert "\x1b[" in text
    assert otel_errkind.__version__ in text
    assert code in {0, 1}
