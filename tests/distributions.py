"""Distributions that bring something by an entry point, made on the spot and forgotten afterwards."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from otel_errkind import _dialect_sources, _installed, _rule_sources

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest


class Install(Protocol):
    """Installs a distribution whose entry point names what some code defines."""

    def __call__(self, distribution: str, entry_point: str, code: str) -> None:
        """Make the distribution."""


@contextmanager
def installing(group: str, name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Let distributions be installed below a folder, whose entry points in `group` name `name`."""
    modules: list[str] = []

    def install(distribution: str, entry_point: str, code: str) -> None:
        module = f"{distribution}_code"
        metadata = folder / f"{distribution}-0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 0\n")
        (metadata / "entry_points.txt").write_text(f"[{group}]\n{entry_point} = {module}:{name}\n")
        modules.append(module)
        (folder / f"{module}.py").write_text(f"from {group} import *\n{code}\n")

    monkeypatch.syspath_prepend(folder)
    _forget()
    yield install
    _forget()
    for module in modules:
        sys.modules.pop(module, None)


def _forget() -> None:
    """Let the distributions be looked for anew."""
    _installed.offered.cache_clear()
    _rule_sources.installed.cache_clear()
    _dialect_sources.installed.cache_clear()
