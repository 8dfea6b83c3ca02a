"""Causes that the program itself knows of, and that a status or a wrapper would hide."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from otel_errkind._core.exceptions import LONGEST_CHAIN, row_of
from otel_errkind._core.model import ErrorCategory, Opinion, Phase, Reason
from otel_errkind._core.tables import category_of

MARK = "__errkind_cause__"
"""The attribute of an exception, or of its class, that names a cause: a library can set it without us."""

CAUSE_EXTENSION = "errkind.cause"
"""The key that names a cause in the `extensions` of an httpx response that the program itself has made."""


class Cause(NamedTuple):
    """What a cause is, and how far the call got."""

    reason: Reason
    phase: Phase
    meaning: str


CAUSES: Mapping[str, Cause] = MappingProxyType(
    {
        "circuit_open": Cause(
            Reason.CIRCUIT_OPEN, Phase.BUILD, "A circuit breaker of the program did not let the call out."
        ),
        "deadline": Cause(
            Reason.DEADLINE, Phase.HEADERS, "The time that the program has for the whole operation is over."
        ),
        "key_pool_rate_limited": Cause(
            Reason.RATE_LIMIT, Phase.BUILD, "Every key that the program could use is rate-limited for now."
        ),
        "key_pool_unauthorized": Cause(
            Reason.INVALID_CREDENTIALS, Phase.BUILD, "Every key that the program could use has been refused."
        ),
    }
)
"""What a program may say of a call, by the name that `errkind.rule` shows: reason, phase and meaning."""

BREAKERS = frozenset(
    (
        "aiobreaker.state.CircuitBreakerError",
        "circuitbreaker.CircuitBreakerError",
        "purgatory.domain.model.OpenedState",
        "pybreaker.CircuitBreakerError",
    )
)
"""Exceptions of circuit breakers that say `circuit_open` by their class."""

_BREAKER_NAMES = frozenset(name.rpartition(".")[2] for name in BREAKERS)
OPINIONS: Mapping[str, Opinion] = MappingProxyType(
    {name: Opinion(cause.reason, f"domain:{name}") for name, cause in CAUSES.items()}
)


def cause_of(exc: BaseException) -> str | None:
    """Return the outermost cause that the exception, or what it covers, is marked with."""
    return next((name for link in covered(exc) if (name := _mark_of(link))), None)


def known(name: object) -> str | None:
    """Return the name if it is that of a cause."""
    return name if isinstance(name, str) and name in CAUSES else None


def phase_of(name: str | None) -> Phase:
    """Return how far a call got that no client's exception speaks of."""
    return CAUSES[name].phase if name else Phase.HEADERS


def covered(exc: BaseException, *, reworded: bool = False) -> Iterator[BaseException]:
    """Yield the exception and what it was raised `from`, outermost first.

    A context alone counts only behind an exception that no table knows. Python adds it to whatever is raised
    while another exception is handled: a call that is made because a circuit is open, and fails, would have
    failed because the circuit is open. With `reworded` it counts as well behind one that says the same of it.
    """
    seen: set[int] = set()
    link: BaseException | None = exc
    while link is not None and id(link) not in seen and len(seen) < LONGEST_CHAIN:
        seen.add(id(link))
        yield link
        link = _behind(link, reworded=reworded)


def _behind(link: BaseException, *, reworded: bool) -> BaseException | None:
    context = link.__context__
    if link.__cause__ is not None or context is None:
        return link.__cause__
    is_covered = row_of(link) is None or (reworded and _rewords(link, context))
    return context if is_covered else None


def _rewords(error: BaseException, handled: BaseException) -> bool:
    """Say whether the function that handled one exception raised the other itself, of the same category."""
    raised, caught = error.__traceback__, handled.__traceback__
    while raised is not None and raised.tb_next is not None:
        raised = raised.tb_next
    if raised is None or caught is None or raised.tb_frame is not caught.tb_frame:
        return False
    return _category_of(error) == _category_of(handled)


def _category_of(exc: BaseException) -> ErrorCategory | None:
    row = row_of(exc)
    return None if row is None else category_of(row.reason)


def _mark_of(exc: BaseException) -> str | None:
    # Not `getattr`, which would run code of a foreign class. Cancellation is no error, whoever marks it.
    if not isinstance(exc, Exception):
        return None
    name = known(vars(exc).get(MARK))
    if name is not None:
        return name
    return next(
        (name for cls in type(exc).__mro__ if (name := known(vars(cls).get(MARK)) or _breaker(cls))), None
    )


def _breaker(cls: type) -> str | None:
    is_one = cls.__name__ in _BREAKER_NAMES and f"{cls.__module__}.{cls.__qualname__}" in BREAKERS
    return "circuit_open" if is_one else None
