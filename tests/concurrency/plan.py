"""What the calls meet: call number so and so, in whatever thread, task or process, always meets the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faults import FaultServer

SIZE = 100
"""Answers that differ; a call's number, modulo this, is that of its answer."""
CATEGORIES = {
    200: None,
    401: "unauthorized",
    404: "bad_request",
    429: "rate_limited",
    500: "server_error",
    503: "overloaded",
    504: "timeout",
}
FAULTS = {
    "reset-before-headers": "server_error",
    "short-body": "server_error",
    "short-body/503": "overloaded",
}
"""Exchanges that break, which do not tell one from another."""
KINDS: tuple[tuple[int | str, str | None], ...] = (*CATEGORIES.items(), *FAULTS.items())


class Case(NamedTuple):
    """One answer, and what must be said of it."""

    path: str
    category: str | None
    message: str | None = None
    status: int | None = None

    def deserves(self, verdicts: list[list[str | None]]) -> bool:
        """Tell whether these, category and message each, are what must be said of it."""
        if self.category is None:
            return not verdicts
        return [self.category] == [category for category, _ in verdicts] and (
            self.message is None or verdicts[0][1] == self.message
        )


def case(number: int) -> Case:
    """Return the answer that a call of this number meets."""
    place = number % SIZE
    kind, category = KINDS[place % len(KINDS)]
    if isinstance(kind, str):
        return Case(f"/{kind}", category)
    return Case(f"/plan/{place}", category, f"answer {place}" if category else None, kind)


def share(client: str, worker: int, calls: int) -> Iterator[tuple[str, int]]:
    """Yield one thread's or task's calls: their names, and their numbers."""
    for number in range(worker, worker + calls):
        yield f"{client}.{worker}.{number}", number


def program(server: FaultServer) -> None:
    """Teach the server its answers, each of which tells which it is."""
    for path, _, message, status in map(case, range(SIZE)):
        if status is not None:
            body = {"error": {"message": message}} if message else {"fine": path}
            server.answer(path, status, {"content-type": "application/json"}, json.dumps(body).encode())
