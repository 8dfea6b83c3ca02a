"""The mutants of the core: what cosmic-ray's operators and our own change in each module."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.provider import OperatorProvider

from mutation import data_operators as data
from mutation import places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

ROOT = Path(__file__).parents[2]
CORE = ROOT / "otel_errkind" / "_core"
FOREIGN = (
    "AddNot",
    "ExceptionReplacer",
    "NumberReplacer",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceFalseWithTrue",
    "ReplaceTrueWithFalse",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "ReplaceUnaryOperator_Delete_Not",
    "ReplaceUnaryOperator_USub_UAdd",
    "ZeroIterationForLoop",
    *(
        f"ReplaceBinaryOperator_{pair}"
        for pair in ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "BitOr_BitAnd", "BitAnd_BitOr", "Mod_Add")
    ),
    *(
        f"ReplaceComparisonOperator_{pair}"
        for pair in ("Eq_NotEq", "NotEq_Eq", "Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Is_IsNot", "IsNot_Is")
    ),
)
"""Of cosmic-ray's operators one in each direction: `<` becomes `<=`, and not five other things as well."""


class Mutant(NamedTuple):
    """One change of one module: the n-th that an operator can make."""

    module: str
    """Below the core, with dots."""
    place: str
    """The function, class or variable that it is in."""
    operator: str
    occurrence: int


@cache
def operators() -> Mapping[str, Any]:
    """Return the operators by name; ours know the members of the core's enumerations."""
    theirs = OperatorProvider()
    ours = (
        data.DropRow(),
        data.DropWord(),
        data.DropAlternative(),
        data.SpoilText(),
        data.NextMember(_members()),
    )
    return {name: theirs[name]() for name in FOREIGN} | {type(one).__name__: one for one in ours}


def _members() -> dict[str, tuple[str, ...]]:
    """Read the enumerations without importing them: a mutant must find nothing of the core in memory."""
    body = ast.parse((CORE / "model.py").read_text()).body
    enums = [
        node for node in body if isinstance(node, ast.ClassDef) and ast.unparse(node.bases[0]) == "StrEnum"
    ]
    found = {
        enum.name: tuple(ast.unparse(line.targets[0]) for line in enum.body if isinstance(line, ast.Assign))
        for enum in enums
    }
    return found | {"Category": found["ErrorCategory"]}


def modules() -> list[str]:
    """Return the modules of the core."""
    paths = (path.relative_to(CORE).with_suffix("") for path in sorted(CORE.rglob("*.py")))
    return [".".join(path.parts) for path in paths]


def path_of(module: str) -> Path:
    """Return where the code of a module is."""
    return CORE.joinpath(*module.split(".")).with_suffix(".py")


@cache
def mutants_of(module: str) -> tuple[Mutant, ...]:
    """Return all mutants of a module, in the order of the code."""
    return tuple(_mutants(module))


def _mutants(module: str) -> Iterator[Mutant]:
    counts = dict.fromkeys(operators(), 0)
    for node in ast_nodes(get_ast(path_of(module).read_text())):
        counts_for = places.is_behaviour(node)
        for name, operator in operators().items():
            for _ in operator.mutation_positions(node):
                if counts_for:
                    yield Mutant(module, places.name_of(node), name, counts[name])
                counts[name] += 1


def source_of(mutant: Mutant) -> str:
    """Return the code of the module with the change in it."""
    code = path_of(mutant.module).read_text()
    changed = mutate_code(code, operators()[mutant.operator], mutant.occurrence)
    assert changed is not None
    return str(changed)


def change_of(mutant: Mutant) -> str:
    """Say in a line what is changed, so that changes of other lines leave it as it is."""
    named = _named_by_operator(mutant)
    if named is not None:
        return f"without {' '.join(named.split()).rstrip(',')}"
    old, new = (code.splitlines() for code in (path_of(mutant.module).read_text(), source_of(mutant)))
    begin = _common(old, new)
    end = _common(old[begin:][::-1], new[begin:][::-1])
    return " -> ".join(" ".join(map(_bare, lines[begin : len(lines) - end])) for lines in (old, new))


def _bare(line: str) -> str:
    """Take a line without its indentation and without the comment behind it."""
    return line.partition("  # ")[0].strip()


def _named_by_operator(mutant: Mutant) -> str | None:
    operator, number = operators()[mutant.operator], 0
    if not hasattr(operator, "change"):
        return None
    for node in ast_nodes(get_ast(path_of(mutant.module).read_text())):
        positions = len(list(operator.mutation_positions(node)))
        if mutant.occurrence < number + positions:
            return str(operator.change(node, mutant.occurrence - number))
        number += positions
    return None


def _common(one: list[str], other: list[str]) -> int:
    """Return how many lines the beginnings have in common."""
    same = (a == b for a, b in zip(one, other, strict=False))
    return next((at for at, is_same in enumerate(same) if not is_same), min(len(one), len(other)))
