"""Exceptions of libraries that are not installed: only the names of their classes count."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from otel_errkind._core.classify import classify_exception

if TYPE_CHECKING:
    from otel_errkind._core.model import ErrorInfo


def made(line: str, *args: object, cause: BaseException | None = None, **fields: object) -> Exception:
    """Return an exception of a class whose line of bases is given, the outermost first: `a.B < .A < OSError`.

    A base that begins with a dot is of the module of the class in front of it.
    """
    exc = kind(*line.split(" < "))(*args)
    vars(exc).update(fields)
    exc.__cause__ = cause
    return exc


def kind(name: str, *bases: str) -> type[Exception]:
    """Return a class of that qualified name; the last base may be a builtin."""
    module, _, leaf = name.rpartition(".")
    bases = tuple(module + base if base.startswith(".") else base for base in bases)
    builtin = None if module else getattr(builtins, leaf)
    if isinstance(builtin, type) and issubclass(builtin, Exception):
        return builtin
    return type(leaf, (kind(*bases) if bases else Exception,), {"__module__": module})


def verdict(exc: BaseException) -> ErrorInfo:
    """Classify an exception that must be a failed call."""
    info = classify_exception(exc)
    assert info is not None
    return info
