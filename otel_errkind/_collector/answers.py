"""What an answer says besides its body: gRPC's code, headers that prove a limit, and its status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._collector.expressions import statuses
from otel_errkind._collector.headers import EDGE, header
from otel_errkind._collector.ottl import any_of, assign, equals, extract, is_set, is_unset, kept, matches
from otel_errkind._collector.rulings import STATUS
from otel_errkind._collector.shapes import DIALECT
from otel_errkind._collector.spans import DESCRIPTION, REASON, RETRYABLE, RULE, rpc_codes
from otel_errkind._core import tables
from otel_errkind._core.carried_texts import GRPC_CODES
from otel_errkind._core.code_headers import NAMES
from otel_errkind._core.dialects.grpc import NUMBERS, TOO_LARGE
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE_HEADERS = (*NAMES, "www-authenticate")
HEADERS = (*CODE_HEADERS, "grpc-status", "grpc-message", "retry-after")

_CANONICAL = {number: name for name, number in GRPC_CODES.items()}
_OTHER_SPELLINGS = {"CANCELLED": "CANCELED"}
_USED_UP = (
    r'(?i)"http\.response\.header\.[a-z_.-]*rate[-_]?limit[a-z_-]*remaining[a-z_-]*":\["?0(?:\.0+)?(?:;[^"]*)?"'
    r'|"http\.response\.header\.(?:x-)?ratelimit":\["[^"]*(?:remaining|;r|^r)=0\b'
)


def by_grpc() -> Iterator[str]:
    """Rule gRPC's canonical code: a number, or its name in any of the spellings of the SDKs."""
    code = kept("grpc")
    yield extract(header("grpc-status"), EDGE + "(?P<grpc>[0-9]+)")
    for path in rpc_codes():
        yield assign(code, f"String({path})", is_set(path), is_unset(code))
    is_limit = matches(code, _spelled(GRPC_CODES["RESOURCE_EXHAUSTED"]))
    # The spans of gRPC itself say in their status what the header would say.
    texts = (header("grpc-message"), DESCRIPTION)
    says_size = any_of(matches(text, f"(?i){TOO_LARGE.pattern}") for text in texts)
    is_size = (is_unset(REASON), is_limit, says_size)
    yield assign(RULE, '"header:grpc-status"', *is_size)
    yield assign(REASON, f'"{Reason.PAYLOAD_TOO_LARGE}"', *is_size)
    for number, reason in NUMBERS.items():
        where = (is_unset(REASON), matches(code, _spelled(number)))
        yield assign(RULE, '"header:grpc-status"', *where)
        yield assign(REASON, f'"{reason.value}"', *where)


def _spelled(number: str) -> str:
    """Return a pattern for `14`, `UNAVAILABLE`, `Unavailable`, `unavailable` and `StatusCode.UNAVAILABLE`."""
    name = _CANONICAL[number]
    names = [name, *filter(None, (_OTHER_SPELLINGS.get(name),))]
    spelled = "|".join(each.replace("_", "[_ -]?") for each in names)
    return rf'(?i)^"?(?:{number}|(?:[a-z]*\.)?(?:{spelled}))"?$'


def find_code() -> Iterator[str]:
    """Find the first header that carries a code of the service itself, and the code."""
    for name in NAMES:
        where = (is_set(header(name)), is_unset(kept("code_header")))
        yield assign(kept("code_header"), f'"{name}"', *where)
        yield extract(
            header(name), EDGE + r'(?P<header_code>[^"\s]{1,128})', equals(kept("code_header"), name)
        )
    name = "www-authenticate"
    challenge = r'\berror=\\*"?(?P<header_code>[A-Za-z0-9_.-]{1,64})'
    is_alone = is_unset(kept("code_header"))
    yield extract(header(name), challenge, is_alone)
    yield assign(kept("code_header"), f'"{name}"', is_set(kept("header_code")), is_alone)


def by_limit() -> Iterator[str]:
    """Rule a 403 that is a limit: one that says how long to wait, or that nothing remains."""
    is_denial = equals(STATUS, "403")
    proofs = (
        ("ratelimit-remaining", matches("span.attributes", _USED_UP)),
        ("retry-after", is_set(header("retry-after"))),
    )
    for name, proof in proofs:
        where = (is_denial, is_unset(REASON), proof)
        yield assign(RULE, f'"header:{name}"', *where)
        yield assign(REASON, f'"{Reason.RATE_LIMIT.value}"', *where)


def by_status() -> Iterator[str]:
    """Rule the status: alone if something in between has spoken, by its row, or by its hundred."""
    is_bare = f"({is_unset(DIALECT)} or {matches(DIALECT, '^(?:html|text)$')})"
    is_open = (is_set(STATUS), is_unset(RULE))
    for status, retryable in tables.STATUS_RETRYABLE.items():
        yield assign(RETRYABLE, str(retryable).lower(), *is_open, equals(STATUS, str(status)))
    for status, reason in tables.BARE_STATUSES.items():
        where = (is_unset(REASON), is_unset(RULE), equals(STATUS, str(status)), is_bare)
        yield assign(REASON, f'"{reason.value}"', *where)
    for reason in Reason:
        listed = [status for status in range(400, 1000) if tables.reason_of_status(status) is reason]
        if listed:
            yield assign(
                REASON, f'"{reason.value}"', is_unset(REASON), *is_open, matches(STATUS, statuses(listed))
            )
    yield assign(RULE, '"status"', *is_open, is_set(REASON))
