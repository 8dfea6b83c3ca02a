"""Batches in `multipart/mixed`: a success whose parts are answers counts as failed if they say so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otel_errkind import classify
from otel_errkind._core.finder import ErrorFinder
from otel_errkind._core.glance import looks_wrong, stated_error

TYPE = {"content-type": "multipart/mixed; boundary=b_1"}
JSON = "Content-Type: application/json\n\n"
SOUND = f'HTTP/1.1 200 OK\n{JSON}{{"value": [1, 2]}}\n'
CREATED = "HTTP/1.1 204 No Content\nLocation: /items(7)\n\n"
MISSING = f'HTTP/1.1 404 Not Found\n{JSON}{{"error": {{"code": "NotFound", "message": "No item 7."}}}}\n'
TAKEN = f'HTTP/1.1 409 Conflict\n{JSON}{{"error": {{"code": "KeyInUse", "message": "Taken."}}}}\n'
LIMITED = f'HTTP/1.1 429 Too Many Requests\nRetry-After: 17\n{JSON}{{"error": {{"message": "Slow down."}}}}\n'
BROKEN = "HTTP/1.1 500 Internal Server Error\n\n"
UNAVAILABLE = "HTTP/1.1 503 Service Unavailable\nContent-Type: text/html\n\n<h1>Down</h1>\n"
DENIED = (
    f'HTTP/1.1 403 Forbidden\n{JSON}{{"error": {{"code": 403, "message": "Too fast.",'
    ' "errors": [{"domain": "usageLimits", "reason": "userRateLimitExceeded"}]}}\n'
)


def batch(*answers: str, boundary: str = "b_1", kind: str = "application/http") -> str:
    """Put answers, or what else is given, into parts."""
    heads = f"--{boundary}\nContent-ID: <1>\nContent-Type: {kind}\nContent-Transfer-Encoding: binary\n\n"
    return "".join(f"{heads}{answer}\n" for answer in answers) + f"--{boundary}--\n"


def changeset(*answers: str) -> str:
    """Put answers into a changeset, which is a part itself."""
    inner = batch(*answers, boundary="c-2")
    return f"--b_1\nContent-Type: multipart/mixed; boundary=c-2\n\n{inner}\n--b_1--\n"


FAILED = {
    "one": (batch(MISSING), "not_found", "NotFound"),
    "all, the first counts": (batch(TAKEN, MISSING), "conflict", "KeyInUse"),
    "the service's fault counts first": (batch(MISSING, UNAVAILABLE), "gateway_unavailable", None),
    "among sound ones": (batch(SOUND, BROKEN, SOUND), "internal", None),
    "a limit among sound ones": (batch(SOUND, CREATED, LIMITED), "rate_limit", None),
    "read as if it had come alone": (batch(DENIED, DENIED), "rate_limit", "userRateLimitExceeded"),
    "a changeset": (changeset(TAKEN), "conflict", "KeyInUse"),
    "a limit in a changeset": (changeset(CREATED, LIMITED), "rate_limit", None),
    "any case of letters": (
        batch(MISSING, kind="Application/HTTP; msgtype=response"),
        "not_found",
        "NotFound",
    ),
    "blank lines around": ("\n" + batch("\n" + MISSING), "not_found", "NotFound"),
    "no reason behind the status": (batch("HTTP/1.1 404\n\n"), "not_found", None),
    "refused": (batch("HTTP/1.1 400 Bad Request\n\n"), "invalid_request", None),
    "another version": (batch("HTTP/2 500 \n\n"), "internal", None),
}
SUCCEEDED = {
    "sound": batch(SOUND, CREATED),
    "an item that is missing": batch(SOUND, MISSING),
    "a conflict behind": batch(CREATED, SOUND, TAKEN),
    "a changeset": changeset(CREATED, SOUND),
    "an item missing in a changeset": changeset(CREATED, MISSING),
    "nothing": "--b_1\n--b_1--\n",
    "no part": "--b_1--\n",
    "its parts are no answers": batch(MISSING, BROKEN, kind="text/plain"),
    "an email": batch("HTTP/1.1 503 is what I see\n\n--\nMe", kind="message/rfc822"),
    "a status in an answer's body": batch(f"HTTP/1.1 200 OK\n\n{UNAVAILABLE}"),
    "an answer that is no HTTP": batch('{"error": {"code": 500}}'),
    "an answer that begins otherwise": batch("XHTTP/1.1 500 no\n\n"),
    "a redirect": batch("HTTP/1.1 302 Found\nLocation: /\n\n"),
    "deeper than a changeset": batch(
        batch(batch(BROKEN, boundary="e"), boundary="d", kind="multipart/mixed"), kind="multipart/mixed"
    ),
    "a changeset without delimiters": batch(BROKEN, kind="multipart/mixed"),
    "a form": '--x\nContent-Disposition: form-data; name="a"\n\nHTTP/1.1 500 no\n\n--x--\n',
    "a dump": "-- MySQL dump 10.13\n--\nContent-Type: application/http\n\nHTTP/1.1 500 no\n\n",
    "a document": "---\nerror: HTTP/1.1 500\n---\n",
    "a key": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    "another boundary inside": batch(f"HTTP/1.1 200 OK\n\n{batch(BROKEN, boundary='z')}"),
    "text before it": "To whom it may concern\n" + batch(BROKEN),
}


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("body", "reason", "code"), FAILED.values(), ids=FAILED)
def test_a_batch_fails_with_its_answers(body: str, reason: str, code: str | None, ending: str) -> None:
    """The first answer that blames the service gives the verdict, or the first if all have failed."""
    body = body.replace("\n", ending)

    for sent in (body, body.encode()):
        info = classify(status_code=200, headers=TYPE, body=sent)

        assert info is not None
        assert (info.reason, info.code, info.status_code) == (reason, code, 200)


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("body", SUCCEEDED.values(), ids=SUCCEEDED)
def test_a_batch_succeeds_with_its_answers(body: str, ending: str) -> None:
    """What one item has met among others is its own outcome, and what is no answer says nothing."""
    body = body.replace("\n", ending)

    for sent in (body, body.encode()):
        assert classify(status_code=200, headers=TYPE, body=sent) is None
        assert classify(status_code=200, body=sent) is None
    assert stated_error(body.encode(), 4096, TYPE) is None


def test_an_answer_speaks_for_itself() -> None:
    """Its own headers count, its own message and its own status; those around it do not."""
    around = {**TYPE, "retry-after": "500", "x-ratelimit-remaining": "0"}

    limited = classify(status_code=202, headers=around, body=batch(SOUND, LIMITED))
    denied = classify(status_code=202, headers=around, body=batch(DENIED.replace("userRate", "noSuch")))
    page = classify(status_code=200, headers=TYPE, body=batch(UNAVAILABLE))

    assert limited is not None
    assert (limited.message, limited.retry_after) == ("Slow down.", 17)
    assert denied is not None
    assert (denied.reason, denied.retry_after, denied.status_code) == ("permission_denied", None, 202)
    assert page is not None
    assert page.rule == "status"


@pytest.mark.parametrize(
    ("kind", "seen"),
    [("Multipart/Mixed;boundary=b_1", True), ("multipart/batch", True), ("text/plain", False)],
)
def test_only_what_is_sent_as_a_batch_is_one(kind: str, *, seen: bool) -> None:
    """A text that quotes a batch is a text; without a type the body speaks for itself."""
    body = batch(BROKEN)

    assert (classify(status_code=200, headers={"content-type": kind}, body=body) is not None) is seen
    assert classify(status_code=200, body=body) is not None


def test_an_answer_in_another_charset_is_read() -> None:
    """A byte that is no UTF-8 is replaced."""
    body = batch(LIMITED.replace("Slow down.", "Langsam, bitte sch\xf6n.")).encode("latin-1")

    info = classify(status_code=200, headers=TYPE, body=body)

    assert info is not None
    assert info.message == "Langsam, bitte sch\ufffdn."


def test_headers_of_an_answer_may_be_odd() -> None:
    """Of many headers, of lines that are none and of an answer without headers nothing is invented."""
    many = "".join(f"X-{number}: 1\n" for number in range(500)) + "Retry-After: 3\n"
    odd = "HTTP/1.1 429 Slow\nno header\n Retry-After : 5 \n\n{}"

    infos = [
        classify(status_code=200, body=batch(f"HTTP/1.1 429 Slow\n{many}\n")),
        classify(body=batch(odd), status_code=200),
    ]

    assert [info and info.retry_after for info in infos] == [None, 5]


@given(place=st.integers(0, 2000), which=st.sampled_from([*FAILED, *SUCCEEDED]))
def test_a_batch_that_was_cut_invents_nothing(place: int, which: str) -> None:
    """A part that is missing may have been sound, so that only the service's own faults count then."""
    whole = SUCCEEDED.get(which) or FAILED[which][0]
    body = whole.encode()[:place]

    info = classify(status_code=200, headers=TYPE, body=body)

    if which in SUCCEEDED or (info and len(whole.rstrip()) > place and info.category == "bad_request"):
        assert info is None


@pytest.mark.parametrize("size", [1, 700, 100_000])
def test_the_failed_answer_alone_is_kept(size: int) -> None:
    """Of a long batch the part that failed is returned, bounded, with the same verdict."""
    body = batch(*[SOUND] * 20, LIMITED, *[SOUND] * 20).encode()
    finder = ErrorFinder(4096, TYPE)

    alone = stated_error(body, 4096, TYPE)
    found = [finder.feed(body[start : start + size]) for start in range(0, len(body), size)]

    assert looks_wrong(body)
    assert alone is not None
    assert (b"Slow down." in alone, b"value" in alone) == (True, False)
    assert classify(status_code=200, headers=TYPE, body=alone) == classify(
        status_code=200, headers=TYPE, body=body
    )
    assert [piece for piece in found if piece] == []
    assert finder.end() == alone


def test_what_is_kept_is_bounded() -> None:
    """A long answer is cut, and is still an answer in a batch."""
    body = batch(LIMITED + "x" * 9000).encode()

    alone = stated_error(body, 500, TYPE)

    assert alone is not None
    assert 490 < len(alone) <= 500
    info = classify(status_code=200, headers=TYPE, body=alone)
    assert info is not None
    assert info.retry_after == 17
    assert stated_error(batch(MISSING).encode(), 500, TYPE) is not None
