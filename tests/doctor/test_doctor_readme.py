"""What the README says of the doctor is what it does."""

from __future__ import annotations

import re
import shlex
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from doctor.environments import HERE
from otel_errkind._doctor.document import SCHEMA
from otel_errkind._doctor.facts import Findings
from otel_errkind._doctor.problem import Problem
from readme import README

if TYPE_CHECKING:
    from collections.abc import Sequence

SECTION = README.partition("\n## When nothing is there\n")[2].partition("\n## ")[0]


def words_of(command: str) -> Sequence[str]:
    """Split the command behind the prompt, and give it this environment as `.venv`."""
    environment = str(Path(HERE.python).parent.parent)
    return shlex.split(command.replace("\\\n", " ").replace(".venv", environment))


def test_the_diagnosis_is_what_is_shown() -> None:
    """The command behind the prompt prints what is known, and then the lines that are shown."""
    [(command, shown)] = re.findall(
        r"^```console\n\$ (.*?)\n…\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL
    )
    _, doctor, *words = words_of(command)

    diagnosis = HERE.doctor(*words)

    assert doctor == "doctor"
    assert diagnosis.output.endswith(f"\n\n{shown}")
    assert diagnosis.status == 1


def test_the_names_of_the_document() -> None:
    """The README lists the names of the document, and no other ones."""
    listed = SECTION.partition("prints one document: ")[2]

    assert f"`schema` ({SCHEMA}, " in listed
    assert set(re.findall(r"`(\w+)`", listed)) == {
        *("schema", "problems", "warnings", "log"),
        *Problem._fields,
        *(field.name for field in fields(Findings)),
    }
