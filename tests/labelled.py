"""Labelled cases: the project's own, and a larger set if one is given.

`ERRKIND_SHARED_CORPUS` names a folder with `responses.jsonl` and `exceptions.jsonl`; without it
one beside the checkout is used if it is there.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TypedDict

OWN = Path(__file__).parent / "core" / "corpus.jsonl"
SHARED = Path(os.environ.get("ERRKIND_SHARED_CORPUS") or Path(__file__).parents[2] / "shared" / "corpus")

Link = TypedDict("Link", {"class": str, "bases": list[str], "str": str})
"""One exception of a recorded chain."""


class Case(TypedDict, total=False):
    """A labelled case, a response or a chain of exceptions, outermost first."""

    id: str
    provider: str
    status: int
    headers: dict[str, str]
    body: str
    elapsed: float
    exception_chain: list[Link]
    expected: str | None
    alternative: str
    arguable: bool
    reason: str
    code: str
    retryable: bool | None
    retry_after: float
    unseen: bool
    retry_after_s: float | None


def rows(path: Path) -> list[Case]:
    """Read a file of labelled cases."""
    return [json.loads(line) for line in path.read_text().splitlines()]
