"""What can be wrong with settings and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from otel_errkind._doctor.problem import Check, Remark, nearest

if TYPE_CHECKING:
    from otel_errkind._doctor.facts import Findings
    from otel_errkind._doctor.problem import Remarks


def _unknown_variable(findings: Findings) -> Remarks:
    known = sorted({setting.variable for setting in findings.settings})
    for name in findings.unknown_variables:
        yield Remark(
            f"No setting has the variable {name}, so it does nothing.{nearest(name, known)}",
            "Correct the name, or unset it.",
        )


def _refused(findings: Findings) -> Remarks:
    for sentence in findings.refused:
        yield Remark(sentence, "Give a value that is accepted, or none.")


def _rules(findings: Findings) -> Remarks:
    for source in findings.rules:
        if source.fault is not None:
            yield Remark(
                f"The rules of the {source.kind} {source.name} are refused, all of them: {source.fault}.",
                "Correct what is named, or take the rules away.",
            )


CHECKS: Final = (
    Check("unknown-variable", _unknown_variable),
    Check("refused-setting", _refused),
    Check("refused-rules", _rules),
)
