"""What telemetry says of each call: read from exported spans and the metric, from nowhere else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from opentelemetry.sdk.metrics.export import NumberDataPoint
from opentelemetry.semconv.attributes.http_attributes import HTTP_RESPONSE_STATUS_CODE

from otel_errkind._telemetry import attributes as names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from opentelemetry.sdk.metrics.export import MetricsData
    from opentelemetry.sdk.trace import ReadableSpan

    from otel_errkind._demo.run import Made, Recording

FACTS = {
    "category": names.ERRKIND_CATEGORY,
    "reason": names.ERRKIND_REASON,
    "status": HTTP_RESPONSE_STATUS_CODE,
    "retryable": names.ERRKIND_RETRYABLE,
    "retry_after": names.ERRKIND_RETRY_AFTER,
    "body": names.HTTP_RESPONSE_BODY_CONTENT,
}
"""What the demonstration shows, and the span attribute that it comes from."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One call beside the facts of the span that classifies it; a success has no such span and no facts."""

    call: Made
    facts: Mapping[str, object]

    @property
    def is_intended(self) -> bool:
        """Whether the category is the one that the server was built to cause."""
        return self.facts["category"] == self.call.fault.expected


def verdicts(recording: Recording) -> list[Verdict]:
    """Find the classified span of each call by its trace."""
    classified = dict(_classified(recording.spans))
    return [Verdict(call, _facts(classified.get(call.trace_id, {}))) for call in recording.calls]


def _classified(spans: Iterable[ReadableSpan]) -> Iterator[tuple[int, Mapping[str, object]]]:
    for span in spans:
        if span.context and span.attributes and names.ERRKIND_CATEGORY in span.attributes:
            yield span.context.trace_id, span.attributes


def _facts(attributes: Mapping[str, object]) -> Mapping[str, object]:
    return {fact: attributes.get(name) for fact, name in FACTS.items()}


def errors_by_category(metrics: MetricsData | None) -> Counter[str]:
    """Add up the error counter."""
    counted: Counter[str] = Counter()
    for point in _error_points(metrics) if metrics else ():
        counted[str((point.attributes or {})[names.ERRKIND_CATEGORY])] += int(point.value)
    return counted


def _error_points(metrics: MetricsData) -> Iterator[NumberDataPoint]:
    for resource in metrics.resource_metrics:
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                if metric.name == names.ERRORS_METRIC:
                    yield from (
                        point for point in metric.data.data_points if isinstance(point, NumberDataPoint)
                    )
