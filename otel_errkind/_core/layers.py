"""The layers that may hold an opinion on a failure, in the order in which they are asked."""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from otel_errkind._core import tables
from otel_errkind._core.causes import OPINIONS
from otel_errkind._core.code_headers import code_in, grpc_status
from otel_errkind._core.dialects import aws
from otel_errkind._core.dialects.grpc import NUMBERS
from otel_errkind._core.headers import limit_used_up
from otel_errkind._core.model import ErrorCategory, Opinion, Phase, Reason
from otel_errkind._core.phrases import phrase_for
from otel_errkind._core.rulings import rule, rule_code, rule_several, rule_text, within
from otel_errkind._core.sayings import saying_in
from otel_errkind._core.tables import category_of
from otel_errkind._core.words import Ruling

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from otel_errkind._core.dialects.registry import Reader
    from otel_errkind._core.envelope import Envelope
    from otel_errkind._core.exceptions import Finding


class Reading(NamedTuple):
    """What is known of a failure, read once for all layers."""

    status_code: int | None
    """As it came over the wire."""
    error_status: int | None
    """The status that counts: none if a success came, unless the success's body states one."""
    headers: Mapping[str, str]
    """With lower-case names."""
    body: bytes | str | None
    envelope: Envelope | None
    exception: BaseException | None = None
    finding: Finding | None = None
    """The exception that decides, where one does."""
    elapsed: float | None = None
    received_at: float | None = None
    cause: str | None = None
    """The name of the domain cause, where the program itself has marked one."""


WRONG_PATHS = frozenset(("MissingAuthenticationTokenException",))
"""Codes that API Gateway sends for a path that it does not know, although they speak of tokens."""

Layer: TypeAlias = "Callable[[Reading], Opinion | None]"
NamedLayer: TypeAlias = tuple[str, Layer]


class Additions(NamedTuple):
    """What others bring, each of it asked before what is built in: layers, and dialects that read bodies."""

    layers: tuple[Layer, ...] = ()
    readers: tuple[Reader, ...] = ()


NOTHING_ADDED = Additions()


def by_cause(reading: Reading) -> Opinion | None:
    """Rule the cause that the program itself knows of."""
    return OPINIONS[reading.cause] if reading.cause else None


def by_dialect(reading: Reading) -> Opinion | None:
    """Rule the codes that the envelope holds."""
    envelope = reading.envelope
    if envelope is None:
        return None
    dialect, stated = envelope.dialect, envelope.retryable
    rule_codes = rule_several if dialect == "graphql" else rule
    ruling = rule_codes(envelope, reading.error_status)
    if ruling is None:
        return None
    reason, retryable = ruling
    return _opinion(dialect, reason, retryable if stated is None else stated)


@lru_cache(maxsize=2048)  # there are as many as dialects and reasons; making one anew takes twice as long
def _opinion(dialect: str, reason: Reason, retryable: bool | None) -> Opinion:  # noqa: FBT001 - a key of the cache
    return Opinion(reason, f"dialect:{dialect}", retryable)


def by_header(reading: Reading) -> Opinion | None:
    """Rule the codes that headers hold, and a 403 that is a limit: GitHub's, Salesforce's, and others'."""
    found = reading.headers
    number = grpc_status(found)
    if number is not None:
        return Opinion(NUMBERS[number], "header:grpc-status")
    code = code_in(found)
    if code is not None and code[1] in WRONG_PATHS:
        return Opinion(Reason.NOT_FOUND, f"header:{code[0]}")
    if code is not None:
        ruling = rule_code(code[1], aws.CODES, reading.error_status)
        if ruling is not None:
            return Opinion(ruling.reason, f"header:{code[0]}", ruling.retryable)
    if reading.error_status != HTTPStatus.FORBIDDEN:
        return None
    if limit_used_up(found):
        return Opinion(Reason.RATE_LIMIT, "header:ratelimit-remaining")
    return Opinion(Reason.RATE_LIMIT, "header:retry-after") if "retry-after" in found else None


def by_phrase(reading: Reading) -> Opinion | None:
    """Rule the few texts that say more than their status."""
    envelope, status = reading.envelope, reading.error_status
    if envelope is None:
        return None
    if status is None:
        return _by_text(envelope)
    if envelope.message is None:
        return None
    if reading.status_code in tables.SUCCESSES and envelope.status == status:
        said = _against(status, envelope.message)
        if said is not None:
            return said
    phrase = phrase_for(status, envelope.dialect, envelope.message, reading.elapsed or 0.0)
    return Opinion(phrase.reason, f"phrase:{phrase.name}") if phrase else None


def _against(stated: int, message: str) -> Opinion | None:
    """Believe a text more than a 4xx that only the body of a success states: many number their errors so."""
    saying = saying_in(message) if stated < HTTPStatus.INTERNAL_SERVER_ERROR else None
    if saying is None or category_of(saying.reason) is category_of(tables.reason_of_status(stated)):
        return None
    return Opinion(saying.reason, f"phrase:{saying.name}")


def _by_text(envelope: Envelope) -> Opinion | None:
    """Rule an error that no status and no code explains."""
    saying = saying_in(envelope.message) if envelope.message else None
    if saying is not None:
        return Opinion(saying.reason, f"phrase:{saying.name}")
    ruling = rule_text(envelope)
    return _opinion(envelope.dialect, ruling.reason, ruling.retryable) if ruling else None


def by_class(reading: Reading) -> Opinion | None:
    """Rule what an SDK's class says of the answer: it has read a code there that we have not."""
    finding, status = reading.finding, reading.error_status
    if finding is None or finding.row.phase is not Phase.RESPONSE:
        return None
    ruling = within(Ruling(finding.row.reason, finding.row.retryable), status)
    if ruling is None or category_of(ruling.reason) is ErrorCategory.SERVER_ERROR:
        return None
    return Opinion(ruling.reason, "exception", ruling.retryable)


def by_status(reading: Reading) -> Opinion | None:
    """Rule the status; a bare 502, 503 or 504 was spoken by something in between."""
    status = reading.error_status
    if status is None:
        return None
    reason = tables.BARE_STATUSES.get(status) if _is_bare(reading.envelope) else None
    reason = reason or tables.reason_of_status(status)
    return Opinion(reason, "status", tables.STATUS_RETRYABLE.get(status))


def _is_bare(envelope: Envelope | None) -> bool:
    return envelope is None or envelope.dialect in ("html", "text")


def by_exception(reading: Reading) -> Opinion | None:
    """Rule the exception, where no response came."""
    finding = reading.finding
    return Opinion(finding.row.reason, "exception", finding.row.retryable) if finding else None


NAMED_LAYERS: tuple[NamedLayer, ...] = (
    ("domain", by_cause),
    ("dialect", by_dialect),
    ("header", by_header),
    ("phrase", by_phrase),
    ("class", by_class),
    ("status", by_status),
    ("exception", by_exception),
)
"""Who is asked, in this order. User rules go in front of it."""

LAYERS: tuple[Layer, ...] = tuple(layer for _, layer in NAMED_LAYERS)
