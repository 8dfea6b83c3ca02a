"""Whether the garbage collector is at work: what it finds may be closed in the middle of anything.

A destructor that closes a response runs wherever an object was made: inside a lock of the SDK, or inside of
`ContextVar.set`, which crashes CPython 3.11 when a variable is set meanwhile.
"""

from __future__ import annotations

import gc
from threading import get_ident

_thread: int | None = None


def is_collecting() -> bool:
    """Tell whether this thread does what the garbage collector has set off."""
    return _thread is not None and _thread == get_ident()


def forget() -> None:
    """Start afresh in a forked child: another thread of its parent may have been at it."""
    global _thread  # noqa: PLW0603 - as below
    if not is_collecting():
        _thread = None


def _note(phase: str, _: object) -> None:
    global _thread  # noqa: PLW0603 - one collection at a time in a process
    _thread = get_ident() if phase == "start" else None


gc.callbacks.append(_note)
