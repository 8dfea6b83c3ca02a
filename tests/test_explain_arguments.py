"""The evidence that `otel-errkind explain` takes, and what it refuses."""

from __future__ import annotations

import gzip
import io
import json
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from otel_errkind.__main__ import main
from otel_errkind._core.exception_tables import CANCELLATIONS, EXCEPTIONS

if TYPE_CHECKING:
    from pathlib import Path

QUOTA = '{"error": {"code": "insufficient_quota", "message": "You are out of credit"}}'


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run the command and return what it prints."""
    main(["explain", *words])
    return capsys.readouterr().out


def judged(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """Run the command and return the verdict in its document."""
    verdict: dict[str, Any] = json.loads(printed(capsys, "--json", *words))["verdict"]
    return verdict


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> io.BytesIO:
    """Return what the command reads as its standard input."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(raw))
    return raw


def fill(stream: io.BytesIO, text: bytes) -> None:
    """Put a text where it is read next."""
    stream.write(text)
    stream.seek(0)


CHAINS = {
    "a class with a row": (["httpx.ReadTimeout"], "read_timeout", "httpx.ReadTimeout has a row in the table"),
    "a class of which only the base has one": (
        ["ssl.SSLCertVerificationError"],
        "tls",
        "ssl.SSLCertVerificationError has the row of ssl.SSLError",
    ),
    "a fork": (["httpx2.PoolTimeout"], "pool_timeout", "httpx2.PoolTimeout has a row in the table"),
    "a builtin": (
        ["ConnectionRefusedError"],
        "connection_refused",
        "ConnectionRefusedError has a row in the table",
    ),
    "a bare name": (["ReadTimeout"], "read_timeout", "httpx.ReadTimeout has a row in the table"),
    "a cause that narrows": (
        ["httpx.ConnectError", "httpcore.ConnectError", "socket.gaierror"],
        "dns",
        "httpx.ConnectError has a row in the table, narrowed by socket.gaierror",
    ),
    "a cover": (
        ["openai.APIConnectionError", "httpx.ReadTimeout"],
        "read_timeout",
        "inside openai.APIConnectionError, httpx.ReadTimeout has a row in the table",
    ),
    "a cover without a cause": (
        ["openai.APIConnectionError"],
        "connection_failed",
        "openai.APIConnectionError has a row in the table, which leaves it to its cause",
    ),
    "a holder of a response": (
        ["requests.HTTPError"],
        "unclassified",
        "requests.exceptions.HTTPError has a row in the table, which leaves it to the response that it holds",
    ),
    "the public name of a class": (
        ["aiohttp.ClientConnectorDNSError"],
        "dns",
        "aiohttp.client_exceptions.ClientConnectorDNSError has a row in the table",
    ),
    "a library that is not here": (
        ["botocore.exceptions.ReadTimeoutError"],
        "read_timeout",
        "botocore.exceptions.ReadTimeoutError has a row in the table",
    ),
    "a name of it that the table has elsewhere": (
        ["stripe.APIConnectionError"],
        "connection_failed",
        "stripe._error.APIConnectionError has a row in the table, which leaves it to its cause",
    ),
    "a text": (
        ["httpx.RemoteProtocolError", "--message", "Server disconnected without sending a response."],
        "connection_reset",
        "httpx.RemoteProtocolError says it by its text or its error number",
    ),
    "an error number": (
        ["OSError", "--message", "[Errno 111] Connection refused"],
        "connection_refused",
        "OSError says it by its text or its error number",
    ),
}


@pytest.mark.parametrize(("words", "reason", "why"), CHAINS.values(), ids=CHAINS)
def test_exceptions_are_judged_by_name(
    words: list[str], reason: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A chain of names is judged as the exceptions would be, whether their libraries are there or not."""
    told = json.loads(printed(capsys, "--json", *words))

    assert told["verdict"]["reason"] == reason
    assert told["layers"][-1]["why"] == why


@pytest.mark.parametrize("name", [*EXCEPTIONS, *CANCELLATIONS])
def test_every_name_of_the_tables_is_accepted(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever name a table knows is judged, whether its library is there or not."""
    code = main(["explain", name])

    out, err = capsys.readouterr()
    assert code in {0, 1}
    assert "no row for" not in out
    assert not err


def test_an_exception_that_needs_arguments_is_made_without(capsys: pytest.CaptureFixture[str]) -> None:
    """An installed class is judged though its constructor wants what no command line can give."""
    with pytest.raises(TypeError):
        httpx.HTTPStatusError("Client error")  # type: ignore[call-arg]

    verdict = judged(capsys, "httpx.HTTPStatusError", "--message", "Client error '404 Not Found' for url")

    assert verdict["reason"] == "not_found"


def test_an_exception_may_come_after_a_response(capsys: pytest.CaptureFixture[str]) -> None:
    """With a status the same exception broke the body."""
    verdict = judged(capsys, "httpx.ReadTimeout", "--status", "200")

    assert (verdict["category"], verdict["phase"]) == ("timeout", "body")


def test_headers_repeat(capsys: pytest.CaptureFixture[str]) -> None:
    """A header that is given twice has both values, and its name may be in any case."""
    verdict = judged(capsys, "--status", "429", "--header", "Retry-After: 3", "--header", "RETRY-AFTER:7")

    assert verdict["retry_after"] == 7.0


def test_elapsed_time_counts(capsys: pytest.CaptureFixture[str]) -> None:
    """The elapsed time tells Heroku's crash from its limit of 30 seconds."""
    page = ["--status", "503", "--body", "<html><title>Application Error</title>"]

    quick, slow = judged(capsys, *page), judged(capsys, *page, "--elapsed", "30.1")

    assert (quick["reason"], slow["reason"]) == ("internal", "gateway_timeout")


def test_a_body_comes_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`@FILE` is read as bytes."""
    file = tmp_path / "body"
    file.write_bytes(QUOTA.encode("utf-16"))

    verdict = judged(capsys, "--status", "429", "--body", f"@{file}")

    assert verdict["reason"] == "billing"


def test_a_body_comes_from_stdin(stdin: io.BytesIO, capsys: pytest.CaptureFixture[str]) -> None:
    """`@-` reads the standard input."""
    fill(stdin, QUOTA.encode())

    verdict = judged(capsys, "--status", "429", "--body", "@-")

    assert verdict["reason"] == "billing"


@pytest.mark.parametrize("body", [QUOTA.encode(), gzip.compress(QUOTA.encode())], ids=["decoded", "coded"])
@pytest.mark.parametrize("coding", ["gzip", "br", "rot13"])
def test_a_content_coding_is_undone(
    coding: str, body: bytes, stdin: io.BytesIO, capsys: pytest.CaptureFixture[str]
) -> None:
    """A coded body is decoded, unless it was before: `curl --compressed` leaves the header."""
    fill(stdin, body)

    verdict = judged(capsys, "--status", "429", "--header", f"content-encoding: {coding}", "--body", "@-")

    is_readable = body.startswith(b"{") or coding == "gzip"
    assert verdict["reason"] == ("billing" if is_readable else "rate_limit")


@pytest.mark.parametrize("where", ["--curl", "--curl=-"])
def test_curl_comes_from_stdin(where: str, stdin: io.BytesIO, capsys: pytest.CaptureFixture[str]) -> None:
    """`curl -i URL | otel-errkind explain --curl` explains what curl got."""
    fill(stdin, b"HTTP/2 429 \r\ncontent-type: application/json\r\n\r\n" + QUOTA.encode())

    verdict = judged(capsys, where)

    assert verdict["reason"] == "billing"


def test_curl_comes_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--curl FILE` reads what was saved."""
    file = tmp_path / "saved"
    file.write_bytes(b"HTTP/2 404 \r\n\r\n")

    verdict = judged(capsys, "--curl", str(file))

    assert verdict["reason"] == "not_found"


MISUSE = {
    "nothing": ([], "nothing to judge: give an EXCEPTION, --status, --header, --body or --curl"),
    "message alone": (
        ["--status", "500", "--message", "x"],
        "--message is what an EXCEPTION says: name that as well",
    ),
    "status word": (["--status", "teapot"], "'teapot' is no status: give a number from 0 to 999"),
    "status superscript": (["--status", "²"], "'²' is no status: give a number from 0 to 999"),
    "status too long": (["--status", "1000"], "'1000' is no status: give a number from 0 to 999"),
    "header without colon": (["--header", "a"], "'a' is no header: give one such as 'retry-after: 3'"),
    "header without name": (["--header", ": a"], "': a' is no header: give one such as 'retry-after: 3'"),
    "elapsed word": (["--elapsed", "x"], "'x' is no length of time: give seconds, such as 2.5"),
    "elapsed not a number": (["--elapsed", "nan"], "'nan' is no length of time: give seconds, such as 2.5"),
    "elapsed endless": (["--elapsed", "inf"], "'inf' is no length of time: give seconds, such as 2.5"),
    "elapsed negative": (["--elapsed=-1"], "'-1' is no length of time: give seconds, such as 2.5"),
    "body without file": (["--body", "@/no/such"], "'/no/such' cannot be read: No such file or directory"),
    "body in a folder": (["--body", "@/"], "'/' cannot be read: Is a directory"),
    "curl and parts": (
        ["--curl", "--status", "500"],
        "--curl has all of it: leave out --status, --header and --body",
    ),
    "curl without file": (["--curl", "/no/such"], "'/no/such' cannot be read: No such file or directory"),
    "curl of another file": (
        ["--curl", __file__],
        f"'{__file__}' begins with no status line: give what `curl -i` prints",
    ),
    "no name": (["429"], "'429' is no exception: give a name such as httpx.ReadTimeout"),
    "no class": (["json.dumps"], "'json.dumps' is no exception: give a name such as httpx.ReadTimeout"),
    "no exception": (["dict"], "'dict' is no exception: give a name such as httpx.ReadTimeout"),
    "group": (
        ["ExceptionGroup"],
        "ExceptionGroup cannot be made without its parts: of a group, give the name of a member",
    ),
    "several of that name": (
        ["HTTPError"],
        "'HTTPError' may be any of urllib.error.HTTPError, httpx.HTTPError,",
    ),
}


@pytest.mark.parametrize(("words", "complaint"), MISUSE.values(), ids=MISUSE)
def test_misuse_exits_with_2_and_says_what_is_accepted(
    words: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Misuse ends with code 2, a line that names what was wrong, and nothing on stdout."""
    code = main(["explain", *words])

    out, err = capsys.readouterr()
    assert code == 2
    assert complaint in err
    assert not out


def test_an_empty_stdin_is_misuse(stdin: io.BytesIO, capsys: pytest.CaptureFixture[str]) -> None:
    """A curl that got no answer prints nothing; that is said, not judged."""
    fill(stdin, b"")

    code = main(["explain", "--curl"])

    assert code == 2
    assert "what came on stdin begins with no status line" in capsys.readouterr().err


def test_the_help_names_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` says what the exit codes mean."""
    code = main(["explain", "--help"])

    out = capsys.readouterr().out
    assert code == 0
    assert "  0  the evidence proves a category, or that nothing failed\n" in out
    assert "  1  the category is unknown: the evidence proves nothing\n" in out
    assert "  2  misuse: no evidence, or some that cannot be read\n" in out
