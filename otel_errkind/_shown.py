"""How messages quote a value that was given: in part, since it may be a secret."""

from __future__ import annotations

_LONGEST = 40
_LARGEST = 10**18


def shown(value: object) -> str:
    """Show a short value; of others only a part or the type: they may be secrets, and `repr` may raise."""
    match value:
        case str():
            return repr(value[:_LONGEST]) + "…" * (len(value) > _LONGEST)
        case int() | float() if abs(value) < _LARGEST:
            return repr(value)
        case _:
            return f"of type {type(value).__name__}"
