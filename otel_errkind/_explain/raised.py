"""From names of exceptions to a chain of them: only classes count for the engine, and what they say."""

from __future__ import annotations

import builtins
import re
from itertools import pairwise
from pkgutil import resolve_name
from typing import TYPE_CHECKING, TypeGuard

from otel_errkind._core.exception_tables import CANCELLATIONS, ELDERS, EXCEPTIONS
from otel_errkind._explain.misuse import MisuseError

if TYPE_CHECKING:
    from collections.abc import Sequence

_ERROR_NUMBER = re.compile(r"\[Errno (-?[0-9]{1,9})\]")
"""How Python writes the number of an OSError."""

_WANTED = "is no exception: give a name such as httpx.ReadTimeout"
_WANTED_OF_A_GROUP = "cannot be made without its parts: of a group, give the name of a member"


def raised(names: Sequence[str], message: str | None) -> BaseException:
    """Make a chain of exceptions, the outermost named first, all of which have the same text."""
    links = [_instance(class_of(name), message or "") for name in names]
    for outer, cause in pairwise(links):
        outer.__cause__ = cause
    return links[0]


def class_of(name: str) -> type[BaseException]:
    """Return the class of that name: the installed one, else an empty one with a name that a table knows."""
    if not all(map(str.isidentifier, name.split("."))):
        raise MisuseError(given=repr(name), wanted=_WANTED)
    found = _installed(name)
    if found is None:
        return _empty(_known(name))
    if not _is_exception(found):
        raise MisuseError(given=repr(name), wanted=_WANTED)
    return found


def _installed(name: str) -> object:
    """Return what has that name, a builtin if it has no module; importing it is what was asked for."""
    if "." not in name:
        return getattr(builtins, name, None)
    try:
        return resolve_name(name)
    except (ImportError, AttributeError):
        return None


def _is_exception(thing: object) -> TypeGuard[type[BaseException]]:
    return isinstance(thing, type) and issubclass(thing, BaseException)


def _known(name: str) -> str:
    """Return the name under which the tables know an exception, whatever part of it was given."""
    package, _, leaf = name.rpartition(".")
    top = package.partition(".")[0]
    every = [*EXCEPTIONS, *CANCELLATIONS]
    same = [known for known in every if known.rpartition(".")[2] == leaf]
    if package:
        return next((known for known in same if known.partition(".")[0] == ELDERS.get(top, top)), name)
    if len({EXCEPTIONS.get(known) for known in same}) > 1:
        raise MisuseError(given=repr(name), wanted=f"may be any of {', '.join(same)}: say which")
    return same[0] if same else name


def _empty(name: str) -> type[BaseException]:
    module, _, leaf = name.rpartition(".")
    return type(leaf, (Exception,), {"__module__": module})


def _instance(kind: type[BaseException], message: str) -> BaseException:
    """Make an exception without running its `__init__`, which may want what nobody can name here."""
    try:
        exc = kind.__new__(kind)
    except TypeError:
        raise MisuseError(given=kind.__qualname__, wanted=_WANTED_OF_A_GROUP) from None
    exc.args = (message,)
    number = _ERROR_NUMBER.search(message)
    if number and isinstance(exc, OSError):
        exc.errno = int(number[1])
    return exc
