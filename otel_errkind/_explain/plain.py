"""The explanation as aligned text, for pipes and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._explain.lines import NO_FAILURE, facts, opinion_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from otel_errkind._explain.explanation import Explanation


def render(explanation: Explanation | None) -> str:
    """Write the verdict, then the layers in the order in which they are asked."""
    if explanation is None:
        return NO_FAILURE
    layers = [(said.layer, opinion_of(said), said.why) for said in explanation.statements]
    return "\n".join([*_aligned(facts(explanation)), "", *_aligned(layers)])


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Put the cells of each column but the last under one another."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    padded = ([*map(str.ljust, row, widths), row[-1]] for row in rows)
    return ["  ".join(cells) for cells in padded]
