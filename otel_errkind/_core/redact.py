"""Take secrets out of text, and make of a body the excerpt that a span may show."""

from __future__ import annotations

import re
import string
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING, AnyStr

from otel_errkind._core.credentials import SHAPES
from otel_errkind._core.secret_prose import SPARED
from otel_errkind._core.secret_rows import NAMED_ROWS, OTHER_ROWS
from otel_errkind._core.secret_signs import BACKSLASH, PERCENT, sensitive_names
from otel_errkind._core.text import cut, decode, encodable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from otel_errkind._core.secret_rows import Row

    Span = tuple[int, int]

MARGIN = 256
"""Bytes to keep beyond the limit, so that a secret that lies on it is seen and recognised."""

MARK = "[REDACTED]"

WORD = "".join(chr(byte) for byte in range(0x21, 0x7F) if chr(byte) not in "\"'`<>(){}[],;|\\")
NUMBER = "0123456789 -"
"""What keys, addresses and URLs, and what card numbers are made of, whole or cut."""


TOKEN = (string.ascii_letters + string.digits + "_.-").encode()
SHORTEST_RUN = b"a" * 16
RUNS = bytes(97 if byte in TOKEN else 32 for byte in range(256))
"""Writes a byte of a token as `a` and any other as a blank, so that long tokens are found by `bytes.find`."""

ESCAPED = r"%(?:25)*[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\[nrtbf]"
"""Encoded characters, whose letters look like the beginning of the token behind them."""


class Redactor:
    """Replace secrets in text: those that the tables know, and what the application's own patterns match."""

    def __init__(self, extra: Sequence[re.Pattern[str]] = ()) -> None:
        """Take patterns whose whole matches are secret."""
        self._extra = tuple(extra)

    def __call__(self, text: str) -> str:
        """Return the text with `[REDACTED]` in the place of every secret; doing it again changes nothing."""
        # What was taken away may have hidden a secret beside it. This ends: every pass leaves less text.
        while (redacted := _without_known(self._without_extra(text))) != text:
            text = redacted
        return text

    def _without_extra(self, text: str) -> str:
        """Replace what the application's own patterns match, empty matches excepted."""
        spans = [match.span() for pattern in self._extra for match in pattern.finditer(text) if match[0]]
        if not spans:
            return text
        return MARK.join(text[start:end] for start, end in _gaps([*spans, *_found(MARK, text)], len(text)))


def excerpt(
    raw: bytes | str,
    limit: int,
    *,
    content_type: str | None = None,
    redact: Callable[[str], str] | None,
    complete: bool = True,
) -> tuple[str, bool] | None:
    """Return at most `limit` UTF-8 bytes of a body and whether there is more; None if it holds no text.

    `raw` is the whole body, or as much of it as came, up to `limit + MARGIN` bytes at least; then it is not
    `complete`.
    """
    window = raw[: max(limit, 0) + MARGIN]
    text = encodable(window) if isinstance(window, str) else decode(window, content_type)
    if limit <= 0 or not text:
        return None
    whole = complete and len(window) == len(raw)
    redacted = redact(text) if redact else text
    if redact and not whole:
        redacted = _without_unproven(redacted, text, limit)
    kept = cut(redacted, limit)
    return kept, not whole or kept != redacted


def _without_unproven(redacted: str, text: str, limit: int) -> str:
    """Drop the end of a cut text: a secret that begins there may be too short to have been recognised.

    What lies beyond the limit goes, since a shorter text before it would pull it inside, and so does the last
    word. Both are the end of the redacted text too, as far as it was left alone.
    """
    word = min(len(text.rstrip(WORD)), len(text.rstrip(NUMBER)))
    end = text[min(word, len(cut(text, limit))) :]
    untouched = bisect_left(range(1, len(end) + 1), 1, key=lambda n: not redacted.endswith(end[-n:]))
    return redacted[: len(redacted) - untouched]


def _without_known(text: str) -> str:
    """Replace what the tables know, in one pass over a copy whose first line begins as all others do."""
    raw = b"\n" + text.encode(errors="surrogatepass")
    spans = [*_shaped(raw), *_described(raw, text)]
    if not spans:
        return text
    gaps = _gaps([*spans, *_found(MARK.encode(), raw)], len(raw))
    return MARK.join(raw[start:end].decode(errors="surrogatepass") for start, end in gaps)[1:]


def _shaped(raw: bytes) -> Iterator[Span]:
    """Find the secrets that a vendor made recognisable, in tokens long enough to be one."""
    if PERCENT in raw or BACKSLASH in raw:
        raw = _compiled(ESCAPED).sub(lambda match: b" " * len(match[0]), raw)
    runs = raw.translate(RUNS) + b" "
    search = _shapes().search
    end = 0
    while (start := runs.find(SHORTEST_RUN, end)) > 0:
        end = runs.index(b" ", start)
        while match := search(raw, start - 1, end):
            yield match.span("shape")
            start = match.end()


def _described(raw: bytes, text: str) -> Iterator[Span]:
    """Find the secrets that their surroundings show."""
    lowered, text = raw.lower(), text.lower()
    if names := sensitive_names(lowered):
        yield from _matched(NAMED_ROWS, names, raw, lowered)
    yield from _matched(OTHER_ROWS, text, raw, lowered)


def _matched(rows: Iterable[Row], haystack: str, raw: bytes, lowered: bytes) -> Iterator[Span]:
    """Try the rows whose needles are there. A `str` is searched for them, since `in` is slower for bytes."""
    for _, needle, gate, pattern in rows:
        if needle in haystack and (gate is None or gate(lowered)):
            for match in _compiled(pattern).finditer(lowered):
                start, end = match.span(match.lastgroup or 0)
                if not _is_spared(match.lastgroup, raw[start:end]):
                    yield start, end


def _is_spared(group: str | None, value: bytes) -> bool:
    """Tell whether a value that its surroundings accuse is plainly no secret."""
    if group == "card":
        return not _is_card(value)
    pattern = SPARED.get(group or "")
    return pattern is not None and _compiled(pattern).fullmatch(value) is not None


def _is_card(digits: bytes) -> bool:
    """Check the last digit of a card number by Luhn's formula, ISO/IEC 7812-1 annex B."""
    numbers = [digit - 48 for digit in reversed(digits) if digit >= 48]  # noqa: PLR2004  # 48 is zero in ASCII
    return sum(sum(divmod(number << index % 2, 10)) for index, number in enumerate(numbers)) % 10 == 0


def _found(needle: AnyStr, whole: AnyStr) -> Iterator[Span]:
    """Find all places of a needle."""
    at = whole.find(needle)
    while at >= 0:
        yield at, at + len(needle)
        at = whole.find(needle, at + len(needle))


def _gaps(spans: Iterable[Span], length: int) -> Iterator[Span]:
    """Give what spans leave of a text, which overlap or touch one another as they like."""
    at = 0
    for start, end in sorted(spans):
        if start > at or at == 0:
            yield at, start
        at = max(at, end)
    yield at, length


@cache  # compiled when first needed: all of them would take longer than an import may
def _compiled(source: str) -> re.Pattern[bytes]:
    """Compile a pattern of the tables."""
    return re.compile(source.encode(), re.VERBOSE | re.DOTALL)


@cache
def _shapes() -> re.Pattern[bytes]:
    """Compile the shapes into one pattern, which takes the rest of the token along."""
    shapes = "|".join(shape for _, shape in SHAPES)
    return re.compile(rf"[^A-Za-z0-9](?P<shape>(?:{shapes})[\w-]*(?:\.[\w-]+)*)".encode())
