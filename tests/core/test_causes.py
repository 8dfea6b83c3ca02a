"""Causes of the program: whatever hides them, they are the verdict."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from otel_errkind import causes, classify_exception
from otel_errkind._core.causes import CAUSES, covered
from otel_errkind._core.classify import classify, classify_evidence
from otel_errkind._core.layers import Additions
from otel_errkind._core.model import Evidence, Opinion, Phase, Reason
from otel_errkind._core.tables import category_of
from otel_errkind.causes import CircuitOpenError, KeyPoolUnauthorizedError, mark
from strangers import made

CLASSES = [kind for kind in vars(causes).values() if isinstance(kind, type) and issubclass(kind, Exception)]


class MaskError(Exception):
    """What the program raises instead."""

    status_code = 502


class ForeignError(Exception):
    """An exception of a library that knows the attribute and does not know us."""

    __errkind_cause__ = "deadline"


def masked(cause: BaseException, *, explicit: bool, mask: Exception | None = None) -> BaseException:
    """Raise something else while the cause is handled."""
    try:
        try:
            raise cause
        except type(cause):
            raise (mask or MaskError("no")) from (cause if explicit else None)
    except Exception as error:  # noqa: BLE001 - that is the case
        return error


def rule_of(exc: BaseException, **evidence: Any) -> str | None:
    """Return who decides."""
    info = classify(exception=exc, **evidence)
    return info and info.rule


def response(status: int) -> httpx.HTTPStatusError:
    """Return what `raise_for_status` raises."""
    request = httpx.Request("GET", "http://a.test")
    return httpx.HTTPStatusError("no", request=request, response=httpx.Response(status, request=request))


def test_every_cause_can_be_raised() -> None:
    """Each row of the table has one exception class, and each class a row."""
    assert sorted(vars(kind)["__errkind_cause__"] for kind in CLASSES) == sorted(CAUSES)
    assert len(CLASSES) == len(CAUSES)


@pytest.mark.parametrize("kind", CLASSES)
def test_a_cause_is_the_verdict(kind: type[Exception]) -> None:
    """What is raised has reason, category and phase of its row, and is retryable as its reason is."""
    name = vars(kind)["__errkind_cause__"]
    cause = CAUSES[name]

    info = classify_exception(kind("no"))

    assert info is not None
    assert info[:4] == (category_of(cause.reason), cause.reason, f"domain:{name}", cause.phase)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("circuit_open", ("overloaded", "circuit_open", "build")),
        ("deadline", ("timeout", "deadline", "headers")),
        ("key_pool_rate_limited", ("rate_limited", "rate_limit", "build")),
        ("key_pool_unauthorized", ("unauthorized", "invalid_credentials", "build")),
    ],
)
def test_verdicts(name: str, verdict: tuple[str, str, str]) -> None:
    """Each cause has the category that says who must act, and says how far the call got."""
    info = classify_exception(mark(ValueError("mine"), name))

    assert info is not None
    assert (info.category, info.reason, info.phase) == verdict


@pytest.mark.parametrize(
    "exc",
    [
        KeyPoolUnauthorizedError("none left"),
        type("Subclass", (KeyPoolUnauthorizedError,), {})(),
        mark(KeyError("pool"), "key_pool_unauthorized"),
        mark(CircuitOpenError(), "key_pool_unauthorized"),
        masked(KeyPoolUnauthorizedError(), explicit=True),
        masked(KeyPoolUnauthorizedError(), explicit=False),
        masked(masked(KeyPoolUnauthorizedError(), explicit=False), explicit=True, mask=RuntimeError()),
        masked(KeyPoolUnauthorizedError(), explicit=False, mask=made("shop.errors.ServiceUnavailable")),
        masked(KeyPoolUnauthorizedError(), explicit=True, mask=response(502)),
        masked(KeyPoolUnauthorizedError(), explicit=True, mask=httpx.ConnectTimeout("no")),
        masked(CircuitOpenError(), explicit=True, mask=KeyPoolUnauthorizedError()),
        ExceptionGroup("one of", [ValueError("other"), KeyPoolUnauthorizedError()]),
        masked(ExceptionGroup("several", [KeyPoolUnauthorizedError()]), explicit=True),
        mark(ExceptionGroup("marked", [TimeoutError()]), "key_pool_unauthorized"),
    ],
    ids=[
        "raised",
        "subclass",
        "marked",
        "marked against its class",
        "masked",
        "masked from None",
        "masked twice",
        "masked by a class that no table knows",
        "masked by a response",
        "masked by a timeout",
        "the outermost",
        "in a group",
        "in a masked group",
        "marked group",
    ],
)
def test_a_cause_wins(exc: BaseException) -> None:
    """Over the status, over the exception table, over what is inside a group."""
    assert rule_of(exc) == "domain:key_pool_unauthorized"


@pytest.mark.parametrize(
    ("exc", "rule"),
    [
        (masked(CircuitOpenError(), explicit=False, mask=httpx.ConnectError("no")), "exception"),
        (masked(CircuitOpenError(), explicit=False, mask=response(404)), "status"),
        (response(502), "status"),
        (ValueError("mine"), "default"),
        (made("acme.errors.CircuitBreakerError"), "exception"),
    ],
    ids=["a fallback that fails", "a fallback that is refused", "no cause", "unmarked", "another breaker"],
)
def test_what_is_no_cause(exc: BaseException, rule: str) -> None:
    """A call that is made while a cause is handled fails for its own reason."""
    assert rule_of(exc) == rule


@pytest.mark.parametrize("name", ["circuit", "", 7, None, ["deadline"], "status"], ids=repr)
def test_an_unknown_cause_is_none(name: object) -> None:
    """An attribute with another value is not ours: `errkind.rule` stays bounded."""
    exc = TimeoutError("timed out")
    vars(exc)["__errkind_cause__"] = name

    assert rule_of(exc) == "exception"


def test_a_library_needs_no_import() -> None:
    """The attribute of a class is enough."""
    assert rule_of(ForeignError()) == "domain:deadline"


@pytest.mark.parametrize(
    "name",
    [
        "aiobreaker.state.CircuitBreakerError",
        "circuitbreaker.CircuitBreakerError",
        "purgatory.domain.model.OpenedState",
        "pybreaker.CircuitBreakerError",
    ],
)
def test_circuit_breakers_are_known(name: str) -> None:
    """The exceptions of circuit breakers say it by their class."""
    exc = made(name, "open")

    assert rule_of(exc) == "domain:circuit_open"


def test_what_came_stays_in_the_verdict() -> None:
    """Status, code and message are those of the response that masks the cause."""
    body = b'{"error":{"code":"busy","message":"Later"}}'

    info = classify(status_code=502, body=body, exception=CircuitOpenError())

    assert info is not None
    assert (info.rule, info.phase, info.status_code, info.code) == (
        "domain:circuit_open",
        Phase.RESPONSE,
        502,
        "busy",
    )


@pytest.mark.parametrize(
    ("mask", "phase"),
    [(httpx.ConnectTimeout("no"), Phase.CONNECT), (httpx.TransportError("no"), Phase.BUILD)],
    ids=["an exception that knows", "a cover"],
)
def test_how_far_the_call_got(mask: Exception, phase: Phase) -> None:
    """An exception of the client knows it better than the cause, a mere cover does not."""
    info = classify(exception=masked(CircuitOpenError(), explicit=True, mask=mask))

    assert info is not None
    assert info.phase is phase


class _Cancelled(asyncio.CancelledError):
    __errkind_cause__ = "deadline"


class _Stop(BaseException):
    __errkind_cause__ = "deadline"


@pytest.mark.parametrize(("exc", "rule"), [(_Cancelled(), None), (_Stop(), "default")], ids=["task", "other"])
def test_cancellation_stays_no_error(exc: BaseException, rule: str | None) -> None:
    """What is no `Exception` is the caller's own will, whatever it is marked with."""
    assert rule_of(exc) == rule


def test_only_exceptions_can_be_marked() -> None:
    """A cancellation, a class and an unknown cause are refused at once."""
    with pytest.raises(TypeError, match="Only an Exception can be marked, not CancelledError"):
        mark(asyncio.CancelledError(), "deadline")  # type: ignore[type-var]
    with pytest.raises(TypeError, match="not type"):
        mark(ValueError, "deadline")  # type: ignore[type-var]
    with pytest.raises(ValueError, match="'late' is unknown; accepted: circuit_open, deadline, key_pool_"):
        mark(ValueError(), "late")


@dataclass(frozen=True)
class _FrozenError(Exception):
    pool: str


def test_a_frozen_exception_can_be_marked() -> None:
    """Marking changes nothing that the exception itself forbids to change."""
    exc = _FrozenError("keys")

    assert mark(exc, "deadline") is exc
    assert rule_of(exc) == "domain:deadline"


def test_code_of_a_foreign_class_does_not_run() -> None:
    """Looking for a mark calls neither properties nor `__getattr__`."""

    class TouchyError(Exception):
        def __getattr__(self, name: str) -> object:
            raise RuntimeError(name)

        @property
        def __errkind_cause__(self) -> str:
            raise RuntimeError

    assert rule_of(TouchyError()) == "default"


def test_a_loop_of_causes_ends() -> None:
    """An exception that is its own cause is looked at once."""
    one, other = ValueError(1), ValueError(2)
    one.__cause__, other.__cause__ = other, one

    assert rule_of(one) == "default"


def test_a_rule_of_the_user_comes_first() -> None:
    """User rules are asked before the causes of the program."""
    mine = Opinion(Reason.MAINTENANCE, "user:mine")

    info = classify_evidence(Evidence(exception=CircuitOpenError()), Additions((lambda _reading: mine,)))

    assert info is not None
    assert info.rule == "user:mine"


def raised_while(handled: Exception, error: Exception, *, deeper: bool) -> Exception:
    """Raise one exception while another is handled: in the same function, or in one that it calls."""

    def fail() -> None:
        raise error

    try:
        try:
            raise handled
        except type(handled):
            if deeper:
                fail()
            raise error  # noqa: B904 - that is the case
    except type(error) as raised:
        return raised


@pytest.mark.parametrize(
    ("handled", "error", "deeper", "expected"),
    [
        (ConnectionRefusedError("no"), httpx.ConnectError("no"), False, True),
        (TimeoutError("late"), httpx.ReadTimeout("late"), False, True),
        (ConnectionRefusedError("no"), httpx.ConnectError("no"), True, False),
        (TimeoutError("late"), httpx.ConnectError("no"), False, False),
        (ValueError("mine"), httpx.ConnectError("no"), False, False),
        (TimeoutError("late"), ValueError("mine"), True, True),
    ],
    ids=["refused", "late", "another call", "of another kind", "unknown", "says nothing"],
)
def test_what_is_said_in_other_words(
    handled: Exception, error: Exception, *, deeper: bool, expected: bool
) -> None:
    """A function that handles an exception and raises one of the same category itself says it again."""
    raised = raised_while(handled, error, deeper=deeper)

    assert [*covered(raised, reworded=True)] == ([raised, handled] if expected else [raised])


@pytest.mark.parametrize("lost", ["error", "handled"])
def test_what_is_said_nobody_knows_where(lost: str) -> None:
    """Pickling keeps no frames: then a context proves nothing."""
    handled, error = ConnectionRefusedError("no"), httpx.ConnectError("no")
    raised = raised_while(handled, error, deeper=False)
    (raised if lost == "error" else handled).with_traceback(None)

    assert [*covered(raised, reworded=True)] == [raised]


def test_a_context_is_not_said_again_where_nobody_asks() -> None:
    """A cause of the program is one only behind what no table knows."""
    raised = raised_while(ConnectionRefusedError("no"), httpx.ConnectError("no"), deeper=False)

    assert [*covered(raised)] == [raised]
