"""What is asked before what is built in: rules, and the dialects of other distributions, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._dialect_sources import installed
from otel_errkind._rule_layer import RuleLayer
from otel_errkind._rule_sources import gather

if TYPE_CHECKING:
    from collections.abc import Iterable


def additions(given: Iterable[object]) -> tuple[RuleLayer | None, list[str]]:
    """Return what is asked first, None for nothing, and in sentences which rules were refused. Never raises.

    `given` holds rules and paths of files.
    """
    rules, problems = gather(given)
    readers = installed()
    return RuleLayer(rules, readers) if rules or readers else None, problems
