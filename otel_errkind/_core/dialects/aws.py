"""AWS's JSON protocols: `__type` with a namespace before the code, or an `Error` object with `Code`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, code_of, codes_at, object_at, text_at
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

CODES: Mapping[str, Reason] = MappingProxyType({"PriorRequestNotComplete": Reason.RATE_LIMIT})
"""What the words of the shared vocabulary do not rule; they rule all others of AWS's many codes."""


def stripped(code: str) -> str:
    """Return the code without its namespace (`ns#Code`) and without the URI that some services append."""
    return code.rpartition("#")[2].partition(":")[0]


def read(body: dict[str, Json]) -> Envelope | None:
    """Read `__type`, or `Error.Code` as SDKs and the query protocol in JSON have it."""
    kind = code_of(body.get("__type"))
    if kind is not None:
        return Envelope("aws", (stripped(kind),), text_at(body, "message", "Message"), table=CODES)
    error = object_at(body, "Error")
    if error is None or "Code" not in error:
        return None
    return Envelope("aws", codes_at(error, "Code"), text_at(error, "Message"), table=CODES)
