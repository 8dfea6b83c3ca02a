"""What is known of an environment, one dataclass a part: these are also the names in the JSON document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Way: TypeAlias = Literal["described", "instrumented", "tried"]
"""Nothing was started; the doctor's own process, which is instrumented; one in the place of a program."""
HookState: TypeAlias = Literal["in place", "wrapped", "gone"]
Status: TypeAlias = Literal["loads", "disabled", "conflict", "absent"]
Source: TypeAlias = Literal["default", "variable", "flag", "keyword", "configuration file", "attribute limit"]
Signal: TypeAlias = Literal["traces", "metrics", "logs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """The process that was looked into."""

    way: Way
    interpreter: str
    python: str
    """Its version."""
    is_instrumented: bool
    """Whether OpenTelemetry's auto-instrumentation has run in it."""
    ignores_path: bool
    """Whether it was told to ignore PYTHONPATH, as by `-I`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The metadata of an installed distribution `otel-errkind`."""

    version: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """otel-errkind itself."""

    version: str
    path: str
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A method of a client in which otel-errkind has put itself."""

    target: str
    state: HookState
    by: str | None
    """The module of the wrapper that calls meet first, if that is not ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client library that is supported."""

    name: str
    version: str | None
    """None if it is not installed."""
    path: str | None
    accepted: str
    is_accepted: bool
    ours: str
    """The instrumentor of otel-errkind, by the name of its entry point."""
    theirs: str
    """That of OpenTelemetry."""
    theirs_from: str
    """The distribution in which that one comes."""
    hooks: tuple[Hook, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugin:
    """A distro or a configurator, as its entry point names it."""

    name: str
    distribution: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrumentor:
    """An instrumentor, as OpenTelemetry's loader sees it."""

    name: str
    distribution: str
    status: Status
    """`conflict`: a version that it does not instrument; `absent`: what it instruments is not installed."""
    required: str | None
    found: str | None
    is_loaded: bool | None
    """Whether it instruments this process; None if nothing was tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationFile:
    """OpenTelemetry's declarative configuration."""

    path: str
    exists: bool
    has_reader: bool
    """Whether the distribution that reads it is installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loader:
    """What OpenTelemetry's auto-instrumentation loads, in its order."""

    distro_asked: str | None
    distros: tuple[Plugin, ...]
    configurator_asked: str | None
    configurators: tuple[Plugin, ...]
    disabled: tuple[str, ...]
    """The names that the environment disables."""
    instrumentors: tuple[Instrumentor, ...]
    configuration_file: ConfigurationFile | None

    @property
    def configurator(self) -> Plugin | None:
        """Return the one that sets up the SDK."""
        return next((plugin for plugin in self.configurators if plugin.is_chosen), None)

    def instrumentor(self, name: str) -> Instrumentor | None:
        """Return the instrumentor of that name, if there is one."""
        return next((found for found in self.instrumentors if found.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """The tracer provider of the process."""

    name: str | None
    """Its class; None if none is set."""
    is_disabled: bool
    """By OTEL_SDK_DISABLED."""
    is_concurrent: bool
    """Whether it tells its span processors of a span in other threads."""
    takes_processors: bool
    fault: str | None
    """Why the one that the environment names could not be loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The value of a setting that is in force."""

    name: str
    variable: str
    value: str
    """Patterns are only counted: one may be the secret that it is to find."""
    source: Source
    clients: tuple[str, ...]
    """For which clients."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A source of rules."""

    kind: Literal["file", "code", "entry point"]
    name: str
    count: int
    fault: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """An exporter that is named for a signal."""

    name: str
    component: str | None
    """The name of the entry point that this comes to; None if the protocol is none."""
    is_installed: bool
    protocol: str | None
    endpoint: str | None
    """Without user, password and query."""
    headers: int
    """How many; neither their names nor their values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporters:
    """Where a signal goes."""

    signal: Signal
    variable: str
    named: tuple[Exporter, ...]
    installed: tuple[str, ...]
    """The entry points of all exporters for this signal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All of it."""

    process: Process
    package: Package
    clients: tuple[Client, ...]
    loader: Loader
    provider: Provider
    exporters: tuple[Exporters, ...]
    settings: tuple[Setting, ...]
    refused: tuple[str, ...]
    """What was not understood of the settings, in sentences."""
    unknown_variables: tuple[str, ...]
    """Variables that are named like one of ours."""
    rules: tuple[Rules, ...]
