"""Rules of your own, which are asked before all others.

`instrument(rules=...)` takes them; a `Classifier` asks them without OpenTelemetry.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

from otel_errkind._core.classify import classify_exception_with, classify_with
from otel_errkind._core.conditions import Failure, Match
from otel_errkind._core.rule_rows import checked, parse_rules
from otel_errkind._core.rules import Rule, RuleError
from otel_errkind._rule_layer import RuleLayer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from otel_errkind._core.model import ErrorInfo

__all__ = ["Classifier", "Failure", "Match", "Rule", "RuleError", "load_rules"]

_LARGEST_FILE = 1024 * 1024
_HEADER = r"\s*\[\[\s*rule\s*\]\]"


def load_rules(path: str | Path) -> tuple[Rule, ...]:
    """Read the rules of a TOML file (https://toml.io), all of them or none.

    Raises `RuleError` if anything in it is not understood, or it is larger than 1 MiB, and `OSError` if there
    is no such file at `path`, or it cannot be read.
    """
    text = _read(Path(path))
    try:
        return parse_rules(_parsed(text))
    except RuleError as error:
        error.line = error.line or (_line_of(text, error.place) if error.place else None)
        raise


def _read(path: Path) -> str:
    """Read a file that is one: a device has no end, and a pipe waits for its other side."""
    if not path.is_file() and path.exists():
        message = "Is no regular file"
        raise OSError(message)
    with path.open("rb") as file:
        content = file.read(_LARGEST_FILE + 1)
    if len(content) > _LARGEST_FILE:
        fault = f"is larger than {_LARGEST_FILE} bytes"
        raise RuleError(fault)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        fault = f"is not UTF-8: {error.reason}"
        raise RuleError(fault, line=content.count(b"\n", 0, error.start) + 1) from error


def _parsed(text: str) -> dict[str, object]:
    import tomllib  # noqa: PLC0415 - who has no such file need not wait for the parser

    try:
        return tomllib.loads(text)
    # tomllib raises a bare ValueError for a number of 5000 digits, RecursionError for as many brackets.
    except (ValueError, RecursionError) as error:
        fault = f"is no TOML: {error}"
        raise RuleError(fault) from error


def _line_of(text: str, place: int) -> int | None:
    """Return the line where the rule begins; None if it was written without a `[[rule]]` of its own."""
    lines = text.split("\n")
    headers = (number for number, line in enumerate(lines) if re.match(_HEADER, line))
    return next((number + 1 for number in headers if _rules_in(lines[:number]) == place - 1), None)


def _rules_in(lines: list[str]) -> int | None:
    """Count the rules; None if the lines end within a text."""
    try:
        rules = _parsed("\n".join(lines)).get("rule", [])
    except RuleError:
        return None
    return len(cast("list[object]", rules)) if isinstance(rules, list) else None


class Classifier:
    """`classify` and `classify_exception` with `rules` that are asked first, in their order.

    A rule that raises is logged once by the logger `otel_errkind` and never asked again. Raises `RuleError`
    if two rules have one name, or one is none.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Take the rules."""
        self._rules = RuleLayer(checked(rules))

    def classify(  # noqa: PLR0913 - those of `classify`, and what only rules ask about
        self,
        *,
        status_code: int | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | str | None = None,
        exception: BaseException | None = None,
        elapsed: float | None = None,
        host: str | None = None,
        method: str | None = None,
    ) -> ErrorInfo | None:
        """Classify what is known of one HTTP call; None if nothing failed, or the caller itself gave up.

        `status_code`, `headers`, `body`, `exception` and `elapsed` (seconds) are those of the function
        `classify`; `host` and `method` are the request's, for rules that ask for them. Never raises.
        """
        first = self._rules.about(host, method)
        return classify_with(first, status_code, headers, body, exception, elapsed)

    def classify_exception(self, exc: BaseException) -> ErrorInfo | None:
        """Classify `exc`; None if it is no failed HTTP call, and no rule speaks of it. Never raises."""
        return classify_exception_with(self._rules.about(None, None), exc)
