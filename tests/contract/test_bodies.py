"""The body of an error reaches the span however it is read: bounded, decoded, and at no cost to the call."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

import aiohttp
import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from aiohttp.helpers import sentinel

from callers import CALLERS
from faults import CHUNKED, Head, Pause, Step, Then
from faults.content import ERROR
from faults.script import LAST_CHUNK, chunk
from telemetry import instrumented

if TYPE_CHECKING:
    from callers import Sight
    from faults import FaultServer

CONTENT = "http.response.body.content"
TRUNCATED = "errkind.body.truncated"
TEXT = {"content-type": "text/plain"}
JSON = {"content-type": "application/json"}
WORDS = "a word or two, and no end of them; " * 200
MEBIBYTE = 1_048_576
PACKED = gzip.compress(ERROR)
SLACK = 0.2
"""Seconds that a busy machine may add to the faster of several calls."""

HTTPX = sorted(CALLERS.keys() - {"aiohttp"})
READERS = [
    (name, access) for name, caller in CALLERS.items() for access in caller.accesses if access != "abandoned"
]
EVERY_ACCESS = [(name, access) for name, caller in CALLERS.items() for access in caller.accesses]
STREAMED = [(name, access) for name, access in READERS if access.startswith("stream-")]
UNREAD = [cell for cell in READERS if cell[1] in {"stream-unread", "left-by-exception", "raise-at-once"}]
PARTLY_READ = [(name, "stream-some") for name in CALLERS]
READ_OR_STREAMED = [(name, access) for name in CALLERS for access in ("read", "stream-all")]


def call(client: str, url: str, access: str = "read", **options: object) -> Sight:
    """Call without loading the certificates of httpx, which takes longer than the call."""
    quick = {} if client == "aiohttp" else {"verify": False}
    return CALLERS[client](url, access, **{**quick, **options})


def verdict(client: str, url: str, access: str = "read", **settings: Any) -> dict[str, Any]:
    """Call once and return the attributes of the one span with a verdict; there is one count."""
    with instrumented(**settings) as telemetry:
        call(client, url, access)
        telemetry.tracer_provider.force_flush()
        (attributes,) = telemetry.verdicts()
        assert telemetry.total() == 1
    return attributes


@pytest.mark.parametrize(("client", "access"), READERS)
def test_a_body_that_is_read_or_closed_is_on_the_span(server: FaultServer, client: str, access: str) -> None:
    """Whether the application reads the body, stops on the way, closes it unread or raises: we have it."""
    attributes = verdict(client, server.url("/json-error"), access)

    assert attributes[CONTENT] == ERROR.decode()
    assert attributes["errkind.reason"] == "not_found"


@pytest.mark.parametrize("client", HTTPX)
def test_a_body_that_is_abandoned_is_not(server: FaultServer, client: str) -> None:
    """Nobody reads after the application has forgotten its response: the status decides, and is counted."""
    attributes = verdict(client, server.url("/json-error"), "abandoned")

    assert (attributes["errkind.rule"], attributes["errkind.reason"]) == ("status", "internal")
    assert attributes.keys().isdisjoint({CONTENT, TRUNCATED})


@pytest.mark.parametrize("size", [99, 100, 101, 356, 357, 4352, 4353, 7000])
@pytest.mark.parametrize(("client", "access"), [*READ_OR_STREAMED, ("httpx", "stream-unread")])
def test_a_longer_body_is_cut_and_says_so(server: FaultServer, client: str, access: str, size: int) -> None:
    """At most the limit is kept of a body, and whether that is all of it is told."""
    url = server.answer(f"/sized/{size}", 500, TEXT, WORDS[:size].encode())

    attributes = verdict(client, url, access, body_limit=100)

    assert WORDS[: min(size, 100)].startswith(attributes[CONTENT])
    assert len(attributes[CONTENT]) > 90
    assert attributes[TRUNCATED] is (size > 100)


@pytest.mark.parametrize(("client", "access"), READERS)
def test_a_limit_of_nothing_keeps_nothing(server: FaultServer, client: str, access: str) -> None:
    """With a limit of 0 no attribute shows the body, and the verdict still comes from it."""
    attributes = verdict(client, server.url("/json-error"), access, body_limit=0)

    assert attributes.keys().isdisjoint({CONTENT, TRUNCATED})
    assert attributes["errkind.reason"] == "not_found"


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 10, 11, 12])
@pytest.mark.parametrize("character", [pytest.param(c, id=f"{len(c.encode())}-bytes") for c in "é€😀"])
@pytest.mark.parametrize("length", [40, 5000])
@pytest.mark.parametrize(
    ("client", "access"), [("httpx", "read"), ("httpx", "stream-all"), ("aiohttp", "read")]
)
def test_no_character_is_torn(  # noqa: PLR0913, PLR0917 - each is a dimension
    server: FaultServer, client: str, access: str, length: int, character: str, limit: int
) -> None:
    """A body is cut between two characters, even if the limit is smaller than one."""
    body = "x" + character * length
    url = server.answer(f"/wide/{len(character.encode())}/{length}", 500, TEXT, body.encode())

    attributes = verdict(client, url, access, body_limit=limit)

    assert attributes[CONTENT] == body.encode()[:limit].decode(errors="ignore")
    assert attributes[TRUNCATED] is True


def bare_deflate(raw: bytes) -> bytes:
    """Pack as RFC 1951 has it, without the header that `deflate` ought to have."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(raw) + packer.flush()


PACKERS: dict[str, Any] = {
    "gzip": partial(gzip.compress, mtime=0),  # Else the second in which it was packed is in it.
    "deflate": zlib.compress,
    "deflate-bare": bare_deflate,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}
DECODING_NEEDS_MORE = {("zstd", "aiohttp"), ("zstd", "httpx2"), ("zstd", "httpx2-async")}
"""These clients decode zstd with a package that they do not require, or with Python 3.14's."""


def packed(server: FaultServer, coding: str) -> str:
    """Program an error whose body is packed."""
    headers = {**JSON, "content-encoding": coding.partition("-")[0]}
    return server.answer(f"/packed/{coding}", 500, headers, PACKERS[coding](ERROR))


@pytest.mark.parametrize(
    ("coding", "client"),
    [(coding, name) for coding in PACKERS for name in CALLERS if (coding, name) not in DECODING_NEEDS_MORE],
)
def test_a_packed_body_is_shown_unpacked(server: FaultServer, coding: str, client: str) -> None:
    """A body that the client decodes is on the span as the application sees it."""
    attributes = verdict(client, packed(server, coding))

    assert (attributes[CONTENT], attributes[TRUNCATED]) == (ERROR.decode(), False)


@pytest.mark.parametrize("coding", PACKERS)
@pytest.mark.parametrize(("client", "access"), [cell for cell in STREAMED if cell[0] != "aiohttp"])
def test_a_packed_stream_is_shown_unpacked(
    server: FaultServer, coding: str, client: str, access: str
) -> None:
    """What the application reads raw, or not at all, is decoded for the span."""
    assert verdict(client, packed(server, coding), access)[CONTENT] == ERROR.decode()


@pytest.mark.parametrize("coding", sorted(PACKERS.keys() - {"zstd"}))
@pytest.mark.parametrize("auto_decompress", [True, False])
def test_aiohttp_may_leave_a_body_packed(server: FaultServer, coding: str, *, auto_decompress: bool) -> None:
    """With `auto_decompress=False` the application gets packed bytes, and the span the text."""
    with instrumented() as telemetry:
        sight = call("aiohttp", packed(server, coding), auto_decompress=auto_decompress)
        (attributes,) = telemetry.verdicts()

    assert sight.chunks == ((ERROR if auto_decompress else PACKERS[coding](ERROR)),)
    assert attributes[CONTENT] == ERROR.decode()


GZIP = ("content-encoding", "gzip")
OF_ANY_SIZE = (Head((GZIP, CHUNKED), 503), Pause(0.01), chunk(PACKED), LAST_CHUNK)
SMALL = (Head((GZIP, ("content-length", str(len(PACKED)))), 503), Pause(0.01), PACKED)
MIGHTY = brotli.compress(ERROR)
SMALL_BUT_MIGHTY = (
    Head((("content-encoding", "br"), ("content-length", str(len(MIGHTY)))), 503),
    Pause(0.01),
    MIGHTY,
)


@pytest.mark.parametrize(
    ("version", "steps", "unpacks", "is_waited_for"),
    [
        ("3.13.3", OF_ANY_SIZE, True, False),
        ("3.13.3", OF_ANY_SIZE, False, True),
        ("3.13.3", SMALL, True, True),
        ("3.13.3", SMALL_BUT_MIGHTY, True, False),
        ("3.14rc1", OF_ANY_SIZE, True, True),
    ],
)
def test_an_older_aiohttp_is_given_no_time_to_inflate(  # noqa: PLR0913 - one for each column
    server: FaultServer,
    monkeypatch: pytest.MonkeyPatch,
    version: str,
    steps: tuple[Step, ...],
    *,
    unpacks: bool,
    is_waited_for: bool,
) -> None:
    """Before 3.14 it inflates whatever comes, though nobody reads it: a bomb would go off while we wait."""
    monkeypatch.setattr(aiohttp, "__version__", version)
    url = server.script("/late-and-packed", steps)

    with instrumented() as telemetry:
        call("aiohttp", url, "raise-at-once", auto_decompress=unpacks)
        (verdict,) = telemetry.verdicts()

    assert (CONTENT in verdict) is is_waited_for


@pytest.mark.parametrize("fault", ["gzip-bomb", "endless", "huge"])
@pytest.mark.parametrize(("client", "access"), [*UNREAD, *PARTLY_READ])
def test_a_body_without_end_takes_no_memory(
    server: FaultServer, client: str, access: str, fault: str
) -> None:
    """Of a bomb, an endless and a huge body only the beginning is ever held."""
    url = server.url(f"/{fault}")
    call(client, url, access)  # The server packs its bomb once, and modules are imported once.

    with instrumented() as telemetry:
        tracemalloc.start()
        call(client, url, access)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        # httpx2 closes a response with the generator that read it: that verdict waits for the next span.
        telemetry.tracer_provider.force_flush()
        assert telemetry.total() == 1
    assert peak < 4 * MEBIBYTE


NINE_BYTES = Head((("content-length", "9"),), 500)
DRIP: tuple[Step, ...] = (b"x", Pause(0.08))
SLOW = {"silent": (NINE_BYTES, Then.STALL), "in-pieces": (NINE_BYTES, *DRIP * 9)}


@pytest.mark.parametrize("kind", SLOW)
@pytest.mark.parametrize(("client", "access"), UNREAD)
def test_no_call_waits_longer_than_it_may(server: FaultServer, client: str, access: str, kind: str) -> None:
    """A body that is slow or never comes costs the call at most `body_wait`."""
    url = server.script(f"/slow/{kind}", SLOW[kind])

    bare = fastest(client, url, access)
    with instrumented(body_wait=100):
        ours = fastest(client, url, access)

    assert ours < bare + 0.1 + SLACK


def fastest(client: str, url: str, access: str) -> float:
    """Time two calls, and return the seconds that the faster one took."""
    times = []
    for _ in range(2):
        start = perf_counter()
        call(client, url, access)
        times.append(perf_counter() - start)
    return min(times)


@pytest.mark.parametrize("client", CALLERS)
def test_what_is_no_text_is_not_shown(server: FaultServer, client: str) -> None:
    """A binary body has no place on a span."""
    attributes = verdict(client, server.url("/binary"))

    assert attributes.keys().isdisjoint({CONTENT, TRUNCATED})


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        pytest.param("utf-16", "naïve".encode(), "naïve", id="wrong"),
        pytest.param("utf-16", "größer".encode("utf-16-le"), "größer", id="without-byte-order-mark"),
        pytest.param("klingon", b"Qapla", "Qapla", id="unknown"),
        pytest.param("utf-8", b"\xe9t\xe9 \xff\xfe!", "\ufffdt\ufffd \ufffd\ufffd!", id="invalid"),
    ],
)
@pytest.mark.parametrize(("client", "access"), READ_OR_STREAMED)
def test_a_charset_that_lies(  # noqa: PLR0913, PLR0917 - each is a dimension
    server: FaultServer, client: str, access: str, charset: str, body: bytes, text: str
) -> None:
    """Whatever is declared, a body is shown as far as it can be read."""
    url = server.answer("/charset", 500, {"content-type": f"text/plain; charset={charset}"}, body)

    assert verdict(client, url, access)[CONTENT] == text


@pytest.mark.parametrize(("wait", "comes"), [(0, False), (10, False), (2000, True)])
@pytest.mark.parametrize(
    ("client", "access"), [("aiohttp", "read"), *((name, "stream-unread") for name in HTTPX)]
)
def test_a_late_body_is_waited_for_as_long_as_said(
    server: FaultServer, client: str, access: str, wait: int, *, comes: bool
) -> None:
    """`body_wait` decides what becomes of a body that comes 60 ms after its headers."""
    url = server.answer("/late", 500, JSON, chunks=[(0.06, ERROR)])

    start = perf_counter()
    attributes = verdict(client, url, access, body_wait=wait)
    took = perf_counter() - start

    assert attributes.get(CONTENT) == (ERROR.decode() if comes else None)
    assert took < 1


@pytest.mark.parametrize("fault", ["json", "stream", "short-body", "stream-breaks"])
@pytest.mark.parametrize(("client", "access"), EVERY_ACCESS)
def test_the_body_of_a_success_is_never_kept(
    server: FaultServer, client: str, access: str, fault: str
) -> None:
    """No span holds what a success said, even if its body breaks."""
    with instrumented() as telemetry:
        call(client, server.url(f"/{fault}"), access)
        telemetry.tracer_provider.force_flush()

        spans = telemetry.all_spans()

    assert spans
    assert [span.name for span in spans if CONTENT in (span.attributes or {})] == []


@pytest.mark.parametrize("margin", [0.25, 0.5])
def test_our_waiting_uses_up_no_total_timeout(server: FaultServer, margin: float) -> None:
    """Headers that come just before aiohttp's total timeout reach the application all the same."""
    url = server.script("/just-in-time", (Pause(1 - margin), NINE_BYTES, Then.STALL))
    timeout = aiohttp.ClientTimeout(total=1)

    bare = call("aiohttp", url, "stream-unread", timeout=timeout)
    with instrumented(body_wait=1000):
        ours = call("aiohttp", url, "stream-unread", timeout=timeout)

    assert ours == bare
    assert ours.status == 500


def test_our_waiting_uses_up_no_timeout_of_the_sessions(server: FaultServer) -> None:
    """Who wraps a session hands on aiohttp's own word for a timeout that was not given."""
    url = server.script("/in-time", (NINE_BYTES, Then.STALL))

    async def fetch() -> int:
        limits = aiohttp.ClientTimeout(total=0.2)
        async with (
            aiohttp.ClientSession(timeout=limits) as session,
            session.get(url, timeout=sentinel) as response,
        ):
            return response.status

    with instrumented(body_wait=1000):
        assert asyncio.run(fetch()) == 500
