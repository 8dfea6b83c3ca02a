"""Regular expressions that are compiled when first needed: an import could not wait for all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, AnyStr, Generic, cast

if TYPE_CHECKING:
    from collections.abc import Callable

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


class LatePattern(Generic[AnyStr]):
    """Stands for a compiled pattern. Its methods are those of the pattern, from the first use of one on."""

    __slots__ = ("flags", "pattern", *_METHODS)

    def __init__(self, source: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = source
        self.flags = flags

    def __getattr__(self, name: str) -> Callable[..., object]:
        # Python asks here only for what a slot does not hold yet.
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return cast("Callable[..., object]", getattr(compiled, name))


def late(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what may be used like `re.compile(source, flags)`; a wrong source raises at its first use."""
    return cast("re.Pattern[AnyStr]", LatePattern(source, flags))
