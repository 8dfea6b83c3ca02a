"""Dialects of your own: how a provider words its errors, told by a distribution that knows it.

An entry point in the group `otel_errkind.dialects` names a `Dialect`. The name of the entry point is that of
the dialect: where it decides, `errkind.rule` is `dialect:<name>`.
"""

from otel_errkind._core.dialects.foreign import Dialect, ErrorBody

__all__ = ["Dialect", "ErrorBody"]
