"""What the instrumentors of all clients share: settings, an emitter, hooks, and never an exception."""

from __future__ import annotations

import logging
import os
from abc import abstractmethod
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from opentelemetry.instrumentation.instrumentor import (  # type: ignore[attr-defined]  # untyped by its authors
    BaseInstrumentor,
)
from opentelemetry.sdk.environment_variables import OTEL_SDK_DISABLED

from otel_errkind._config import load
from otel_errkind._guard import Guard, warn_once
from otel_errkind._installed import offered
from otel_errkind._telemetry.emit import Emitter
from otel_errkind._telemetry.waiting import expire

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from types import ModuleType

    from otel_errkind._config import Config
    from otel_errkind._rule_layer import RuleLayer
    from otel_errkind._telemetry.hooks import Removable

_logger = logging.getLogger("otel_errkind")
_instrumenting = Guard("instrumenting a client")
_leaving = Guard("settling what was abandoned before a client is left alone")


class Instrumentation(NamedTuple):
    """What an instrumentor serves, and what it has done in this process."""

    client: str
    excluded_urls_variable: str
    keywords: Mapping[str, object]
    """The arguments of `instrument()`."""
    hooks: tuple[Removable, ...]
    """None before `instrument()`, and none after `uninstrument()`."""


class ClientInstrumentor(BaseInstrumentor):  # type: ignore[misc]  # untyped
    """An instrumentor of one client library.

    `instrument()` takes `tracer_provider`, `meter_provider` and every setting as a keyword argument. It never
    raises: an exception would keep `opentelemetry-instrument` from loading the instrumentors that come after.
    """

    _client: ClassVar[str]
    """The module to import, which is also the value of `errkind.client`."""
    _requirement: ClassVar[str]
    _excluded_urls_variable: ClassVar[str]
    """OpenTelemetry's own variable for the URLs of this client that are not to be traced."""
    _emitter: Emitter | None = None
    _keywords: Mapping[str, object] = MappingProxyType({})
    _hooks: tuple[Removable, ...] = ()

    def instrumentation_dependencies(self) -> Collection[str]:
        """Name the supported versions of the client, as a requirement (PEP 508). Never raises."""
        return (self._requirement,)

    def describe(self) -> Instrumentation:
        """Tell what there is to know about this instrumentor."""
        return Instrumentation(self._client, self._excluded_urls_variable, self._keywords, self._hooks)

    @abstractmethod
    def _install(self, client: ModuleType, emitter: Emitter) -> tuple[Removable, ...]:
        """Replace the methods of the client."""

    def _instrument(self, **kwargs: Any) -> None:  # noqa: ANN401 - OpenTelemetry's signature
        try:
            client = import_module(self._client)
        except ImportError as error:
            # One extra serves three clients: OpenTelemetry's loader calls us where another one is installed.
            _logger.debug("%s is not instrumented: %s", self._client, error)
            return
        if client.__name__ != self._client:
            # `httpx2.alias_httpx()` puts httpx2 in the place of httpx: that has an instrumentor of its own.
            _logger.debug("%s is %s here, and left to its instrumentor", self._client, client.__name__)
            return
        if os.environ.get(OTEL_SDK_DISABLED, "").strip().lower() == "true":
            _logger.debug("%s is not instrumented: %s is true", self._client, OTEL_SDK_DISABLED)
            return
        with _instrumenting:
            config, problems = load(os.environ, kwargs, client_variable=self._excluded_urls_variable)
            rules, refused = _additions(config)
            for problem in (*problems, *refused):
                # Once, though three instrumentors read the same variables.
                warn_once(problem, problem)
            self._emitter = Emitter(
                self._client,
                config,
                kwargs.get("tracer_provider"),
                kwargs.get("meter_provider"),
                rules,
            )
            self._keywords = kwargs
            self._hooks = self._install(client, self._emitter)

    def _uninstrument(self, **kwargs: Any) -> None:  # noqa: ANN401, ARG002 - OpenTelemetry's signature
        if self._emitter is not None:
            _leaving(expire)
            self._emitter.is_active = False
        for hook in reversed(self._hooks):
            hook.remove()
        self._hooks = ()


def _additions(config: Config) -> tuple[RuleLayer | None, list[str]]:
    """Return what is asked before what is built in, None for nothing, and which rules were refused."""
    if not config.rules and not any(offered().values()):
        return None, []
    # A tenth of our import, for what few applications have.
    from otel_errkind._additions import additions  # noqa: PLC0415 - the reason above

    return additions(config.rules)
