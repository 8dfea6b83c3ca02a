"""What can be wrong with the process, and with the installation of otel-errkind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from otel_errkind._doctor.problem import Check, Remark

if TYPE_CHECKING:
    from otel_errkind._doctor.facts import Findings
    from otel_errkind._doctor.problem import Remarks


def _not_instrumented(findings: Findings) -> Remarks:
    process = findings.process
    if process.way != "tried" or process.is_instrumented:
        return
    cause = "Python does not import OpenTelemetry's module sitecustomize"
    if process.ignores_path:
        cause = "Python is told to ignore PYTHONPATH, by which opentelemetry-instrument gets into a process"
    remedy = "Start it without options such as -I, -E and -S, or call the instrumentors in your code."
    yield Remark(f"OpenTelemetry's auto-instrumentation does not run in the program: {cause}.", remedy)


def _stale_metadata(findings: Findings) -> Remarks:
    package = findings.package
    for copy in package.copies:
        if copy.version != package.version:
            yield Remark(
                f"The metadata in {copy.path} is of otel-errkind {copy.version}, but the code in"
                f" {package.path} is {package.version}.",
                "Uninstall otel-errkind until nothing of it is left (`pip uninstall otel-errkind`, more than"
                " once), then install it again.",
            )


def _several_copies(findings: Findings) -> Remarks:
    paths = [copy.path for copy in findings.package.copies]
    if len(paths) > 1:
        yield Remark(f"otel-errkind is installed more than once: in {', '.join(paths)}. The first counts.")


CHECKS: Final = (
    Check("not-instrumented", _not_instrumented),
    Check("stale-metadata", _stale_metadata),
    Check("several-copies", _several_copies),
)
