"""Replacing a method of a client library, and putting it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wrapt import FunctionWrapper

if TYPE_CHECKING:
    from collections.abc import Callable

    Wrapper = Callable[[Callable[..., Any], Any, tuple[Any, ...], dict[str, Any]], Any]


class Hook:
    """One method of one class, wrapped until it is removed."""

    __slots__ = ("_name", "_original", "_owner", "_replacement", "_wrapper", "active")

    def __init__(self, owner: type, name: str, wrapper: Wrapper) -> None:
        self._owner: Final = owner
        self._name: Final = name
        self._original: Final = vars(owner)[name]
        self._replacement: Final = FunctionWrapper(self._original, wrapper, enabled=self._is_active)
        self.active = True
        setattr(owner, name, self._replacement)

    def _is_active(self) -> bool:
        return self.active

    def remove(self) -> None:
        """Restore the method; where another tool has wrapped ours, stay in place and do nothing."""
        self.active = False
        if vars(self._owner).get(self._name) is self._replacement:
            setattr(self._owner, self._name, self._original)
