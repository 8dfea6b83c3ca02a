"""Waits and limits that headers prove, and only those that they prove."""

from __future__ import annotations

import pytest
from multidict import CIMultiDict

from otel_errkind._core import headers, waiting
from otel_errkind._core.classify import classify, classify_evidence
from otel_errkind._core.model import Evidence

DATE = "Tue, 01 Sep 2026 12:00:00 GMT"
EPOCH = 1788264000  # DATE


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        pytest.param("3", 3.0, id="integer"),
        pytest.param("0.5", 0.5, id="fraction"),
        pytest.param(" 7 ", 7.0, id="spaces"),
        pytest.param("0", 0.0, id="zero"),
        pytest.param("Tue, 01 Sep 2026 12:01:30 GMT", 90.0, id="date ahead"),
        pytest.param("Tue, 01 Sep 2026 11:00:00 GMT", 0.0, id="date gone by"),
        pytest.param("Tuesday, 01-Sep-26 12:00:05 GMT", 5.0, id="RFC 850 date"),
        pytest.param("2026-09-01T12:00:10Z", 10.0, id="RFC 3339"),
        pytest.param("2026-09-01T12:00:10", 10.0, id="RFC 3339 without a zone"),
        pytest.param(str(EPOCH + 20), 20.0, id="epoch"),
        pytest.param(str((EPOCH + 20) * 1000), 20.0, id="epoch in milliseconds"),
        pytest.param("20s", 20.0, id="duration"),
        pytest.param("6m0s", 360.0, id="minutes and seconds"),
        pytest.param("1h2m3s", 3723.0, id="hours"),
        pytest.param("2 days", 172800.0, id="days"),
        pytest.param("250ms", 0.25, id="milliseconds"),
        pytest.param("1d 2hrs 3 mins", 93780.0, id="units as people write them"),
        pytest.param("2 hours 5 secs", 7205.0, id="units as words"),
        pytest.param("500 milliseconds", 0.5, id="milliseconds in words"),
        pytest.param("2026-09-01T14:00:10+02:00", 10.0, id="RFC 3339 of another zone"),
        pytest.param("31622400", 31622400.0, id="a leap year"),
        pytest.param("366 days", 31622400.0, id="a leap year in days"),
        pytest.param("367 days", None, id="longer than a leap year"),
        pytest.param("3, 5", 5.0, id="two headers"),
        pytest.param("soon, 5", 5.0, id="two headers, one of them text"),
        pytest.param("-5", None, id="negative"),
        pytest.param("²", None, id="superscript"),
        pytest.param("", None, id="empty"),
        pytest.param("nan", None, id="nan"),
        pytest.param("1e3", None, id="exponent"),
        pytest.param("999999999", None, id="thirty years"),
        pytest.param("9" * 30, None, id="huge"),
        pytest.param("9" * 400, None, id="endless"),
        pytest.param("9" * 20, None, id="epoch of another age"),
        pytest.param("9999-99-99T00:00:00Z", None, id="no such day"),
        pytest.param("a while", None, id="words"),
        pytest.param("a, b", None, id="several words"),
        pytest.param("Mon, " * 40, None, id="long"),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    """Retry-After is read in every form that servers send, and what is no wait is none."""
    info = classify(status_code=503, headers={"RETRY-AFTER": value, "date": DATE})

    assert info is not None
    assert info.retry_after == (None if seconds is None else pytest.approx(seconds))


def test_a_date_without_a_base_proves_nothing() -> None:
    """An absolute time needs the answer's own Date or the moment of its arrival."""
    late = {"retry-after": "Tue, 01 Sep 2026 12:01:30 GMT"}

    without = classify(status_code=503, headers=late)
    arrived = classify_evidence(Evidence(503, late, received_at=EPOCH + 60.0))

    assert without is not None
    assert without.retry_after is None
    assert arrived is not None
    assert arrived.retry_after == pytest.approx(30.0)


def test_a_date_that_is_none_gives_way_to_the_arrival() -> None:
    """A Date that cannot be read counts as absent."""
    late = {"retry-after": str(EPOCH + 5), "date": "today"}

    info = classify_evidence(Evidence(503, late, received_at=float(EPOCH)))

    assert info is not None
    assert info.retry_after == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [
        pytest.param({"retry-after-ms": "1500", "retry-after": "9"}, 1.5, id="milliseconds first"),
        pytest.param({"x-ms-retry-after-ms": "512"}, 0.512, id="Cosmos DB"),
        pytest.param({"x-amz-retry-after": "700"}, 0.7, id="AWS in milliseconds"),
        pytest.param({"grpc-retry-pushback-ms": "250"}, 0.25, id="gRPC"),
        pytest.param({"x-retry-after": "4"}, 4.0, id="with an x"),
        pytest.param({"retry-after-ms": "150000000"}, 150000.0, id="days in milliseconds"),
        pytest.param({"retry-after-ms": "soon", "retry-after": "9"}, 9.0, id="unreadable milliseconds"),
        pytest.param({"retry-after-ms": "9" * 9 + ".5"}, None, id="no whole milliseconds"),
        pytest.param({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "33"}, 33.0, id="used up"),
        pytest.param({"x-ratelimit-remaining": "5", "x-ratelimit-reset": "33"}, None, id="something left"),
        pytest.param({"x-ratelimit-reset": "33"}, 33.0, id="remaining unsaid"),
        pytest.param(
            {"X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": str(EPOCH + 7), "Date": DATE},
            7.0,
            id="epoch",
        ),
        pytest.param(
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(EPOCH)}, None, id="epoch without a base"
        ),
        pytest.param(
            {
                "x-ratelimit-remaining-requests": "10",
                "x-ratelimit-reset-requests": "1s",
                "x-ratelimit-remaining-tokens": "0",
                "x-ratelimit-reset-tokens": "6m0s",
            },
            360.0,
            id="the one of two that is used up",
        ),
        pytest.param(
            {"x-ratelimit-reset-requests": "1s", "x-ratelimit-reset-tokens": "6m0s"},
            None,
            id="two, neither proven",
        ),
        pytest.param(
            {
                "anthropic-ratelimit-tokens-remaining": "0",
                "anthropic-ratelimit-tokens-reset": "2026-09-01T12:00:12Z",
                "date": DATE,
            },
            12.0,
            id="Anthropic",
        ),
        pytest.param(
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset-ms": "1500"}, 1.5, id="reset in milliseconds"
        ),
        pytest.param(
            {"x-ratelimit-remaining": "0, 1985", "x-ratelimit-reset": "1, 1419704"}, 1.0, id="second used up"
        ),
        pytest.param(
            {"x-ratelimit-remaining": "0,0", "x-ratelimit-reset": "1,1419704"}, 1419704.0, id="both used up"
        ),
        pytest.param(
            {"x-ratelimit-remaining": "1, 1985", "x-ratelimit-reset": "1, 1419704"},
            None,
            id="neither used up",
        ),
        pytest.param(
            {
                "x-ratelimit-remaining": "0",
                "x-ratelimit-reset": "Tue, 01 Sep 2026 12:00:07 GMT",
                "date": DATE,
            },
            7.0,
            id="a date is no list",
        ),
        pytest.param(
            {
                "x-ratelimit-remaining": ",".join(["1"] * 9 + ["0"]),
                "x-ratelimit-reset": ",".join(["2"] * 9 + ["3"]),
            },
            None,
            id="more than anybody has",
        ),
        pytest.param({"ratelimit": "limit=10, remaining=0, reset=5"}, 5.0, id="IETF draft, old"),
        pytest.param({"ratelimit": "limit=10, remaining=2, reset=5"}, None, id="IETF draft, old, left"),
        pytest.param({"x-ratelimit": "limit=10, remaining=0, reset=5"}, 5.0, id="IETF draft with an x"),
        pytest.param({"ratelimit": '"default";r=0;t=6'}, 6.0, id="IETF draft, new"),
        pytest.param({"ratelimit": '"default";r=2;t=6'}, None, id="IETF draft, something left"),
    ],
)
def test_waits_of_a_limit(sent: dict[str, str], seconds: float | None) -> None:
    """A limit's reset counts where it is the limit that was hit."""
    info = classify(status_code=429, headers=sent)

    assert info is not None
    assert info.retry_after == (None if seconds is None else pytest.approx(seconds))


def test_a_reset_is_no_wait_where_no_limit_was_hit() -> None:
    """Reset headers ride on every answer; a 500 has nothing to do with them."""
    info = classify(status_code=500, headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": "33"})

    assert info is not None
    assert info.retry_after is None


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"x-ratelimit-remaining": "0"}, id="plain"),
        pytest.param({"X-RateLimit-Remaining": "0.0"}, id="Reddit"),
        pytest.param({"ratelimit-remaining": "0;w=21600"}, id="Docker Hub"),
        pytest.param({"x-rate-limit-remaining": "0"}, id="X"),
        pytest.param({"x-ratelimit-remaining-tokens": "0"}, id="OpenAI"),
        pytest.param({"ratelimit": '"a";r=0;t=5'}, id="IETF draft"),
        pytest.param({"ratelimit": "limit=10, remaining=0, reset=5"}, id="IETF draft, old"),
        pytest.param({"retry-after": "60"}, id="Retry-After"),
    ],
)
def test_a_403_that_is_a_limit(sent: dict[str, str]) -> None:
    """A 403 with a used-up limit or a wait is our rate, in every spelling."""
    info = classify(status_code=403, headers=sent, body=b"{}")

    assert info is not None
    assert (info.category.value, info.rule.partition(":")[0]) == ("rate_limited", "header")


@pytest.mark.parametrize("sent", [{"x-ratelimit-remaining": "4996"}, {"x-ratelimit-limit": "0"}, {}])
def test_a_403_that_only_looks_like_a_limit(sent: dict[str, str]) -> None:
    """A limit with something left proves nothing."""
    info = classify(status_code=403, headers=sent)

    assert info is not None
    assert info.category.value == "unauthorized"


@pytest.mark.parametrize(
    ("status", "sent", "retryable"),
    [
        (500, {"x-should-retry": "false"}, False),
        (400, {"X-Should-Retry": "true"}, True),
        (500, {"stripe-should-retry": "false"}, False),
        (400, {"Stripe-Should-Retry": "TRUE"}, True),
        (500, {"x-should-retry": "maybe"}, True),
    ],
)
def test_a_server_that_decides_about_retries(status: int, sent: dict[str, str], *, retryable: bool) -> None:
    """The header of the vendor decides against what the reason says, and nonsense in it does not."""
    info = classify(status_code=status, headers=sent)

    assert info is not None
    assert info.retryable is retryable


def test_headers_that_are_no_text() -> None:
    """Raw bytes and numbers, as some SDKs keep them, are read as text or passed over."""
    raw: dict[object, object] = {b"retry-after": b"3", 7: 8, "X-Should-Retry": "false"}

    found = headers.lowered(raw)  # type: ignore[arg-type]  # the lie is the subject

    assert found["x-should-retry"] == "false"
    assert classify(status_code=500, headers=raw) is not None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Please try again in 9m38.016s. More at the console.", 578.016),
        ("try again in 114h18m0s", 411480.0),
        ("Please retry after 20 seconds.", 20.0),
        ("Expected available in 37 seconds.", 37.0),
        ("please try again after 1 seconds", 1.0),
        ("retry in 1 minute", 60.0),
        ("Retry your request after 3 seconds.", 3.0),
        ("Limit 10/min. Retry again in 12s", 12.0),
        ("Out of call volume quota. Quota will be replenished in 00:42:19.", 2539.0),
        ("Quota will be replenished in 2.01:00:05.", 176405.0),
        ("Quota will be replenished in 999.00:00:00.", None),
        ("Your limit resets in 2 hours", 7200.0),
        ("Available again in 5 seconds", 5.0),
        ("The limit will reset after 30 seconds", 30.0),
        ("Please wait 5 minutes before you try this", 300.0),
        ("wait for about 20 seconds", 20.0),
        ("You can send the request after 49 seconds", 49.0),
        ("Retry the request in 4 seconds", 4.0),
        ("Retry this request after 4 seconds", 4.0),
        ("couldn't start executing the request in 10.000 seconds", None),
        ("try again in a few minutes", None),
        ("limited to 40 calls / minute", None),
        ("50 requests per 12 hours", None),
    ],
)
def test_promises(text: str, seconds: float | None) -> None:
    """A sentence that promises a time is read; one that only names a period is not."""
    wait = waiting.promised(text)

    assert wait == (None if seconds is None else pytest.approx(seconds))


def test_a_repeated_header_is_one_list() -> None:
    """Mappings of clients may hold a name several times: the values count together (RFC 9110, 5.3)."""
    fields = CIMultiDict([("Retry-After", "7"), ("retry-after", "3"), ("Content-Type", "text/plain")])
    assert headers.lowered(fields) == {"retry-after": "7, 3", "content-type": "text/plain"}

    info = classify(status_code=503, headers=fields)
    assert info is not None
    assert info.retry_after == 7.0


@pytest.mark.parametrize(
    ("status", "name", "value", "reason", "retryable"),
    [
        (403, "x-ratelimit-remaining", "0", "rate_limit", True),
        (500, "x-should-retry", "false", "internal", False),
        (200, "grpc-status", "8", "rate_limit", True),
    ],
)
def test_what_is_said_twice_is_said(
    status: int, name: str, value: str, reason: str, *, retryable: bool
) -> None:
    """A gateway adds its own copy of what it was answered."""
    info = classify(status_code=status, headers=CIMultiDict([(name, value), (name, value)]), body=b"")

    assert info is not None
    assert (info.reason.value, info.retryable) == (reason, retryable)
