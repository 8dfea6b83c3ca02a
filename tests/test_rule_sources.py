"""Rules of the user with the real clients: where they come from, and what becomes of a bad source."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from callers import CALLERS
from distributions import Install, installing
from otel_errkind import ErrorCategory
from otel_errkind._rule_sources import gather
from otel_errkind.rules import Classifier, Failure, Rule, RuleError, load_rules
from telemetry import OURS, instrumented

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from faults import FaultServer
    from telemetry import Telemetry

FILE = """
[[rule]]
name = "stock-out"
match = { status = 500, host = "127.*", method = "GET", code = "resource_*", body_contains = ["sold out"] }
category = "bad_request"
reason = "conflict"
retryable = false
"""
BODY = b'{"error":{"code":"resource_exhausted","message":"The item is sold out"}}'
STOCK_OUT = Rule(name="stock-out", match={"code": "resource_exhausted"}, reason="conflict")


@pytest.fixture
def url(server: FaultServer) -> str:
    """Return a URL that a rule of the file is about."""
    return server.answer("/stock", 500, {"content-type": "application/json"}, BODY)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file with one rule."""
    path = tmp_path / "rules.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Return a function that installs a distribution whose entry point has some code behind it."""
    with installing("otel_errkind.rules", "RULES", tmp_path, monkeypatch) as install:
        yield install


def rules_of(telemetry: Telemetry) -> list[str]:
    """Return who decided, span by span."""
    return [verdict["errkind.rule"] for verdict in telemetry.verdicts()]


def warned(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged."""
    return [record.getMessage() for record in caplog.records if record.name == "otel_errkind"]


@pytest.mark.parametrize("client", CALLERS)
@pytest.mark.parametrize("access", ["read", "stream-all", "stream-unread"])
def test_a_file_decides(url: str, file: Path, client: str, access: str) -> None:
    """A rule of the file is the verdict on the span and in the count; the rest is the answer's."""
    with instrumented(rules=str(file)) as telemetry:
        CALLERS[client](url, access)

        (verdict,) = telemetry.verdicts()
        (count,) = telemetry.counts()
    assert verdict["errkind.category"] == count.attributes["errkind.category"] == "bad_request"
    assert verdict["errkind.reason"] == count.attributes["errkind.reason"] == "conflict"
    assert verdict["errkind.rule"] == "user:stock-out"
    assert verdict["errkind.retryable"] is False
    assert verdict["errkind.code"] == "resource_exhausted"


@pytest.mark.parametrize("client", CALLERS)
def test_a_rule_sees_what_is_redacted(server: FaultServer, client: str) -> None:
    """The body that a rule looks into is the one that came, not the one on the span."""
    url = server.answer("/secret", 500, body=b"no credit for sk-proj-Vb9fR2mXw7LkQ4nZ here")
    rule = Rule(name="key", match={"body_contains": "sk-proj-Vb9"}, reason="billing")

    with instrumented(rules=[rule]) as telemetry:
        CALLERS[client](url)

        (verdict,) = telemetry.verdicts()
    assert verdict["errkind.rule"] == "user:key"
    assert "sk-proj" not in str(verdict)


def test_a_body_that_breaks_after_the_span(server: FaultServer) -> None:
    """A rule speaks of what becomes a span of its own, too."""
    rule = Rule(name="cut", match={"exception": "*ProtocolError", "host": "127.0.0.1"}, reason="maintenance")

    with instrumented(rules=[rule]) as telemetry:
        CALLERS["httpx"](server.url("/short-body"), "stream-all")

        assert rules_of(telemetry) == ["user:cut"]


def test_a_success_stays_one(server: FaultServer) -> None:
    """A rule that every call would fit makes no failure of a success."""
    rule = Rule(name="every", match={"host": "*"}, reason="maintenance")

    with instrumented(rules=[rule]) as telemetry:
        CALLERS["httpx"](server.url("/json"))

        assert telemetry.verdicts() == []
        assert telemetry.counts() == []


@pytest.mark.parametrize(
    ("match", "decided"),
    [({"host": "*"}, []), ({"exception": "NoTokenError"}, ["user:mine"])],
    ids=["any failure", "by its name"],
)
def test_an_exception_of_the_application(server: FaultServer, match: Any, decided: list[str]) -> None:
    """What the application raises inside a call is no failure of HTTP unless a rule names it."""

    class NoTokenError(Exception):
        pass

    def refuse(_request: httpx.Request) -> None:
        raise NoTokenError

    rule = Rule(name="mine", match=match, reason="invalid_credentials")
    with instrumented(rules=[rule]) as telemetry:
        CALLERS["httpx"](server.url("/json"), event_hooks={"request": [refuse]})

        assert rules_of(telemetry) == decided
        assert telemetry.total() == len(decided)


def test_the_first_rule_that_holds_wins(url: str) -> None:
    """Rules are asked in their order."""
    rules = [
        Rule(name="other", match={"status": 404}, reason="not_found"),
        Rule(name="first", match={"status": 500}, reason="capacity"),
        STOCK_OUT,
    ]

    with instrumented(rules=rules) as telemetry:
        CALLERS["httpx"](url)

        assert rules_of(telemetry) == ["user:first"]


def test_the_variable(url: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file of the environment is asked after the rules that the application gives."""
    monkeypatch.setenv("OTEL_PYTHON_ERRKIND_RULES", str(file))

    with instrumented(rules=[Rule(name="mine", match={"status": 404}, reason="not_found")]) as telemetry:
        CALLERS["httpx"](url)

        assert rules_of(telemetry) == ["user:stock-out"]


@pytest.mark.expects_warnings
def test_a_rule_that_raises_is_dropped(url: str, caplog: pytest.LogCaptureFixture) -> None:
    """It is asked once and logged once; the calls get the verdict of the rules that remain."""
    asked: list[str | None] = []

    def broken(failure: Failure) -> bool:
        asked.append(failure.host)
        raise ZeroDivisionError

    rules = [Rule(name="broken", reason="capacity", when=broken), STOCK_OUT]
    with instrumented(rules=rules) as telemetry:
        for _ in range(3):
            CALLERS["httpx"](url)

        assert rules_of(telemetry) == ["user:stock-out"] * 3
        assert telemetry.total() == 3
    (warning,) = warned(caplog)
    assert "asking the rule 'broken', which is dropped for good" in warning
    assert "ZeroDivisionError" in warning
    assert asked == ["127.0.0.1"]


RULE = '[[rule]]\nname = "{}"\nmatch = { status = 500 }\nreason = "validation"\n'
SOUND = RULE.replace("{}", "sound")
BAD_FILES: dict[str, tuple[bytes, str]] = {
    "syntax": (b'[[rule]]\nname = "a\n', "is no TOML: Illegal character '\\n' (at line 2, column 10)"),
    "no value": (b"\n\n[[rule]]\nname =", "(at end of document)"),
    "huge number": (b"a = " + b"9" * 5000, "is no TOML: Exceeds the limit"),
    "deep": (b"a = " + b"[" * 100_000, "is no TOML: maximum recursion depth exceeded"),
    "not utf-8": (b"# a\n# \xff", "line 2: is not UTF-8: invalid start byte"),
    "too large": (b"#" * 1_100_000, "is larger than 1048576 bytes"),
    "unknown table": (b"[[rules]]\nname = 'a'", "has the unknown key 'rules'; accepted: [[rule]]"),
    "unknown key": (
        SOUND.encode() + b"\n# two\n [[ rule ]] # second\nnam = 'a'",
        "line 7: rule number 2: has the unknown key 'nam'; accepted: name, match, reason, ",
    ),
    "unknown status": (
        RULE.replace("500", '"5x"').replace("{}", "a").encode(),
        "line 1: rule 'a': match.status: is '5x'; accepted: a number from 100 to 999",
    ),
    "unknown reason": (
        SOUND.encode() + RULE.replace("validation", "bad").replace("{}", "b").encode(),
        "line 5: rule 'b': reason: is 'bad'; accepted: invalid_request, ",
    ),
    "duplicate": (SOUND.encode() * 2, "line 5: rule 'sound': name: is the name of an earlier rule, too"),
    "behind a text": (
        b"[[rule]]\nname = 'a'\nreason = 'capacity'\n"  # noqa: ISC004 - one file
        b"match.body_contains = '''\n[[rule]]\nname=5\n'''\n[[rule]]\n",
        "line 8: rule number 2: name: is missing",
    ),
    "with a table of its own": (
        b"[[rule]]\nname = 'a'\nreason = 'capacity'\n[rule.match]\nhost = 7\n",
        "line 1: rule 'a': match.host: is 7; accepted: a text with * and ?",
    ),
    "without a line of its own": (b"rule = [{name = 'a'}]", "all of them: rule 'a': match: is missing"),
    "a number for rules": (b"rule = 5\n", "rule: is 5; accepted: tables that begin with [[rule]]"),
}


@pytest.mark.expects_warnings
@pytest.mark.parametrize(("content", "said"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused(
    url: str, tmp_path: Path, content: bytes, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    """All of it, with one warning from three instrumentors; the other rules stay in force."""
    path = tmp_path / "bad.toml"
    path.write_bytes(content)

    with instrumented(OURS, rules=[path, STOCK_OUT]) as telemetry:
        CALLERS["httpx"](url)

        assert rules_of(telemetry) == ["user:stock-out"]
    (warning,) = warned(caplog)
    assert warning.startswith(f"The rules of {str(path)!r} are refused, all of them: ")
    assert said in warning


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.toml", "No such file or directory"),
        (".", "Is no regular file"),
        ("pipe", "Is no regular file"),
        ("a\0b", "embedded null byte"),
        ("x" * 300, "File name too long"),
    ],
    ids=["missing", "folder", "pipe", "null", "long"],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str, said: str) -> None:
    """The file system's word is passed on, and nothing waits for a pipe."""
    os.mkfifo(tmp_path / "pipe")

    rules, problems = gather([tmp_path / name])

    assert rules == ()
    assert problems == [f"The rules of {str(tmp_path / name)!r} are refused, all of them: {said}."]


@pytest.mark.expects_warnings
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["a.toml", {"name": "a"}], "rule number 1: is of type dict; accepted: an otel_errkind.rules.Rule"),
        ([STOCK_OUT, STOCK_OUT], "rule 'stock-out': name: is the name of an earlier rule, too"),
    ],
    ids=["no rule", "twice"],
)
def test_bad_rules_in_code_are_refused(
    url: str, file: Path, given: list[object], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A list is refused whole; files stay in force."""
    with instrumented(
        OURS, rules=[*given[1:], file] if isinstance(given[0], str) else [*given, file]
    ) as seen:
        CALLERS["httpx"](url)

        assert rules_of(seen) == ["user:stock-out"]
    assert warned(caplog) == [f"The rules that are given in code are refused, all of them: {said}."]


def test_installed_rules(url: str, install: Install) -> None:
    """Entry points are asked after all else, in the order of their names."""
    rule = "RULES = [Rule(name='{}', match={{'status': {}}}, reason='capacity')]"
    install("one", "zebra", rule.format("z", 500))
    install("two", "ant", rule.format("a", 500))
    install("three", "bee", rule.format("b", 500))

    with instrumented() as telemetry:
        CALLERS["httpx"](url)

        assert rules_of(telemetry) == ["user:a"]
    rules, _ = gather([STOCK_OUT])
    assert [known.name for known in rules] == ["stock-out", "a", "b", "z"]


def test_an_earlier_source_replaces_a_rule(install: Install, file: Path) -> None:
    """Of one name in two sources, the rule of the earlier source is in force, at its place."""
    install(
        "one", "ant", "RULES = (Rule(name=name, match={'status': 500}, reason='capacity') for name in 'ab')"
    )
    mine = Rule(name="b", match={"status": 404}, reason="not_found")

    rules, problems = gather([file, mine])

    assert [(rule.name, rule.reason) for rule in rules] == [
        ("b", "not_found"),
        ("stock-out", "conflict"),
        ("a", "capacity"),
    ]
    assert problems == []


@pytest.mark.expects_warnings
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import no_such_module", "ModuleNotFoundError"),
        ("RULES = 5", "TypeError"),
        ("RULES = ['a']", "rule number 1: is 'a'; accepted: an otel_errkind.rules.Rule"),
        (
            "RULES = [Rule(name='a', match={'status': 1}, reason='capacity')]",
            "match.status: is 1; accepted: ",
        ),
        ("class RULES:\n  def __init__(self): pass", "TypeError"),
    ],
    ids=["import", "no list", "no rule", "bad rule", "class"],
)
def test_broken_installed_rules_are_refused(
    url: str,
    install: Install,
    code: str,
    said: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One warning names the entry point and its distribution; the others stay in force."""
    install("broken", "ant", code)
    install("sound", "bee", "RULES = [Rule(name='b', match={'status': 500}, reason='capacity')]")

    with instrumented(OURS) as telemetry:
        CALLERS["httpx"](url)

        assert rules_of(telemetry) == ["user:b"]
    (warning,) = warned(caplog)
    assert "loading the rules 'ant' of the distribution 'broken'" in warning
    assert said in warning


def test_a_classifier(file: Path) -> None:
    """A program asks rules without OpenTelemetry, of responses and of exceptions."""
    classifier = Classifier(
        [*load_rules(file), Rule(name="k", match={"exception": "KeyError"}, reason="client_bug")]
    )

    asked = {"status_code": 500, "body": BODY, "host": "127.0.0.1"}
    infos = [
        classifier.classify(**asked, method="GET"),  # type: ignore[arg-type]
        classifier.classify(**asked, method="PUT"),  # type: ignore[arg-type]
        classifier.classify(status_code=302),
        classifier.classify_exception(KeyError("order")),
        classifier.classify_exception(httpx.ReadTimeout("slow")),
    ]

    assert [info and info.rule for info in infos] == [
        "user:stock-out",
        "dialect:openai",
        "status",
        "user:k",
        "exception",
    ]
    assert classifier.classify(status_code=200) is None
    assert classifier.classify_exception(ValueError()) is None


@pytest.mark.expects_warnings
def test_a_classifier_raises_only_at_first(caplog: pytest.LogCaptureFixture) -> None:
    """Bad rules are an exception when the classifier is made, a rule that raises is none when it is asked."""
    with pytest.raises(RuleError, match="name: is the name of an earlier rule, too"):
        Classifier([STOCK_OUT, STOCK_OUT])

    classifier = Classifier([Rule(name="broken", reason="capacity", when=lambda _: bool(1 / 0))])
    infos = [classifier.classify(status_code=404) for _ in range(2)]

    assert [info and info.category for info in infos] == [ErrorCategory.BAD_REQUEST] * 2
    assert len(warned(caplog)) == 1
    assert caplog.records[0].levelno == logging.WARNING


def test_who_has_no_file_waits_for_no_parser() -> None:
    """Neither the instrumentors nor the rules module import a TOML parser before a file is named."""
    code = """
import sys
import otel_errkind.rules, otel_errkind.causes, otel_errkind.httpx
otel_errkind.httpx.ErrkindHttpxInstrumentor().instrument()
print("tomllib" in sys.modules)
"""

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    assert done.stdout == "False\n"
