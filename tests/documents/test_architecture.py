"""docs/architecture.md draws the house as it is: its packages, and every value on its walks."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, get_args, get_type_hints

import click
import pytest

from scheduler.cli.command_line import GROUPS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
WALK = re.findall(r"^\| \d+ \| `(\w+)` \| `([\w.]+)` \| `([\w/.]+)` \|", TEXT, re.MULTILINE)
PACKAGES = [
    path.parent.relative_to(ROOT).as_posix()
    for folder in ("scheduler/*", "calendars")
    for path in sorted(ROOT.glob(f"{folder}/**/__init__.py"))
]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_has_its_question(package: str) -> None:
    assert f"\n| `{package}` | " in TEXT


def test_no_package_is_named_that_is_not_there() -> None:
    named = re.findall(r"^\| `((?:scheduler|calendars)[\w/]*)` \|", TEXT, re.MULTILINE)

    assert sorted(named) == sorted(PACKAGES)


def test_two_modules_have_one_name_only_if_one_is_a_command_and_the_other_shows_it() -> None:
    places: dict[str, set[str]] = {}
    for path in (*ROOT.glob("scheduler/**/*.py"), *ROOT.glob("calendars/*.py")):
        places.setdefault(path.stem, set()).add(path.parent.relative_to(ROOT).as_posix())
    shared = {name: folders for name, folders in places.items() if len(folders) > 1 and name != "__init__"}
    commands = {each.name for each in chain.from_iterable(GROUPS.values())}

    assert [
        (name, folders)
        for name, folders in shared.items()
        if folders != {"scheduler/commands", "scheduler/reports"}
    ] == []
    assert set(shared) - commands == set()


def named_types(annotation: Any) -> Iterator[str]:
    """The name of a type, and the names of its parts: of an iterator, a union, a generic class."""
    yield getattr(annotation, "__name__", "")
    for part in get_args(annotation):
        yield from named_types(part)


def test_every_row_of_the_walk_is_read() -> None:
    assert len(WALK) == len(re.findall(r"^\| \d+ \| ", TEXT, re.MULTILINE))


@pytest.mark.parametrize(("value", "function", "module"), WALK, ids=[row[0] for row in WALK])
def test_every_value_of_the_walk_is_made_where_it_says(value: str, function: str, module: str) -> None:
    made_by: Any = importlib.import_module(module.removesuffix(".py").replace("/", "."))
    for name in function.split("."):
        made_by = getattr(made_by, name)
    if isinstance(made_by, property | click.Command):
        made_by = inspect.unwrap(made_by.fget if isinstance(made_by, property) else made_by.callback)

    assert made_by.__module__ == module.removesuffix(".py").replace("/", ".")
    is_made = re.search(rf"\b{value}(\.\w+)?\(", inspect.getsource(made_by))
    assert is_made or value in named_types(get_type_hints(made_by)["return"])


def test_the_drawing_has_the_layers_of_the_contract_in_their_order() -> None:
    contract = re.search(r'containers = \["scheduler"\]\s.*?layers = \[(.*?)\]', PYPROJECT, re.DOTALL)
    assert contract is not None
    layers = [layer.split(" | ")[0] for layer in re.findall(r'"([\w |]+)"', contract[1])]

    assert [line.split()[1] for line in TEXT.splitlines() if re.match(r" │ [a-z]", line)] == layers


@pytest.mark.parametrize("package", ["configuration", "publication"])
def test_the_drawing_has_the_layers_within_a_package(package: str) -> None:
    contract = re.search(
        rf'containers = \["scheduler.{package}"\]\s.*?layers = \[(.*?)\]', PYPROJECT, re.DOTALL
    )
    assert contract is not None
    modules = set(re.findall(r"\w+", contract[1])) - {
        "located",
        "spelling",
        "page_addresses",
        "resource",
    }

    drawing = TEXT[TEXT.index("┌") : TEXT.index("└")]
    assert [name for name in sorted(modules) if not re.search(rf"│ +(\w+, )?{name}\b", drawing)] == []
