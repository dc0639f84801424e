"""Reads months: `July and August`, and those of a rule: `except July`, `every 2 months`, `twice a year`."""

from __future__ import annotations

import re

from msgspec import Struct

from scheduler.configuration.spelling import Misunderstood, quoted
from scheduler.programme.rules import EVERY_MONTH

NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_MONTHS = {
    **{name.casefold(): number for number, name in enumerate(NAMES, 1)},
    **{name[:3].casefold(): number for number, name in enumerate(NAMES, 1)},
    "sept": 9,
}
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_RANGE = r"\s*[-–]\s*|\s+to\s+"
_LIST = r"\s*,\s*(?:and\s+)?|\s+(?:and|or)\s+(?:in\s+)?|\s*&\s*"
PATTERN = rf"(?:{_NAME})(?:(?:{_RANGE}|{_LIST})(?:{_NAME}))*"
"""A regular expression for a list of months in small letters."""


def months(text: str) -> tuple[int, ...]:
    """Returns the numbers of the months in `text`, which `PATTERN` matches, in the order of a year."""
    return tuple(sorted({number for item in re.split(_LIST, text) for number in _range(item)}))


def _range(item: str) -> list[int]:
    """Returns the months of `June to August`; those of `November to February` go over the end of a year."""
    first, *_, last = [_MONTHS[name] for name in re.split(_RANGE, item)] * 2
    return [(first + step - 1) % 12 + 1 for step in range((last - first) % 12 + 1)]


class MonthsPhrase(Struct, frozen=True, kw_only=True):
    """The rule of a text without its months; these are `named`, or every `interval` from the first one on."""

    rule: str
    named: tuple[int, ...] = EVERY_MONTH
    interval: int = 1


_NUMBERS = {
    word: number
    for number, words in {
        2: "two other second 2nd",
        3: "three third 3rd",
        4: "four fourth 4th",
        6: "six sixth 6th",
        12: "twelve",
    }.items()
    for word in words.split()
}
_WORDS = {
    "quarter": 3,
    "quarterly": 3,
    "half year": 6,
    "half-year": 6,
    "twice a year": 6,
    "half-yearly": 6,
    "year": 12,
    "yearly": 12,
    "annually": 12,
    "once a year": 12,
}
_NUMBER, _WORD = "|".join(_NUMBERS), "|".join(_WORDS)
_INTERVAL = rf"(?:(?:of |in )?(?:every|each) )?(?:([0-9]{{1,9}}|{_NUMBER}) months?|({_WORD}))"
_EXCEPT = re.compile(rf"(.+?),? (?:except|but not|without|not|excluding)(?: in| for)? ({PATTERN})")
_IN = re.compile(rf"(.+?),? (?:only )?(?:in|of) (?:every )?({PATTERN})")
_RULE_FIRST = re.compile(rf"(.+?),? {_INTERVAL}")
_INTERVAL_FIRST = re.compile(rf"{_INTERVAL},? (?:on|in) (?:the )?(?P<rule>.+)")


def split_months(words: str) -> MonthsPhrase:
    """Separates the months of a rule, which is in small letters; raises Misunderstood if it has none left.

    A text without months is a rule for every month.
    """
    if match := _EXCEPT.fullmatch(words):
        left_out = months(match[2])
        named = tuple(number for number in EVERY_MONTH if number not in left_out)
        if not named:
            raise Misunderstood(f"{quoted(words)} leaves no month")
        return MonthsPhrase(rule=match[1], named=named)
    if match := _IN.fullmatch(words):
        return MonthsPhrase(rule=match[1], named=months(match[2]))
    if match := _RULE_FIRST.fullmatch(words):
        return MonthsPhrase(rule=match[1], interval=_interval(match[2], match[3], words))
    if match := _INTERVAL_FIRST.fullmatch(words):
        return MonthsPhrase(rule=match["rule"], interval=_interval(match[1], match[2], words))
    return MonthsPhrase(rule=words)


def _interval(number: str | None, word: str | None, words: str) -> int:
    number_of_months = _WORDS[word] if word else _NUMBERS.get(number or "") or int(number or 0)
    if not number_of_months or 12 % number_of_months:
        raise Misunderstood(
            f"{quoted(words)} would have other months in each year; write `every 2 months`, or 3, 4, 6 "
            "or 12, or name the months: `third Wednesday in March and October`"
        )
    return number_of_months


def months_from(first: int, interval: int) -> tuple[int, ...]:
    """Returns every `interval`-th month of a year, of which `first` is one, in order."""
    return tuple(number for number in EVERY_MONTH if (number - first) % interval == 0)
