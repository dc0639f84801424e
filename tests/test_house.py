"""Modules and functions stay small, and the wheel holds the two packages and nothing else."""

from __future__ import annotations

import ast
import statistics
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for folder in ("scheduler", "calendars") for path in (ROOT / folder).rglob("*.py"))


def functions(module: Path) -> list[tuple[str, int]]:
    """The functions of a module with their length in lines."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return [
        (node.name, (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_read_in_one_go(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 300
    assert [name for name, lines in functions(module) if lines > 50] == []


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES}), ids=lambda path: path.name)
def test_a_folder_is_seen_at_a_glance(folder: Path) -> None:
    """A folder with a module for each command may have more."""
    most = 30 if folder.name in ("cli", "commands") else 16

    assert len([*folder.glob("*.py")]) <= most


def test_most_are_much_smaller() -> None:
    lengths = sorted(lines for module in MODULES for _, lines in functions(module))

    assert statistics.median(len(module.read_text().splitlines()) for module in MODULES) <= 120
    assert statistics.median(lengths) <= 8
    assert lengths[len(lengths) * 9 // 10] <= 25


def test_the_wheel_holds_both_packages_and_what_they_need_only(tmp_path: Path) -> None:
    built = next(iter(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])))

    names = zipfile.ZipFile(built).namelist()

    assert {name.split("/")[0] for name in names} == {"scheduler", "calendars", "twincal-0.1.0.dist-info"}
    assert "scheduler/store/migrations/env.py" in names
    assert "scheduler/publication/languages/translations/ko.po" in names
    assert "scheduler/publication/pages/templates/base.html" in names
    assert "scheduler/publication/pages/assets/style.css" in names
    assert "scheduler/commands/template/programme.yaml" in names
    assert {Path(name).suffix for name in names if not name.startswith("twincal")} <= {
        ".py", ".po", ".yaml", ".typed", ".html", ".css", ".js", ".svg",
    }  # fmt: skip
