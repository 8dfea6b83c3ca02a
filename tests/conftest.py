"""What every test has: servers that misbehave, and no fault of ours that goes unnoticed."""

from __future__ import annotations

import logging
import signal
from typing import TYPE_CHECKING

import pytest

from faults import FaultServer
from otel_errkind import _guard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FINDINGS = pytest.StashKey[list[str]]()


def pytest_configure() -> None:
    """Take interrupts as a program at a terminal does: a shell's job in the background ignores them."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def no_swallowed_fault(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test if the guard swallowed an exception of ours, unless the test is about the guard."""
    spoken: list[str] = []
    listener = logging.Handler()
    listener.emit = lambda record: spoken.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("otel_errkind")
    logger.addHandler(listener)
    _guard._reported.clear()  # noqa: SLF001 - each test hears its own faults
    yield
    logger.removeHandler(listener)
    if "expects_warnings" not in request.keywords:
        assert spoken == []


@pytest.fixture(scope="session")
def server() -> Iterator[FaultServer]:
    """Serve every fault."""
    with FaultServer() as running:
        yield running


@pytest.fixture(scope="session")
def publish(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Print a text below the results of the session."""
    return pytestconfig.stash.setdefault(FINDINGS, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what tests have published, whether or not they passed."""
    findings = config.stash.get(FINDINGS, [])
    if findings:
        terminalreporter.section("scores")
        terminalreporter.write_line("\n\n".join(findings))
