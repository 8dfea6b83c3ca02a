"""The explanation as aligned text, for pipes and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._explain.lines import NO_FAILURE, facts, opinion_of
from otel_errkind._screen import aligned

if TYPE_CHECKING:
    from otel_errkind._explain.explanation import Explanation


def render(explanation: Explanation | None) -> str:
    """Write the verdict, then the layers in the order in which they are asked."""
    if explanation is None:
        return NO_FAILURE
    layers = [(said.layer, opinion_of(said), said.why) for said in explanation.statements]
    return "\n".join([*aligned(facts(explanation)), "", *aligned(layers)])
