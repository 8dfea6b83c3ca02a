"""gRPC: canonical codes in `grpc-status`, and grpc-gateway's and Connect's JSON with the same codes."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, codes_at, status_at, text_at
from otel_errkind._core.model import Reason
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

NUMBERS: Mapping[str, Reason] = MappingProxyType(
    {
        "1": Reason.CANCELLED,
        "2": Reason.INTERNAL,
        "3": Reason.VALIDATION,
        "4": Reason.DEADLINE,
        "5": Reason.NOT_FOUND,
        "6": Reason.CONFLICT,
        "7": Reason.PERMISSION_DENIED,
        "8": Reason.RATE_LIMIT,
        "9": Reason.VALIDATION,
        "10": Reason.CONFLICT,
        "11": Reason.VALIDATION,
        "12": Reason.UPSTREAM_FAILURE,
        "13": Reason.INTERNAL,
        "14": Reason.CAPACITY,
        "15": Reason.INTERNAL,
        "16": Reason.INVALID_CREDENTIALS,
    }
)
"""The canonical codes; 12, a method that nobody serves, counts as a broken other side."""

TOO_LARGE = late(
    r"\b(?:received|sent|trying to send) message (?:after decompression )?larger than max \("
    r"|\bgrpc message exceeds maximum size\b",
    re.IGNORECASE,
)
"""What gRPC's own libraries say of one message that is too large, under the code 8 of a limit."""


def read(body: dict[str, Json]) -> Envelope | None:
    """Read grpc-gateway's object: a small number as code, beside `message` and `details`."""
    code = body.get("code")
    if "message" not in body or str(code) not in NUMBERS:
        return None
    return Envelope("grpc", codes_at(body, "code"), text_at(body, "message"), table=NUMBERS)


def read_stream(error: dict[str, Json]) -> Envelope | None:
    """Read what ends a stream of grpc-gateway's first version, under `error`: both codes by their names."""
    codes, status = codes_at(error, "grpc_code"), status_at(error, "http_code")
    return Envelope("grpc", codes, text_at(error, "message"), status, table=NUMBERS)
