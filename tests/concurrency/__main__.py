"""Call from threads, tasks and processes at once, and account for every call: `python tests/concurrency`.

Each process shares a sync client of httpx and of httpx2 among threads, and an async one of each library
among tasks, all at the same time, with asyncio's debug mode on and warnings as errors. Every call has a URL
of its own, and its number says what it meets: so each span must have the verdict of its own call, once.
Exit 1 if a span, a verdict or a count is missing, doubled or wrong, or if a process wrote to its stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from concurrency.plan import case, program, share
from faults import FaultServer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

THREADED = ("httpx", "httpx2")
CLIENTS = (*THREADED, "httpx-async", "httpx2-async", "aiohttp-async")
WORKER = Path(__file__).with_name("worker.py")
ROW = "{:<14}{:>8}{:>8}{:>8}{:>8}{:>10}"
PATIENCE = 600
"""Seconds after which a process is ended."""


class Size(NamedTuple):
    """How much is done at once."""

    processes: int
    threads: int
    tasks: int
    calls: int
    """Of one thread, and of one task."""

    def planned(self) -> Iterator[tuple[str, int]]:
        """Yield the calls of one process: their names, and their numbers in the plan."""
        for client in CLIENTS:
            for worker in range(self.threads if client in THREADED else self.tasks):
                yield from share(client, worker, self.calls)


def work(url: str, size: Size) -> list[dict[str, Any]]:
    """Run the processes side by side; return what each says."""
    environment = {**os.environ, "PYTHONASYNCIODEBUG": "1"}
    command = [sys.executable, "-W", "error", str(WORKER), url, *map(str, size[1:])]
    processes = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own program
        for _ in range(size.processes)
    ]
    said: list[dict[str, Any]] = []
    for process in processes:
        try:
            out, errors = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
        if process.returncode or errors:
            sys.exit(f"a process ended with {process.returncode} and wrote:\n{errors}")
        said.append(json.loads(out))
    return said


def account(said: Sequence[dict[str, Any]], size: Size) -> tuple[dict[str, Counter[str]], list[str]]:
    """Return the sums by client, and what is wrong."""
    sums = {client: Counter[str]() for client in CLIENTS}
    wrong: list[str] = []
    for process, telling in enumerate(said):
        counted: Counter[str] = Counter()
        for call, number in size.planned():
            client, meets = call.partition(".")[0], case(number)
            found = telling["verdicts"].pop(call, None)
            is_right = found is not None and meets.deserves(found)
            sums[client].update(calls=1, spans=found is not None, right=is_right)
            if not is_right:
                wrong.append(f"process {process}, {call}: {found}, expected {meets}")
            if meets.category:
                sums[client]["failing"] += 1
                counted[f"{client.removesuffix('-async')} {meets.category}"] += 1
        if telling["verdicts"] or telling["held"] or telling["spans"] != len(list(size.planned())):
            wrong.append(f"process {process}: {telling['spans']} spans, of which {telling['held']} are held")
        if telling["counts"] != counted:
            wrong.append(f"process {process} counted {telling['counts']}, expected {dict(counted)}")
    return sums, wrong


def main() -> int:
    """Print the table; return 1 if something is wrong."""
    parser = argparse.ArgumentParser(prog="python tests/concurrency", description=__doc__)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--threads", type=int, default=8, help="that share one client")
    parser.add_argument("--tasks", type=int, default=25, help="that share one client")
    parser.add_argument("--calls", type=int, default=20, help="of each thread and task")
    options = parser.parse_args()
    size = Size(options.processes, options.threads, options.tasks, options.calls)
    begun = perf_counter()
    with FaultServer() as server:
        program(server)
        said = work(server.url(""), size)
    sums, wrong = account(said, size)
    print(ROW.format("client", "calls", "spans", "failing", "right", "counted"))
    for client, sum_ in sums.items():
        print(ROW.format(client, *(sum_[name] for name in ("calls", "spans", "failing", "right")), ""))
    counted = sum(sum(telling["counts"].values()) for telling in said)
    total = sum(sums.values(), Counter[str]())
    print(ROW.format("together", *(total[name] for name in ("calls", "spans", "failing", "right")), counted))
    print(f"{size.processes} processes, {perf_counter() - begun:.0f} s", *wrong[:20], sep="\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
