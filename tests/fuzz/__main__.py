"""Spoil recorded answers at random and see that every promise is kept: `python tests/fuzz --seconds 20`.

Prints the answers a second and the slowest of them. Fails with the answer that broke a promise, whose line
also goes into a file: `python tests/fuzz --replay FILE` does it again.
"""

from __future__ import annotations

import argparse
import heapq
import json
import sys
import time
from base64 import b64decode, b64encode
from pathlib import Path
from random import Random
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.mutations import Answer, mutated
from fuzz.promises import BrokenPromiseError, check, keep

CORPUS = Path(__file__).parents[1] / "core" / "corpus.jsonl"
SLOWEST = 0.1
"""Seconds of this thread that one answer of 64 KiB may take for all that is done with it."""
SHOWN = 3


class Timed(NamedTuple):
    """An answer and the seconds that it took."""

    seconds: float
    number: int
    answer: Answer


def recorded() -> list[Answer]:
    """Read the answers to begin with."""
    rows = [json.loads(line) for line in CORPUS.read_text().splitlines()]
    return [Answer(row["status"], row.get("headers", {}), row.get("body", "").encode()) for row in rows]


def line_of(answer: Answer) -> str:
    """Write an answer down so that it can be replayed."""
    return json.dumps([answer.status, answer.headers, b64encode(answer.body).decode()])


def answer_of(line: str) -> Answer:
    """Read an answer that was written down."""
    status, headers, body = json.loads(line)
    return Answer(status, headers, b64decode(body))


def seconds_of(answer: Answer, random: Random) -> float:
    """Return the seconds that an answer takes in this thread; a slow one gets three attempts."""
    best = SLOWEST
    for _ in range(3):
        begun = time.thread_time()
        check(answer, random)
        best = min(best, time.thread_time() - begun)
        if best < SLOWEST:
            break
    keep(best < SLOWEST, "an answer takes milliseconds")
    return best


def tried(answer: Answer, random: Random, reproducer: Path) -> float:
    """Try one answer; write it down if it breaks a promise or raises."""
    try:
        return seconds_of(answer, random)
    except Exception as error:
        line = line_of(answer)
        reproducer.write_text(line + "\n")
        kind = "broken promise" if isinstance(error, BrokenPromiseError) else "raised"
        print(f"{kind}: {error!r}\n{line}\nwritten to {reproducer}")
        raise


def run(seconds: float, seed: int, reproducer: Path) -> None:
    """Try answers until the time is over, then tell how many there were."""
    random, answers, slowest = Random(seed), recorded(), list[Timed]()
    begun, number = time.monotonic(), 0
    while (elapsed := time.monotonic() - begun) < seconds:
        number += 1
        answer = mutated(random, answers)
        heapq.heappush(slowest, Timed(tried(answer, random, reproducer), number, answer))
        if len(slowest) > SHOWN:
            heapq.heappop(slowest)
    print(f"{number} answers in {elapsed:.0f} s, {number / elapsed:.0f} a second: all promises kept")
    for took, place, answer in sorted(slowest, reverse=True):
        shown = f"{len(answer.body)} bytes: {answer.body[:60].decode('latin-1')!r}"
        print(f"  {took * 1000:6.1f} ms  number {place}, status {answer.status}, {shown}")


def main() -> None:
    """Run for a time, or replay one answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--reproducer", type=Path, default=Path("fuzz-reproducer.json"))
    parser.add_argument("--replay", type=Path)
    options = parser.parse_args()
    if options.replay:
        print(check(answer_of(options.replay.read_text()), Random(options.seed)))
        return
    print(f"seed {options.seed}")
    run(options.seconds, options.seed, options.reproducer)


if __name__ == "__main__":
    main()
