"""One call, and the next one of the same client: all that an application can tell from outside."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from opentelemetry.instrumentation.utils import suppress_instrumentation

from callers import CALLERS
from matrix.rows import SERVED
from matrix.scenes import SCENES
from matrix.ways import ABSENT, EVERY_WAY, READING, WAYS, family
from matrix.wraps import is_async

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from callers import Sight
    from matrix.rows import Row
    from matrix.stage import Stage

ROWS: Mapping[str, Row] = {row.name: row for row in (*SERVED, *SCENES)}
LARGE = {"endless", "gzip-bomb", "huge", "over-aiohttp-event"}
"""Bodies whose pieces are cut by the network, wherever it likes."""


class Place(NamedTuple):
    """Where a cell stands, but for the order of installation."""

    client: str
    row: str
    way: str


@dataclass(frozen=True)
class Scene:
    """What the application saw of the call, and of the next request with the same client."""

    sight: Sight
    next_call: str
    reused: bool
    """Whether the next request came on the connection of the one before."""


def places(clients: Iterable[str], rows: Iterable[str]) -> Iterator[Place]:
    """Name every cell, the impossible ones included."""
    return (Place(client, row, way) for client in clients for row in rows for way in EVERY_WAY)


def impossible(place: Place) -> str:
    """Return why a cell cannot exist, or nothing."""
    if place.way not in WAYS[place.client]:
        return ABSENT[family(place.client), place.way]
    return ROWS[place.row].excludes(place.client, place.way)


def play(stage: Stage, place: Place) -> Scene:
    """Make one call, and then another with the same client."""
    row, way, caller = ROWS[place.row], WAYS[place.client][place.way], CALLERS[place.client]
    access = row.wrap(stage, place.client)(caller.accesses[way.access])
    options = {**row.made_with(stage, place.client), **way.made_with(stage.plain.url("/json"))}
    begun, then = len(stage.plain.requests), list[str]()
    follow = _followed_async if is_async(place.client) else _followed
    sight = caller.use(follow(access, row.next_url(stage), then), row.url(stage), **options)
    return Scene(_without_luck(place, sight), "".join(then), stage.reused(since=begun))


def _without_luck(place: Place, sight: Sight) -> Sight:
    if place.row not in LARGE:
        return sight
    if place.way in READING[family(place.client)]:
        whole = b"".join(sight.chunks)
        return replace(sight, chunks=(b"%d bytes, %d" % (len(whole), zlib.crc32(whole)),))
    return replace(sight, chunks=tuple(b"%d" % zlib.crc32(piece[:5]) for piece in sight.chunks))


def _followed(access: Any, next_url: str, then: list[str]) -> Any:
    """Let the client make one more call, of which telemetry is to know nothing."""

    def call(client: Any, url: str, journal: Any) -> None:
        try:
            access(client, url, journal)
        finally:
            with suppress_instrumentation():
                then.append(_outcome(client, next_url))

    return call


def _outcome(client: Any, url: str) -> str:
    try:
        return f"status {client.get(url).status_code}"
    except Exception as error:  # noqa: BLE001 - whatever it is, it must be the same with us
        return type(error).__name__


def _followed_async(access: Any, next_url: str, then: list[str]) -> Any:
    async def call(client: Any, url: str, journal: Any) -> None:
        try:
            await access(client, url, journal)
        finally:
            with suppress_instrumentation():
                then.append(await _outcome_async(client, next_url))

    return call


async def _outcome_async(client: Any, url: str) -> str:
    try:
        response = await client.get(url)
    except Exception as error:  # noqa: BLE001 - whatever it is, it must be the same with us
        return type(error).__name__
    status = response.status if hasattr(response, "status") else response.status_code
    return f"status {status}"
