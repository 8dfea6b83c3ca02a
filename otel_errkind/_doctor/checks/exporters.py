"""What can keep spans and counts from where they should go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from otel_errkind._doctor.problem import Check, Remark, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from otel_errkind._doctor.facts import Exporter, Exporters, Findings
    from otel_errkind._doctor.problem import Remarks

DISTRIBUTIONS: Final[Mapping[str, str]] = {
    "otlp_proto_grpc": "opentelemetry-exporter-otlp-proto-grpc",
    "otlp_proto_http": "opentelemetry-exporter-otlp-proto-http",
    "prometheus": "opentelemetry-exporter-prometheus",
}
"""Where the exporters of OpenTelemetry's authors come from, by their entry points."""
_HTTP: Final = "otlp_proto_http"
_PROTOCOLS: Final = ("grpc", "http/protobuf")
_USUAL_PORTS: Final[Mapping[str, str]] = {"4317": "grpc", "4318": "http/protobuf"}
_STOPS: Final = "so auto-instrumentation stops before it instruments anything"


def _without(signal: str, findings: Findings) -> Iterator[Exporters]:
    """Give the exporters of a signal if there are none, and the SDK would be set up."""
    if findings.loader.configurator is not None:
        yield from (of for of in findings.exporters if of.signal == signal and not of.named)


def _no_exporter(findings: Findings) -> Remarks:
    for exporters in _without("traces", findings):
        yield Remark(
            f"{exporters.variable} is none or not set: no span leaves the process, and no verdict on one.",
            f"Set {exporters.variable} to the name of an exporter, such as otlp or console.",
        )


def _no_metric_exporter(findings: Findings) -> Remarks:
    for exporters in _without("metrics", findings):
        yield Remark(
            f"{exporters.variable} is none or not set: the counter errkind.client.errors is not exported."
        )


def _named(findings: Findings) -> Iterator[tuple[Exporters, Exporter]]:
    return ((of, exporter) for of in findings.exporters for exporter in of.named)


class _Lack(NamedTuple):
    """An exporter that cannot be loaded, for one signal or for several."""

    name: str
    component: str | None
    protocol: str | None


def _lacks(findings: Findings) -> dict[_Lack, list[Exporters]]:
    lacks: dict[_Lack, list[Exporters]] = {}
    for of, exporter in _named(findings):
        if not exporter.is_installed:
            lack = _Lack(exporter.name, exporter.component, exporter.protocol)
            lacks.setdefault(lack, []).append(of)
    return lacks


def _signals(exporters: Iterable[Exporters]) -> str:
    return ", ".join(of.signal for of in exporters)


def _unknown_protocol(findings: Findings) -> Remarks:
    for lack, exporters in _lacks(findings).items():
        if lack.component is None:
            yield Remark(
                f"The exporter {lack.name} ({_signals(exporters)}) cannot speak the protocol"
                f" {lack.protocol!r}, {_STOPS}.",
                f"Set OTEL_EXPORTER_OTLP_PROTOCOL to one of: {', '.join(_PROTOCOLS)}.",
            )


def _not_installed(findings: Findings) -> Remarks:
    for lack, exporters in _lacks(findings).items():
        distribution = DISTRIBUTIONS.get(lack.component or "")
        if distribution is not None:
            speaks = f" speaks {lack.protocol} and" if lack.protocol else ""
            yield Remark(
                f"The exporter {lack.name} ({_signals(exporters)}){speaks} is not installed, {_STOPS}.",
                f"pip install {distribution}{_instead(lack, exporters)}",
            )


def _instead(lack: _Lack, exporters: Iterable[Exporters]) -> str:
    """Name the protocol for which there is an exporter, if the choice is free."""
    is_there = all(_HTTP in of.installed for of in exporters)
    return ", or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf" if is_there and lack.name == "otlp" else ""


def _unknown_exporter(findings: Findings) -> Remarks:
    for lack, exporters in _lacks(findings).items():
        if lack.component is not None and lack.component not in DISTRIBUTIONS:
            known = sorted({"otlp", "none"}.union(*(of.installed for of in exporters)))
            yield Remark(
                f"{' and '.join(of.variable for of in exporters)}: nothing that is installed provides the"
                f" exporter {lack.name!r}, {_STOPS}.{nearest(lack.name, known)}",
                f"Install what provides it, or name one of: {', '.join(known)}.",
            )


def _other_port(findings: Findings) -> Remarks:
    for of, exporter in _named(findings):
        port = re.search(r":(\d+)(?:/|$)", exporter.endpoint or "")
        usual = _USUAL_PORTS.get(port[1]) if port else None
        if usual not in {None, exporter.protocol} and exporter.component is not None:
            yield Remark(
                f"The exporter of {of.signal} speaks {exporter.protocol} to {exporter.endpoint}, a port on"
                f" which Collectors usually expect {usual}."
            )


CHECKS: Final = (
    Check("no-exporter", _no_exporter),
    Check("no-metric-exporter", _no_metric_exporter),
    Check("unknown-protocol", _unknown_protocol),
    Check("exporter-not-installed", _not_installed),
    Check("unknown-exporter", _unknown_exporter),
    Check("other-port", _other_port),
)
