"""Advice as a terminal shows it: commands and options to type."""

from __future__ import annotations

import re
import shlex
from itertools import chain

from scheduler.programme.advice import Advice, Command, Option, Permission

_PLAIN = re.compile(r"[\w@%+=:,./…-]+")
"""What needs no quotation marks in a shell: also letters that are not Latin, which shlex puts in some."""
_WITH_SPACE = re.compile(r'[^"$`\\!]+')
"""What needs double ones alone, which every shell knows."""


def in_terminal(advice: Advice) -> str:
    """Returns advice in words: "read it again: `twincal plan my-programme`"."""
    return "".join(map(_words, advice))


def with_advice(wrong: str, advice: Advice) -> str:
    """Returns what is wrong and what would help, on one line."""
    between = " " if wrong.endswith((".", "?")) else "; "
    return f"{wrong}{between}{in_terminal(advice)}" if advice else wrong


def command_line(command: Command) -> str:
    """Returns a command to be pasted into a shell."""
    words = ("twincal", *chain.from_iterable(map(_typed, command.words)))
    line = " ".join(map(_quoted, words))
    return f"{line} > {command.into}" if command.into else line


def _quoted(word: str) -> str:
    if _PLAIN.fullmatch(word):
        return word
    return f'"{word}"' if _WITH_SPACE.fullmatch(word) else shlex.quote(word)


def _typed(part: str | Permission | Option) -> tuple[str, ...]:
    match part:
        case Permission(word):
            return "--allow", word
        case Option(name, value):
            return (f"--{name}", value) if value else (f"--{name}",)
    return (part,)


def _words(part: str | Command | Permission | Option) -> str:
    if isinstance(part, Command):
        return f"`{command_line(part)}`"
    words = " ".join(_typed(part))
    return f"`{words}`" if isinstance(part, Option) and part.value else words
