"""The base of all kinds of blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import ConfigDict


def _describe(schema: dict[str, Any], kind: type[Any]) -> None:
    schema["description"] = kind.__doc__
    if kind.required:
        schema["required"] = list(kind.required)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The keys of one kind of block, with the types of their values.

    `required` maps each key that must be written to an example of its line; `example` is for a block that
    requires none. `noun` names the block in messages.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", arbitrary_types_allowed=True, json_schema_extra=_describe
    )
    required: ClassVar[dict[str, str]] = {}
    noun: ClassVar[str] = "this block"
    example: ClassVar[str] = ""
