"""What translators wrote: a file for each language, of phrases or of the names of holidays."""

from __future__ import annotations

from importlib import resources

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po


def phrases(code: str) -> Catalog | None:
    """What Twincal says in the language `code`, whichever its country; None where it has no phrases in it."""
    return _read(code)


def holidays(code: str) -> Catalog | None:
    """The names of public holidays in the language `code`, by the English ones; None where it has none."""
    return _read(code, "holidays")


def _read(code: str, *folders: str) -> Catalog | None:
    folder = resources.files("scheduler.publication.languages").joinpath("translations", *folders)
    for name in (code, code.partition("-")[0]):
        source = folder / f"{name}.po"
        if source.is_file():
            with source.open("rb") as text:
                return read_po(text)
    return None
