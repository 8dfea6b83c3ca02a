"""The ways to use a client: those of `callers`, and those that it is made for, with a hook for example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
import httpx
import httpx2

from callers import CALLERS, MODULES, QUICK, ApplicationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

OTHER = {httpx: httpx2, httpx2: httpx}


def nothing(_helper: str) -> Mapping[str, Any]:
    """Make the client with nothing in particular."""
    return {}


@dataclass(frozen=True)
class Way:
    """What an application does with a client, and what it makes the client with."""

    access: str
    """One of the caller's accesses."""
    made_with: Callable[[str], Mapping[str, Any]] = nothing
    """Options, given the address of a server that answers well."""


def _refuse(*_args: object) -> None:
    raise ApplicationError


async def _refuse_async(*_args: object) -> None:
    raise ApplicationError


def _hooked(module: ModuleType) -> Mapping[str, Way]:
    """Return the ways of a sync client that has hooks and an auth flow."""

    def calling(helper: str) -> Mapping[str, Any]:
        return {"event_hooks": {"response": [lambda _response: module.get(helper, **QUICK)]}}

    class Asking(module.Auth):  # type: ignore[misc,name-defined]
        def __init__(self, helper: str) -> None:
            self.helper = helper

        def auth_flow(self, request: Any) -> Any:
            OTHER[module].get(self.helper, **QUICK)
            yield request

    return {
        "hook-raises": Way("read", lambda _helper: {"event_hooks": {"response": [_refuse]}}),
        "hook-calls": Way("read", calling),
        "auth-calls": Way("read", lambda helper: {"auth": Asking(helper)}),
    }


def _hooked_async(module: ModuleType) -> Mapping[str, Way]:
    """Return the same of an async client."""

    async def get(library: ModuleType, helper: str) -> None:
        async with library.AsyncClient(**QUICK) as client:
            await client.get(helper)

    def calling(helper: str) -> Mapping[str, Any]:
        async def call(_response: object) -> None:
            await get(module, helper)

        return {"event_hooks": {"response": [call]}}

    class Asking(module.Auth):  # type: ignore[misc,name-defined]
        def __init__(self, helper: str) -> None:
            self.helper = helper

        async def async_auth_flow(self, request: Any) -> Any:
            await get(OTHER[module], self.helper)
            yield request

    return {
        "hook-raises": Way("read", lambda _helper: {"event_hooks": {"response": [_refuse_async]}}),
        "hook-calls": Way("read", calling),
        "auth-calls": Way("read", lambda helper: {"auth": Asking(helper)}),
    }


def _traced(on_end: Any) -> Mapping[str, Any]:
    config = aiohttp.TraceConfig()
    config.on_request_end.append(on_end)
    return {"trace_configs": [config]}


def _session_refuses(_helper: str) -> Mapping[str, Any]:
    async def refuse(response: aiohttp.ClientResponse) -> None:
        await response.read()
        if response.status >= 400:
            raise ApplicationError(response.status)

    return {"raise_for_status": refuse}


def _hook_calls(helper: str) -> Mapping[str, Any]:
    async def call(*_args: object) -> None:
        async with aiohttp.ClientSession() as session, session.get(helper) as response:
            await response.read()

    return _traced(call)


def _middleware_calls(helper: str) -> Mapping[str, Any]:
    async def call(request: aiohttp.ClientRequest, handler: Any) -> aiohttp.ClientResponse:
        async with httpx.AsyncClient(**QUICK) as client:
            await client.get(helper)
        response: aiohttp.ClientResponse = await handler(request)
        return response

    return {"middlewares": (call,)}


SESSION: Mapping[str, Way] = {
    "session-raises": Way("read", lambda _helper: {"raise_for_status": True}),
    "session-callable": Way("read", _session_refuses),
    "hook-raises": Way("read", lambda _helper: _traced(_refuse_async)),
    "hook-calls": Way("read", _hook_calls),
    "auth-calls": Way("read", _middleware_calls),
}


def _ways(client: str) -> Mapping[str, Way]:
    plain = {name: Way(name) for name in CALLERS[client].accesses}
    if client == "aiohttp":
        return {**plain, **SESSION}
    hooked = _hooked_async if client.endswith("async") else _hooked
    return {**plain, **hooked(MODULES[client])}


WAYS: Mapping[str, Mapping[str, Way]] = {client: _ways(client) for client in CALLERS}
EVERY_WAY = tuple(dict.fromkeys(way for ways in WAYS.values() for way in ways))

READING = {
    "httpx": {"read", "raise-for-status", "stream-all", "read-elsewhere", "hook-calls", "auth-calls"},
    "aiohttp": {
        "read",
        "stream-all",
        "read-elsewhere",
        "raise-by-callable",
        "session-callable",
        "hook-calls",
        "auth-calls",
    },
}
"""The ways that end with the body's end."""

ABSENT: Mapping[tuple[str, str], str] = {
    ("aiohttp", "stream-raise-for-status"): "the same as raise-for-status: aiohttp streams every response",
    ("httpx", "raise-at-once"): "httpx raises for a status only when it is asked to, by a method",
    ("httpx", "raise-by-callable"): "httpx raises for a status only when it is asked to, by a method",
    ("httpx", "session-raises"): "httpx has no raise_for_status for a client; hook-raises is its nearest",
    ("httpx", "session-callable"): "httpx has no raise_for_status for a client; hook-raises is its nearest",
}
"""Why a client cannot be used in a way that another client has."""


def family(client: str) -> str:
    """Name the clients that behave alike: httpx and its fork, or aiohttp."""
    return "aiohttp" if client == "aiohttp" else "httpx"
