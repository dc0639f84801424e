"""The JSON Schema helps an editor: it knows the keys, and marks nothing that is right."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from scheduler.configuration.reading.json_schema import json_schema
from scheduler.configuration.reading.sections import SECTIONS
from support.configuration_samples import BASE


def complaints(schema: dict[str, Any], node: dict[str, Any], value: Any, path: str = "") -> list[str]:
    """What a validator that knows the words used here would mark in `value`."""
    if "$ref" in node:
        return complaints(schema, schema["$defs"][node["$ref"].rsplit("/", 1)[1]], value, path)
    if "anyOf" in node:
        tried = [complaints(schema, option, value, path) for option in node["anyOf"]]
        return [] if [] in tried else min(tried, key=len)
    kinds = node.get("type", [])
    if kinds and not any(
        isinstance(value, KINDS[kind]) for kind in ([kinds] if isinstance(kinds, str) else kinds)
    ):
        return [f"{path}: {value!r} is no {kinds}"]
    return [*_text(node, value, path), *_block(schema, node, value, path)]


KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str, "object": dict, "array": list, "null": type(None), "boolean": bool, "integer": int, "number": int,
}  # fmt: skip


def _text(node: dict[str, Any], value: Any, path: str) -> list[str]:
    if "enum" in node and value not in node["enum"]:
        return [f"{path}: {value!r} is not in {node['enum']}"]
    if isinstance(value, str) and not re.search(node.get("pattern", ""), value):
        return [f"{path}: {value!r} is not like {node['pattern']}"]
    return []


def _block(schema: dict[str, Any], node: dict[str, Any], value: Any, path: str) -> list[str]:
    problems: list[str] = []
    if isinstance(value, list):
        return [
            c
            for i, item in enumerate(value)
            for c in complaints(schema, node.get("items", {}), item, f"{path}[{i}]")
        ]
    if isinstance(value, dict):
        more = node.get("additionalProperties", True)
        names = node.get("propertyNames", {}).get("pattern", "")
        problems += [f"{path}: {key} is missing" for key in node.get("required", []) if key not in value]
        for key, item in value.items():
            inner = node.get("properties", {}).get(key, more)
            problems += [f"{path}: {key} is unknown"] if inner is False or not re.search(names, key) else []
            problems += complaints(schema, inner, item, f"{path}.{key}") if isinstance(inner, dict) else []
    return problems


class _EditorLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: hours and dates are texts, numbers and truths are not."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  # the name is PyYAML's


_EditorLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
_EditorLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^[0-9]+$"), list("0123456789"))


def load(text: str) -> Any:
    """The text as an editor's validator sees it."""
    return yaml.load(text, Loader=_EditorLoader)


def test_it_marks_nothing_that_is_right() -> None:
    """The whole sample passes."""
    schema = json_schema()

    assert complaints(schema, schema, load(BASE)) == []


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
def test_it_marks_slips(old: str, new: str) -> None:
    """Unknown keys, missing keys, values that cannot be."""
    schema = json_schema()

    assert BASE.count(old) == 1
    assert complaints(schema, schema, load(BASE.replace(old, new))) != []


def test_it_knows_the_sections_and_no_defaults() -> None:
    """What a program assumes is no advice to a writer."""
    schema = json_schema()

    assert list(SECTIONS) == list(schema["properties"])
    assert "'default'" not in str(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
