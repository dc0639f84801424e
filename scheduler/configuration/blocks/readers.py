"""Readers of the values of fields: they return the value, or raise Misunderstood with what would be right.

A value is a text, None, a list or a block. Texts have limits of length: a feed has room for 480 kB
(docs/feeds.md), and one endless text would push every meeting out of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time
from typing import Any, TypeVar

from scheduler.configuration.phrases.hours import hour
from scheduler.configuration.spelling import (
    Misunderstood,
    MisunderstoodKey,
    SeveralMisunderstood,
    closest,
    is_visible,
    listed,
    quoted,
)
from scheduler.configuration.vocabulary.languages import LANGUAGE_PATTERN
from scheduler.configuration.vocabulary.web_addresses import address
from scheduler.programme.problems import ProblemCode
from scheduler.programme.texts import Text

T = TypeVar("T")
K = TypeVar("K", str, int)
ValueReader = Callable[[Any], T]


LONGEST_LINE = 255
"""Characters of a text in one line: a title, a name, a label, a role; a rule, a date, an hour."""
LONGEST_REMARK = 1_000
"""Characters of a place, or of the reason of a change: a sentence or two."""
LONGEST_PROSE = 10_000
"""Characters of a description, or of a statement on the pages."""
LONGEST_ADDRESS = 2_000
"""Characters of a web address; not every browser and server reads longer ones."""

_TRUE, _FALSE = ("true", "yes"), ("false", "no")


def one_text(
    read: Callable[[str], T],
    wanted: str,
    longest: int = LONGEST_LINE,
    *,
    wrong_shape: ProblemCode = "wrong-shape",
) -> ValueReader[T]:
    """Returns the reader of one text of at most `longest` characters; `wanted` names it, as in "a name".

    The length is checked before `read` sees the text, so that `read` may be slow. `wrong_shape` is the code
    of the error for a list or a block.
    """

    def read_value(value: Any) -> T:
        if not isinstance(value, str) or not value.strip() or not (value.isascii() or is_visible(value)):
            raise _no_text(value, wanted, wrong_shape)
        if len(value) > longest:
            _check_length(value.strip(), longest)
        return read(value)

    return read_value


def _no_text(value: Any, wanted: str, wrong_shape: ProblemCode) -> Misunderstood:
    if isinstance(value, str) and value.strip():
        words = f"these characters are invisible; write {wanted}, or take the line out"
        return Misunderstood(words, code="nothing-written")
    if value is None or isinstance(value, str):
        words = f"nothing is written here; write {wanted}, or take the line out"
        return Misunderstood(words, code="nothing-written")
    shape = "a list" if isinstance(value, list) else "a block of keys"
    return Misunderstood(f"must be {wanted}, not {shape}", code=wrong_shape)


def _check_length(text: str, longest: int) -> None:
    if len(text) > longest:
        raise Misunderstood(f"this is {len(text):,} characters long; write at most {longest:,}")


def one_of(choices: Mapping[str, T], kind: str) -> Callable[[str], T]:
    """Returns the reader of a word among `choices`."""

    def read(text: str) -> T:
        word = " ".join(text.split()).casefold()
        if word in choices:
            return choices[word]
        suggestion = closest(word, choices)
        hint = f"did you mean `{suggestion}`? " if suggestion else ""
        raise Misunderstood(f"{quoted(text)} is not a {kind}; {hint}the choices are {listed(choices)}")

    return read


def yes_or_no(text: str) -> bool:
    """Returns whether `text` is `true` or `yes`."""
    word = text.strip().casefold()
    if word not in (*_TRUE, *_FALSE):
        raise Misunderstood(f"{quoted(text)} is neither `true` nor `false`")
    return word in _TRUE


def number_of_days(text: str) -> int:
    """Returns a number from 1 to 366."""
    if not re.fullmatch("[0-9]{1,3}", text.strip()) or not 1 <= int(text) <= 366:
        raise Misunderstood(f"{quoted(text)} is not a number of days; write `3`, from 1 to 366")
    return int(text)


def subdivision(text: str) -> str:
    """Returns the code without its country: `BY` for `DE-BY`. Whether it exists depends on the country."""
    return re.sub("^[A-Za-z]{2}-", "", text.strip())


def one_or_list(read: ValueReader[T]) -> ValueReader[tuple[T, ...]]:
    """Returns the reader of a list of items, or of one item without a list."""

    def read_items(value: Any) -> tuple[T, ...]:
        if isinstance(value, str):
            return (read(value),)
        if not isinstance(value, list):
            words = "must be a list such as `[one, two]`, not a block of keys"
            raise Misunderstood(words, code="wrong-shape")
        return tuple(each(dict(enumerate(value)), lambda _, item: read(item)).values())

    return read_items


def on_one_line(read: ValueReader[T]) -> ValueReader[T]:
    """Returns the reader of one text, which may also be written as a list of its parts."""

    def read_line(value: Any) -> T:
        is_list = isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)
        return read(", ".join(value) if is_list else value)

    return read_line


def translated(longest: int) -> ValueReader[Text]:
    """Returns the reader of one text for all languages, or of a version per language."""
    read_plain = one_text(str.strip, "a text, or one per language", longest, wrong_shape="text-expected")
    read_version = one_text(str.strip, "the words in this language", longest)

    def read_item(language: str, value: Any) -> str:
        if not re.fullmatch(LANGUAGE_PATTERN, language):
            raise MisunderstoodKey(
                f"{quoted(language)} is not a language code; write one text, or one for each language: "
                "`{en: …, bg: …}`"
            )
        return read_version(value)

    def read(value: Any) -> Text:
        if isinstance(value, dict) and value:
            return Text.of(each(value, read_item))
        return Text.plain(read_plain(value))

    return read


def each(value: dict[K, Any], read: Callable[[K, Any], T]) -> dict[K, T]:
    """Returns `value` with every item read; raises SeveralMisunderstood with all wrong items."""
    items: dict[K, T] = {}
    errors: list[tuple[K, Misunderstood]] = []
    for key, item in value.items():
        try:
            items[key] = read(key, item)
        except Misunderstood as error:
            errors.append((key, error))
    if errors:
        raise SeveralMisunderstood(errors)
    return items


_read_reason = translated(LONGEST_REMARK)
_read_hour = one_text(hour, "an hour such as `10:00`")
_read_address = one_text(address, "a web address", LONGEST_ADDRESS)


def cancellation(value: Any) -> Text | bool:
    """Returns True, or the reason of a cancellation."""
    word = value.strip().casefold() if isinstance(value, str) else ""
    if word in _TRUE:
        return True
    if word in _FALSE:
        raise Misunderstood("a meeting that is not cancelled needs no `cancel:`; take the line out")
    if word in ("hide", "show"):
        raise Misunderstood(
            f"`{word}` is not a reason; write `cancel: true`, and `cancelled: {word}` below it"
        )
    return _read_reason(value)


def one_hour_or_per_city(value: Any) -> time | dict[str, time]:
    """Returns one hour, or an hour for each city."""
    if isinstance(value, dict) and value:
        return each(value, lambda _, item: _read_hour(item))
    return _read_hour(value)


def links(value: Any) -> dict[str, str]:
    """Returns a web address for each label."""
    if not isinstance(value, dict):
        raise Misunderstood(
            "must be lines of a label and an address, such as `agenda: https://example.org/agenda`",
            code="wrong-shape",
        )
    return each(value, _link)


def _link(label: str, value: Any) -> str:
    if not label.strip():
        raise MisunderstoodKey("a link needs a label, such as `agenda: https://example.org/agenda`")
    try:
        _check_length(label.strip(), LONGEST_LINE)
    except Misunderstood as error:
        raise MisunderstoodKey(f"the label of a link: {error}") from None
    return _read_address(value)
