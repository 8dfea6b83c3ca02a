"""The process and the package that are looked into."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import distributions
from pathlib import Path

import otel_errkind
from otel_errkind._doctor.facts import Copy, Package, Process, Way

_AUTO_INSTRUMENTATION = "auto_instrumentation"
"""The folder of the module `sitecustomize` by which OpenTelemetry gets into a process."""


def process(way: Way | None, *, has_hooks: bool) -> Process:
    """Describe this process; without a `way`, as what it turns out to be."""
    started = getattr(sys.modules.get("sitecustomize"), "__file__", None)
    is_theirs = started is not None and Path(started).parent.name == _AUTO_INSTRUMENTATION
    is_instrumented = is_theirs or has_hooks
    return Process(
        way=way or ("instrumented" if is_instrumented else "described"),
        interpreter=sys.executable,
        python=platform.python_version(),
        is_instrumented=is_instrumented,
        ignores_path=bool(sys.flags.ignore_environment),
    )


def package() -> Package:
    """Describe the package and every distribution that claims to be it."""
    found = ((dist.version, str(dist.locate_file(""))) for dist in distributions(name="otel-errkind"))
    return Package(
        version=otel_errkind.__version__,
        path=str(Path(otel_errkind.__file__).parent),
        copies=tuple(Copy(version=version, path=path) for version, path in dict.fromkeys(found)),
    )
