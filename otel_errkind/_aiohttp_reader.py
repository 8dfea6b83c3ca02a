"""aiohttp's reader of a body, as the wait for an error and the watch over a success treat it.

It has slots, and none for us: it takes on a class of ours, and carries what is ours as a callback for the end
of its body.
"""

from __future__ import annotations

import inspect
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    import aiohttp

Callback = TypeVar("Callback")

_READERS: Final = ("read", "readany", "readchunk", "readexactly", "readline", "readuntil", "wait_eof")
"""Those that may raise what broke the body."""


def arrived(content: aiohttp.StreamReader, limit: int) -> bytes:
    """Copy the beginning of what waits to be read. aiohttp has no public way to look without taking."""
    kept = bytearray()
    for piece in getattr(content, "_buffer", ()):  # `EMPTY_PAYLOAD` has no buffer
        kept += piece[: limit - len(kept)]
        if len(kept) >= limit:
            break
    return bytes(kept)


def is_closing(error: BaseException) -> bool:
    """Tell whether `ClientResponse.close` or `release` leaves this to a reader: the bare class."""
    return type(error).__name__ == "ClientConnectionError"


def is_plain(reader: Any) -> bool:
    """Tell whether it is aiohttp's class, which `EMPTY_PAYLOAD` is not, and none of ours in its name."""
    return reader.__name__ == "StreamReader" and not hasattr(reader, "__wrapped__")


def completed(ours: Any, reader: Any, wrap: Callable[[Any], Any]) -> Any:
    """Give a class all methods that read, those that it has not itself as wrapped ones of the original."""
    for name in _READERS:
        if name not in vars(ours):
            setattr(ours, name, wrap(getattr(reader, name)))
    disguise(ours, reader)
    return ours


def disguise(ours: Any, reader: Any) -> None:
    """Give a class and its methods the names, the documentation and the signatures of the originals."""
    for name, method in inspect.getmembers(ours, inspect.isfunction):
        original = getattr(reader, name, None)
        if original is not None and original is not method:
            update_wrapper(method, original)
    update_wrapper(ours, reader, updated=())


def callback_of(content: Any, kind: type[Callback]) -> Callback | None:
    """Return what of ours a reader carries, of one kind."""
    # Asked for every piece of a body: a generator expression would cost twice as much.
    for callback in content._eof_callbacks:
        if isinstance(callback, kind):
            return callback
    return None
