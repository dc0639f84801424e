"""FEEDS.md promises nothing unproved: every rule names tests, every test exists, the example is real."""

from __future__ import annotations

import ast
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from support.golden import FOLDER
from support.ics import blocks

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "FEEDS.md").read_text(encoding="utf-8")
RULES = re.findall(r"^(\d+)\. (.*?)(?=^\d+\. |^## |^The golden|\Z)", TEXT, re.MULTILINE | re.DOTALL)
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)*)`", TEXT)))


@cache
def names(file: str) -> set[str]:
    """What can be named in a file of tests: the file, its functions, its classes and their functions."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    found = {file}
    for node in tree.body:
        found |= {f"{file}::{name}" for name in _defined(node)}
        if isinstance(node, ast.ClassDef):
            found |= {f"{file}::{node.name}::{name}" for inner in node.body for name in _defined(inner)}
    return found


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):  # a state machine's test is assigned
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return [node.name] if isinstance(node, ast.FunctionDef | ast.ClassDef) else []


@pytest.mark.parametrize("test", TESTS)
def test_every_test_that_is_named_exists(test: str) -> None:
    file, *inner = test.split("::")

    assert (ROOT / file).is_file()
    assert test in names(file)
    assert not inner or inner[-1].lower().startswith("test")


def test_rules_are_numbered_through() -> None:
    numbers = [int(number) for number, _ in RULES]

    assert numbers[0] == 1
    assert all(after == before + 1 for before, after in pairwise(numbers))


@pytest.mark.parametrize(("number", "rule"), RULES, ids=[f"rule {number}" for number, _ in RULES])
def test_every_rule_names_a_test(number: str, rule: str) -> None:
    assert re.search(r"- `tests/", rule), number


def test_everything_promised_is_there() -> None:
    assert "next version" not in TEXT.casefold()


def test_the_example_is_a_vevent_of_a_golden_feed() -> None:
    (example,) = re.findall(r"^```\n(BEGIN:VEVENT\n.*?END:VEVENT\n)```", TEXT, re.MULTILINE | re.DOTALL)
    golden = [block for path in FOLDER.glob("*.ics") for block in blocks(path.read_bytes())]

    assert example.replace("\n", "\r\n").encode() in golden
