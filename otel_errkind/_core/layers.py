"""The layers that may hold an opinion on a failure, in the order in which they are asked."""

from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from otel_errkind._core import tables
from otel_errkind._core.causes import OPINIONS
from otel_errkind._core.code_headers import LAMBDA, OUT_OF_TIME, code_in, grpc_status
from otel_errkind._core.dialects import aws
from otel_errkind._core.dialects.grpc import NUMBERS, TOO_LARGE
from otel_errkind._core.dialects.registry import Reader
from otel_errkind._core.envelope import Envelope, token_in
from otel_errkind._core.exception_texts import text_of
from otel_errkind._core.exceptions import Finding
from otel_errkind._core.headers import limit_used_up
from otel_errkind._core.model import ErrorCategory, Opinion, Phase, Reason
from otel_errkind._core.phrases import phrase_for
from otel_errkind._core.rulings import REPEATING, repeats, rule, rule_code, rule_text, within
from otel_errkind._core.sayings import saying_in
from otel_errkind._core.tables import category_of
from otel_errkind._core.words import Ruling, ruling_of

if TYPE_CHECKING:
    from collections.abc import Callable


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
_REFUSED = frozenset((401, 403, 429))
REFUSALS = frozenset((ErrorCategory.UNAUTHORIZED, ErrorCategory.RATE_LIMITED))
"""Categories of a text that is believed against a status or a code which says less."""
# Names of the module, for the reason that `classify` gives for its own.
_VAGUE = frozenset((Reason.VALIDATION, Reason.INVALID_REQUEST))
_INTERNAL = Reason.INTERNAL
_RATE_LIMIT = Reason.RATE_LIMIT


def by_cause(reading: Reading) -> Opinion | None:
    """Rule the cause that the program itself knows of."""
    return OPINIONS[reading.cause] if reading.cause else None


def by_dialect(reading: Reading) -> Opinion | None:
    """Rule the codes that the envelope holds."""
    envelope = reading.envelope
    if envelope is None:
        return None
    ruling = rule(envelope, reading.error_status) or _ruling_inside(envelope, reading)
    if ruling is None:
        return None
    is_vague = ruling.reason in _VAGUE or (ruling.reason is _INTERNAL and envelope.dialect == "soap")
    if is_vague and _says_more(envelope, ruling.reason, reading.error_status):
        return None
    if reading.finding is not None and _wraps(ruling, reading.finding, reading.status_code):
        return None
    retryable = ruling.retryable if envelope.retryable is None else envelope.retryable
    return _opinion(envelope.dialect, _of_grpc(ruling.reason, envelope.message), retryable)


def _of_grpc(reason: Reason, message: str | None) -> Reason:
    """Tell gRPC's one message that is too large from the limits that have its code."""
    is_size = reason is _RATE_LIMIT and message is not None and TOO_LARGE.search(message) is not None
    return Reason.PAYLOAD_TOO_LARGE if is_size else reason


def _ruling_inside(envelope: Envelope, reading: Reading) -> Ruling | None:
    """Rule codes that a status denies which only the body of a success states."""
    stated = _stated_inside(reading)
    if stated is None or stated >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return None
    codes = tuple(code for code in envelope.hints or envelope.codes if not repeats(code, stated))
    beside = rule(envelope._replace(codes=codes, hints=()), None)
    return None if beside is None or beside.reason in REPEATING else beside


def _stated_inside(reading: Reading) -> int | None:
    """Return the status that only the body of a success states: many number their errors so."""
    stated = reading.envelope.status if reading.envelope else None
    return stated if reading.status_code in tables.SUCCESSES and reading.error_status == stated else None


def _wraps(ruling: Ruling, finding: Finding, status: int | None) -> bool:
    """Say whether a code is an SDK's own for a call without an answer: Tencent's `ClientNetworkError`."""
    row = finding.row
    is_unanswered = (
        status is None and row.phase is not Phase.RESPONSE and row.reason is not Reason.UNCLASSIFIED
    )
    return is_unanswered and category_of(ruling.reason) is ErrorCategory.SERVER_ERROR


@lru_cache(maxsize=2048)  # there are as many as dialects and reasons; making one anew takes twice as long
def _opinion(dialect: str, reason: Reason, retryable: bool | None) -> Opinion:  # noqa: FBT001 - a key of the cache
    return Opinion(reason, f"dialect:{dialect}", retryable)


def _says_more(envelope: Envelope, reason: Reason, status: int | None) -> bool:
    """Say whether a text tells what was invalid: a credential, as Resend's does, or more than SOAP's code.

    Those say no more than whose fault it was; nor do, in a success, types as generic as OpenAI's.
    """
    is_soap, message = envelope.dialect == "soap", envelope.message
    if message is None:
        return False
    if status is None:
        said = _said(message)
        is_refusal = said is not None and category_of(said.reason) in REFUSALS
        return is_refusal if reason is Reason.INVALID_REQUEST else is_soap and said is not None
    phrase = phrase_for(status, envelope.dialect, message, 0.0)
    return phrase is not None and (is_soap or phrase.reason is Reason.INVALID_CREDENTIALS)


def by_header(reading: Reading) -> Opinion | None:
    """Rule the codes that headers hold, and a 403 that is a limit: GitHub's, Salesforce's, and others'."""
    found = reading.headers
    number = grpc_status(found)
    if number is not None:
        return Opinion(_of_grpc(NUMBERS[number], found.get("grpc-message")), "header:grpc-status")
    named = code_in(found)
    opinion = _by_named_code(*named, reading) if named else None
    if opinion is not None or reading.error_status != HTTPStatus.FORBIDDEN:
        return opinion
    if limit_used_up(found):
        return Opinion(Reason.RATE_LIMIT, "header:ratelimit-remaining")
    return Opinion(Reason.RATE_LIMIT, "header:retry-after") if "retry-after" in found else None


def _by_named_code(header: str, code: str, reading: Reading) -> Opinion | None:
    if code in WRONG_PATHS:
        return Opinion(Reason.NOT_FOUND, f"header:{header}")
    message = (reading.envelope.message if reading.envelope else None) or ""
    if header == LAMBDA and OUT_OF_TIME in message:
        return Opinion(Reason.REQUEST_TIMEOUT, f"header:{header}")
    ruling = rule_code(code, aws.CODES, reading.error_status)
    return Opinion(ruling.reason, f"header:{header}", ruling.retryable) if ruling else None


def by_phrase(reading: Reading) -> Opinion | None:
    """Rule the few texts that say more than their status."""
    envelope, status = reading.envelope, reading.error_status
    if envelope is None:
        return None
    if status is None:
        return _by_text(envelope)
    if envelope.message is None:
        return None
    stated = _stated_inside(reading)
    if stated is not None:
        said = _against(stated, envelope.message)
        if said is not None:
            return said
    phrase = phrase_for(status, envelope.dialect, envelope.message, reading.elapsed or 0.0)
    return Opinion(phrase.reason, f"phrase:{phrase.name}") if phrase else None


def _against(stated: int, message: str) -> Opinion | None:
    """Rule a text that outweighs the status."""
    said = _said(message)
    return said if said is not None and outweighs(said.reason, stated) else None


def outweighs(said: Reason, stated: int) -> bool:
    """Say whether to believe a text more than a status that only the body of a success states.

    Against a 5xx only one that refuses counts, and against a 401, a 403 or a 429 none of a wrong request.
    """
    category = category_of(said)
    if category is category_of(tables.reason_of_status(stated)):
        return False
    if stated >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return category in REFUSALS
    return stated not in _REFUSED or category is not ErrorCategory.BAD_REQUEST


def _said(text: str) -> Opinion | None:
    """Rule what the beginning of a text says in words."""
    saying = saying_in(text)
    return Opinion(saying.reason, f"phrase:{saying.name}") if saying else None


def _by_text(envelope: Envelope) -> Opinion | None:
    """Rule an error that no status and no code explains."""
    said = _said(envelope.message) if envelope.message else None
    if said is not None:
        return said
    ruling = rule_text(envelope)
    return _opinion(envelope.dialect, ruling.reason, ruling.retryable) if ruling else None


def by_class(reading: Reading) -> Opinion | None:
    """Rule what an SDK's class says of the answer: it has read a code there that we have not."""
    finding, status = reading.finding, reading.error_status
    if finding is None or finding.row.phase is not Phase.RESPONSE:
        return None
    if finding.row.reason is Reason.UNCLASSIFIED:
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
    """Rule the exception, where no response came; its text where its class only says that a call failed."""
    finding = reading.finding
    if finding is None:
        return None
    reason = finding.row.reason
    text = text_of(finding.exception) if reason is Reason.UNCLASSIFIED else ""
    said = _said(text) or _coded(text) if text else None
    return said or Opinion(reason, "exception", finding.row.retryable)


def _coded(text: str) -> Opinion | None:
    """Rule the code that the text of an exception consists of, or ends with."""
    ruling = next(filter(None, map(ruling_of, token_in(text))), None)
    return Opinion(ruling.reason, "exception", ruling.retryable) if ruling else None


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
