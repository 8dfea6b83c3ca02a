"""All that is known of this process and its environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from otel_errkind._doctor.facts import Findings
from otel_errkind._doctor.gather.clients import clients
from otel_errkind._doctor.gather.exporters import exporters
from otel_errkind._doctor.gather.loader import loader
from otel_errkind._doctor.gather.package import package, process
from otel_errkind._doctor.gather.provider import provider
from otel_errkind._doctor.gather.rules import rules
from otel_errkind._doctor.gather.settings import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from otel_errkind._doctor.facts import Way


def findings(environ: Mapping[str, str], way: Way | None = None) -> Findings:
    """Look at everything once."""
    hooked = clients()
    here = process(way, has_hooks=any(client.hooks for client in hooked))
    loaded = loader(environ, is_instrumented=here.is_instrumented)
    read = settings(environ)
    return Findings(
        process=here,
        package=package(),
        clients=hooked,
        loader=loaded,
        provider=provider(environ),
        exporters=exporters(environ, loaded),
        settings=read.settings,
        refused=read.refused,
        unknown_variables=read.unknown,
        rules=rules(read.rules),
    )
