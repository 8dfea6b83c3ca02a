"""What OpenTelemetry's auto-instrumentation loads; the same steps are in its module `_load`."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from opentelemetry.instrumentation.dependencies import (
    get_dist_dependency_conflicts,
)
from opentelemetry.instrumentation.environment_variables import (
    OTEL_PYTHON_CONFIGURATOR,
    OTEL_PYTHON_DISABLED_INSTRUMENTATIONS,
    OTEL_PYTHON_DISTRO,
)
from opentelemetry.sdk.environment_variables import OTEL_CONFIG_FILE

from otel_errkind._doctor.facts import ConfigurationFile, Instrumentor, Loader, Plugin, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from importlib.metadata import EntryPoint

    from opentelemetry.instrumentation.dependencies import DependencyConflict

ALL = "*"
"""Disables every instrumentor."""


def loader(environ: Mapping[str, str], *, is_instrumented: bool) -> Loader:
    """Describe what is loaded in this environment, or would be."""
    distro, configurator = environ.get(OTEL_PYTHON_DISTRO), environ.get(OTEL_PYTHON_CONFIGURATOR)
    disabled = [name.strip() for name in environ.get(OTEL_PYTHON_DISABLED_INSTRUMENTATIONS, "").split(",")]
    return Loader(
        distro_asked=distro,
        distros=_plugins("opentelemetry_distro", distro),
        configurator_asked=configurator,
        configurators=_plugins("opentelemetry_configurator", configurator),
        disabled=tuple(filter(None, disabled)),
        instrumentors=tuple(
            _instrumentor(entry, disabled, is_instrumented=is_instrumented)
            for entry in entry_points(group="opentelemetry_instrumentor")
        ),
        configuration_file=_configuration_file(environ.get(OTEL_CONFIG_FILE)),
    )


def _plugins(group: str, asked: str | None) -> tuple[Plugin, ...]:
    """Describe the plugins of a kind: the first that fits is loaded, and no other."""
    entries = list(entry_points(group=group))
    chosen = next((entry for entry in entries if asked in {None, entry.name}), None)
    return tuple(
        Plugin(name=entry.name, distribution=_owner(entry), is_chosen=entry is chosen) for entry in entries
    )


def _owner(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else "?"


def _instrumentor(entry: EntryPoint, disabled: Collection[str], *, is_instrumented: bool) -> Instrumentor:
    conflict = get_dist_dependency_conflicts(entry.dist) if entry.dist is not None else None
    found = _named([conflict.found, *(conflict.found_any or ())]) if conflict else None
    return Instrumentor(
        name=entry.name,
        distribution=_owner(entry),
        status=_status(is_disabled=not {ALL, entry.name}.isdisjoint(disabled), conflict=conflict),
        required=_named([conflict.required, *(conflict.required_any or ())]) if conflict else None,
        found=found,
        is_loaded=_is_loaded(entry) if is_instrumented else None,
    )


def _status(*, is_disabled: bool, conflict: DependencyConflict | None) -> Status:
    if is_disabled:
        return "disabled"
    if conflict is None:
        return "loads"
    return "conflict" if conflict.found or conflict.found_any else "absent"


def _named(requirements: Iterable[object]) -> str | None:
    """Write requirements without their markers, which repeat the extra that they come from."""
    return ", ".join(str(one).partition(";")[0].strip() for one in requirements if one) or None


def _is_loaded(entry: EntryPoint) -> bool:
    """Tell whether the instrumentor is at work, without importing one that is not."""
    kind = getattr(sys.modules.get(entry.module), entry.attr, None)
    return bool(getattr(getattr(kind, "_instance", None), "is_instrumented_by_opentelemetry", False))


def _configuration_file(path: str | None) -> ConfigurationFile | None:
    if not path:
        return None
    has_reader = find_spec("opentelemetry.configuration") is not None
    return ConfigurationFile(path=path, exists=Path(path).is_file(), has_reader=has_reader)
