"""The JSON Schema helps an editor: it knows the keys, and marks nothing that is right."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from scheduler.configuration.reading.json_schema import json_schema
from scheduler.configuration.reading.sections import SECTIONS
from support.configuration_samples import BASE, spoiled


class _EditorLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: hours and dates are texts, numbers and truths are not."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  # the name is PyYAML's


_EditorLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
_EditorLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^[0-9]+$"), list("0123456789"))


def load(text: str) -> Any:
    """The text as an editor's validator sees it."""
    return yaml.load(text, Loader=_EditorLoader)


VALIDATOR = Draft202012Validator(json_schema())


def test_it_marks_nothing_that_is_right() -> None:
    assert VALIDATOR.is_valid(load(BASE))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('at: "10:00"', "at: 4 pm"),
        ("title: Working call", "titel: Working call"),
        ("on_holiday: next working day", "on_holiday: never"),
        ("duration: 1 h 30 min", "duration: 90"),
        ("country: BG", "country: Bulgaria"),
        ("  sejong:\n", "  Sejong:\n"),
        ("    country: NL\n", ""),
        ("from: 2026-01-08", "from: 8 January"),
    ],
)
def test_it_marks_unknown_and_missing_keys_and_values_that_cannot_be(old: str, new: str) -> None:
    assert not VALIDATOR.is_valid(load(spoiled(old, new)))


def test_it_knows_the_sections_and_no_defaults() -> None:
    """What a program assumes is no advice to a writer."""
    schema = json_schema()

    Draft202012Validator.check_schema(schema)
    assert list(SECTIONS) == list(schema["properties"])
    assert "'default'" not in str(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
