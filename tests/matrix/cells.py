"""The cells: each call with us beside the bare call, and what the spans and counts must say of it."""

from __future__ import annotations

import gc
import logging
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from matrix.expected import expected, shows
from matrix.scene import ROWS, Place, Scene, play
from matrix.stage import Stage
from matrix.ways import READING
from otel_errkind._telemetry.waiting import PENDING
from telemetry import ORDERS, instrumented
from verdicts import Verdict, seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from telemetry import Telemetry

BODY_WAIT = 0.05
SLACK = 0.25
"""Seconds that a busy machine may add to a call."""


class Cell(NamedTuple):
    """What came of a cell."""

    place: Place
    order: str
    verdict: Verdict | None
    problems: tuple[str, ...]


class Telling(NamedTuple):
    """What telemetry says of one call."""

    verdicts: list[dict[str, Any]]
    counts: Counter[tuple[str, str]]
    """By category and reason."""
    logged: tuple[str, ...]


def run(wanted: Sequence[Place]) -> list[Cell]:
    """Run cells in this process: first all of them bare, then with us in either order."""
    gc.collect()
    gc.freeze()  # One of the ways is to forget a response: collecting must be cheap.
    with Stage() as stage:
        bare = {place: play(stage, place) for place in wanted}
        return [cell for order in ORDERS for cell in _with_us(stage, order, bare)]


def _with_us(stage: Stage, order: str, bare: Mapping[Place, Scene]) -> Iterator[Cell]:
    with instrumented(ORDERS[order]) as telemetry, _listening() as logged:
        for place, without in bare.items():
            before = _counts(telemetry)
            ours = play(stage, place)
            # The verdict on a response that nobody closes waits for the next span, or for a flush.
            telemetry.tracer_provider.force_flush()
            telling = Telling(telemetry.verdicts(), _counts(telemetry) - before, tuple(logged))
            telemetry.clear()
            logged.clear()
            judged = seen(telling.verdicts[0]) if telling.verdicts else None
            problems = (*_differences(place, without, ours), *_misjudgements(place, without, telling))
            yield Cell(place, order, judged, problems)


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Hear what our guard has to say."""
    logged: list[str] = []
    listener = logging.Handler()
    listener.emit = lambda record: logged.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("otel_errkind")
    logger.addHandler(listener)
    yield logged
    logger.removeHandler(listener)


def _counts(telemetry: Telemetry) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for count in telemetry.counts():
        key = (count.attributes["errkind.category"], count.attributes["errkind.reason"])
        counts[key] += int(count.value)
    return counts


def _differences(place: Place, bare: Scene, ours: Scene) -> Iterator[str]:
    """Say what an application could tell from the bare call."""
    if ours.sight != bare.sight:
        yield f"the application saw {ours.sight}\nand without us {bare.sight}"
    if ours.next_call != bare.next_call:
        yield f"the next call came to {ours.next_call}, and without us to {bare.next_call}"
    if bare.reused and not ours.reused and not _is_reused_by_luck(place):
        yield "the next call needed a new connection"
    later = (ours.sight.waited or 0) - (bare.sight.waited or 0)
    if later > BODY_WAIT + SLACK:
        yield f"the headers came {later:.3f} s later"


def _is_reused_by_luck(place: Place) -> bool:
    """Tell whether it depends on the body's having come with the headers: aiohttp drops it otherwise."""
    return place.client == "aiohttp" and place.way not in READING["aiohttp"]


def _misjudgements(place: Place, bare: Scene, telling: Telling) -> Iterator[str]:
    """Say what telemetry got wrong."""
    judged = [seen(verdict) for verdict in telling.verdicts]
    allowed = expected(ROWS[place.row], place.client, place.way, bare.sight)
    if len(judged) > 1 or (judged[0] if judged else None) not in allowed:
        yield f"judged {judged}, expected one of {allowed}"
    if telling.counts != Counter((verdict.category, verdict.reason) for verdict in judged):
        yield f"counted {dict(telling.counts)}, judged {judged}"
    for verdict in telling.verdicts:
        shown = verdict.get("http.response.body.content", "")
        if not shows(place.row, place.client, place.way, shown):
            yield f"the body on the span is {shown!r}"
    yield from (f"logged {text}" for text in telling.logged)
    if PENDING:
        yield f"{len(PENDING)} spans are still held"
