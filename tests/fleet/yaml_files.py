"""YAML as people write it: keys in order, lists indented, no anchors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 (PyYAML's own signature)
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 (PyYAML's own signature)
        return True


def read(path: Path) -> Any:
    """Return what the file holds."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def text(document: object, heading: str) -> str:
    """Write the document below a comment."""
    body = yaml.dump(document, Dumper=_Dumper, sort_keys=False, width=110, allow_unicode=True)
    return f"# {heading}\n{body}"
