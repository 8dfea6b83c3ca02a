"""The run as one JSON document, for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from otel_errkind._telemetry.attributes import ERRORS_METRIC, ERRORS_UNIT

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from otel_errkind._demo.verdicts import Verdict


def render(verdicts: Sequence[Verdict], errors: Counter[str]) -> str:
    """Write the calls and the metric."""
    metric = {"name": ERRORS_METRIC, "unit": ERRORS_UNIT, "total": errors.total(), "by_category": errors}
    return json.dumps({"calls": [_call(verdict) for verdict in verdicts], "metric": metric}, indent=2)


def _call(verdict: Verdict) -> dict[str, object]:
    made, fault = verdict.call, verdict.call.fault
    return {
        "client": made.client,
        "name": fault.name,
        "request": fault.request,
        "saw": made.saw,
        "expected": fault.expected,
        **verdict.facts,
    }
