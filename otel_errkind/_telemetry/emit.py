"""Verdicts become span attributes and a count."""

from __future__ import annotations

from functools import lru_cache, partial
from time import time_ns
from typing import TYPE_CHECKING, Final, NamedTuple

from opentelemetry import context as contexts
from opentelemetry import metrics, trace
from opentelemetry.instrumentation.utils import is_http_instrumentation_enabled
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.trace import INVALID_SPAN, SpanKind, StatusCode
from opentelemetry.util.http import sanitize_method

from otel_errkind._core.classify import DEFAULT_RULE, classify_evidence
from otel_errkind._core.model import Phase, Reason
from otel_errkind._core.outcome import is_error_status
from otel_errkind._core.redact import MARGIN
from otel_errkind._telemetry import attributes as names
from otel_errkind._telemetry.held import HeldVerdict
from otel_errkind._telemetry.operation import open_fate
from otel_errkind._telemetry.processor import attach
from otel_errkind._telemetry.spans import OwnSpan
from otel_errkind._telemetry.texts import Texts
from otel_errkind._version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opentelemetry.context import Context
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import Span, TracerProvider
    from opentelemetry.util.types import AttributeValue

    from otel_errkind._config import Config
    from otel_errkind._core.model import ErrorInfo, Evidence
    from otel_errkind._rule_layer import RuleLayer
    from otel_errkind._telemetry.exchange import Exchange
    from otel_errkind._telemetry.operation import Fate, Operation
    from otel_errkind._telemetry.scope import CallScope
    from otel_errkind._telemetry.spans import HeldSpan

SMALLEST_WINDOW: Final = 4096
"""Bytes of body that classification sees even if fewer are kept: a code may stand behind a long message."""

_THE_TRACERS: Final = (names.HTTP_RESPONSE_STATUS_CODE, names.ERROR_TYPE)
"""What stays as it is where a tracer has set it: a hook may have made up the status that it raises."""


class _Place(NamedTuple):
    """Where a verdict is written."""

    held: HeldSpan | OwnSpan
    fate: Fate | None
    """The outcome, if it is not known yet that the application saw the failure."""
    resends: int = 0


class Emitter:
    """Judges the failed calls of one client library and writes what it finds."""

    __slots__ = (
        "_counter",
        "_hosts",
        "_rules",
        "_texts",
        "_tracer",
        "_tracer_provider",
        "client",
        "config",
        "inspects",
        "is_active",
        "is_attached",
        "window",
    )

    def __init__(
        self,
        client: str,
        config: Config,
        tracer_provider: TracerProvider | None = None,
        meter_provider: MeterProvider | None = None,
        rules: RuleLayer | None = None,
    ) -> None:
        self.config = config
        self.window = max(config.body_limit, SMALLEST_WINDOW) + MARGIN
        """Bytes of a body that are of use."""
        self.inspects = config.inspect_success != "off"
        """Whether the body of a success is worth a look."""
        self.client = client
        """The value of `errkind.client`."""
        self._hosts: set[str] = set()
        self._texts = Texts(config, self.window)
        self._rules = rules
        self.is_active = True
        """False once uninstrumented, for hooks that could not be removed."""
        self.is_attached = False
        self._tracer_provider = tracer_provider
        self._tracer = trace.get_tracer(names.SCOPE, __version__, tracer_provider, names.SCHEMA_URL)
        meter = metrics.get_meter(names.SCOPE, __version__, meter_provider, names.SCHEMA_URL)
        self._counter = meter.create_counter(names.ERRORS_METRIC, names.ERRORS_UNIT, names.ERRORS_DESCRIPTION)

    def attach(self) -> None:
        """See to it that the tracer provider tells us of its spans; it may be set after `instrument()`."""
        provider = self._tracer_provider or trace.get_tracer_provider()
        self.is_attached = attach(provider)

    def ignores(self, url: object) -> bool:
        """Tell whether a call is none of ours: suppressed in this context, or its URL excluded."""
        if not is_http_instrumentation_enabled():
            return True
        patterns = self.config.excluded_urls
        return bool(patterns) and any(pattern.search(str(url)) for pattern in patterns)

    def inspects_host(self, host: str | None) -> bool:
        """Tell whether an error that a success of this host states is one."""
        hosts = self.config.inspect_success
        return hosts == "auto" or (hosts != "off" and any(pattern.match(host or "") for pattern in hosts))

    def is_error(self, exchange: Exchange) -> bool:
        """Tell whether an exchange that looks like an error is one."""
        return self._judge(exchange) is not None

    def emit(self, exchange: Exchange, call: CallScope, fate: Fate | None = None) -> bool:
        """Classify the exchange, write the verdict on its span and count it; tell whether it was an error."""
        if not self.is_active:
            return False
        info = self._judge(exchange)
        if info is None or (_is_foreign(info, exchange) and not _has_failed(call, exchange)):
            return False
        fate = fate or call.open_fate(exchange)
        held = call.held or OwnSpan(self._start_span(exchange, call), time_ns())
        held.reopen()
        self._write(info, exchange, _Place(held, fate, call.resends()))
        if fate is not None:
            # Its verdict releases it.
            call.held = None
        elif call.held is None:
            held.release()
        return True

    def _judge(self, exchange: Exchange) -> ErrorInfo | None:
        evidence = exchange.evidence
        info = self._classify(exchange, evidence)
        if info is None or info.reason is not Reason.UNCLASSIFIED or evidence.exception is None:
            return info
        # Whoever reads of an error in a success may raise what says less of it.
        return self._classify(exchange, evidence._replace(exception=None)) or info

    def _classify(self, exchange: Exchange, evidence: Evidence) -> ErrorInfo | None:
        if self._rules is None:
            return classify_evidence(evidence)
        return classify_evidence(evidence, self._rules.about(exchange.host, exchange.method))

    def emit_late(
        self, exchange: Exchange, times: tuple[int, int], operation: Operation | None, *, traced: bool
    ) -> bool:
        """Write the verdict on a body on a span from headers to failure; tell whether it was an error."""
        started, ended = times
        if not self.is_active or self.ignores(exchange.url):
            return False
        info = self._judge(exchange)
        if info is None or _is_foreign(info, exchange):
            return False
        if traced or not exchange.traced():
            span = self._tracer.start_span(names.BODY_SPAN, start_time=started)
        else:
            span = INVALID_SPAN
        held, fate = OwnSpan(span, ended), open_fate(operation)
        self._write(info._replace(phase=Phase.BODY), exchange, _Place(held, fate))
        if fate is None:
            held.release()
        return True

    def _write(self, info: ErrorInfo, exchange: Exchange, place: _Place) -> None:
        span, fate = place.held.span, place.fate
        context = contexts.get_current()
        error_type = _error_type(exchange.evidence)
        if span.is_recording():
            span.set_attributes(self._attributes(info, exchange, error_type, place))
            _set_error(span)
            context = trace.set_span_in_context(span)
        labels = self._labels(info, exchange, error_type)
        if fate is None:
            self._count(labels, context, names.TERMINAL)
        else:
            place.held.show_end()
            count = partial(self._count, labels, context)
            fate.then(HeldVerdict(place.held, count).conclude)

    def _count(self, labels: dict[str, AttributeValue], context: Context, outcome: str) -> None:
        labels[names.ERRKIND_OUTCOME] = outcome
        self._counter.add(1, labels, context)

    def _start_span(self, exchange: Exchange, call: CallScope) -> Span:
        """Open a span of our own for a call that no tracing instrumentation could have seen."""
        if exchange.traced():
            # Its span was not recorded, or came from a provider that has been replaced.
            self.is_attached = False
            return INVALID_SPAN
        method = _known_method(exchange.method)
        attributes: dict[str, AttributeValue] = {names.HTTP_REQUEST_METHOD: method}
        if exchange.url is not None:
            attributes[names.URL_FULL] = self._texts.url(exchange)
        if exchange.host:
            attributes[names.SERVER_ADDRESS] = exchange.host
        if exchange.port:
            attributes[names.SERVER_PORT] = exchange.port
        name = "HTTP" if method == names.OTHER else method
        return self._tracer.start_span(
            name, kind=SpanKind.CLIENT, attributes=attributes, start_time=call.started
        )

    def _attributes(
        self, info: ErrorInfo, exchange: Exchange, error_type: str, place: _Place
    ) -> dict[str, AttributeValue]:
        content, truncated = self._texts.body(exchange) or (None, None)
        candidates: dict[str, AttributeValue | None] = {
            names.ERRKIND_CATEGORY: info.category._value_,
            names.ERRKIND_REASON: info.reason._value_,
            names.ERRKIND_RULE: info.rule,
            names.ERRKIND_PHASE: info.phase._value_,
            names.ERRKIND_OUTCOME: names.TERMINAL if place.fate is None else None,
            names.ERRKIND_CODE: self._texts.code(info.code, content, exchange),
            names.ERRKIND_MESSAGE: self._texts.message(info.message, content, exchange),
            names.ERRKIND_RETRYABLE: info.retryable,
            names.ERRKIND_RETRY_AFTER: info.retry_after,
            names.ERRKIND_BODY_TRUNCATED: truncated,
            names.HTTP_RESPONSE_BODY_CONTENT: content,
            names.HTTP_RESPONSE_STATUS_CODE: info.status_code,
            names.HTTP_REQUEST_RESEND_COUNT: place.resends if place.resends > 0 else None,
            names.ERROR_TYPE: error_type,
        }
        known = _attributes_of(place.held.span)
        for name in _THE_TRACERS:
            if name in known:
                candidates[name] = None
        return {name: value for name, value in candidates.items() if value is not None}

    def _labels(self, info: ErrorInfo, exchange: Exchange, error_type: str) -> dict[str, AttributeValue]:
        labels: dict[str, AttributeValue] = {
            names.ERRKIND_CATEGORY: info.category._value_,
            names.ERRKIND_REASON: info.reason._value_,
            names.ERRKIND_CLIENT: self.client,
            names.HTTP_REQUEST_METHOD: _known_method(exchange.method),
            names.ERROR_TYPE: error_type,
        }
        if info.status_code is not None:
            labels[names.HTTP_RESPONSE_STATUS_CODE] = info.status_code
        if exchange.host:
            labels[names.SERVER_ADDRESS] = self._bounded(exchange.host)
        return labels

    def _bounded(self, host: str) -> str:
        if host not in self._hosts:
            if len(self._hosts) >= self.config.host_limit:
                return names.OTHER
            self._hosts.add(host)
        return host


@lru_cache(maxsize=32)
def _known_method(method: str) -> str:
    # Cached because it asks the environment each time.
    return sanitize_method(method)


def _is_foreign(info: ErrorInfo, exchange: Exchange) -> bool:
    """Tell whether an exception that no table knows is all there is: most likely the application's own."""
    return exchange.evidence.exception is not None and info.rule == DEFAULT_RULE


def _has_failed(call: CallScope, exchange: Exchange) -> bool:
    """Tell whether such an exception is of the exchange: it had no answer, and nobody has broken it off."""
    return call.unanswered() and isinstance(exchange.evidence.exception, Exception)


def _error_type(evidence: Evidence) -> str:
    """Name the failure as `error.type` wants it: by the status, else by the exception's full name."""
    error, status = evidence.exception, evidence.status_code
    if error is None or (status is not None and is_error_status(status)):
        return str(status)
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _attributes_of(span: Span) -> Mapping[str, object]:
    return (span.attributes or {}) if isinstance(span, ReadableSpan) else {}


def _set_error(span: Span) -> None:
    # A description that is there already stays, as does a status that the application set to OK.
    if not (isinstance(span, ReadableSpan) and span.status.status_code is StatusCode.ERROR):
        span.set_status(StatusCode.ERROR)
