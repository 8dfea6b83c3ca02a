"""`otel-errkind table`: the tables of the code, for people, programs and the README."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from otel_errkind import classify
from otel_errkind.__main__ import main
from otel_errkind._core.exception_tables import EXCEPTIONS
from otel_errkind._core.model import ErrorCategory, Reason
from otel_errkind._core.tables import STATUSES
from otel_errkind._table.tables import TABLES
from screen import on_terminal


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run the command and return what it prints."""
    assert main(["table", *words]) == 0
    return capsys.readouterr().out


def records(capsys: pytest.CaptureFixture[str], name: str) -> list[dict[str, Any]]:
    """Return the rows of a table, as programs read them."""
    table: list[dict[str, Any]] = json.loads(printed(capsys, name, "--json"))[name]
    return table


def test_all_tables_are_printed_unless_one_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a name every table is printed, a blank line between them."""
    every, each = printed(capsys), [printed(capsys, name) for name in TABLES]

    assert every == "\n".join(each)
    assert json.loads(printed(capsys, "--json")).keys() == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_markdown(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Piped, a table is Markdown: headings, a rule, and rows with as many cells."""
    headings, rule, *rows = printed(capsys, name).splitlines()

    columns = len(TABLES[name].columns)
    assert rule == "|" + " --- |" * columns
    assert {line.count("|") for line in (headings, *rows)} == {columns + 1}
    assert len(rows) == len(TABLES[name].rows)


def test_every_category_and_reason_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    """The tables hold every category and every reason once."""
    categories, reasons = records(capsys, "categories"), records(capsys, "reasons")

    assert [row["category"] for row in categories] == list(ErrorCategory)
    assert sorted(row["reason"] for row in reasons) == sorted(Reason)


def test_a_status_means_what_the_table_says(capsys: pytest.CaptureFixture[str]) -> None:
    """A bare status is classified as its row says, and so is one that falls under the last two rows."""
    rows = {row["status"]: row for row in records(capsys, "statuses")}

    assert rows.keys() == {*STATUSES, "other 4xx", "other 5xx"}
    by_status = {418: rows.pop("other 4xx"), 555: rows.pop("other 5xx"), **rows}
    for status, row in by_status.items():
        info = classify(status_code=status)
        assert info is not None
        reason = row["bare_reason"] or row["reason"]
        assert (info.category, info.reason, info.retryable) == (row["category"], reason, row["retryable"])


def test_every_exception_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    """The table holds every exception that is known by name, with values that programs can use."""
    rows = {row["exception"]: row for row in records(capsys, "exceptions")}

    assert list(rows) == list(EXCEPTIONS)
    assert rows["httpx.ReadTimeout"] == {
        "exception": "httpx.ReadTimeout",
        "defers_to": None,
        "reason": "read_timeout",
        "category": "timeout",
        "phase": "headers",
        "retryable": True,
    }
    assert rows["httpx.HTTPStatusError"]["defers_to"] == "the response that it holds"
    assert rows["openai.APIConnectionError"]["defers_to"] == "a cause of it"


def test_on_a_terminal_a_table_is_in_colour() -> None:
    """On a terminal each row has the colour of its category, and no marks of Markdown."""
    code, drawn = on_terminal([sys.executable, "-m", "otel_errkind", "table", "categories"])

    assert code == 0
    assert "\x1b[33mbad_request" in drawn
    assert "`" not in drawn


def test_an_unknown_table_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    """A table that does not exist ends with code 2 and the names of those that do."""
    code = main(["table", "colours"])

    out, err = capsys.readouterr()
    assert code == 2
    assert not out
    assert all(name in err for name in TABLES)
