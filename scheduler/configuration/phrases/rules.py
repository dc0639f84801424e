"""Reads rules of recurrence: `third Wednesday`, `every 2 weeks on Thursday`, `day 15 except August`.

A day that only some months have is refused. The message for an unknown rule lists the forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from scheduler.configuration.phrases import unknown_rules
from scheduler.configuration.phrases.months import split_months
from scheduler.configuration.phrases.weekdays import NAMES, PATTERN, office_days, weekday
from scheduler.configuration.spelling import Misunderstood, quoted
from scheduler.programme.rules import (
    EVERY_MONTH,
    LastDay,
    MonthDay,
    Monthly,
    NthWeekday,
    NumberedWeeks,
    WeekdayAfter,
    WorkingDay,
)


class WeeksPhrase(Struct, frozen=True):
    """`every 2 weeks on Thursday`; another field says which week is the first. 0 is Monday."""

    interval: int
    weekdays: tuple[int, ...]


PlainRule = Monthly | NumberedWeeks | WeeksPhrase
"""A rule without its months."""


class RulePhrase(Struct, frozen=True):
    """A rule, and its months: those `named`, or every `interval` of them; another field says the first."""

    rule: PlainRule
    named: tuple[int, ...] = EVERY_MONTH
    interval: int = 1


_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1,
}  # fmt: skip
_ORDER = (1, 2, 3, 4, -1)
_ORDINAL = "|".join(_ORDINALS)
_NUMBERS = {"two": 2, "three": 3, "four": 4}
_AMBIGUOUS = re.compile(rf"every (second|2nd|third|3rd|fourth|4th) ({PATTERN})")
_FILLING = re.compile(
    r"\bthe\b|\s+(?:of|in|each|every)\s+(?:(?:the|each|every)\s+)?month$|\s+(?:each|every) month$"
)


def rule(text: str) -> RulePhrase:
    """Returns the rule of `text`; raises Misunderstood with the reason, often with all forms."""
    words = _without_filling(text.casefold()).rstrip(".")
    found = _known_rule(text, words)
    if found is None:
        raise Misunderstood(unknown_rules.explanation(text, words, _is_rule))
    return found


def _known_rule(text: str, words: str) -> RulePhrase | None:
    """Returns the rule of `text`, whose `words` are in small letters; None if it has no form of a rule."""
    months = split_months(words)
    if "month" not in text.casefold() and _AMBIGUOUS.fullmatch(months.rule):
        raise Misunderstood(unknown_rules.ambiguous(text, months.rule))
    found = _plain_rule(_without_filling(months.rule))
    if found is None or (months.interval > 1 and not isinstance(found, Monthly)):
        return None
    return RulePhrase(found, months.named, months.interval)


def _without_filling(words: str) -> str:
    return " ".join(_FILLING.sub(" ", " ".join(words.split())).split())


def _plain_rule(words: str) -> PlainRule | None:
    for pattern, build in _FORMS:
        match = pattern.fullmatch(words)
        if match:
            return build(match)
    return None


def _is_rule(text: str) -> bool:
    try:
        return _known_rule(text, _without_filling(text.casefold())) is not None
    except Misunderstood:
        return False


def _nth(match: re.Match[str]) -> Monthly:
    return NthWeekday((_ORDINALS[match[1]],), weekday(match[2]))


def _nth_and_nth(match: re.Match[str]) -> Monthly:
    ordinals = tuple(sorted((_ORDINALS[match[1]], _ORDINALS[match[2]]), key=_ORDER.index))
    if ordinals[0] == ordinals[1]:
        raise Misunderstood(f"{quoted(match[0])} names one day twice; write `{match[1]} {match[3].title()}`")
    if ordinals == (4, -1):
        day = NAMES[weekday(match[3])]
        raise Misunderstood(
            f"the fourth is also the last in most months; write `second and fourth {day}` or `last {day}`"
        )
    return NthWeekday(ordinals, weekday(match[3]))


def _after(match: re.Match[str]) -> Monthly:
    return WeekdayAfter(weekday(match[1]), _ORDINALS[match[2]], weekday(match[3]))


def _day(match: re.Match[str]) -> Monthly:
    number = int(match[1])
    if 29 <= number <= 31:
        raise Misunderstood(f"not every month has a day {number}; write `last day`, or a day from 1 to 28")
    if not 1 <= number <= 28:
        raise Misunderstood(f"no month has a day {number}; write a day from 1 to 28, or `last day`")
    return MonthDay(number)


def _working(match: re.Match[str]) -> Monthly:
    return WorkingDay(-1 if match[1] == "last" else 1)


def _weekly(match: re.Match[str]) -> WeeksPhrase:
    number = match[1] or "1"
    interval = _NUMBERS.get(number) or int(number)
    if not 1 <= interval <= 52:
        raise Misunderstood(f"every {interval} weeks cannot be meant; write a number from 1 to 52")
    return WeeksPhrase(interval, _weekdays(match[2]))


def _numbered(match: re.Match[str]) -> NumberedWeeks:
    return NumberedWeeks(_weekdays(match["days"]), match["number"] == "odd")


def _weekdays(words: str) -> tuple[int, ...]:
    """Returns weekdays in the order in which they are named."""
    return tuple(dict.fromkeys(day for item in _LIST.split(words) for day in sorted(office_days(item))))


_LIST = re.compile(r",? and | ?[,&] ?")
_DAY = rf"(?:{PATTERN})"
_DAYS = rf"{_DAY}(?:(?:, and | ?[,&] ?| and | ?[-–] ?| to ){_DAY})*"
_NUMBERED = r"(?:iso |calendar )?weeks?"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], PlainRule]], ...] = (
    (re.compile(rf"(?:every )?({_ORDINAL}) ({PATTERN})"), _nth),
    (re.compile(rf"(?:every )?({_ORDINAL})(?: and |, ?| ?& ?)({_ORDINAL}) ({PATTERN})"), _nth_and_nth),
    (re.compile(rf"(?:every )?({PATTERN}) after ({_ORDINAL}) ({PATTERN})"), _after),
    (re.compile(r"(?:every )?day ([0-9]{1,9})"), _day),
    (re.compile(r"(?:every )?last day"), lambda _: LastDay()),
    (re.compile(r"(?:every )?(first|1st|last) working day"), _working),
    (re.compile(rf"(?:every )?week on ()({_DAYS})"), _weekly),
    (re.compile(rf"(?:every )?([0-9]{{1,9}}|two|three|four) weeks? on ({_DAYS})"), _weekly),
    (re.compile(rf"(?:every |in )?(?P<number>odd|even) {_NUMBERED} on (?P<days>{_DAYS})"), _numbered),
    (re.compile(rf"(?:every )?(?P<days>{_DAYS}) (?:in|of) (?P<number>odd|even) {_NUMBERED}"), _numbered),
)
