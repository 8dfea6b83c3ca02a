"""The alternatives of a regular expression, found in the code that writes it down."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parso.tree import NodeOrLeaf

_LITERAL = re.compile(r"(?P<prefix>[a-zA-Z]+)(?P<quote>\"\"\"|\"|')(?P<text>.*)(?P=quote)", re.DOTALL)
_STEP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!>]|<[=!]|P<\w+>))?|.", re.DOTALL)


def is_whole(node: NodeOrLeaf) -> bool:
    """Tell whether the node is all of a raw string: one literal, or several in a row."""
    if node.type not in {"string", "fstring", "strings"} or node.parent.type == "strings":
        return False
    return all("r" in literal["prefix"].lower() for literal in _literals(node))


def _literals(node: NodeOrLeaf) -> list[dict[str, str]]:
    parts = node.children if node.type == "strings" else [node]
    found = (_LITERAL.fullmatch(part.get_code().strip()) for part in parts)
    return [literal.groupdict() if literal else {"prefix": ""} for literal in found]


def content(node: NodeOrLeaf) -> str:
    """Return the expression; what an f-string fills in stays a name in braces."""
    return "".join(literal["text"] for literal in _literals(node))


def alternatives(expression: str) -> list[tuple[int, int]]:
    """Return where each alternative and the bar beside it begins and ends, groups and all."""
    found: list[tuple[int, int]] = []
    groups: list[list[int]] = [[0]]
    for step in _STEP.finditer(expression):
        if step[0].startswith("("):
            groups.append([step.end()])
        elif step[0] == "|":
            groups[-1].append(step.end())
        elif step[0] == ")" and len(groups) > 1:
            found += _spans(groups.pop(), step.start())
    return sorted(found + _spans(groups[0], len(expression)))


def _spans(starts: list[int], end: int) -> list[tuple[int, int]]:
    """Pair the starts of a group's alternatives with their ends; a group of one has no alternatives."""
    if len(starts) == 1:
        return []
    return [*pairwise(starts), (starts[-1] - 1, end)]


def without(node: NodeOrLeaf, begin: int, end: int) -> str:
    """Write the literals without the characters from `begin` to `end` of the expression."""
    written, start = [], 0
    for literal in _literals(node):
        text = literal["text"]
        kept = text[: max(0, begin - start)] + text[max(0, end - start) :]
        written.append(f"{literal['prefix']}{literal['quote']}{kept}{literal['quote']}")
        start += len(text)
    return f"({' '.join(written)})" if len(written) > 1 else written[0]
