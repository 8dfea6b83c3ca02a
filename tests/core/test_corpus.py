"""Score the engine on labelled cases: the project's own, all right always, and a larger set if one is given.

`ERRKIND_REQUIRE_SHARED_CORPUS=1` makes the absence of the larger set a failure.
"""

from __future__ import annotations

import asyncio
import builtins
import os
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest

from labelled import OWN, SHARED, Case, Link, rows
from otel_errkind._core.causes import CAUSES
from otel_errkind._core.classify import classify, classify_exception
from otel_errkind._core.dialects import (
    anthropic,
    aws,
    cloudflare,
    elastic,
    errors,
    facebook,
    fhir,
    google,
    graphql,
    jsonrpc,
    kubernetes,
    numbered,
    oauth,
    openai,
    plain,
    problem,
    registry,
    slack,
    sql,
    stripe,
)
from otel_errkind._core.exception_tables import ERRNOS, EXCEPTIONS
from otel_errkind._core.finder import ErrorFinder
from otel_errkind._core.glance import stated_error
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

    from otel_errkind._core.model import ErrorInfo

    Publish = Callable[[str], None]

VENDORS: dict[str, ModuleType] = {
    "anthropic": anthropic,
    "aws": aws,
    "cloudflare": cloudflare,
    "elastic": elastic,
    "facebook": facebook,
    "fhir": fhir,
    "gemini": google,
    "google": google,
    "graphql": graphql,
    "apollo": graphql,
    "json-rpc": jsonrpc,
    "jsonrpc": jsonrpc,
    "kubernetes": kubernetes,
    "baidu": numbered,
    "numbered": numbered,
    "oauth": oauth,
    "openai": openai,
    "zhipu": openai,
    "slack": slack,
    "snowflake": sql,
    "sql": sql,
    "stripe": stripe,
    "vertex": google,
    "x-twitter": errors,
    "rfc9457": problem,
    "problem": problem,
}
"""The module that knows a provider by its shape or its codes, by the beginning of the name of a provider or
a case."""


class Row(NamedTuple):
    """A labelled case and what the engine says of it."""

    row: Case
    info: ErrorInfo | None

    @property
    def got(self) -> str | None:
        """Return the engine's category."""
        return self.info.category.value if self.info else None

    @property
    def right(self) -> bool:
        """Say whether the category is the label."""
        return self.got == self.row["expected"]

    @property
    def passable(self) -> bool:
        """Say whether the category is the label, or its alternative where the label is arguable."""
        return self.right or (bool(self.row.get("arguable")) and self.got == self.row.get("alternative"))


OWN_ROWS = rows(OWN)


@pytest.mark.parametrize("row", OWN_ROWS, ids=[row["id"] for row in OWN_ROWS])
def test_own_corpus(row: Case) -> None:
    """Every case of the project's own corpus has its category, reason, code, retryability and wait."""
    info = answered(row)

    assert (info.category.value if info else None) == row["expected"]
    if info is not None:
        assert info.reason.value == row["reason"]
        assert info.code == row.get("code")
        assert info.retryable == row.get("retryable")
        assert info.retry_after == pytest.approx(row.get("retry_after"))


def test_every_reason_has_a_case() -> None:
    """Each reason is that of an answer here, or of an exception or a cause of the program's own."""
    answers = {row["reason"] for row in OWN_ROWS if "reason" in row}
    raised = {row.reason for table in (EXCEPTIONS, ERRNOS) for row in table.values()}
    marked = {cause.reason for cause in CAUSES.values()}

    assert answers | raised | marked == set(Reason)


SUCCESSES = [row for row in OWN_ROWS if 200 <= row["status"] < 300]
UNSEEN = frozenset(row["id"] for row in OWN_ROWS if row.get("unseen"))
"""Errors inside a success that `classify` proves, and that the instrumentors do not look for.

They begin as many successes do, so that a first look would have to go through the whole body.
"""


@pytest.mark.parametrize("size", [1, 5, None], ids=["bytes", "pieces", "whole"])
@pytest.mark.parametrize("row", SUCCESSES, ids=[row["id"] for row in SUCCESSES])
def test_a_first_look_finds_what_a_second_confirms(row: Case, size: int | None) -> None:
    """The instrumentors find the errors in a success that `classify` finds, streamed or not, and no other."""
    body, headers = row.get("body", "").encode(), row.get("headers", {})

    seen = stated_error(body, WINDOW, headers) if size is None else streamed(body, headers, size)
    info = None if seen is None else classify(status_code=row["status"], headers=headers, body=seen)

    assert info == (None if row["id"] in UNSEEN else answered(row))


def test_what_goes_unseen_is_an_error() -> None:
    """Each exception is needed: `classify` proves it, so that the list cannot outlive its reasons."""
    proven = {row["id"] for row in SUCCESSES if answered(row) is not None}

    assert proven >= UNSEEN


WINDOW = 4096


def streamed(body: bytes, headers: dict[str, str], size: int) -> bytes | None:
    """Show a body in pieces to the finder of the instrumentors."""
    finder = ErrorFinder(WINDOW, headers)
    found = [finder.feed(body[start : start + size]) for start in range(0, len(body), size)]
    return next((error for error in (*found, finder.end()) if error is not None), None)


@pytest.mark.parametrize("row", [row for row in OWN_ROWS if row["status"] >= 400], ids=lambda row: row["id"])
def test_a_cut_body_gives_nothing_away(row: Case) -> None:
    """Wherever a body is cut, the verdict is the whole body's or one that the bare status allows."""
    body = row.get("body", "")
    bare = answered(row | {"body": ""})

    cut = {info.category for end in range(len(body)) if (info := answered(row | {"body": body[:end]}))}

    assert bare is not None
    assert cut <= {row["expected"], bare.category, *ALSO_WHILE_CUT.get(row["id"], ())}


ALSO_WHILE_CUT = {
    "author": ("unauthorized",),
    "user-list": ("unauthorized",),
    "authorization-exception": ("bad_request",),
    "fault-of-a-limit": ("bad_request",),
    "fault-of-a-login": ("bad_request",),
    "fault-of-access": ("bad_request",),
    "forbidden-by-a-quota-of-things": ("rate_limited",),
    "over-limit-made": ("unauthorized",),
    "phrase-envoy-overflow-503-capacity": ("server_error",),
    "phrase-envoy-timeout-503-gateway-timeout": ("server_error",),
    "soap-500-invalid-credentials": ("bad_request",),
    "soap-500-invalid-credentials-2": ("bad_request",),
    "status-500-internal-14": ("bad_request",),
}
"""What comes last says most: Envoy's reset reason, a SOAP fault's subcode, the path of a GraphQL error,
what explains a refusal; and half a word is another one."""


def answered(row: Case) -> ErrorInfo | None:
    """Classify a recorded response."""
    return classify(
        status_code=row["status"],
        headers=row.get("headers", {}),
        body=row.get("body", ""),
        elapsed=row.get("elapsed"),
    )


@pytest.fixture(scope="module")
def shared() -> Path:
    """Return the folder of the larger corpus, or skip where nobody gave one."""
    if not (SHARED / "responses.jsonl").is_file():
        if os.environ.get("ERRKIND_REQUIRE_SHARED_CORPUS") == "1":
            pytest.fail(f"no corpus in {SHARED}")
        pytest.skip("no shared corpus here: set ERRKIND_SHARED_CORPUS to its folder")
    return SHARED


@pytest.fixture(scope="module")
def responses(shared: Path) -> list[Row]:
    """Return the responses of the larger corpus with the engine's verdicts."""
    return [Row(row, answered(row)) for row in rows(shared / "responses.jsonl")]


@pytest.fixture(scope="module")
def raised(shared: Path) -> list[Row]:
    """Return the exception chains of the larger corpus with the engine's verdicts."""
    return [
        Row(row, classify_exception(rebuilt(row["exception_chain"])))
        for row in rows(shared / "exceptions.jsonl")
    ]


def rebuilt(links: list[Link]) -> BaseException:
    """Build exceptions with the recorded names, bases and causes: only names count for the engine."""
    cause: BaseException | None = None
    for link in reversed(links):
        exc = named(link["class"], link["bases"])(link["str"])
        exc.__cause__ = cause
        cause = exc
    assert cause is not None
    return cause


def named(name: str, bases: list[str]) -> type[BaseException]:
    """Return the builtin of that name, or a class of that name with its recorded line of bases."""
    module, _, leaf = name.rpartition(".")
    if module == "asyncio.exceptions":
        return asyncio.CancelledError
    known: object = getattr(builtins, leaf, None) if module == "builtins" else None
    if isinstance(known, type) and issubclass(known, BaseException):
        return known
    base = named(bases[0], bases[1:]) if bases else Exception
    return type(leaf, (base,), {"__module__": module})


def table(title: str, scored: list[Row]) -> str:
    """Lay out the share of right answers by category, and what the wrong ones said."""
    right = sum(row.right for row in scored)
    labels = Counter(str(row.row["expected"]) for row in scored)
    wrong = Counter((str(row.row["expected"]), str(row.got)) for row in scored if not row.right)
    lines = [f"{title}: {right} of {len(scored)} right, {right / len(scored):.1%}"]
    for label, count in sorted(labels.items()):
        said = {got: times for (want, got), times in sorted(wrong.items()) if want == label}
        missed = ", ".join(f"{times} x {got}" for got, times in said.items())
        name = "no error" if label == "None" else label
        lines.append(f"  {name:13}{count - sum(said.values()):5} of {count:3}  {missed}".rstrip())
    return "\n".join(lines)


def share(scored: list[Row], *, passable: bool = False) -> float:
    """Return the share of rows that are right, or right by an arguable row's alternative."""
    return sum(row.passable if passable else row.right for row in scored) / len(scored)


def test_scores_of_own_corpus(publish: Publish) -> None:
    """The project's own cases, printed as the larger set is."""
    scored = [Row(row, answered(row)) for row in OWN_ROWS]
    errors = [row for row in scored if row.row["status"] >= 400]
    successes = [row for row in scored if row.row["status"] < 400]

    publish(table("own corpus, error statuses", errors))
    publish(table("own corpus, errors inside a success, and successes", successes))

    assert share(scored) == 1.0


def test_own_corpus_without_its_dialects(monkeypatch: pytest.MonkeyPatch, publish: Publish) -> None:
    """Without the dialect that a case is named for, what all share is still right on 90 % of the cases."""
    scored = list(without_vendors(OWN_ROWS, monkeypatch))

    publish(table("own corpus, each case without its own dialect", scored))

    assert share(scored) >= 0.90


def test_error_statuses(responses: list[Row], publish: Publish) -> None:
    """At least 99 % of the undisputed responses with an error status are right."""
    scored = [row for row in responses if row.row["status"] >= 400 and not row.row.get("arguable")]

    publish(table("shared corpus, undisputed error statuses", scored))

    assert share(scored) >= 0.99


def test_errors_inside_a_success(responses: list[Row], publish: Publish) -> None:
    """At least 95 % of the errors that travel under a 200 are right, by an arguable row's alternative too."""
    scored = [row for row in responses if row.row["status"] < 300]

    publish(table("shared corpus, errors inside a success", scored))

    assert share(scored, passable=True) >= 0.95
    assert all(row.right for row in scored if not row.row.get("arguable"))


def test_errors_inside_a_success_at_first_sight(responses: list[Row]) -> None:
    """The instrumentors find at least 95 % of them."""
    proven = [row for row in responses if 200 <= row.row["status"] < 300 and row.info is not None]

    bodies = [row.row.get("body", "").encode() for row in proven]
    seen = [stated_error(body, WINDOW, row.row["headers"]) for row, body in zip(proven, bodies, strict=True)]

    assert sum(error is not None for error in seen) >= 0.95 * len(proven)


def test_arguable_responses(responses: list[Row], publish: Publish) -> None:
    """At least 99 % of all responses are the label or, where it is arguable, its alternative."""
    publish(table("shared corpus, all responses", responses))

    assert share(responses, passable=True) >= 0.99


def test_waits(responses: list[Row]) -> None:
    """`retry_after` is right wherever the label has one, and never invented."""
    wrong = [
        row.row["id"]
        for row in responses
        if (row.info.retry_after if row.info else None) != pytest.approx(row.row["retry_after_s"])
    ]

    assert wrong == []


CONTRADICTED = frozenset(("reddit-409-edit", "hf-409-repo", "azure-storage-412-lease", "status-412-empty"))
"""Labels that deny what the taxonomy says of 409 and 412: read again and resend."""


def test_retryable(responses: list[Row], raised: list[Row]) -> None:
    """`retryable` is right wherever an undisputed label has it."""
    scored = [
        row
        for row in (*responses, *raised)
        if row.row["retryable"] is not None and not row.row.get("arguable")
    ]

    wrong = {
        row.row["id"] for row in scored if row.info is None or row.info.retryable != row.row["retryable"]
    }

    assert wrong <= CONTRADICTED


def test_exception_chains(raised: list[Row], publish: Publish) -> None:
    """Every exception chain is right."""
    publish(table("shared corpus, exception chains", raised))

    assert share(raised) == 1.0


def test_unknown_vendors(responses: list[Row], monkeypatch: pytest.MonkeyPatch, publish: Publish) -> None:
    """Without a provider's own dialect and codes, what all share is still right on 92 % of all responses."""
    scored = list(without_vendors([row.row for row in responses], monkeypatch))

    publish(table("shared corpus, each provider without its own dialect", scored))

    assert share(scored) >= 0.92
    assert share(scored, passable=True) >= 0.95


def without_vendors(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> Iterator[Row]:
    """Classify each provider's responses again while its dialect reads nothing and its table is empty."""
    for case in cases:
        provider = case.get("provider") or case["id"]
        vendor = next((module for name, module in VENDORS.items() if provider.startswith(name)), None)
        with monkeypatch.context() as patch:
            if vendor is not None:
                switch_off(vendor, patch)
            yield Row(case, answered(case))


def switch_off(vendor: ModuleType, patch: pytest.MonkeyPatch) -> None:
    """Take a dialect out of the registry and empty its table; the fallbacks stay, without its codes."""
    if hasattr(vendor, "CODES"):
        patch.setattr(vendor, "CODES", {})
    reader = getattr(vendor, "read", None)
    if vendor not in (openai, plain):
        dialects = tuple((field, read) for field, read in registry.DIALECTS if read is not reader)
        patch.setattr(registry, "DIALECTS", dialects)
        patch.setattr(
            registry, "ERROR_DIALECTS", {k: v for k, v in registry.ERROR_DIALECTS.items() if v is not reader}
        )
