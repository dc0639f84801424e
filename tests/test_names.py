"""One name, one definition, and one form of docstrings, in both packages together."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
TYPE_VARIABLES = {"C", "D", "T"}
TYPED = re.compile(r"\btwincal [a-z]|(?<![\w-])--[a-z]")
"""A command or an option as it is typed in a terminal."""
BY_THE_TERMINAL = {"cli", "reports", "daemon", "web"}
"""The packages that word advice for a terminal, or write the log that operators read."""
NO_ADVICE = {
    # The name of the daemon in the history, and that of the lock by which PostgreSQL tells nodes apart.
    "scheduler/commands/apply.py",
    "scheduler/store/databases/writer_lock.py",
    # A comment in a file for translators, who use a terminal.
    "scheduler/publication/languages/phrase_template.py",
    # Custom properties of CSS.
    "scheduler/publication/pages/assets.py",
}


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


def first_words(*, of_properties: bool) -> Iterator[str]:
    """The first word of each docstring of a function, or of a property, with its place."""
    for folder in ("scheduler", "calendars"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            # Users read the docstrings of commands, and Alembic fixes those of migrations.
            if {"cli", "migrations"} & set(path.parts):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and ast.get_docstring(node):
                    decorators = map(ast.unparse, node.decorator_list)
                    if any("property" in name for name in decorators) is of_properties:
                        word = str(ast.get_docstring(node)).split()[0].rstrip(",:")
                        yield f"{path.relative_to(ROOT)}:{node.lineno} {word}"


VERB = re.compile(r"(?!.* (This|Its|Tells)$).* [A-Z][a-z]+s")


def test_the_docstring_of_a_function_begins_with_a_verb() -> None:
    assert [place for place in first_words(of_properties=False) if not VERB.fullmatch(place)] == []


def test_the_docstring_of_a_property_does_not_begin_with_a_verb() -> None:
    assert [place for place in first_words(of_properties=True) if VERB.fullmatch(place)] == []


def typed_words(path: Path) -> Iterator[str]:
    """The places in a module where a text, which is no docstring, has a command or an option."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare
        if is_text and TYPED.search(node.value):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"


def test_only_reports_and_the_command_line_say_what_is_typed() -> None:
    modules = [
        path
        for path in sorted((ROOT / "scheduler").rglob("*.py"))
        if path.relative_to(ROOT).parts[1] not in BY_THE_TERMINAL
    ]
    typed = {path.relative_to(ROOT).as_posix(): [*typed_words(path)] for path in modules}

    assert {place for name, places in typed.items() if name not in NO_ADVICE for place in places} == set()
    assert all(typed[name] for name in NO_ADVICE)
