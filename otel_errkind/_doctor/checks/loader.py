"""What can be wrong with what OpenTelemetry's auto-instrumentation loads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from otel_errkind._doctor.problem import Check, Remark, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from otel_errkind._doctor.facts import Findings, Plugin
    from otel_errkind._doctor.problem import Remarks


def _no_configurator(findings: Findings) -> Remarks:
    if not findings.loader.configurators:
        yield Remark(
            "No configurator is installed: opentelemetry-instrument sets up no SDK, and nothing is exported"
            " unless the program does that itself.",
            "pip install opentelemetry-distro",
        )


def _unknown_plugins(findings: Findings) -> Remarks:
    loader = findings.loader
    asked = (
        ("OTEL_PYTHON_DISTRO", "distro", loader.distro_asked, loader.distros),
        ("OTEL_PYTHON_CONFIGURATOR", "configurator", loader.configurator_asked, loader.configurators),
    )
    for variable, kind, name, plugins in asked:
        names = [plugin.name for plugin in plugins]
        if name is not None and names and name not in names:
            yield Remark(
                f"{variable} asks for the {kind} {name!r}, which is not installed, so none is loaded.",
                f"Unset {variable}, or name one of: {', '.join(names)}.",
            )


def _passed_over(findings: Findings) -> Remarks:
    for kind, plugins in _kinds(findings):
        chosen = [plugin.name for plugin in plugins if plugin.is_chosen]
        others = [f"{plugin.name} ({plugin.distribution})" for plugin in plugins if not plugin.is_chosen]
        if chosen and others:
            yield Remark(f"Of several {kind}s OpenTelemetry loads {chosen[0]}, and not {', '.join(others)}.")


def _kinds(findings: Findings) -> Iterator[tuple[str, tuple[Plugin, ...]]]:
    yield "distro", findings.loader.distros
    yield "configurator", findings.loader.configurators


def _conflict(findings: Findings) -> Remarks:
    for instrumentor in findings.loader.instrumentors:
        if instrumentor.status == "conflict":
            yield Remark(
                f"OpenTelemetry does not load the instrumentor {instrumentor.name}: it is for"
                f" {instrumentor.required}, and {instrumentor.found} is installed.",
                f"Install such a version, or another one of {instrumentor.distribution.split()[0]}.",
            )


def _unknown_disabled(findings: Findings) -> Remarks:
    known = [instrumentor.name for instrumentor in findings.loader.instrumentors]
    for name in findings.loader.disabled:
        if name not in {"*", *known}:
            yield Remark(
                f"OTEL_PYTHON_DISABLED_INSTRUMENTATIONS names {name!r}, but no instrumentor has that"
                f" name.{nearest(name, known)}"
            )


def _configuration_file(findings: Findings) -> Remarks:
    file = findings.loader.configuration_file
    if file is None:
        return
    stops = "so auto-instrumentation stops before it instruments anything"
    if not file.exists:
        yield Remark(
            f"OTEL_CONFIG_FILE names {file.path}, which is no file, {stops}.",
            "Correct the path, or unset OTEL_CONFIG_FILE.",
        )
    if not file.has_reader:
        yield Remark(
            f"OTEL_CONFIG_FILE is set, but opentelemetry-configuration is not installed, {stops}.",
            "pip install opentelemetry-configuration",
        )


CHECKS: Final = (
    Check("no-configurator", _no_configurator),
    Check("unknown-plugin", _unknown_plugins),
    Check("plugin-passed-over", _passed_over),
    Check("dependency-conflict", _conflict),
    Check("unknown-disabled", _unknown_disabled),
    Check("configuration-file", _configuration_file),
)
