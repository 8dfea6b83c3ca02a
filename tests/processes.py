"""Functions of a test module in a process of their own, where a crash ends no other test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def in_a_process(file: str, program: Callable[..., object], *arguments: str, patience: float) -> Any:
    """Run a function of the test module in `file`; return what it returned."""
    name, module = program.__name__, Path(file).stem
    code = f"import json, sys, contract.{module} as t; print(json.dumps(t.{name}(*sys.argv[1:])))"
    path = os.pathsep.join([str(Path(file).parents[1]), os.environ.get("PYTHONPATH", "")])
    result = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")
    return json.loads(result.stdout)
