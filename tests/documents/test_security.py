"""The documents about security name tests, files and languages that exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

from scheduler.publication.languages.catalogues import codes

ROOT = Path(__file__).parent.parent.parent


def test_every_threat_names_tests_that_exist() -> None:
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| .* \| .* \| .* \| (.*) \|$",
        text.split("## Threats")[1].split("## What remains")[0],
        re.MULTILINE,
    )
    named = [re.findall(r"`(tests/[\w/]+\.py)`", row) for row in rows[1:]]

    assert len(named) > 10
    assert all(named)
    assert [name for names in named for name in names if not (ROOT / name).is_file()] == []


def test_publiccode_says_what_the_project_says() -> None:
    described = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert described["legal"]["license"] == project["license"]
    assert set(described["localisation"]["availableLanguages"]) == set(codes())
    (python,) = (part for part in described["dependsOn"]["open"] if part["name"] == "Python")
    assert project["requires-python"] == f">={python['versionMin']}"
    assert len(described["description"]["en"]["shortDescription"]) <= 150
