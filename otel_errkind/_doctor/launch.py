"""A command under `opentelemetry-instrument`: who starts it, with which flags, and by which Python."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from otel_errkind._doctor.programs import found, python_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_NAME: Final = re.compile(r"opentelemetry-instrument(?:\.exe)?", re.IGNORECASE)
_RUN: Final = "from opentelemetry.instrumentation.auto_instrumentation import run; run()"
"""What the command `opentelemetry-instrument` does."""


class Launch(NamedTuple):
    """How to start a process like that of a program."""

    launcher: tuple[str, ...]
    """`opentelemetry-instrument` and its flags."""
    flags: Mapping[str, str]
    """The same flags, without their dashes."""
    python: tuple[str, ...]
    """The interpreter and its options."""


def launch_of(command: Sequence[str]) -> Launch:
    """Read a command, with or without `opentelemetry-instrument`; UnknownProgramError if it is none."""
    if command and _NAME.fullmatch(Path(command[0]).name):
        flags = list(_flags(command[1:]))
        launcher = (found(command[0]), *(word for flag in flags for word in flag.words))
        program = command[len(launcher) :]
        program = program[1:] if program[:1] == ["--"] else program
        return Launch(launcher, {flag.name: flag.value for flag in flags}, python_of(program))
    python = python_of(command)
    return Launch((python[0], "-c", _RUN), {}, python)


class _Flag(NamedTuple):
    words: tuple[str, ...]
    name: str
    value: str


def _flags(words: Sequence[str]) -> Iterator[_Flag]:
    """Give the flags in front of a program; each of them has a value."""
    rest = iter(words)
    for word in rest:
        if word == "--" or not word.startswith("--"):
            return
        name, glued, value = word.removeprefix("--").partition("=")
        if glued:
            yield _Flag((word,), name, value)
        else:
            value = next(rest, "")
            yield _Flag((word, value), name, value)
