"""What a reason entails: its category, whether another attempt may help, how long to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._collector import headers
from otel_errkind._collector.expressions import one_of
from otel_errkind._collector.headers import EDGE, END, header
from otel_errkind._collector.ottl import (
    CLIENT,
    Group,
    assign,
    attribute,
    extract,
    is_set,
    is_unset,
    kept,
    matches,
)
from otel_errkind._collector.spans import CATEGORY, REASON, RENAMED, RETRY_AFTER, RETRYABLE
from otel_errkind._core import tables
from otel_errkind._core.model import ErrorCategory

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS = {"retry-after-ms": 1000, "x-ms-retry-after-ms": 1000, "retry-after": 1, "x-retry-after": 1}
"""Headers that say how long to wait as a number, and how many of its units make a second."""
_SAID = ("x-should-retry", "stripe-should-retry")


def group() -> Group:
    """Return the statements about the spans that have a reason and no category yet."""
    return Group(
        "What the reason entails.",
        (f"{CLIENT} and {is_set(REASON)} and {is_unset(CATEGORY)}",),
        tuple(_statements()),
    )


def _statements() -> Iterator[str]:
    for category in ErrorCategory:
        reasons = one_of(reason.value for reason, row in tables.REASONS.items() if row.category is category)
        yield assign(CATEGORY, f'"{category.value}"', matches(REASON, f"^{reasons}$"))
    yield from headers.statements((*_SAID, *_SECONDS))
    yield from _retryable()
    yield from _retry_after()
    for old, new in RENAMED.items():
        yield assign(attribute(new), attribute(old), is_unset(attribute(new)), is_set(attribute(old)))


def _retryable() -> Iterator[str]:
    """Believe the answer first, then the code that decided, then the reason."""
    for name in reversed(_SAID):
        for verdict in ("true", "false"):
            yield assign(RETRYABLE, verdict, matches(header(name), f"(?i){EDGE}{verdict}{END}"))
    for helps in (True, False):
        reasons = one_of(reason.value for reason, row in tables.REASONS.items() if row.retryable is helps)
        where = (is_unset(RETRYABLE), matches(REASON, f"^{reasons}$"))
        yield assign(RETRYABLE, str(helps).lower(), *where)


def _retry_after() -> Iterator[str]:
    """Read a number of seconds; a date has no base here, and is left alone."""
    for name, parts in _SECONDS.items():
        wait = kept("wait")
        pattern = EDGE + r"(?P<wait>[0-9]{1,7}(?:\.[0-9]{1,6})?)" + END
        yield extract(header(name), pattern, is_unset(RETRY_AFTER))
        value = f"Double({wait})" + (f" / {parts}.0" if parts != 1 else "")
        yield assign(RETRY_AFTER, value, is_set(wait), is_unset(RETRY_AFTER))
