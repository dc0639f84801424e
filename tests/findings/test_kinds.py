"""Each kind of finding has a detector that is called, its sentences, and a row in the documents."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import scheduler
from scheduler.findings.finding import Doubt, Finding, Told
from scheduler.publication.languages.catalogues import source_phrases
from scheduler.reports.warnings import JOINED
from support.findings import kinds

PACKAGE = Path(scheduler.__file__).parent
DOCUMENTS = [PACKAGE.parent / "docs" / name for name in ("operators.md", "secretariat.md")]
KINDS = sorted(kinds(), key=lambda kind: kind.__name__)


def loaded(tree: ast.Module) -> set[str]:
    """The names that a module uses, but for imports and definitions."""
    return {
        each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)
    }


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}
USED = {path: loaded(tree) for path, tree in TREES.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_something_makes_it(kind: type[Finding]) -> None:
    """Beside its class, but for the notes of `compare`, which has a module for them."""
    assert [path for path, used in USED.items() if kind.__name__ in used]


def uses(path: Path, module: str, name: str) -> bool:
    """Whether a module imports a function of another one, and calls it."""
    body = TREES[path].body
    imports = (each for each in body if isinstance(each, ast.ImportFrom) and each.module == module)
    return name in USED[path] and any(alias.name == name for each in imports for alias in each.names)


@pytest.mark.parametrize("package", ["findings", "plan"])
def test_every_detector_is_called(package: str) -> None:
    forgotten = [
        f"{path.stem}.{node.name}"
        for path in (PACKAGE / package).glob("*.py")
        for node in TREES[path].body
        if isinstance(node, ast.FunctionDef) and node.name not in USED[path]
        if not any(uses(each, f"scheduler.{package}.{path.stem}", node.name) for each in TREES)
    ]

    assert forgotten == []


def phrases(kind: type[Finding]) -> set[str]:
    """The phrases for the cities that a class holds, without their plurals."""
    values = (
        value for name, value in vars(kind).items() if name[0] != "_" and name not in ("code", "english")
    )
    return {
        value if isinstance(value, str) else value[0] for value in values if isinstance(value, str | tuple)
    }


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_a_sentence_for_each_who_hears_of_it(kind: type[Finding]) -> None:
    is_joined = any(issubclass(kind, joined) for joined in JOINED)
    is_of_cities_alone = issubclass(kind, Told) and not issubclass(kind, Doubt)

    assert bool(kind.english) is not (is_joined or is_of_cities_alone)
    if issubclass(kind, Told):
        assert phrases(kind)
        assert phrases(kind) <= {each.english for each in source_phrases()}


def test_its_code_is_in_a_table_of_the_documents() -> None:
    rows = re.findall(
        r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|", "\n".join(map(Path.read_text, DOCUMENTS)), re.MULTILINE
    )
    named = [code for row in rows for code in re.findall(r"`([a-z-]+)`", row)]
    codes = {kind.code for kind in KINDS}

    assert codes - {*named} == set()
    assert [code for code in codes if named.count(code) > 1] == []


def test_a_sentence_needs_the_fields_of_its_kind() -> None:
    with pytest.raises(TypeError, match="a sentence of Wrong needs `place`"):
        type("Wrong", (Doubt,), {"english": "{place} is busy on {day}", "__module__": __name__})


def test_a_plan_asks_about_these_kinds_if_it_brings_the_times() -> None:
    assert {kind.code for kind in KINDS if kind.about_times} == {
        *("clash", "far-off", "holiday-kept", "moved-far", "no-free-day", "no-working-day"),
        "outside-office-hours",
    }
