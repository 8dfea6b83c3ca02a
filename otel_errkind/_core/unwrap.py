"""From an exception to the evidence in it: the response that its chain carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.carriers import Carried, carried
from otel_errkind._core.exceptions import judged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from otel_errkind._core.model import Evidence


def with_response(evidence: Evidence, *, by_name: bool) -> Evidence:
    """Fill in the response that the exception carries; what the client itself saw stays."""
    if evidence.exception is None or evidence.status_code is not None:
        return evidence
    found = _merged(_responses(evidence.exception, by_name=by_name))
    return evidence._replace(
        status_code=found.status_code,
        headers=found.headers if evidence.headers is None else evidence.headers,
        body=found.body if evidence.body is None else evidence.body,
    )


def _responses(exc: BaseException, *, by_name: bool) -> Iterator[Carried]:
    """Yield the responses in the chain down to the first exception that speaks for itself."""
    for link, row in judged(exc, by_name=by_name):
        if row is not None and not row.carries and not row.wraps:
            return
        found = carried(link) if row is None or row.carries else None
        if found is not None:
            yield found


def _merged(responses: Iterator[Carried]) -> Carried:
    """Take the outermost response, and from the inner ones what it lacks: gql keeps the status only."""
    whole = Carried()
    for found in responses:
        if found.status_code in (whole.status_code, None) or whole.status_code is None:
            whole = Carried(
                whole.status_code or found.status_code,
                whole.headers or found.headers,
                whole.body or found.body,
            )
    return whole
