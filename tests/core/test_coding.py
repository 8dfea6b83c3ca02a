"""Content codings: a cut or broken body gives what it can, and a bomb gives no more than was asked for."""

from __future__ import annotations

import gzip
import random
import sys
import time
import tracemalloc
import zlib
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from otel_errkind._core import coding
from otel_errkind._core.coding import DECODERS, OVERHEAD, inflate

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = b"".join(b'{"error": {"code": %d, "message": "wait for %d"}}' % (n, n * n) for n in range(100))
MEBIBYTE = 1 << 20
LIBRARIES = ("brotli", "brotlicffi", "compression.zstd", "backports.zstd", "zstandard")


def bare_deflate(body: bytes) -> bytes:
    """Compress without a header, as servers do that misread RFC 9110."""
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush()


ENCODERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "identity": ("identity", bytes),
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZip", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "bare-deflate": ("deflate", bare_deflate),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstandard.compress),
    "two": ("deflate, gzip", lambda body: gzip.compress(zlib.compress(body))),
    "three": (" br ,,gzip,zstd", lambda body: zstandard.compress(gzip.compress(brotli.compress(body)))),
}
each_coding = pytest.mark.parametrize(("label", "encode"), ENCODERS.values(), ids=ENCODERS)


@each_coding
@pytest.mark.parametrize("limit", [0, 1, 255, 256, 257, len(TEXT), len(TEXT) + 1])
def test_decodes_up_to_the_limit(label: str, encode: Callable[[bytes], bytes], limit: int) -> None:
    """Every coding is undone, in the reverse order of the list, and nothing beyond the limit comes out."""
    assert inflate(encode(TEXT), label, limit) == TEXT[:limit]


@each_coding
def test_decodes_what_is_there_of_a_cut_body(label: str, encode: Callable[[bytes], bytes]) -> None:
    """Wherever a coded body was cut, a beginning of the content comes out, and more of more."""
    raw = encode(TEXT)

    sizes = []
    for size in range(len(raw) + 1):
        decoded = inflate(raw[:size], label, len(TEXT))
        assert decoded is not None
        assert TEXT.startswith(decoded)
        sizes.append(len(decoded))

    assert sizes == sorted(sizes)
    assert sizes[-1] == len(TEXT)


@pytest.mark.parametrize(("label", "encode"), [ENCODERS[name] for name in ("gzip", "deflate", "br", "two")])
def test_decodes_the_beginning_of_a_long_body(label: str, encode: Callable[[bytes], bytes]) -> None:
    """A limit's worth of coded bytes is enough for text, except in codings that are made of whole blocks."""
    raw = encode(TEXT * 100)

    decoded = inflate(raw[:512], label, 512)

    assert decoded == TEXT[:512]


@pytest.mark.parametrize("label", [None, "", " ", ","])
def test_leaves_an_uncoded_body_alone(label: str | None) -> None:
    """Without a coding, the beginning of the body is the beginning of the content."""
    assert inflate(TEXT, label, 100) == TEXT[:100]
    assert inflate(TEXT, label, 0) == inflate(TEXT, label, -1) == b""


def test_tells_bare_streams_from_those_with_a_header() -> None:
    """However a bare one begins, it is not taken for the other."""
    texts = [random.Random(seed).randbytes(40) * 3 for seed in range(300)]  # noqa: S311  # no secret depends on it

    assert [inflate(bare_deflate(text), "deflate", 120) for text in texts] == texts
    assert [inflate(zlib.compress(text), "deflate", 120) for text in texts] == texts


@pytest.mark.parametrize("label", ["gzip", "deflate"])
def test_looks_back_as_far_as_the_coding_may(label: str) -> None:
    """What stands 30 KiB before may be repeated."""
    far = random.Random(7).randbytes(30_000)  # noqa: S311  # no secret depends on it

    assert inflate(ENCODERS[label][1](far + far), label, 60_000) == far + far


@pytest.mark.parametrize("label", ["compress", "exi", "aes128gcm", "gzip, snappy", "utf-8"])
def test_knows_when_it_does_not_know(label: str) -> None:
    """An unknown coding anywhere in the list means that there is nothing to show."""
    assert inflate(gzip.compress(TEXT), label, 100) is None


def test_takes_an_uncoded_body_under_the_label_gzip() -> None:
    """A body that does not begin like gzip was never compressed, whatever its header says."""
    assert inflate(b'{"error": "plain"}', "gzip", 100) == b'{"error": "plain"}'
    assert inflate(b"\x1fplain", "gzip", 100) == b"\x1fplain"


@each_coding
def test_keeps_what_precedes_a_defect(label: str, encode: Callable[[bytes], bytes]) -> None:
    """A body that is damaged in its middle gives a bounded answer, and no exception."""
    raw = encode(TEXT)
    middle = len(raw) // 2

    decoded = inflate(raw[:middle] + b"\xff" * 8 + raw[middle + 8 :], label, len(TEXT))

    assert decoded is not None
    assert len(decoded) <= len(TEXT)


def test_keeps_the_text_before_a_defect_of_gzip() -> None:
    """What was decoded before the damage is shown."""
    raw = gzip.compress(TEXT, compresslevel=1)

    decoded = inflate(raw[:700] + b"\xff" * 400, "gzip", len(TEXT))

    assert decoded is not None
    assert decoded[:1000] == TEXT[:1000]


@given(
    st.binary(max_size=300),
    st.sampled_from([*DECODERS, "gzip, br", "deflate, deflate"]),
    st.integers(-1, 2000),
)
def test_survives_anything(raw: bytes, label: str, limit: int) -> None:
    """No bytes make decoding fail or give more than was asked for."""
    decoded = inflate(raw, label, limit)

    assert decoded is not None
    assert len(decoded) <= max(limit, 0)


def deflated_zeros(window_bits: int) -> bytes:
    """Compress a gibibyte of zeros by repeating one block that refers to nothing before it."""
    compressor = zlib.compressobj(wbits=window_bits)
    first, again = (
        compressor.compress(bytes(MEBIBYTE)) + compressor.flush(zlib.Z_FULL_FLUSH) for _ in range(2)
    )
    return first + again * 1023


def zstd_zeros() -> bytes:
    """Compress a gibibyte of zeros into one frame."""
    compressor = zstandard.ZstdCompressor().compressobj()
    return b"".join([compressor.compress(bytes(MEBIBYTE)) for _ in range(1024)]) + compressor.flush()


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(("gzip", lambda: deflated_zeros(31)), id="gzip"),
        pytest.param(("deflate", lambda: deflated_zeros(15)), id="deflate"),
        pytest.param(("zstd", zstd_zeros), id="zstd"),
        pytest.param(("br", lambda: brotli.compress(bytes(128 * MEBIBYTE), quality=1)), id="br"),
        pytest.param(("gzip, gzip", lambda: gzip.compress(deflated_zeros(31))), id="two"),
    ],
)
def bomb(request: pytest.FixtureRequest) -> tuple[str, bytes]:
    """Build a body that is a gibibyte when it is decoded; with brotli, an eighth of one."""
    label, build = request.param
    return label, build()


def test_a_bomb_costs_no_memory_and_little_time(bomb: tuple[str, bytes]) -> None:
    """A gibibyte in a mebibyte is decoded up to the limit, in flat memory."""
    label, raw = bomb
    tracemalloc.start()
    begin = time.perf_counter()

    decoded = inflate(raw, label, 1280)

    elapsed, (_, peak) = time.perf_counter() - begin, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert decoded == bytes(1280)
    assert peak < MEBIBYTE
    assert elapsed < 1


def test_reads_no_further_than_the_limit_needs() -> None:
    """Of a body that does not shrink, what lies far behind the limit is not even looked at."""
    raw = bytes(range(256)) * 4096

    decoded = inflate(gzip.compress(raw, compresslevel=0)[: 256 + OVERHEAD], "gzip", 256)

    assert decoded == raw[:256]


@pytest.mark.parametrize(
    ("module", "decode"),
    [pytest.param(module, decode, id=module) for name in ("br", "zstd") for module, decode in DECODERS[name]],
)
def test_every_library_decodes_alike(module: str, decode: coding.Decoder) -> None:
    """Whichever library is installed, the same content comes out."""
    library = pytest.importorskip(module, reason="one of several libraries for the same coding")
    raw = brotli.compress(TEXT) if "brotli" in module else zstandard.compress(TEXT)

    assert b"".join(decode(library, raw)) == TEXT
    assert TEXT.startswith(b"".join(decode(library, raw[: len(raw) // 2])))
    assert b"".join(decode(library, b"no such thing" * 9)) == b""


@pytest.mark.parametrize(
    ("coding_name", "module"),
    [
        *(("br", module) for module in ("brotli", "brotlicffi")),
        *(("zstd", module) for module in ("compression.zstd", "backports.zstd", "zstandard")),
    ],
)
def test_any_library_suffices(monkeypatch: pytest.MonkeyPatch, coding_name: str, module: str) -> None:
    """Whichever is the only one that is installed, it is found."""
    present = {"brotlicffi": "brotli", "compression.zstd": "backports.zstd"}
    library = pytest.importorskip(present.get(module, module), reason="not every library is everywhere")
    for other in LIBRARIES:
        monkeypatch.setitem(sys.modules, other, library if other == module else None)  # None: not installed
    coding._decoder.cache_clear()  # noqa: SLF001  # what is installed does not change but in this test

    decoded = inflate(ENCODERS[coding_name][1](TEXT), coding_name, len(TEXT))

    coding._decoder.cache_clear()  # noqa: SLF001
    assert decoded == TEXT


@pytest.mark.parametrize("module", ["backports.zstd", "zstandard"])
def test_accepts_the_windows_of_the_rfc(module: str) -> None:
    """Up to 8 MiB, as RFC 9659 has it; the memory for more would be the attacker's choice."""
    library = pytest.importorskip(module, reason="one of several libraries for the same coding")
    decode = dict(DECODERS["zstd"])[module]

    assert b"".join(decode(library, framed(window_log=23))) == TEXT
    assert b"".join(decode(library, framed(window_log=24))) == b""


def framed(window_log: int) -> bytes:
    """Compress into a frame that states its window, as a stream of unknown length does."""
    parameters = zstandard.ZstdCompressionParameters(window_log=window_log)
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return compressor.compress(TEXT) + compressor.flush()


class OldDecompressor:
    """The decompressor of brotli 1.1, which cannot be installed beside the present one."""

    def __init__(self) -> None:
        """Start a stream."""
        self._decompressor = brotli.Decompressor()

    def process(self, data: bytes) -> bytes:
        """Decode without a limit."""
        SIZES.append(len(data))
        decoded: bytes = self._decompressor.process(data)
        return decoded


SIZES: list[int] = []


def test_old_brotli_is_fed_byte_by_byte() -> None:
    """Before brotli knew a limit, it is given so little at a time that a bomb cannot grow far."""
    decode = dict(DECODERS["br"])["brotli"]
    old = ModuleType("brotli")
    vars(old).update(Decompressor=OldDecompressor, error=brotli.error)

    pieces = list(decode(old, brotli.compress(TEXT)))

    assert b"".join(pieces) == TEXT
    assert set(SIZES) == {1}


def test_a_coding_without_its_library_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no library for a coding is installed, there is nothing to show."""
    monkeypatch.setitem(DECODERS, "br", (("a_library_that_is_not_there", DECODERS["br"][0][1]),))
    coding._decoder.cache_clear()  # noqa: SLF001  # what is installed does not change but in this test

    decoded = inflate(brotli.compress(TEXT), "br", 100)

    coding._decoder.cache_clear()  # noqa: SLF001
    assert decoded is None


def test_imports_nothing_before_it_is_needed() -> None:
    """The module itself needs the standard library only."""
    assert not {"brotli", "zstandard"} & vars(import_module("otel_errkind._core.coding")).keys()
