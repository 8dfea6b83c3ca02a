"""Batches in `multipart/mixed` (OData 4.01, part 1, 11.7; Google's, Azure's): a success made of answers."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import NamedTuple

from otel_errkind._core import document, headers
from otel_errkind._core.batches import decisive
from otel_errkind._core.envelope import Answer
from otel_errkind._core.patterns import late

BEGINNING = late(r"\s{0,8}(--[!-~]{1,70})\n")
"""The first line is a delimiter, and names it: the content type may not have come along."""
_CHANGESET = "multipart/mixed"
KIND = late(r"^content-type:[ \t]{0,8}(application/http|multipart/mixed)\b", re.IGNORECASE | re.MULTILINE)
STATUS_LINE = late(r"HTTP/[0-9.]{1,4} ([0-9]{3})(?: [^\n]{0,256})?\n")
_ALONE = b"--part\nContent-Type: application/http\n\n%b\n--part--"


class _Part(NamedTuple):
    status: int
    text: str
    """What follows the status line."""


_UNKNOWN = _Part(HTTPStatus.OK, "")
"""Stands for a part that is no answer, and for the rest of a batch that was cut: it may be sound."""


def failed(body: bytes | str, content_type: str | None) -> Answer | None:
    """Return the answer for which a batch counts as failed; None if it is sound, or no batch."""
    part = _failed(body) if is_multipart(content_type) else None
    if part is None:
        return None
    heading, _, content = f"\n{part.text}".partition("\n\n")
    return Answer(part.status, headers.read(heading), document.read(content, None))


def failed_alone(body: bytes, limit: int) -> bytes | None:
    """Return a batch of the failed answer alone, of at most about `limit` bytes."""
    part = _failed(body)
    if part is None:
        return None
    return _ALONE % f"HTTP/1.1 {part.status}\n{part.text}".encode()[: limit - len(_ALONE)]


def is_multipart(content_type: str | None) -> bool:
    """Agree where nothing is said of the type."""
    return content_type is None or content_type.strip().lower().startswith("multipart/")


def _failed(body: bytes | str) -> _Part | None:
    """Return the part for which the batch counts as failed."""
    start = body[: document.LONGEST_BODY]
    text = start if isinstance(start, str) else start.decode("utf-8", "replace")
    if not text.lstrip().startswith("--"):
        return None
    parts = [*_parts(text.replace("\r\n", "\n"), nested=True)]
    place = decisive([part.status for part in parts])
    return None if place is None else parts[place]


def _parts(text: str, *, nested: bool) -> Iterator[_Part]:
    """Yield the answers, those in a changeset among them, and an unknown one where something is missing."""
    first = BEGINNING.match(text)
    if first is None:
        yield _UNKNOWN
        return
    inside, end, _ = f"\n{text.lstrip()}".partition(f"\n{first[1]}--")
    for part in inside.split(f"\n{first[1]}\n")[1:]:
        heading, _, content = part.partition("\n\n")
        kind = KIND.search(heading)
        if nested and kind and kind[1].lower() == _CHANGESET:
            yield from _parts(content, nested=False)
        else:
            yield _answer(content.lstrip("\n")) if kind else _UNKNOWN
    if not end:
        yield _UNKNOWN


def _answer(text: str) -> _Part:
    line = STATUS_LINE.match(text)
    return _Part(int(line[1]), text[line.end() :]) if line else _UNKNOWN
