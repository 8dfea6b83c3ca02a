"""What the span must say of a cell: the row's verdict, unless the way hides the failure or the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callers import ApplicationError

if TYPE_CHECKING:
    from callers import Sight
    from matrix.rows import Row
    from verdicts import Verdict

Allowed = tuple["Verdict | None", ...]


def expected(row: Row, client: str, way: str, bare: Sight) -> Allowed:
    verdict = row.deserves(client)
    if verdict is None:
        return (None,)
    if verdict.phase == "body" and (verdict.status or 0) < 400 and _met_nothing(bare):
        return (None,)
    return (verdict,)


def _met_nothing(bare: Sight) -> bool:
    return bare.raised is None or issubclass(bare.raised.kind, ApplicationError)
