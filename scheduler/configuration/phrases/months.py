"""Reads the months in which a rule has dates: `except July and August`, `every 2 months`, `twice a year`."""

from __future__ import annotations

import re

from msgspec import Struct

from scheduler.configuration.phrases import month_names
from scheduler.configuration.spelling import Misunderstood, quoted
from scheduler.programme.rules import EVERY_MONTH


class MonthsPhrase(Struct, frozen=True, kw_only=True):
    """The rule of a text without its months; these are `named`, or every `interval` from the first one on."""

    rule: str
    named: tuple[int, ...] = EVERY_MONTH
    interval: int = 1


_NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "six": 6,
    "twelve": 12,
    "other": 2,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "sixth": 6,
    "6th": 6,
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
_EXCEPT = re.compile(
    rf"(.+?),? (?:except|but not|without|not|excluding)(?: in| for)? ({month_names.PATTERN})"
)
_IN = re.compile(rf"(.+?),? (?:only )?(?:in|of) (?:every )?({month_names.PATTERN})")
_RULE_FIRST = re.compile(rf"(.+?),? {_INTERVAL}")
_INTERVAL_FIRST = re.compile(rf"{_INTERVAL},? (?:on|in) (?:the )?(?P<rule>.+)")


def split_months(words: str) -> MonthsPhrase:
    """Separates the months of a rule, which is in small letters; raises Misunderstood if it has none left.

    A text without months is a rule for every month.
    """
    if match := _EXCEPT.fullmatch(words):
        left_out = month_names.months(match[2])
        named = tuple(number for number in EVERY_MONTH if number not in left_out)
        if not named:
            raise Misunderstood(f"{quoted(words)} leaves no month")
        return MonthsPhrase(rule=match[1], named=named)
    if match := _IN.fullmatch(words):
        return MonthsPhrase(rule=match[1], named=month_names.months(match[2]))
    if match := _RULE_FIRST.fullmatch(words):
        return MonthsPhrase(rule=match[1], interval=_interval(match[2], match[3], words))
    if match := _INTERVAL_FIRST.fullmatch(words):
        return MonthsPhrase(rule=match["rule"], interval=_interval(match[1], match[2], words))
    return MonthsPhrase(rule=words)


def _interval(number: str | None, word: str | None, words: str) -> int:
    months = _WORDS[word] if word else _NUMBERS.get(number or "") or int(number or 0)
    if not months or 12 % months:
        raise Misunderstood(
            f"{quoted(words)} would have other months in each year; write `every 2 months`, or 3, 4, 6 "
            "or 12, or name the months: `third Wednesday in March and October`"
        )
    return months


def months_from(first: int, interval: int) -> tuple[int, ...]:
    """Returns every `interval`-th month of a year, of which `first` is one, in order."""
    return tuple(number for number in EVERY_MONTH if (number - first) % interval == 0)
