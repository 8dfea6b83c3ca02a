"""Elasticsearch and OpenSearch: `{"error": {"root_cause": [...], "type", "reason"}, "status"}`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, codes_at, object_at, text_at
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "cluster_block_exception": Reason.CAPACITY,  # A disk is full, or no master there.
        "master_not_discovered_exception": Reason.CAPACITY,
        "security_exception": Reason.PERMISSION_DENIED,
    }
)


def read(error: dict[str, Json]) -> Envelope | None:
    """Read the type; a phase failure (`search_phase_execution_exception`) yields to its root cause."""
    if "root_cause" not in error and not ("reason" in error and "type" in error):
        return None
    cause = object_at(error, "root_cause") or {}
    codes = codes_at(cause, "type") + codes_at(error, "type")
    message = text_at(error, "reason") or text_at(cause, "reason")
    return Envelope("elastic", codes, message, table=CODES)
