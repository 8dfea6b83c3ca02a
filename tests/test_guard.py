"""The guard stops our exceptions, and only ours; it says so once, and says nothing secret."""

from __future__ import annotations

import asyncio

import pytest

from otel_errkind._guard import Guard

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
