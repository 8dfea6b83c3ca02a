"""What can keep otel-errkind from the spans of calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from otel_errkind._doctor.problem import Check, Remark

if TYPE_CHECKING:
    from otel_errkind._doctor.facts import Findings
    from otel_errkind._doctor.problem import Remarks

_SET_ANOTHER: Final = "Set a TracerProvider of opentelemetry-sdk"


def _sdk_disabled(findings: Findings) -> Remarks:
    if findings.provider.is_disabled:
        yield Remark(
            "OTEL_SDK_DISABLED is true: there are no spans and no counts.",
            "Unset OTEL_SDK_DISABLED, or set it to false.",
        )


def _not_loaded(findings: Findings) -> Remarks:
    if findings.provider.fault is not None:
        yield Remark(
            "The tracer provider that OTEL_PYTHON_TRACER_PROVIDER names cannot be loaded:"
            f" {findings.provider.fault}.",
            "Unset OTEL_PYTHON_TRACER_PROVIDER, or install what it names.",
        )


def _no_provider(findings: Findings) -> Remarks:
    provider = findings.provider
    is_expected = findings.process.is_instrumented and findings.loader.configurator is not None
    if is_expected and provider.name is None and provider.fault is None:
        yield Remark(
            "Auto-instrumentation has run and set no tracer provider: there are no spans.",
            "Repair what else is named here, or set a TracerProvider in your program.",
        )


def _foreign(findings: Findings) -> Remarks:
    provider = findings.provider
    if provider.name is not None and not provider.takes_processors:
        yield Remark(
            f"The tracer provider is {provider.name}, which takes no span processor: otel-errkind does not"
            " see its spans, and writes on none of them.",
            f"{_SET_ANOTHER}, or one that has its method add_span_processor.",
        )


def _concurrent(findings: Findings) -> Remarks:
    if findings.provider.is_concurrent:
        yield Remark(
            "The tracer provider has a ConcurrentMultiSpanProcessor, which tells of a span in another thread:"
            " otel-errkind cannot know to which call it belongs.",
            f"{_SET_ANOTHER} that has no argument active_span_processor.",
        )


CHECKS: Final = (
    Check("sdk-disabled", _sdk_disabled),
    Check("provider-not-loaded", _not_loaded),
    Check("no-provider", _no_provider),
    Check("foreign-provider", _foreign),
    Check("concurrent-processor", _concurrent),
)
