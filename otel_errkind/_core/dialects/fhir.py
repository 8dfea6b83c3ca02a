"""FHIR's `OperationOutcome` (HL7 FHIR R4): a list of issues, each with a severity and a code."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, codes_at, names, object_at, text_at
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

_VALIDATION = names(
    "invalid structure required value invariant too-costly business-rule code-invalid extension"
)

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        **dict.fromkeys(_VALIDATION, Reason.VALIDATION),
        "too-long": Reason.PAYLOAD_TOO_LARGE,
        "not-supported": Reason.UNSUPPORTED,
        "not-found": Reason.NOT_FOUND,
        "deleted": Reason.NOT_FOUND,
        "duplicate": Reason.CONFLICT,
        "multiple-matches": Reason.CONFLICT,
        "conflict": Reason.CONFLICT,
        "lock-error": Reason.CONFLICT,
        # Servers say so of whatever went wrong, their own exceptions included: the status says more.
        "processing": Reason.INVALID_REQUEST,
        "login": Reason.INVALID_CREDENTIALS,
        "unknown": Reason.INVALID_CREDENTIALS,  # The user is not.
        "expired": Reason.EXPIRED_CREDENTIALS,
        "security": Reason.PERMISSION_DENIED,
        "forbidden": Reason.PERMISSION_DENIED,
        "suppressed": Reason.PERMISSION_DENIED,
        "throttled": Reason.RATE_LIMIT,
        "transient": Reason.CAPACITY,
        "incomplete": Reason.CAPACITY,
        "timeout": Reason.REQUEST_TIMEOUT,
        "no-store": Reason.UPSTREAM_FAILURE,
        "exception": Reason.INTERNAL,
    }
)
"""The codes of http://hl7.org/fhir/issue-type but for those of a success."""

SEVERITIES = ("fatal", "error")
_SEVERAL = 16


def read(body: dict[str, Json]) -> Envelope | None:
    """Read the issues that are errors; beside them may stand warnings, and what went well."""
    issues = body.get("issue")
    if body.get("resourceType") != "OperationOutcome" or not isinstance(issues, list):
        return None
    objects = (issue for issue in issues[:_SEVERAL] if isinstance(issue, dict))
    errors = [issue for issue in objects if issue.get("severity") in SEVERITIES]
    if not errors:
        return None
    codes = tuple(code for error in errors for code in codes_at(error, "code"))
    message = text_at(errors[0], "diagnostics") or text_at(object_at(errors[0], "details") or {}, "text")
    return Envelope("fhir", codes, message, table=CODES)
