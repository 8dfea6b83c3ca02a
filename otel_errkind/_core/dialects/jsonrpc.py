"""JSON-RPC 2.0 and 1.0, also where Ethereum and Bitcoin nodes, LSP and MCP add codes of their own."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, codes_at, text_at
from otel_errkind._core.model import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._core.document import Json

CODES: Mapping[str, Reason] = MappingProxyType(
    {
        "-32700": Reason.INVALID_REQUEST,
        "-32600": Reason.INVALID_REQUEST,
        "-32601": Reason.UNSUPPORTED,
        "-32602": Reason.VALIDATION,
        "-32603": Reason.INTERNAL,
        "-32001": Reason.NOT_FOUND,  # EIP-1474
        "-32002": Reason.CAPACITY,
        "-32003": Reason.VALIDATION,
        "-32004": Reason.UNSUPPORTED,
        "-32005": Reason.RATE_LIMIT,
        "-32006": Reason.UNSUPPORTED,
        "-32800": Reason.CANCELLED,  # LSP
        "-32801": Reason.CONFLICT,
        "3": Reason.VALIDATION,  # Ethereum nodes: execution reverted.
        "4001": Reason.PERMISSION_DENIED,  # EIP-1193
        "4100": Reason.PERMISSION_DENIED,
        "4200": Reason.UNSUPPORTED,
        "429": Reason.RATE_LIMIT,
        "-3": Reason.VALIDATION,  # Bitcoin Core and its forks, all under 500: rpc/protocol.h.
        "-5": Reason.NOT_FOUND,
        "-7": Reason.CAPACITY,
        "-8": Reason.VALIDATION,
        "-10": Reason.LOADING,
        "-13": Reason.INVALID_CREDENTIALS,
        "-14": Reason.INVALID_CREDENTIALS,
        "-18": Reason.NOT_FOUND,
        "-22": Reason.VALIDATION,
        "-25": Reason.VALIDATION,
        "-26": Reason.VALIDATION,
        "-27": Reason.CONFLICT,
        "-28": Reason.LOADING,
    }
)

_SERVER_DEFINED = range(-32099, -31999)


def read(body: dict[str, Json]) -> Envelope | None:
    """Read the code; an unlisted one of the range that the specification reserves is the server's failure."""
    error = body.get("error")
    if not isinstance(error, dict) or not ("jsonrpc" in body or ("result" in body and "id" in body)):
        return None
    code = error.get("code")
    codes, message = codes_at(error, "code"), text_at(error, "message")
    if isinstance(code, int) and code in _SERVER_DEFINED and codes[0] not in CODES:
        return Envelope("jsonrpc", codes, message, hints=("server_error",))
    return Envelope("jsonrpc", codes, message, table=CODES)
