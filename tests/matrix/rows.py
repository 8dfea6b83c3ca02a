"""The rows of the matrix: each is one way for a call to go wrong, or, as a control, to go well."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

from callers import CALLERS, TIMEOUT
from faults import FAULTS
from matrix.ways import READING, family
from otel_errkind import classify
from otel_errkind._core import tables
from verdicts import (
    AIOHTTP,
    EXPECTED,
    INTERNAL,
    OVERLOADED,
    SEVERAL_REQUESTS,
    SUCCESSES,
    Verdict,
    server_error,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet

    from matrix.stage import Stage
    from matrix.wraps import Wrap

    Url = Callable[[Stage], str]
    Options = Callable[[Stage, str], Mapping[str, Any]]
    Verdicts = tuple[Verdict | None, Verdict | None]
    """For httpx and its fork, and for aiohttp."""


def with_nothing(_stage: Stage, _client: str) -> Mapping[str, Any]:
    """Make the client with nothing in particular."""
    return {}


def following(_stage: Stage, client: str) -> Mapping[str, Any]:
    """Make the client follow redirects, as aiohttp does unasked."""
    return {} if client == "aiohttp" else {"follow_redirects": True}


def patient(stage: Stage, client: str) -> Mapping[str, Any]:
    """Give the client time for a body that is long, and comes without a pause."""
    timeout = aiohttp.ClientTimeout(total=60) if client == "aiohttp" else 60
    return {**following(stage, client), "timeout": timeout}


def hurried(_stage: Stage, client: str) -> Mapping[str, Any]:
    """Limit the whole call, which only aiohttp can."""
    return {"timeout": aiohttp.ClientTimeout(total=TIMEOUT)} if client == "aiohttp" else {}


def unwrapped(_stage: Stage, _client: str) -> Wrap:
    """Use the client as it is."""
    return lambda access: access


def sound(stage: Stage) -> str:
    """Address a server that answers well."""
    return stage.plain.url("/status/200")


def at(path: str) -> Url:
    """Address the server of the faults."""
    return lambda stage: stage.plain.url(path)


@dataclass(frozen=True)
class Row:
    """What is called, how, and what the span must say of a call that is read at once."""

    name: str
    does: str
    url: Url
    verdict: Verdict | None
    """None for a success, and for what is no error."""
    aiohttp: Verdict | None
    made_with: Options = with_nothing
    wrap: Callable[[Stage, str], Wrap] = unwrapped
    next_url: Url = sound
    """What the same client calls next."""
    impossible: Mapping[str, str] = field(default_factory=dict)
    """Clients that cannot have this row, and why."""
    without: Mapping[str, str] = field(default_factory=dict)
    """Ways that cannot have this row, and why."""
    unreadable: str = ""
    """Why nobody reads this body to its end."""
    unread: Mapping[str, AbstractSet[str]] = field(default_factory=lambda: READING)
    """In which ways of which family nobody does."""

    def deserves(self, client: str) -> Verdict | None:
        """Return the verdict on a call of this client that is read at once."""
        return self.aiohttp if client == "aiohttp" else self.verdict

    def excludes(self, client: str, way: str) -> str:
        """Return why the cell cannot exist, or nothing."""
        unread = self.unreadable if way in self.unread[family(client)] else ""
        return self.impossible.get(client, "") or self.without.get(way, "") or unread


def only(*clients: str, why: str) -> Mapping[str, str]:
    """Leave out every other client."""
    return {client: why for client in CALLERS if client not in clients}


STALLED = Verdict("timeout", "read_timeout", "body", 200)
UNANSWERED = Verdict("timeout", "read_timeout", "headers")

MORE: Mapping[str, Verdicts] = {
    "sse-error-first": (OVERLOADED, OVERLOADED),
    "graphql-errors": (Verdict("unauthorized", "invalid_credentials", "response", 200),) * 2,
    "drip": (STALLED, STALLED),
    "never-reads": (UNANSWERED, UNANSWERED),
    "endless": (INTERNAL, INTERNAL),
    "gzip-bomb": (INTERNAL, INTERNAL),
    "huge": (INTERNAL, INTERNAL),
    **dict.fromkeys(SUCCESSES, (None, None)),
}
"""What `verdicts` has no line for: successes, and what is too slow or too large to be read there."""

UNREADABLE: Mapping[str, str] = {
    "endless": "who reads it to its end never comes to one",
    "gzip-bomb": "who unpacks it to its end holds 1 GiB on his own account",
}
UNREAD: Mapping[str, Mapping[str, AbstractSet[str]]] = {
    "gzip-bomb": {**READING, "httpx": READING["httpx"] - {"stream-all"}},
}
"""Raw it is 1 MiB."""

VARIANTS: Mapping[str, Verdicts] = {
    "short-body/503": (
        Verdict("overloaded", "gateway_unavailable", "body", 503),
        Verdict("overloaded", "gateway_unavailable", "response", 503),
    ),
    "stall-in-body/500": (server_error("internal", "body", 500), INTERNAL),
    "reset-in-body/429": (
        Verdict("rate_limited", "rate_limit", "body", 429),
        Verdict("rate_limited", "rate_limit", "response", 429),
    ),
    "broken-gzip/200": (server_error("decoding", "body", 200),) * 2,
}
"""The same bodies under another status. aiohttp's errors are judged before their bodies can break."""

ONLY_A_TOTAL_ENDS = {"bad-chunk-size"}
"""With aiohttp; see `verdicts`."""
LONG = {"huge"}


def _served(name: str, does: str, verdicts: Verdicts) -> Row:
    made_with = hurried if name in ONLY_A_TOTAL_ENDS else patient if name in LONG else following
    unreadable, unread = UNREADABLE.get(name, ""), UNREAD.get(name, READING)
    return Row(name, does, at(f"/{name}"), *verdicts, made_with, unreadable=unreadable, unread=unread)


def _of_fault(name: str) -> Row:
    verdicts = MORE[name] if name in MORE else (EXPECTED[name], AIOHTTP.get(name, EXPECTED[name]))
    return _served(name, FAULTS[name].does, verdicts)


def _of_status(number: int) -> Row:
    info = classify(status_code=number) if number >= 400 else None
    verdict = info and Verdict(info.category.value, info.reason.value, "response", number)
    return _served(f"status/{number}", f"answers {number}", (verdict, verdict))


STATUSES = sorted({200, 204, 304, *tables.STATUSES, 418, 444, 506, 600} - set(range(100, 200)))

SERVED: tuple[Row, ...] = (
    *(_of_fault(name) for name in sorted(FAULTS.keys() - SEVERAL_REQUESTS)),
    *(_served(name, FAULTS[name.partition("/")[0]].does, verdicts) for name, verdicts in VARIANTS.items()),
    *(_of_status(number) for number in STATUSES),
)
"""What the server of the faults does, by the name in the path."""
