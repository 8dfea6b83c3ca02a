"""The settings: what is accepted, what is refused in which words, and which source wins."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.sdk.trace import SpanLimits
from opentelemetry.util.http import get_excluded_urls

from otel_errkind import _config
from otel_errkind._config import SETTINGS, Config

if TYPE_CHECKING:
    from collections.abc import Mapping

HTTPX_URLS = "OTEL_PYTHON_HTTPX_EXCLUDED_URLS"
GENERAL_URLS = "OTEL_PYTHON_EXCLUDED_URLS"
PATTERNS = "accepted: comma-separated regular expressions (a comma in [...], in {m,n} or after \\ is none)."
HOSTS = "accepted: off, auto, or comma-separated names of hosts with * and ? as wildcards."
BOOLEAN = "accepted: true, false, 1, 0, yes, no, on or off."


def load(
    environ: Mapping[str, str] | None = None, keywords: Mapping[str, object] | None = None
) -> tuple[Config, list[str]]:
    """Load as the instrumentor of httpx does."""
    return _config.load(environ or {}, keywords or {}, client_variable=HTTPX_URLS)


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return next(setting.variable for setting in SETTINGS if setting.name == name)


def texts(patterns: object) -> tuple[str, ...]:
    """Return the patterns as they were written."""
    assert isinstance(patterns, tuple)
    return tuple(pattern.pattern for pattern in patterns)


class Unprintable:
    """An object that cannot even be shown."""

    def __repr__(self) -> str:
        """Fail as a half-built object does."""
        raise RuntimeError


def test_nothing_set() -> None:
    """Without any source every setting has its default, and there is nothing to complain of."""
    config, problems = load()

    assert config == Config(1024, 50, True, (), "auto", (), 200, ())  # noqa: FBT003 -- the row of defaults
    assert problems == []


def test_table_covers_config() -> None:
    """Each setting is a field of the configuration, in the same order and with the same default."""
    rows = [(setting.name, setting.default) for setting in SETTINGS]

    assert rows == [*Config._field_defaults.items()]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("body_limit", "0", 0),
        ("body_limit", " 65536\n", 65536),
        ("body_limit", "0007", 7),
        ("body_wait", "0", 0),
        ("body_wait", "5000", 5000),
        ("host_limit", "10000", 10000),
        ("redact", "true", True),
        ("redact", " YES ", True),
        ("redact", "On", True),
        ("redact", "1", True),
        ("redact", "False", False),
        ("redact", "no", False),
        ("redact", "off", False),
        ("redact", "0", False),
        ("inspect_success", "off", "off"),
        ("inspect_success", " AUTO ", "auto"),
    ],
)
def test_accepted_text(name: str, text: str, expected: object) -> None:
    """A variable may be written in any letter case and with white space around it."""
    config, problems = load({variable(name): text})

    assert getattr(config, name) == expected
    assert problems == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("body_limit", 7, 7),
        ("body_limit", "7", 7),
        ("body_wait", 100, 100),
        ("redact", False, False),
        ("redact", "off", False),
        ("inspect_success", False, "off"),
        ("inspect_success", "auto", "auto"),
        ("inspect_success", [], ()),
        ("redact_patterns", [], ()),
        ("rules", Path("a,b.toml"), (Path("a,b.toml"),)),
        ("rules", "a,b.toml", (Path("a,b.toml"),)),
        ("rules", ["a.toml", 7], (Path("a.toml"), 7)),
    ],
)
def test_accepted_keyword(name: str, value: object, expected: object) -> None:
    """A keyword argument may be of Python's type or text as in the variable; YAML's bare `off` is False."""
    config, problems = load({}, {name: value})

    assert getattr(config, name) == expected
    assert problems == []


@pytest.mark.parametrize(
    ("name", "text", "shown", "accepted"),
    [
        ("body_limit", "ten", "'ten'", "accepted: a whole number from 0 to 65536."),
        ("body_limit", "-1", "'-1'", "accepted: a whole number from 0 to 65536."),
        ("body_limit", "65537", "'65537'", "accepted: a whole number from 0 to 65536."),
        ("body_limit", "1_024", "'1_024'", "accepted: a whole number from 0 to 65536."),
        ("body_limit", "٣", "'٣'", "accepted: a whole number from 0 to 65536."),
        ("body_limit", "²", "'²'", "accepted: a whole number from 0 to 65536."),
        ("body_limit", "1e3", "'1e3'", "accepted: a whole number from 0 to 65536."),
        ("body_wait", "5001", "'5001'", "accepted: a whole number from 0 to 5000."),
        ("host_limit", "10001", "'10001'", "accepted: a whole number from 0 to 10000."),
        ("redact", "maybe", "'maybe'", BOOLEAN),
        ("redact", "2", "'2'", BOOLEAN),
        ("redact", "t", "'t'", BOOLEAN),
        ("inspect_success", "true", "'true'", HOSTS),
        ("inspect_success", "api.example.com, on", "'on'", HOSTS),
        ("inspect_success", "auto, api.example.com", "'auto'", HOSTS),
        ("inspect_success", "http://api.test/", "'http://api.test/'", HOSTS),
    ],
)
def test_refused_text(name: str, text: str, shown: str, accepted: str) -> None:
    """A value that is not understood is named with its variable and what is accepted; the default applies."""
    config, problems = load({variable(name): text})

    assert config == Config()
    assert problems == [f"The variable {variable(name)} is {shown}, so the default applies; {accepted}"]


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("body_limit", True, "True"),
        ("body_limit", 70000, "70000"),
        ("body_limit", 10**5000, "of type int"),
        ("body_limit", 12.0, "12.0"),
        ("body_limit", float("nan"), "of type float"),
        ("body_limit", Unprintable(), "of type Unprintable"),
        ("redact", 1, "1"),
        ("redact", ["true"], "of type list"),
        ("redact", b"true", "of type bytes"),
        ("inspect_success", True, "True"),
        ("inspect_success", ["api.example.com", None], "of type NoneType"),
        ("inspect_success", {"host": "api"}, "of type dict"),
        ("rules", 7, "7"),
    ],
    ids=[
        "boolean",
        "too-large",
        "unprintably-large",
        "float",
        "not-a-number",
        "unprintable",
        "integer-for-boolean",
        "list-for-boolean",
        "bytes",
        "true-for-hosts",
        "none-among-hosts",
        "mapping",
        "number-for-rules",
    ],
)
def test_refused_keyword(name: str, value: object, shown: str) -> None:
    """A keyword argument of the wrong type is refused, and shown only if showing it is safe."""
    config, problems = load({}, {name: value})

    assert config == Config()
    assert len(problems) == 1
    assert problems[0].startswith(
        f"The keyword argument or configuration key {name} is {shown}, so the default applies; accepted: "
    )


def test_long_value_is_cut() -> None:
    """A warning never carries a long value: nobody knows what was pasted into it."""
    _, problems = load({variable("redact"): "x" * 40 + "y"})

    assert problems == [
        f"The variable {variable('redact')} is '{'x' * 40}'…, so the default applies; {BOOLEAN}"
    ]


@pytest.mark.parametrize("unset", [None, "", " \t"], ids=["none", "empty", "blank"])
@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS])
def test_empty_is_unset(name: str, unset: str | None) -> None:
    """An empty variable, or a key whose ${VARIABLE} is not set, counts as no setting at all."""
    config, problems = load({variable(name): unset or ""}, {name: unset})

    assert config == Config()
    assert problems == []


def test_keyword_wins_over_variable() -> None:
    """A keyword argument or configuration key wins over the environment, setting by setting."""
    config, problems = load(
        {variable("body_limit"): "1", variable("host_limit"): "2"}, {"body_limit": 3, "redact": None}
    )

    assert (config.body_limit, config.host_limit, config.redact) == (3, 2, True)
    assert problems == []


def test_rules_add_up() -> None:
    """Rules of a keyword argument come before those of the variable, and do not hide them."""
    config, problems = load({variable("rules"): "operator.toml"}, {"rules": ["application.toml"]})

    assert config.rules == (Path("application.toml"), Path("operator.toml"))
    assert problems == []


def test_refused_keyword_hides_variable() -> None:
    """A bad keyword argument comes to the default, not to what the environment says."""
    config, problems = load({variable("redact"): "false"}, {"redact": "maybe"})

    assert config.redact is True
    assert len(problems) == 1


def test_unknown_keyword() -> None:
    """A misspelt keyword argument is named, together with those that exist."""
    config, problems = load({}, {"body_limt": 7})

    assert config == Config()
    names = ", ".join(setting.name for setting in SETTINGS)
    assert problems == [
        f"The keyword argument or configuration key 'body_limt' is unknown; accepted: {names}."
    ]


def test_unknown_variable() -> None:
    """A misspelt variable of ours is named, together with those that exist."""
    config, problems = load({"OTEL_PYTHON_ERRKIND_BODYLIMIT": "7", "OTEL_PYTHON_OTHER": "7"})

    assert config == Config()
    names = ", ".join(setting.variable for setting in SETTINGS)
    assert problems == [f"The variable 'OTEL_PYTHON_ERRKIND_BODYLIMIT' is unknown; accepted: {names}."]


@pytest.mark.parametrize(
    "keyword",
    ["tracer_provider", "meter_provider", "logger_provider", "skip_dep_check", "raise_exception_on_conflict"],
)
def test_keywords_of_opentelemetry(keyword: str) -> None:
    """What OpenTelemetry passes to every instrumentor is no mistake of the application's."""
    _, problems = load({}, {keyword: object()})

    assert problems == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b", ("a", "b")),
        (" a , b ,", ("a", "b")),
        (",", ()),
        ("sk-[0-9]{20,}", ("sk-[0-9]{20,}",)),
        ("x{2,5},y{,3}", ("x{2,5}", "y{,3}")),
        ("[,;]+,b", ("[,;]+", "b")),
        ("[],]x,b", ("[],]x", "b")),
        ("[^],]x,b", ("[^],]x", "b")),
        (r"[\],]x,b", (r"[\],]x", "b")),
        (r"a\,b,c", (r"a\,b", "c")),
        ("a{x,b", ("a{x", "b")),
        ("client/.*/info,healthcheck", ("client/.*/info", "healthcheck")),
    ],
)
@pytest.mark.parametrize("name", ["redact_patterns", "excluded_urls"])
def test_patterns_in_text(name: str, text: str, expected: tuple[str, ...]) -> None:
    """Commas separate patterns, except where a regular expression needs a comma of its own."""
    config, problems = load({variable(name): text})

    assert texts(getattr(config, name)) == expected
    assert problems == []


@pytest.mark.parametrize("sequence", [list, tuple])
def test_patterns_in_list(sequence: type[list[str] | tuple[str, ...]]) -> None:
    """A list of patterns is taken item by item, just as written."""
    config, problems = load({}, {"redact_patterns": sequence(["a,b", " c"])})

    assert texts(config.redact_patterns) == ("a,b", " c")
    assert problems == []


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("hunter2(", "'missing ), unterminated subpattern at position 7'"),
        ("hunter2a{99999999999}", "'the repetition number is too large'"),
        ("(" * 5000 + ")" * 5000, "'maximum recursion depth exceeded"),
        ("[[hunter2]", "'Possible nested set at position 1'"),
        ("(?\udcff)", r"'unknown extension ?\udcff at position 1'"),
        ("", "it is empty"),
        (" ", "it is empty"),
        (5, "it is 5"),
        (None, "it is of type NoneType"),
    ],
    ids=["syntax", "overflow", "recursion", "warning", "surrogate", "empty", "blank", "number", "none"],
)
def test_bad_pattern(bad: object, reason: str) -> None:
    """A bad pattern is told by place and reason, never by its text; the patterns beside it stay in force."""
    config, problems = load({}, {"redact_patterns": ["good", bad, "fine"]})

    assert texts(config.redact_patterns) == ("good", "fine")
    assert len(problems) == 1
    assert problems[0].startswith(
        f"The keyword argument or configuration key redact_patterns has a bad pattern at place 2 ({reason}"
    )
    assert problems[0].endswith(f"), so that one is left out; {PATTERNS}")
    assert "hunter2" not in problems[0]


@pytest.mark.parametrize("opening", ["[", "[^"])
def test_bad_text_is_told_however_long(opening: str) -> None:
    """Each bracket could begin a set that ends nowhere: to look for its end took a minute at the start."""
    config, problems = load({variable("redact_patterns"): opening * 30_000 + ",good"})

    assert texts(config.redact_patterns) == ("good",)
    assert len(problems) == 1


def test_every_bad_pattern_is_told() -> None:
    """Each bad pattern of a variable has a sentence of its own."""
    config, problems = load({variable("excluded_urls"): "*,ok,(?P<"})

    where = f"The variable {variable('excluded_urls')} has a bad pattern at place"
    assert texts(config.excluded_urls) == ("ok",)
    assert problems == [
        f"{where} 1 ('nothing to repeat at position 0'), so that one is left out; {PATTERNS}",
        f"{where} 3 ('missing group name at position 4'), so that one is left out; {PATTERNS}",
    ]


@pytest.mark.parametrize(
    ("pattern", "host", "matches"),
    [
        ("api.example.com", "API.Example.COM", True),
        ("api.example.com", "api.example.com.evil.test", False),
        ("api.example.com", "apixexample.com", False),
        ("*.example.com", "eu.api.example.com", True),
        ("*.example.com", "example.com", False),
        ("10.0.0.?", "10.0.0.7", True),
        ("::1", "::1", True),
        ("localhost", "localhost", True),
    ],
)
@pytest.mark.parametrize("as_list", [False, True], ids=["text", "list"])
def test_host_patterns(pattern: str, host: str, matches: bool, as_list: bool) -> None:  # noqa: FBT001 -- cases
    """A host pattern stands for the whole name in any letter case, `*` for any part of it."""
    config, problems = load({}, {"inspect_success": [pattern] if as_list else f"other.test,{pattern}"})

    assert isinstance(config.inspect_success, tuple)
    assert any(known.match(host) for known in config.inspect_success) is matches
    assert problems == []


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "100"},
        {"OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "5000"},
        {"OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": " 100 "},
        {"OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": "0"},
        {"OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": "200", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "100"},
        {"OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": "", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "100"},
    ],
    ids=["none", "general", "larger", "span", "zero", "both", "span-unlimited"],
)
def test_attribute_limit(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The body is kept no longer than the SDK keeps the values of span attributes."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    limit = SpanLimits().max_span_attribute_length

    config, problems = load(environ)

    assert config.body_limit == (1024 if limit is None else min(1024, limit))
    assert problems == []


@pytest.mark.parametrize("text", ["many", "-1"])
def test_bad_attribute_limit(text: str) -> None:
    """A limit with which the SDK refuses to start is the SDK's to complain of, and changes nothing."""
    config, problems = load({"OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": text})

    assert config == Config()
    assert problems == []


def test_attribute_limit_beside_file() -> None:
    """With a configuration file the SDK does not read the variables of its limits, so they do not count."""
    config, _ = load({"OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT": "100", "OTEL_CONFIG_FILE": "otel.yaml"})

    assert config.body_limit == 1024


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {HTTPX_URLS: "health, ready"},
        {GENERAL_URLS: "health"},
        {HTTPX_URLS: "ready", GENERAL_URLS: "health"},
        {HTTPX_URLS: "", GENERAL_URLS: "health"},
        {HTTPX_URLS: "ready,"},
        {HTTPX_URLS: " "},
        {HTTPX_URLS: "a{1,2}"},
    ],
    ids=["none", "client", "general", "both", "client-empty", "trailing-comma", "blank", "every-comma"],
)
@pytest.mark.parametrize("url", ["http://h.test/health", "http://h.test/ready", "http://h.test/aa{1"])
def test_client_exclusions(environ: dict[str, str], url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The URLs that the client's own instrumentation leaves alone are ours to leave alone, and no others."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    config, problems = load(environ)

    excluded = any(pattern.search(url) for pattern in config.excluded_urls)
    assert excluded is get_excluded_urls("HTTPX").url_disabled(url)
    assert problems == []


def test_client_exclusions_join_ours() -> None:
    """The exclusions of both variables hold together."""
    config, problems = load({variable("excluded_urls"): "internal", HTTPX_URLS: "health"})

    assert texts(config.excluded_urls) == ("internal", "health")
    assert problems == []


@pytest.mark.parametrize("name", [HTTPX_URLS, GENERAL_URLS])
def test_bad_client_exclusions(name: str) -> None:
    """A client's variable that is no regular expression excludes nothing, and is named."""
    config, problems = load({name: "ok,a("})

    assert config == Config()
    reason = "'missing ), unterminated subpattern at position 4'"
    accepted = "comma-separated regular expressions"
    assert problems == [
        f"The variable {name} is bad ({reason}), so it excludes nothing; accepted: {accepted}."
    ]


VARIABLES = [
    *(setting.variable for setting in SETTINGS),
    "OTEL_PYTHON_ERRKIND_",
    "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
    HTTPX_URLS,
    GENERAL_URLS,
]
HOSTILE_TEXT = st.text() | st.text(alphabet=r"()[]{}^\,|?*+<>P=!:-aN019 ")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.binary() | HOSTILE_TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(
    st.dictionaries(st.sampled_from(VARIABLES) | st.text(), HOSTILE_TEXT),
    st.dictionaries(st.sampled_from([setting.name for setting in SETTINGS]) | st.text(), VALUES),
)
def test_never_raises(environ: dict[str, str], keywords: dict[str, object]) -> None:
    """Whatever the environment and the keyword arguments hold, there are settings within their bounds."""
    config, problems = load(environ, keywords)

    assert 0 <= config.body_limit <= 65536
    assert 0 <= config.body_wait <= 5000
    assert 0 <= config.host_limit <= 10000
    assert config.redact in {True, False}
    assert isinstance(config.rules, tuple)
    patterns = (*config.redact_patterns, *config.excluded_urls)
    assert all(isinstance(pattern, re.Pattern) for pattern in patterns)
    assert all(problem.startswith("The ") and problem.endswith(".") for problem in problems)


PROBE = f"""
from opentelemetry.instrumentation.instrumentor import BaseInstrumentor
from otel_errkind._config import load

class Probe(BaseInstrumentor):
    def instrumentation_dependencies(self):
        return ()
    def _instrument(self, **keywords):
        environ = {{"OTEL_PYTHON_ERRKIND_HOST_LIMIT": "9"}}
        config, problems = load(environ, keywords, client_variable="{HTTPX_URLS}")
        patterns = [pattern.pattern for pattern in config.redact_patterns]
        print((config.body_limit, config.inspect_success, patterns, config.host_limit))
        print(*problems)
    def _uninstrument(self, **keywords):
        pass
"""
FILE = """
file_format: "1.0"
instrumentation/development:
  python:
    errkind-probe:
      body_limit: 256
      body_limt: 1
      inspect_success: off
      redact_patterns: ["sk-[0-9]{8,}"]
"""


def test_declarative_configuration(tmp_path: Path) -> None:
    """What OpenTelemetry's configuration file says reaches the settings as keyword arguments."""
    pytest.importorskip("opentelemetry.configuration", reason="reads the file, and is an optional package")
    distribution = tmp_path / "probe-0.dist-info"
    distribution.mkdir()
    (distribution / "METADATA").write_text("Metadata-Version: 2.1\nName: probe\nVersion: 0\n")
    (distribution / "entry_points.txt").write_text(
        "[opentelemetry_instrumentor]\nerrkind-probe = probe:Probe\n"
    )
    (tmp_path / "probe.py").write_text(PROBE)
    (tmp_path / "otel.yaml").write_text(FILE)
    code = "from opentelemetry.configuration import *; configure_sdk(load_config_file('otel.yaml'))"

    done = subprocess.run(  # noqa: S603 -- a program of our own
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    values, problems = done.stdout.splitlines()
    assert values == "(256, 'off', ['sk-[0-9]{8,}'], 9)"
    assert problems.startswith("The keyword argument or configuration key 'body_limt' is unknown; accepted: ")
