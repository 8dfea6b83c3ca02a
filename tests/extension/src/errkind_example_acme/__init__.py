"""How Acme Rockets, a provider that does not exist, words its errors."""

from collections.abc import Mapping

from otel_errkind.dialects import Dialect, ErrorBody
from otel_errkind.rules import Rule


def read(body: Mapping[str, object]) -> ErrorBody | None:
    """Read `{"mishap": {"kind": "PAD_BUSY", "note": "Two rockets before you", "again_in": 30}}`."""
    mishap = body.get("mishap")
    if not isinstance(mishap, dict) or "kind" not in mishap:
        return None
    return ErrorBody([mishap["kind"]], mishap.get("note"), retry_after=mishap.get("again_in"))


DIALECT = Dialect(read=read, codes={"PAD_BUSY": "capacity", "LICENCE_LAPSED": "billing"})
RULES = [
    Rule(name="acme-curfew", match={"status": 403, "headers": {"x-acme": "curfew"}}, reason="maintenance")
]
