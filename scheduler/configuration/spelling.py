"""Errors with messages for people, and the parts of such messages: quotations, lists, the closest word.

Messages are for readers who are no programmers. They say what is wrong, then what would be right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from scheduler.programme.english_lists import joined
from scheduler.programme.problems import ProblemCode, similar_names

LONGEST_QUOTE = 60
LONGEST_LIST = 32
_SEPARATOR = re.compile(r"[\W_]+")
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs of Unicode that have no ink: fillers of Hangul, and Braille without a dot."""


class ParseError(ValueError):
    """A text that does not fit its field; the message says what would be right.

    Code that must react to the mistake looks at `code` (its kind) or `suggestion` (the one value that was
    probably meant), never at the message. `at`: whether the value or its key is wrong. If several items
    of one value are wrong, `items` pairs the key or index of each with its error.
    """

    def __init__(
        self,
        message: str,
        *,
        suggestion: str | None = None,
        code: ProblemCode | None = None,
        at: Literal["value", "key"] = "value",
        items: Sequence[tuple[str | int, ParseError]] = (),
    ) -> None:
        self.suggestion = suggestion
        self.code = code
        self.at = at
        self.items = items
        super().__init__(message)


def is_visible(text: str) -> bool:
    """Returns whether any character of `text` has ink."""
    return any(
        character not in _BLANK_LETTERS and unicodedata.category(character)[0] not in "CZ"
        for character in text
    )


def quoted(words: str) -> str:
    """Returns `words` in backticks, on one line and cut to 60 characters."""
    line = " ".join(words.split())
    return f"`{line}`" if len(line) <= LONGEST_QUOTE else f"`{line[: LONGEST_QUOTE - 1]}…`"


def listed(words: Iterable[str], *, last: str = "and") -> str:
    """Returns the words as in a sentence: `a`, `b` and `c`."""
    return joined([f"`{word}`" for word in words], last)


def closest(word: str, names: Iterable[str]) -> str | None:
    """Returns the one of `names` that was probably meant; None if no choice is clear."""
    folded, by_folded = word.casefold(), _by_folded(tuple(names))
    parts = sorted(folded.split("-"))  # busan-lisbon is lisbon-busan
    swapped = [name for name in by_folded if len(parts) > 1 and sorted(name.split("-")) == parts]
    matches = swapped or similar_names(folded, by_folded.keys())
    if not matches and len(word) >= 4:
        matches = [name for name in by_folded if _is_part(folded, name) or _is_part(name, folded)]
    return by_folded[matches[0]] if len(matches) == 1 else None


def _is_part(word: str, name: str) -> bool:
    """Returns whether `name` has all words of `word`; `category` has not the word `at`."""
    return set(_SEPARATOR.split(word)) <= set(_SEPARATOR.split(name))


@lru_cache(maxsize=8)  # thousands of misspelt ids have the same choices
def _by_folded(names: tuple[str, ...]) -> Mapping[str, str]:
    return {name.casefold(): name for name in names}


def what_instead(word: str, names: Iterable[str], *, plural: str) -> str:
    """Returns what to write instead of `word`: the closest of `names`, or all of them if they are few."""
    choices = list(names)
    suggestion = closest(word, choices)
    if suggestion is not None:
        return f"did you mean `{suggestion}`?"
    if not choices:
        return f"there are no {plural} yet"
    if len(choices) <= LONGEST_LIST:
        return (
            f"the {plural} are {listed(choices)}" if len(choices) > 1 else f"the only one is `{choices[0]}`"
        )
    return f"it is none of the {len(choices)} {plural}"
