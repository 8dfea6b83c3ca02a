"""Causes of your own: what your program knows of a failed call, whatever status or wrapper hides it.

Raise one of these exceptions or a subclass, `mark` an exception of another class, or set `__errkind_cause__`
on a class of yours to one of the names in `CAUSES`, for which nothing need be imported.
"""

from __future__ import annotations

from typing import Final, TypeVar, cast

from otel_errkind._core.causes import CAUSES, MARK

__all__ = [
    "CAUSES",
    "CircuitOpenError",
    "DeadlineError",
    "KeyPoolRateLimitedError",
    "KeyPoolUnauthorizedError",
    "mark",
]

E = TypeVar("E", bound=Exception)


class CircuitOpenError(Exception):
    """A circuit breaker does not let the call out: `overloaded`."""

    __errkind_cause__: Final = "circuit_open"


class DeadlineError(Exception):
    """The time for the whole operation is over: `timeout`."""

    __errkind_cause__: Final = "deadline"


class KeyPoolRateLimitedError(Exception):
    """Every key is rate-limited for now: `rate_limited`."""

    __errkind_cause__: Final = "key_pool_rate_limited"


class KeyPoolUnauthorizedError(Exception):
    """Every key has been refused: `unauthorized`."""

    __errkind_cause__: Final = "key_pool_unauthorized"


def mark(exception: E, cause: str) -> E:
    """Name one of `CAUSES` on an exception, and return the exception so that it can be raised at once.

    `exception` may be of any class, and keeps it. Raises `ValueError` if `cause` is none of the names, and
    `TypeError` for what is no `Exception`: cancellation is no error.
    """
    if cause not in CAUSES:
        message = f"The cause {cause!r} is unknown; accepted: {', '.join(CAUSES)}."
        raise ValueError(message)
    if not isinstance(cast("object", exception), Exception):
        message = f"Only an Exception can be marked, not {type(exception).__name__}."
        raise TypeError(message)
    # Not by `setattr`, which an exception that is a frozen dataclass refuses.
    vars(exception)[MARK] = cause
    return exception
