"""The base of all kinds of blocks."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct


class Document(Struct, frozen=True, kw_only=True):
    """The keys of one kind of block, with the types of their values.

    `required` maps each key that must be written to an example of its line; `example` is for a block that
    requires none. A key may be missing if the one that `instead` has for it is there. `noun` names the block
    in messages.
    """

    required: ClassVar[dict[str, str]] = {}
    instead: ClassVar[dict[str, str]] = {}
    noun: ClassVar[str] = "this block"
    example: ClassVar[str] = ""
