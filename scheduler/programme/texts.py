"""How the programme speaks and looks: texts, phrases and statements for readers, its logo and its colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

ANY_LANGUAGE = ""
COUNT = "{count}"
"""The place of the number in a phrase."""
OTHER = "other"
PLURAL_CATEGORIES = ("zero", "one", "two", "few", "many", OTHER)
"""The plural forms that languages have (Unicode TR 35, part 3); every language has OTHER."""


class Text(Struct, frozen=True):
    """Pairs of language and words; the first pair serves every language that has none."""

    versions: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        if not self.versions or "" in [words.strip() for _, words in self.versions]:
            raise ValueError("a text needs words")

    @classmethod
    def plain(cls, words: str) -> Text:
        """Returns a text with the same words in every language."""
        return cls(((ANY_LANGUAGE, words),))

    @classmethod
    def of(cls, by_language: Mapping[str, str]) -> Text:
        """Returns a text with a version for each language; the first one serves all others."""
        return cls(tuple(by_language.items()))

    def say(self, language: str) -> str:
        """Returns the words for `language` ("bg"), or those of the first version."""
        return dict(self.versions).get(language, self.versions[0][1])

    def words(self) -> tuple[str, ...]:
        """Returns the words of every version."""
        return tuple(words for _, words in self.versions)


def said(value: Any, code: str) -> object:
    """Returns what readers of the language `code` see of a value: each text in it by its words."""
    if isinstance(value, Text):
        return value.say(code)
    if isinstance(value, Struct):
        return tuple(said(getattr(value, name), code) for name in value.__struct_fields__)
    return tuple(said(each, code) for each in value) if isinstance(value, tuple) else value


class OwnPhrase(Struct, frozen=True):
    """One of Twincal's English phrases in another language.

    `forms` are pairs of a plural category and words. OTHER is one of them, and the only one of a phrase
    without a number.
    """

    english: str
    forms: tuple[tuple[str, str], ...]


class OwnPhrases(Struct, frozen=True, cache_hash=True):
    """The phrases that the secretariat gives for one language."""

    language: str
    phrases: tuple[OwnPhrase, ...]

    def serves(self, code: str) -> bool:
        """Returns whether readers of the language `code` see them: those for `pt` also serve `pt-BR`."""
        return self.language in (code, code.partition("-")[0])


class PageTexts(Struct, frozen=True, kw_only=True):
    """The secretariat's own words for the statements that the law demands.

    `accessibility` and `privacy` replace Twincal's texts; `enforcement` is added to that on accessibility.
    """

    accessibility: Text | None = None
    enforcement: Text | None = None
    privacy: Text | None = None


class Logo(Struct, frozen=True):
    """The programme's logo: the bytes of a checked SVG or PNG file."""

    kind: Literal["svg", "png"]
    body: bytes


class Look(Struct, frozen=True, kw_only=True):
    """The programme's own logo and colour (`#rrggbb`), where to reach it, and who may embed its lists.

    `contact` is a web address. `embed_in` are the origins of sites, such as `https://www.example.org`.
    """

    logo: Logo | None = None
    colour: str | None = None
    contact: str | None = None
    embed_in: tuple[str, ...] = ()
