"""The JSON Schema of the configuration, with which editors complete keys and mark mistakes while typing.

It is looser than `read`: anything that it marks is wrong, but not every mistake is marked.
"""

from __future__ import annotations

from typing import Any

from scheduler.configuration.blocks.documents import Document
from scheduler.configuration.blocks.fields import BlockField, fields_of
from scheduler.configuration.reading.sections import SECTIONS, Section

_ID = "^[a-z0-9]+(-[a-z0-9]+)*$"
_NULL = {"type": "null"}


def json_schema() -> dict[str, Any]:
    """Returns the schema of one file (JSON Schema, draft 2020-12)."""
    kinds = _with_inner_kinds([section.document for section in SECTIONS.values()])
    return {
        "$defs": {kind.__name__: _block(kind) for kind in sorted(kinds, key=lambda kind: kind.__name__)},
        "additionalProperties": False,
        "description": "A Twincal configuration, or one file of it.",
        "properties": {name: _section(name, section) for name, section in SECTIONS.items()},
        "title": "Twincal configuration",
        "type": "object",
        "$schema": "https://json-schema.org/draft/2020-12/schema",
    }


def _with_inner_kinds(kinds: list[type[Document]]) -> set[type[Document]]:
    """Returns the kinds, and those of all blocks inside them."""
    inner = [field.kind for kind in kinds for field in fields_of(kind).values() if field.kind is not None]
    return {*kinds, *(_with_inner_kinds(inner) if inner else ())}


def _reference(kind: type[Document]) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _section(name: str, section: Section) -> dict[str, Any]:
    entry = _reference(section.document)
    if section.namespace is None:
        return {"anyOf": [entry, _NULL]}
    if section.document.list_key:
        entry = {"anyOf": [entry, {"items": {"type": "string"}, "type": "array"}]}
    entries = {"additionalProperties": entry, "type": "object", "propertyNames": {"pattern": _ID}}
    return {"anyOf": [entries, _NULL], "title": _title(name)}


def _title(key: str) -> str:
    return key.replace("_", " ").title()


def _block(kind: type[Document]) -> dict[str, Any]:
    always = [key for key in kind.required if key not in kind.instead]
    required = {"required": always} if always else {}
    choices = [{"required": [key]} for pair in kind.instead.items() for key in pair]
    return {
        "additionalProperties": False,
        "description": kind.__doc__,
        "properties": {key: _field(field) for key, field in fields_of(kind).items()},
        **({"oneOf": choices} if choices else {}),
        **required,
        "title": kind.__name__,
        "type": "object",
    }


def _field(field: BlockField) -> dict[str, Any]:
    schema = _value(field)
    if field.may_be_none:
        schema = {"anyOf": [*schema.get("anyOf", [schema]), _NULL]}
    return schema if field.shape == "block" else dict(sorted({**schema, "title": _title(field.key)}.items()))


def _value(field: BlockField) -> dict[str, Any]:
    if field.kind is None:
        return field.type.schema if field.type is not None else {}
    blocks = _reference(field.kind)
    if field.shape == "list":
        return {"items": blocks, "type": "array"}
    if field.shape == "by id":
        return {"additionalProperties": {"anyOf": [blocks, _NULL]}, "type": "object"}
    return blocks
