"""Rules of the user: what is understood, what is refused in which words, and of what a rule speaks."""

from __future__ import annotations

import pickle
import re
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otel_errkind._core.classify import classify_with
from otel_errkind._core.conditions import CONDITIONS, Failure, Match
from otel_errkind._core.layers import Additions
from otel_errkind._core.model import ErrorCategory, ErrorInfo, Opinion, Reason
from otel_errkind._core.rule_rows import checked, parse_rules
from otel_errkind._core.rules import Rule, RuleError, failure_of
from otel_errkind._core.tables import REASONS

if TYPE_CHECKING:
    from otel_errkind._core.layers import Reading

REFUSED = httpx.ConnectError("All connection attempts failed")
REFUSED.__cause__ = ConnectionRefusedError(111, "Connection refused")


def judged(
    rule: Rule, host: str | None = None, method: str | None = None, **evidence: Any
) -> ErrorInfo | None:
    """Classify with one rule of the user."""

    def layer(reading: Reading) -> Opinion | None:
        return rule.opinion if rule.holds(failure_of(reading, host, method)) else None

    keys = ("status_code", "headers", "body", "exception", "elapsed")
    return classify_with(Additions((layer,)), *(evidence.get(key) for key in keys))


def holds(match: Match, **evidence: Any) -> bool:
    """Tell whether a rule with these conditions decides."""
    info = judged(Rule(name="mine", match=match, reason="maintenance"), **evidence)
    return info is not None and info.rule == "user:mine"


HELD: list[tuple[Any, dict[str, Any]]] = [
    ({"status": 503}, {"status_code": 503}),
    ({"status": "5xx"}, {"status_code": 599}),
    ({"status": "5XX"}, {"status_code": 500}),
    ({"status": [404, "5xx"]}, {"status_code": 404}),
    ({"status": (404, "5xx")}, {"status_code": 502}),
    ({"status": 200}, {"status_code": 200, "body": b'{"error":{"code":"rate_limit_exceeded"}}'}),
    ({"status": 999}, {"status_code": 999}),
    ({"status": "9xx"}, {"status_code": 999}),
    (
        {"status": [100, "1xx", 500]},
        {"status_code": 500},
    ),
    (
        {"method": ["x" * 256, *map(str, range(62)), "GET"]},
        {"status_code": 500, "method": "GET"},
    ),
    (
        {"headers": {f"x-{number}": "a" for number in range(64)}},
        {"status_code": 500, "headers": {f"x-{number}": "a" for number in range(64)}},
    ),
    ({"method": "post"}, {"status_code": 500, "method": "POST"}),
    ({"method": ["PUT", "P?ST"]}, {"status_code": 500, "method": "POST"}),
    ({"host": "*.Internal"}, {"status_code": 500, "host": "box.INTERNAL"}),
    ({"host": ["a.test", "b.test"]}, {"status_code": 500, "host": "b.test"}),
    ({"host": "[::1]"}, {"status_code": 500, "host": "[::1]"}),
    ({"code": "internal"}, {"status_code": 500, "body": b'{"error":{"code":"INTERNAL"}}'}),
    (
        {"code": "billing_*"},
        {"status_code": 400, "body": b'{"error":{"code":"billing_off","type":"x_error"}}'},
    ),
    ({"code": "x_error"}, {"status_code": 400, "body": b'{"error":{"code":"other","type":"x_error"}}'}),
    ({"code": "NoSuchKey"}, {"status_code": 400, "headers": {"x-amzn-ErrorType": "NoSuchKey"}}),
    ({"code": "14"}, {"status_code": 200, "headers": {"grpc-status": "14"}}),
    ({"headers": {"Server": "nginx*"}}, {"status_code": 500, "headers": {"server": "nginx/1.27"}}),
    (
        {"headers": {"server": ["nginx", "envoy"], "x-a": "*"}},
        {"status_code": 500, "headers": {"SERVER": "envoy", "X-A": ""}},
    ),
    ({"body_contains": "/etc/passwd"}, {"status_code": 500, "body": b"not found in /etc/passwd"}),
    (
        {"body_contains": ["not found in", "/etc/passwd"]},
        {"status_code": 500, "body": b'{"message":"user not found in \\/etc\\/passwd"}'},
    ),
    ({"body_contains": "plein"}, {"status_code": 500, "body": "Le café était plein"}),
    (
        {"body_contains": "Käfig"},
        {
            "status_code": 500,
            "body": "Käfig".encode("latin-1"),
            "headers": {"content-type": "text/plain; charset=latin-1"},
        },
    ),
    (
        {"body_contains": "клетка"},
        {
            "status_code": 500,
            "body": '{"error": "x", "order": "клетка"}'.encode("cp1251"),
            "headers": {"content-type": "application/json; charset=windows-1251"},
        },
    ),
    (
        {"body_contains": "busy"},
        {"status_code": 200, "headers": {"grpc-status": "14", "grpc-message": "busy"}},
    ),
    ({"exception": "ConnectError"}, {"exception": REFUSED}),
    ({"exception": "httpx.ConnectError"}, {"exception": REFUSED}),
    ({"exception": "httpx.TransportError"}, {"exception": REFUSED}),
    ({"exception": "ConnectionRefusedError"}, {"exception": REFUSED}),
    ({"exception": "builtins.ConnectionRefused*"}, {"exception": REFUSED}),
    ({"exception": "aiohttp.ServerDisconnectedError"}, {"exception": aiohttp.ServerDisconnectedError()}),
    (
        {"exception": "aiohttp.client_exceptions.ServerDisconnectedError"},
        {"exception": aiohttp.ServerDisconnectedError()},
    ),
    ({"exception": "BaseException"}, {"exception": REFUSED}),
    ({"exception": "KeyError"}, {"exception": KeyError("order")}),
    ({"status": 500, "host": "a"}, {"status_code": 500, "host": "a", "exception": KeyError("order")}),
    ({"host": "a"}, {"exception": REFUSED, "host": "a"}),
]
NOT_HELD: list[tuple[Any, dict[str, Any]]] = [
    ({"status": 503}, {"status_code": 500}),
    ({"status": "5xx"}, {"status_code": 499}),
    ({"status": "5xx"}, {"status_code": 600}),
    ({"status": 503}, {"status_code": 504}),
    ({"status": "5xx"}, {"exception": REFUSED}),
    ({"status": 500, "host": "a"}, {"status_code": 500, "host": "b"}),
    ({"method": "*T"}, {"status_code": 500, "method": "PATCH"}),
    ({"host": "a.test"}, {"status_code": 500, "host": "a.test.evil"}),
    ({"host": "a.test"}, {"status_code": 500}),
    ({"host": "[ab]"}, {"status_code": 500, "host": "a"}),
    ({"code": "x"}, {"status_code": 500, "body": b'{"error":{"code":"xy"}}'}),
    ({"code": "*"}, {"status_code": 500}),
    ({"headers": {"server": "nginx", "x-a": "*"}}, {"status_code": 500, "headers": {"server": "nginx"}}),
    ({"headers": {"server": "nginx"}}, {"status_code": 500, "headers": {"server": "nginx/1.27"}}),
    ({"body_contains": ["here", "there"]}, {"status_code": 500, "body": b"here"}),
    ({"body_contains": "Here"}, {"status_code": 500, "body": b"here"}),
    ({"body_contains": "here"}, {"status_code": 500}),
    ({"exception": "Connect"}, {"exception": REFUSED}),
    ({"exception": "*"}, {"status_code": 500}),
    ({"exception": "httpx.ConnectError"}, {"exception": httpx2.ConnectError("no")}),
    ({"exception": "object"}, {"exception": KeyError()}),
    ({"host": "a"}, {"exception": KeyError("order"), "host": "a"}),
    ({"status": 200}, {"exception": KeyError("order"), "status_code": 200}),
    ({"host": "*"}, {"status_code": 200, "host": "a", "body": b"fine"}),
    ({"status": "2xx"}, {"status_code": 200, "body": b'{"data":1}', "headers": {"a": "b"}}),
]


@pytest.mark.parametrize(("match", "evidence"), HELD, ids=[str(match) for match, _ in HELD])
def test_a_rule_whose_conditions_hold_decides(match: Match, evidence: dict[str, Any]) -> None:
    """All conditions hold, so the rule is the verdict, whatever the built-in layers say."""
    assert holds(match, **evidence)


@pytest.mark.parametrize(("match", "evidence"), NOT_HELD, ids=[str(match) for match, _ in NOT_HELD])
def test_a_rule_that_does_not_hold_has_no_opinion(match: Match, evidence: dict[str, Any]) -> None:
    """One condition does not hold, or nothing has failed, or the exception is of no HTTP client."""
    assert not holds(match, **evidence)


def test_every_condition_is_tried() -> None:
    """Each key of the table is in the cases of both tests, and a key of the type."""
    held, not_held = ({key for match, _ in cases for key in match} for cases in (HELD, NOT_HELD))

    assert held == not_held == set(CONDITIONS) == set(Match.__annotations__)


@pytest.mark.parametrize("reason", Reason)
def test_a_verdict_has_the_category_of_the_reason(reason: Reason) -> None:
    """The reason alone says the category, and whether another attempt may work unless the rule says it."""
    rule = Rule(name="mine", match={"status": 500}, reason=reason.value)
    info = judged(rule, status_code=500)

    assert info is not None
    assert (info.category, info.reason, info.retryable) == (
        REASONS[reason].category,
        reason,
        REASONS[reason].retryable,
    )
    assert rule.reason is reason
    assert rule.category is info.category


@pytest.mark.parametrize(("stated", "expected"), [(None, True), (False, False)], ids=["silent", "stated"])
def test_what_a_rule_says_of_another_attempt_is_final(stated: bool | None, expected: bool) -> None:  # noqa: FBT001
    """A header of the answer decides only where the rule leaves it open."""
    rule = Rule(name="mine", match={"status": 500}, reason="validation", retryable=stated)

    info = judged(rule, status_code=500, headers={"x-should-retry": "true"})

    assert info is not None
    assert info.retryable is expected


def test_the_rest_of_the_verdict_is_the_answers() -> None:
    """Code, message, wait and status are what they would be without the rule."""
    rule = Rule(name="mine", match={"status": 429}, reason="capacity")
    body = b'{"error":{"code":"slow","message":"Later"}}'

    info = judged(rule, status_code=429, body=body, headers={"retry-after": "3"})

    assert info is not None
    assert (info.code, info.message, info.retry_after, info.status_code) == ("slow", "Later", 3.0, 429)


def test_each_member_of_a_group_is_asked_about() -> None:
    """A rule that knows one of several exceptions speaks of that one."""
    group = ExceptionGroup("two", [REFUSED, ValueError("mine")])

    assert holds({"exception": "ValueError"}, exception=group)


def test_a_predicate_is_one_more_condition() -> None:
    """`when` sees what is known of the failure, and its word counts."""
    seen: list[Failure] = []

    def is_busy(failure: Failure) -> bool:
        seen.append(failure)
        return failure.status_code == 503

    rule = Rule(name="mine", reason="loading", when=is_busy)
    body = b'{"error":{"code":"busy","message":"Later"}}'

    infos = [judged(rule, status_code=status, body=body, host="a", method="GET") for status in (503, 500)]

    assert [info and info.rule for info in infos] == ["user:mine", "dialect:openai"]
    assert seen[0] == Failure(503, "GET", "a", {}, body.decode(), "Later", ("busy",), None, is_foreign=False)


def test_a_predicate_sees_that_nothing_came() -> None:
    """What an answer has not is empty."""
    seen: list[Failure] = []

    def is_seen(failure: Failure) -> bool:
        seen.append(failure)
        return True

    judged(Rule(name="mine", reason="loading", when=is_seen), status_code=503)

    assert seen == [Failure(503, None, None, {}, "", "", (), None, is_foreign=False)]


def row(**fields: Any) -> dict[str, Any]:
    """Return a sound rule as a table, with some fields replaced; those that are None are left out."""
    sound = {"name": "mine", "match": {"status": 500}, "reason": "validation"}
    return {key: value for key, value in {**sound, **fields}.items() if value is not None}


def test_a_table_becomes_a_rule() -> None:
    """The keys of a table are those of `Rule`; rules keep their order."""
    tables = [row(category="bad_request", retryable=False), row(name="other")]

    assert parse_rules({"rule": tables}) == (
        Rule(
            name="mine",
            match={"status": 500},
            category="bad_request",
            reason="validation",
            retryable=False,
        ),
        Rule(name="other", match={"status": 500}, reason="validation"),
    )
    assert parse_rules({}) == parse_rules({"rule": []}) == ()
    assert len(parse_rules({"rule": [row(name=f"r{number}") for number in range(200)]})) == 200


def test_a_rule_shows_what_it_was_made_of() -> None:
    """What is made of the fields is left out of the text, which may stand in a log."""
    rule = Rule(name="mine", match={"status": 500}, reason="validation")

    assert repr(rule) == (
        "Rule(name='mine', match={'status': 500}, reason=<Reason.VALIDATION: 'validation'>, "
        "category=<ErrorCategory.BAD_REQUEST: 'bad_request'>, retryable=None, when=None)"
    )


A_NAME = "accepted: 1 to 64 letters, digits, dots, dashes and underscores"
KEYS = "accepted: name, match, reason, category, retryable"
MATCHES = ", ".join(CONDITIONS)
BAD: dict[str, tuple[Any, str]] = {
    "no name": (row(name=None), "rule number 1: name: is missing"),
    "empty name": (row(name=""), f"rule number 1: name: is ''; {A_NAME}"),
    "name with a space": (row(name="a b"), f"rule number 1: name: is 'a b'; {A_NAME}"),
    "name with a newline": (row(name="a\n"), f"rule number 1: name: is 'a\\n'; {A_NAME}"),
    "long name": (row(name="x" * 65), f"rule number 1: name: is '{'x' * 40}'…; {A_NAME}"),
    "number for a name": (row(name=7), f"rule number 1: name: is 7; {A_NAME}"),
    "no match": (row(match=None), "rule 'mine': match: is missing"),
    "empty match": (row(match={}), f"rule 'mine': match: is empty; accepted: at least one of {MATCHES}"),
    "text for a match": (row(match="5xx"), f"rule 'mine': match: is '5xx'; accepted: a table of {MATCHES}"),
    "unknown condition": (
        row(match={"statsu": 500}),
        f"rule 'mine': match: has the unknown key 'statsu'; accepted: {MATCHES}",
    ),
    "unknown key": (row(retryabel=True), f"rule 'mine': has the unknown key 'retryabel'; {KEYS}"),
    "unknown key beside a bad name": (
        row(name=[], x=1),
        f"rule number 1: has the unknown key 'x'; {KEYS}",
    ),
    "no reason": (row(reason=None), "rule 'mine': reason: is missing"),
    "unknown reason": (
        row(reason="bad", category="overloaded"),
        (
            "rule 'mine': reason: is 'bad'; accepted: capacity, loading, maintenance, gateway_unavailable, "
            "circuit_open"
        ),
    ),
    "unknown reason of any category": (
        row(reason=1.5),
        f"rule 'mine': reason: is 1.5; accepted: {', '.join(Reason)}",
    ),
    "long reason": (
        row(reason="x" * 40),
        f"rule 'mine': reason: is '{'x' * 40}'; accepted: {', '.join(Reason)}",
    ),
    "large number for a reason": (
        row(reason=10**18 - 1),
        f"rule 'mine': reason: is 999999999999999999; accepted: {', '.join(Reason)}",
    ),
    "larger number for a reason": (
        row(reason=10**18),
        f"rule 'mine': reason: is of type int; accepted: {', '.join(Reason)}",
    ),
    "unknown category": (
        row(category="client_error"),
        f"rule 'mine': category: is 'client_error'; accepted: {', '.join(ErrorCategory)}",
    ),
    "reason of another category": (
        row(category="overloaded"),
        (
            "rule 'mine': category: is 'overloaded'; accepted: bad_request, to which the reason validation "
            "belongs"
        ),
    ),
    "text for a boolean": (row(retryable="no"), "rule 'mine': retryable: is 'no'; accepted: true or false"),
    "no table": ("x", f"rule number 1: is 'x'; {KEYS.replace('accepted:', 'accepted: a table of')}"),
}


@pytest.mark.parametrize(("table", "said"), BAD.values(), ids=BAD)
def test_a_bad_rule_is_refused(table: Any, said: str) -> None:
    """Rule, key and value are named, and what is accepted."""
    with pytest.raises(RuleError) as caught:
        parse_rules({"rule": [table, row(name="sound")]})

    assert str(caught.value) == said
    assert caught.value.place == 1


BAD_STATUSES: list[Any] = [99, 1000, "503", "0xx", "10xx", "5xy", "", True, 5.5, [], [500, None], {}]
BAD_NAMES: list[Any] = ["", "  ", 7, [], ["a", 7], {}, "x" * 257, ["a"] * 65]
BAD_HEADERS: list[Any] = [
    *("server", [], {}, {"": "x"}, {"a": ""}, {"a": 7}, {"a": []}, {1: "a"}),
    {f"x-{number}": "a" for number in range(65)},
]
BAD_CONDITIONS = [
    *(("status", value) for value in BAD_STATUSES),
    *((key, value) for key in ("method", "host", "code", "exception") for value in BAD_NAMES),
    *(("headers", value) for value in BAD_HEADERS),
    *(("body_contains", value) for value in BAD_NAMES),
]


@pytest.mark.parametrize(("key", "value"), BAD_CONDITIONS)
def test_a_bad_condition_is_refused(key: str, value: Any) -> None:
    """The condition is named with what it accepts."""
    with pytest.raises(RuleError) as caught:
        parse_rules({"rule": [row(), row(name="other", match={key: value})]})

    assert (caught.value.rule, caught.value.key, caught.value.place) == ("'other'", f"match.{key}", 2)
    assert str(caught.value).endswith(f"; accepted: {CONDITIONS[key].accepted}")


@pytest.mark.parametrize(
    ("parsed", "said"),
    [
        ({"rules": []}, "has the unknown key 'rules'; accepted: [[rule]]"),
        ({"rule": {}}, "rule: is of type dict; accepted: tables that begin with [[rule]]"),
        ({"rule": [row(), row()]}, "rule 'mine': name: is the name of an earlier rule, too"),
        (
            {"rule": [row(name=f"r{number}") for number in range(201)]},
            "rule 'r200': is one too many; accepted: 200 rules",
        ),
    ],
    ids=["unknown key", "one table", "one name twice", "too many"],
)
def test_a_bad_file_is_refused(parsed: dict[str, Any], said: str) -> None:
    """What is wrong with the file as a whole is said, too."""
    with pytest.raises(RuleError, match=re.escape(said)) as caught:
        parse_rules(parsed)

    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"when": "always"}, "rule 'mine': when: is 'always'; accepted: a function"),
        ({"match": {}}, f"rule 'mine': match: is empty; accepted: at least one of {MATCHES}"),
        ({"reason": None}, "rule 'mine': reason: is of type NoneType; accepted: "),
        ({"match": {7: 8}}, "rule 'mine': match: has the unknown key 7; accepted: "),
        ({"name": object()}, "name: is of type object; accepted: "),
    ],
    ids=["predicate", "empty", "reason", "key", "name"],
)
def test_a_bad_rule_in_code_is_refused(fields: dict[str, Any], said: str) -> None:
    """A rule that is made in code is checked as one of a file is."""
    with pytest.raises(RuleError, match=re.escape(said)):
        Rule(**{"name": "mine", "match": {"status": 500}, "reason": "validation", **fields})


def test_only_rules_are_rules() -> None:
    """Rules of a list are checked one by one, and no further than the first that is none."""
    mine = Rule(name="mine", match={"status": 500}, reason="validation")
    endless = (rule for rule in iter(lambda: "no rule", None))

    with pytest.raises(RuleError, match="rule number 1: is 'no rule'; accepted: an otel_errkind"):
        checked(endless)
    assert checked([mine]) == (mine,)


def test_an_error_survives_another_process() -> None:
    """A `RuleError` keeps what it says when it is pickled."""
    error = RuleError("is bad", rule="'mine'", key="name", line=7)

    assert str(pickle.loads(pickle.dumps(error))) == str(error) == "line 7: rule 'mine': name: is bad"  # noqa: S301


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
MATCHING = st.dictionaries(
    st.sampled_from([*CONDITIONS, "other"]),
    VALUES
    | st.sampled_from(["5xx", 503, "*.test", ["a*", "[!"], {"server": "*"}])
    | st.text(alphabet="[]!*?-\\^a", min_size=1, max_size=9),
    max_size=3,
)
TABLES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["a", "b-1"]) | VALUES,
        "match": MATCHING | VALUES,
        "reason": st.sampled_from([*map(str, Reason)]) | VALUES,
        "category": st.sampled_from([*map(str, ErrorCategory)]) | VALUES,
        "retryable": st.booleans() | VALUES,
        "other": VALUES,
    },
)
SOUND = st.fixed_dictionaries(
    {"name": st.just("a"), "match": MATCHING, "reason": st.sampled_from([*map(str, Reason)])}
)


def rules_or_error(parsed: dict[str, Any]) -> tuple[Rule, ...] | RuleError:
    """Return what a parsed file comes to."""
    try:
        return parse_rules(parsed)
    except RuleError as error:
        return error


# On a machine that has not run it before, Hypothesis first makes its table of Unicode, which takes seconds.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries({"rule": st.lists(TABLES | SOUND, max_size=3)})
    | st.dictionaries(st.sampled_from(["rule", "x"]), VALUES, max_size=2)
)
def test_any_file_gives_rules_or_a_rule_error(parsed: dict[str, Any]) -> None:
    """Whatever a TOML file says, there are rules that can be asked, or one error that says what to mend."""
    headers = {"server": "x"}
    failure = Failure(500, "GET", "a.test", headers, "body", "text", ("a",), REFUSED, is_foreign=False)

    result = rules_or_error(parsed)

    if isinstance(result, RuleError):
        assert "accepted: " in str(result) or result.key in row()
    else:
        assert all(rule.holds(failure) in {True, False} for rule in result)
