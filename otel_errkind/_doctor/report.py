"""The report: what is known, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from otel_errkind._doctor.checks import CHECKS
from otel_errkind._doctor.problem import Problem

if TYPE_CHECKING:
    from otel_errkind._doctor.facts import Findings


class Report(NamedTuple):
    """What the doctor prints, whoever renders it."""

    findings: Findings | None
    """None if a program could not be tried."""
    remarks: tuple[Problem, ...]
    log: tuple[str, ...] = ()
    """What a tried process has printed."""

    @property
    def problems(self) -> list[Problem]:
        """Return what has to be changed."""
        return [remark for remark in self.remarks if remark.remedy is not None]

    @property
    def warnings(self) -> list[Problem]:
        """Return what is worth knowing."""
        return [remark for remark in self.remarks if remark.remedy is None]


def examined(findings: Findings, log: tuple[str, ...] = ()) -> Report:
    """Run every check."""
    remarks = (Problem(check.name, *remark) for check in CHECKS for remark in check.find(findings))
    return Report(findings, tuple(remarks), log)
