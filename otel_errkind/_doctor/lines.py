"""What stands in the report, whoever draws it: sections of rows of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from otel_errkind._screen import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from otel_errkind._doctor import facts
    from otel_errkind._doctor.problem import Problem
    from otel_errkind._doctor.report import Report

_WAYS: Final[Mapping[facts.Way, str]] = {
    "described": "what opentelemetry-instrument would do in this environment; nothing was started",
    "instrumented": "this process itself, which is instrumented",
    "tried": "a process under opentelemetry-instrument in the place of the program, which was not run",
}
_STATUSES: Final[Mapping[facts.Status, str]] = {
    "loads": "would be loaded",
    "disabled": "disabled by OTEL_PYTHON_DISABLED_INSTRUMENTATIONS",
    "conflict": "not loaded: {found} is installed, and it is for {required}",
    "absent": "not loaded: it is for {required}",
}


class Section(NamedTuple):
    """A part of the report."""

    title: str
    rows: Sequence[Sequence[str]]


def sections(report: Report) -> Iterator[Section]:
    """Give the parts that have something to say: what is known, then what is wrong."""
    parts = [*(_known(report.findings) if report.findings else ()), *_judged(report)]
    for title, rows in parts:
        cells = [[one_line(cell) for cell in row] for row in rows]
        if cells:
            yield Section(title, cells)


def summary(report: Report) -> str:
    """Count what was found."""
    return f"{_count(report.problems, 'problem')}, {_count(report.warnings, 'warning')}"


def _count(things: Sequence[object], name: str) -> str:
    return f"{len(things) or 'no'} {name}{'' if len(things) == 1 else 's'}"


def _judged(report: Report) -> Iterator[Section]:
    yield Section("log of the process", [(line,) for line in report.log])
    yield Section("warnings", _remarks(report.warnings))
    yield Section("problems", _remarks(report.problems))


def _remarks(remarks: Iterable[Problem]) -> list[tuple[str, str]]:
    rows = list[tuple[str, str]]()
    for remark in remarks:
        rows.append((remark.check, remark.text))
        if remark.remedy is not None:
            rows.append(("", f"Remedy: {remark.remedy}"))
    return rows


def _known(findings: facts.Findings) -> Iterator[Section]:
    yield Section("looked at", _process(findings))
    yield Section("clients", [_client(client, findings.process) for client in findings.clients])
    yield Section(
        "instrumentors, in the order of loading", list(map(_instrumentor, findings.loader.instrumentors))
    )
    yield Section("SDK", _sdk(findings))
    yield Section("exporters", [row for of in findings.exporters for row in _exporters(of)])
    yield Section("settings", list(map(_setting, findings.settings)))
    yield Section("rules of your own", list(map(_rules, findings.rules)))


def _process(findings: facts.Findings) -> list[tuple[str, str]]:
    process, package = findings.process, findings.package
    return [
        ("process", _WAYS[process.way]),
        ("python", f"{process.python} {process.interpreter}"),
        ("otel-errkind", f"{package.version} {package.path}"),
    ]


def _client(client: facts.Client, process: facts.Process) -> tuple[str, str, str, str]:
    if client.version is None:
        return client.name, "-", "not installed", ""
    state = _hooks(client.hooks) if process.way != "described" else _support(client)
    return client.name, client.version, state, client.path or ""


def _support(client: facts.Client) -> str:
    return "supported" if client.is_accepted else f"not supported, only {client.accepted}"


def _hooks(hooks: Sequence[facts.Hook]) -> str:
    """Say whether calls meet our hooks: as good as the worst of them."""
    if not hooks:
        return "not hooked"
    states = {hook.state for hook in hooks}
    others = ", ".join(sorted({hook.by for hook in hooks if hook.by}))
    if "gone" in states:
        return f"hooked, but replaced by {others}"
    return f"hooked, and wrapped by {others}" if "wrapped" in states else "hooked"


def _instrumentor(instrumentor: facts.Instrumentor) -> tuple[str, str, str]:
    text = _STATUSES[instrumentor.status].format(found=instrumentor.found, required=instrumentor.required)
    if instrumentor.is_loaded:
        text = "loaded"
    elif instrumentor.is_loaded is False and instrumentor.status == "loads":
        text = "was not loaded"
    return instrumentor.name, instrumentor.distribution, text


def _sdk(findings: facts.Findings) -> list[tuple[str, str]]:
    loader = findings.loader
    rows = [("distro", _chosen(loader.distros)), ("configurator", _chosen(loader.configurators))]
    if loader.configuration_file is not None:
        rows.append(("configuration file", loader.configuration_file.path))
    return [*rows, ("tracer provider", findings.provider.name or "none yet"), ("spans", _spans(findings))]


def _chosen(plugins: Sequence[facts.Plugin]) -> str:
    return next((f"{one.name} ({one.distribution})" for one in plugins if one.is_chosen), "none")


def _spans(findings: facts.Findings) -> str:
    """Say whether the verdict of a call will be on its span."""
    provider = findings.provider
    if provider.is_disabled:
        return "none, because OTEL_SDK_DISABLED is true"
    if provider.name is None:
        return "adopted, if it is an SDK that is set up"
    return "adopted" if provider.takes_processors and not provider.is_concurrent else "not adopted"


def _exporters(exporters: facts.Exporters) -> Iterator[tuple[str, str, str]]:
    for exporter in exporters.named:
        texts = [
            "installed" if exporter.is_installed else "not installed",
            exporter.protocol,
            exporter.endpoint,
            _count(range(exporter.headers), "header") if exporter.headers else None,
        ]
        yield exporters.signal, exporter.name, ", ".join(filter(None, texts))
    if not exporters.named:
        yield exporters.signal, "none", ""


def _setting(setting: facts.Setting) -> tuple[str, str, str, str]:
    everyone = len(setting.clients) > 2  # noqa: PLR2004 - there are three clients
    return setting.name, setting.value, setting.source, "" if everyone else ", ".join(setting.clients)


def _rules(rules: facts.Rules) -> tuple[str, str, str]:
    return (
        rules.kind,
        rules.name,
        "refused" if rules.fault is not None else _count(range(rules.count), "rule"),
    )
