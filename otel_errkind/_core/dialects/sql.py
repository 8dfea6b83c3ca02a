"""Databases that speak HTTP: a SQLSTATE (ISO 9075) in `sqlState` or, with PostgREST, in `code`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, code_of, codes_at, text_at
from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

STATES: Mapping[str, Reason] = MappingProxyType(
    {
        "08": Reason.UPSTREAM_FAILURE,
        "22": Reason.VALIDATION,
        "23": Reason.CONFLICT,
        "25": Reason.VALIDATION,
        "28": Reason.INVALID_CREDENTIALS,
        "40": Reason.CONFLICT,
        "42": Reason.VALIDATION,
        "42501": Reason.PERMISSION_DENIED,
        "42P01": Reason.NOT_FOUND,
        "42S02": Reason.NOT_FOUND,
        "53": Reason.CAPACITY,
        "54": Reason.PAYLOAD_TOO_LARGE,
        "55P03": Reason.CONFLICT,
        "57014": Reason.REQUEST_TIMEOUT,
        "57P03": Reason.LOADING,
        "P0001": Reason.VALIDATION,
        "PGRST301": Reason.INVALID_CREDENTIALS,
        "PGRST302": Reason.INVALID_CREDENTIALS,
        "PGRST303": Reason.EXPIRED_CREDENTIALS,
        "PGRST003": Reason.POOL_TIMEOUT,
    }
)
_STATE = late(r"[0-9A-Z]{5}|PGRST[0-9]{3}")


def read(body: dict[str, Json]) -> Envelope | None:
    """Read the state by its five characters, else by its class, the first two."""
    state = code_of(body.get("sqlState") or body.get("sqlstate") or body.get("SQLSTATE"))
    if state is None and "hint" in body and "details" in body:
        state = code_of(body.get("code"))
    if state is None or not _STATE.fullmatch(state):
        return None
    reason = STATES.get(state) or STATES.get(state[:2])
    codes = codes_at(body, "code", "errorCode") or (state,)
    return Envelope("sql", codes, text_at(body, "message"), table={codes[0]: reason} if reason else {})
