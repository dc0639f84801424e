"""Reads the files of translators: one with phrases and one with names of holidays for each language."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from msgspec import Struct

SOURCE_LANGUAGE = "en"
"""The language in which the code and the templates hold phrases."""


class SourcePhrase(Struct, frozen=True):
    """An English phrase that Twincal says: its plural if it has a number, and a note for translators."""

    english: str
    plural: str | None
    note: str


@cache
def source_phrases() -> tuple[SourcePhrase, ...]:
    """Returns every phrase, in the order of the alphabet."""
    return tuple(
        SourcePhrase(
            english=message.id[0] if isinstance(message.id, tuple) else str(message.id),
            plural=message.id[1] if isinstance(message.id, tuple) else None,
            note=" ".join(message.auto_comments),
        )
        for message in phrases(SOURCE_LANGUAGE) or ()
        if message.id
    )


@cache
def codes() -> tuple[str, ...]:
    """Returns the languages that have a catalogue of phrases, English first."""
    names = (file.name for file in _folder().iterdir() if file.name.endswith(".po"))
    return tuple(
        sorted((name.removesuffix(".po") for name in names), key=lambda code: (code != SOURCE_LANGUAGE, code))
    )


def phrases(code: str) -> Catalog | None:
    """Returns the phrases for `code`, else for its language without the country; None if there are none."""
    return _read(code)


def holidays(code: str) -> Catalog | None:
    """Returns the names of holidays for `code` by their English names, found like `phrases`."""
    return _read(code, "holidays")


def _folder(*folders: str) -> Traversable:
    return resources.files("scheduler.publication.languages").joinpath("translations", *folders)


def _read(code: str, *folders: str) -> Catalog | None:
    folder = _folder(*folders)
    for name in _names(code):
        file = folder / f"{name}.po"
        if file.is_file():
            with file.open("rb") as stream:
                return read_po(stream)
    return None


def _names(code: str) -> tuple[str, ...]:
    """Returns the code, and its language without the country if both are written in the same script."""
    language = code.partition("-")[0]
    return (code, language) if _script(code) == _script(language) else (code,)


def _script(code: str) -> str:
    """Returns the script that a language is written in there, such as Hant for zh-TW; empty if unknown."""
    name, language = code.replace("-", "_"), code.partition("-")[0]
    try:
        script = Locale.parse(get_global("likely_subtags").get(name, name)).script
    except (UnknownLocaleError, ValueError):
        return ""
    return script or ("" if language == code else _script(language))
