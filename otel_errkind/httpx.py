"""httpx and its fork httpx2: where to hook them, and what their requests and responses show."""

from __future__ import annotations

from functools import partial
from time import time
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast
from weakref import ref

from otel_errkind._core.causes import CAUSE_EXTENSION, known
from otel_errkind._core.glance import looks_wrong, stated_error
from otel_errkind._core.headers import joined
from otel_errkind._core.model import Evidence
from otel_errkind._core.outcome import is_error_status, may_have_body
from otel_errkind._guard import Guard
from otel_errkind._httpx_stream import Undecoded, beginning_of, is_watched, watch
from otel_errkind._httpx_traced import is_traced
from otel_errkind._sdks import REQUEST_LOOPS
from otel_errkind._telemetry.attributes import OTHER
from otel_errkind._telemetry.beginning import Beginning
from otel_errkind._telemetry.exchange import Exchange
from otel_errkind._telemetry.hooks import Hook
from otel_errkind._telemetry.instrumentor import ClientInstrumentor
from otel_errkind._telemetry.late import LateWatch
from otel_errkind._telemetry.pending import PendingAnswer
from otel_errkind._telemetry.scope import CURRENT, CallScope

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import ModuleType

    import httpx

    from otel_errkind._httpx_stream import Onlooker
    from otel_errkind._telemetry.emit import Emitter
    from otel_errkind._telemetry.hooks import Removable

    Client: TypeAlias = httpx.Client | httpx.AsyncClient

__all__ = ["ErrkindHttpx2Instrumentor", "ErrkindHttpxInstrumentor"]

_SEND_ONE: Final = "_send_single_request"
"""What sends each request of a call, redirects and those of an auth flow included. Private: without it, spans
tell of answers that `send` does not return."""

_OK: Final = 200
"""Most answers have it, and to compare with it cannot fail, whatever a transport has made up."""

_looking = Guard("looking at a response of httpx")


class _Calls:
    """The methods of one of the two libraries, with a call scope around them."""

    def __init__(self, module: ModuleType, emitter: Emitter) -> None:
        self._module = module
        self._emitter = emitter
        self._wait = emitter.config.body_wait / 1000

    def send(self, original: Callable[..., httpx.Response]) -> Callable[..., httpx.Response]:
        emitter, describe, look_at = self._emitter, self._describe_sent, self._look_at

        def send(client: httpx.Client, *args: Any, **kwargs: Any) -> httpx.Response:
            if not emitter.is_active:
                return original(client, *args, **kwargs)
            with CallScope(emitter, describe, client, args, kwargs) as call:
                response = original(client, *args, **kwargs)
                # All of it is guarded: a test double in its place need not have its attributes.
                _looking(look_at, call, response)
                return response

        return send

    def send_async(
        self, original: Callable[..., Awaitable[httpx.Response]]
    ) -> Callable[..., Awaitable[httpx.Response]]:
        emitter, describe, look_at = self._emitter, self._describe_sent, self._look_at

        async def send(client: httpx.AsyncClient, *args: Any, **kwargs: Any) -> httpx.Response:
            if not emitter.is_active:
                return await original(client, *args, **kwargs)
            with CallScope(emitter, describe, client, args, kwargs) as call:
                response = await original(client, *args, **kwargs)
                _looking(look_at, call, response)
                return response

        return send

    def send_one(self, original: Callable[..., httpx.Response]) -> Callable[..., httpx.Response]:
        """Keep the answer at hand: its body may break, or a hook raise, before `send` returns it."""
        emitter, keep, answered = self._emitter, self._keep_beginning, self._answered

        def _send_single_request(client: httpx.Client, request: httpx.Request) -> httpx.Response:
            call = CURRENT.get()
            if call is None or call.emitter is not emitter or call.arguments[0] is not client:
                return original(client, request)
            call.begin(request)
            response = original(client, request)
            call.came = partial(answered, client, response)
            if response.status_code != _OK:
                _looking(keep, call, response)
            return response

        return _send_single_request

    def send_one_async(
        self, original: Callable[..., Awaitable[httpx.Response]]
    ) -> Callable[..., Awaitable[httpx.Response]]:
        emitter, keep, answered = self._emitter, self._keep_beginning, self._answered

        async def _send_single_request(client: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
            call = CURRENT.get()
            if call is None or call.emitter is not emitter or call.arguments[0] is not client:
                return await original(client, request)
            call.begin(request)
            response = await original(client, request)
            call.came = partial(answered, client, response)
            if response.status_code != _OK:
                _looking(keep, call, response)
            return response

        return _send_single_request

    def build_request(self, original: Callable[..., httpx.Request]) -> Callable[..., httpx.Request]:
        emitter = self._emitter

        def build_request(client: object, *args: Any, **kwargs: Any) -> httpx.Request:
            try:
                return original(client, *args, **kwargs)
            except BaseException as error:
                if emitter.is_active:
                    CallScope(emitter, _describe_unbuilt, client, args, kwargs).judge_unsent(error)
                raise

        return build_request

    def _keep_beginning(self, call: CallScope, response: httpx.Response) -> None:
        """Keep what is read of an error within the call: by an auth flow, a hook, or the client."""
        if is_error_status(response.status_code) and not response.is_closed and not is_watched(response):
            beginning = Beginning(self._emitter.window)
            call.beginnings += (beginning,)
            self._watch(call, response, beginning)

    def _look_at(self, call: CallScope, response: httpx.Response) -> None:
        # A call inside this one may have returned it, as where a transport forwards to another client.
        if not response.is_closed and is_watched(response):
            return
        if is_error_status(response.status_code):
            self._look(call, response)
        elif not response.is_closed:
            self._look_on(call, response)
        elif self._emitter.inspects:
            content = _content(response)
            if content is not None and looks_wrong(content):
                call.answer = self._stating(_describing(call, response)(), content, response.headers)

    def _look(self, call: CallScope, response: httpx.Response) -> None:
        """Judge an error now, or once its body has been read."""
        exchange = self._answered(call.arguments[0], response)
        if call.is_carried(lambda: exchange):
            return
        is_settled = _content(response) is not None or response.is_closed
        if is_settled or self._emitter.ignores(exchange.url):
            call.answer = exchange
            return
        beginning = beginning_of(response) or Beginning(self._emitter.window)
        call.beginnings = tuple(each for each in call.beginnings if each is not beginning)
        self._watch(call, response, PendingAnswer(self._emitter, call, exchange, beginning))

    def _answered(
        self, client: Client, response: httpx.Response, request: httpx.Request | None = None
    ) -> Exchange:
        """Describe an answer, and of an error what is known of its body and its cause."""
        sent = request or response.request
        exchange = _begun(ref(client), sent, response.status_code, response.headers)
        content = _content(response)
        if not is_error_status(response.status_code):
            stating = content is not None and self._stating(exchange, content, response.headers)
            return stating or exchange
        cause = known(response.extensions.get(CAUSE_EXTENSION))
        if cause is not None:
            exchange = exchange.with_cause(cause)
        if content is not None:
            return self._with_content(exchange, content)
        beginning = beginning_of(response)
        return exchange if beginning is None else beginning.added_to(exchange)

    def _with_content(self, exchange: Exchange, content: bytes) -> Exchange:
        window = self._emitter.window
        return exchange.with_body(content[:window], complete=len(content) <= window)

    def _look_on(self, call: CallScope, response: httpx.Response) -> None:
        """Watch the body of a success that the application streams."""
        if not may_have_body(response.status_code) or self._emitter.ignores(response.request.url):
            return
        describe = _describing(call, response)
        is_carried = call.is_carried(describe)
        if is_carried and "content-encoding" not in response.headers:
            return
        onlooker = LateWatch(self._emitter, call, describe, response.headers, ref(response))
        self._watch(call, response, Undecoded(onlooker) if is_carried else onlooker)

    def _watch(self, call: CallScope, response: httpx.Response, onlooker: Onlooker) -> None:
        is_async = isinstance(call.arguments[0], self._module.AsyncClient)
        watch(self._module, response, onlooker, self._wait, is_async=is_async)

    def _stating(self, exchange: Exchange, content: bytes, headers: httpx.Headers) -> Exchange | None:
        """Add the error that a success states, if it does."""
        if not self._emitter.inspects_host(exchange.host):
            return None
        error = stated_error(content, self._emitter.window, headers)
        return None if error is None else self._with_content(exchange, error)

    def _describe_sent(self, client: httpx.Client, args: Any, kwargs: Any, error: BaseException) -> Exchange:
        answer: Any = getattr(error, "response", None)
        # A redirect makes requests of its own. The public property `request` raises where there is none.
        told = (getattr(each, "_request", None) for each in (answer, error))
        requests: tuple[Any, ...] = (*told, kwargs.get("request", args[0] if args else None))
        # That of an error may be of another library, which has carried this one.
        sent = next((each for each in requests if isinstance(each, self._module.Request)), None)
        if sent is None:
            return Exchange(Evidence(exception=error), OTHER)
        if isinstance(answer, self._module.Response) and is_error_status(answer.status_code):
            # Whoever raises it may have asked for something else since.
            return self._answered(client, cast("httpx.Response", answer), sent).with_error(error)
        return _request_exchange(ref(client), sent, Evidence(exception=error))


def _describe_unbuilt(_client: object, args: Any, kwargs: Any, error: BaseException) -> Exchange:
    method = kwargs.get("method", args[0] if args else OTHER)
    return Exchange(Evidence(exception=error), str(method))


def _describing(call: CallScope, response: httpx.Response) -> Callable[[], Exchange]:
    """Return what describes an answer up to its body. The response would be kept alive by its own stream."""
    client = ref(call.arguments[0])
    return partial(_begun, client, response.request, response.status_code, response.headers)


def _begun(client: ref[Client], request: httpx.Request, status_code: int, headers: httpx.Headers) -> Exchange:
    evidence = Evidence(status_code, _fields(headers), received_at=time())
    return _request_exchange(client, request, evidence)


def _fields(headers: httpx.Headers) -> dict[str, str]:
    """Decode the headers at once: httpx decodes all of them again at each look into its own mapping."""
    return joined([(str(name, "latin-1").lower(), str(value, "latin-1")) for name, value in headers.raw])


def _content(response: httpx.Response) -> bytes | None:
    """Return the body if it is in memory: it was read, or came from a mock or a cache.

    The public property raises where it is not; that of a subclass may even begin to read.
    """
    content = getattr(response, "_content", None)
    return content if isinstance(content, bytes) else None


def _request_exchange(client: ref[Client], request: httpx.Request, evidence: Evidence) -> Exchange:
    url = request.url
    traced = partial(is_traced, client, request)
    return Exchange(evidence, request.method, url, url.host, url.port, traced, request=request)


class _Instrumentor(ClientInstrumentor):
    # One variable for both: OpenTelemetry's instrumentor of httpx2 reads that of httpx.
    _excluded_urls_variable = "OTEL_PYTHON_HTTPX_EXCLUDED_URLS"

    def _install(self, client: ModuleType, emitter: Emitter) -> tuple[Removable, ...]:
        calls = _Calls(client, emitter)
        # Client and AsyncClient inherit it from one class, which has no public name.
        builder = next(owner for owner in client.Client.__mro__ if "build_request" in vars(owner))
        return (
            Hook(client.Client, "send", calls.send),
            Hook(client.AsyncClient, "send", calls.send_async),
            Hook(builder, "build_request", calls.build_request),
            *(
                Hook(owner, _SEND_ONE, replace)
                for owner, replace in (
                    (client.Client, calls.send_one),
                    (client.AsyncClient, calls.send_one_async),
                )
                if _SEND_ONE in vars(owner)
            ),
            REQUEST_LOOPS.install(),
        )


# Siblings: `BaseInstrumentor` keeps its one instance in a class attribute, which a subclass would inherit.
class ErrkindHttpxInstrumentor(_Instrumentor):
    """Classify the errors of every `httpx.Client` and `httpx.AsyncClient`, existing ones included.

    `instrument()` takes `tracer_provider`, `meter_provider` and each setting by its name in lower case, such
    as `body_limit`; `uninstrument()` takes it back. Neither of them raises. The verdict is on the CLIENT span
    of OpenTelemetry's semantic conventions for HTTP.
    """

    _client = "httpx"
    _requirement = "httpx >= 0.25"


class ErrkindHttpx2Instrumentor(_Instrumentor):
    """Classify the errors of httpx2, the fork that openai and anthropic run on, as those of httpx.

    `instrument()` takes the same keyword arguments as that of httpx and, like it, never raises.
    """

    _client = "httpx2"
    _requirement = "httpx2 >= 2.0"
