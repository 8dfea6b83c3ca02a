"""The rules that are in force where the command runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from otel_errkind._explain.misuse import MisuseError
from otel_errkind._rule_layer import RuleLayer
from otel_errkind._rule_sources import gather
from otel_errkind.environment_variables import OTEL_PYTHON_ERRKIND_RULES

if TYPE_CHECKING:
    from argparse import Namespace

    from otel_errkind._core.layers import NamedLayer


def rules_of(arguments: Namespace) -> tuple[NamedLayer, ...]:
    """Make the layer of the rules that an instrumented program would ask; none if there are no rules."""
    # Not by `_config`, which loads the SDK.
    variable = os.environ.get(OTEL_PYTHON_ERRKIND_RULES, "").strip()
    rules, problems = gather((*arguments.rules, *([Path(variable)] if variable else [])))
    if problems:
        raise MisuseError(given="rules that cannot be used:", wanted=problems[0])
    return (("user", RuleLayer(rules).layer(arguments.host, arguments.method)),) if rules else ()
