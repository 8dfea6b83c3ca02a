"""What can be wrong: the table of all checks. Each is a pure function of what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from otel_errkind._doctor.checks import clients, exporters, loader, package, provider, settings

if TYPE_CHECKING:
    from otel_errkind._doctor.problem import Check

CHECKS: Final[tuple[Check, ...]] = (
    *package.CHECKS,
    *loader.CHECKS,
    *exporters.CHECKS,
    *settings.CHECKS,
    *provider.CHECKS,
    *clients.CHECKS,
)
"""In the order in which their remarks are shown: what may cause others comes before them."""
