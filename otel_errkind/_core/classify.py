"""The verdict on one failed call: the first opinion of the layers, and what the evidence adds to it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from otel_errkind._core import causes, document, exceptions, tables, waiting
from otel_errkind._core import headers as headers_
from otel_errkind._core.code_headers import code_in, grpc_status
from otel_errkind._core.dialects import registry
from otel_errkind._core.envelope import LONGEST_MESSAGE, Envelope
from otel_errkind._core.layers import LAYERS, NOTHING_ADDED, Additions, Reading
from otel_errkind._core.model import USER, ErrorCategory, ErrorInfo, Evidence, Opinion, Phase, Reason, made
from otel_errkind._core.rulings import URGENCY
from otel_errkind._core.success import answer_inside, bare_failure, read_inside, speaks_of_error
from otel_errkind._core.unwrap import with_response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from otel_errkind._core.dialects.registry import Reader
    from otel_errkind._core.document import Json
    from otel_errkind._core.exceptions import Finding

DEFAULT_RULE = "default"
"""Who spoke if nobody had an opinion."""

# Looking a member up in its class takes CPython 3.11 three times as long as a name of the module.
_ANSWERED = Phase.RESPONSE
_RATE_LIMITED = ErrorCategory.RATE_LIMITED
DEFAULT = Opinion(Reason.UNCLASSIFIED, DEFAULT_RULE)
_WAITING = frozenset((ErrorCategory.RATE_LIMITED, ErrorCategory.OVERLOADED))
_DEEPEST_GROUP = 2
"""A group may have a member that another group caused; groups of groups count as one."""
_NO_HEADERS: Mapping[str, str] = {}


def classify(
    *,
    status_code: int | None = None,
    headers: Mapping[str, str] | None = None,
    body: bytes | str | None = None,
    exception: BaseException | None = None,
    elapsed: float | None = None,
) -> ErrorInfo | None:
    """Classify what is known of one HTTP call; None if it is a success or the caller's own cancellation.

    `status_code` is that of the response (RFC 9110, section 15), also one that no RFC knows; a 1xx or 3xx,
    which who asks here did not expect, is `unknown`. `headers` are the response's, with names in any case.
    `body` comes without its content coding, and may be cut anywhere. `exception` is what the client raised,
    and `elapsed` the seconds from the start of the call to its end. Pure; never raises, whatever it is given.
    """
    return classify_with(NOTHING_ADDED, status_code, headers, body, exception, elapsed)


def classify_with(  # noqa: PLR0913, PLR0917 - those of `classify`
    first: Additions,
    status_code: int | None,
    headers: Mapping[str, str] | None,
    body: bytes | str | None,
    exception: BaseException | None,
    elapsed: float | None,
) -> ErrorInfo | None:
    """Do what `classify` does, asking what is in `first` before what is built in."""
    try:
        if exception is None and status_code is not None and status_code not in tables.SUCCESSES:
            return _answered(status_code, headers, body, elapsed, None, first)
        if exception is None and not (headers or body):
            return None
        evidence = Evidence(status_code, headers, body, exception, elapsed)
        return classify_evidence(evidence, first, by_name=True)
    except Exception:  # noqa: BLE001 - what comes from elsewhere may be of any type, and run code that raises
        if not isinstance(status_code, int) or status_code in tables.SUCCESSES:
            return None
        return _answered(status_code, None, None, None)


def classify_exception(exc: BaseException) -> ErrorInfo | None:
    """Classify an exception by the response it carries or by its chain; None if it is no failed HTTP call.

    Of `exc` it knows httpx, httpx2, aiohttp, requests, niquests, urllib3, urllib, gql, grpc and the SDKs of
    OpenAI, Anthropic, Google, AWS, Azure and Stripe by their class names, libcurl's bindings by its numbers,
    and other clients' and SDKs' exceptions by the words of their names. Reads only what is in memory
    already; never raises.
    """
    return classify_exception_with(NOTHING_ADDED, exc)


def classify_exception_with(first: Additions, exc: BaseException) -> ErrorInfo | None:
    """Do what `classify_exception` does, asking what is in `first` before what is built in."""
    found = classify_with(first, None, None, None, exc, None)
    return None if found is None or found.rule == DEFAULT_RULE else found


def classify_evidence(
    evidence: Evidence, first: Additions = NOTHING_ADDED, *, by_name: bool = False
) -> ErrorInfo | None:
    """Classify evidence, asking what is in `first` before what is built in; None if nothing failed.

    With `by_name` the names of exception classes count that no table knows: not inside an instrumented
    client, whose own are all in the tables; what else comes out of it is the application's.
    A 1xx or 3xx without an exception is no failure of the call: clients are asked not to follow redirects.
    """
    if evidence.exception is not None:
        return _raised(evidence, first, _DEEPEST_GROUP, by_name=by_name)
    status = evidence.status_code
    if status is None or status in tables.NO_ERRORS:
        return _inside_success(evidence, first)
    _, headers, body, _, elapsed, received_at, cause = evidence
    return _answered(status, headers, body, elapsed, received_at, first, cause)


def _answered(  # noqa: PLR0913, PLR0917 - Evidence's fields: building one costs as much as a bare status
    status: int,
    raw_headers: Mapping[str, str] | None,
    body: bytes | str | None,
    elapsed: float | None,
    received_at: float | None = None,
    first: Additions = NOTHING_ADDED,
    cause: str | None = None,
) -> ErrorInfo:
    found = headers_.lowered(raw_headers) if raw_headers else _NO_HEADERS
    envelope = None
    if body:
        envelope = registry.read(document.read(body, found.get("content-type")), first.readers)
    reading = made(Reading, (status, status, found, body, envelope, None, None, elapsed, received_at, cause))
    return _verdict(reading, first, _ANSWERED)


def _inside_success(evidence: Evidence, first: Additions) -> ErrorInfo | None:
    """Look for an error that travels under a success status; the status that it states counts then."""
    if not evidence.headers and not evidence.body:
        return None
    found, body = headers_.lowered(evidence.headers), evidence.body
    content_type = found.get("content-type")
    value = read_inside(body, content_type) if body else None
    answer = answer_inside(body, content_type, value) if body else None
    if answer is not None:
        status, found, value = answer
        envelope = registry.read(value, first.readers)
        # It came with this status, whatever else its body may state.
        envelope = envelope._replace(status=None) if envelope else None
    else:
        envelope = _error_in(value, first.readers)
        status = envelope.status if envelope else None
        if envelope is None and grpc_status(found) is None:
            return None
    return _verdict(_reading(evidence, status, found, envelope), first, Phase.RESPONSE)


def _error_in(value: Json, first: tuple[Reader, ...]) -> Envelope | None:
    """Read the error that a success holds; whether it holds one, only what is built in decides."""
    envelope = registry.read(value) or bare_failure(value)
    if envelope is None or not speaks_of_error(value, envelope):
        return None
    return registry.read(value, first) or envelope if first else envelope


def _reading(
    evidence: Evidence,
    error_status: int | None,
    found: Mapping[str, str],
    envelope: Envelope | None,
    finding: Finding | None = None,
) -> Reading:
    status, _, body, exc, elapsed, received_at, cause = evidence
    return Reading(status, error_status, found, body, envelope, exc, finding, elapsed, received_at, cause)


def _raised(evidence: Evidence, first: Additions, depth: int, *, by_name: bool) -> ErrorInfo | None:
    """Judge an exception: a response that came decides if it is an error, else the chain does."""
    exc = evidence.exception
    if exc is None or exceptions.is_cancellation(exc):
        return None
    cause = evidence.cause or causes.cause_of(exc)
    if cause is None and depth and (members := exceptions.members(exc, by_name=by_name)):
        return _most_urgent(
            [evidence._replace(exception=member) for member in members], first, depth, by_name=by_name
        )
    if cause is not None:
        evidence = evidence._replace(cause=cause)
    if exceptions.is_invented(exc):
        evidence = evidence._replace(status_code=None, headers=None, body=None)
    whole = with_response(evidence, by_name=by_name)
    status = _error_status(whole.status_code)
    found = headers_.lowered(whole.headers)
    answered = status is not None or whole is not evidence
    value = document.read(whole.body, found.get("content-type")) if answered else None
    envelope = registry.read(value, first.readers)
    is_stated = status is not None or envelope is not None
    finding = exceptions.find(exc, by_name=by_name, is_stated=is_stated)
    return _verdict(_reading(whole, status, found, envelope, finding), first, _phase(whole, finding))


def _error_status(status: int | None) -> int | None:
    return None if status is None or status in tables.NO_ERRORS or status < tables.NO_ERRORS.start else status


def _most_urgent(
    failures: Iterable[Evidence], first: Additions, depth: int, *, by_name: bool
) -> ErrorInfo | None:
    """Judge each member of a group and return the verdict that a person must act on first."""
    verdicts = [_raised(failure, first, depth - 1, by_name=by_name) for failure in failures]
    found = [verdict for verdict in verdicts if verdict is not None]
    return min(found, key=lambda verdict: URGENCY.index(verdict.category), default=None)


def _phase(evidence: Evidence, finding: Finding | None) -> Phase:
    """Say how far the exchange got: what breaks once the status is there breaks in the body."""
    came = evidence.status_code is not None
    if finding is None or (evidence.cause is not None and finding.row.wraps):
        return Phase.RESPONSE if came else causes.phase_of(evidence.cause)
    reason, phase = finding.row.reason, finding.row.phase
    # What a proxy answers instead of a tunnel (aiohttp raises it with the status) is none of the server's.
    if not came or reason is Reason.PROXY:
        return phase
    return Phase.BODY if phase in (Phase.BODY, Phase.HEADERS, Phase.WRITE) else Phase.RESPONSE


def _verdict(reading: Reading, first: Additions, phase: Phase) -> ErrorInfo:
    for layer in (*first.layers, *LAYERS) if first.layers else LAYERS:
        opinion = layer(reading)
        if opinion is not None:
            break
    else:
        opinion = DEFAULT
    reason, rule, retryable = opinion
    category, _, by_default = tables.REASONS[reason]
    found, envelope = reading.headers, reading.envelope
    said = headers_.should_retry(found) if found else None
    # What a rule of the user says of another attempt is its last word; the others let the answer correct it.
    if said is not None and not (retryable is not None and rule.startswith(USER)):
        retryable = said
    elif retryable is None:
        retryable = by_default
    codes, message = (
        (envelope.codes, envelope.message) if envelope is not None else ((), _grpc_message(found))
    )
    code = codes[0] if codes else _code(found)
    wait = _wait(found, envelope, reading.received_at, category)
    return made(
        ErrorInfo, (category, reason, rule, phase, reading.status_code, code, message, retryable, wait)
    )


def _code(found: Mapping[str, str]) -> str | None:
    if not found:
        return None
    stated = code_in(found)
    return stated[1] if stated else grpc_status(found)


def _grpc_message(found: Mapping[str, str]) -> str | None:
    message = found.get("grpc-message")
    return unquote(message[:LONGEST_MESSAGE]) if message else None


def _wait(
    found: Mapping[str, str], envelope: Envelope | None, received_at: float | None, category: ErrorCategory
) -> float | None:
    """Return the proven seconds: of a retry header, else of a used-up limit's reset, else of the body."""
    wait = headers_.retry_after(found, received_at) if found else None
    if wait is None and found and category is _RATE_LIMITED:
        wait = headers_.reset_after(found, received_at)
    if wait is not None or envelope is None:
        return wait
    if envelope.retry_after is not None:
        return envelope.retry_after
    return waiting.promised(envelope.message) if envelope.message and category in _WAITING else None
