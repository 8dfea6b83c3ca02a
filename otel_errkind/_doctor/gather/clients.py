"""The client libraries: which are there, and whether calls of theirs meet otel-errkind."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from packaging.requirements import Requirement

from otel_errkind._doctor import facts
from otel_errkind._telemetry.hooks import Hook
from otel_errkind.aiohttp import ErrkindAioHttpClientInstrumentor
from otel_errkind.httpx import ErrkindHttpx2Instrumentor, ErrkindHttpxInstrumentor

if TYPE_CHECKING:
    from otel_errkind._telemetry.instrumentor import ClientInstrumentor


class _Row(NamedTuple):
    instrumentor: type[ClientInstrumentor]
    ours: str
    theirs: str
    theirs_from: str


ROWS = (
    _Row(ErrkindHttpxInstrumentor, "errkind-httpx", "httpx", "opentelemetry-instrumentation-httpx"),
    _Row(ErrkindHttpx2Instrumentor, "errkind-httpx2", "httpx2", "opentelemetry-instrumentation-httpx"),
    _Row(
        ErrkindAioHttpClientInstrumentor,
        "errkind-aiohttp-client",
        "aiohttp-client",
        "opentelemetry-instrumentation-aiohttp-client",
    ),
)
"""The instrumentors and OpenTelemetry's for the same client, by their entry points."""


def clients() -> tuple[facts.Client, ...]:
    """Describe every supported client, installed or not."""
    return tuple(map(_client, ROWS))


def _client(row: _Row) -> facts.Client:
    instrumentor = row.instrumentor()
    requirement = Requirement(*instrumentor.instrumentation_dependencies())
    installed = _version(requirement.name)
    spec = find_spec(requirement.name)
    return facts.Client(
        name=requirement.name,
        version=installed,
        path=spec.origin if spec is not None else None,
        accepted=str(requirement),
        is_accepted=installed is not None and requirement.specifier.contains(installed, prereleases=True),
        ours=row.ours,
        theirs=row.theirs,
        theirs_from=row.theirs_from,
        hooks=tuple(_hook(hook) for hook in instrumentor.describe().hooks if isinstance(hook, Hook)),
    )


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def _hook(hook: Hook) -> facts.Hook:
    wrappers, is_met = hook.wrappers()
    state: facts.HookState = "gone"
    if is_met:
        state = "wrapped" if wrappers else "in place"
    return facts.Hook(target=hook.target, state=state, by=_module(wrappers[0]) if wrappers else None)


def _module(method: object) -> str:
    """Name the module in which a wrapper was written: `__module__` is that of what it wraps."""
    function = getattr(method, "_self_wrapper", method)  # of wrapt
    names: dict[str, object] = getattr(function, "__globals__", {})
    return str(names.get("__name__", type(function).__module__))
