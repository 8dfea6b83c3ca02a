"""The tracer provider, and whether otel-errkind is told of its spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opentelemetry import trace
from opentelemetry.sdk.environment_variables import OTEL_SDK_DISABLED
from opentelemetry.sdk.trace import ConcurrentMultiSpanProcessor
from opentelemetry.trace import ProxyTracerProvider

from otel_errkind._doctor.facts import Provider
from otel_errkind._doctor.gather.attempt import Attempt

if TYPE_CHECKING:
    from collections.abc import Mapping


def provider(environ: Mapping[str, str]) -> Provider:
    """Describe the provider that is set, which may be none yet."""
    found: object = None
    loading = Attempt()
    with loading:
        found = trace.get_tracer_provider()
    # That of logfire is a shell around the SDK's.
    inner = getattr(found, "provider", found)
    kind = type(found)
    is_set = found is not None and kind is not ProxyTracerProvider
    return Provider(
        name=f"{kind.__module__}.{kind.__qualname__}" if is_set else None,
        is_disabled=environ.get(OTEL_SDK_DISABLED, "").lower().strip() == "true",
        is_concurrent=isinstance(
            getattr(inner, "_active_span_processor", None), ConcurrentMultiSpanProcessor
        ),
        takes_processors=hasattr(found, "add_span_processor"),
        fault=loading.fault,
    )
