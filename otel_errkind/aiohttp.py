"""aiohttp's client: where to hook it, and what its requests and responses show."""

from __future__ import annotations

import re
import sys
from functools import partial
from time import time, time_ns
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urljoin, urlsplit
from weakref import ref

from otel_errkind._aiohttp_arrival import arrival
from otel_errkind._aiohttp_reader import arrived
from otel_errkind._aiohttp_stream import watch
from otel_errkind._core.beginnings import LONGEST_BEGINNING
from otel_errkind._core.coding import inflate
from otel_errkind._core.exceptions import names_of, phase_of
from otel_errkind._core.glance import looks_wrong, stated_error
from otel_errkind._core.model import Evidence, Phase
from otel_errkind._core.outcome import is_error_status, may_have_body
from otel_errkind._guard import Guard
from otel_errkind._telemetry.attributes import OTHER
from otel_errkind._telemetry.exchange import Exchange
from otel_errkind._telemetry.hooks import Hook
from otel_errkind._telemetry.instrumentor import ClientInstrumentor
from otel_errkind._telemetry.late import LateWatch
from otel_errkind._telemetry.scope import CURRENT, CallScope

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from types import ModuleType

    import aiohttp
    from yarl import URL

    from otel_errkind._telemetry.emit import Emitter
    from otel_errkind._telemetry.hooks import Removable

__all__ = ["ErrkindAioHttpClientInstrumentor"]

_INFLATES_IN_PARTS: Final = (3, 14)
"""The first version of aiohttp that inflates no more than is read: before it, 256 KiB may become 256 MiB."""

_MODEST: Final = ("gzip", "deflate")
"""Codings of which a KiB inflates to a MiB at most; 500 bytes of others are 600 MiB."""

_looking = Guard("looking at a response of aiohttp")


class _Calls:
    """The methods of aiohttp, with a call scope around them."""

    def __init__(self, module: ModuleType, emitter: Emitter) -> None:
        self._emitter = emitter
        self._inflates_all = _is_before(module.__version__, _INFLATES_IN_PARTS)

    def request(
        self, original: Callable[..., Awaitable[aiohttp.ClientResponse]]
    ) -> Callable[..., Awaitable[aiohttp.ClientResponse]]:
        emitter = self._emitter

        async def request(
            session: aiohttp.ClientSession, *args: Any, **kwargs: Any
        ) -> aiohttp.ClientResponse:
            if not emitter.is_active:
                return await original(session, *args, **kwargs)
            with CallScope(emitter, _describe, session, args, kwargs) as call:
                response: aiohttp.ClientResponse = await original(session, *args, **kwargs)
                with _looking:
                    call.answer = call.seen_of(response)
                    if call.answer is None and is_error_status(response.status):
                        # A middleware made it, or has it from before: no body that we saw is its own.
                        call.answer = _exchange(session, response)
                return response

        return request

    def connect(self, original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """See that a request is about to be sent, the first one or one that follows a redirect."""
        emitter = self._emitter

        async def connect(
            connector: aiohttp.BaseConnector, req: aiohttp.ClientRequest, *args: Any, **kwargs: Any
        ) -> object:
            call = CURRENT.get()
            if call is not None and call.emitter is emitter:
                call.begin(req)
            return await original(connector, req, *args, **kwargs)

        return connect

    def start(
        self, original: Callable[..., Awaitable[aiohttp.ClientResponse]]
    ) -> Callable[..., Awaitable[aiohttp.ClientResponse]]:
        """Look as soon as the headers are there: later, `raise_for_status=True` has dropped the body."""

        async def start(
            response: aiohttp.ClientResponse, *args: Any, **kwargs: Any
        ) -> aiohttp.ClientResponse:
            call = CURRENT.get()
            if call is None or call.emitter is not self._emitter:
                return await original(response, *args, **kwargs)
            started = await original(response, *args, **kwargs)
            # Of two requests that a middleware races, the slower one is answered when the call is over.
            if not call.is_under_way():
                return started
            # A proxy has no more to say than it raises, and to look would take of the time to connect.
            if response.method == "CONNECT":
                return started
            call.came = partial(_came, call, call.arguments[0], response)
            with _looking:
                if is_error_status(response.status):
                    await self._look(call, response)
                elif may_have_body(response.status):
                    self._look_on(call, response)
            return started

        return start

    async def _look(self, call: CallScope, response: aiohttp.ClientResponse) -> None:
        """Judge an error by what has come of its body, or comes soon."""
        session, _, kwargs = call.arguments
        exchange = _exchange(session, response)
        if self._emitter.ignores(exchange.url):
            return
        window = self._emitter.window
        coding = response.headers.get("content-encoding")
        unpacks = kwargs.get("auto_decompress")
        is_unpacked = coding is not None and (session.auto_decompress if unpacks is None else unpacks)
        is_small = coding in _MODEST and 0 < (response.content_length or 0) <= window
        # What came with the headers is inflated already; to wait would let the rest be, and nobody reads it.
        may_explode = is_unpacked and self._inflates_all and not is_small
        patience = 0.0 if may_explode else self._patience(call)
        await arrival(response.content, window, patience, session.connector)
        body: bytes | None = arrived(response.content, window)
        if body and coding and not is_unpacked:
            body = inflate(body, coding, window)
        complete = response.content.is_eof() and len(body or b"") < window
        call.note_seen(ref(response), exchange.with_body(body, complete=complete))

    def _look_on(self, call: CallScope, response: aiohttp.ClientResponse) -> None:
        """Look at the body of a success if it is there, else watch it come."""
        session, _, _ = call.arguments
        content, window = response.content, self._emitter.window
        if not content.is_eof():
            # A client that this one carries leaves the body to us if we watch it.
            if not self._emitter.ignores(response.url):
                describe = partial(_exchange_of, session, *_shown(response))
                watch(content, LateWatch(self._emitter, call, describe, response.headers, ref(response)))
        elif self._emitter.inspects and looks_wrong(arrived(content, LONGEST_BEGINNING)):
            error = stated_error(arrived(content, sys.maxsize), window, response.headers)
            if error is not None and self._emitter.inspects_host(response.url.host):
                exchange = _exchange(session, response).with_body(error, complete=len(error) < window)
                call.note_seen(ref(response), exchange)

    def _patience(self, call: CallScope) -> float:
        """Return the seconds to wait for a body: never so many that the call would miss its own deadline."""
        session, _, kwargs = call.arguments
        timeout = kwargs.get("timeout", session.timeout)
        total = getattr(timeout, "total", timeout)
        if total is not None and not isinstance(total, int | float):
            # aiohttp's word for one that is not given, which who wraps a session hands on.
            total = session.timeout.total
        wait = self._emitter.config.body_wait / 1000
        if not isinstance(total, int | float) or total <= 0:
            return wait
        return min(wait, (total - (time_ns() - call.started) / 1e9) / 2)


def _is_before(version: str, bound: tuple[int, int]) -> bool:
    """Compare a version with one of two numbers."""
    return tuple(map(int, re.findall(r"\d+", version)[:2])) < bound


def _came(call: CallScope, session: aiohttp.ClientSession, response: aiohttp.ClientResponse) -> Exchange:
    """Describe an answer for as long as its call is under way."""
    return call.seen_of(response) or _exchange(session, response)


def _exchange(session: aiohttp.ClientSession, response: aiohttp.ClientResponse) -> Exchange:
    return _exchange_of(session, *_shown(response))


def _shown(
    response: aiohttp.ClientResponse,
) -> tuple[int, Mapping[str, str], str, URL, aiohttp.RequestInfo]:
    return response.status, response.headers, response.method, response.url, response.request_info


def _exchange_of(  # noqa: PLR0913, PLR0917 - what a response says of itself, without the response
    session: aiohttp.ClientSession,
    status: int,
    headers: Mapping[str, str],
    method: str,
    url: URL,
    request: aiohttp.RequestInfo,
) -> Exchange:
    evidence = Evidence(status, headers, received_at=time())
    traced = partial(_is_traced, session)
    return Exchange(evidence, method, url, url.host, url.port, traced, request=request)


def _describe(instance: aiohttp.ClientSession, args: Any, kwargs: Any, error: BaseException) -> Exchange:
    method = kwargs.get("method", args[0] if args else OTHER)
    url = _split(instance, kwargs.get("str_or_url", args[1] if len(args) > 1 else ""), kwargs.get("params"))
    evidence = Evidence(_status_of(error), exception=error)
    if url is None or not url.hostname:
        return Exchange(evidence, str(method))
    host = _unreached(error) or url.hostname
    # A URL is refused before any trace configuration is asked.
    traced = phase_of(error) is not Phase.BUILD and _is_traced(instance)
    return Exchange(evidence, str(method), url.geturl(), host, url.port, lambda: traced)


def _status_of(error: BaseException) -> int | None:
    """Return the status of the answer that `raise_for_status` has refused."""
    # For bytes that are no HTTP aiohttp makes a status up.
    is_broken = "aiohttp.http_exceptions.HttpProcessingError" in names_of(error.__cause__ or error)
    if is_broken or "aiohttp.client_exceptions.ClientResponseError" not in names_of(error):
        return None
    status = getattr(error, "status", None)
    return status if isinstance(status, int) and is_error_status(status) else None


def _unreached(error: BaseException) -> str | None:
    """Return the host that a connector did not reach, which a redirect may have chosen."""
    # What exceptions of others have by this name may be anything.
    is_connectors = "aiohttp.client_exceptions.ClientConnectorError" in names_of(error)
    host = getattr(error, "host", None) if is_connectors else None
    return host if isinstance(host, str) else None


def _split(session: aiohttp.ClientSession, url: object, params: Any) -> SplitResult | None:
    base = getattr(session, "_base_url", None)
    try:
        parts = urlsplit(urljoin(str(base), str(url)) if base else str(url))
        _ = parts.port
    except ValueError:
        return None
    return parts._replace(query="&".join(filter(None, (parts.query, _query(params)))))


def _query(params: Any) -> str:
    """Write the parameters of a call as they are in the URL of a response."""
    from yarl import URL  # noqa: PLC0415 - it comes with aiohttp, which need not be installed

    try:
        return URL().with_query(params).raw_query_string
    except (TypeError, ValueError):  # aiohttp refuses them as well
        return ""


def _is_traced(session: aiohttp.ClientSession) -> bool:
    """Tell whether OpenTelemetry has a trace configuration in this session."""
    return any(
        str(getattr(callback, "__module__", "")).startswith("opentelemetry.")
        for config in session.trace_configs
        for callback in config.on_request_start
    )


class ErrkindAioHttpClientInstrumentor(ClientInstrumentor):
    """Classify the errors of every `aiohttp.ClientSession`, existing ones included.

    `instrument()` takes the same keyword arguments as that of httpx and, like it, never raises. The verdict
    is on the CLIENT span of OpenTelemetry's semantic conventions for HTTP.
    """

    _client = "aiohttp"
    _requirement = "aiohttp >= 3.10"
    _excluded_urls_variable = "OTEL_PYTHON_AIOHTTP_CLIENT_EXCLUDED_URLS"

    def _install(self, client: ModuleType, emitter: Emitter) -> tuple[Removable, ...]:
        calls = _Calls(client, emitter)
        return (
            Hook(client.ClientSession, "_request", calls.request),
            Hook(client.BaseConnector, "connect", calls.connect),
            Hook(client.ClientResponse, "start", calls.start),
        )
