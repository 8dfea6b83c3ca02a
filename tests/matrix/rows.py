"""The rows of the matrix: each is one way for a call to go wrong, or, as a control, to go well."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from callers import CALLERS
from faults import FAULTS
from matrix.ways import READING, family
from otel_errkind import classify
from otel_errkind._core import tables
from verdicts import AIOHTTP, CUT, EXPECTED, OVERLOADED, SUCCESSES, Verdict, server_error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matrix.stage import Stage
    from matrix.wraps import Wrap


def with_nothing(_stage: Stage, _client: str) -> Mapping[str, Any]:
    """Make the client with nothing in particular."""
    return {}


def unwrapped(_stage: Stage, _client: str) -> Wrap:
    """Use the client as it is."""
    return lambda access: access


@dataclass(frozen=True)
class Row:
    """What is called, how, and what the span must say of a call that is read at once."""

    name: str
    does: str
    url: Callable[[Stage], str]
    verdict: Verdict | None
    """None for a success, and for what is no error."""
    aiohttp: Verdict | None
    made_with: Callable[[Stage, str], Mapping[str, Any]] = with_nothing
    wrap: Callable[[Stage, str], Wrap] = unwrapped
    impossible: Mapping[str, str] = field(default_factory=dict)
    """Clients that cannot have this row, and why."""
    unreadable: str = ""
    """Why nobody reads this body to its end."""

    def deserves(self, client: str) -> Verdict | None:
        """Return the verdict on a call of this client that is read at once."""
        return self.aiohttp if client == "aiohttp" else self.verdict

    def excludes(self, client: str, way: str) -> str:
        """Return why the cell cannot exist, or nothing."""
        unread = self.unreadable if way in READING[family(client)] else ""
        return self.impossible.get(client, "") or unread


def only(*clients: str, why: str) -> Mapping[str, str]:
    """Leave out every other client."""
    return {client: why for client in CALLERS if client not in clients}


SILENT_IN_BODY = Verdict("timeout", "read_timeout", "body", 200)
NEVER_ANSWERS = Verdict("timeout", "read_timeout", "headers")
INTERNAL = server_error("internal", "response", 500)
ENDLESS = "who reads it to its end never comes to one"
BOMB = "who reads it to its end holds 1 GiB on his own account"

MORE: Mapping[str, tuple[Verdict | None, Verdict | None]] = {
    "sse-error-first": (OVERLOADED, OVERLOADED),
    "drip": (SILENT_IN_BODY, SILENT_IN_BODY),
    "never-reads": (NEVER_ANSWERS, NEVER_ANSWERS),
    "endless": (INTERNAL, INTERNAL),
    "gzip-bomb": (INTERNAL, INTERNAL),
    "huge": (INTERNAL, INTERNAL),
    **dict.fromkeys(SUCCESSES, (None, None)),
}
"""What `verdicts` has no line for: successes, and what is too slow or too large to be read there."""
UNREADABLE = {"endless": ENDLESS, "gzip-bomb": BOMB}
SEVERAL_REQUESTS = {"keep-alive-dropped", "keep-alive-expired", "redirect"}
"""In `scenes`: they need a request before the call, or an address to go to."""

VARIANTS: Mapping[str, tuple[Verdict | None, Verdict | None]] = {
    "short-body/503": (Verdict("overloaded", "gateway_unavailable", "body", 503),) * 2,
    "stall-in-body/500": (server_error("internal", "body", 500), INTERNAL),
    "broken-gzip/200": (server_error("decoding", "body", 200),) * 2,
    "no-gzip/200": (server_error("decoding", "body", 200),) * 2,
    "cut-gzip/200": (None, server_error("decoding", "body", 200)),
    "reset-in-body/429": (Verdict("rate_limited", "rate_limit", "body", 429),) * 2,
}
"""The same bodies under another status, where that makes a difference."""


def _served(name: str, does: str, verdicts: tuple[Verdict | None, Verdict | None]) -> Row:
    def address(stage: Stage) -> str:
        return stage.plain.url(f"/{name}")

    return Row(
        name, does, address, *verdicts, made_with=_patient(name), unreadable=UNREADABLE.get(name, "")
    )


def _patient(name: str) -> Callable[[Stage, str], Mapping[str, Any]]:
    """Follow redirects; and do not wait long where only the total timeout of aiohttp ends the waiting."""
    return short if name.startswith("bad-chunk-size") else following


def following(_stage: Stage, client: str) -> Mapping[str, Any]:
    """Make the client follow redirects, as aiohttp does unasked."""
    return {} if client == "aiohttp" else {"follow_redirects": True}


def short(_stage: Stage, client: str) -> Mapping[str, Any]:
    """Set a total timeout, where there is one."""
    import aiohttp  # noqa: PLC0415

    return {"timeout": aiohttp.ClientTimeout(total=0.3)} if client == "aiohttp" else {}


def _verdicts(name: str) -> tuple[Verdict | None, Verdict | None]:
    if name in MORE:
        return MORE[name]
    return EXPECTED[name], AIOHTTP.get(name, EXPECTED[name])


def _status(number: int) -> Row:
    info = classify(status_code=number)
    verdict = info and Verdict(info.category, info.reason, "response", number)
    return _served(f"status/{number}", f"answers {number}", (verdict, verdict))


STATUSES = sorted({200, 204, 304, *tables.STATUSES, 418, 444, 506, 600} - set(range(100, 200)))

SERVED: tuple[Row, ...] = (
    *(_served(name, FAULTS[name].does, _verdicts(name)) for name in sorted(FAULTS.keys() - SEVERAL_REQUESTS)),
    *(_served(name, FAULTS[name.split("/")[0]].does, both) for name, both in VARIANTS.items()),
    *(_status(number) for number in STATUSES),
)
"""What the server of the faults does, by the name in the path."""
assert CUT
