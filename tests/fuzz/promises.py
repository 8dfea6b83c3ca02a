"""What must hold for every answer, however spoiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._core.classify import classify_evidence
from otel_errkind._core.envelope import LONGEST_CODE, LONGEST_MESSAGE
from otel_errkind._core.finder import ErrorFinder
from otel_errkind._core.glance import stated_error
from otel_errkind._core.model import ErrorCategory, Evidence
from otel_errkind._core.redact import MARGIN, Redactor, excerpt
from otel_errkind._core.tables import REASONS
from otel_errkind._core.waiting import LONGEST_WAIT

if TYPE_CHECKING:
    from random import Random

    from fuzz.mutations import Answer
    from otel_errkind._core.model import ErrorInfo

LIMIT = 1024
WINDOW = 4096 + MARGIN
REDACT = Redactor()


class BrokenPromiseError(Exception):
    """Something that must hold does not."""


class Kept(NamedTuple):
    """What is left of an answer."""

    info: ErrorInfo | None
    excerpt: str


def keep(holds: object, promise: str) -> None:
    """Insist on a promise."""
    if not holds:
        raise BrokenPromiseError(promise)


def check(answer: Answer, random: Random) -> Kept:
    """Do with an answer what the instrumentors do with it, and see that all promises are kept."""
    info = classify_evidence(Evidence(answer.status, answer.headers, answer.body))
    check_verdict(info)
    kept = excerpt(answer.body, LIMIT, content_type=answer.headers.get("content-type"), redact=REDACT)
    text = kept[0] if kept else ""
    keep(len(text.encode()) <= LIMIT, "an excerpt is within its limit")
    redacted = REDACT(answer.body[:WINDOW].decode(errors="replace"))
    keep(REDACT(redacted) == redacted, "redacting twice changes nothing")
    check_first_look(answer, random)
    return Kept(info, text)


def check_verdict(info: ErrorInfo | None) -> None:
    """See that a verdict is one of seven, and that what it carries is bounded."""
    if info is None:
        return
    keep(info.category in ErrorCategory, "a category is one of seven")
    keep(info.category is REASONS[info.reason].category, "a reason belongs to its category")
    keep(len(info.code or "") <= LONGEST_CODE, "a code is short")
    keep(len(info.message or "") <= LONGEST_MESSAGE, "a message is bounded")
    keep(info.retry_after is None or 0 <= info.retry_after <= LONGEST_WAIT, "a wait is no invention")


def check_first_look(answer: Answer, random: Random) -> None:
    """See that the look into successes is bounded, and agrees with itself if the body comes in pieces."""
    whole = stated_error(answer.body, WINDOW, answer.headers)
    keep(len(whole or b"") <= WINDOW, "what is taken out of a success is bounded")
    finder = ErrorFinder(WINDOW, answer.headers)
    place = random.randrange(len(answer.body) + 1)
    pieces = (finder.feed(answer.body[:place]), finder.feed(answer.body[place:]), finder.end())
    found = next((piece for piece in pieces if piece is not None), None)
    keep((found is None) == (whole is None), "streamed or whole, an error is found or not")
