"""Cheap signs that a text may hold a secret: most errors show none, and cost no regular expression."""

from __future__ import annotations

import re
from operator import itemgetter

from otel_errkind._core.credentials import DIGEST_PARAMETERS, NAMES
from otel_errkind._core.patterns import late

FOLD = bytes.maketrans(b"=>", b"::")
FOLD_ALL = bytes.maketrans(b"=>,", b":::")
BLANKS = b"\"'\\ \t\r\n_-[]()"
"""Mapped and dropped, these leave `apikey:` of `"api_key" : `, `api-key=`, `<ApiKey>` and `\\"apiKey\\":`."""

WIDE_COLON = "\N{FULLWIDTH COLON}".encode()
ENCODED = late(rb"%(?:25)*[0-9a-f]{2}|&#?\w{2,6};|\\u00[0-9a-f]{2}|" + WIDE_COLON)
ENDINGS = tuple(
    {name.replace(" ", "").encode() for name in (*NAMES, *(f"digest{d}" for d in DIGEST_PARAMETERS))}
)
TAILS = frozenset(ending[-3:] for ending in ENDINGS)
QUOTED_WORD = late(rb"[\"'`](?:(?<=[a-z]\s.)|(?<=\\.))[^\s\"'`]{7}", re.DOTALL)
"""Begins with the quote, of which there are fewest."""
DIGITS = bytes(48 if byte in b"0123456789" else 32 for byte in range(256))

last_three = itemgetter(slice(-3, None))


def sensitive_names(lowered: bytes) -> str:
    """List the sensitive names in front of a separator, as `apikey:` or `apikey,`; mostly there are none."""
    if b"%" in lowered or b"&" in lowered or b"\\u00" in lowered or WIDE_COLON in lowered:
        lowered = ENCODED.sub(b":", lowered)
    if TAILS.isdisjoint(map(last_three, lowered.translate(FOLD_ALL, BLANKS).split(b":"))):
        return ""
    folded = lowered.translate(FOLD, BLANKS)
    names = b"".join(
        piece[-24:] + separator
        for separator in (b":", b",")
        for piece in folded.split(separator)
        if piece[-3:] in TAILS and piece.endswith(ENDINGS)
    )
    return names.decode(errors="replace")


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
