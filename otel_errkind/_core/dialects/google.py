"""Google's envelope, `google.rpc.Status` in `error`, and the older one with an `errors` list inside."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, code_of, codes_at, object_at, status_at, text_at, token_in
from otel_errkind._core.model import Reason
from otel_errkind._core.waiting import duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from otel_errkind._core.document import Json

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "CONSUMER_INVALID": Reason.INVALID_CREDENTIALS,
        "VALIDATION_REQUIRED": Reason.PERMISSION_DENIED,
        "dailyLimitExceededUnreg": Reason.PERMISSION_DENIED,
    }
)


def read(error: dict[str, Json]) -> Envelope | None:
    """Read the status; a reason in `errors` says more than it, and one in the details more than both."""
    details = tuple(_details(error))
    reasons = tuple(code for detail in details if (code := code_of(detail.get("reason"))))
    item = object_at(error, "errors") or {}
    message = text_at(error, "message")
    # Identity Toolkit says in the text alone what is wrong, and the same "invalid" in all its reasons.
    status = codes_at(error, "status") if isinstance(error.get("status"), str) else ()
    codes = (*reasons, *token_in(message), *codes_at(item, "reason"), *status)
    if not codes:
        return None
    return Envelope(
        "google", codes, message, status_at(error, "code"), table=CODES, retry_after=_delay(details)
    )


def _details(error: dict[str, Json]) -> Iterator[dict[str, Json]]:
    details = error.get("details")
    if isinstance(details, list):
        yield from (detail for detail in details[:16] if isinstance(detail, dict))


def _delay(details: tuple[dict[str, Json], ...]) -> float | None:
    """Read `google.rpc.RetryInfo`: a duration in seconds, such as `34.07s`."""
    delays = (detail.get("retryDelay") for detail in details)
    return next((duration(delay) for delay in delays if isinstance(delay, str)), None)
