"""`otel-errkind table`: its arguments, and what it does with them."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from otel_errkind import _screen
from otel_errkind._table import markdown
from otel_errkind._table.tables import TABLES

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterable

    from otel_errkind._table.tables import Table

    Renderer = Callable[[Iterable[Table]], str]


def add_arguments(parser: ArgumentParser) -> None:
    """Declare which tables there are."""
    parser.add_argument(
        "table", nargs="?", choices=TABLES, help="which one; all of them if none is named: %(choices)s"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: Namespace) -> int:
    """Print the tables that were asked for: in Markdown, in colour on a terminal, or as JSON."""
    named = {name: table for name, table in TABLES.items() if arguments.table in {None, name}}
    if arguments.json:
        text = json.dumps({name: table.objects() for name, table in named.items()}, indent=2)
    else:
        text = _renderer()(named.values())
    sys.stdout.write(text + "\n")
    return 0


def _renderer() -> Renderer:
    """Choose between colour and Markdown."""
    if not _screen.is_drawn_on():
        return markdown.render
    from otel_errkind._table import terminal  # noqa: PLC0415 (rich is optional)

    return terminal.render
