"""Words that the secretariat writes, in one language for all or in one version per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ANY_LANGUAGE = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Pairs of language and words; the first pair serves every language that has none of its own."""

    versions: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        if not self.versions or any(not words.strip() for _, words in self.versions):
            raise ValueError("a text needs words")

    @classmethod
    def plain(cls, words: str) -> Text:
        """The same words in every language."""
        return cls(((ANY_LANGUAGE, words),))

    @classmethod
    def of(cls, by_language: Mapping[str, str]) -> Text:
        """One version per language; the order of the mapping is the order of preference."""
        return cls(tuple(by_language.items()))

    def say(self, language: str) -> str:
        """The words for `language` ("bg"), or the first version where there are none."""
        return dict(self.versions).get(language, self.versions[0][1])

    def words(self) -> tuple[str, ...]:
        """Every version's words, for checks that must see them all."""
        return tuple(words for _, words in self.versions)
