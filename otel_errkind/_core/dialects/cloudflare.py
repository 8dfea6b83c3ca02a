"""Cloudflare's own error numbers, on its HTML pages and in its one-line texts."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "1000": Reason.DNS,
        "1001": Reason.DNS,
        "1002": Reason.DNS,
        "1004": Reason.DNS,
        "1006": Reason.PERMISSION_DENIED,
        "1007": Reason.PERMISSION_DENIED,
        "1008": Reason.PERMISSION_DENIED,
        "1009": Reason.PERMISSION_DENIED,
        "1010": Reason.PERMISSION_DENIED,
        "1012": Reason.PERMISSION_DENIED,
        "1015": Reason.RATE_LIMIT,
        "1016": Reason.DNS,
        "1020": Reason.PERMISSION_DENIED,
        "1027": Reason.QUOTA_EXHAUSTED,
        "1033": Reason.BAD_GATEWAY,
    }
)
