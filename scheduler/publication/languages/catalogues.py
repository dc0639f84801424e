"""Reads the files of translators: for each language one of phrases, and one of names of holidays."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

SOURCE = "en"
"""The language that phrases are written in."""


def codes() -> tuple[str, ...]:
    """Returns the languages that have a catalogue of phrases, English first."""
    names = (entry.name for entry in _folder().iterdir() if entry.name.endswith(".po"))
    return tuple(
        sorted((name.removesuffix(".po") for name in names), key=lambda code: (code != SOURCE, code))
    )


def phrases(code: str) -> Catalog | None:
    """Returns the phrases in the language `code`, with or without a country; None if there are none."""
    return _read(code)


def holidays(code: str) -> Catalog | None:
    """Returns the names of holidays in the language `code` by the English ones; None if there are none."""
    return _read(code, "holidays")


def _folder(*folders: str) -> Traversable:
    return resources.files("scheduler.publication.languages").joinpath("translations", *folders)


def _read(code: str, *folders: str) -> Catalog | None:
    folder = _folder(*folders)
    for name in (code, code.partition("-")[0]):
        source = folder / f"{name}.po"
        if source.is_file():
            with source.open("rb") as text:
                return read_po(text)
    return None
