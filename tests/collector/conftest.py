"""The Collector that the tests run, or why there is none."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from collector.build import CannotBuildError, build, find
from collector.otelcol import CONFIG

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def otelcol() -> Path:
    """Return the Collector; without one skip, or fail where `ERRKIND_REQUIRE_COLLECTOR=1` asks for it."""
    try:
        return find() or build()
    except CannotBuildError as reason:
        if os.environ.get("ERRKIND_REQUIRE_COLLECTOR") == "1":
            pytest.fail(f"no Collector: {reason}")
        pytest.skip(f"no Collector: {reason}")


@pytest.fixture(scope="session")
def standalone() -> list[Path]:
    """Return the configurations of one machine."""
    return [CONFIG / "standalone.yaml", CONFIG / "classify.yaml", CONFIG / "redact.yaml"]


@pytest.fixture(scope="session")
def gateway() -> list[Path]:
    """Return the configurations of the first tier."""
    return [CONFIG / "gateway.yaml", CONFIG / "classify.yaml", CONFIG / "redact.yaml"]
