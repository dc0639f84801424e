"""What a person types for a field, as a value of the files.

1. A text with commas or semicolons is a list, wherever the field takes one; a web address may have some of
   its own.
2. A text that begins with `[` or `{` is YAML on one line, wherever the field takes a list or a block.
3. A text for a block is the value of the key that the block needs: an address for `join`, a name for `host`
   and for each speaker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scheduler.commands.refusals import Refused
from scheduler.configuration.blocks.documents import Document
from scheduler.configuration.blocks.fields import BlockField, fields_of, type_at
from scheduler.configuration.edits.new_values import KeyPath, Values, listed_values
from scheduler.configuration.source.nodes import Plain, typed_yaml


def typed_value(block_type: type[Document], path: KeyPath, value: Plain) -> tuple[KeyPath, Plain]:
    """Returns the path and the value that a person means who types a value for the field at `path`.

    Raises Refused for several values where the field takes one.
    """
    field, around = _field_at(block_type, path), type_at(block_type, path)
    if isinstance(value, str) and value[:1] in ("[", "{") and (around is None or around.holds != "prose"):
        value = typed_yaml(value)
    if field is None or value is None:
        return path, value
    takes_list = field.shape == "list" or (field.type is not None and field.type.takes_list)
    needed = next(iter(field.block_type.required), "") if field.block_type is not None else ""
    if field.shape == "block" and needed and isinstance(value, str):
        return (*path, needed), value
    values = [part for each in listed_values(value) for part in (_parts(each) if takes_list else (each,))]
    if len(values) > 1 and not takes_list:
        words = " ".join(map(str, values))
        raise Refused(f"`{field.key}` takes one value", f'put quotation marks around it: "{words}"')
    if field.shape == "list":
        return path, [{needed: each} if needed and isinstance(each, str) else each for each in values]
    return path, values[0] if len(values) == 1 else values


def typed_values(block_type: type[Document], values: Values) -> Values:
    """Returns the values of a new block as a person means them who types each."""
    return {key: typed_value(block_type, (key,), value)[1] for key, value in values.items()}


def _field_at(block_type: type[Document], path: KeyPath) -> BlockField | None:
    """Returns the field at the end of a path; None for a language of a text, and for no field."""
    field = fields_of(block_type).get(path[0])
    below = path[1:] if field is not None and field.shape == "block" else path[2:]
    if field is None or field.block_type is None or len(path) == 1:
        return field if len(path) == 1 else None
    return _field_at(field.block_type, below) if below else None


def _parts(value: Plain) -> Iterator[Plain]:
    if isinstance(value, str) and "://" not in value:
        yield from (each.strip() for each in re.split("[,;]", value) if each.strip())
    else:
        yield value
