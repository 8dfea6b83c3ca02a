"""A web application, once for each kind of server: it calls upstream and says which process it is in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

UPSTREAM = os.environ["UPSTREAM"]


def wsgi(_environ: dict[str, Any], start_response: Callable[..., object]) -> list[bytes]:
    """Answer one request by WSGI (PEP 3333)."""
    httpx.get(UPSTREAM)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]


async def asgi(
    scope: dict[str, Any], _receive: object, send: Callable[[dict[str, Any]], Awaitable[None]]
) -> None:
    """Answer one request by ASGI; there is nothing to do at the beginning and the end."""
    if scope["type"] != "http":
        return
    async with httpx.AsyncClient() as client:
        await client.get(UPSTREAM)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(os.getpid()).encode()})
