"""The explanation in colour, for a terminal; needs `rich`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from otel_errkind._explain.lines import NO_FAILURE, facts, opinion_of
from otel_errkind._screen import STYLES

if TYPE_CHECKING:
    from rich.console import RenderableType

    from otel_errkind._explain.explanation import Explanation


def render(explanation: Explanation | None) -> str:
    """Draw the verdict, then the layers in the order in which they are asked."""
    console = Console()
    with console.capture() as drawn:
        console.print(_picture(explanation) if explanation is not None else Text(NO_FAILURE))
    return drawn.get().rstrip("\n")


def _picture(explanation: Explanation) -> RenderableType:
    colour = STYLES[explanation.verdict.category]
    verdict, layers = Table.grid(padding=(0, 2)), Table.grid(padding=(0, 2))
    for name, text in facts(explanation):
        verdict.add_row(Text(name, "bold"), Text(text, colour if name == "category" else ""))
    for said in explanation.statements:
        style = STYLES[said.category] if said.decides and said.category else "dim"
        layers.add_row(Text(said.layer, "bold"), Text(opinion_of(said), style), Text(said.why, "dim"))
    return Group(verdict, "", layers)
