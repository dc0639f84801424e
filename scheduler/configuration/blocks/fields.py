"""The fields of every type of block, as their annotations say, and messages for keys that a block lacks.

A field that is added to a document follows in reading, the JSON Schema, the checks of texts, and messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, get_args, get_origin

from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from scheduler.configuration.blocks import types as t
from scheduler.configuration.blocks.documents import Document
from scheduler.configuration.spelling import closest, listed, quoted, what_instead
from scheduler.programme.english_lists import joined
from scheduler.programme.problems import FieldPath
from scheduler.programme.texts import Text

Shape = Literal["value", "block", "list", "by id"]


class BlockField(Struct, frozen=True, kw_only=True):
    """One key of a block.

    `shape` says whether the key holds one value, a block, a list of blocks, or blocks by id. `block_type` is
    that of these blocks; None for a value. `type` is the type of a value; None for blocks. `words` are others
    that people write for the key. `may_be_empty` is set if the key needs no value where it is not required,
    and `may_be_none` if the document has None where nothing is written. `may_hold_text` is not set for dates,
    numbers, names and the like. `label` is what a form calls it: without one of its own, like the key.
    """

    name: str
    key: str
    shape: Shape
    block_type: type[Document] | None
    type: t.FieldType | None
    words: tuple[str, ...]
    may_be_empty: bool
    may_be_none: bool
    may_hold_text: bool
    label: t.Label


@cache
def fields_of(block_type: type[Document]) -> dict[str, BlockField]:
    """Returns the fields of a type of block, by key."""
    return {field.encode_name: _field(field) for field in fields(block_type)}


def type_at(block_type: type[Document], path: FieldPath) -> t.FieldType | None:
    """Returns the type of the value that stands at `path` in a block of this type, or around it."""
    field = fields_of(block_type).get(str(path[0])) if path else None
    if field is None or field.block_type is None:
        return field.type if field is not None else None
    return type_at(field.block_type, path[1:] if field.shape == "block" else path[2:])


def _field(field: FieldInfo) -> BlockField:
    parts = [*_parts(field.type)]
    type_of_value = next((part for part in parts if isinstance(part, t.FieldType)), None)
    classes = [part for part in parts if isinstance(part, type)]
    origins: set[Any] = {*map(get_origin, parts)}
    block_type = next((part for part in classes if issubclass(part, Document)), None)
    shape: Shape = "list" if list in origins else "by id" if dict in origins else "block"
    return BlockField(
        name=field.name,
        key=field.encode_name,
        shape=shape if block_type else "value",
        block_type=block_type,
        type=type_of_value,
        words=tuple(word for part in parts if isinstance(part, t.Words) for word in part.words.split()),
        may_be_empty=block_type is not None or field.default == () or t.MAY_BE_EMPTY in parts,
        may_be_none=field.default is None,
        may_hold_text=any(issubclass(part, (str, Text, Document)) for part in classes)
        and not (type_of_value is not None and type_of_value.holds == "names"),
        label=next(
            (part for part in reversed(parts) if isinstance(part, t.Label)), _label(field.encode_name)
        ),
    )


def _label(key: str) -> t.Label:
    return t.Label(key.replace("_", " ").capitalize())


def _parts(annotation: Any) -> Iterator[Any]:
    """Yields an annotation and all parts of it, as of `dict[str, ChangeDocument | None] | None`."""
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


_PERSONAL = (
    *("attendee", "attendees", "participant", "participants", "guests", "invitees", "people"),
    *("email", "e-mail", "e_mail", "mail", "contact", "phone", "telephone", "organizer_email"),
)
"""What no block has a key for."""


def unknown_key(block_type: type[Document], key: str) -> str:
    """Returns why a block of this type has no `key`, and what would be right."""
    has_no = f"{block_type.noun} has no {quoted(key)}"
    cures = (vars(each).get("cures", {}).get(key.casefold()) for each in block_type.__mro__)
    if (cure := next(filter(None, cures), None)) is not None:
        return f"{has_no}: {cure}"
    if key.casefold() in _PERSONAL:
        return f"{has_no}: names and addresses of people have no place in a calendar; take the line out"
    suggestion = suggested_key(block_type, key)
    if suggestion is not None:
        return f"{has_no}; did you mean `{suggestion}`?"
    longer = [name for name in fields_of(block_type) if key in name.split("_")]
    if longer:
        return f"{has_no}; did you mean {listed(longer, last='or')}?"
    owners = [each.noun for each in _block_types() if key in fields_of(each)]
    if owners:
        return f"{has_no}; {joined(owners)} {'have' if owners[1:] else 'has'} it"
    return f"{has_no}; {what_instead(key, fields_of(block_type), plural='keys')}"


@cache
def _block_types() -> tuple[type[Document], ...]:
    """Returns the types of blocks that have a noun of their own."""
    found: list[type[Document]] = [Document]
    for block_type in found:
        found += block_type.__subclasses__()
    return tuple(each for each in found if "noun" in vars(each) and each is not Document)


def suggested_key(block_type: type[Document], key: str) -> str | None:
    """Returns the key of the block that `key` probably means; None if there is none."""
    fields = fields_of(block_type)
    word = key.strip().casefold().replace("-", "_").replace(" ", "_")
    if word in fields:
        return word
    meant = [field for field in fields.values() if word in field.words]
    likeliest = min(meant, key=lambda field: field.words.index(word), default=None)
    return likeliest.key if likeliest is not None else closest(word, fields)
