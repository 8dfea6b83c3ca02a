"""What an application does around an access: a request before it, an upload instead of a GET, a deadline."""

from __future__ import annotations

import asyncio
import io
from time import sleep
from typing import TYPE_CHECKING, Any

import anyio

from callers import ApplicationError, seen_error

if TYPE_CHECKING:
    from collections.abc import Callable

    Access = Callable[[Any, str, Any], Any]
    Wrap = Callable[[Access], Access]

UPLOAD = bytes(16 * 1_048_576)
"""More than the sockets of both sides take in."""
UPGRADE = {
    "connection": "upgrade",
    "upgrade": "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
}
PATIENCE = 0.1
SETTLED = 0.03
"""Seconds after which a closed connection has been noticed to be one."""


class CancelledCallError(ApplicationError):
    """What an application makes of the cancellation that it met."""


class _Client:
    """A client whose GET is something else."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


class _Uploading(_Client):
    def get(self, url: str, **options: Any) -> Any:
        return self._client.post(url, content=UPLOAD, **options)

    def stream(self, _method: str, url: str) -> Any:
        return self._client.stream("POST", url, content=UPLOAD)

    def build_request(self, _method: str, url: str) -> Any:
        return self._client.build_request("POST", url, content=UPLOAD)


class _AiohttpUploading(_Client):
    def get(self, url: str, **options: Any) -> Any:
        return self._client.post(url, data=io.BytesIO(UPLOAD), **options)


class _Upgrading(_Client):
    def get(self, url: str) -> Any:
        return self._client.get(url, headers=UPGRADE)

    def stream(self, method: str, url: str) -> Any:
        return self._client.stream(method, url, headers=UPGRADE)

    def build_request(self, method: str, url: str) -> Any:
        return self._client.build_request(method, url, headers=UPGRADE)


class _AiohttpUpgrading(_Client):
    def get(self, url: str, **_options: Any) -> Any:
        return self._client.ws_connect(url)


def _instead(kind: type[_Client]) -> Wrap:
    def wrap(access: Access) -> Access:
        return lambda client, url, journal: access(kind(client), url, journal)

    return wrap


def uploading(client: str) -> Wrap:
    """Send a large body instead of none."""
    return _instead(_AiohttpUploading if client == "aiohttp" else _Uploading)


def upgrading(client: str) -> Wrap:
    """Ask for a WebSocket."""
    return _instead(_AiohttpUpgrading if client == "aiohttp" else _Upgrading)


def again(client: str) -> Wrap:
    """Call the same address once before, on the same client."""

    def wrap(access: Access) -> Access:
        def call(client: Any, url: str, journal: Any) -> None:
            client.get(url)
            sleep(SETTLED)
            try:
                access(client, url, journal)
            finally:
                sleep(SETTLED)

        return call

    def wrap_async(access: Access) -> Access:
        async def call(client: Any, url: str, journal: Any) -> None:
            response = await client.get(url)
            await response.aread() if hasattr(response, "aread") else await response.read()
            await asyncio.sleep(SETTLED)
            try:
                await access(client, url, journal)
            finally:
                await asyncio.sleep(SETTLED)

        return call

    return wrap_async if is_async(client) else wrap


def while_busy(client: str, held: str) -> Wrap:
    """Call while another call of the same client has its only connection."""

    def wrap(access: Access) -> Access:
        def call(client: Any, url: str, journal: Any) -> None:
            with client.stream("GET", held):
                access(client, url, journal)

        return call

    def wrap_async(access: Access) -> Access:
        async def call(client: Any, url: str, journal: Any) -> None:
            hold = client.stream("GET", held) if hasattr(client, "stream") else client.get(held)
            async with hold:
                await access(client, url, journal)

        return call

    return wrap_async if is_async(client) else wrap


def cancelled(access: Access) -> Access:
    """Cancel the task that calls."""

    async def call(client: Any, url: str, journal: Any) -> None:
        task = asyncio.ensure_future(access(client, url, journal))
        await asyncio.sleep(PATIENCE)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError as error:
            raise CancelledCallError(seen_error(error)) from None

    return call


def within_deadline(access: Access) -> Access:
    """Set a deadline around the call."""

    async def call(client: Any, url: str, journal: Any) -> None:
        with anyio.fail_after(PATIENCE):
            await access(client, url, journal)

    return call


def is_async(client: str) -> bool:
    """Tell how the client is used."""
    return client == "aiohttp" or client.endswith("async")
