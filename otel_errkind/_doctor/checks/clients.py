"""What can be wrong with the clients and with the hooks in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from otel_errkind._doctor.problem import Check, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

    from otel_errkind._doctor.facts import Client, Findings, Hook, Instrumentor
    from otel_errkind._doctor.problem import Remarks

_DISABLED: Final = "OTEL_PYTHON_DISABLED_INSTRUMENTATIONS"


def _no_client(findings: Findings) -> Remarks:
    if not any(client.version for client in findings.clients):
        names = ", ".join(client.name for client in findings.clients)
        yield Remark(
            f"None of the supported clients is installed: {names}.",
            "Install one of them where your program runs, or run the doctor there.",
        )


def _unsupported_client(findings: Findings) -> Remarks:
    for client in findings.clients:
        if client.version is not None and not client.is_accepted:
            yield Remark(
                f"{client.name} {client.version} is not supported, only {client.accepted}.",
                f"pip install '{client.accepted.replace(' ', '')}'",
            )


def _everything_disabled(findings: Findings) -> Remarks:
    if "*" in findings.loader.disabled:
        yield Remark(
            f"{_DISABLED} holds *, which disables every instrumentor.",
            f"Take the * out of {_DISABLED}.",
        )


def _pairs(findings: Findings) -> Iterator[tuple[Client, Instrumentor | None, Instrumentor | None]]:
    """Give the installed clients, each with our instrumentor and OpenTelemetry's."""
    for client in findings.clients:
        if client.version is not None:
            of = findings.loader.instrumentor
            yield client, of(client.ours), of(client.theirs)


def _ours_disabled(findings: Findings) -> Remarks:
    for client, ours, _ in _pairs(findings):
        if ours is not None and ours.name in findings.loader.disabled:
            yield Remark(
                f"{_DISABLED} disables {ours.name}: no error of {client.name} is classified.",
                f"Take {ours.name} out of {_DISABLED}.",
            )


def _ours_missing(findings: Findings) -> Remarks:
    missing = [client.ours for client, ours, _ in _pairs(findings) if ours is None]
    if missing:
        yield Remark(
            f"OpenTelemetry finds no entry point {', '.join(missing)}: the metadata of otel-errkind is"
            " missing or not whole.",
            "Install otel-errkind with pip; its folder on the path is not enough.",
        )


def _theirs_missing(findings: Findings) -> Remarks:
    for client, ours, theirs in _pairs(findings):
        if theirs is None and ours is not None and ours.status == "loads":
            yield Remark(
                f"OpenTelemetry's instrumentor {client.theirs} is not installed: only failed calls of"
                f" {client.name} have spans.",
                f"pip install {client.theirs_from}",
            )


def _theirs_disabled(findings: Findings) -> Remarks:
    for client, ours, theirs in _pairs(findings):
        ours_loads = ours is not None and ours.status == "loads"
        if theirs is not None and ours_loads and theirs.name in findings.loader.disabled:
            yield Remark(
                f"{_DISABLED} disables {theirs.name}, OpenTelemetry's own instrumentor: only failed calls of"
                f" {client.name} have spans.",
                f"Take {theirs.name} out of {_DISABLED}.",
            )


def _not_hooked(findings: Findings) -> Remarks:
    if not findings.process.is_instrumented:
        return
    missed = [
        client.name
        for client, ours, _ in _pairs(findings)
        if ours is not None and ours.status == "loads" and not client.hooks
    ]
    if missed:
        yield Remark(
            f"Auto-instrumentation has run, but calls of {', '.join(missed)} do not meet otel-errkind:"
            " something stopped it before.",
            "Repair what else is named here; OpenTelemetry's own words are in the log of the process.",
        )


def _hooks(findings: Findings) -> Iterator[Hook]:
    return (hook for client in findings.clients for hook in client.hooks)


def _hook_gone(findings: Findings) -> Remarks:
    for hook in _hooks(findings):
        if hook.state == "gone":
            yield Remark(
                f"{hook.by} has replaced {hook.target} after otel-errkind had hooked it: calls may pass"
                " it by.",
                f"Let {hook.by} do so before otel-errkind is instrumented, or do without it.",
            )


def _hook_wrapped(findings: Findings) -> Remarks:
    for hook in _hooks(findings):
        if hook.state == "wrapped":
            yield Remark(
                f"{hook.by} has wrapped {hook.target} around the hook of otel-errkind. Calls still meet it."
            )


CHECKS: Final = (
    Check("no-client", _no_client),
    Check("unsupported-client", _unsupported_client),
    Check("everything-disabled", _everything_disabled),
    Check("ours-missing", _ours_missing),
    Check("ours-disabled", _ours_disabled),
    Check("theirs-missing", _theirs_missing),
    Check("theirs-disabled", _theirs_disabled),
    Check("not-hooked", _not_hooked),
    Check("hook-gone", _hook_gone),
    Check("hook-wrapped", _hook_wrapped),
)
