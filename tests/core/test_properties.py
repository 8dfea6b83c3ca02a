"""Hostile input: whatever a server, a proxy or a library hands over, there is an answer, and soon."""

from __future__ import annotations

import json
import sys
import time
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otel_errkind._core.classify import classify, classify_exception
from otel_errkind._core.document import LONGEST_BODY
from otel_errkind._core.envelope import LONGEST_CODE, LONGEST_MESSAGE
from otel_errkind._core.exceptions import phase_of
from otel_errkind._core.model import ErrorCategory, ErrorInfo, Phase, Reason
from otel_errkind._core.tables import REASONS
from otel_errkind._core.waiting import LONGEST_WAIT
from otel_errkind._core.words import ruling_of

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
    """Any status, headers and body give a sound verdict and no exception."""
    info = classify(status_code=status, headers=headers, body=body, elapsed=elapsed)

    assert sound(info)


@settings(deadline=None)
@given(
    body=ENVELOPES.map(json.dumps), cut=st.integers(0, 300), status=st.sampled_from((200, 400, 403, 429, 503))
)
def test_a_body_cut_anywhere_is_read_as_far_as_it_goes(body: str, cut: int, status: int) -> None:
    """A cut body, as text or as bytes, gives a sound verdict."""
    infos = [classify(status_code=status, body=part) for part in (body[:cut], body.encode()[:cut])]

    assert all(sound(info) for info in infos)


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
    begun = time.perf_counter()

    info = classify_exception(exc)

    assert info is None
    assert phase_of(exc) is None
    assert time.perf_counter() - begun < 10 * LIMIT


def test_groups_within_groups_end() -> None:
    """A group as deep as asyncio lets it grow is judged, and so is one with very many members."""
    exc: Exception = TimeoutError()
    for _ in range(200):
        exc = ExceptionGroup("level", [exc])
    wide = ExceptionGroup("wide", [TimeoutError() for _ in range(2000)])

    deep_verdict, wide_verdict = classify(exception=exc), classify(exception=wide)

    assert deep_verdict is not None
    assert wide_verdict is not None
    assert wide_verdict.category is ErrorCategory.TIMEOUT


LIMIT = 0.002 if sys.gettrace() is None else 0.1
"""Seconds; coverage measures each line and makes them long."""

HOSTILE = {
    "opened": b"{" * LONGEST_BODY,
    "nested": b'{"error":' * 8000,
    "nested lists": b"[" * LONGEST_BODY,
    "digits": b"1" * LONGEST_BODY,
    "tags": b"<Code " * 11000,
    "open code": b"<Code>" + b" " * LONGEST_BODY,
    "prefixes": b"<a:Code " * 8000,
    "titles": b"<html><title " * 5000,
    "entities": b"<!DOCTYPE x [<!ENTITY a '" + b"&a;" * 20000,
    "cdata": b"<Error><Code><![CDATA[" * 3000,
    "capitals": b"A_" * (LONGEST_BODY // 2),
    "capitals and lines": b"A_B " * (LONGEST_BODY // 4),
    "spaces": b" " * LONGEST_BODY,
    "event lines": b"data: {\n" * 8000,
    "event errors": b'data: "error"\n' * 4600,
    "lines of JSON": b'{"a":1}\n' * 8000,
    "quotes": b'"' * LONGEST_BODY,
    "CSV": b'"{""' * (LONGEST_BODY // 4),
    "promise": b'{"error":"' + b"retry in 1 m " * 5000 + b'"}',
    "phrase": b'{"error":"' + b"not found in " * 5000 + b'"}',
    "upstream": b"upstream connect error " * 2800,
    "commas": b'{"error":"' + b"a," * 30000 + b'"}',
    "code": b'{"code":"' + b"to" * 64 + b'"}',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("status", [200, 403, 429, 500, 503])
def test_no_body_takes_long(body: bytes, status: int) -> None:
    """64 KiB made to upset a parser or a pattern take milliseconds at most, whatever the status."""
    best = min(timed(body, status) for _ in range(5))

    assert best < LIMIT


def timed(body: bytes, status: int) -> float:
    """Return the seconds that one classification takes."""
    begun = time.perf_counter()
    classify(status_code=status, body=body)
    return time.perf_counter() - begun


@pytest.mark.parametrize(
    "name", ["retry-after", "x-ratelimit-reset", "ratelimit", "www-authenticate", "date"]
)
@pytest.mark.parametrize("unit", ["1", "1,", "r=0;", " ", "1m ", 'error="', "Mon, "])
def test_no_header_takes_long(name: str, unit: str) -> None:
    """A header of 64 KiB takes milliseconds at most."""
    headers = {name: unit * (LONGEST_BODY // len(unit)), "x-ratelimit-remaining": "0"}
    begun = time.perf_counter()

    info = classify(status_code=429, headers=headers)

    assert sound(info)
    assert time.perf_counter() - begun < LIMIT
