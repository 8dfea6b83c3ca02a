"""Replacing a method of a client library, and putting it back."""

from __future__ import annotations

from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    Method = Callable[..., Any]


class Removable(Protocol):
    """What an instrumentor has installed."""

    def remove(self) -> None:
        """Take it back."""


class Hook:
    """One method of one class, replaced until the hook is removed.

    `replace` makes a plain function of the original method. A wrapper of wrapt would cost each call two more
    frames and two more copies of its arguments.
    """

    __slots__ = ("_name", "_original", "_owner", "_replacement")

    def __init__(self, owner: type, name: str, replace: Callable[[Method], Method]) -> None:
        self._owner: Final = owner
        self._name: Final = name
        self._original: Final[Method] = vars(owner)[name]
        # Asked of the class: where another tool came first, it may be a wrapper of wrapt, which mistakes the
        # instance for the first argument unless `__get__` has told it of the class.
        original: Method = getattr(owner, name)
        self._replacement: Final = update_wrapper(replace(original), original)
        setattr(owner, name, self._replacement)

    @property
    def target(self) -> str:
        """Name the method."""
        return f"{self._owner.__module__}.{self._owner.__qualname__}.{self._name}"

    def wrappers(self) -> tuple[tuple[object, ...], bool]:
        """Return what a call meets first, the outermost before the others, and whether it meets ours then."""
        met: list[object] = []
        method: object = vars(self._owner).get(self._name)
        while method is not None and method is not self._replacement:
            met.append(method)
            method = getattr(method, "__wrapped__", None)
        return tuple(met), method is self._replacement

    def remove(self) -> None:
        """Restore the method, unless another tool has wrapped ours: that would undo its work as well."""
        if vars(self._owner).get(self._name) is self._replacement:
            setattr(self._owner, self._name, self._original)
