"""Hostile input: whatever a server, a proxy or a library hands over, there is an answer, and soon."""

from __future__ import annotations

import gc
import json
import time
from collections import UserDict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hostile import HOSTILE
from otel_errkind._core.classify import classify, classify_evidence, classify_exception
from otel_errkind._core.document import LONGEST_BODY
from otel_errkind._core.envelope import LONGEST_CODE, LONGEST_MESSAGE
from otel_errkind._core.exceptions import phase_of
from otel_errkind._core.model import ErrorCategory, ErrorInfo, Evidence, Phase, Reason
from otel_errkind._core.redact import Redactor
from otel_errkind._core.tables import REASONS
from otel_errkind._core.waiting import LONGEST_WAIT
from otel_errkind._core.words import ruling_of

if TYPE_CHECKING:
    from collections.abc import Callable

HANGS = 0.5
"""Seconds of this thread that no answer takes on any machine; `tests/bench` has the microseconds."""

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    [
        "error",
        "errors",
        "type",
        "code",
        "message",
        "status",
        "detail",
        "title",
        "ok",
        "jsonrpc",
        "kind",
        "reason",
        "details",
        "__type",
        "Error",
        "Code",
        "error_code",
        "error_msg",
        "errcode",
        "errmsg",
        "base_resp",
        "sqlState",
        "hint",
        "extensions",
        "metadata",
        "root_cause",
        "fbtrace_id",
        "doc_url",
        "is_transient",
        "data",
        "success",
        "estimated_time",
        "retry_after",
        "Response",
        "fault",
        "error_description",
        "retryDelay",
    ]
)
ENVELOPES = st.recursive(
    JSON_VALUES,
    lambda inner: st.dictionaries(FIELDS, inner, max_size=6) | st.lists(inner, max_size=3),
    max_leaves=16,
)
BODIES = st.binary(max_size=400) | st.text(max_size=400) | ENVELOPES.map(json.dumps)
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            "Retry-After",
            "retry-after-ms",
            "Date",
            "X-RateLimit-Remaining",
            "ratelimit-reset",
            "RateLimit",
            "grpc-status",
            "content-type",
            "www-authenticate",
            "x-should-retry",
            "x-amzn-errortype",
            "grpc-message",
        ]
    )
    | st.text(max_size=20),
    st.text(max_size=40) | st.from_regex(r"[0-9;:=.,GMT ]{0,30}", fullmatch=True),
    max_size=6,
)


def sound(info: ErrorInfo | None) -> bool:
    """Say whether a verdict keeps every promise that does not depend on the evidence."""
    return info is None or (
        info.category is REASONS[info.reason].category
        and info.category in ErrorCategory
        and info.phase in Phase
        and len(info.code or "") <= LONGEST_CODE
        and len(info.message or "") <= LONGEST_MESSAGE
        and 0 <= (info.retry_after or 0) <= LONGEST_WAIT
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    status=st.none() | st.integers(-5, 1200), headers=HEADERS, body=BODIES, elapsed=st.none() | st.floats()
)
def test_any_response_is_one_of_seven_or_no_error(
    status: int | None, headers: dict[str, str], body: bytes | str, elapsed: float | None
) -> None:
    """Any status, headers and body give a sound verdict, and no exception where none would be caught."""
    info = classify_evidence(Evidence(status, headers, body, None, elapsed))

    assert sound(info)
    assert sound(classify(status_code=status, headers=headers, body=body, elapsed=elapsed))


@settings(deadline=None)
@given(
    body=ENVELOPES.map(json.dumps), cut=st.integers(0, 300), status=st.sampled_from((200, 400, 403, 429, 503))
)
def test_a_body_cut_anywhere_is_read_as_far_as_it_goes(body: str, cut: int, status: int) -> None:
    """A cut body, as text or as bytes, gives a sound verdict."""
    infos = [classify_evidence(Evidence(status, body=part)) for part in (body[:cut], body.encode()[:cut])]

    assert all(sound(info) for info in infos)


SPOILED = {
    "an empty error": b'{"ok":false,"error":""}',
    "an endless code": b"MALFORMED_" * 6000 + b": no",
    "an endless number": b'["error",' + b"9" * 200 + b',"apikey: invalid"]',
    "an endless attribute": b'<a><error code="' + b"A" * 200 + b'">no</error></a>',
    "an endless error": b'{"ok":false,"error":"' + b"no such thing " * 4000 + b'"}',
}
"""What the fuzzer has found."""


@pytest.mark.parametrize("body", SPOILED.values(), ids=SPOILED)
@pytest.mark.parametrize("status", [200, 400])
def test_what_once_broke_a_promise(body: bytes, status: int) -> None:
    """A text that is empty or endless gives a bounded verdict."""
    info = classify_evidence(Evidence(status, body=body))

    assert sound(info)
    assert info is not None or status == 200


@given(code=st.text(max_size=200))
def test_any_code_is_ruled_by_its_words_or_not_at_all(code: str) -> None:
    """Any text as a code gives a reason of the closed set, or nothing."""
    ruling = ruling_of(code)

    assert ruling is None or ruling.reason in Reason


@settings(deadline=None)
@given(
    links=st.lists(st.sampled_from((ValueError, OSError, TimeoutError, KeyError, EOFError)), max_size=6),
    loop=st.booleans(),
)
def test_any_chain_of_exceptions_is_judged(links: list[type[Exception]], *, loop: bool) -> None:
    """Chains of any kind and length, closed to a circle or not, give a sound verdict."""
    chain = [link("x") for link in links] or [ValueError()]
    for outer, inner in pairwise(chain):
        outer.__cause__ = inner
    if loop:
        chain[-1].__context__ = chain[0]

    info = classify(exception=chain[0])

    assert sound(info)
    assert info is not None


def test_a_chain_of_ten_thousand_links_is_judged_at_once() -> None:
    """A chain as deep as a retry loop can make it costs no more than its outer links."""
    exc: BaseException = ValueError("deepest")
    for _ in range(10_000):
        outer = ValueError("outer")
        outer.__context__ = exc
        exc = outer
    begun = time.thread_time()

    info = classify_exception(exc)

    assert info is None
    assert phase_of(exc) is None
    assert time.thread_time() - begun < HANGS


def test_groups_within_groups_end() -> None:
    """A group as deep as asyncio lets it grow is judged, and so is one with very many members."""
    exc: Exception = TimeoutError()
    for _ in range(200):
        exc = ExceptionGroup("level", [exc])
    deeper = exc
    for _ in range(2000):
        deeper = ExceptionGroup("level", [deeper])
    wide = ExceptionGroup("wide", [TimeoutError() for _ in range(2000)])

    deep_verdict, wide_verdict = classify(exception=exc), classify(exception=wide)

    assert sound(classify(exception=deeper))
    assert deep_verdict is not None
    assert deep_verdict.category is ErrorCategory.TIMEOUT
    assert wide_verdict is not None
    assert wide_verdict.category is ErrorCategory.TIMEOUT


def grouped(size: int, depth: int) -> Exception:
    """Return groups of groups, each member of which another group has caused."""
    members = [grouped(size, depth - 1) if depth else TimeoutError() for _ in range(size)]
    for member in members:
        member.__cause__ = ExceptionGroup("cause", [ConnectionError() for _ in range(size)])
    return ExceptionGroup("group", members)


def test_groups_do_not_multiply() -> None:
    """Thousands of failures in one tree of groups cost no more than its first ones."""
    tree = grouped(10, 3)
    begun = time.thread_time()

    info = classify(exception=tree)

    assert info is not None
    assert info.category is ErrorCategory.TIMEOUT
    assert time.thread_time() - begun < HANGS


class Raising:
    """An object that answers no question."""

    def __getattribute__(self, name: str) -> object:
        """Raise."""
        raise ZeroDivisionError(name)


class Refusing(Exception):  # noqa: N818 - it stands for any
    """An exception that answers no question."""

    def __getattribute__(self, name: str) -> object:
        """Raise."""
        raise ZeroDivisionError(name)


class Unprintable(Exception):  # noqa: N818 - it stands for any
    """An exception with properties and texts that raise, all of which a client's own might have."""

    @property
    def response(self) -> object:
        """Raise."""
        raise ZeroDivisionError

    status_code = headers = body = response

    def __str__(self) -> str:
        """Raise."""
        raise ZeroDivisionError

    __repr__ = __str__


class Posing(Exception):  # noqa: N818 - it stands for any
    """An exception that says it were a number."""

    __class__ = int  # type: ignore[assignment]


class RaisingHeaders(UserDict[str, str]):
    """A mapping whose items cannot be had."""

    def items(self) -> NoReturn:
        """Raise."""
        raise ZeroDivisionError


def with_attributes(**attributes: object) -> Exception:
    """Return an exception with attributes of its own."""
    exc = Exception("failed")
    vars(exc).update(attributes)
    return exc


ODD: dict[str, Any] = {
    "raising": Raising(),
    "bool": True,
    "huge": 10**30,
    "negative": -5,
    "float": 429.5,
    "not a number": float("nan"),
    "text": "429",
    "bytes": b"429",
    "list": [429],
    "object": {"status": {}},
    "array": bytearray(b'{"error": 1}'),
    "view": memoryview(b"{}"),
    "kind": Exception,
}


# Not the exceptions themselves: pytest asks a parameter for its class.
@pytest.mark.parametrize("kind", [Refusing, Unprintable, Posing])
def test_no_class_of_exceptions_makes_it_raise(kind: type[Exception]) -> None:
    """What an exception's own code raises is no error of ours."""
    exc = kind("failed")

    assert classify_exception(exc) is None
    assert sound(classify(exception=exc))


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["status_code", "status", "code", "response", "headers", "body", "errno"])
def test_no_attribute_makes_it_raise(name: str, odd: str) -> None:
    """An exception may keep anything under the names that clients use, on itself or on its response."""
    value = ODD[odd]
    response = type("Response", (), {})()
    vars(response)[name] = value
    excs = [with_attributes(**{"status_code": 429, name: value}), with_attributes(response=response)]

    assert all(sound(classify_exception(exc)) for exc in excs)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", ["status_code", "headers", "body", "exception", "elapsed"])
@pytest.mark.parametrize("status", [200, 403, 429])
def test_no_argument_makes_it_raise(name: str, odd: str, status: int) -> None:
    """Whatever the types promise, an argument of another type gives a verdict or none."""
    arguments: dict[str, Any] = {"status_code": status, "body": b'{"error": {"code": "slow_down"}}'}

    assert sound(classify(**(arguments | {name: ODD[odd]})))


HOSTILE_HEADERS: dict[str, Any] = {
    "raising": RaisingHeaders(a="b"),
    "bytes": {b"retry-after": b"3"},
    "numbers": {"retry-after": 3, 4: 5},
    "none": {"retry-after": None},
    "lists": {"retry-after": ["3"]},
    "objects": {"retry-after": Raising()},
    "pairs": [("retry-after", "3")],
    "very many": {f"x-ratelimit-{number}": "1" for number in range(10_000)},
    "very long": {"x-ratelimit-" + "a" * 1_000_000: "0" * 1_000_000},
}


@pytest.mark.parametrize("kind", HOSTILE_HEADERS)
@pytest.mark.parametrize("status", [200, 403, 429])
def test_no_headers_make_it_raise(kind: str, status: int) -> None:
    """Headers of any kind leave the status its say."""
    info = classify(status_code=status, headers=HOSTILE_HEADERS[kind])

    assert sound(info)
    assert (info is None) is (status == 200)


def test_a_large_response_is_not_read_whole() -> None:
    """Of a body of 100 MB that an exception carries, the beginning counts."""
    response = type("Response", (), {})()
    vars(response).update(status_code=500, headers={}, _content=bytes(100_000_000))
    begun = time.thread_time()

    info = classify_exception(with_attributes(response=response))

    assert info is not None
    assert time.thread_time() - begun < HANGS


REDACT = Redactor()
CORPUS = [json.loads(line) for line in Path(__file__).with_name("corpus.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("row", CORPUS, ids=[row["id"] for row in CORPUS])
def test_redaction_changes_no_category(row: dict[str, Any]) -> None:
    """What is left of a body means what the whole did, for whoever classifies it again from a span."""
    known = {"status_code": row["status"], "headers": row.get("headers"), "elapsed": row.get("elapsed")}

    whole, redacted = (
        classify(**known, body=body) for body in (row.get("body"), REDACT(row.get("body", "")))
    )

    assert (whole and whole.category) == (redacted and redacted.category)


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("status", [200, 403, 429, 500, 503])
def test_no_body_takes_long(body: bytes, status: int) -> None:
    """64 KiB made to upset a parser or a pattern do not hang it, whatever the status."""
    seconds = timed(lambda: classify_evidence(Evidence(status, body=body)))

    assert seconds < HANGS


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that work takes in this thread: other programs do not count.

    Nor does the collection of what thousands of other tests left, which once took half a second.
    """
    gc.disable()
    try:
        begun = time.thread_time()
        work()
        return time.thread_time() - begun
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "name", ["retry-after", "x-ratelimit-reset", "ratelimit", "www-authenticate", "date"]
)
@pytest.mark.parametrize("unit", ["1", "1,", "r=0;", " ", "1m ", 'error="', "Mon, "])
def test_no_header_takes_long(name: str, unit: str) -> None:
    """A header of 64 KiB does not hang what reads it."""
    headers = {name: unit * (LONGEST_BODY // len(unit)), "x-ratelimit-remaining": "0"}

    seconds = timed(lambda: classify_evidence(Evidence(429, headers)))

    assert seconds < HANGS
