"""One name, one definition: a public class or type alias exists once in both packages together."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
TYPE_VARIABLES = {"C", "D", "T"}


def public_types(module: Path) -> set[str]:
    """The classes and type aliases at the top level of a module."""
    names: set[str] = set()
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript | ast.BinOp):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return {name for name in names if name[0].isupper() and not name.isupper()}


def test_every_public_type_is_defined_once() -> None:
    modules: dict[str, list[str]] = defaultdict(list)
    for folder in ("scheduler", "calendars"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for name in public_types(path) - TYPE_VARIABLES:
                modules[name].append(str(path.relative_to(ROOT)))

    assert {name: places for name, places in modules.items() if len(places) > 1} == {}
