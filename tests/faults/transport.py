"""Faults of the connection and of the head: nothing, too little, too late, or not HTTP at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faults.script import SETTLE, Fault, Head, Pause, Request, Step, Then, play, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HUNDRED_BYTES = Head((("content-type", "text/plain"), ("content-length", "100")))
SOME_BYTES = b"the first bytes of a hundred"
OPEN_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/pl"
SOUND = whole("text/plain", b"sound\n")
OVERSIZED = b"HTTP/1.1 200 OK\r\nx-oversized: " + b"a" * 1_048_576 + b"\r\ncontent-length: 0\r\n\r\n"
"""h11 takes in 64 KiB at a time and gives up at 100 KiB: a header must exceed both to be refused for sure."""


def drip(request: Request) -> Iterable[Step]:
    """Send the body one byte at a time, one a second unless the query names another `interval`."""
    yield HUNDRED_BYTES
    for byte in b"drip" * 25:
        yield bytes([byte])
        yield Pause(float(request.options.get("interval", 1)))


def drop_second(request: Request) -> Iterable[Step]:
    """Serve the first request of a connection and close on the next, as an expired keep-alive does."""
    return SOUND if request.ordinal == 1 else (Then.CLOSE,)


TRANSPORT: Mapping[str, Fault] = {
    "close-without-answer": Fault("reads the request, closes", play(Then.CLOSE)),
    "close-in-headers": Fault("closes within a header", play(OPEN_HEAD, Then.CLOSE)),
    "reset-before-headers": Fault("reads the request, resets", play(Then.RESET)),
    "reset-in-headers": Fault("resets within a header", play(OPEN_HEAD, SETTLE, Then.RESET)),
    "reset-after-headers": Fault("resets before the body", play(HUNDRED_BYTES, SETTLE, Then.RESET)),
    "reset-in-body": Fault("resets within the body", play(HUNDRED_BYTES, SOME_BYTES, SETTLE, Then.RESET)),
    "reset-in-request": Fault("resets before it read the body", play(Then.RESET), reads_body=False),
    "never-reads": Fault("reads the head only, then nothing", play(Then.HOLD), reads_body=False),
    "garbage": Fault("answers bytes that are no HTTP", play(b"\x00\x17\x03\xff no HTTP\r\n\r\n", Then.CLOSE)),
    "bad-status-line": Fault("spells the status with a letter", play(b"HTTP/1.1 2x0 OK\r\n\r\n", Then.CLOSE)),
    "oversized-header": Fault("sends a header of 1 MiB", play(OVERSIZED)),
    "stall-before-headers": Fault("reads the request, says nothing", play(Then.STALL)),
    "stall-in-headers": Fault("goes silent within a header", play(OPEN_HEAD, Then.STALL)),
    "stall-in-body": Fault("goes silent within the body", play(HUNDRED_BYTES, SOME_BYTES, Then.STALL)),
    "drip": Fault("sends one byte a second, or every `interval` seconds", drip),
    "keep-alive-dropped": Fault("answers once, closes on the second request", drop_second),
    "keep-alive-expired": Fault("answers, then closes the idle connection", play(*SOUND, Then.CLOSE)),
}
