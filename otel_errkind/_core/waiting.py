"""Lengths of time as servers write them: seconds, durations, dates, epochs. What is absolute needs a base."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from otel_errkind._core.patterns import late

LONGEST_WAIT = 366 * 86400.0
"""No server means longer; a larger number was something else."""

_LONGEST_TEXT = 64
_EPOCH_SECONDS = 1e9
_EPOCH_MILLISECONDS = 1e12
_NUMBER = late(r"[0-9]{1,20}(?:\.[0-9]{1,20})?")
_PART = (
    r"([0-9]{1,9}(?:\.[0-9]{1,12})?) ?(?:more )?"
    r"(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])"
)
_PARTS = late(_PART)
_DURATION = late(rf"(?:{_PART}[ ,]{{0,2}}){{1,5}}")
_PROMISE = late(
    r"(?:try again|retry|available|resets?|wait|lasts?|the request(?! in ))"
    r"(?: (?:again|(?:the|your|this) request|in|after|for|about)){0,3} {1,2}"
    rf"((?:{_PART}[ ,]{{0,2}}){{1,5}})"
)
_CLOCK = late(r"replenished in (?:([0-9]{1,3})\.)?([0-9]{2}):([0-9]{2}):([0-9]{2})")
"""How Azure API Management says when a quota is there again: hours, minutes and seconds, days in front."""
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds(text: str) -> float | None:
    """Read a plain number of seconds, `3` or `0.5`; None for anything else."""
    text = text.strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def duration(text: str) -> float | None:
    """Read a duration with units, `6m0s`, `34s`, `17ms` or `20 seconds`, as seconds."""
    text = text.strip().lower()
    if len(text) > _LONGEST_TEXT or not _DURATION.fullmatch(text):
        return None
    return _total(text)


def _unit(name: str) -> float:
    return 0.001 if name.startswith(("ms", "milli")) else _UNITS[name[0]]


def promised(text: str) -> float | None:
    """Read the wait that a sentence promises, `try again in 9m38.016s`; None if it names no number."""
    found = _PROMISE.search(text.lower())
    if found is not None:
        return _bounded(_total(found[1]))
    clock = _CLOCK.search(text)
    if clock is None:
        return None
    days, hours, minutes, rest = (int(part or 0) for part in clock.groups())
    return _bounded(((days * 24.0 + hours) * 60 + minutes) * 60 + rest)


def _total(parts: str) -> float:
    return sum(float(number) * _unit(name) for number, name in _PARTS.findall(parts))


def moment(text: str) -> float | None:
    """Read an HTTP-date (RFC 9110, 5.6.7) or an RFC 3339 time as seconds since the epoch."""
    if len(text) > _LONGEST_TEXT:
        return None
    read = datetime.fromisoformat if text[:1].isdigit() else parsedate_to_datetime
    try:
        when = read(text.strip())
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def until(text: str, base: float | None) -> float | None:
    """Read any wait: seconds, a duration, or an epoch or date seen from `base`. None if it proves nothing."""
    number = seconds(text)
    if number is None:
        number = duration(text)
        return _bounded(_since(moment(text), base) if number is None else number)
    if number < _EPOCH_SECONDS:
        return _bounded(number)
    return _bounded(_since(number / 1000 if number >= _EPOCH_MILLISECONDS else number, base))


def _since(when: float | None, base: float | None) -> float | None:
    return None if when is None or base is None else max(0.0, when - base)


def _bounded(wait: float | None) -> float | None:
    return wait if wait is not None and wait <= LONGEST_WAIT else None
