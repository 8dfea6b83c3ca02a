"""One word for every failed outbound HTTP call: whether we, someone, or they must act, and how."""

from otel_errkind._core.classify import classify, classify_exception
from otel_errkind._core.model import ErrorCategory, ErrorInfo
from otel_errkind._operation import operation
from otel_errkind._version import __version__

__all__ = ["ErrorCategory", "ErrorInfo", "__version__", "classify", "classify_exception", "operation"]
