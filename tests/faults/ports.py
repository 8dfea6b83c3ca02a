"""Ports where nobody answers, without leaving the machine."""

from __future__ import annotations

import socket
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from faults.listener import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator

VISITORS = 4
"""A backlog of zero still takes one connection on Linux, and a few elsewhere."""


@contextmanager
def refused_port() -> Iterator[int]:
    """Hold a port that refuses connections: bound, so that nobody else gets it, but not listening."""
    with socket.socket() as holder:
        holder.bind((LOOPBACK, 0))
        yield holder.getsockname()[1]


def nowhere() -> str:
    """Return a URL that nobody serves; the port is free, and another process might take it."""
    with refused_port() as port:
        return f"http://{LOOPBACK}:{port}/"


@contextmanager
def silent_port() -> Iterator[int]:
    """Hold a port that never completes a connection: its queue is full and nobody accepts."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server((LOOPBACK, 0), backlog=0))
        for _ in range(VISITORS):
            visitor = stack.enter_context(socket.socket())
            visitor.setblocking(False)  # noqa: FBT003 - the standard library takes it by position only
            with suppress(BlockingIOError):
                visitor.connect(listener.getsockname())
        yield listener.getsockname()[1]
