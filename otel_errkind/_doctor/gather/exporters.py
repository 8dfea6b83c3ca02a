"""The exporters that the environment names, by the steps of the SDK's `_configuration`; no secret is kept."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Final

from opentelemetry.environment_variables import (
    OTEL_LOGS_EXPORTER,
    OTEL_METRICS_EXPORTER,
    OTEL_TRACES_EXPORTER,
)
from opentelemetry.sdk.environment_variables import OTEL_EXPORTER_OTLP_PROTOCOL

from otel_errkind._core.redact import Redactor
from otel_errkind._doctor.facts import Exporter, Exporters, Signal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from otel_errkind._doctor.facts import Loader

VARIABLES: Final[Mapping[Signal, str]] = {
    "traces": OTEL_TRACES_EXPORTER,
    "metrics": OTEL_METRICS_EXPORTER,
    "logs": OTEL_LOGS_EXPORTER,
}
DEFAULTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(VARIABLES.values(), "otlp"),
    OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
}
"""What the distro of opentelemetry-distro puts into the environment where nothing stands."""
_DISTRO: Final = "opentelemetry-distro "
_OTLP: Final = "otlp"
_BY_PROTOCOL: Final[Mapping[str, str]] = {"grpc": "otlp_proto_grpc", "http/protobuf": "otlp_proto_http"}
_PROTOCOLS: Final[Mapping[str, str]] = {component: protocol for protocol, component in _BY_PROTOCOL.items()}
_ENDPOINTS: Final[Mapping[str, str]] = {
    "grpc": "http://localhost:4317",
    "http/protobuf": "http://localhost:4318",
}
HIDDEN: Final = "(unreadable)"
_URL: Final = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)?(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?P<rest>.*)", re.DOTALL
)
_redact: Final = Redactor()


def exporters(environ: Mapping[str, str], loader: Loader) -> tuple[Exporters, ...]:
    """Describe where each signal goes, unless a configuration file says so: then no variable does."""
    if loader.configuration_file is not None:
        return ()
    distro = next((plugin for plugin in loader.distros if plugin.is_chosen), None)
    if distro is not None and distro.distribution.startswith(_DISTRO):
        environ = {**DEFAULTS, **environ}
    return tuple(_of_signal(signal, environ) for signal in VARIABLES)


def _of_signal(signal: Signal, environ: Mapping[str, str]) -> Exporters:
    installed = sorted(entry_points(group=f"opentelemetry_{signal}_exporter").names)
    text = environ.get(VARIABLES[signal], "")
    names = [] if text.lower().strip() in {"", "none"} else [name.strip() for name in text.split(",")]
    return Exporters(
        signal=signal,
        variable=VARIABLES[signal],
        named=tuple(_exporter(name, signal, environ, installed) for name in names),
        installed=tuple(installed),
    )


def _exporter(name: str, signal: Signal, environ: Mapping[str, str], installed: Collection[str]) -> Exporter:
    asked = _of_otlp("PROTOCOL", signal, environ).strip() or "grpc"
    component = _BY_PROTOCOL.get(asked) if name == _OTLP else name
    protocol = asked if name == _OTLP else _PROTOCOLS.get(name)
    headers = _of_otlp("HEADERS", signal, environ) if protocol else ""
    return Exporter(
        name=name,
        component=component,
        is_installed=component in installed,
        protocol=protocol,
        endpoint=_endpoint(protocol, signal, environ) if protocol else None,
        headers=len([item for item in headers.split(",") if item.strip()]),
    )


def _of_otlp(what: str, signal: Signal, environ: Mapping[str, str]) -> str:
    """Read a variable of OTLP: that of the signal, or the one for all."""
    general = environ.get(f"OTEL_EXPORTER_OTLP_{what}", "")
    return environ.get(f"OTEL_EXPORTER_OTLP_{signal.upper()}_{what}") or general


def _endpoint(protocol: str, signal: Signal, environ: Mapping[str, str]) -> str | None:
    text = _of_otlp("ENDPOINT", signal, environ) or _ENDPOINTS.get(protocol)
    return bare(text) if text is not None else None


def bare(url: str) -> str:
    """Return scheme, host, port and path of a URL: no user, no password, no query."""
    parts = _URL.match(url.strip())
    # A slash in a password ends the authority too early.
    if parts is None or "@" in parts["path"] + parts["rest"]:
        return HIDDEN
    return (parts["scheme"] or "") + parts["authority"].rpartition("@")[2] + _redact(parts["path"])
