"""The checks: what they find in known facts, what they say of it, and that they find nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from doctor.healthy import (
    CLIENT,
    HEALTHY,
    LOADER,
    METRICS,
    OTLP,
    OURS,
    PACKAGE,
    PROCESS,
    PROVIDER,
    THEIRS,
    TRACES,
)
from otel_errkind._doctor.checks import CHECKS
from otel_errkind._doctor.facts import ConfigurationFile, Copy, Hook, Plugin, Rules
from otel_errkind._doctor.problem import nearest
from otel_errkind._doctor.report import examined

if TYPE_CHECKING:
    from otel_errkind._doctor.facts import Findings

DISABLED = "OTEL_PYTHON_DISABLED_INSTRUMENTATIONS"
SDK = "opentelemetry.sdk.trace.TracerProvider"
IN_PLACE = Hook(target="httpx._client.Client.send", state="in place", by=None)


class Case(NamedTuple):
    """One thing that is wrong, and what is said about it."""

    findings: Findings
    check: str
    text: str
    remedy: str | None


def loaded(**changes: Any) -> Findings:
    """Return facts in which the loader sees something else."""
    return replace(HEALTHY, loader=replace(LOADER, **changes))


def provided(**changes: Any) -> Findings:
    """Return facts in which the tracer provider is another."""
    return replace(HEALTHY, provider=replace(PROVIDER, **changes))


def exported(exporter: Any = OTLP, **changes: Any) -> Findings:
    """Return facts in which the spans go elsewhere."""
    of = replace(
        TRACES, **{"named": (replace(OTLP, **exporter),) if isinstance(exporter, dict) else (), **changes}
    )
    return replace(HEALTHY, exporters=(of, METRICS))


def called(**changes: Any) -> Findings:
    """Return facts in which the client is another."""
    return replace(HEALTHY, clients=(replace(CLIENT, **changes),))


def running(findings: Findings = HEALTHY, **changes: Any) -> Findings:
    """Return facts that come of an instrumented process."""
    process = replace(PROCESS, **{"way": "tried", "is_instrumented": True, **changes})
    return replace(findings, process=process)


def with_provider(findings: Findings) -> Findings:
    """Return facts in which the SDK is set up."""
    return replace(findings, provider=replace(PROVIDER, name=SDK, takes_processors=True))


CASES = {
    "ignored path": Case(
        running(is_instrumented=False, ignores_path=True),
        "not-instrumented",
        "Python is told to ignore PYTHONPATH",
        "without options such as -I",
    ),
    "no sitecustomize": Case(
        running(is_instrumented=False), "not-instrumented", "does not import OpenTelemetry's module", "-S"
    ),
    "other version's metadata": Case(
        replace(HEALTHY, package=replace(PACKAGE, copies=(Copy(version="0.9", path="/old"),))),
        "stale-metadata",
        "The metadata in /old is of otel-errkind 0.9, but the code in /site/otel_errkind is 1.0.",
        "pip uninstall otel-errkind",
    ),
    "two copies": Case(
        replace(HEALTHY, package=replace(PACKAGE, copies=(*PACKAGE.copies, Copy(version="1.0", path="/b")))),
        "several-copies",
        "installed more than once: in /site, /b",
        None,
    ),
    "no configurator": Case(
        loaded(configurators=()), "no-configurator", "sets up no SDK", "pip install opentelemetry-distro"
    ),
    "unknown distro": Case(
        loaded(distro_asked="acme"),
        "unknown-plugin",
        "OTEL_PYTHON_DISTRO asks for the distro 'acme'",
        "distro",
    ),
    "unknown configurator": Case(
        loaded(configurator_asked="acme"),
        "unknown-plugin",
        "OTEL_PYTHON_CONFIGURATOR asks for the configurator 'acme'",
        "Unset OTEL_PYTHON_CONFIGURATOR, or name one of: configurator.",
    ),
    "two configurators": Case(
        loaded(
            configurators=(
                *LOADER.configurators,
                Plugin(name="other", distribution="acme 1", is_chosen=False),
            )
        ),
        "plugin-passed-over",
        "Of several configurators OpenTelemetry loads configurator, and not other (acme 1).",
        None,
    ),
    "version conflict": Case(
        loaded(
            instrumentors=(
                OURS,
                replace(THEIRS, status="conflict", required="httpx>=0.18.0", found="httpx 0.1"),
            )
        ),
        "dependency-conflict",
        "the instrumentor httpx: it is for httpx>=0.18.0, and httpx 0.1 is installed",
        "opentelemetry-instrumentation-httpx",
    ),
    "unknown name disabled": Case(
        loaded(disabled=("errkind-htpx",)), "unknown-disabled", "Do you mean errkind-httpx?", None
    ),
    "configuration file missing": Case(
        loaded(configuration_file=ConfigurationFile(path="otel.yaml", exists=False, has_reader=True)),
        "configuration-file",
        "OTEL_CONFIG_FILE names otel.yaml, which is no file",
        "Correct the path",
    ),
    "configuration file without reader": Case(
        loaded(configuration_file=ConfigurationFile(path="otel.yaml", exists=True, has_reader=False)),
        "configuration-file",
        "opentelemetry-configuration is not installed",
        "pip install opentelemetry-configuration",
    ),
    "no exporter of spans": Case(
        exported(None), "no-exporter", "OTEL_TRACES_EXPORTER is none or not set", "such as otlp or console"
    ),
    "no exporter of metrics": Case(
        replace(HEALTHY, exporters=(TRACES, replace(METRICS, named=()))),
        "no-metric-exporter",
        "errkind.client.errors is not exported",
        None,
    ),
    "unknown protocol": Case(
        exported({"component": None, "protocol": "http/json", "is_installed": False}),
        "unknown-protocol",
        "The exporter otlp (traces) cannot speak the protocol 'http/json'",
        "one of: grpc, http/protobuf",
    ),
    "exporter not installed": Case(
        exported({"is_installed": False}, installed=("console",)),
        "exporter-not-installed",
        "The exporter otlp (traces) speaks grpc and is not installed",
        "pip install opentelemetry-exporter-otlp-proto-grpc",
    ),
    "exporter of the other protocol installed": Case(
        exported({"is_installed": False}),
        "exporter-not-installed",
        "not installed",
        "or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
    ),
    "exporter without a protocol not installed": Case(
        exported(
            {
                "name": "prometheus",
                "component": "prometheus",
                "protocol": None,
                "endpoint": None,
                "is_installed": False,
            }
        ),
        "exporter-not-installed",
        "The exporter prometheus (traces) is not installed",
        "pip install opentelemetry-exporter-prometheus",
    ),
    "unknown exporter": Case(
        exported(
            {
                "name": "konsole",
                "component": "konsole",
                "protocol": None,
                "endpoint": None,
                "is_installed": False,
            }
        ),
        "unknown-exporter",
        "the exporter 'konsole', so auto-instrumentation stops before it instruments anything. Do you mean",
        "name one of: console, none, otlp, otlp_proto_grpc, otlp_proto_http.",
    ),
    "port of the other protocol": Case(
        exported({"endpoint": "http://collector:4318"}),
        "other-port",
        "speaks grpc to http://collector:4318, a port on which Collectors usually expect http/protobuf",
        None,
    ),
    "unknown variable": Case(
        replace(HEALTHY, unknown_variables=("OTEL_PYTHON_ERRKIND_BODY_LIMITS",)),
        "unknown-variable",
        "Do you mean OTEL_PYTHON_ERRKIND_BODY_LIMIT?",
        "Correct the name",
    ),
    "refused value": Case(
        replace(HEALTHY, refused=("The variable X is 'y'.",)),
        "refused-setting",
        "The variable X is 'y'.",
        "Give a value that is accepted",
    ),
    "refused rules": Case(
        replace(HEALTHY, rules=(Rules(kind="file", name="r.toml", count=0, fault="line 3: no"),)),
        "refused-rules",
        "The rules of the file r.toml are refused, all of them: line 3: no.",
        "Correct what is named",
    ),
    "SDK disabled": Case(provided(is_disabled=True), "sdk-disabled", "OTEL_SDK_DISABLED is true", "Unset"),
    "provider that cannot be loaded": Case(
        provided(fault="StopIteration: "), "provider-not-loaded", "OTEL_PYTHON_TRACER_PROVIDER names", "Unset"
    ),
    "no provider": Case(
        running(called(hooks=(IN_PLACE,))), "no-provider", "has run and set no tracer provider", "Repair"
    ),
    "foreign provider": Case(
        provided(name="acme.Provider"),
        "foreign-provider",
        "acme.Provider, which takes no",
        "opentelemetry-sdk",
    ),
    "concurrent processor": Case(
        provided(name=SDK, takes_processors=True, is_concurrent=True),
        "concurrent-processor",
        "ConcurrentMultiSpanProcessor",
        "no argument active_span_processor",
    ),
    "no client": Case(
        called(version=None, is_accepted=False), "no-client", "None of the supported clients", "Install one"
    ),
    "unsupported client": Case(
        called(version="0.20", is_accepted=False),
        "unsupported-client",
        "httpx 0.20 is not supported, only httpx>=0.25.",
        "pip install 'httpx>=0.25'",
    ),
    "everything disabled": Case(
        loaded(
            disabled=("*",),
            instrumentors=(replace(OURS, status="disabled"), replace(THEIRS, status="disabled")),
        ),
        "everything-disabled",
        "disables every instrumentor",
        f"Take the * out of {DISABLED}.",
    ),
    "ours missing": Case(loaded(instrumentors=(THEIRS,)), "ours-missing", "entry point errkind-httpx", "pip"),
    "ours disabled": Case(
        loaded(disabled=("errkind-httpx",), instrumentors=(replace(OURS, status="disabled"), THEIRS)),
        "ours-disabled",
        "disables errkind-httpx: no error of httpx is classified",
        f"Take errkind-httpx out of {DISABLED}.",
    ),
    "theirs missing": Case(
        loaded(instrumentors=(OURS,)),
        "theirs-missing",
        "only failed calls of httpx have spans",
        "pip install opentelemetry-instrumentation-httpx",
    ),
    "theirs disabled": Case(
        loaded(disabled=("httpx",), instrumentors=(OURS, replace(THEIRS, status="disabled"))),
        "theirs-disabled",
        "disables httpx, OpenTelemetry's own instrumentor: only failed calls of httpx have spans",
        f"Take httpx out of {DISABLED}.",
    ),
    "not hooked": Case(running(with_provider(HEALTHY)), "not-hooked", "calls of httpx do not meet", "log"),
    "hook replaced": Case(
        running(with_provider(called(hooks=(replace(IN_PLACE, state="gone", by="acme"),)))),
        "hook-gone",
        "acme has replaced httpx._client.Client.send",
        "Let acme do so before",
    ),
    "hook wrapped": Case(
        running(with_provider(called(hooks=(replace(IN_PLACE, state="wrapped", by="acme"),)))),
        "hook-wrapped",
        "acme has wrapped httpx._client.Client.send around the hook",
        None,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_wrong_is_said_once(case: Case) -> None:
    """Of one thing that is wrong there is one remark, by its check: with a remedy, unless it is a warning."""
    [remark] = examined(case.findings).remarks

    assert remark.check == case.check
    assert case.text in remark.text
    assert (case.remedy or "") in (remark.remedy or "")
    assert (remark.remedy is None) == (case.remedy is None)


def test_every_check_has_a_case() -> None:
    """No check is there of which it is not shown what it finds; no two have one name."""
    names = [check.name for check in CHECKS]

    assert set(names) == {case.check for case in CASES.values()}
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "findings",
    [
        HEALTHY,
        running(with_provider(called(hooks=(IN_PLACE,)))),
        running(with_provider(called(hooks=(IN_PLACE,))), way="instrumented"),
        loaded(
            instrumentors=(OURS, THEIRS, replace(THEIRS, name="flask", status="absent", required="flask"))
        ),
        loaded(configuration_file=ConfigurationFile(path="otel.yaml", exists=True, has_reader=True)),
        exported({"name": "console", "component": "console", "protocol": None, "endpoint": None}),
        exported({"endpoint": "https://collector"}),
        replace(HEALTHY, rules=(Rules(kind="file", name="r.toml", count=3, fault=None),)),
    ],
    ids=[
        "described",
        "tried",
        "the doctor's own process",
        "an instrumentor of what is not installed",
        "configuration file",
        "console",
        "no port",
        "rules",
    ],
)
def test_what_is_right_is_not_mentioned(findings: Findings) -> None:
    """An environment in which nothing is wrong has neither problems nor warnings."""
    report = examined(findings)

    assert report.remarks == ()


def test_no_exporter_is_missed_where_no_sdk_is_set_up() -> None:
    """Without a configurator the program exports as it likes: that its variables are empty says nothing."""
    findings = replace(loaded(configurators=()), exporters=(replace(TRACES, named=()),))

    checks = [remark.check for remark in examined(findings).remarks]

    assert checks == ["no-configurator"]


def test_one_remark_for_one_exporter() -> None:
    """An exporter that is missing for two signals is missed once."""
    missing = (replace(OTLP, is_installed=False),)
    findings = replace(HEALTHY, exporters=(replace(TRACES, named=missing), replace(METRICS, named=missing)))

    [remark] = examined(findings).remarks

    assert "The exporter otlp (traces, metrics) speaks grpc and is not installed" in remark.text


@pytest.mark.parametrize(("name", "hint"), [("konsole", " Do you mean console?"), ("jaeger", "")])
def test_the_nearest_name(name: str, hint: str) -> None:
    """A known name is proposed only where it is like the one that was given."""
    assert nearest(name, ["console", "otlp"]) == hint
