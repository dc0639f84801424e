"""docs/configuration.md is the manual of the language: its examples are accepted, and no key is missing from it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from support.shell import Shell
from support.small_programme import small

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def keys(schema: Any) -> Iterator[str]:
    """Every key that the language knows, from its JSON Schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        schema = list(schema.values())
    if isinstance(schema, list):
        for inner in schema:
            yield from keys(inner)


def test_all_examples_together_are_one_good_programme(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    for number, example in enumerate(EXAMPLES):
        shell.write(example, f"{number}.yaml")

    answer = shell.run("check", str(shell.config))

    assert len(EXAMPLES) >= 5
    assert answer.code == 0, answer.text
    assert "error" not in answer.text


def test_the_phrases_that_it_shows_are_phrases_of_twincal(tmp_path: Path) -> None:
    """`check` would name one that is not."""
    (example,) = re.findall(r"^```po\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    shell = Shell(tmp_path)
    shell.write(small(("    - en\n", "    - en\n    - sv\n")))
    shell.write(example, "sv.po")

    answer = shell.run("check", str(shell.config))

    assert "phrases are missing" in answer.text
    assert "no such phrase" not in answer.text


def test_every_key_of_the_language_is_explained(tmp_path: Path) -> None:
    schema = json.loads(Shell(tmp_path).run("schema").text)
    explained = set(re.findall(r"`([a-z_-]+)(?::|`)", TEXT)) | set(
        re.findall(r"^ *-? ?([a-z_-]+):", "\n".join(EXAMPLES), re.M)
    )

    assert set(keys(schema)) - explained == set()
