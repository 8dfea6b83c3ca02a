"""`operation()`: how an application says which of its calls serve one wish."""

from __future__ import annotations

from functools import wraps
from inspect import isasyncgenfunction, iscoroutine, iscoroutinefunction, isgeneratorfunction
from sys import getrefcount
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar, cast

from otel_errkind._telemetry.operation import OPERATION, Operation, nearest

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CoroutineType, TracebackType

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

_OF_ONE_OWNER: Final = 2
"""References to an attribute that nobody else has, with the one that the question makes."""


class operation:  # noqa: N801 - used like the functions of contextlib, and named like them
    """Calls that serve one wish, such as the attempts of a retry loop: `with operation():`, or a decorator.

    A failed call in it that another call follows has the outcome `retried`; the last one is `terminal`, if it
    failed. Serves sync and async code alike. `name` is for the reader; no telemetry shows it. Never raises,
    and lets every exception pass.
    """

    __slots__ = ("name",)

    def __init__(self, name: str = "") -> None:
        self.name = name
        """What the operation is for; may be empty."""

    def __repr__(self) -> str:
        return f"operation({self.name!r})"

    def __enter__(self) -> None:
        """Begin. One `operation` may be entered again, at the same time too."""
        Operation(self).__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End what was begun in this context."""
        begun = nearest(OPERATION.get())
        while begun is not None and begun.opener is not self:
            begun = nearest(begun.outer)
        # None: a generator is closed in another context than it began in. Then it is abandoned there.
        if begun is not None:
            begun.__exit__(kind, error, trace)

    def __call__(self, function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        """Make each call of `function` an operation, until it has returned or its coroutine has been awaited.

        Of other awaitables it is over as they are returned: tasks and futures run on their own. It may stand
        above `classmethod` and `staticmethod`. Raises `TypeError` for a generator function: its caller runs
        between the pieces.
        """
        method: Any = function
        if issubclass(type(method), (classmethod, staticmethod)):
            return cast("Callable[Parameters, Result]", type(method)(self(method.__func__)))

        if isgeneratorfunction(function) or isasyncgenfunction(function):
            name = getattr(function, "__qualname__", repr(function))
            message = f"{name} is a generator function: use `with operation():` inside of it"
            raise TypeError(message)

        if iscoroutinefunction(function):

            @wraps(function)
            async def run_async(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Any:  # noqa: ANN401 - what the function returns
                with Operation(self):
                    return await function(*args, **kwargs)

            return cast("Callable[Parameters, Result]", run_async)

        @wraps(function)
        def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            with Operation(self):
                result = function(*args, **kwargs)
            return cast("Result", self._around(result)) if iscoroutine(result) else result

        return run

    def _around(self, coroutine: CoroutineType[Any, Any, Any]) -> object:
        """Return a coroutine that goes by the same name, and is an operation."""
        around: Any = self._awaited(_Unawaited(coroutine))
        around.__name__, around.__qualname__ = coroutine.__name__, coroutine.__qualname__
        return cast("object", around)

    async def _awaited(self, unawaited: _Unawaited) -> Any:  # noqa: ANN401 - what the coroutine returns
        with Operation(self):
            return await unawaited.coroutine


class _Unawaited:
    """Closes a coroutine whose wrapper is never awaited: of the two, Python shall complain of one."""

    __slots__ = ("coroutine",)

    def __init__(self, coroutine: CoroutineType[Any, Any, Any]) -> None:
        self.coroutine = coroutine

    def __del__(self) -> None:
        # Whoever else has it may have started it, or will.
        if getrefcount(self.coroutine) <= _OF_ONE_OWNER:
            self.coroutine.close()
