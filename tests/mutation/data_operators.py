"""Mutations of data, which is what half of the core is: rows, words, members and texts.

They have the two methods that cosmic-ray asks of an operator. Its own operators change code: comparisons,
numbers, conditions; none of them drops a row.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from parso.python.tree import Name

from mutation import places, regex_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from parso.tree import NodeOrLeaf

    Position = tuple[tuple[int, int], tuple[int, int]]

WORD_TABLES = frozenset(("names", "listed", "Row", "NameRow"))
"""What is called with a text that is a table: words with blanks between, or phrases with commas."""


def _where(node: NodeOrLeaf) -> Position:
    return node.start_pos, node.end_pos


def _code(text: str, like: NodeOrLeaf) -> NodeOrLeaf:
    """Make a leaf of any text that stands where a node stood; only the text of it counts from here on."""
    return Name(text, like.start_pos, like.get_first_leaf().prefix)


class DropRow:
    """Leave one item out of a collection that is written down."""

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[Position]:
        """Yield every item of a collection that is no record and that no function builds."""
        if _is_collection(node) and (not places.in_function(node) or _is_looked_in(node)):
            yield from (_where(item[0]) for item in _items(node))

    def change(self, node: NodeOrLeaf, index: int) -> str:
        """Name the item."""
        first, *others = _items(node)[index]
        return str(first.get_code(include_prefix=False)) + "".join(part.get_code() for part in others)

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:
        """Write the others, with a comma behind each."""
        kept = [item for place, item in enumerate(_items(node)) if place != index]
        return _code("".join("".join(part.get_code() for part in item) + "," for item in kept), node)


def _is_collection(node: NodeOrLeaf) -> bool:
    if node.type not in {"dictorsetmaker", "testlist_comp"} or node.parent.type != "atom":
        return False
    if node.parent.parent.type == "testlist_comp" or places.is_key(node):
        return False  # a record: without a field it is none
    return not any(child.type in {"comp_for", "sync_comp_for"} for child in node.children)


def _is_looked_in(node: NodeOrLeaf) -> bool:
    """Tell whether a function only asks if something is in it: rows in all but name."""
    return str(node.parent.parent.type) == "comparison"


def _items(node: NodeOrLeaf) -> list[list[NodeOrLeaf]]:
    """Split the children of a collection at its commas."""
    items: list[list[NodeOrLeaf]] = [[]]
    for child in node.children:
        if child.type == "operator" and child.value == ",":
            items.append([])
        else:
            items[-1].append(child)
    return [item for item in items if item]


class DropWord:
    """Leave one word or phrase out of a table that is a text."""

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[Position]:
        """Yield the text once for each of its words."""
        if node.type == "string" and places.called(node) in WORD_TABLES:
            yield from [_where(node)] * len(self._words(node.value))

    def change(self, node: NodeOrLeaf, index: int) -> str:
        """Name the word, and the reason that it stands for."""
        begin, end = self._words(node.value)[index]
        reason = places.reason_beside(node)
        return f"{reason}: {node.value[begin:end]}" if reason else node.value[begin:end]

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:
        """Write the text without the word and what parts it from the next."""
        begin, end = self._words(node.value)[index]
        return _code(node.value[:begin] + node.value[end:], node)

    @staticmethod
    def _words(literal: str) -> list[tuple[int, int]]:
        word = r"\s*[^,\"'\s][^,\"']*,?" if "," in literal else r"\s*[^\s\"']+"
        return [found.span() for found in re.finditer(word, literal)]


class NextMember:
    """Take the next member of an enumeration in place of one: mostly a neighbour of the same category."""

    def __init__(self, members: Mapping[str, tuple[str, ...]]) -> None:
        """Take the names of the members by enumeration."""
        self._next = {
            (enum, one): following
            for enum, names in members.items()
            for one, following in pairwise((*names, names[0]))
        }

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[Position]:
        """Yield a member's name, unless it is a key: that of a row is dropped with the row."""
        if node.type == "name" and self._member(node) in self._next and not places.is_key(node):
            yield _where(node)

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:
        """Write the next name."""
        del index
        return _code(self._next[self._member(node)], node)

    @staticmethod
    def _member(node: NodeOrLeaf) -> tuple[str, str]:
        before = node.parent.get_previous_sibling() if node.parent.type == "trailer" else None
        return getattr(before, "value", ""), node.value


class DropAlternative:
    """Leave one alternative out of a regular expression, which the core writes as raw strings."""

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[Position]:
        """Yield the expression once for each of its alternatives."""
        if regex_text.is_whole(node):
            yield from [_where(node)] * len(regex_text.alternatives(regex_text.content(node)))

    def change(self, node: NodeOrLeaf, index: int) -> str:
        """Quote the alternative."""
        begin, end = regex_text.alternatives(regex_text.content(node))[index]
        return regex_text.content(node)[begin:end]

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:
        """Write the expression without it."""
        begin, end = regex_text.alternatives(regex_text.content(node))[index]
        return _code(regex_text.without(node, begin, end), node)


class SpoilText:
    """Spoil a text that a function compares with or looks for."""

    def mutation_positions(self, node: NodeOrLeaf) -> Iterator[Position]:
        """Yield the texts of functions, without their docstrings."""
        if node.type == "string" and places.in_function(node) and node.parent.type != "simple_stmt":
            yield _where(node)

    def mutate(self, node: NodeOrLeaf, index: int) -> NodeOrLeaf:
        """Write letters in front that no one expects."""
        del index
        return _code(re.sub(r"(\"{3}|\"|')", r"\1XX", node.value, count=1), node)
