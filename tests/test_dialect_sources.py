"""Dialects of other distributions with the real clients: what they decide, and what becomes of a bad one."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from callers import CALLERS
from distributions import Install, installing
from otel_errkind import _installed
from otel_errkind.__main__ import main
from telemetry import OURS, instrumented

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from faults import FaultServer

BODY = b'{"mishap": {"kind": "TANK_EMPTY", "text": "Nothing left to burn for sk-proj-Vb9fR2mXw7LkQ4nZ"}}'
READS = """
def read(body):
    mishap = body.get("mishap")
    return None if mishap is None else ErrorBody([mishap["kind"]], mishap["text"], retry_after=7)

"""
SOUND = READS + "DIALECT = Dialect(read=read, codes={'TANK_EMPTY': 'capacity'})"
BY_STATUS = ["status"]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Return a function that installs a distribution whose entry point has some code behind it."""
    with installing("otel_errkind.dialects", "DIALECT", tmp_path, monkeypatch) as install:
        yield install


@pytest.fixture
def url(server: FaultServer) -> str:
    """Return a URL that fails in a shape that no built-in dialect knows."""
    return server.answer("/launch", 500, {"content-type": "application/json"}, BODY)


def warned(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged."""
    return [record.getMessage() for record in caplog.records if record.name == "otel_errkind"]


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("access", ["read", "stream-all", "stream-unread"])
def test_an_installed_dialect_decides(url: str, install: Install, client: str, access: str) -> None:
    """Its verdict is on the span and in the count, with the provider's code, text and wait."""
    install("acme", "rockets", SOUND)

    with instrumented() as telemetry:
        CALLERS[client](url, access)

        (verdict,) = telemetry.verdicts()
        (count,) = telemetry.counts()
    assert verdict["errkind.category"] == count.attributes["errkind.category"] == "overloaded"
    assert verdict["errkind.reason"] == count.attributes["errkind.reason"] == "capacity"
    assert verdict["errkind.rule"] == "dialect:rockets"
    assert verdict["errkind.code"] == "TANK_EMPTY"
    assert verdict["errkind.message"] == "Nothing left to burn for [REDACTED]"
    assert verdict["errkind.retry_after"] == 7.0


def test_they_are_asked_by_name(url: str, install: Install) -> None:
    """Of two that recognise a body, the one whose name comes first decides."""
    install("one", "zebra", SOUND)
    install("two", "ant", SOUND.replace("capacity", "maintenance"))

    with instrumented() as telemetry:
        CALLERS["httpx"](url)

        (verdict,) = telemetry.verdicts()
    assert (verdict["errkind.rule"], verdict["errkind.reason"]) == ("dialect:ant", "maintenance")


def test_it_is_explained(install: Install, capsys: pytest.CaptureFixture[str]) -> None:
    """`explain` names the dialect, and the row of its table."""
    install("acme", "rockets", SOUND)

    code = main(["explain", "--status", "500", "--body", BODY.decode()])

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert "rule         dialect:rockets" in lines
    why = 'rockets: "TANK_EMPTY" means capacity by its row in the dialect\'s table'
    assert any(line.startswith("dialect    decides: capacity") and line.endswith(why) for line in lines)


BROKEN = {
    "import": ("import no_such_module", "ModuleNotFoundError"),
    "no dialect": ("DIALECT = 5", "is 5; accepted: an otel_errkind.dialects.Dialect"),
    "no reason": (SOUND.replace("capacity", "lunch"), "the code 'TANK_EMPTY' means 'lunch'; accepted: "),
    "nothing": ("", "has no attribute 'DIALECT'"),
}


@pytest.mark.expects_warnings
@pytest.mark.parametrize(("code", "said"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_loaded_is_left_out(
    url: str, install: Install, code: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    """One warning from three instrumentors names the entry point and its distribution; others stay."""
    install("broken", "ant", code)
    install("sound", "bee", SOUND)

    with instrumented(OURS) as telemetry:
        CALLERS["httpx"](url)

        (verdict,) = telemetry.verdicts()
    assert verdict["errkind.rule"] == "dialect:bee"
    (warning,) = warned(caplog)
    assert "loading the dialect 'ant' of the distribution 'broken'" in warning
    assert said in warning


RAISES = SOUND.replace("body.get", "body.no_such_method")


@pytest.mark.expects_warnings
@pytest.mark.parametrize(
    ("code", "said"),
    [(RAISES, "AttributeError"), ("DIALECT = Dialect(read=len)", "`read` returned 1; accepted: None, or")],
    ids=["raises", "nonsense"],
)
def test_one_that_misbehaves_is_dropped(
    url: str, install: Install, code: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It is asked once and logged once; the calls get the verdict that they would have without it."""
    install("broken", "ant", code)

    with instrumented(OURS) as telemetry:
        for _ in range(3):
            CALLERS["httpx"](url)

        rules = [verdict["errkind.rule"] for verdict in telemetry.verdicts()]
    assert rules == BY_STATUS * 3
    assert telemetry.total() == 3
    (warning,) = warned(caplog)
    assert "asking the dialect 'ant', which is dropped for good" in warning
    assert said in warning


@pytest.mark.expects_warnings
def test_a_slow_import_is_reported(
    url: str, install: Install, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It delays the start of the application, so a warning names it; the dialect is in force all the same."""
    monkeypatch.setattr(_installed, "SLOW", 0.0)
    install("heavy", "ant", SOUND)

    with instrumented(OURS) as telemetry:
        CALLERS["httpx"](url)

        (verdict,) = telemetry.verdicts()
    assert verdict["errkind.rule"] == "dialect:ant"
    (warning,) = warned(caplog)
    assert warning.endswith("as the application does, loading the dialect 'ant' of the distribution 'heavy'.")


def test_classify_asks_no_other_distribution(tmp_path: Path, install: Install) -> None:
    """`classify` depends on its arguments alone: it does not even import what is installed."""
    install("acme", "rockets", "print('imported')\n" + SOUND)
    code = f"import otel_errkind; print(otel_errkind.classify(status_code=500, body={BODY!r}).rule)"

    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert (done.stdout, str(tmp_path) in ":".join(sys.path)) == ("status\n", True)
