"""What is public, and what it says of itself: names from `__all__`, and the texts below and within them."""

from __future__ import annotations

import ast
import inspect
from enum import Enum
from importlib import import_module
from itertools import pairwise
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, NamedTuple

import otel_errkind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

MODULES = (
    "otel_errkind",
    *(f"otel_errkind.{m.name}" for m in iter_modules(otel_errkind.__path__) if m.name[0] != "_"),
)
"""Every module that others may import."""


class Documented(NamedTuple):
    """Something public, and what is said of it."""

    name: str
    """With its module, and its class."""
    text: str
    """The docstring, or the text below an attribute; empty if there is none."""
    parameters: dict[str, str]
    """The parameters of what can be called: their names and, as written, their types."""
    is_called: bool
    """Whether it does something, as data does not."""
    type: str = ""
    """That of an attribute, as written."""


def public(module: ModuleType) -> list[str]:
    """Return the names that a module offers."""
    return list(
        getattr(module, "__all__", None) or (name for name in vars(module) if name.startswith("OTEL_"))
    )


def everything() -> Iterator[Documented]:
    """Yield every public module, class, function, constant, method, attribute and member."""
    for name in MODULES:
        module = import_module(name)
        yield Documented(name, inspect.getdoc(module) or "", {}, is_called=False)
        for offered in public(module):
            yield from _offered(module, offered)


def _offered(module: ModuleType, name: str) -> Iterator[Documented]:
    thing, full = getattr(module, name), f"{module.__name__}.{name}"
    if inspect.isclass(thing):
        yield from _class(thing, full)
    elif inspect.isfunction(thing):
        yield _function(thing, full)
    else:
        yield Documented(full, _below(module, name), {}, is_called=False)


def _class(cls: type[Any], full: str) -> Iterator[Documented]:
    is_called = not issubclass(cls, Enum | Exception | tuple | dict)
    text = inspect.cleandoc(cls.__doc__ or "")
    yield Documented(full, text, _parameters(cls) if is_called else {}, is_called)
    for name, (text, type_) in _attributes(cls):
        yield Documented(f"{full}.{name}", text, {}, is_called=False, type=type_)
    for name, method in vars(cls).items():
        if inspect.isfunction(method) and (not name.startswith("_") or name == "__call__"):
            yield _function(method, f"{full}.{name}")


def _function(function: Any, full: str) -> Documented:
    return Documented(full, inspect.getdoc(function) or "", _parameters(function), is_called=True)


def _parameters(called: Any) -> dict[str, str]:
    parameters = inspect.signature(called).parameters.values()
    return {
        parameter.name: str(parameter.annotation)
        for parameter in parameters
        if parameter.name != "self"
        and parameter.kind not in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}
    }


def _attributes(cls: type[Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the attributes of a class, also those that `__init__` sets, with the text below and the type."""
    [tree] = ast.parse(inspect.getsource(cls)).body
    assert isinstance(tree, ast.ClassDef)
    yield from _assigned(tree.body)
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "__init__":
            yield from _assigned(statement.body)


def _assigned(body: list[ast.stmt]) -> Iterator[tuple[str, tuple[str, str]]]:
    for statement, below in zip(body, [*body[1:], ast.Pass()], strict=True):
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name) | ast.Attribute(attr=name), annotation=annotation):
                type_ = ast.unparse(annotation)
            case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)]):
                type_ = ""
            case _:
                continue
        if not name.startswith("_"):
            yield name, (_text(below), type_)


def _below(module: ModuleType, name: str) -> str:
    """Return the text below a constant's assignment, in this module or the one that it is imported from."""
    for owner in (module, *_imported_from(module, name)):
        body = ast.parse(inspect.getsource(owner)).body
        for statement, below in pairwise(body):
            match statement:
                case ast.Assign(targets=[ast.Name(id=found)]) | ast.AnnAssign(target=ast.Name(id=found)):
                    if found == name:
                        return _text(below)
    return ""


def _imported_from(module: ModuleType, name: str) -> Iterator[ModuleType]:
    for statement in ast.parse(inspect.getsource(module)).body:
        if isinstance(statement, ast.ImportFrom) and name in {alias.name for alias in statement.names}:
            yield import_module(statement.module or "")


def _text(statement: ast.stmt) -> str:
    match statement:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return text
        case _:
            return ""
