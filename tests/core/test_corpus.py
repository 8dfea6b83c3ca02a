"""Score the engine on labelled cases: the project's own, all right always, and a larger set if one is given.

`ERRKIND_SHARED_CORPUS` names a folder with `responses.jsonl` and `exceptions.jsonl`; without it
one beside the checkout is used if it is there. `ERRKIND_REQUIRE_SHARED_CORPUS=1` makes its absence a failure.
"""

from __future__ import annotations

import asyncio
import builtins
import json
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypedDict

import pytest

from otel_errkind._core.classify import classify, classify_exception
from otel_errkind._core.dialects import (
    anthropic,
    aws,
    cloudflare,
    elastic,
    errors,
    facebook,
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

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from otel_errkind._core.model import ErrorInfo

OWN = Path(__file__).with_name("corpus.jsonl")
SHARED = Path(os.environ.get("ERRKIND_SHARED_CORPUS") or Path(__file__).parents[3] / "shared" / "corpus")
VENDORS: dict[str, ModuleType] = {
    "anthropic": anthropic,
    "aws": aws,
    "cloudflare": cloudflare,
    "elastic": elastic,
    "facebook": facebook,
    "gemini": google,
    "google": google,
    "graphql": graphql,
    "apollo": graphql,
    "json-rpc": jsonrpc,
    "kubernetes": kubernetes,
    "baidu": numbered,
    "oauth": oauth,
    "openai": openai,
    "zhipu": openai,
    "slack": slack,
    "snowflake": sql,
    "stripe": stripe,
    "vertex": google,
    "x-twitter": errors,
    "rfc9457": problem,
}
"""The module that knows a provider by its shape or its codes, by the beginning of the provider's name."""


Link = TypedDict("Link", {"class": str, "bases": list[str], "str": str})
"""One exception of a recorded chain."""


class Case(TypedDict, total=False):
    """A labelled case, a response or a chain of exceptions, outermost first."""

    id: str
    provider: str
    status: int
    headers: dict[str, str]
    body: str
    elapsed: float
    exception_chain: list[Link]
    expected: str | None
    alternative: str
    arguable: bool
    reason: str
    code: str
    retryable: bool | None
    retry_after: float
    retry_after_s: float | None


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


def rows(path: Path) -> list[Case]:
    """Read a file of labelled cases."""
    return [json.loads(line) for line in path.read_text().splitlines()]


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


@pytest.mark.parametrize("row", [row for row in OWN_ROWS if row["status"] >= 400], ids=lambda row: row["id"])
def test_a_cut_body_gives_nothing_away(row: Case) -> None:
    """Wherever a body is cut, the verdict is the whole body's or one that the bare status allows."""
    body = row.get("body", "")
    bare = answered(row | {"body": ""})

    cut = {info.category for end in range(len(body)) if (info := answered(row | {"body": body[:end]}))}

    assert bare is not None
    assert cut <= {row["expected"], bare.category, *ALSO_WHILE_CUT.get(row["id"], ())}


ALSO_WHILE_CUT = {
    "phrase-envoy-overflow-503-capacity": ("server_error",),
    "phrase-envoy-timeout-503-gateway-timeout": ("server_error",),
}
"""Envoy names the reset reason last: until it is there, its text speaks of a reset."""


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


def report(title: str, scored: list[Row]) -> None:
    """Print the share of right answers by category, and each confusion."""
    right = sum(row.right for row in scored)
    print(f"\n{title}: {right} of {len(scored)} right")  # noqa: T201 - people read it
    labels = Counter(str(row.row["expected"]) for row in scored)
    wrong = Counter((str(row.row["expected"]), str(row.got)) for row in scored if not row.right)
    for label, count in sorted(labels.items()):
        missed = ", ".join(f"{got} {times}" for (want, got), times in sorted(wrong.items()) if want == label)
        print(f"  {label:13} {count:4}  {missed}")  # noqa: T201 - people read it


def share(scored: list[Row], *, passable: bool = False) -> float:
    """Return the share of rows that are right, or right by an arguable row's alternative."""
    return sum(row.passable if passable else row.right for row in scored) / len(scored)


def test_error_statuses(responses: list[Row]) -> None:
    """At least 99 % of the undisputed responses with an error status are right."""
    scored = [row for row in responses if row.row["status"] >= 400 and not row.row.get("arguable")]

    report("responses with an error status", scored)

    assert share(scored) >= 0.99


def test_errors_inside_a_success(responses: list[Row]) -> None:
    """At least 95 % of the errors that travel under a 200 are right, by an arguable row's alternative too."""
    scored = [row for row in responses if row.row["status"] < 300]

    report("errors inside a success", scored)

    assert share(scored, passable=True) >= 0.95
    assert all(row.right for row in scored if not row.row.get("arguable"))


def test_arguable_responses(responses: list[Row]) -> None:
    """At least 99 % of all responses are the label or, where it is arguable, its alternative."""
    report("all responses", responses)

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


def test_exception_chains(raised: list[Row]) -> None:
    """Every exception chain is right."""
    report("exception chains", raised)

    assert share(raised) == 1.0


def test_unknown_vendors(responses: list[Row], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a provider's own dialect and codes, what all share is still right on 95 % of its responses."""
    scored = list(without_vendors(responses, monkeypatch))

    report("each provider without its own dialect", scored)

    assert share(scored, passable=True) >= 0.95


def without_vendors(responses: list[Row], monkeypatch: pytest.MonkeyPatch) -> Iterator[Row]:
    """Classify each provider's responses again while its dialect reads nothing and its table is empty."""
    for row in responses:
        provider = row.row["provider"]
        vendor = next((module for name, module in VENDORS.items() if provider.startswith(name)), None)
        with monkeypatch.context() as patch:
            if vendor is not None:
                switch_off(vendor, patch)
            yield Row(row.row, answered(row.row))


def switch_off(vendor: ModuleType, patch: pytest.MonkeyPatch) -> None:
    """Take a dialect out of the registry and empty its table; the fallbacks stay, without its codes."""
    if hasattr(vendor, "CODES"):
        patch.setattr(vendor, "CODES", {})
    reader = getattr(vendor, "read", None)
    if vendor not in (openai, plain):
        dialects = tuple(
            (field, tuple(read for read in readers if read is not reader))
            for field, readers in registry.DIALECTS
        )
        patch.setattr(registry, "DIALECTS", dialects)
        patch.setattr(
            registry, "ERROR_DIALECTS", {k: v for k, v in registry.ERROR_DIALECTS.items() if v is not reader}
        )
