"""What is asked first: the user's rules in their order, rid of one that raises, and others' dialects."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from otel_errkind._core.layers import Additions
from otel_errkind._core.rules import failure_of
from otel_errkind._guard import Guard

if TYPE_CHECKING:
    from collections.abc import Iterable

    from otel_errkind._core.dialects.registry import Reader
    from otel_errkind._core.layers import Layer, Reading
    from otel_errkind._core.model import Opinion
    from otel_errkind._core.rules import Rule


class RuleLayer:
    """Rules in force, and the dialects that read a body before those that are built in."""

    __slots__ = ("_readers", "_rules")

    def __init__(self, rules: Iterable[Rule], readers: tuple[Reader, ...] = ()) -> None:
        self._readers = readers
        self._rules = {
            rule.name: (rule, Guard(f"asking the rule {rule.name!r}, which is dropped for good"))
            for rule in rules
        }

    def about(self, host: str | None, method: str | None) -> Additions:
        """Say what is asked first about one call, of which a reading knows neither host nor method."""
        return Additions((self.layer(host, method),) if self._rules else (), self._readers)

    def layer(self, host: str | None, method: str | None) -> Layer:
        """Make the layer of the rules for one call."""
        return partial(self._ask, host, method)

    def _ask(self, host: str | None, method: str | None, reading: Reading) -> Opinion | None:
        failure = failure_of(reading, host, method)
        for rule, guard in tuple(self._rules.values()):
            with guard:
                if rule.holds(failure):
                    return rule.opinion
                continue
            # Only a rule that raised comes here: the guard has swallowed its exception.
            self._rules.pop(rule.name, None)
        return None
