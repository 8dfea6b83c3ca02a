"""Spoil recorded answers as servers, proxies and attackers would: at random, the same for the same seed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

LONGEST = 65536
STATUSES = (None, 0, 100, 200, 204, 302, 400, 401, 403, 404, 413, 422, 429, 500, 502, 503, 504, 520, 599, 999)
TYPES = (
    *("application/json", "text/html", "text/event-stream", "application/problem+json", "application/grpc"),
    *(
        "text/plain; charset=utf-16",
        "application/octet-stream",
        "text/xml; charset=shift_jis",
        ";charset=",
        "",
    ),
)
NAMES = (
    *("retry-after", "Retry-After-Ms", "x-ratelimit-remaining", "ratelimit", "x-ratelimit-reset", "date"),
    *("grpc-status", "grpc-message", "www-authenticate", "x-amzn-errortype", "x-should-retry", "X-Any"),
)
VALUES = (
    "0",
    "-1",
    "3",
    "1e9",
    "²",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "6m0s",
    "a=b;c",
    "%00%ff",
    " ",
    "9" * 400,
)
WORDS = (
    *(
        '"error"',
        '"errors":[',
        '"code":',
        "event: error\n",
        "data: {",
        "<Error><Code>",
        "]]>",
        '"data":null,',
    ),
    *("\\u0000", "\x00", "\ud800", "é", "retry in 1m ", "sk-proj-Vb9fR2mXw7LkQ4nZ", "password=", "\\" * 40),
)
CHARSETS = ("utf-16", "utf-32", "latin-1", "shift_jis", "utf-7", "utf-8-sig")


class Answer(NamedTuple):
    """What a server might have sent."""

    status: Any
    headers: dict[str, str]
    body: bytes


def cut(random: Random, body: bytes) -> bytes:
    """Lose the end."""
    return body[: random.randrange(len(body) + 1)]


def splice(random: Random, body: bytes) -> bytes:
    """Move a part to another place."""
    start, end, place = sorted(random.randrange(len(body) + 1) for _ in range(3))
    return body[:start] + body[end:place] + body[start:end] + body[place:]


def repeat(random: Random, body: bytes) -> bytes:
    """Say a part again and again."""
    start = random.randrange(len(body) + 1)
    part = body[start : start + random.randrange(1, 40)] or b" "
    return (body[:start] + part * random.choice((2, 50, LONGEST // len(part))) + body[start:])[:LONGEST]


def flip(random: Random, body: bytes) -> bytes:
    """Change some bytes."""
    changed = bytearray(body or b" ")
    for _ in range(random.randrange(1, 6)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def insert(random: Random, body: bytes) -> bytes:
    """Say something that means something."""
    place = random.randrange(len(body) + 1)
    return body[:place] + random.choice(WORDS).encode("utf-8", "surrogatepass") + body[place:]


def nest(random: Random, body: bytes) -> bytes:
    """Put it into something, often."""
    before, after = random.choice(
        ((b'{"error":', b"}"), (b"[", b"]"), (b"data: ", b"\n\n"), (b"<a>", b"</a>"))
    )
    times = random.choice((1, 2, 9, 2000))
    return (before * times + body + after * times)[:LONGEST]


def quote(_: Random, body: bytes) -> bytes:
    """Put it into a string of another object."""
    return json.dumps({"message": body.decode("utf-8", "replace")}).encode()[:LONGEST]


def recode(random: Random, body: bytes) -> bytes:
    """Send it in another charset."""
    return body.decode("utf-8", "replace").encode(random.choice(CHARSETS), "replace")[:LONGEST]


MUTATIONS: Sequence[Callable[[Random, bytes], bytes]] = (
    cut,
    splice,
    repeat,
    flip,
    insert,
    nest,
    quote,
    recode,
)


def mutated(random: Random, answers: Sequence[Answer]) -> Answer:
    """Take one answer, spoil its body a few times, and sometimes its status and headers."""
    status, headers, body = random.choice(answers)
    for _ in range(random.randrange(5)):
        body = random.choice(MUTATIONS)(random, body)
    if random.random() < 0.2:
        body = _mixed(random, body, random.choice(answers).body)
    if random.random() < 0.3:
        status = random.choice(STATUSES)
    if random.random() < 0.5:
        headers = {
            **headers,
            "content-type": random.choice(TYPES),
            random.choice(NAMES): random.choice(VALUES),
        }
    return Answer(status, headers, body)


def _mixed(random: Random, first: bytes, second: bytes) -> bytes:
    return first[: random.randrange(len(first) + 1)] + second[random.randrange(len(second) + 1) :]
