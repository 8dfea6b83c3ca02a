"""Cheap signs that a text may hold a secret: most errors show none, and cost no regular expression."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING

from otel_errkind._core.credentials import DIGEST_PARAMETERS, NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    Gate = Callable[[bytes, bytes], bool]
    """Takes the sensitive names and the whole text, both in lower case."""

FOLD = bytes.maketrans(b"=>", b"::")
FOLD_ALL = bytes.maketrans(b"=>,", b":::")
BLANKS = b"\"'\\ \t\r\n_-[]()"
"""Mapped and dropped, these leave `apikey:` of `"api_key" : `, `api-key=`, `<ApiKey>` and `\\"apiKey\\":`."""

ENCODED = re.compile(rb"%(?:25)*[0-9a-f]{2}|&#?\w{2,6};|\\u00[0-9a-f]{2}")
ENDINGS = tuple(
    {name.replace(" ", "").encode() for name in (*NAMES, *(f"digest{d}" for d in DIGEST_PARAMETERS))}
)
TAILS = frozenset(ending[-3:] for ending in ENDINGS)
DIGITS = bytes(48 if byte in b"0123456789" else 32 for byte in range(256))

last_three = itemgetter(slice(-3, None))


def sensitive_names(lowered: bytes) -> bytes:
    """List the sensitive names in front of a separator, as `apikey:` or `apikey,`; mostly there are none."""
    if b"%" in lowered or b"&" in lowered or b"\\u00" in lowered:
        lowered = ENCODED.sub(b":", lowered)
    if TAILS.isdisjoint(map(last_three, lowered.translate(FOLD_ALL, BLANKS).split(b":"))):
        return b""
    folded = lowered.translate(FOLD, BLANKS)
    return b"".join(
        piece[-24:] + separator
        for separator in (b":", b",")
        for piece in folded.split(separator)
        if piece[-3:] in TAILS and piece.endswith(ENDINGS)
    )


def named(name: bytes) -> Gate:
    """Make a gate that asks for one of the sensitive names, by a piece of its entry."""
    return lambda names, _: name in names


def holds(needle: bytes) -> Gate:
    """Make a gate that asks for a piece of the text."""
    return lambda _, lowered: needle in lowered


def holds_element(names: bytes, lowered: bytes) -> bool:
    """Ask for a tag, or for what may be an escaped one."""
    return b"<" in lowered or b":" in names


def holds_mailbox(_: bytes, lowered: bytes) -> bool:
    """Ask for an at sign behind a name: Google's errors are full of `"@type"`."""
    if b"%" in lowered and b"40" in lowered:
        return True
    return b"@" in lowered and any(part[-1:].isalnum() for part in lowered.split(b"@")[:-1])


def ends_in_url(_: bytes, lowered: bytes) -> bool:
    """Ask for a URL in the last word, where a cut text may end inside of a password."""
    return b"/" in (last := lowered[lowered.rfind(b" ") + 1 :]) or b"%" in last


def holds_long_number(_: bytes, lowered: bytes) -> bool:
    """Ask for as many digits in a row as the shortest card number has."""
    return b"0" * 13 in lowered.translate(DIGITS, b" -")


def holds_query(_: bytes, lowered: bytes) -> bool:
    """Ask for what precedes a parameter in a URL."""
    return (b"?" in lowered or b"&" in lowered or b"%" in lowered) and (
        b"key" in lowered or b"code" in lowered
    )
