"""A list of names on several pages, in the order of the alphabet: each page by its first and its last name.

Each language has its own order, so the same page has other names in another language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import ceil, isqrt
from typing import Protocol, TypeVar
from unicodedata import normalize

from msgspec import Struct

from scheduler.programme.texts import Text
from scheduler.publication.pages.views.numbered import even_shares

MAX_NAMES = 60
"""The most names in one list: what a reader takes in without a search."""

_ACCENTS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_LETTERS = str.maketrans({"æ": "ae", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "œ": "oe"})


class Titled(Protocol):
    """A value with a name."""

    @property
    def title(self) -> Text:
        """The name."""


Entry = TypeVar("Entry", bound=Titled)

NamePages = Mapping[str, Sequence[Sequence[Entry]]]
"""The entries of each page, by language."""


class NameRange(Struct, frozen=True, kw_only=True):
    """A page of names in one language: its address, its first and its last name."""

    address: str
    first: Text
    last: Text


Ranges = Mapping[str, tuple[NameRange, ...]]
"""The pages of a list of names, by language; none if the names fit on one page with other contents."""


def page_count(names: int) -> int:
    """Returns the number of pages for so many names; none if they fit on a page with other contents.

    A page has `MAX_NAMES` names at most, or as many as there are pages, if that is more.
    """
    return ceil(names / max(MAX_NAMES, isqrt(names))) if names > MAX_NAMES else 0


def list_address(owner: str, kind: str) -> str:
    """Returns the address below which a list of names has its pages; `owner` is the page that links to it."""
    return f"{owner}/all-{kind}" if owner else f"all-{kind}"


def page_addresses(owner: str, kind: str, names: int) -> Sequence[str]:
    """Returns the addresses of the pages of a list with so many names."""
    return [f"{list_address(owner, kind)}/{number + 1}" for number in range(page_count(names))]


def name_pages(entries: Sequence[Entry], languages: Sequence[str]) -> NamePages[Entry]:
    """Returns the entries of each page, in the order of their names in each language."""
    shares = even_shares(len(entries), page_count(len(entries)))
    by_language = {
        code: sorted(entries, key=lambda entry: sort_key(entry.title.say(code))) for code in languages
    }
    return {code: [in_order[start:end] for start, end in shares] for code, in_order in by_language.items()}


def ranges_of(pages: NamePages[Entry], owner: str, kind: str) -> Ranges:
    """Returns the first and the last name of each page."""
    return {
        code: tuple(
            NameRange(
                address=f"{list_address(owner, kind)}/{number}",
                first=entries[0].title,
                last=entries[-1].title,
            )
            for number, entries in enumerate(groups, 1)
        )
        for code, groups in pages.items()
    }


def sort_key(name: str) -> tuple[str, str]:
    """Returns the key by which a name is sorted: Latin letters without their accents, then other scripts.

    The letters of Cyrillic and the syllables of Hangul are in the order of their alphabets already.
    """
    plain = _ACCENTS.sub("", normalize("NFD", name.casefold()))
    return normalize("NFC", plain).translate(_LETTERS), name
