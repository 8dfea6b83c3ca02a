"""What response headers prove: a limit that is used up, and how long to wait."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from otel_errkind._core import waiting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_RETRY_HEADERS = {
    "retry-after-ms": 1000.0,  # OpenAI, Azure API Management
    "x-ms-retry-after-ms": 1000.0,  # Azure Cosmos DB
    "x-amz-retry-after": 1000.0,  # AWS SDK retry hints
    "grpc-retry-pushback-ms": 1000.0,  # gRFC A6
    "retry-after": 1.0,
    "x-retry-after": 1.0,
}
"""Each retry header, and how many of its units make a second."""

_SEVERAL = 8
_MOST_LINES = 64
_DIGITS_OF_AN_EPOCH = 10
_LIMIT_WORDS = ("ratelimit", "rate-limit")
_SHOULD_RETRY = ("x-should-retry", "stripe-should-retry")
_VERDICTS = {"true": True, "false": False}


def lowered(headers: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return the headers with lower-case names: servers, proxies and test doubles disagree on the case."""
    if not headers:
        return {}
    try:
        "".join(headers.values())  # Refuses what is no text, and faster than a loop.
        names = "".join(headers)
        if names == names.lower() and isinstance(headers, dict):
            return headers
    except (AttributeError, TypeError):  # An SDK may keep raw bytes or numbers, whatever the types say.
        return joined([(str(name).lower(), str(value)) for name, value in headers.items()])
    return joined([(name.lower(), value) for name, value in headers.items()])


def joined(fields: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return header fields by name; what a repeated one says, once each, as a list (RFC 9110, 5.3)."""
    single = dict(fields)
    if len(single) == len(fields):
        return single
    several = defaultdict[str, dict[str, None]](dict)
    for name, value in fields:
        several[name][value] = None
    return {name: ", ".join(values) for name, values in several.items()}


def read(block: str) -> dict[str, str]:
    """Read headers that stand in a body, one a line."""
    lines = (line.partition(":") for line in block.split("\n", _MOST_LINES)[:_MOST_LINES])
    return {name.strip().lower(): value.strip() for name, _, value in lines if value}


def should_retry(headers: Mapping[str, str]) -> bool | None:
    """Return what OpenAI, Anthropic or Stripe say about another attempt."""
    for name in _SHOULD_RETRY:
        if name in headers:
            return _VERDICTS.get(headers[name].strip().lower())
    return None


def retry_after(headers: Mapping[str, str], received_at: float | None) -> float | None:
    """Return the seconds that a retry header asks for; a date needs the answer's `Date` or `received_at`."""
    for name, parts in _RETRY_HEADERS.items():
        if name in headers:
            wait = _longest(headers[name], headers, received_at, parts)
            if wait is not None:
                return wait
    return None


def clock(headers: Mapping[str, str], received_at: float | None) -> float | None:
    """Return the moment that absolute times are relative to: the answer's own `Date` first."""
    date = headers.get("date")
    said = waiting.moment(date) if date else None
    return received_at if said is None else said


def _longest(
    value: str, headers: Mapping[str, str], received_at: float | None, parts: float = 1.0
) -> float | None:
    """Read one wait, or the longest of several: clients join repeated headers with a comma."""
    if len(value) < _DIGITS_OF_AN_EPOCH and value.isdigit() and value.isascii():
        wait = int(value) / parts
        return wait if wait <= waiting.LONGEST_WAIT else None
    if parts != 1.0:
        return None
    base = clock(headers, received_at)
    whole = waiting.until(value, base)
    if whole is not None or "," not in value:
        return whole
    waits = [waiting.until(part, base) for part in value.split(",")[:_SEVERAL]]
    return max((wait for wait in waits if wait is not None), default=None)


def limit_used_up(headers: Mapping[str, str]) -> bool:
    """Say whether any rate limit header, in any vendor's spelling, states that nothing remains."""
    return any(remaining == 0 for _, remaining, _ in _limits(headers))


def reset_after(headers: Mapping[str, str], received_at: float | None) -> float | None:
    """Return the seconds until the used-up limits refill; a limit with something left proves no wait."""
    limits = [
        (remaining, _longest(reset, headers, received_at))
        for _, remaining, reset in _limits(headers)
        if reset
    ]
    spent = [wait for remaining, wait in limits if wait is not None and remaining == 0]
    if not spent and len(limits) == 1 and limits[0][0] is None:
        return limits[0][1]
    return max(spent, default=None)


def _limits(headers: Mapping[str, str]) -> Iterator[tuple[str, float | None, str | None]]:
    """Yield (limit, remaining, reset) for each rate limit that the headers describe."""
    found = {name: headers[name] for name in headers if any(word in name for word in _LIMIT_WORDS)}
    seen: dict[str, list[str | None]] = {}
    for name, value in found.items():
        for column, part in enumerate(("remaining", "reset")):
            if part in name:
                limit = name.replace(part, "")
                unit = "ms" if name.endswith("-ms") else ""
                seen.setdefault(limit, [None, None])[column] = value + unit
    for limit, (remaining, reset) in seen.items():
        yield from _windows(limit, remaining, reset)
    for name in ("ratelimit", "x-ratelimit"):
        if name in headers:
            yield _structured(name, headers[name])


def _windows(
    limit: str, remaining: str | None, reset: str | None
) -> Iterator[tuple[str, float | None, str | None]]:
    """Yield a limit, or each of several that share its headers, as Brave lists a second's and a month's."""
    several, resets = ((text or "").split(",", _SEVERAL) for text in (remaining, reset))
    if len(several) == len(resets):
        yield from ((limit, _amount(each), until) for each, until in zip(several, resets, strict=True))
    else:
        yield limit, _amount(remaining), reset


def _structured(name: str, value: str) -> tuple[str, float | None, str | None]:
    """Read the combined field of the IETF drafts: `limit=10, remaining=0, reset=5` or `"x";r=0;t=5`."""
    pairs = [part.partition("=") for part in value[:256].replace(",", ";").split(";")]
    fields = {key.strip().lower(): amount.strip() for key, _, amount in pairs}
    remaining = fields.get("remaining", fields.get("r"))
    return name, _amount(remaining), fields.get("reset", fields.get("t"))


def _amount(text: str | None) -> float | None:
    """Read what remains: `0`, `597.0`, or Docker Hub's `0;w=21600`."""
    return None if text is None else waiting.seconds(text.partition(";")[0])
