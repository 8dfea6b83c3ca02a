"""The guard stops our exceptions, and only ours; it says so once, and says nothing secret."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from functools import partial
from typing import Any

import pytest

import otel_errkind.httpx
from otel_errkind._guard import Guard, pass_on

pytestmark = pytest.mark.expects_warnings


def test_an_exception_of_ours_is_logged_once_a_place(caplog: pytest.LogCaptureFixture) -> None:
    """The first failure of a place is logged with its traceback, later ones are silent."""
    guard, other = Guard("counting"), Guard("writing")

    for _ in range(3):
        with guard:
            raise ValueError(7)
    with other:
        raise KeyError(8)

    assert [record.getMessage().split(";")[0] for record in caplog.records] == [
        "otel-errkind failed while counting",
        "otel-errkind failed while writing",
    ]
    assert "ValueError: 7" in caplog.text


@pytest.mark.parametrize("kind", [AttributeError, RecursionError])
def test_a_log_that_fails_is_no_affair_of_the_applications(kind: type[Exception]) -> None:
    """A filter may ask for what our record lacks; near the limit of recursion there is no room for a word."""
    refused: list[str] = []

    def refuse(record: logging.LogRecord) -> bool:
        refused.append(record.getMessage())
        raise kind

    logger = logging.getLogger("otel_errkind")
    instrumentor = otel_errkind.httpx.ErrkindHttpxInstrumentor()
    logger.addFilter(refuse)
    try:
        with Guard("counting"):
            raise ValueError(7)
        Guard("writing")(int, "seven")
        instrumentor.instrument(body_limit="soon")
        assert instrumentor.describe().hooks
    finally:
        logger.removeFilter(refuse)
        instrumentor.uninstrument()

    told = ("while counting", "while writing", "body_limit is 'soon'")
    assert [part in message for part, message in zip(told, refused, strict=True)] == [True] * 3


def test_a_deadline_within_the_log_passes() -> None:
    """It struck while we were reporting."""

    def strike(_record: object) -> bool:
        raise SoftTimeLimitExceeded

    logger = logging.getLogger("otel_errkind")
    logger.addFilter(strike)
    try:
        with pytest.raises(SoftTimeLimitExceeded), Guard("counting"):
            raise ValueError(7)
    finally:
        logger.removeFilter(strike)


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, asyncio.CancelledError, GeneratorExit])
def test_what_is_no_error_passes(kind: type[BaseException]) -> None:
    """Interrupts and cancellation are the application's."""
    with pytest.raises(kind), Guard("counting"):
        raise kind


def test_the_applications_exception_is_not_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """A failure of ours while the application's exception is handled prints only ours: theirs has secrets."""
    try:
        raise ConnectionError("https://user:secret@host.test/?key=secret")  # noqa: EM101, TRY301
    except ConnectionError:
        with Guard("judging"):
            raise ValueError(7) from None
        with Guard("writing"):
            raise KeyError(8)  # noqa: B904 - the context is what this test is about

    assert "KeyError: 8" in caplog.text
    assert "secret" not in caplog.text


class SoftTimeLimitExceeded(Exception):  # noqa: N818 - billiard's name for it
    """Stands for the exception with which celery breaks a task off."""


SoftTimeLimitExceeded.__module__ = "billiard.exceptions"


def test_a_deadline_passes() -> None:
    """Celery and others break off whatever is under way, our own work included."""
    with pytest.raises(SoftTimeLimitExceeded), Guard("counting"):
        raise SoftTimeLimitExceeded


def handle(_number: int, _frame: object) -> None:
    """Raise as a deadline of the application's does."""
    raise LookupError


def handle_once(_number: object, _frame: object) -> None:
    """Restore the default before that, and keep no number."""
    _number = signal.Signals.SIGUSR1.name
    signal.signal(signal.SIGUSR1, signal.SIG_DFL)
    raise LookupError(_number)


def handle_all(*_signal: object) -> None:
    """Take whatever comes."""
    raise LookupError


def handle_named(_name: str, _number: int, _frame: object) -> None:
    """Take something of one's own as well."""
    raise LookupError


def handle_and_forget(_number: int, frame: object) -> None:
    """Keep no frame, as the documentation of `inspect` advises."""
    del frame
    raise LookupError


class Handler:
    """An object that handles."""

    def __call__(self, _number: int, _frame: object) -> None:
        """Handle."""
        raise LookupError


HANDLERS = {
    "function": handle,
    "once": handle_once,
    "any-arguments": handle_all,
    "forgetful": handle_and_forget,
    "partial": partial(handle_named, "alarm"),
    "object": Handler(),
}


def test_who_looks_at_frames_is_no_handler(caplog: pytest.LogCaptureFixture) -> None:
    """A function that keeps the frame of its caller fails as any other does."""

    def work(depth: int) -> None:
        caller = sys._getframe(depth)  # noqa: SLF001 - as debuggers and loggers do
        raise LookupError(caller)

    Guard("counting")(work, 1)

    assert "LookupError" in caplog.text


def test_what_a_client_makes_of_it_passes_as_it_was() -> None:
    """The applications exception is raised, not the one that it has caused; without one, nothing is."""
    deadline = SoftTimeLimitExceeded()
    mapped = ConnectionError()
    mapped.__cause__ = deadline

    pass_on(ConnectionError())
    with pytest.raises(SoftTimeLimitExceeded) as raised:
        pass_on(mapped)

    assert raised.value is deadline


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="this platform has no such signal")
@pytest.mark.parametrize("handle", HANDLERS.values(), ids=HANDLERS)
@pytest.mark.parametrize("way", ["block", "function"])
def test_what_the_handler_of_a_signal_raises_passes(way: str, handle: Any) -> None:
    """It is the application's, whatever its class, and whatever the handler is."""

    def in_a_block() -> None:
        with Guard("counting"):
            signal.raise_signal(signal.SIGUSR1)

    def in_a_function() -> None:
        Guard("counting")(signal.raise_signal, signal.SIGUSR1)

    kept = signal.signal(signal.SIGUSR1, handle)
    try:
        with pytest.raises(LookupError):
            (in_a_block if way == "block" else in_a_function)()
    finally:
        signal.signal(signal.SIGUSR1, kept)
