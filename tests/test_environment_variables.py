"""The names of the variables, and the flags that `opentelemetry-instrument` makes of them."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from otel_errkind import environment_variables
from otel_errkind._config import SETTINGS

SOURCE = Path(environment_variables.__file__)


@pytest.fixture(name="environ")
def environment_with_entry_point(tmp_path: Path) -> dict[str, str]:
    """Return an environment in which the package's entry point is visible, whether or not it is installed."""
    # Of two distributions of one name, importlib.metadata takes the first on the path.
    distribution = tmp_path / "otel_errkind-0.dist-info"
    distribution.mkdir()
    (distribution / "METADATA").write_text("Metadata-Version: 2.1\nName: otel-errkind\nVersion: 0\n")
    (distribution / "entry_points.txt").write_text(
        "[opentelemetry_environment_variables]\nerrkind = otel_errkind.environment_variables\n"
    )
    exporters = dict.fromkeys(("OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER"), "none")
    path = os.pathsep.join([str(tmp_path), *sys.path])
    return os.environ | exporters | {"PYTHONPATH": path, "OTEL_PYTHON_DISABLED_INSTRUMENTATIONS": "*"}


def opentelemetry_instrument(environ: dict[str, str], *arguments: str) -> str:
    """Run the real command and return what it, or the program that it starts, prints."""
    code = "from opentelemetry.instrumentation.auto_instrumentation import run; run()"
    done = subprocess.run(  # noqa: S603 -- a program of our own
        [sys.executable, "-c", code, *arguments],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def test_only_our_names() -> None:
    """The module shows the variables of the settings and no other: a foreign one would be a flag twice."""
    names = [name for name in dir(environment_variables) if name.startswith("OTEL_")]

    assert names == sorted(setting.variable for setting in SETTINGS)
    assert all(getattr(environment_variables, name) == name for name in names)


def test_each_name_is_documented() -> None:
    """Below each name stands the sentence that the table of settings has for it."""
    body = ast.parse(SOURCE.read_text(encoding="utf-8")).body[1:]

    documented = {
        ast.literal_eval(name.value): ast.literal_eval(text.value)
        for name, text in zip(body[::2], body[1::2], strict=True)
        if isinstance(name, ast.Assign) and isinstance(text, ast.Expr)
    }

    assert documented == {setting.variable: f"{setting.meaning}." for setting in SETTINGS}


def test_help_shows_flags(environ: dict[str, str]) -> None:
    """`opentelemetry-instrument --help` lists a flag for each setting."""
    shown = opentelemetry_instrument(environ, "--help").split()

    assert {f"--errkind_{setting.name}" for setting in SETTINGS} <= {word.strip("[],") for word in shown}


def test_flag_becomes_variable(environ: dict[str, str]) -> None:
    """A flag of `opentelemetry-instrument` is the variable of the program that it starts."""
    program = f"import os; print(os.environ['{environment_variables.OTEL_PYTHON_ERRKIND_BODY_LIMIT}'])"

    printed = opentelemetry_instrument(environ, "--errkind_body_limit", "7", sys.executable, "-c", program)

    assert printed == "7\n"
