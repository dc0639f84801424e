"""The JSON Schema of the configuration, with which editors complete keys and mark mistakes while typing.

It is looser than `read`: anything that it marks is wrong, but not every mistake is marked.
"""

from __future__ import annotations

from typing import Any

from scheduler.configuration.blocks.documents import SECTIONS, Document
from scheduler.configuration.blocks.fields import BlockField, fields_of

_ID = "^[a-z0-9]+(-[a-z0-9]+)*$"
_NULL = {"type": "null"}
_Schema = dict[str, Any]


def json_schema() -> _Schema:
    """Returns the schema of one file (JSON Schema, draft 2020-12)."""
    blocks: _Schema = {}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Twincal configuration",
        "description": "A Twincal configuration, or one file of it.",
        "type": "object",
        "properties": {name: _section(name, section, blocks) for name, section in SECTIONS.items()},
        "additionalProperties": False,
        "$defs": blocks,
    }


def _section(name: str, section: type[Document], blocks: _Schema) -> _Schema:
    entry = _block(section, blocks)
    if section.namespace is None:
        return {"anyOf": [entry, _NULL]}
    if section.list_key:
        entry = {"anyOf": [entry, {"items": {"type": "string"}, "type": "array"}]}
    entries = {"additionalProperties": entry, "type": "object", "propertyNames": {"pattern": _ID}}
    return {"anyOf": [entries, _NULL], "title": _title(name)}


def _title(key: str) -> str:
    return key.replace("_", " ").title()


def _block(block_type: type[Document], blocks: _Schema) -> _Schema:
    """Returns a reference to the schema of a type of block, which it adds to `blocks`."""
    name = block_type.__name__
    blocks[name] = {
        "title": name,
        "description": block_type.__doc__,
        "type": "object",
        "properties": {key: _field(field, blocks) for key, field in fields_of(block_type).items()},
        "additionalProperties": False,
        "required": [key for key in block_type.required if key not in block_type.instead],
    }
    if block_type.instead:
        blocks[name]["oneOf"] = [{"required": [key]} for pair in block_type.instead.items() for key in pair]
    return {"$ref": f"#/$defs/{name}"}


def _field(field: BlockField, blocks: _Schema) -> _Schema:
    schema = field.type.schema if field.type is not None else {}
    if field.block_type is not None:
        block = _block(field.block_type, blocks)
        by_id = {"additionalProperties": {"anyOf": [block, _NULL]}, "type": "object"}
        schema = {"block": block, "list": {"items": block, "type": "array"}, "by id": by_id}[field.shape]
    if field.may_be_none:
        schema = {"anyOf": [*schema.get("anyOf", [schema]), _NULL]}
    return {"title": _title(field.key), **schema}
