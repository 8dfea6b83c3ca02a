"""Fill the settings from keyword arguments and environment, and say in sentences what was not understood."""

import re
from collections.abc import Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

from opentelemetry.sdk import environment_variables as sdk

from otel_errkind._kinds import (
    BOOLEAN,
    HOSTS,
    PATTERNS,
    RULE_SOURCES,
    InspectSuccess,
    Kind,
    Patterns,
    T_co,
    compiled,
    whole_number,
)
from otel_errkind._shown import shown

T = TypeVar("T")

PREFIX = "OTEL_PYTHON_ERRKIND_"
# opentelemetry.util.http reads this variable, but has no constant for it.
_OTEL_EXCLUDED_URLS = "OTEL_PYTHON_EXCLUDED_URLS"
# What OpenTelemetry and distributions of it pass to every instrumentor alike.
_OTEL_KEYWORDS = frozenset(
    {"logger_provider", "meter_provider", "raise_exception_on_conflict", "skip_dep_check", "tracer_provider"}
)

_KEYWORD = "keyword argument or configuration key"


class Setting(NamedTuple, Generic[T_co]):
    """One row of the settings; its name is also its keyword argument and its configuration key."""

    name: str
    kind: Kind[T_co]
    meaning: str
    default: T_co

    @property
    def variable(self) -> str:
        """Name the environment variable, one of those in `environment_variables`."""
        return PREFIX + self.name.upper()


# The application waits with us for a late body, and no span is held for longer than 5 seconds. The SDK keeps
# each host that the counter names in memory, without a limit of its own.
BODY_LIMIT = Setting(
    "body_limit", whole_number(0, 65536), "Bytes of body kept, within OpenTelemetry's limit", default=1024
)
BODY_WAIT = Setting(
    "body_wait", whole_number(0, 5000), "Milliseconds to wait for an error's late body", default=50
)
REDACT = Setting("redact", BOOLEAN, "Whether secrets in body and message are redacted", default=True)
REDACT_PATTERNS: Setting[Patterns] = Setting(
    "redact_patterns", PATTERNS, "What to redact besides the secrets known to the package", default=()
)
INSPECT_SUCCESS = Setting[InspectSuccess](
    "inspect_success", HOSTS, "Whose successful responses are searched for errors", default="auto"
)
RULES: Setting[tuple[object, ...]] = Setting(
    "rules", RULE_SOURCES, "Rules of your own, which are asked before all others", default=()
)
HOST_LIMIT = Setting(
    "host_limit", whole_number(0, 10_000), "Distinct hosts on the counter; the rest is `_OTHER`", default=200
)
EXCLUDED_URLS: Setting[Patterns] = Setting(
    "excluded_urls", PATTERNS, "URLs to leave alone, besides those of the client's own variable", default=()
)
SETTINGS: tuple[Setting[object], ...] = (
    BODY_LIMIT,
    BODY_WAIT,
    REDACT,
    REDACT_PATTERNS,
    INSPECT_SUCCESS,
    RULES,
    HOST_LIMIT,
    EXCLUDED_URLS,
)


class Config(NamedTuple):
    """The settings in force."""

    body_limit: int = BODY_LIMIT.default
    """Bytes, OpenTelemetry's own limit taken into account."""
    body_wait: int = BODY_WAIT.default
    """Milliseconds, as in the variable."""
    redact: bool = REDACT.default
    redact_patterns: Patterns = REDACT_PATTERNS.default
    inspect_success: InspectSuccess = INSPECT_SUCCESS.default
    rules: tuple[object, ...] = RULES.default
    """Paths of files of rules, and rules, in the order in which they are asked."""
    host_limit: int = HOST_LIMIT.default
    excluded_urls: Patterns = EXCLUDED_URLS.default
    """A URL is excluded if one of these is found anywhere in it (`Pattern.search`)."""


class Given(NamedTuple):
    """A value that somebody has set."""

    is_keyword: bool
    """Whether it is a keyword argument or a key, not a variable."""
    value: object


def given(
    setting: Setting[object], environ: Mapping[str, str], keywords: Mapping[str, object]
) -> Given | None:
    """Return what is set, by the source that wins; None if nothing is."""
    # OpenTelemetry's configurator passes what a configuration file says to an instrumentor as keyword
    # arguments of `instrument()`, so the two are one source. It wins over the environment, which the SDK
    # ignores beside a file but contrib's instrumentors go on reading.
    value = keywords.get(setting.name)
    found = Given(is_keyword=False, value=environ.get(setting.variable))
    if value is not None:
        found = Given(is_keyword=True, value=value)
    # OpenTelemetry takes an empty variable as unset.
    is_empty = isinstance(found.value, str) and not found.value.strip()
    return None if found.value is None or is_empty else found


class _Sources(NamedTuple):
    environ: Mapping[str, str]
    keywords: Mapping[str, object]
    problems: list[str]

    def read(self, setting: Setting[T]) -> T:
        """Return the value of the setting, or its default after a sentence about the problem."""
        found = given(setting, self.environ, self.keywords)
        if found is None:
            return setting.default
        where = f"{_KEYWORD} {setting.name}" if found.is_keyword else f"variable {setting.variable}"
        parsed = setting.kind.parse(found.value)
        accepted = setting.kind.accepted
        self.problems.extend(f"The {where} {fault}; accepted: {accepted}." for fault in parsed.faults)
        return setting.default if parsed.value is None else parsed.value


def _unknown(what: str, given: Iterable[str], known: list[str]) -> list[str]:
    """Name every setting that is none: a misspelt one would do nothing, and nobody would know."""
    accepted = ", ".join(known)
    unknown = sorted(set(given).difference(known))
    return [f"The {what} {shown(name)} is unknown; accepted: {accepted}." for name in unknown]


def _capped(body_limit: int, environ: Mapping[str, str]) -> int:
    """Return the limit, or that at which the SDK cuts the values of span attributes if it is smaller."""
    # With a configuration file the SDK takes its limits from there and does not read these variables.
    if environ.get(sdk.OTEL_CONFIG_FILE):
        return body_limit
    general = environ.get(sdk.OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT, "")
    try:
        limit = int(environ.get(sdk.OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT, general))
    except ValueError:  # Empty is no limit; with anything else the SDK itself refuses to start.
        return body_limit
    return min(body_limit, limit) if limit >= 0 else body_limit


def _client_exclusions(environ: Mapping[str, str], variable: str, problems: list[str]) -> Patterns:
    """Return what the client's own instrumentation excludes, as `opentelemetry.util.http` reads it."""
    name = variable if variable in environ else _OTEL_EXCLUDED_URLS
    text = environ.get(name)
    if not text:
        return ()
    pattern = compiled("|".join(item.strip() for item in text.split(",")))
    if isinstance(pattern, re.Pattern):
        return (pattern,)
    accepted = "comma-separated regular expressions"
    problems.append(f"The variable {name} is bad ({pattern}), so it excludes nothing; accepted: {accepted}.")
    return ()


def load(
    environ: Mapping[str, str], keywords: Mapping[str, object], *, client_variable: str
) -> tuple[Config, list[str]]:
    """Return the settings in force and, in sentences, what was not understood. Never raises.

    `client_variable` is the one with which the client's own instrumentation excludes URLs: for both httpx and
    httpx2 `OTEL_PYTHON_HTTPX_EXCLUDED_URLS`, for aiohttp `OTEL_PYTHON_AIOHTTP_CLIENT_EXCLUDED_URLS`.
    """
    variables = (name for name in environ if name.startswith(PREFIX))
    problems = _unknown("variable", variables, [setting.variable for setting in SETTINGS])
    problems += _unknown(_KEYWORD, keywords.keys() - _OTEL_KEYWORDS, [setting.name for setting in SETTINGS])
    read = _Sources(environ, keywords, problems).read
    config = Config(
        body_limit=_capped(read(BODY_LIMIT), environ),
        body_wait=read(BODY_WAIT),
        redact=read(REDACT),
        redact_patterns=read(REDACT_PATTERNS),
        inspect_success=read(INSPECT_SUCCESS),
        # Rules add up: an application's own must not hide those of who operates it.
        rules=_Sources({}, keywords, problems).read(RULES) + _Sources(environ, {}, problems).read(RULES),
        host_limit=read(HOST_LIMIT),
        excluded_urls=read(EXCLUDED_URLS) + _client_exclusions(environ, client_variable, problems),
    )
    return config, problems
