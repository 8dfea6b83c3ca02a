"""Which spans are failed calls, and where SDKs keep what the core calls evidence; old names and new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._collector.ottl import (
    CLIENT,
    ERROR,
    any_of,
    assign,
    attribute,
    is_set,
    is_unset,
    kept,
    matches,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

CATEGORY = attribute("errkind.category")
REASON = attribute("errkind.reason")
RULE = attribute("errkind.rule")
RETRYABLE = attribute("errkind.retryable")
RETRY_AFTER = attribute("errkind.retry_after")
ERROR_TYPE = attribute("error.type")

RENAMED = {
    "http.status_code": "http.response.status_code",
    "http.method": "http.request.method",
    "net.peer.name": "server.address",
    "net.peer.port": "server.port",
}
"""Old names of the conventions for HTTP, and the stable ones that a classified span gets as well."""

DESCRIPTION = "span.status.message"

_METHODS = ("http.request.method", "http.method")
_STATUSES = ("http.response.status_code", "http.status_code")
_RPC_SYSTEMS = ("rpc.system", "rpc.system.name")
_RPC_CODES = ("rpc.grpc.status_code", "rpc.response.status_code", "rpc.connect_rpc.error_code")
BODIES = ("http.response.body.content", "http.response.body")
"""The name of the conventions, and that of Hypertrace's agents for Java, Node, .NET, Python and Go."""

_GRPC_HEADERS = ("http.response.header.grpc-status", "http.response.header.grpc_status")
_RPC_FINE = '^(?:"?0"?|(?i:ok))$'
_MOST = 2048
"""Bytes of a body that are looked at: errors begin early, and hostile bodies cost milliseconds."""


def undecided() -> str:
    """Ask for the CLIENT span of a call over HTTP or gRPC that nobody has classified yet."""
    is_call = any_of(is_set(attribute(name)) for name in (*_METHODS, *_RPC_SYSTEMS))
    return f"{CLIENT} and {is_unset(CATEGORY)} and {is_call}"


def answered() -> str:
    """Ask for the status of an error."""
    return any_of(f"{attribute(name)} >= 400" for name in _STATUSES)


def failed_rpc() -> str:
    """Ask for gRPC's code of a failure, as attribute or as captured header."""
    codes = (
        f"({is_set(attribute(name))} and not {matches(attribute(name), _RPC_FINE)})" for name in _RPC_CODES
    )
    headers = (matches(attribute(name), '^(?:\\["?)?[1-9]') for name in _GRPC_HEADERS)
    return any_of((*codes, *headers))


def failed_otherwise() -> str:
    """Ask for a call that its SDK calls an error."""
    return any_of((is_set(ERROR_TYPE), ERROR))


def with_body() -> str:
    """Ask for a captured body."""
    return any_of(is_set(attribute(name)) for name in BODIES)


def evidence() -> Iterator[str]:
    """Keep the status as a text, and as much of the body as may matter."""
    status, body = kept("status"), kept("body")
    for name in _STATUSES:
        path = attribute(name)
        yield assign(kept("answer"), f"String({path})", is_set(path), is_unset(kept("answer")))
    # Some SDKs put the status of an answer into `error.type` alone.
    yield assign(kept("answer"), ERROR_TYPE, matches(ERROR_TYPE, "^[45][0-9]{2}$"), is_unset(kept("answer")))
    yield assign(status, kept("answer"), matches(kept("answer"), "^[4-9][0-9]{2}$"))
    for name in BODIES:
        yield assign(body, f"String({attribute(name)})", is_set(attribute(name)), is_unset(body))
    yield assign(body, f"Substring({body}, 0, {_MOST})", is_set(body), f"Len({body}) > {_MOST}")


def rpc_codes() -> tuple[str, ...]:
    """Return the attributes that hold gRPC's code."""
    return tuple(map(attribute, _RPC_CODES))
