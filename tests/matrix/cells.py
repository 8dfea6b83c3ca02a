"""One cell: the call with us beside the bare call, and what the spans and counts must say of it."""

from __future__ import annotations

import asyncio
import gc
import logging
import zlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from opentelemetry.instrumentation.utils import suppress_instrumentation

from callers import CALLERS
from matrix.expected import expected
from matrix.rows import SERVED
from matrix.scenes import SCENES
from matrix.stage import Stage
from matrix.ways import ABSENT, EVERY_WAY, WAYS, family
from matrix.wraps import is_async
from otel_errkind._telemetry.pending import PENDING
from telemetry import ORDERS, instrumented
from verdicts import Verdict, seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from callers import Sight
    from matrix.rows import Row
    from telemetry import Telemetry

ROWS: Mapping[str, Row] = {row.name: row for row in (*SERVED, *SCENES)}
BODY_WAIT = 0.05
SLACK = 0.15
"""Seconds that a busy machine may add to a call."""
LARGE = 65_536
"""Bytes from which on the pieces of a body are cut by the network, not by the server."""


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


class Cell(NamedTuple):
    """What came of a cell."""

    place: Place
    order: str
    verdict: Verdict | None
    problems: tuple[str, ...]
    seconds: float | None
    """How much later than without us the headers were."""


def impossible(place: Place) -> str:
    """Return why a cell cannot exist, or nothing."""
    row = ROWS[place.row]
    if place.way not in WAYS[place.client]:
        return ABSENT[family(place.client), place.way]
    return row.excludes(place.client, place.way)


def places(clients: Iterable[str], rows: Iterable[str]) -> Iterator[Place]:
    """Name every cell, the impossible ones included."""
    return (Place(client, row, way) for client in clients for row in rows for way in EVERY_WAY)


def run(wanted: list[Place]) -> list[Cell]:
    """Run cells in this process: first all of them bare, then with us in either order."""
    gc.collect()
    gc.freeze()  # A way to use a client is to forget a response: collecting must be cheap.
    spoken: list[str] = []
    listener = logging.Handler()
    listener.emit = lambda record: spoken.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("otel_errkind").addHandler(listener)
    with Stage() as stage:
        bare = {place: play(stage, place) for place in wanted}
        return [
            cell for order in ORDERS for cell in _with_us(stage, order, bare, spoken)
        ]


def _with_us(
    stage: Stage, order: str, bare: Mapping[Place, Scene], spoken: list[str]
) -> Iterator[Cell]:
    with instrumented(ORDERS[order]) as telemetry:
        for place, without in bare.items():
            before = _series(telemetry)
            scene = play(stage, place)
            telemetry.tracer_provider.force_flush()
            verdicts = telemetry.verdicts()
            telemetry.clear()
            counts = _series(telemetry)
            counts.subtract(before)
            problems = (
                *_differences(without, scene),
                *_misjudged(place, without, verdicts, +counts),
                *(f"logged: {text}" for text in spoken),
                *(("a span is still held",) if PENDING else ()),
            )
            spoken.clear()
            judged = seen(verdicts[0]) if verdicts else None
            yield Cell(place, order, judged, problems, _later(without, scene))


def play(stage: Stage, place: Place) -> Scene:
    """Make one call, and then another with the same client."""
    row, way = ROWS[place.row], WAYS[place.client][place.way]
    caller = CALLERS[place.client]
    access = row.wrap(stage, place.client)(caller.accesses[way.access])
    since = len(stage.plain.requests)
    then: list[str] = []
    follow = _followed_async if is_async(place.client) else _followed
    options = {**row.made_with(stage, place.client), **way.made_with(stage.plain.url("/json"))}
    sight = caller.use(follow(access, stage.plain.url("/status/200"), then), row.url(stage), **options)
    return Scene(_boiled(sight), *then, reused=stage.reused(since))


def _followed(access: Any, url: str, then: list[str]) -> Any:
    """Let the client make one more call, whatever becomes of the first."""

    def call(client: Any, address: str, journal: Any) -> None:
        try:
            access(client, address, journal)
        finally:
            with suppress_instrumentation():
                try:
                    then.append(str(client.get(url).status_code))
                except Exception as error:  # noqa: BLE001
                    then.append(type(error).__name__)

    return call


def _followed_async(access: Any, url: str, then: list[str]) -> Any:
    async def call(client: Any, address: str, journal: Any) -> None:
        try:
            await access(client, address, journal)
        finally:
            with suppress_instrumentation():
                try:
                    response = await client.get(url)
                    then.append(str(getattr(response, "status_code", None) or response.status))
                except Exception as error:  # noqa: BLE001
                    then.append(type(error).__name__)

    return call


def _boiled(sight: Sight) -> Sight:
    size = sum(map(len, sight.chunks))
    if size < LARGE:
        return sight
    return replace(sight, chunks=(b"%d bytes, %d" % (size, zlib.crc32(b"".join(sight.chunks))),))


def _series(telemetry: Telemetry) -> Counter[tuple[tuple[str, Any], ...]]:
    return Counter(
        {tuple(sorted(count.attributes.items())): int(count.value) for count in telemetry.counts()}
    )


def _differences(bare: Scene, ours: Scene) -> Iterator[str]:
    if bare.sight != ours.sight:
        yield f"the application saw {ours.sight}, and without us {bare.sight}"
    if bare.next_call != ours.next_call:
        yield f"the next call came to {ours.next_call}, and without us to {bare.next_call}"
    if bare.reused and not ours.reused:
        yield "the connection is not used again"
    later = _later(bare, ours)
    if later is not None and later > BODY_WAIT + SLACK:
        yield f"the headers came {later:.3f} s later"


def _later(bare: Scene, ours: Scene) -> float | None:
    if bare.sight.waited is None or ours.sight.waited is None:
        return None
    return ours.sight.waited - bare.sight.waited


def _misjudged(
    place: Place, bare: Scene, verdicts: list[dict[str, Any]], counts: Counter[Any]
) -> Iterator[str]:
    allowed = expected(ROWS[place.row], place.client, place.way, bare.sight)
    judged = [seen(verdict) for verdict in verdicts]
    if len(judged) > 1 or (judged or [None])[0] not in allowed:
        yield f"judged {judged}, expected {allowed}"
    counted = [(dict(series)["errkind.category"], dict(series)["errkind.reason"]) for series in counts.elements()]
    if counted != [(verdict.category, verdict.reason) for verdict in judged]:
        yield f"counted {counted}, judged {judged}"


assert asyncio
