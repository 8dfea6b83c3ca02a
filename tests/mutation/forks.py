"""A process of its own for each mutant, begun where all that is not ours has been imported already.

To start pytest and the libraries that the tests use takes seconds; a fork of a process that has them takes
milliseconds, and imports the mutated core and the tests anew.
"""

from __future__ import annotations

import gc
import importlib
import os
import resource
import sys
import time
from contextlib import suppress
from functools import partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from typing import TYPE_CHECKING

import pytest

from mutation.mutants import ROOT, path_of, source_of
from mutation.witnesses import witnesses_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import CodeType, ModuleType

    from mutation.mutants import Mutant

OURS = ("otel_errkind", "conftest", "labelled", "strangers", "tests")
ENVIRONMENT = {
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "CI": "1",  # Hypothesis then tries the same examples every time, and does not look at the clock
    "ERRKIND_SHARED_CORPUS": os.devnull,  # who survives may not depend on what lies beside the checkout
}
OPTIONS = (
    *("-x", "-q", "--tb=no", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:faulthandler"),
    *("--import-mode=importlib", "-o", "addopts=", "--rootdir", str(ROOT)),
)
MOST_MEMORY = 4 << 30
"""A mutant that collects without end must not take the machine with it."""


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, code: str) -> None:
        super().__init__(name, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:
        """Compile the mutated code; what Python keeps of the original does not count."""
        return compile(self._code, self.get_filename(fullname), "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    """Finds one module, in its mutated form."""

    def __init__(self, mutant: Mutant) -> None:
        self._name = f"otel_errkind._core.{mutant.module}".removesuffix(".__init__")
        self._path, self._code = str(path_of(mutant.module)), source_of(mutant)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the mutated module, and leave all others to the other finders."""
        del path, target
        if fullname != self._name:
            return None
        return spec_from_file_location(fullname, self._path, loader=_Loader(fullname, self._path, self._code))


def begin(work: Callable[[], int]) -> int:
    """Do the work in a process of its own and return the number of that; what it prints goes nowhere."""
    child = os.fork()
    if child:
        return child
    gc.disable()  # it would visit, and so copy, all that the parent has imported
    status = 1
    try:
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        status = work()
    finally:
        os._exit(status)


def tested(mutant: Mutant | None, tests: Sequence[str], seconds: int) -> int:
    """Run tests on a mutant, or on the core as it is, and return how pytest ended."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    if mutant is not None:
        sys.meta_path.insert(0, _Finder(mutant))
    return _pytest(*tests)


def _pytest(*arguments: str) -> int:
    os.environ.update(ENVIRONMENT)
    return int(pytest.main([*OPTIONS, *arguments]))


def prepare(tests: Sequence[str]) -> None:
    """Import what the tests import that is not ours: every fork begins with it."""
    reading, writing = os.pipe()
    child = begin(lambda: _collected(tests, writing))
    os.close(writing)
    with os.fdopen(reading) as found:
        names = found.read().split()
    os.waitpid(child, 0)
    for name in names:
        with suppress(Exception):  # some modules are made at run time and cannot be imported
            importlib.import_module(name)


def _collected(tests: Sequence[str], writing: int) -> int:
    status = _pytest("--collect-only", *tests)
    with os.fdopen(writing, "w") as found:
        found.write("\n".join(name for name in sys.modules if not name.startswith(OURS)))
    return status


def outcomes(mutants: Iterable[Mutant], seconds: int) -> Iterator[tuple[Mutant, bool]]:
    """Yield each mutant and whether it survived, as they end; one process for each processor runs at once."""
    running: dict[int, Mutant] = {}
    for mutant in mutants:
        child = begin(partial(tested, mutant, witnesses_of(mutant.module), seconds))
        running[child] = mutant
        if len(running) >= (os.cpu_count() or 1):
            yield _ended(running)
    while running:
        yield _ended(running)


def _ended(running: dict[int, Mutant]) -> tuple[Mutant, bool]:
    # A mutant that cannot be imported, or that went on until the system stopped it, has been noticed as well.
    child, status = os.wait()
    return running.pop(child), status == 0


def timed(tests: Sequence[str]) -> float:
    """Return the seconds that the tests take on the core as it is; they have to pass."""
    begun = time.monotonic()
    _, status = os.waitpid(begin(lambda: tested(None, tests, 600)), 0)
    if status != 0:
        message = f"these fail without a mutation: {' '.join(tests)}"
        raise RuntimeError(message)
    return time.monotonic() - begun
