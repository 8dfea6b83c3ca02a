"""However a body is read, its failure is judged once, and its reader meets what he meets without us."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import aiohttp
import httpx
import httpx2
import pytest
from opentelemetry.trace import SpanKind

from callers import CALLERS, TRIO
from telemetry import ORDERS, instrumented

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Awaitable, Callable, Iterable

    from callers import Journal, Sight
    from faults import FaultServer

    Pieces = list[Any]

# httpx leaves its generators to trio's collector where decoding fails, without us as well.
pytestmark = pytest.mark.filterwarnings("ignore:Async generator .* was garbage collected:ResourceWarning")

HTTPX = {"httpx": httpx, "httpx2": httpx2}
SOON = 0.2
"""Seconds after which a reader gives a silent body up."""


async def whole(reading: Awaitable[object], pieces: Pieces) -> None:
    """Read everything at once."""
    pieces.append(await reading)


async def each(reading: AsyncIterable[object], pieces: Pieces) -> None:
    """Read by iteration."""
    async for piece in reading:
        pieces.append(piece)


async def until_empty(read: Callable[[], Awaitable[object]], pieces: Pieces) -> None:
    """Read until nothing comes."""
    while (piece := await read()) not in {b"", (b"", False)}:
        pieces.append(piece)


async def exactly(content: aiohttp.StreamReader, pieces: Pieces) -> None:
    """Read two bytes at a time; a sound body may end with one, or its end be seen only behind the last."""
    while not content.at_eof():
        try:
            pieces.append(await content.readexactly(2))
        except asyncio.IncompleteReadError as error:
            pieces += [error.partial] if error.partial else []


async def what_is_there(content: aiohttp.StreamReader, pieces: Pieces) -> None:
    """Read without waiting."""
    while not content.at_eof():
        pieces.append(content.read_nowait())
        await asyncio.sleep(0.01)


AIOHTTP: dict[str, Callable[[aiohttp.ClientResponse, Pieces], Awaitable[None]]] = {
    "read": lambda answer, pieces: whole(answer.read(), pieces),
    "text": lambda answer, pieces: whole(answer.text(), pieces),
    "json": lambda answer, pieces: whole(answer.json(content_type=None), pieces),
    "content-read": lambda answer, pieces: whole(answer.content.read(), pieces),
    "read-2": lambda answer, pieces: until_empty(lambda: answer.content.read(2), pieces),
    "readany": lambda answer, pieces: until_empty(answer.content.readany, pieces),
    "readchunk": lambda answer, pieces: until_empty(answer.content.readchunk, pieces),
    "readline": lambda answer, pieces: until_empty(answer.content.readline, pieces),
    "readuntil": lambda answer, pieces: until_empty(lambda: answer.content.readuntil(b"\n"), pieces),
    "readexactly": lambda answer, pieces: exactly(answer.content, pieces),
    "read_nowait": lambda answer, pieces: what_is_there(answer.content, pieces),
    "wait_eof": lambda answer, pieces: whole(answer.content.wait_eof(), pieces),
    "lines": lambda answer, pieces: each(answer.content, pieces),
    "iter_any": lambda answer, pieces: each(answer.content.iter_any(), pieces),
    "iter_chunks": lambda answer, pieces: each(answer.content.iter_chunks(), pieces),
    "iter_chunked": lambda answer, pieces: each(answer.content.iter_chunked(2), pieces),
}


def read_and_take(
    name: str,
) -> tuple[Callable[[Any, Pieces], None], Callable[[Any, Pieces], Awaitable[None]]]:
    """Read all of an answer of httpx, then take it in a form; sync and async."""

    def take(answer: Any, pieces: Pieces) -> None:
        form = getattr(answer, name)
        pieces.append(form() if callable(form) else form)

    def read(answer: Any, pieces: Pieces) -> None:
        answer.read()
        take(answer, pieces)

    async def aread(answer: Any, pieces: Pieces) -> None:
        await answer.aread()
        take(answer, pieces)

    return read, aread


def iterate(
    name: str, *size: int
) -> tuple[Callable[[Any, Pieces], None], Callable[[Any, Pieces], Awaitable[None]]]:
    """Iterate over an answer of httpx; sync and async."""

    def read(answer: Any, pieces: Pieces) -> None:
        for piece in getattr(answer, name)(*size):
            pieces.append(piece)

    return read, lambda answer, pieces: each(getattr(answer, f"a{name}")(*size), pieces)


OF_HTTPX = {
    "content": read_and_take("content"),
    "text": read_and_take("text"),
    "json": read_and_take("json"),
    "iter_raw": iterate("iter_raw"),
    "iter_raw-2": iterate("iter_raw", 2),
    "iter_bytes": iterate("iter_bytes"),
    "iter_bytes-2": iterate("iter_bytes", 2),
    "iter_text": iterate("iter_text"),
    "iter_lines": iterate("iter_lines"),
}
WITHOUT_DECODING = {"iter_raw", "iter_raw-2"}
AS_IT_COMES = {"iter_raw", "iter_bytes", "iter_text", "readany", "readchunk", "iter_any", "iter_chunks"} | {
    "read_nowait",
    "read-2",
    "iter_chunked",
}
"""Ways whose pieces end where the network, or the moment of looking, cuts them: bare against bare as well."""


CELLS = [
    *[("aiohttp", way) for way in AIOHTTP],
    *[(client, way) for way in OF_HTTPX for client in CALLERS if client != "aiohttp"],
    *[(client, way) for way in ("content", "iter_raw-2", "iter_lines") for client in TRIO],
]
SOME = [*CELLS[: len(AIOHTTP)], *CELLS[len(AIOHTTP) :: 3]]
"""Every way once, for faults that take time."""
DECODING = [cell for cell in CELLS if cell != ("aiohttp", "wait_eof")]
"""aiohttp decodes for who reads: who waits for the end waits for as long as the timeout lets him, or not."""
BREAKS = {
    "short-body": {"incomplete_body"},
    "stream-breaks": {"incomplete_body"},
    "cut-chunk": {"incomplete_body"},
    "reset-in-body": {"incomplete_body", "connection_reset"},
}


def each_with(faults: Iterable[str], cells: Iterable[tuple[str, str]] = CELLS) -> pytest.MarkDecorator:
    """Run each cell with each fault; the orders of installation take turns."""
    turns = list(ORDERS)
    return pytest.mark.parametrize(
        ("fault", "client", "way", "order"),
        [
            (fault, client, way, turns[(row + column) % len(turns)])
            for row, fault in enumerate(faults)
            for column, (client, way) in enumerate(cells)
        ],
    )


def call(client: str, way: str, url: str) -> Sight:
    """Read the answer in that way, with a client of its own."""
    if client == "aiohttp":
        limits = aiohttp.ClientTimeout(total=5, sock_read=SOON)
        return _joined(way, CALLERS[client].use(_reading_aiohttp(way), url, timeout=limits))
    sync, awaited = OF_HTTPX[way]
    if client in HTTPX:
        return _joined(way, CALLERS[client].use(_reading(sync), url, timeout=SOON))
    return _joined(way, {**CALLERS, **TRIO}[client].use(_reading_async(awaited), url, timeout=SOON))


def _reading_aiohttp(way: str) -> Any:
    async def access(session: Any, url: str, journal: Journal) -> None:
        async with session.get(url) as answer:
            journal.response(answer.status, answer.headers)
            await AIOHTTP[way](answer, journal.chunks)

    return access


def _reading(read: Any) -> Any:
    def access(client: Any, url: str, journal: Journal) -> None:
        with client.stream("GET", url) as answer:
            journal.response(answer.status_code, answer.headers)
            read(answer, journal.chunks)

    return access


def _reading_async(read: Any) -> Any:
    async def access(client: Any, url: str, journal: Journal) -> None:
        async with client.stream("GET", url) as answer:
            journal.response(answer.status_code, answer.headers)
            await read(answer, journal.chunks)

    return access


def _joined(way: str, sight: Sight) -> Sight:
    if way not in AS_IT_COMES:
        return sight
    if way == "read_nowait" and sight.raised is not None:
        # Who looks when the body has broken gets the exception, and not what had come before it.
        return replace(sight, chunks=())
    pieces: Iterable[Any] = sight.chunks
    if way in {"readchunk", "iter_chunks"}:
        pieces = [piece for piece, _ends_a_chunk in pieces]
    if way == "iter_text":
        pieces = [piece.encode() for piece in pieces]
    return replace(sight, chunks=(b"".join(pieces),))


class Told(NamedTuple):
    """What telemetry says of one call."""

    verdicts: list[dict[str, Any]]
    total: int | float
    bodies: list[str]
    """The names of the spans below that of the call."""


def compared(url: str, client: str, way: str, order: str) -> tuple[Sight, Sight, Told]:
    """Return what the application sees without us and with us, and what telemetry says.

    What differs is compared again: on a busy machine a reset may come before the bytes in front of it.
    """
    for _ in range(3):
        bare = call(client, way, url)
        with instrumented(ORDERS[order]) as telemetry:
            ours = call(client, way, url)
            telemetry.tracer_provider.force_flush()
            spans = telemetry.all_spans()
            below = [span.name for span in spans if span.kind is SpanKind.INTERNAL]
            told = Told(telemetry.verdicts(), telemetry.total(), below)
        if ours == bare:
            break
    return bare, ours, told


def assert_broken_once(told: Told, reasons: set[str]) -> None:
    """Check that the body has its own span, with one verdict and one count."""
    (verdict,) = told.verdicts
    assert (told.bodies, told.total) == (["errkind body"], 1)
    assert verdict["errkind.reason"] in reasons
    assert verdict["errkind.phase"] == "body"


@each_with(BREAKS)
def test_a_body_that_breaks(server: FaultServer, fault: str, client: str, way: str, order: str) -> None:
    """Each way to read meets the break: one span for the body, one count."""
    bare, ours, told = compared(server.url(f"/{fault}"), client, way, order)

    assert ours == bare
    assert ours.raised is not None
    assert_broken_once(told, BREAKS[fault])


@each_with(["stall-in-body"], SOME)
def test_a_body_that_stalls(server: FaultServer, fault: str, client: str, way: str, order: str) -> None:
    """Each way to read meets the timeout."""
    bare, ours, told = compared(server.url(f"/{fault}"), client, way, order)

    assert ours == bare
    assert ours.raised is not None
    assert_broken_once(told, {"read_timeout"})


@each_with(["broken-gzip/200"], DECODING)
def test_a_body_that_cannot_be_decoded(
    server: FaultServer, fault: str, client: str, way: str, order: str
) -> None:
    """It is an error of whom it is decoded for. Of httpx2's decoders we hear nothing: see `test_late`."""
    bare, ours, told = compared(server.url(f"/{fault}"), client, way, order)

    assert ours == bare
    assert (ours.raised is None) is (way in WITHOUT_DECODING)
    if way in WITHOUT_DECODING or client.startswith("httpx2"):
        assert (told.verdicts, told.total) == ([], 0)
    else:
        assert_broken_once(told, {"decoding"})


@each_with(["sse-error-later"])
def test_a_body_that_states_an_error(
    server: FaultServer, fault: str, client: str, way: str, order: str
) -> None:
    """It is seen by whoever reads past it, in pieces of any size."""
    bare, ours, told = compared(server.url(f"/{fault}"), client, way, order)

    assert ours == bare
    assert_broken_once(told, {"capacity"})


@each_with(["short-body/503", "no-gzip/429"], DECODING)
def test_an_error_whose_body_breaks(
    server: FaultServer, fault: str, client: str, way: str, order: str
) -> None:
    """The status has been judged, once; its reader meets the break behind the same bytes."""
    bare, ours, told = compared(server.url(f"/{fault}"), client, way, order)

    assert ours == bare
    assert [verdict["http.response.status_code"] for verdict in told.verdicts] == [int(fault[-3:])]
    assert told.total == 1


@each_with(["late-pieces"], SOME)
def test_an_error_whose_body_comes_late(
    server: FaultServer, fault: str, client: str, way: str, order: str
) -> None:
    """What we have waited for is still there to be read."""
    bare, ours, told = compared(server.url(f"/{fault}"), client, way, order)

    assert ours == bare
    assert ours.raised is None
    assert len(told.verdicts) == told.total == 1


@each_with(["json", "stream"], SOME)
def test_a_sound_body(server: FaultServer, fault: str, client: str, way: str, order: str) -> None:
    """No way to read it leaves a trace, not even one that takes it for what it is not."""
    bare, ours, told = compared(server.url(f"/{fault}"), client, way, order)

    assert ours == bare
    assert told == ([], 0, [])


async def too_much(content: aiohttp.StreamReader) -> None:
    """Ask for more than there is."""
    with pytest.raises(asyncio.IncompleteReadError):
        await content.readexactly(1000)


async def two_at_once(content: aiohttp.StreamReader) -> None:
    """Read in two tasks."""
    reading = [asyncio.create_task(content.readexactly(60)) for _ in range(2)]
    met = await asyncio.gather(*reading, return_exceptions=True)
    assert [type(result) for result in met if isinstance(result, Exception)] == [RuntimeError]


async def in_between(content: aiohttp.StreamReader) -> None:
    """Read without waiting while a task waits."""
    reading = asyncio.create_task(content.readexactly(60))
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError):
        content.read_nowait()
    await reading


async def until_nothing(content: aiohttp.StreamReader) -> None:
    """Name no separator."""
    with pytest.raises(ValueError, match="Separator"):
        await content.readuntil(b"")
    await content.read()


async def a_text(content: Any) -> None:
    """Give a number as a text."""
    with pytest.raises(TypeError):
        await content.read("1")
    await content.read()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("misuse", [too_much, two_at_once, in_between, until_nothing, a_text])
def test_the_misuse_of_a_sound_stream_is_no_error(
    server: FaultServer, misuse: Callable[[Any], Awaitable[None]], order: str
) -> None:
    """What aiohttp's stream raises for its reader's own mistake says nothing of the call."""
    url = server.answer("/sound", 200, chunks=[(0, b"x" * 30), (0.1, b"y" * 30)])

    async def main() -> None:
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            await misuse(answer.content)

    with instrumented(ORDERS[order]) as telemetry:
        asyncio.run(main())

        assert telemetry.verdicts() == []
        assert telemetry.counts() == []


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", HTTPX)
def test_the_misuse_of_a_sound_response_is_no_error(server: FaultServer, name: str, order: str) -> None:
    """To read twice, to read what is closed, and to use what is not read, are mistakes of the program."""
    module, url = HTTPX[name], server.url("/stream")

    with instrumented(ORDERS[order]) as telemetry, module.Client(verify=False) as client:
        with client.stream("GET", url) as answer:
            list(answer.iter_raw())
            with pytest.raises(module.StreamConsumed):
                list(answer.iter_raw())
        with client.stream("GET", url) as answer, pytest.raises(module.ResponseNotRead):
            _ = answer.content
        with pytest.raises(module.StreamClosed):
            answer.read()

        assert telemetry.verdicts() == []
        assert telemetry.counts() == []
