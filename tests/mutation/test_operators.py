"""What our operators change, and what mutants are known by."""

from __future__ import annotations

import pytest
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

from mutation import places, survivors
from mutation.data_operators import DropAlternative, DropRow, DropWord, NextMember, SpoilText

MEMBERS = {"Reason": ("DNS", "TLS", "PROXY")}


@pytest.mark.parametrize(
    ("operator", "code", "mutants"),
    [
        (DropRow(), "X = {1: 'a', 2: 'b'}", ["X = { 2: 'b',}", "X = {1: 'a',}"]),
        (DropRow(), "X = (('a', 1), ('b', 2))", ["X = ( ('b', 2),)", "X = (('a', 1),)"]),
        (DropRow(), "def f(x): return x in (1, 2)", [
            "def f(x): return x in ( 2,)", "def f(x): return x in (1,)"
        ]),
        (DropRow(), "def f(x): return (x, 2)", []),
        (DropRow(), "X = (x for x in y)", []),
        (DropWord(), "X = names('a bc')", ["X = names(' bc')", "X = names('a')"]),
        (DropWord(), "X = Row(R, 'a b, c')", ["X = Row(R, ' c')", "X = Row(R, 'a b,')"]),
        (DropWord(), "X = print('a bc')", []),
        (NextMember(MEMBERS), "X = Reason.PROXY", ["X = Reason.DNS"]),
        (NextMember(MEMBERS), "X = {Reason.DNS: Reason.TLS}", ["X = {Reason.DNS: Reason.PROXY}"]),
        (DropAlternative(), "X = late(r'a|b(?:c|d)')", [
            "X = late(r'b(?:c|d)')", "X = late(r'a')", "X = late(r'a|b(?:d)')", "X = late(r'a|b(?:c)')"
        ]),
        (DropAlternative(), r"X = late(r'[|]\|')", []),
        (DropAlternative(), "X = r'a' rf'{b}|c'", ["X = (r'' rf'c')", "X = (r'a' rf'{b}')"]),
        (SpoilText(), "def f(x): return x['a']", ["def f(x): return x['XXa']"]),
        (SpoilText(), "X = 'a'", []),
    ],
)  # fmt: skip
def test_operators(operator: DropRow, code: str, mutants: list[str]) -> None:
    """An operator of ours makes these changes, one at a time, and no others."""
    positions = [place for node in ast_nodes(get_ast(code)) for place in operator.mutation_positions(node)]

    assert [mutate_code(code, operator, number) for number in range(len(positions))] == mutants


@pytest.mark.parametrize(
    ("code", "behaves"),
    [
        ("X = 404", True),
        ("X = 4096", False),
        ("X = (404,)", False),
        ("X = {404: 'a'}", False),
        ("def f(x: 404) -> int: pass", False),
        ("@lru_cache(404)\ndef f(): pass", False),
        ("if TYPE_CHECKING:\n    X = 404", False),
        ("X: TypeAlias = 404", False),
        ("X: int = 404", True),
    ],
)
def test_only_behaviour_is_changed(code: str, behaves: bool) -> None:  # noqa: FBT001 - a column of the table
    """Nothing is changed that no test could notice: annotations, caches, bounds of thousands."""
    numbers = [node for node in ast_nodes(get_ast(code)) if node.type == "number"]

    assert [places.is_behaviour(node) for node in numbers] == [behaves]


def test_every_reason_is_given() -> None:
    """Whoever lists a survivor says why, and in a module that is there."""
    assert survivors.stale(survivors.listed(), survivors.listed(), ()) == []
