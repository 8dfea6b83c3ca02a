"""openai and anthropic: each request of theirs is an operation, whose attempts are the calls that we see."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from wrapt import (  # pyright: ignore[reportMissingTypeStubs]
    register_post_import_hook,  # pyright: ignore[reportUnknownVariableType]
)

from otel_errkind._guard import Guard
from otel_errkind._telemetry.hooks import Hook
from otel_errkind._telemetry.operation import Operation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import ModuleType

_MODULES: Final = ("openai._base_client", "anthropic._base_client")
_REQUEST: Final = "request"
"""The method with the retry loop, of the sync client and of its async twin."""

_hooking = Guard("hooking an SDK")


class RequestLoops:
    """The hooks on whichever of the SDKs the application has imported, or will import."""

    def __init__(self) -> None:
        self._modules: dict[str, ModuleType] = {}
        self._hooks: list[Hook] = []
        self._users = 0

    def install(self) -> RequestLoops:
        """Set the hooks, once for several client libraries; each of these removes them once."""
        _listen()
        self._users += 1
        if self._users == 1:
            for module in self._modules.values():
                self._hook(module)
        return self

    def remove(self) -> None:
        """Take the hooks back, once nobody needs them."""
        self._users -= 1
        if self._users == 0:
            for hook in self._hooks:
                hook.remove()
            self._hooks.clear()

    def imported(self, module: ModuleType) -> None:
        """Learn of an SDK: now, or in the middle of the application's import of it."""
        self._modules[module.__name__] = module
        if self._users:
            self._hook(module)

    def _hook(self, module: ModuleType) -> None:
        with _hooking:
            self._hooks.append(Hook(module.SyncAPIClient, _REQUEST, self._request))
            self._hooks.append(Hook(module.AsyncAPIClient, _REQUEST, self._request_async))

    def _request(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def request(client: object, *args: Any, **kwargs: Any) -> Any:
            if not self._users:
                return original(client, *args, **kwargs)
            with Operation():
                return original(client, *args, **kwargs)

        return request

    def _request_async(self, original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def request(client: object, *args: Any, **kwargs: Any) -> Any:
            if not self._users:
                return await original(client, *args, **kwargs)
            with Operation():
                return await original(client, *args, **kwargs)

        return request


REQUEST_LOOPS: Final = RequestLoops()


@cache
def _listen() -> None:
    # Once a process: wrapt has no way to stop listening.
    for name in _MODULES:
        register_post_import_hook(REQUEST_LOOPS.imported, name)
