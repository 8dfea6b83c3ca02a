"""The explanation as one JSON document, for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from otel_errkind._explain.explanation import Explanation, Statement


def render(explanation: Explanation | None) -> str:
    """Write the verdict and the layers in the order in which they are asked; null if nothing failed."""
    if explanation is None:
        return json.dumps({"verdict": None, "layers": []}, indent=2)
    texts = {"who_acts": explanation.acts, "meaning": explanation.meaning}
    layers = [_layer(statement) for statement in explanation.statements]
    return json.dumps({"verdict": {**explanation.verdict._asdict(), **texts}, "layers": layers}, indent=2)


def _layer(statement: Statement) -> dict[str, object]:
    opinion = statement.opinion
    return {
        "layer": statement.layer,
        "decides": statement.decides,
        "category": statement.category,
        "reason": opinion.reason if opinion else None,
        "rule": opinion.rule if opinion else None,
        "why": statement.why,
    }
