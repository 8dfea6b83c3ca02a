"""A server that speaks HTTP/2 and breaks off streams (RST_STREAM) or connections (GOAWAY)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from h2.config import H2Configuration
from h2.connection import ConnectionState, H2Connection
from h2.errors import ErrorCodes
from h2.events import Event, RequestReceived, StreamEnded

from faults.listener import Listener
from faults.tls import good_certificate, server_context

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping


def answer(http2: H2Connection, stream: int) -> None:
    """Answer 200, well."""
    http2.send_headers(stream, [(":status", "200"), ("content-type", "text/plain")])
    http2.send_data(stream, b"sound\n", end_stream=True)


def error(http2: H2Connection, stream: int) -> None:
    """Answer 503, well."""
    http2.send_headers(stream, [(":status", "503"), ("content-type", "text/plain")])
    http2.send_data(stream, b"not now\n", end_stream=True)


def reset(http2: H2Connection, stream: int) -> None:
    """Refuse the stream."""
    http2.reset_stream(stream, ErrorCodes.REFUSED_STREAM)


def reset_in_body(http2: H2Connection, stream: int) -> None:
    """Break the stream off within its body."""
    http2.send_headers(stream, [(":status", "200"), ("content-length", "100")])
    http2.send_data(stream, b"the first bytes")
    http2.reset_stream(stream, ErrorCodes.INTERNAL_ERROR)


def go_away(http2: H2Connection, _stream: int) -> None:
    """Close the connection and disown every stream on it."""
    http2.close_connection(ErrorCodes.ENHANCE_YOUR_CALM, last_stream_id=0)


def go_away_later(http2: H2Connection, stream: int) -> None:
    """Answer 200, then close the connection with no error, as a server that restarts does."""
    answer(http2, stream)
    http2.close_connection(last_stream_id=stream)


HTTP2: Mapping[str, Callable[[H2Connection, int], None]] = {
    "/ok": answer,
    "/503": error,
    "/rst-stream": reset,
    "/rst-stream-in-body": reset_in_body,
    "/goaway": go_away,
    "/goaway-later": go_away_later,
}


class Http2Server(Listener):
    """Serve the rows of `HTTP2`, or others, by path: over TLS by ALPN, or plainly to a client that knows."""

    def __init__(
        self, *, tls: bool = False, answers: Mapping[str, Callable[[H2Connection, int], None]] = HTTP2
    ) -> None:
        """Choose TLS (the certificate is a good one) or prior knowledge."""
        self._answers = answers
        context = server_context(good_certificate()) if tls else None
        if context:
            context.set_alpn_protocols(["h2"])
        super().__init__(self._converse, context)

    def _converse(self, connection: socket.socket, _number: int) -> None:
        http2 = H2Connection(H2Configuration(client_side=False))
        http2.initiate_connection()
        connection.sendall(http2.data_to_send())
        paths: dict[int, str] = {}
        while http2.state_machine.state is not ConnectionState.CLOSED and (
            received := connection.recv(65536)
        ):
            for event in http2.receive_data(received):
                self._react(http2, paths, event)
            connection.sendall(http2.data_to_send())

    def _react(self, http2: H2Connection, paths: dict[int, str], event: Event) -> None:
        """Note the path of a request that begins, and do what it asks for when it is complete."""
        match event:
            case RequestReceived():
                paths[event.stream_id] = dict(event.headers)[b":path"].decode()
            case StreamEnded():
                self._answers[paths.pop(event.stream_id)](http2, event.stream_id)
