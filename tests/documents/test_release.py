"""What a release says of itself: one version, and forms in which people can report."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
FORMS = [path for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml"]


@pytest.mark.parametrize(
    ("file", "pattern"),
    [
        ("CHANGELOG.md", r"^## ([0-9]\S*)"),
        ("publiccode.yml", r"^softwareVersion: (\S+)$"),
        ("CITATION.cff", r"^version: (\S+)$"),
    ],
)
def test_every_file_that_repeats_the_version_has_that_of_the_project(file: str, pattern: str) -> None:
    found = re.search(pattern, (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)

    assert found is not None
    assert found[1] == VERSION


def test_the_program_reads_its_version_from_its_installation() -> None:
    modules = [path for package in ("scheduler", "calendars") for path in (ROOT / package).rglob("*.py")]

    stated = re.compile(rf"__version__|[\"']{re.escape(VERSION)}[\"']")
    assert [path.name for path in modules if stated.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.name)
def test_a_form_has_what_github_needs_to_show_it(form: Path) -> None:
    described = yaml.safe_load(form.read_text(encoding="utf-8"))

    assert {"name", "description", "body"} <= described.keys()
    fields = [field for field in described["body"] if field["type"] != "markdown"]
    assert all(field["attributes"]["label"] for field in fields)
    assert len({field["id"] for field in fields}) == len(fields)
