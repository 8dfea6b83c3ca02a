"""What a server of the demonstration does to a connection: scripts of bytes, pauses and rude endings."""

from __future__ import annotations

import json
from enum import Enum


class Act(Enum):
    """A step of a script that sends nothing."""

    STALL = "wait until the client gives up"
    RESET = "drop the connection without a goodbye"


Step = bytes | float | Act
Script = tuple[Step, ...]
"""Bytes are sent, a number is a pause in seconds; after the last step the connection is closed."""


def answer(status: str, content_type: str, body: str, *headers: str) -> Script:
    """Send a whole HTTP response whose lengths are right."""
    content = body.encode()
    head = [f"HTTP/1.1 {status}", "connection: close", *headers]
    if content:
        head += [f"content-type: {content_type}", f"content-length: {len(content)}"]
    return ("\r\n".join([*head, "", ""]).encode() + content,)


def as_json(status: str, document: object, *headers: str) -> Script:
    """Send a response with a JSON body."""
    return answer(status, "application/json", json.dumps(document, separators=(",", ":")), *headers)


def as_html(status: str, title: str) -> Script:
    """Send the bare page of a proxy that speaks for a server it did not reach."""
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><hr>demo-proxy</body></html>"
    return answer(status, "text/html", page)


def late(response: Script, seconds: float) -> Script:
    """Send the headers of a response now, its body later."""
    head, blank_line, body = _sent_by(response).partition(b"\r\n\r\n")
    return head + blank_line, seconds, body


def cut(response: Script, missing: int) -> Script:
    """Keep back the last bytes that a response has announced."""
    return (_sent_by(response)[:-missing],)


def _sent_by(script: Script) -> bytes:
    return b"".join(step for step in script if isinstance(step, bytes))
