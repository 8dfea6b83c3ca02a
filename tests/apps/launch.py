"""Programs under `opentelemetry-instrument`, in processes of their own, and what these export."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMAND = str(Path(sys.executable).with_name("opentelemetry-instrument"))
DISABLED = "OTEL_PYTHON_DISABLED_INSTRUMENTATIONS"
_FOREIGN = re.compile("OTEL_|PYTHON|.*_proxy$", re.IGNORECASE)
TO_CONSOLE = {
    "OTEL_TRACES_EXPORTER": "console",
    "OTEL_METRICS_EXPORTER": "console",
    "OTEL_LOGS_EXPORTER": "none",
    # A busy machine may need longer than usual to bring a body over loopback.
    "OTEL_PYTHON_ERRKIND_BODY_WAIT": "5000",
}


@dataclass(frozen=True)
class Exported:
    """What the console exporters of one process wrote; its program prints nothing."""

    output: str
    complaints: str
    """What it wrote to stderr."""

    @cached_property
    def _documents(self) -> list[dict[str, Any]]:
        decoder, documents, rest = json.JSONDecoder(), [], self.output.lstrip()
        while rest:
            document, end = decoder.raw_decode(rest)
            documents.append(document)
            rest = rest[end:].lstrip()
        return documents

    @property
    def spans(self) -> list[dict[str, Any]]:
        """Return every span, classified or not."""
        return [document for document in self._documents if "context" in document]

    @property
    def verdicts(self) -> list[dict[str, Any]]:
        """Return the attributes of the classified spans."""
        every = (span["attributes"] for span in self.spans)
        return [attributes for attributes in every if "errkind.category" in attributes]

    @property
    def counts(self) -> Counter[str]:
        """Return the error counter by category, as exported last."""
        *_, last = (document for document in self._documents if "resource_metrics" in document)
        scopes = (scope for resource in last["resource_metrics"] for scope in resource["scope_metrics"])
        metrics = (metric for scope in scopes for metric in scope["metrics"])
        counted: Counter[str] = Counter()
        for metric in metrics:
            if metric["name"] == "errkind.client.errors":
                for point in metric["data"]["data_points"]:
                    counted[point["attributes"]["errkind.category"]] += point["value"]
        return counted


def usual() -> dict[str, str]:
    """Return our environment without what it says of OpenTelemetry, Python and proxies."""
    return {name: text for name, text in os.environ.items() if not _FOREIGN.match(name)}


def start(argv: tuple[str, ...], environ: Mapping[str, str], folder: Path) -> Exported:
    """Run a program to its end, in the usual environment and what is added to it."""
    done = subprocess.run(  # noqa: S603 - programs of our own
        argv, cwd=folder, env={**usual(), **environ}, capture_output=True, text=True, check=True, timeout=120
    )
    return Exported(done.stdout, done.stderr)


def metadata_ahead(folder: Path, *names: str) -> dict[str, str]:
    """Return the environment in which the instrumentors of these distributions are loaded first.

    Entry points come in the order of the path, and of a distribution that is there twice the first counts.
    So a folder at the head of the path holds a copy of the metadata, without the code.
    """
    ahead = folder / "-".join(("ahead", *names))
    for name in () if ahead.exists() else names:
        installed = distribution(name)
        copy = ahead / f"{name.replace('-', '_')}-{installed.version}.dist-info"
        copy.mkdir(parents=True)
        for file in ("METADATA", "entry_points.txt"):
            (copy / file).write_text(installed.read_text(file) or "", encoding="utf-8")
    return {"PYTHONPATH": str(ahead)}
