"""The application of the demonstration: five ways to make a call, none of which knows of telemetry."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import copy_context
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from types import ModuleType

Request = Mapping[str, object]
"""Keyword arguments of `request()`: `method`, `url`, `json` and `timeout`, which all three libraries have."""

Call = Callable[[Request], str]
"""Make one call and tell what the application saw: a status, or the class of an exception."""

_MAX_REDIRECTS = 3
_HTTPX_OPTIONS = {"follow_redirects": True, "max_redirects": _MAX_REDIRECTS, "trust_env": False}


class Caller(NamedTuple):
    """One way to use a library; `ready` takes the library and gives the call."""

    label: str
    ready: Callable[[ModuleType], AbstractContextManager[Call]]


def _saw(failures: tuple[type[Exception], ...], exchange: Callable[[], int]) -> str:
    try:
        return str(exchange())
    except failures as failure:
        return type(failure).__name__


@contextmanager
def _httpx_sync(library: ModuleType) -> Generator[Call]:
    failures = (library.HTTPError, library.InvalidURL)
    with library.Client(**_HTTPX_OPTIONS) as client:
        yield lambda request: _saw(failures, lambda: client.request(**request).status_code)


@contextmanager
def _httpx_async(library: ModuleType) -> Generator[Call]:
    failures = (library.HTTPError, library.InvalidURL)

    async def exchange(request: Request) -> int:
        response = await client.request(**request)
        return int(response.status_code)

    with asyncio.Runner() as runner:
        client = library.AsyncClient(**_HTTPX_OPTIONS)
        try:
            # A Runner keeps the context of its first use, and with it the span that was current then.
            yield lambda request: _saw(
                failures, lambda: runner.run(exchange(request), context=copy_context())
            )
        finally:
            runner.run(client.aclose())


@contextmanager
def _aiohttp(library: ModuleType) -> Generator[Call]:
    failures = (library.ClientError, TimeoutError)

    async def exchange(request: Request) -> int:
        timeout = library.ClientTimeout(total=request["timeout"])
        options = {**request, "timeout": timeout, "max_redirects": _MAX_REDIRECTS}
        async with library.ClientSession() as session, session.request(**options) as response:
            await response.read()
            return int(response.status)

    with asyncio.Runner() as runner:
        yield lambda request: _saw(failures, lambda: runner.run(exchange(request), context=copy_context()))


CALLERS: dict[str, tuple[Caller, ...]] = {
    "httpx": (Caller("httpx", _httpx_sync), Caller("httpx async", _httpx_async)),
    "httpx2": (Caller("httpx2", _httpx_sync), Caller("httpx2 async", _httpx_async)),
    "aiohttp": (Caller("aiohttp", _aiohttp),),
}
"""How each client is used; one that is used in several ways takes them in turn."""
