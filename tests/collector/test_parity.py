"""The Collector says of other services' calls what `classify` says of the same answers, case by case."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from collector import foreign
from collector.classified import classified
from labelled import OWN, SHARED, rows
from otel_errkind import classify

if TYPE_CHECKING:
    from collections.abc import Callable

    from opentelemetry.proto.trace.v1.trace_pb2 import Span

    from labelled import Case
    from otel_errkind._core.model import ErrorInfo

    Publish = Callable[[str], None]

DIFFERENCES = Path(__file__).with_name("differences.toml")
BODY_LIMIT = 1024
NANOSECONDS = 1_000_000_000
FIRST_ERROR = 400
DECIDING = ("status", "header:", "dialect:")
"""Rules that no reading of free text is part of: the status, a header, a code in the shape of an envelope."""


ECHOES = {
    "data": (200, '{"id":7,"payload":BODY}'),
    "list": (200, '{"items":[BODY],"total":1}'),
    "batch": (200, '{"results":[BODY,{"id":3,"name":"x"}]}'),
    "validation": (422, '{"detail":[{"type":"missing","loc":["body"],"msg":"Field required","input":BODY}]}'),
    "request": (500, '{"message":"It broke","request":BODY}'),
}
"""Statuses, and what stands around an answer that is no longer the error itself, or the error of one part."""


class Compared(NamedTuple):
    """A case, what `classify` says of it, and what the Collector wrote on its span."""

    case: Case
    info: ErrorInfo | None
    attributes: dict[str, object]

    @property
    def agrees(self) -> bool:
        """Say whether both give it the same category, or both none."""
        return self.attributes.get("errkind.category") == (self.info.category.value if self.info else None)

    @property
    def is_failure(self) -> bool:
        """Say whether this is an error status, or an error inside a success; redirects are neither."""
        status = self.case["status"]
        return self.info is not None and (status >= FIRST_ERROR or 200 <= status < 300)

    @property
    def is_decided(self) -> bool:
        """Say whether status, header or code decides."""
        return self.is_failure and self.info is not None and self.info.rule.startswith(DECIDING)


def span_of(case: Case) -> Span:
    """Return the span that another language's SDK would make of the answer, with all it can capture."""
    status, body = case["status"], case.get("body") or ""
    held: dict[str, object] = {
        "http.request.method": "GET",
        "url.full": "https://api.example/",
        "server.address": "api.example",
        "http.response.status_code": status,
    }
    for name, value in (case.get("headers") or {}).items():
        held[f"http.response.header.{name.lower()}"] = [value]
    if body:
        held["http.response.body.content"] = body.encode()[:BODY_LIMIT].decode(errors="ignore")
    if status >= FIRST_ERROR:
        held["error.type"] = str(status)
    span = foreign.span(held, failed=status >= FIRST_ERROR)
    span.start_time_unix_nano = span.end_time_unix_nano - int((case.get("elapsed") or 0.1) * NANOSECONDS)
    return span


def compare(otelcol: Path, folder: Path, cases: list[Case]) -> list[Compared]:
    """Ask both about each case."""
    found = classified(otelcol, folder, {case["id"]: span_of(case) for case in cases})
    return [
        Compared(
            case,
            classify(
                status_code=case["status"],
                headers=case.get("headers") or {},
                body=case.get("body") or "",
                elapsed=case.get("elapsed"),
            ),
            found[case["id"]],
        )
        for case in cases
    ]


@pytest.fixture(scope="module")
def compared(otelcol: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Compared]:
    """Return the project's own cases, and those of the larger set where it is, with both answers."""
    paths = [path for path in (OWN, SHARED / "responses.jsonl") if path.is_file()]
    return compare(
        otelcol, tmp_path_factory.mktemp("parity"), [case for path in paths for case in rows(path)]
    )


def share(scored: list[Compared]) -> float:
    """Return the share of cases on which both agree."""
    return sum(each.agrees for each in scored) / len(scored)


def test_failures(compared: list[Compared], publish: Publish) -> None:
    """At least 95 % of all failures get the same category."""
    failures = [each for each in compared if each.is_failure]

    publish(f"Collector: {share(failures):.1%} of {len(failures)} failures as `classify` has them")

    assert share(failures) >= 0.95


def test_what_status_header_or_code_decides(compared: list[Compared]) -> None:
    """All failures get the same category of which status, header or code decides."""
    wrong = [each.case["id"] for each in compared if each.is_decided and not each.agrees]

    assert wrong == []


def test_successes_get_nothing(compared: list[Compared]) -> None:
    """A success gets no attribute of ours, whatever its body looks like."""
    successes = [each for each in compared if each.info is None]

    written = {
        each.case["id"] for each in successes if any(name.startswith("errkind") for name in each.attributes)
    }

    assert len(successes) > 50
    assert written == set()


def test_differences_are_listed(compared: list[Compared]) -> None:
    """Every case on which the two differ is listed with its reason, and no other is."""
    listed = tomllib.loads(DIFFERENCES.read_text())
    present = {each.case["id"] for each in compared}

    differing = {each.case["id"] for each in compared if not each.agrees}

    assert all(reason for reasons in listed.values() for reason in reasons.values())
    assert listed["own"].keys() <= present
    assert differing == (listed["own"].keys() | listed["larger"].keys()) & present


def test_details(compared: list[Compared], publish: Publish) -> None:
    """Where the category agrees, reason and retryability do too, and nearly always the rule."""
    agreeing = [(each.info, each.attributes) for each in compared if each.info is not None and each.agrees]

    reasons = [held["errkind.reason"] == info.reason.value for info, held in agreeing]
    retryable = [held.get("errkind.retryable") == info.retryable for info, held in agreeing]
    named = [held["errkind.rule"] == info.rule for info, held in agreeing]

    publish(f"Collector: the same rule in {sum(named)} of {len(named)}")
    assert all(reasons)
    assert all(retryable)
    assert sum(named) >= 0.98 * len(named)


def respelled(body: str, spelled: str) -> str | None:
    """Write a body of JSON with its members in a column, or backwards; None if it is none."""
    try:
        value = json.loads(body)
    except ValueError:
        return None
    if not isinstance(value, dict):
        return None
    return json.dumps(value, indent=2) if spelled == "pretty" else json.dumps(backwards(value))


def backwards(value: object) -> object:
    """Turn the members of all objects around."""
    if isinstance(value, dict):
        return {name: backwards(value[name]) for name in reversed(value)}
    return [backwards(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("status", "around"), ECHOES.values(), ids=ECHOES)
def test_errors_inside_something_else(
    status: int, around: str, compared: list[Compared], otelcol: Path, tmp_path: Path
) -> None:
    """An error deep inside an answer is its data, an echo of the request, or all that came, to both alike."""
    bodies = {each.case["id"]: each.case.get("body") or "" for each in compared}
    cases: list[Case] = [
        {"id": name, "status": status, "body": around.replace("BODY", body)}
        for name, body in bodies.items()
        if body.startswith("{") and body.endswith("}") and len(body) < BODY_LIMIT - len(around)
    ]

    found = compare(otelcol, tmp_path, cases)

    assert len(cases) > 300
    assert [each.case["id"] for each in found if not each.agrees] == []


@pytest.mark.parametrize("spelled", ["pretty", "backwards"])
def test_json_in_another_spelling(
    spelled: str, compared: list[Compared], otelcol: Path, tmp_path: Path
) -> None:
    """The order of members and the blanks between them change nothing that a code decides."""
    decided = [each.case for each in compared if each.is_decided]
    cases = [
        case | {"body": body} for case in decided if (body := respelled(case.get("body") or "", spelled))
    ]

    wrong = [each for each in compare(otelcol, tmp_path, cases) if each.is_decided and not each.agrees]

    assert len(cases) > 100
    assert [each.case["id"] for each in wrong] == []
