"""Where in a module a node of its syntax tree stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parso.tree import NodeOrLeaf

LONGEST_NUMBER = 3
"""Digits of the longest status; whether 4096 or 4097 bytes are read is no promise."""


def ancestors(node: NodeOrLeaf) -> Iterator[tuple[NodeOrLeaf, NodeOrLeaf]]:
    """Yield each ancestor, the nearest first, and the child of it that leads to the node."""
    while node.parent is not None:
        yield node.parent, node
        node = node.parent


def in_function(node: NodeOrLeaf) -> bool:
    """Tell whether the node is within a function."""
    return any(parent.type == "funcdef" for parent, _ in ancestors(node))


def is_behaviour(node: NodeOrLeaf) -> bool:
    """Tell whether the node is more than an annotation, the size of a cache, or a bound of thousands.

    A number that is a row, or the key of one, is left out with the row; another in its place tells no more.
    """
    if _is_for_types(node) or _is_parameter(node) or _tells_nothing(node):
        return False
    return not any(
        _is_annotation(parent, child) or _is_for_types(parent) or parent.type == "decorator"
        for parent, child in ancestors(node)
    )


def _tells_nothing(node: NodeOrLeaf) -> bool:
    if node.type != "number":
        return False
    return len(node.value) > LONGEST_NUMBER or node.parent.type == "testlist_comp" or is_key(node)


def _is_parameter(node: NodeOrLeaf) -> bool:
    """Tell whether the node is what keeps parameters apart: cosmic-ray takes the star for a product."""
    return node.parent is not None and node.parent.type == "parameters"


def _is_annotation(parent: NodeOrLeaf, child: NodeOrLeaf) -> bool:
    if parent.type == "funcdef":
        return child is parent.annotation
    if parent.type == "tfpdef":
        return child is parent.children[2]
    return parent.type == "annassign" and (child is parent.children[1] or _is_alias(parent))


def _is_alias(assignment: NodeOrLeaf) -> bool:
    return _text(assignment.children[1]) == "TypeAlias"


def _is_for_types(parent: NodeOrLeaf) -> bool:
    return parent.type == "if_stmt" and _text(parent.children[1]) == "TYPE_CHECKING"


def _text(node: NodeOrLeaf) -> str:
    return str(node.get_code()).strip()


def is_key(node: NodeOrLeaf) -> bool:
    """Tell whether the node is in the key of a row."""
    for parent, child in ancestors(node):
        if parent.type == "dictorsetmaker":
            following = child.get_next_sibling()
            return following is not None and _text(following) == ":"
    return False


def called(node: NodeOrLeaf) -> str:
    """Return the name of the function that the node is an argument of, or nothing."""
    parent = node.parent
    if parent.type == "arglist":
        parent = parent.parent
    name = parent.get_previous_sibling() if parent.type == "trailer" else None
    return getattr(name, "value", "")


def name_of(node: NodeOrLeaf) -> str:
    """Return the name of what holds the node: functions and classes with dots, or a variable."""
    names = [parent.name.value for parent, _ in ancestors(node) if parent.type in {"funcdef", "classdef"}]
    if names:
        return ".".join(reversed(names))
    statements = [parent for parent, _ in ancestors(node) if parent.type == "expr_stmt"]
    return str(statements[-1].get_first_leaf().value) if statements else "(module)"


def reason_beside(node: NodeOrLeaf) -> str:
    """Return the reason of the row that the node is an argument of, or nothing."""
    first = node.parent.children[0] if node.parent.type == "arglist" else node
    name = first.get_last_leaf().value
    return str(name) if first is not node and _text(first).startswith("Reason.") else ""
