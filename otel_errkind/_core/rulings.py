"""From the codes of an envelope to a reason, within what a status leaves open."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.model import ErrorCategory as Category
from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late
from otel_errkind._core.tables import REASONS, STATUSES, reason_of_status
from otel_errkind._core.words import Ruling, ruling_of, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.envelope import Envelope

URGENCY = (
    Category.UNAUTHORIZED,
    Category.BAD_REQUEST,
    Category.RATE_LIMITED,
    Category.OVERLOADED,
    Category.TIMEOUT,
    Category.SERVER_ERROR,
    Category.UNKNOWN,
)
"""Of several codes, the one that needs a person first."""

_CLIENT_FACTS = frozenset((404, 405, 409, 410, 411, 412, 413, 414, 415, 416))
_DENIALS = frozenset((401, 402, 403, 407))
_GATEWAYS = frozenset((502, 503, 504))
_EVERY_STATUS = frozenset(range(400, 1000))

OVERRIDES: Mapping[Reason, frozenset[int]] = MappingProxyType(
    {
        Reason.CANCELLED: frozenset((500,)),
        Reason.VALIDATION: frozenset((500,)),
        Reason.NOT_FOUND: frozenset((500,)),
        Reason.CONFLICT: frozenset((500,)),
        Reason.UNSUPPORTED: frozenset((500,)),
        Reason.PAYLOAD_TOO_LARGE: frozenset((500,)),
        Reason.CONTEXT_LENGTH: frozenset((500,)),
        Reason.UPSTREAM_FAILURE: frozenset((400,)),
        Reason.PERMISSION_DENIED: frozenset((400, 500)),
        **dict.fromkeys(
            (Reason.INVALID_CREDENTIALS, Reason.EXPIRED_CREDENTIALS),
            _EVERY_STATUS - _CLIENT_FACTS - _GATEWAYS - {429},
        ),
        **dict.fromkeys(
            (Reason.CAPACITY, Reason.LOADING, Reason.MAINTENANCE, Reason.CIRCUIT_OPEN),
            _EVERY_STATUS - _CLIENT_FACTS - _DENIALS - {422},
        ),
        **dict.fromkeys(
            (Reason.RATE_LIMIT, Reason.QUOTA_EXHAUSTED, Reason.CONCURRENCY_LIMIT),
            _EVERY_STATUS - _CLIENT_FACTS,
        ),
        Reason.BILLING: _EVERY_STATUS - _CLIENT_FACTS,
        **dict.fromkeys(
            (Reason.REQUEST_TIMEOUT, Reason.DEADLINE, Reason.GATEWAY_TIMEOUT),
            _EVERY_STATUS - _CLIENT_FACTS - _DENIALS,
        ),
    }
)
"""The statuses against which a code of that reason is believed; else it may only narrow their category."""

FIRM = frozenset((403, 409, 412))
"""Statuses of a permission or of the state of a thing, against which only firm words are believed: of a pace,
the room of a service, an account. `LIMIT_REACHED` may be of things there, `not_ready` the state of one."""

_CLAUSE_END = late(r"[.:;,!(\n](?:\s|$)| [-\u2013\u2014(] ?")
_NUMBER = late(r"[A-Za-z]{0,8}-([45][0-9]{2})|([45][0-9]{2})[0-9]{2,3}")
EMPTY: Mapping[str, Ruling] = MappingProxyType(
    {
        "Exception": Ruling(Reason.INTERNAL),
        "exception": Ruling(Reason.INTERNAL),
        "OAuthException": Ruling(Reason.INVALID_REQUEST),
    }
)
"""Types of every error of their senders, Deezer and Meta: any text says more."""
_LONGEST_TITLE = 80
_WORDS_OF_A_TITLE = 8

REPEATING = frozenset((Reason.INVALID_REQUEST, Reason.INTERNAL))
"""Codes such as `invalid_request_error` or `api_error` repeat the status; they rule where there is none."""

STATUS_PHRASES: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        401: ("unauthorized",),
        402: ("payment required",),
        403: ("forbidden",),
        409: ("conflict",),
        412: ("precondition failed",),
        422: ("unprocessable entity", "unprocessable content"),
        429: ("too many requests",),
        502: ("bad gateway",),
        503: ("service unavailable",),
    }
)
"""Statuses' own phrases (RFC 9110, section 15). As codes they repeat them, and leave the word to headers and
texts that say more."""
NO_MORE = ("", "error", "exception")
"""What makes no other code of a phrase."""
_REPEATED = frozenset(
    (status, phrase.replace(" ", "") + more)
    for status, phrases in STATUS_PHRASES.items()
    for phrase, more in product(phrases, NO_MORE)
)

SHIFTS: Mapping[tuple[int, Category], Reason] = MappingProxyType(
    {
        (413, Category.RATE_LIMITED): Reason.PAYLOAD_TOO_LARGE,  # One request above the whole limit.
        (507, Category.RATE_LIMITED): Reason.BILLING,  # A store that is full stays full (RFC 4918, 11.5).
        (402, Category.RATE_LIMITED): Reason.BILLING,  # A limit that money lifts.
    }
)
"""Codes that mean another thing under a certain status."""


def rule(envelope: Envelope, status: int | None) -> Ruling | None:
    """Return what the first code with an opinion says; of GraphQL's equals, the most urgent."""
    if envelope.dialect == "graphql":
        return _most_urgent(envelope, status)
    table = envelope.table
    for code in envelope.hints or envelope.codes:
        ruling = rule_code(code, table, status)
        if ruling is not None:
            return ruling
    return None


def rule_text(envelope: Envelope) -> Ruling | None:
    """Return what the text's heading says, else the status that a vendor's number begins with.

    Both are for where no status speaks: `40103` and `500012` are 401 and 500 to whoever counts on from there,
    and `-401`, or `ERROR-401`, is 401 to whoever counts failures downwards.
    """
    ruling = ruling_of(heading(envelope.message)) if envelope.message else None
    ruling = ruling or next((EMPTY[code] for code in envelope.codes if code in EMPTY), None)
    if ruling is not None:
        return ruling
    numbers = (_NUMBER.fullmatch(code) for code in envelope.codes)
    statuses = (int(found[1] or found[2]) for found in numbers if found)
    return next((Ruling(reason_of_status(status)) for status in statuses if status in STATUSES), None)


def heading(message: str) -> str:
    """Return the first clause of a text if it is as short as a title; longer sentences echo requests."""
    clause = _CLAUSE_END.split(message[:_LONGEST_TITLE], 1)[0]
    return clause if len(clause) < _LONGEST_TITLE and clause.count(" ") < _WORDS_OF_A_TITLE else ""


def _most_urgent(envelope: Envelope, status: int | None) -> Ruling | None:
    allowed = [
        ruling
        for code in envelope.hints or envelope.codes
        if (ruling := rule_code(code, envelope.table, status))
    ]
    if allowed:
        return min(allowed, key=lambda ruling: URGENCY.index(REASONS[ruling.reason].category))
    return None


def rule_code(code: str, table: Mapping[str, Reason], status: int | None) -> Ruling | None:
    """Return what one code says under a status: by the dialect's own table, else by its words."""
    return within(Ruling(table[code]), status) if code in table else _by_words(code, status)


@lru_cache(maxsize=2048)
def _by_words(code: str, status: int | None) -> Ruling | None:
    ruling = ruling_of(code)
    return None if ruling is None or repeats(code, status) else within(ruling, status)


def repeats(code: str, status: int | None) -> bool:
    """Say whether a code is the status's own phrase."""
    return (status, "".join(words_of(code))) in _REPEATED


@lru_cache(maxsize=2048)
def within(ruling: Ruling, status: int | None) -> Ruling | None:
    """Let a ruling stand under a status, shift it, or drop it."""
    if status is None:
        return ruling
    if ruling.reason in REPEATING:
        return None
    category = REASONS[ruling.reason].category
    shifted = SHIFTS.get((status, category))
    if shifted is not None:
        return Ruling(shifted)
    if category is REASONS[reason_of_status(status)].category:
        return ruling
    is_believed = status in OVERRIDES.get(ruling.reason, _EVERY_STATUS) or (ruling.firm and status in FIRM)
    return ruling if is_believed else None
