"""Undo the content coding of the beginning of a body, with a bound on what comes out."""

from __future__ import annotations

import zlib
from contextlib import suppress
from functools import lru_cache, partial
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    Decoder = Callable[[ModuleType, bytes], Iterator[bytes]]

PIECE = 256
"""Bytes decoded at a time: a bomb gets no further, and what came before a defect is kept."""

OVERHEAD = 1024
"""Bytes by which a coded body may be longer than its content: headers, and blocks that did not shrink."""

WINDOW_LOG = 23
"""8 MiB: the largest window of `Content-Encoding: zstd`, RFC 9659."""

WINDOW_LOG_MAX = 100
"""`ZSTD_d_windowLogMax`, as zstd.h numbers it and the standard library's module takes it."""


def inflate(raw: bytes, content_encoding: str | None, limit: int) -> bytes | None:
    """Return the first `limit` bytes of a body without its codings, or None if one of them is unknown.

    `raw` may be cut or broken: what could be decoded is returned.
    """
    codings = [name for coding in (content_encoding or "").split(",") if (name := coding.strip().lower())]
    room = limit + OVERHEAD * len(codings)
    for coding in reversed(codings):
        decode = _decoder(coding)
        if decode is None:
            return None
        raw = _gathered(decode(raw[:room]), room - OVERHEAD)
        room -= OVERHEAD
    return raw[: max(limit, 0)]


def _gathered(pieces: Iterator[bytes], room: int) -> bytes:
    """Join pieces until they fill the room."""
    gathered = bytearray()
    while len(gathered) < room and (piece := next(pieces, b"")):
        gathered += piece
    return bytes(gathered)


@lru_cache(maxsize=32)  # labels come from servers, so they may be endless
def _decoder(coding: str) -> Callable[[bytes], Iterator[bytes]] | None:
    """Find a decoder whose library is installed."""
    for module, decode in DECODERS.get(coding, ()):
        with suppress(ImportError):
            return partial(decode, import_module(module))
    return None


def _identity(_: ModuleType, raw: bytes) -> Iterator[bytes]:
    """Leave the body as it is."""
    yield raw


def _gzip(_: ModuleType, raw: bytes) -> Iterator[bytes]:
    """Decode RFC 1952; what does not begin like it was sent as it is under a false label."""
    return _zlib(raw, 16 + zlib.MAX_WBITS) if raw[:2] in GZIP else iter((raw,))


def _deflate(_: ModuleType, raw: bytes) -> Iterator[bytes]:
    """Decode RFC 1950, or the bare RFC 1951 that some servers send under the same name."""
    headed = raw and raw[0] & 15 == zlib.DEFLATED  # no bare stream begins so, unless its padding is set
    return _zlib(raw, zlib.MAX_WBITS if headed else -zlib.MAX_WBITS)


def _zlib(raw: bytes, window_bits: int) -> Iterator[bytes]:
    """Decode one stream of zlib's in pieces."""
    decoder = zlib.decompressobj(window_bits)
    with suppress(zlib.error):
        while piece := decoder.decompress(raw, PIECE):
            yield piece
            raw = decoder.unconsumed_tail


def _brotli(module: ModuleType, raw: bytes) -> Iterator[bytes]:
    """Decode RFC 7932 by brotli or brotlicffi."""
    process = module.Decompressor().process
    with suppress(module.error):
        try:
            piece = process(raw, output_buffer_limit=PIECE)
        except TypeError:  # brotli before 1.2 knows no limit
            yield from _bytewise(process, raw)
            return
        while piece:
            yield piece
            piece = process(b"", output_buffer_limit=PIECE)


def _bytewise(process: Callable[[bytes], bytes], raw: bytes) -> Iterator[bytes]:
    """Feed byte by byte, since a few bytes of a bomb can become megabytes."""
    for byte in raw:
        if piece := process(bytes((byte,))):
            yield piece


def _zstd(module: ModuleType, raw: bytes) -> Iterator[bytes]:
    """Decode RFC 8878 by compression.zstd of Python 3.14 or its backport."""
    decoder = module.ZstdDecompressor(options={WINDOW_LOG_MAX: WINDOW_LOG})
    with suppress(module.ZstdError):
        while piece := decoder.decompress(raw, PIECE):
            yield piece
            if decoder.eof:
                return
            raw = b""


def _zstandard(module: ModuleType, raw: bytes) -> Iterator[bytes]:
    """Decode RFC 8878 by zstandard."""
    reader = module.ZstdDecompressor(max_window_size=1 << WINDOW_LOG).stream_reader(raw)
    with suppress(module.ZstdError):
        while piece := reader.read(PIECE):
            yield piece


GZIP = (b"\x1f\x8b", b"\x1f")
"""How a gzip stream begins, cut or not."""

DECODERS: dict[str, tuple[tuple[str, Decoder], ...]] = {
    "identity": (("zlib", _identity),),
    "gzip": (("zlib", _gzip),),
    "x-gzip": (("zlib", _gzip),),  # RFC 9110, section 8.4.1.3
    "deflate": (("zlib", _deflate),),
    "br": (("brotli", _brotli), ("brotlicffi", _brotli)),
    "zstd": (("compression.zstd", _zstd), ("backports.zstd", _zstd), ("zstandard", _zstandard)),
}
"""By content coding: the modules that decode it, in the order in which they are tried, and how."""
