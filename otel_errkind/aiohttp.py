"""aiohttp's client: where to hook it, and what its requests and responses show."""

from __future__ import annotations

import asyncio
from functools import partial
from time import time, time_ns
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urljoin, urlsplit

from otel_errkind._core.coding import inflate
from otel_errkind._core.model import Evidence
from otel_errkind._core.outcome import is_error_status
from otel_errkind._guard import Guard
from otel_errkind._telemetry.attributes import OTHER
from otel_errkind._telemetry.exchange import Exchange
from otel_errkind._telemetry.hooks import Hook
from otel_errkind._telemetry.instrumentor import ClientInstrumentor
from otel_errkind._telemetry.scope import CURRENT, CallScope

if TYPE_CHECKING:
    from types import ModuleType

    import aiohttp

    from otel_errkind._telemetry.emit import Emitter

_POLL = 0.002
"""Seconds between two looks at a body on its way. `StreamReader.wait_eof` would not return early for a body that is
long enough already, nor ever for one that flow control has paused."""

_looking = Guard("looking at a response of aiohttp")


class _Calls:
    """The wrapped methods of aiohttp."""

    def __init__(self, emitter: Emitter) -> None:
        self._emitter = emitter

    async def request(
        self, wrapped: Any, instance: aiohttp.ClientSession, args: Any, kwargs: Any
    ) -> aiohttp.ClientResponse:
        with CallScope(self._emitter, _describe, instance, args, kwargs) as call:
            response: aiohttp.ClientResponse = await wrapped(*args, **kwargs)
            if not is_error_status(response.status):
                call.answer = None
            elif call.answer is None:
                # A middleware made this response; no headers came from a server.
                call.answer = _exchange(response, instance)
            return response

    async def start(self, wrapped: Any, instance: aiohttp.ClientResponse, args: Any, kwargs: Any) -> object:
        """Receive the headers: later, `raise_for_status=True` has closed the response and dropped its body."""
        call = CURRENT.get()
        if call is None or call.emitter is not self._emitter:
            return await wrapped(*args, **kwargs)
        call.answer = call.status_code = None
        started = await wrapped(*args, **kwargs)
        call.status_code = instance.status
        if is_error_status(instance.status):
            with _looking:
                await self._look(call, instance)
        return started

    async def _look(self, call: CallScope, response: aiohttp.ClientResponse) -> None:
        session, _, kwargs = call.arguments
        exchange = _exchange(response, session)
        if self._emitter.ignores(exchange):
            return
        window = self._emitter.window
        await _arrival(response.content, window, self._patience(call))
        body = _buffered(response.content, window)
        coding = response.headers.get("content-encoding")
        if coding and not kwargs.get("auto_decompress", session.auto_decompress):
            body = inflate(body, coding, window)
        complete = response.content.is_eof() and len(body or b"") < window
        call.answer = exchange.with_body(body, complete=complete)

    def _patience(self, call: CallScope) -> float:
        """Return the seconds to wait for a body: never so many that the call would miss its own deadline."""
        session, _, kwargs = call.arguments
        timeout = kwargs.get("timeout")
        total = getattr(timeout, "total", timeout) or session.timeout.total
        wait = self._emitter.config.body_wait / 1000
        if not isinstance(total, int | float):
            return wait
        return min(wait, (total - (time_ns() - call.started) / 1e9) / 2)


async def _arrival(content: aiohttp.StreamReader, enough: int, wait: float) -> None:
    """Wait for a body that is on its way, without consuming any of it."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + wait
    while not content.is_eof() and content.exception() is None and content.total_bytes < enough:
        if loop.time() >= deadline:
            return
        await asyncio.sleep(_POLL)


def _buffered(content: aiohttp.StreamReader, limit: int) -> bytes:
    """Copy the beginning of what waits to be read. There is no public way to look without taking."""
    kept = bytearray()
    for chunk in getattr(content, "_buffer", ()):  # `EMPTY_PAYLOAD` has no buffer
        kept += chunk[: limit - len(kept)]
        if len(kept) >= limit:
            break
    return bytes(kept)


def _exchange(response: aiohttp.ClientResponse, session: aiohttp.ClientSession) -> Exchange:
    evidence = Evidence(response.status, response.headers, received_at=time())
    url = response.url
    return Exchange(evidence, response.method, url, url.host, url.port, traced=partial(_is_traced, session))


def _describe(instance: aiohttp.ClientSession, args: Any, kwargs: Any, error: BaseException) -> Exchange:
    method = kwargs.get("method", args[0] if args else OTHER)
    url = _split(instance, kwargs.get("str_or_url", args[1] if len(args) > 1 else ""))
    evidence = Evidence(exception=error)
    if url is None or not url.hostname:
        return Exchange(evidence, str(method))
    # A connector's errors name the host that was not reached, which a redirect may have chosen.
    host = getattr(error, "host", None) or url.hostname
    return Exchange(evidence, str(method), url.geturl(), host, url.port, traced=partial(_is_traced, instance))


def _split(session: aiohttp.ClientSession, url: object) -> SplitResult | None:
    base = getattr(session, "_base_url", None)
    try:
        parts = urlsplit(urljoin(str(base), str(url)) if base else str(url))
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_traced(session: aiohttp.ClientSession) -> bool:
    """Tell whether OpenTelemetry has a trace configuration in this session."""
    return any(
        getattr(callback, "__module__", "").startswith("opentelemetry.")
        for config in session.trace_configs
        for callback in config.on_request_start
    )


class ErrkindAioHttpClientInstrumentor(ClientInstrumentor):
    """Classify the errors of every `aiohttp.ClientSession`, those that exist already included."""

    _client = "aiohttp"
    _requirement = "aiohttp >= 3.10"
    _excluded_urls_variable = "OTEL_PYTHON_AIOHTTP_CLIENT_EXCLUDED_URLS"

    def _install(self, client: ModuleType, emitter: Emitter) -> tuple[Hook, ...]:
        calls = _Calls(emitter)
        return (
            Hook(client.ClientSession, "_request", calls.request),
            Hook(client.ClientResponse, "start", calls.start),
        )
