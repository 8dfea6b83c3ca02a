"""Faults of the body's framing and coding: it ends too early, or too late, or decodes to something else."""

from __future__ import annotations

import gzip
import struct
import zlib
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING

from faults.script import CHUNKED, LAST_CHUNK, SETTLE, Fault, Head, Request, Step, Then, chunk, play, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

MEBIBYTE = 1_048_576
HUGE = 100 * MEBIBYTE
BOMB = 1024 * MEBIBYTE
BOMB_CHECKSUM = 0x5B64C2B0
"""The CRC-32 of the zeros; to compute it takes longer than a client with a short timeout waits."""
PIECE = b"x" * 65_536
IN_CHUNKS = Head((("content-type", "text/plain"), CHUNKED))
ZIPPED = ("content-encoding", "gzip")
MESSAGE = gzip.compress(b'{"error": {"message": "packed with care, %s"}}' % bytes(range(35, 91)), mtime=0)
DAMAGED = MESSAGE[:30] + b"\xff" * 20 + MESSAGE[50:]
TWELVE = Head((("content-type", "text/plain"), ("content-length", "100"))), b"twelve bytes"


def stream(request: Request) -> Iterator[Step]:
    """Send 5 chunks, or as many as the query asks for."""
    yield IN_CHUNKS
    for number in range(int(request.options.get("chunks", 5))):
        yield chunk(b"chunk %d\n" % number)
    yield LAST_CHUNK


def endless(_request: Request) -> Iterator[Step]:
    """Send chunks until the client has enough."""
    yield IN_CHUNKS
    yield from repeat(chunk(PIECE))


def huge(_request: Request) -> Iterator[Step]:
    """Send 100 MiB from one piece of 64 KiB."""
    yield Head((("content-type", "text/plain"), ("content-length", str(HUGE))))
    yield from repeat(PIECE, HUGE // len(PIECE))


def bomb(_request: Request) -> Iterable[Step]:
    """Send about 1 MiB that unpacks to 1 GiB."""
    return whole("text/plain", packed_zeros(), ZIPPED)


@cache
def packed_zeros() -> bytes:
    """Pack 1 GiB of zeros: after a full flush, the packed form of one MiB can be repeated as it is."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(bytes(MEBIBYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    header = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    return header + block * (BOMB // MEBIBYTE) + packer.flush() + struct.pack("<II", BOMB_CHECKSUM, BOMB)


def zipped_json(packed: bytes) -> Callable[[Request], Iterable[Step]]:
    """Answer JSON that is, or claims to be, gzip."""
    return play(*whole("application/json", packed, ZIPPED))


FRAMING: Mapping[str, Fault] = {
    "stream": Fault("sends a sound body in `chunks` chunks", stream),
    "stream-breaks": Fault(
        "sends two sound chunks and closes", play(IN_CHUNKS, chunk(b"one"), SETTLE, chunk(b"two"), Then.CLOSE)
    ),
    "short-body": Fault("announces 100 bytes, closes after 12", play(*TWELVE, Then.CLOSE)),
    "bad-chunk-size": Fault(
        "spells the size of the second chunk in no digits",
        play(IN_CHUNKS, chunk(b"fine"), SETTLE, b"zz\r\nbad\r\n", Then.CLOSE),
    ),
    "cut-chunk": Fault("closes within a chunk", play(IN_CHUNKS, b"64\r\ntoo few for a hundred", Then.CLOSE)),
    "gzip": Fault("sends a sound gzip body", zipped_json(MESSAGE), 500),
    "no-gzip": Fault("declares plain JSON as gzip", zipped_json(b'{"error": "plain"}'), 500),
    "broken-gzip": Fault("damages a gzip body in its middle", zipped_json(DAMAGED), 500),
    "cut-gzip": Fault(
        "leaves out the second half of a gzip body", zipped_json(MESSAGE[: len(MESSAGE) // 2]), 500
    ),
    "gzip-bomb": Fault("sends 1 MiB that unpacks to 1 GiB", bomb, 500),
    "endless": Fault("sends an error body without end", endless, 500),
    "huge": Fault("sends an error body of 100 MiB", huge, 500),
}
