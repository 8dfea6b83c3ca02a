"""Headers that carry an error code of the service itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._core.dialects.aws import stripped
from otel_errkind._core.dialects.grpc import NUMBERS
from otel_errkind._core.envelope import LONGEST_CODE
from otel_errkind._core.patterns import late

if TYPE_CHECKING:
    from collections.abc import Mapping

LAMBDA = "x-amz-function-error"
OUT_OF_TIME = "Task timed out after "
"""What Lambda says of a function that it has stopped; the header calls that `Unhandled`, as any crash."""

NAMES = (
    "x-amzn-errortype",  # AWS REST-JSON
    "x-ms-error-code",  # Azure Storage
    "x-sb-error-code",  # Supabase Auth
    "x-vercel-error",
    "x-error-code",
    "x-amz-error-code",
    "error-code",
    "x-error-type",
    "x-squid-error",
    LAMBDA,  # under a 200
)
_CHALLENGE = late(r'\berror="?([A-Za-z0-9_.-]{1,64})')


def code_in(headers: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the header and the code in it; of `www-authenticate` its `error` (RFC 6750, 3)."""
    for name in NAMES:
        # Squid puts a number of its system behind the code.
        code = stripped(headers[name].strip().partition(" ")[0]) if name in headers else ""
        if code and len(code) <= LONGEST_CODE:
            return name, code
    challenge = _CHALLENGE.search(headers.get("www-authenticate", "")[:1024])
    return ("www-authenticate", challenge[1]) if challenge else None


def grpc_status(headers: Mapping[str, str]) -> str | None:
    """Return the canonical gRPC code of a failed call; 0 says nothing of the HTTP exchange."""
    code = headers.get("grpc-status", "0").strip()
    return code if code in NUMBERS else None
