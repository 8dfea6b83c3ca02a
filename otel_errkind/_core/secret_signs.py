"""Cheap signs that a text may hold a secret: most errors show none, and cost no regular expression."""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter

from otel_errkind._core.credentials import DIGEST_PARAMETERS, NAMES
from otel_errkind._core.patterns import late

FOLD = bytes.maketrans(b"=>", b"::")
FOLD_ALL = bytes.maketrans(b"=>,", b":::")
BLANKS = b"\"'\\ \t\r\n_-[]()"
"""Mapped and dropped, these leave `apikey:` of `"api_key" : `, `api-key=`, `<ApiKey>` and `\\"apiKey\\":`."""

WIDE_COLON = "\N{FULLWIDTH COLON}".encode()
ENCODED = late(rb"%(?:25)*[0-9a-f]{2}|&#?\w{2,6};|\\u00[0-9a-f]{2}|" + WIDE_COLON)
PERCENT, AMPERSAND, BACKSLASH, WIDE = b"%&\\\xef"
"""As numbers, which are found several times as fast as bytes of one."""

last_three = itemgetter(slice(-3, None))

_NAMES = {name.replace(" ", "").encode() for name in (*NAMES, *(f"digest{d}" for d in DIGEST_PARAMETERS))}
ENDINGS = {tail: tuple(names) for tail, names in groupby(sorted(_NAMES, key=last_three), last_three)}
"""The sensitive names, by the last three bytes of each."""
QUOTED_WORD = late(rb"[\"'`](?:(?<=[a-z]\s.)|(?<=\\.))[^\s\"'`]{7}", re.DOTALL)
"""Begins with the quote, of which there are fewest."""
DIGITS = bytes(48 if byte in b"0123456789" else 32 for byte in range(256))


def sensitive_names(lowered: bytes) -> str:
    """List the sensitive names in front of a separator, as `apikey:` or `apikey,`; mostly there are none."""
    if _may_be_encoded(lowered):
        lowered = ENCODED.sub(b":", lowered)
    pieces = lowered.translate(FOLD_ALL, BLANKS).split(b":")
    if ENDINGS.keys().isdisjoint(map(last_three, pieces)) or not any(map(_ends_in_name, pieces)):
        return ""
    folded = lowered.translate(FOLD, BLANKS)
    names = b"".join(
        piece[-24:] + separator
        for separator in (b":", b",")
        for piece in folded.split(separator)
        if _ends_in_name(piece)
    )
    return names.decode(errors="replace")


def _may_be_encoded(lowered: bytes) -> bool:
    return (
        PERCENT in lowered
        or AMPERSAND in lowered
        or (BACKSLASH in lowered and b"\\u00" in lowered)
        or (WIDE in lowered and WIDE_COLON in lowered)
    )


def _ends_in_name(piece: bytes) -> bool:
    return piece.endswith(ENDINGS.get(piece[-3:], ()))


def has_mailbox(lowered: bytes) -> bool:
    """Ask for an at sign behind a name: Google's errors are full of `"@type"`."""
    return any(part[-1:].isalnum() or part[-1:] >= b"\x80" for part in lowered.split(b"@")[:-1])


def has_encoded_at(lowered: bytes) -> bool:
    """Ask for the digits of an encoded at sign."""
    return b"40" in lowered


def has_parameter(lowered: bytes) -> bool:
    """Ask for the names of parameters that are secret in a URL only."""
    return b"key" in lowered or b"code" in lowered


def has_long_number(lowered: bytes) -> bool:
    """Ask for as many digits in a row as the shortest card number has."""
    return b"0" * 13 in lowered.translate(DIGITS, b" -")


def has_quoted_word(lowered: bytes) -> bool:
    """Ask for a word in quotes behind another word."""
    return QUOTED_WORD.search(lowered) is not None


def ends_in_url(lowered: bytes) -> bool:
    """Ask for a URL in the last word, where a cut text may end inside of a password."""
    return b"/" in (last := lowered[lowered.rfind(b" ") + 1 :]) or b"%" in last


def is_cut_markup(lowered: bytes) -> bool:
    """Ask for a document that begins with an element and ends within one."""
    return lowered.lstrip().startswith((b"<", b"&lt;")) and not lowered.rstrip().endswith((b">", b"&gt;"))
