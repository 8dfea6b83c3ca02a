"""What `curl -i` prints: heads of responses, then the body of the last one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_STATUS_LINE = re.compile(rb"HTTP/[0-9](?:\.[0-9])? +([0-9]{3})(?![0-9])")
"""HTTP/2 and HTTP/3 have no reason phrase; curl leaves the blank before it."""

_END = re.compile(rb"\r?\n\r?\n|\Z")
"""Behind the head of a response."""

_FOLD = re.compile(rb"\r?\n[ \t]+")
"""A header that goes on in the next line: obsolete, RFC 9112, 5.2, and still sent."""

_FOLLOWED = frozenset((*range(100, 400), 401, 407))
"""After these curl may print another response: interim ones, a proxy's, redirects, and authentication."""


class Answer(NamedTuple):
    """A response as it came over the wire."""

    status_code: int
    headers: dict[str, str]
    body: bytes


def parse(printed: bytes) -> Answer | None:
    """Read the last response of what curl printed; None if it begins with no status line."""
    status, head, start = None, b"", len(printed) - len(printed.lstrip())
    while (status is None or status in _FOLLOWED) and (line := _STATUS_LINE.match(printed, start)):
        end = next(_END.finditer(printed, line.end()))
        status, head, start = int(line[1]), printed[line.end() : end.start()], end.end()
    return None if status is None else Answer(status, joined(_fields(head)), printed[start:])


def joined(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Join the values of repeated headers as HTTP does, RFC 9110, 5.3."""
    headers: dict[str, str] = {}
    for name, value in fields:
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _fields(lines: bytes) -> Iterable[tuple[str, str]]:
    """Read header lines; the first is what is left of the status line."""
    for line in _FOLD.sub(b" ", lines).split(b"\n")[1:]:
        name, colon, value = line.decode("latin-1").partition(":")
        if colon:
            yield name.strip().lower(), value.strip()
