"""An input of a form: its label, its value, and how a person types that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from scheduler.configuration.edits.new_values import KeyPath
from scheduler.configuration.source.nodes import Plain
from scheduler.state.text_edits import sha256

InputLook = Literal[
    "line", "text", "lines", "date", "time", "moment", "url", "choice", "boxes", "named", "kept", "secret"
]
Choice = tuple[str, str]
"""A value that an input offers, and the words for it."""
SHOWED = "was."
"""What stands before the name of an input in the field with the digest of what it showed."""
AWAY = "away."
"""What stands before the name of a secret in the field that takes it away."""
LAST = 99
"""The order of the inputs below “More”."""


class Input(Struct, frozen=True, kw_only=True):
    """One input of a form: its label, and its value as a person types it.

    `name` is the path of its key: `office_hours`, `title.bg`, `join.url`, `speakers.0.name`. `part` is what
    the block around it is called, and `language` that of one version of a text. `usual` holds where nothing
    is written. `is_first` says that it is seen at once, in this `order`, `is_set` that a secret is written,
    `is_needed` that the block `part` is nothing without it, and `is_required` that the form is.
    `has_pairs` says that each line is a label and its value: a link, or a city and its hour.
    """

    name: str
    label: str
    look: InputLook
    value: str = ""
    part: str = ""
    language: str = ""
    hint: str = ""
    usual: str = ""
    choices: Sequence[Choice] = ()
    is_first: bool = False
    order: int = LAST
    is_set: bool = False
    is_needed: bool = False
    has_pairs: bool = False
    is_required: bool = False

    @property
    def path(self) -> KeyPath:
        """The keys that lead to its value."""
        return tuple(self.name.split("."))

    @property
    def whole(self) -> KeyPath:
        """What goes with the value: its block or row, if that is nothing without it."""
        return self.path[:-1] if self.is_needed else self.path

    @property
    def showed(self) -> str:
        """The digest of what it shows."""
        return digest(self.typed(self.value))

    @property
    def words(self) -> str:
        """The value in words; empty if none is written."""
        return self.in_words(self.value) if self.look != "secret" else "set" if self.is_set else ""

    def in_words(self, value: str) -> str:
        """Returns a value of this input in words."""
        named = dict(self.choices)
        parts = value.splitlines() if self.look in ("boxes", "lines") else [value]
        return ", ".join(named.get(each, each) or each for each in parts if each)

    def typed(self, given: str) -> str:
        """Returns what somebody typed, without what only separates words and lines."""
        parts = [each.strip() for each in given.splitlines()]
        match self.look:
            case "moment":
                return " ".join(given.split())
            case "boxes":  # in the order of the files, which the page does not keep
                stays = [each for each in self.value.splitlines() if each in parts]
                return "\n".join([*stays, *(each for each in parts if each and each not in stays)])
            case "lines":
                return "\n".join(filter(None, parts))
        return "\n".join(parts).strip()

    def written(self, typed: str) -> Plain:
        """Returns what was typed as the value of the files; None if nothing was."""
        parts: list[Plain] = [*typed.splitlines()]
        if not typed:
            return None
        if self.look == "named":
            return next((id for id, name in self.choices if name.casefold() == typed.casefold()), typed)
        if self.has_pairs and ": " in typed:
            pairs = (each.partition(": ") for each in typed.splitlines())
            return {label.strip(): value.strip() for label, _, value in pairs}
        if self.look in ("boxes", "lines"):
            return parts[0] if len(parts) == 1 else parts
        return typed


def digest(value: str) -> str:
    """Returns a short digest of what an input shows."""
    return sha256(value.encode())[:12]
