"""What stands in the explanation's two lists, whoever draws them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._screen import one_line

if TYPE_CHECKING:
    from otel_errkind._explain.explanation import Explanation, Statement

NO_FAILURE = "no failure, so no category"
"""What is shown of a success, and of a call that the application itself cancelled."""

_YES_OR_NO = {True: "yes", False: "no"}


def facts(explanation: Explanation) -> list[tuple[str, str]]:
    """Return the verdict as names and texts; what is not known is left out."""
    verdict = explanation.verdict
    wait = verdict.retry_after
    texts = (
        ("category", f"{verdict.category}: {explanation.acts}"),
        ("reason", f"{verdict.reason}: {explanation.meaning}"),
        ("rule", verdict.rule),
        ("phase", verdict.phase),
        ("status", verdict.status_code),
        ("code", verdict.code),
        ("message", verdict.message),
        ("retryable", None if verdict.retryable is None else _YES_OR_NO[verdict.retryable]),
        ("retry after", None if wait is None else f"{wait:g} s"),
    )
    return [(name, one_line(str(text))) for name, text in texts if text is not None]


def opinion_of(statement: Statement) -> str:
    """Say what a layer holds, and whether it was heard."""
    if statement.opinion is None:
        return "no opinion"
    reason = statement.opinion.reason
    return f"decides: {reason}" if statement.decides else f"would have said {reason}"
