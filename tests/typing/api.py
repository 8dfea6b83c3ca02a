"""A consumer's program, never run: what type checkers make of every public name, and of wrong uses.

`.ci/run` has mypy and pyright, both strict, read it beside the source and against the installed wheel, where
nothing but `py.typed` tells them that the package has types. A wrong use has a comment that both obey; if
they let it pass, the comment is one that nothing needs, and both report that.
"""
# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import assert_type

import otel_errkind
from otel_errkind import ErrorCategory, ErrorInfo, causes, classify, classify_exception, operation
from otel_errkind import environment_variables as variables
from otel_errkind.aiohttp import ErrkindAioHttpClientInstrumentor
from otel_errkind.dialects import Dialect, ErrorBody
from otel_errkind.httpx import ErrkindHttpx2Instrumentor, ErrkindHttpxInstrumentor
from otel_errkind.rules import Classifier, Failure, Match, Rule, RuleError, load_rules


def verdicts(error: BaseException) -> ErrorInfo | None:
    """Ask for verdicts, and read every field of one."""
    assert_type(otel_errkind.__version__, str)
    assert_type(classify(), ErrorInfo | None)
    assert_type(
        classify(status_code=503, headers={"retry-after": "3"}, body=b"", elapsed=0.5), ErrorInfo | None
    )
    info = classify(status_code=None, headers=None, body="", exception=error, elapsed=None)
    print(info.category)  # type: ignore[union-attr]
    if info is not None:
        read(info)
    classify(503)  # type: ignore[call-arg]
    classify(status_code="503")  # type: ignore[arg-type]
    classify(headers=[("a", "b")])  # type: ignore[arg-type]
    classify_exception("text")  # type: ignore[arg-type]
    return assert_type(classify_exception(error), ErrorInfo | None)


def read(info: ErrorInfo) -> None:
    """Read a verdict; its reason and its phase are texts, too."""
    assert_type(info.category, ErrorCategory)
    assert_type(info.rule, str)
    assert_type(info.status_code, int | None)
    assert_type(info.code, str | None)
    assert_type(info.message, str | None)
    assert_type(info.retryable, bool | None)
    assert_type(info.retry_after, float | None)
    texts: list[str] = [info.category, info.reason, info.phase]
    assert_type(texts, list[str])
    print(info.severity)  # type: ignore[attr-defined]
    info.code = "x"  # type: ignore[misc]


def every_category(category: ErrorCategory) -> int:
    """Cover the seven: a checker knows that there is no eighth."""
    match category:
        case ErrorCategory.BAD_REQUEST | ErrorCategory.UNAUTHORIZED:
            return 1
        case ErrorCategory.RATE_LIMITED | ErrorCategory.OVERLOADED | ErrorCategory.TIMEOUT:
            return 2
        case ErrorCategory.SERVER_ERROR | ErrorCategory.UNKNOWN:
            return 3


@operation("orders")
def orders(customer: str, *, limit: int = 10) -> list[int]:
    """Keep its signature under the decorator."""
    return [limit] * len(customer)


@operation()
async def orders_async(customer: str) -> list[int]:
    """Stay a coroutine function under the decorator."""
    with operation("pages") as begun:
        assert_type(begun, None)
    return orders(customer)


async def operations() -> None:
    """Call what was decorated."""
    assert_type(orders("a", limit=3), list[int])
    assert_type(await orders_async("a"), list[int])
    orders(7)  # type: ignore[arg-type]
    operation(name=7)  # type: ignore[arg-type]


def instrumentors() -> None:
    """Switch each client on and off; what `instrument` takes, OpenTelemetry leaves untyped."""
    for instrumentor in (
        ErrkindHttpxInstrumentor(),
        ErrkindHttpx2Instrumentor(),
        ErrkindAioHttpClientInstrumentor(),
    ):
        instrumentor.instrument(body_limit=256, rules=[Path("rules.toml")])
        instrumentor.uninstrument()


def is_long(failure: Failure) -> bool:
    """Read every field of what a rule is asked about."""
    assert_type(failure.status_code, int | None)
    assert_type(failure.method, str | None)
    assert_type(failure.host, str | None)
    assert_type(failure.headers, Mapping[str, str])
    assert_type(failure.body, str)
    assert_type(failure.message, str)
    assert_type(failure.codes, tuple[str, ...])
    assert_type(failure.exception, BaseException | None)
    assert_type(failure.is_foreign, bool)
    return len(failure.body) > 20


def rules() -> ErrorInfo | None:
    """Write rules and ask them."""
    match: Match = {"status": [503, "4xx"], "host": "*.example", "headers": {"x-a": "b"}, "code": ["a", "b"]}
    rule = Rule(
        name="a", match=match, reason="maintenance", category="overloaded", retryable=True, when=is_long
    )
    assert_type(rule.name, str)
    assert_type(rule.match, Match)
    assert_type(rule.retryable, bool | None)
    assert_type(rule.when, Callable[[Failure], bool] | None)
    assert_type(load_rules("rules.toml"), tuple[Rule, ...])
    classifier = Classifier([rule, *load_rules(Path("rules.toml"))])
    assert_type(classifier.classify_exception(KeyError()), ErrorInfo | None)
    Rule("a", reason="maintenance")  # type: ignore[call-arg]
    Rule(name="a", match={"colour": "red"}, reason="")  # type: ignore[typeddict-unknown-key]
    Rule(name="a", reason="", when=len)  # type: ignore[arg-type]
    rule.name = "b"  # type: ignore[misc]
    Classifier(rule)  # type: ignore[arg-type]
    return assert_type(classifier.classify(status_code=503, host="a.example", method="GET"), ErrorInfo | None)


def refused(error: RuleError) -> str:
    """Read what is wrong with a rule."""
    assert_type(error.line, int | None)
    assert_type(error.rule, str | None)
    assert_type(error.key, str | None)
    assert_type(error.place, int | None)
    return assert_type(error.fault, str)


class NoRoomError(causes.CircuitOpenError):
    """Name a cause by inheriting it."""


def marked() -> NoRoomError | causes.DeadlineError:
    """Mark exceptions, and keep their types."""
    assert_type(causes.mark(ValueError("x"), "deadline"), ValueError)
    names: list[str] = list(causes.CAUSES)
    assert_type(names, list[str])
    causes.mark(KeyboardInterrupt(), "deadline")  # type: ignore[type-var]
    causes.mark(ValueError(), cause=7)  # type: ignore[arg-type]
    pools: list[Exception] = [causes.KeyPoolRateLimitedError(), causes.KeyPoolUnauthorizedError()]
    return NoRoomError() if pools else causes.DeadlineError()


def read_mishap(body: Mapping[str, object]) -> ErrorBody | None:
    """Read a body, and pass on what the provider sent as it is."""
    kind = body.get("kind")
    return (
        None
        if kind is None
        else ErrorBody([kind], body.get("note"), retryable=True, retry_after=body.get("wait"))
    )


def dialects() -> Dialect:
    """Make a dialect."""
    Dialect(read=7)  # type: ignore[arg-type]
    Dialect(read=read_mishap, codes=["a"])  # type: ignore[arg-type]
    ErrorBody(retryable="yes")  # type: ignore[arg-type]
    return Dialect(read=read_mishap, codes={"PAD_BUSY": "capacity"})


def settings() -> dict[str, str]:
    """Name every variable."""
    return {
        variables.OTEL_PYTHON_ERRKIND_BODY_LIMIT: "1024",
        variables.OTEL_PYTHON_ERRKIND_BODY_WAIT: "50",
        variables.OTEL_PYTHON_ERRKIND_EXCLUDED_URLS: "",
        variables.OTEL_PYTHON_ERRKIND_HOST_LIMIT: "200",
        variables.OTEL_PYTHON_ERRKIND_INSPECT_SUCCESS: "auto",
        variables.OTEL_PYTHON_ERRKIND_REDACT: "true",
        variables.OTEL_PYTHON_ERRKIND_REDACT_PATTERNS: "",
        variables.OTEL_PYTHON_ERRKIND_RULES: "rules.toml",
    }
