"""JSON-RPC 2.0 and 1.0, also where Ethereum and Bitcoin nodes, LSP and MCP add codes of their own."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from otel_errkind._core.envelope import Envelope, code_of, codes_at, names, object_at, text_at, token_in
from otel_errkind._core.model import Reason
from otel_errkind._core.sayings import SAYINGS, saying_in

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

DATA_NAMES = names("name reason type errorCode error_code code mnemonic")
"""Where `data` says in words what its number does not."""

_SERVER_DEFINED = range(-32099, -31999)
_CODES_AND_SAYINGS: Mapping[str, Reason] = MappingProxyType(
    {**CODES, **{saying.name: saying.reason for saying in SAYINGS}}
)


def read(body: dict[str, Json]) -> Envelope | None:
    """Read the code; an unlisted one of the range that the specification reserves is the server's failure."""
    error = body.get("error")
    if not isinstance(error, dict):
        return None
    code, codes, message = error.get("code"), codes_at(error, "code"), text_at(error, "message")
    hints = (*_names(error), *_word(message), *_said(error.get("data")))
    if not isinstance(code, int) or code not in _SERVER_DEFINED:
        hints = (*hints, *codes)
    # Each server has meanings of its own for this range: geth's -32002 is a timeout, Solana's a stale block.
    elif codes[0] in CODES:
        hints = (*hints, *_said(message), *codes)
    else:
        hints = (*hints, *(_said(message) or ("server_error",)))
    return Envelope("jsonrpc", codes, message, hints=hints, table=_CODES_AND_SAYINGS)


def failed_tool(body: dict[str, Json]) -> dict[str, Json] | None:
    """Return the result of an MCP tool that says that it failed."""
    result = body.get("result") if "jsonrpc" in body else None
    return result if isinstance(result, dict) and result.get("isError") is True else None


def read_tool(body: dict[str, Json]) -> Envelope | None:
    """Read the first text of such a result, which is all that a tool says."""
    result = failed_tool(body)
    return Envelope("jsonrpc", (), text_at(object_at(result, "content") or {}, "text")) if result else None


def _said(text: Json) -> tuple[str, ...]:
    """Return the name of what a text says, as which Zabbix' data says more than its number."""
    saying = saying_in(text) if isinstance(text, str) else None
    return (saying.name,) if saying else ()


def _names(error: dict[str, Json]) -> tuple[str, ...]:
    """Return what is wrong by name: NEAR's cause, Odoo's exception, a Solana node that fell behind."""
    data = object_at(error, "data") or {}
    behind = ("node_unhealthy",) if "numSlotsBehind" in data else ()
    named = codes_at(data, *DATA_NAMES)
    words = (name for name in named if not name.lstrip("-").isdigit())
    own = codes_at(error, "name")  # FreeIPA
    return (*behind, *codes_at(object_at(error, "cause") or {}, "name"), *words, *own)


def _word(message: str | None) -> tuple[str, ...]:
    """Return a message that is one word: beside a number of its server's own it is the better code."""
    return token_in(message) or ((message,) if message and code_of(message) else ())
