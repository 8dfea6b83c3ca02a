"""`otel-errkind explain`: what it prints, and that the verdict is the engine's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otel_errkind import classify
from otel_errkind.__main__ import main
from otel_errkind._core.model import ErrorCategory, ErrorInfo, Evidence, Opinion, Reason
from otel_errkind._core.tables import CATEGORIES, REASONS
from otel_errkind._explain import document, plain, terminal
from otel_errkind._explain.explanation import Statement, explain
from screen import on_terminal
from secret_samples import SHAPES, Sample

if TYPE_CHECKING:
    from otel_errkind._core.layers import Reading

QUOTA = '{"error": {"code": "insufficient_quota", "message": "You are out of credit"}}'
BUILT_IN = ["domain", "dialect", "header", "phrase", "class", "status", "exception"]
RECORDED = (Path(__file__).parent / "core" / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
CORPUS = [
    row for row in map(json.loads, RECORDED) if row["status"] in range(200, 300) or row["status"] >= 400
]


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run the command and return what it prints."""
    main(["explain", *words])
    return capsys.readouterr().out


def test_the_verdict_and_all_layers_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """The verdict comes first, then each layer in the order of asking, the overruled ones too."""
    code = main(["explain", "--status", "429", "--header", "Retry-After: 3", "--body", QUOTA])

    assert code == 0
    assert capsys.readouterr().out == (
        "category     unauthorized: A person repairs a credential, a permission or the bill; "
        "time heals nothing.\n"
        "reason       billing: Credit, plan or spend limit is used up: somebody has to pay.\n"
        "rule         dialect:openai\n"
        "phase        response\n"
        "status       429\n"
        "code         insufficient_quota\n"
        "message      You are out of credit\n"
        "retryable    no\n"
        "retry after  3 s\n"
        "\n"
        "domain     no opinion                  the program has marked no cause of its own\n"
        'dialect    decides: billing            openai: "insufficient_quota" means billing '
        'by the words "insufficient quota" in it\n'
        "header     no opinion                  no error code in the headers\n"
        "phrase     no opinion                  none of the 3 phrases for a 429 holds\n"
        "class      no opinion                  no exception\n"
        "status     would have said rate_limit  429 has a row in the table\n"
        "exception  no opinion                  no exception\n"
    )


def test_the_document_has_the_verdict_and_the_layers(capsys: pytest.CaptureFixture[str]) -> None:
    """`--json` prints every field of the verdict and of each layer, whether it is known or not."""
    told = json.loads(printed(capsys, "--json", "--status", "429", "--body", QUOTA))

    assert told["verdict"] == {
        "category": "unauthorized",
        "reason": "billing",
        "rule": "dialect:openai",
        "phase": "response",
        "status_code": 429,
        "code": "insufficient_quota",
        "message": "You are out of credit",
        "retryable": False,
        "retry_after": None,
        "who_acts": CATEGORIES[ErrorCategory.UNAUTHORIZED],
        "meaning": REASONS[Reason.BILLING].meaning,
    }
    assert [layer["layer"] for layer in told["layers"]] == BUILT_IN
    assert told["layers"][5] == {
        "layer": "status",
        "decides": False,
        "category": "rate_limited",
        "reason": "rate_limit",
        "rule": "status",
        "why": "429 has a row in the table",
    }
    assert [layer["decides"] for layer in told["layers"]] == [False, True, False, False, False, False, False]


@pytest.mark.parametrize(
    "words",
    [["--status", "204"], ["--status", "302"], ["asyncio.CancelledError"]],
    ids=lambda words: words[-1],
)
def test_what_is_no_failure_has_no_category(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A success, a redirect and a cancellation are said to be none, which is an answer."""
    codes = main(["explain", *words]), main(["explain", "--json", *words])

    told, _, written = capsys.readouterr().out.partition("\n")
    assert codes == (0, 0)
    assert told == "no failure, so no category"
    assert json.loads(written) == {"verdict": None, "layers": []}


@pytest.mark.parametrize(
    "words",
    [
        ["shop.errors.OutOfStock"],
        ["OutOfStock"],
        ["httpx.HTTPError"],
        ["--status", "499"],
        ["--status", "600"],
    ],
    ids=lambda words: words[-1],
)
def test_what_proves_nothing_exits_with_1(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown category is printed like any other, and the exit code says no."""
    code = main(["explain", *words])

    assert code == 1
    assert capsys.readouterr().out.startswith("category  unknown: ")


def test_an_exception_that_no_table_knows_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """The exception's layer says that there is no row, and the default decides."""
    out = printed(capsys, "shop.errors.OutOfStock", "KeyError")

    assert "no row for shop.errors.OutOfStock, KeyError\n" in out
    assert "default    decides: unclassified  nobody else has an opinion\n" in out


@pytest.mark.parametrize("sample", [sample for samples in SHAPES.values() for sample in samples])
def test_secrets_are_not_printed(sample: Sample) -> None:
    """What is redacted on spans is redacted here, in message, code and reasons."""
    text, secret = sample
    body = json.dumps({"error": {"message": f"Rejected: {text} here", "code": text, "type": text}})

    explanation = explain(Evidence(401, {"x-error-code": text}, body))

    assert secret not in plain.render(explanation)
    assert secret not in document.render(explanation)


def test_what_a_terminal_would_obey_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Control characters in what a server wrote do not reach the terminal."""
    body = json.dumps({"error": {"message": "red \x1b[31m alert\nnext", "code": "a"}})

    out = printed(capsys, "--status", "500", "--body", body)

    assert "\x1b" not in out
    assert "message    red [31m alert next\n" in out


def test_a_long_message_is_cut_and_its_unproven_end_dropped() -> None:
    """A message that the engine cut may end in half a secret, so its last word goes."""
    text = f"{'word ' * 408}sk-proj-Vb9fR2mXw7LkQ4nZ"

    explanation = explain(Evidence(500, {}, json.dumps({"error": {"message": text, "code": "a"}})))

    assert explanation is not None
    assert explanation.verdict.message is not None
    assert explanation.verdict.message.endswith("word ")


def test_on_a_terminal_the_category_is_in_colour() -> None:
    """On a terminal the words are the same, in the colour of the category."""
    command = [sys.executable, "-m", "otel_errkind", "explain", "--status", "404"]

    code, drawn = on_terminal(command)

    assert code == 0
    assert "\x1b[33mbad_request: " in drawn
    assert "\x1b[33mdecides: not_found\x1b[0m" in drawn
    assert "404 has a row in the table" in drawn


def test_of_a_success_a_terminal_shows_as_much() -> None:
    """Without a failure the terminal's text is the plain one."""
    assert terminal.render(None) == plain.render(None)


def test_without_rich_a_terminal_gets_plain_text() -> None:
    """The command needs nothing of the extra `demo`: without `rich` it prints plain text."""
    program = (
        "import sys; sys.modules['rich'] = None; from otel_errkind.__main__ import main; "
        "sys.exit(main(['explain', '--status', '404']))"
    )

    code, drawn = on_terminal([sys.executable, "-c", program])

    assert code == 0
    assert drawn.startswith("category   bad_request: ")


def test_the_console_script_imports_neither_a_client_nor_the_sdk() -> None:
    """A process of its own starts without what the verdict on a response does not need."""
    program = (
        "import sys; from otel_errkind.__main__ import main; code = main(sys.argv[1:]); "
        "print({'httpx', 'httpx2', 'aiohttp', 'rich', 'opentelemetry.sdk'} & sys.modules.keys()); "
        "sys.exit(code)"
    )

    done = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-c", program, "explain", "--curl"],
        input=b"HTTP/2 404 \r\n\r\n",
        capture_output=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"category   bad_request: ")
    assert done.stdout.endswith(b"\nset()\n")


@pytest.mark.parametrize("row", CORPUS, ids=lambda row: row["id"])
def test_the_verdict_is_that_of_classify(row: dict[str, Any]) -> None:
    """Every recorded response has the same verdict, and the statement that decides is that verdict."""
    headers, body, elapsed = row.get("headers"), row.get("body"), row.get("elapsed")

    explanation = explain(Evidence(row["status"], headers, body, None, elapsed))

    info = classify(status_code=row["status"], headers=headers, body=body, elapsed=elapsed)
    assert (explanation is None) == (info is None)
    if explanation is not None and info is not None:
        assert unredacted(explanation.verdict) == unredacted(info)
        [deciding] = [statement for statement in explanation.statements if statement.decides]
        assert deciding.opinion is not None
        assert (deciding.opinion.reason, deciding.opinion.rule) == (info.reason, info.rule)
        assert all(statement.why for statement in explanation.statements)


def unredacted(info: ErrorInfo) -> ErrorInfo:
    """Leave out what may be redacted."""
    return info._replace(code=None, message=None)


@given(
    status=st.none() | st.integers(0, 999),
    headers=st.none() | st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=4),
    body=st.none() | st.binary(max_size=200) | st.text(max_size=200),
)
def test_any_evidence_can_be_explained(
    status: int | None, headers: dict[str, str] | None, body: bytes | str | None
) -> None:
    """Whatever the evidence, there is a text for it and a document."""
    explanation = explain(Evidence(status, headers, body))

    assert plain.render(explanation)
    assert json.loads(document.render(explanation)).keys() == {"verdict", "layers"}


RULES = """
[[rule]]
name = "teapot"
match = { status = 418, host = "*.shop.example", method = "GET" }
reason = "loading"
"""


def test_rules_are_asked_for_the_host_and_the_method(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--rules FILE` and the environment's variable put the same rules in front of all other layers."""
    file = tmp_path / "rules.toml"
    file.write_text(RULES)
    call = ("--status", "418", "--host", "api.shop.example", "--method", "GET")

    given = printed(capsys, "--rules", str(file), *call)
    elsewhere = printed(capsys, "--rules", str(file), "--status", "418", "--host", "other.example")
    monkeypatch.setenv("OTEL_PYTHON_ERRKIND_RULES", str(file))
    from_variable = printed(capsys, *call)

    assert "user       decides: loading" in given
    assert from_variable == given
    assert "user       no opinion" in elsewhere


def test_rules_with_an_error_are_misuse(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A file that an instrumented program would refuse is named, with the reason."""
    file = tmp_path / "rules.toml"
    file.write_text(RULES.replace("loading", "lodaing"))

    code = main(["explain", "--rules", str(file), "--status", "418"])

    assert code == 2
    message = capsys.readouterr().err
    assert str(file) in message
    assert "lodaing" in message


def test_a_cause_of_the_program_is_the_first_built_in_layer(capsys: pytest.CaptureFixture[str]) -> None:
    """An exception that carries a cause is explained by what the cause means."""
    out = printed(capsys, "otel_errkind.causes.CircuitOpenError")

    assert (
        "domain     decides: circuit_open  A circuit breaker of the program did not let the call out." in out
    )


def test_layers_in_front_are_shown_first() -> None:
    """A layer of the application stands before the built-in ones, with its rule as the reason."""

    def by_user(reading: Reading) -> Opinion | None:
        return Opinion(Reason.NOT_FOUND, "user:teapot") if reading.error_status == 418 else None

    ruled = explain(Evidence(418), [("user", by_user)])
    passed = explain(Evidence(500), [("user", by_user)])

    assert ruled is not None
    assert passed is not None
    opinion = Opinion(Reason.NOT_FOUND, "user:teapot")
    assert ruled.statements[0] == Statement("user", opinion, "user:teapot", decides=True)
    assert passed.statements[0] == Statement("user", None, "nothing in it applies", decides=False)
