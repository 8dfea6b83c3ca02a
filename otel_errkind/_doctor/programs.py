"""Which Python runs a command, and with which options."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PYTHON: Final = re.compile(r"(?:python|pypy)[0-9.]*(?:\.exe)?", re.IGNORECASE)
_FLAGS: Final = "-[bBdEiIOPqRsStuvx]*"
_OPTION: Final = re.compile(rf"{_FLAGS}|{_FLAGS}[WX](?P<value>.*)|--\S+")
_PROGRAM: Final = re.compile(rf"(?P<flags>{_FLAGS})[cm].*", re.DOTALL)
"""The option that names the program, which may have others glued in front of it."""
_LONGEST_HEAD: Final = 4096


class UnknownProgramError(Exception):
    """It cannot be told which Python runs a command."""

    def __init__(self, command: str | None, fault: str) -> None:
        super().__init__(f"{command or 'the command'} {fault}")


def python_of(words: Sequence[str]) -> tuple[str, ...]:
    """Return the interpreter that runs a command, with its options; UnknownProgramError if none does."""
    if not words:
        raise UnknownProgramError(command=None, fault="names no program")
    path = found(words[0])
    if _PYTHON.fullmatch(Path(path).name):
        return (path, *_options(words[1:]))
    interpreter, *options = _shebang(path)
    return (found(interpreter), *_options(options))


def found(program: str) -> str:
    """Return the path of a program, as a shell finds it."""
    path = which(program)
    if path is None:
        raise UnknownProgramError(program, "is no program that can be run from here")
    return path


def _options(words: Sequence[str]) -> Iterator[str]:
    """Give the options of Python, up to the program that it is to run."""
    rest = iter(words)
    for word in rest:
        if program := _PROGRAM.fullmatch(word):
            yield from (flags for flags in (program["flags"],) if flags != "-")
            return
        option = _OPTION.fullmatch(word)
        if option is None or word == "-":
            return
        yield word
        # The value of -W and -X may stand by itself, and that of this long option always does.
        if option["value"] == "" or word == "--check-hash-based-pycs":
            yield next(rest, "")


def _shebang(path: str) -> list[str]:
    """Return the interpreter in the first line of a script, with its options."""
    first, _, rest = _head(path).partition("\n")
    words = shlex.split(first.removeprefix("#!")) if first.startswith("#!") else []
    # pip and uv write `'''exec' "/long path/python" "$0"` below `#!/bin/sh` where Linux would cut the path.
    if rest.startswith("'''exec' "):
        words = shlex.split(rest.partition("\n")[0].removeprefix("'''exec' "))[:1]
    if words and Path(words[0]).name == "env":
        words = words[2:] if words[1:2] == ["-S"] else words[1:]
    if not words or not _PYTHON.fullmatch(Path(words[0]).name):
        raise UnknownProgramError(path, "does not say which Python runs it: name that, as in `python -m …`")
    return words


def _head(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            return file.read(_LONGEST_HEAD).decode(errors="replace")
    except OSError:  # It may be run and not be read.
        return ""
