"""Name the environment variables, each of which `opentelemetry-instrument` also offers as a flag.

It makes a flag of every name here that starts with `OTEL_`, and refuses to start if two packages offer the
same one: only variables of our own may be visible in this module.
"""

OTEL_PYTHON_ERRKIND_BODY_LIMIT = "OTEL_PYTHON_ERRKIND_BODY_LIMIT"
"""Bytes of body kept, within OpenTelemetry's limit."""

OTEL_PYTHON_ERRKIND_BODY_WAIT = "OTEL_PYTHON_ERRKIND_BODY_WAIT"
"""Milliseconds to wait for an error's late body."""

OTEL_PYTHON_ERRKIND_REDACT = "OTEL_PYTHON_ERRKIND_REDACT"
"""Whether secrets in body and message are redacted."""

OTEL_PYTHON_ERRKIND_REDACT_PATTERNS = "OTEL_PYTHON_ERRKIND_REDACT_PATTERNS"
"""What to redact besides the secrets known to the package."""

OTEL_PYTHON_ERRKIND_INSPECT_SUCCESS = "OTEL_PYTHON_ERRKIND_INSPECT_SUCCESS"
"""Whose successful responses are searched for errors."""

OTEL_PYTHON_ERRKIND_RULES = "OTEL_PYTHON_ERRKIND_RULES"
"""Rules of your own, which are asked before all others."""

OTEL_PYTHON_ERRKIND_HOST_LIMIT = "OTEL_PYTHON_ERRKIND_HOST_LIMIT"
"""Distinct hosts on the counter; the rest is `_OTHER`."""

OTEL_PYTHON_ERRKIND_EXCLUDED_URLS = "OTEL_PYTHON_ERRKIND_EXCLUDED_URLS"
"""URLs to leave alone, besides those of the client's own variable."""
