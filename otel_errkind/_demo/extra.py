"""The optional parts of the demonstration, and how to get them."""

from __future__ import annotations

from importlib.util import find_spec

from otel_errkind._demo.faults import CLIENTS

INSTALL = "pip install 'otel-errkind[demo]'"
OTLP_EXPORTER = "opentelemetry-exporter-otlp-proto-http"

_MODULES = {name: name for name in (*CLIENTS, "rich")} | {
    OTLP_EXPORTER: "opentelemetry.exporter.otlp.proto.http"
}


def missing() -> list[str]:
    """Name the distributions of the extra that are not installed."""
    return [name for name, module in _MODULES.items() if not _importable(module)]


def _importable(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # raised if a parent package is missing
        return False
