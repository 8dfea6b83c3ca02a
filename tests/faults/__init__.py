"""Servers on loopback that really misbehave, for tests.

    with FaultServer() as server:
        httpx.get(server.url("/short-body/503"))
        httpx.get(server.answer("/orders", 429, {"retry-after": "3"}, b"{}"))

The name in the path picks a row of `FAULTS`; a number after it replaces the row's status. `Http2Server` does
the same for HTTP/2, `tls_server` for TLS, and two ports never take a connection.
"""

from faults.credentials import PASSWORD, USERNAME
from faults.http2 import HTTP2, Http2Server
from faults.ports import nowhere, refused_port, silent_port
from faults.script import CHUNKED, SETTLE, Fault, Head, Pause, Request, Step, Then, answer
from faults.server import FaultServer
from faults.table import FAULTS
from faults.tls import TLS, client_context, tls_server

__all__ = [
    "CHUNKED",
    "FAULTS",
    "HTTP2",
    "PASSWORD",
    "SETTLE",
    "TLS",
    "USERNAME",
    "Fault",
    "FaultServer",
    "Head",
    "Http2Server",
    "Pause",
    "Request",
    "Step",
    "Then",
    "answer",
    "client_context",
    "nowhere",
    "refused_port",
    "silent_port",
    "tls_server",
]
