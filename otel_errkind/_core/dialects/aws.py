"""AWS's JSON protocols: `__type` with a namespace before the code, or an `Error` object with `Code`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, code_of, codes_at, object_at, text_at
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "LimitExceededException": Reason.RATE_LIMIT,
        "LimitExceeded": Reason.RATE_LIMIT,
        "SlowDown": Reason.RATE_LIMIT,
        "BandwidthLimitExceeded": Reason.RATE_LIMIT,
        "PriorRequestNotComplete": Reason.RATE_LIMIT,
        "EC2ThrottledException": Reason.RATE_LIMIT,
        "ModelNotReadyException": Reason.LOADING,
        "ModelErrorException": Reason.UPSTREAM_FAILURE,
        "RequestTimeTooSkewed": Reason.INVALID_CREDENTIALS,
        "RequestExpired": Reason.EXPIRED_CREDENTIALS,
        "OptInRequired": Reason.PERMISSION_DENIED,
        "InvalidClientTokenId": Reason.INVALID_CREDENTIALS,
        "UnrecognizedClientException": Reason.INVALID_CREDENTIALS,
        "InvalidAccessKeyId": Reason.INVALID_CREDENTIALS,
        "MissingAuthenticationToken": Reason.INVALID_CREDENTIALS,
        "IncompleteSignature": Reason.INVALID_CREDENTIALS,
        "ConditionalCheckFailedException": Reason.CONFLICT,
        "TransactionCanceledException": Reason.CONFLICT,
        "InsufficientInstanceCapacity": Reason.CAPACITY,
        "IDPCommunicationError": Reason.UPSTREAM_FAILURE,
    }
)


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
