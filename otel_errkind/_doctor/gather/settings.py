"""The settings in force for each client, and who has set them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from opentelemetry.sdk.environment_variables import OTEL_CONFIG_FILE

from otel_errkind import _config
from otel_errkind._config import BODY_LIMIT, PREFIX, RULES, SETTINGS
from otel_errkind._doctor.facts import Setting, Source
from otel_errkind._doctor.gather.clients import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from otel_errkind._config import Config
    from otel_errkind._telemetry.instrumentor import Instrumentation

_ORDER = [setting.name for setting in SETTINGS]
VARIABLES = frozenset(setting.variable for setting in SETTINGS)


class Settings(NamedTuple):
    """What the sources come to."""

    settings: tuple[Setting, ...]
    refused: tuple[str, ...]
    unknown: tuple[str, ...]
    rules: tuple[object, ...]
    """Paths of files, and rules."""


def settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings as the instrumentor of each client has read them, or would."""
    # One that lacks the PYTHON of its prefix is misspelt, too.
    unknown = sorted(name for name in environ if name.startswith("OTEL_") and "ERRKIND" in name)
    known = {name: text for name, text in environ.items() if not name.startswith(PREFIX) or name in VARIABLES}
    rows, refused, rules = list[Setting](), list[str](), list[object]()
    for instrumentation in (row.instrumentor().describe() for row in ROWS):
        config, faults = _config.load(
            known, instrumentation.keywords, client_variable=instrumentation.excluded_urls_variable
        )
        rows += _rows(instrumentation, config, known)
        refused += faults
        rules += config.rules
    return Settings(
        settings=tuple(_joined(rows)),
        refused=tuple(dict.fromkeys(refused)),
        unknown=tuple(name for name in unknown if name not in VARIABLES),
        rules=tuple(rules),
    )


def _rows(instrumentation: Instrumentation, config: Config, environ: Mapping[str, str]) -> Iterable[Setting]:
    for setting in SETTINGS:
        value: object = getattr(config, setting.name)
        yield Setting(
            name=setting.name,
            variable=setting.variable,
            value=_shown(setting, value),
            source=_source(setting, value, environ, instrumentation.keywords),
            clients=(instrumentation.client,),
        )


def _shown(setting: _config.Setting[object], value: object) -> str:
    if not isinstance(value, tuple):
        return str(value).lower()
    what = "source" if setting is RULES else "pattern"
    count = len(cast("tuple[object, ...]", value))
    return f"{count} {what}{'' if count == 1 else 's'}"


def _source(
    setting: _config.Setting[object],
    value: object,
    environ: Mapping[str, str],
    keywords: Mapping[str, object],
) -> Source:
    given = _config.given(setting, environ, keywords)
    parsed = setting.kind.parse(given.value).value if given is not None else None
    if setting is BODY_LIMIT and value != (setting.default if parsed is None else parsed):
        return "attribute limit"
    if given is None or parsed is None:
        return "default"
    if not given.is_keyword:
        return "variable"
    # Under auto-instrumentation nobody else passes arguments to an instrumentor.
    return "configuration file" if environ.get(OTEL_CONFIG_FILE) else "keyword"


def _joined(rows: Iterable[Setting]) -> Iterable[Setting]:
    """Make one row of those that differ in their client alone."""
    joined: dict[tuple[str, str, str], Setting] = {}
    for row in rows:
        alike = row.name, row.value, row.source
        others = joined[alike].clients if alike in joined else ()
        joined[alike] = replace(row, clients=(*others, *row.clients))
    return sorted(joined.values(), key=lambda row: _ORDER.index(row.name))
