"""Advice as the desk shows it: by the links of its pages. What only a terminal can do is for the operator."""

from __future__ import annotations

from collections.abc import Mapping

from scheduler.desk.forms import BY_NAME
from scheduler.programme.advice import Advice, Command, Option, Permission
from scheduler.reports.advice_words import in_terminal

_PAGES: Mapping[str, str] = {
    "plan": "what would change",
    "apply": "“Publish”",
    "history": "the history",
    "check": "the warnings",
    "serve": "the server",
}
"""What the desk has for a command."""
_PERMISSIONS: Mapping[str, str] = {
    "past": "your word that the past is to change",
    "large": "your word that a large change is meant",
}


def on_page(advice: Advice) -> str:
    """Returns advice in words of the desk."""
    return "".join(map(_words, advice))


def _words(part: str | Command | Permission | Option) -> str:
    match part:
        case Permission(word) if word in _PERMISSIONS:
            return _PERMISSIONS[word]
        case Command((*_, Permission())):
            return f"{in_terminal((part,))} on the server"
        case Command((str(verb), *_)) if verb in BY_NAME:
            return f"“{BY_NAME[verb].title}”"
        case Command((str(verb), *_)):
            return _PAGES.get(verb) or f"{in_terminal((part,))} on the server"
    return in_terminal((part,))
