"""What stands in headers and URLs appears nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from doctor.environments import HERE
from otel_errkind._doctor.gather.exporters import HIDDEN, bare
from otel_errkind._doctor.secrets import without_secrets

HEADER = "Zq7-never-print-me"
ENCODED = "dGhl%20quiet%2Fone%3D"
DECODED = "dGhl quiet/one="
MALFORMED = "no-name-before-this-one"
USER, PASSWORD = "otto-the-collector", "p%40ss-of-otto"
SECRETS = (HEADER, ENCODED, DECODED, MALFORMED, USER, PASSWORD, "p@ss-of-otto", "mute-flag", "query-key")
HEADERS = f"authorization={HEADER},x-key={ENCODED},{MALFORMED}"
ENDPOINT = f"http://{USER}:{PASSWORD}@127.0.0.1:4318/v1?key=query-key"
PLANTED: dict[str, Any] = {
    "OTEL_TRACES_EXPORTER": "otlp",
    "OTEL_METRICS_EXPORTER": "otlp",
    "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
    "OTEL_EXPORTER_OTLP_HEADERS": HEADERS,
    "OTEL_EXPORTER_OTLP_TRACES_HEADERS": HEADERS,
    "OTEL_EXPORTER_OTLP_ENDPOINT": ENDPOINT,
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": ENDPOINT,
}
FLAGS = ("--exporter_otlp_head", "authorization=mute-flag,mute-flag-alone")
COMMANDS = {
    "described": (),
    "tried": ("--", str(HERE.python), "app.py", "--password", HEADER),
    "launched": (
        "--",
        str(HERE.python.with_name("opentelemetry-instrument")),
        *FLAGS,
        str(HERE.python),
        "app.py",
    ),
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["plain", "json"])
def test_no_secret_is_printed(options: tuple[str, ...], command: tuple[str, ...]) -> None:
    """Neither the report nor the log of a tried process has a header's value, a user or a password."""
    diagnosis = HERE.doctor(*options, *command, **PLANTED)

    assert "http://127.0.0.1:4318/v1" in diagnosis.output
    assert diagnosis.complaints == ""
    assert [secret for secret in SECRETS if secret in diagnosis.output] == []


def test_opentelemetry_would_have_told() -> None:
    """OpenTelemetry itself repeats headers that it cannot read: the log shows that, without them."""
    diagnosis = HERE.doctor("--json", *COMMANDS["tried"], **PLANTED)

    assert any("Header format invalid" in line for line in diagnosis.document["log"])
    told = HERE.run(
        str(HERE.python.with_name("opentelemetry-instrument")), str(HERE.python), "-c", "", **PLANTED
    )
    assert MALFORMED in told.complaints


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://collector:4318", "http://collector:4318"),
        ("https://user:pass@collector/v1/traces?x=1#y", "https://collector/v1/traces"),
        ("user:pass@collector:4317", "collector:4317"),
        ("collector:4317", "collector:4317"),
        ("http://us@er:pass@collector", "http://collector"),
        ("http://[::1]:4317", "http://[::1]:4317"),
        ("http://user:pa/ss@collector", HIDDEN),
        ("http://user:pa?ss@collector", HIDDEN),
        ("http://collector/?key=a@b", HIDDEN),
        ("http://user:p://x@collector", HIDDEN),
        ("", ""),
    ],
)
def test_what_is_shown_of_a_url(url: str, shown: str) -> None:
    """Of a URL the host is shown, and nothing at all if it cannot be told from a password."""
    assert bare(url) == shown


def test_short_values_are_no_secrets() -> None:
    """A value of three letters, which many words contain, is left; a longer one is taken out everywhere."""
    environ = {"OTEL_EXPORTER_OTLP_HEADERS": "tenant=err,key=errors"}

    assert without_secrets(["an error, many errors"], environ, {}) == ["an error, many [REDACTED]"]


def test_what_looks_like_a_secret_is_one() -> None:
    """What no variable holds is redacted by its looks, as on a span."""
    [line] = without_secrets(["refused: Bearer sk-proj-Vb9fR2mXw7LkQ4nZ"], {}, {})

    assert line == "refused: Bearer [REDACTED]"
