"""Every name that this package shows the world. Renaming one breaks dashboards."""

from __future__ import annotations

from typing import Final

from opentelemetry.semconv._incubating.attributes.http_attributes import (  # pyright: ignore[reportMissingTypeStubs]
    HTTP_METHOD,
    HTTP_STATUS_CODE,
)
from opentelemetry.semconv.attributes.error_attributes import ERROR_TYPE
from opentelemetry.semconv.attributes.http_attributes import (
    HTTP_REQUEST_METHOD,
    HTTP_REQUEST_RESEND_COUNT,
    HTTP_RESPONSE_STATUS_CODE,
)
from opentelemetry.semconv.attributes.server_attributes import SERVER_ADDRESS, SERVER_PORT
from opentelemetry.semconv.attributes.url_attributes import URL_FULL
from opentelemetry.semconv.schemas import Schemas

__all__ = [
    "ERROR_TYPE",
    "HTTP_METHOD",
    "HTTP_REQUEST_METHOD",
    "HTTP_REQUEST_RESEND_COUNT",
    "HTTP_RESPONSE_STATUS_CODE",
    "HTTP_STATUS_CODE",
    "SERVER_ADDRESS",
    "SERVER_PORT",
    "URL_FULL",
]

SCOPE: Final = "otel_errkind"
SCHEMA_URL: Final = Schemas.V1_40_0.value

ERRKIND_CATEGORY: Final = "errkind.category"
ERRKIND_REASON: Final = "errkind.reason"
ERRKIND_RULE: Final = "errkind.rule"
ERRKIND_CODE: Final = "errkind.code"
ERRKIND_MESSAGE: Final = "errkind.message"
ERRKIND_RETRYABLE: Final = "errkind.retryable"
ERRKIND_RETRY_AFTER: Final = "errkind.retry_after"
ERRKIND_PHASE: Final = "errkind.phase"
ERRKIND_OUTCOME: Final = "errkind.outcome"
ERRKIND_BODY_TRUNCATED: Final = "errkind.body.truncated"
ERRKIND_CLIENT: Final = "errkind.client"

HTTP_RESPONSE_BODY_CONTENT: Final = "http.response.body.content"
"""In OpenTelemetry's conventions as opt-in, not yet in `opentelemetry.semconv`."""

BODY_SPAN: Final = "errkind body"
"""The span of an error that came after the headers of a success."""

TERMINAL: Final = "terminal"
"""Value of `errkind.outcome`: the application saw this failure."""
RETRIED: Final = "retried"
"""Value of `errkind.outcome`: a later attempt of the same operation followed."""

OTHER: Final = "_OTHER"
"""OpenTelemetry's own word for a value beyond the bounded set."""

ERRORS_METRIC: Final = "errkind.client.errors"
ERRORS_UNIT: Final = "{error}"
ERRORS_DESCRIPTION: Final = "Terminal errors of outbound HTTP calls, by category."
