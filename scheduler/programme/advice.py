"""Advice: what would help after a refusal, an error or a finding, as a value.

Advice is a text, or a row of texts, commands, permissions and options. A terminal says what to type
(scheduler/reports/advice_words.py), the desk what to press (scheduler/desk/words.py). Nothing below
the reports knows how a terminal writes them.
"""

from __future__ import annotations

from itertools import chain
from typing import Literal

from msgspec import Struct


class Permission(Struct, frozen=True):
    """A permission to go ahead that a person may give, by its word."""

    word: Literal["large", "past", "clock", "damaged", "changed"]


class Option(Struct, frozen=True):
    """A choice that a command has, such as `database`, and its value if that is known."""

    name: str
    value: str = ""


class Command(Struct, frozen=True):
    """A command: its name, what it is about and with what. `into` is the file for what it prints."""

    words: tuple[str | Permission | Option, ...]
    into: str = ""


Advice = str | tuple[str | Command | Permission | Option, ...]


def advise(text: str, *values: str | Command | Permission | Option) -> Advice:
    """Returns `text` with these values in its holes, which are written `{}`."""
    first, *others = text.split("{}")
    return (first, *chain.from_iterable(zip(values, others, strict=True)))


def command(*words: str | Permission | Option, into: str = "") -> Command:
    """Returns the command of these words."""
    return Command(words, into)


def permissions_in(advice: Advice) -> frozenset[str]:
    """Returns the words of the permissions that would help."""
    return frozenset(part.word for part in advice if isinstance(part, Permission))
