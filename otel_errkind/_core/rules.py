"""Rules of the user: refused whole unless all of it is understood, then asked about failed calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from otel_errkind._core import document
from otel_errkind._core.code_headers import code_in, grpc_status
from otel_errkind._core.conditions import CONDITIONS, Failure, Match
from otel_errkind._core.model import USER, ErrorCategory, Opinion, Reason
from otel_errkind._core.patterns import late
from otel_errkind._core.tables import category_of
from otel_errkind._core.text import read_text
from otel_errkind._shown import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from otel_errkind._core.conditions import Test
    from otel_errkind._core.layers import Reading

NAME = late(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NAMES = "1 to 64 letters, digits, dots, dashes and underscores"
_CATEGORIES: Mapping[str, ErrorCategory] = {category.value: category for category in ErrorCategory}
_REASONS: Mapping[str, Reason] = {reason.value: reason for reason in Reason}


class RuleError(ValueError):
    """Something in a rule, or in a source of rules, that is not understood.

    `fault` says what is wrong with the `key` of the `rule` in the `line` of a file, as far as they are known.
    """

    def __init__(
        self, fault: str, *, rule: str | None = None, key: str | None = None, line: int | None = None
    ) -> None:
        """Say what is wrong with which key of which rule, as far as that is known."""
        super().__init__(fault)
        self.fault = fault
        """What is wrong, and what is accepted."""
        self.rule = rule
        """The name of the rule, in quotation marks."""
        self.key = key
        """The key of the rule, or of its `match`."""
        self.line = line
        """The line of the file, from 1."""
        self.place: int | None = None
        """Which rule of its source it is, from 1."""

    def __str__(self) -> str:
        """Put it all into one line."""
        rule = self.rule or (f"number {self.place}" if self.place else None)
        parts = (self.line and f"line {self.line}", rule and f"rule {rule}", self.key, self.fault)
        return ": ".join(part for part in parts if part)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule of the user: where all of its conditions hold, its reason is the verdict.

    A rule speaks only of calls that have failed, and of an exception that no HTTP client raises only if it
    has the condition `exception`. Raises `RuleError` for anything that is not understood.
    """

    name: str
    """Shows up as `errkind.rule` = `user:<name>`: 1 to 64 letters, digits, dots, dashes and underscores."""
    match: Match = field(default_factory=Match)
    """The conditions, one at least unless there is `when`."""
    reason: Reason | str
    """What went wrong: one of those that `otel-errkind table reasons` prints."""
    category: ErrorCategory | str | None = None
    """That of the reason. It may be stated for the reader, and must be right then."""
    retryable: bool | None = None
    """None leaves it to the answer, and else to the reason."""
    when: Callable[[Failure], bool] | None = None
    """One more condition, of the program. A rule that raises here is dropped."""
    opinion: Opinion = field(init=False, repr=False)
    """What the rule says where it holds; made of the fields above."""
    _tests: tuple[Test, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what is not understood."""
        if not isinstance(cast("object", self.name), str) or not NAME.fullmatch(self.name):
            raise refusal(None, "name", self.name, _NAMES)
        reason = _reason(self)
        if not isinstance(cast("object", self.retryable), bool | None):
            raise refusal(self.name, "retryable", self.retryable, "true or false")
        object.__setattr__(self, "_tests", _compiled(self))
        object.__setattr__(self, "reason", reason)
        object.__setattr__(self, "category", category_of(reason))
        object.__setattr__(self, "opinion", Opinion(reason, USER + self.name, self.retryable))

    def holds(self, failure: Failure) -> bool:
        """Tell whether all conditions hold for `failure`. Raises what `when` raises."""
        if failure.is_foreign and "exception" not in self.match:
            return False
        return all(test(failure) for test in self._tests) and (self.when is None or self.when(failure))


def refusal(rule: str | None, key: str, value: object, accepted: str) -> RuleError:
    return RuleError(f"is {shown(value)}; accepted: {accepted}", rule=rule and repr(rule), key=key or None)


def _reason(rule: Rule) -> Reason:
    """Return the reason, if its category is the one that the rule states."""
    category = _category(rule)
    reasons = [reason for reason in Reason if category in (None, category_of(reason))]
    stated = cast("object", rule.reason)
    reason = _REASONS.get(stated) if isinstance(stated, str) else None
    if reason is None:
        raise refusal(rule.name, "reason", stated, ", ".join(reasons))
    if reason not in reasons:
        accepted = f"{category_of(reason)}, to which the reason {reason} belongs"
        raise refusal(rule.name, "category", category, accepted)
    return reason


def _category(rule: Rule) -> ErrorCategory | None:
    stated = cast("object", rule.category)
    category = _CATEGORIES.get(stated) if isinstance(stated, str) else None
    if stated is not None and category is None:
        raise refusal(rule.name, "category", stated, ", ".join(ErrorCategory))
    return category


def _compiled(rule: Rule) -> tuple[Test, ...]:
    """Make the tests of the conditions; there must be one at least."""
    match, when = cast("object", rule.match), cast("object", rule.when)
    keys = ", ".join(CONDITIONS)
    if not isinstance(match, dict):
        raise refusal(rule.name, "match", match, f"a table of {keys}")
    if when is not None and not callable(when):
        raise refusal(rule.name, "when", when, "a function")
    if not match and when is None:
        fault = f"is empty; accepted: at least one of {keys}"
        raise RuleError(fault, rule=repr(rule.name), key="match")
    return tuple(_test(rule.name, key, value) for key, value in cast("dict[object, object]", match).items())


def _test(rule: str, key: object, value: object) -> Test:
    condition = CONDITIONS.get(key) if isinstance(key, str) else None
    if condition is None:
        raise unknown(key, CONDITIONS, rule=repr(rule), within="match")
    test = condition.compile(value)
    if test is None:
        raise refusal(rule, f"match.{key}", value, condition.accepted)
    return test


def unknown(key: object, known: Iterable[str], *, rule: str | None = None, within: str = "") -> RuleError:
    fault = f"has the unknown key {shown(key)}; accepted: {', '.join(known)}"
    return RuleError(fault, rule=rule, key=within or None)


def failure_of(reading: Reading, host: str | None, method: str | None) -> Failure:
    """Show a rule what has been read of a failed call."""
    envelope, body, headers = reading.envelope, reading.body or "", reading.headers
    if isinstance(body, bytes):
        body = read_text(body[: document.LONGEST_BODY], headers.get("content-type"))
    stated = code_in(headers)
    in_headers = (stated and stated[1], grpc_status(headers))
    is_known = reading.exception is None or reading.finding is not None or reading.error_status is not None
    return Failure(
        reading.status_code,
        method,
        host,
        headers,
        body[: document.LONGEST_BODY],
        (envelope and envelope.message) or headers.get("grpc-message", ""),
        (*(envelope.codes if envelope else ()), *(code for code in in_headers if code)),
        reading.exception,
        not is_known,
    )
