"""Rules by which series recur: a value for each form that the configuration language has.

Weekdays are 0 (Monday) to 6; ordinals are 1 to 4, and -1 for the last. A rule has the same number of dates in
every month or week that is not off. So no rule names a date that only some months have. An entry of a
schedule may leave months out.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

ORDINALS = (1, 2, 3, 4, -1)


def _check_weekday(value: int) -> None:
    if not 0 <= value <= 6:
        raise ValueError(f"no weekday {value}")


class NthWeekday(Struct, frozen=True, tag=True):
    """`third Wednesday`, `second and fourth Tuesday`: one or two dates a month."""

    ordinals: tuple[int, ...]
    weekday: int

    def __post_init__(self) -> None:
        _check_weekday(self.weekday)
        if len(self.ordinals) not in (1, 2) or not set(self.ordinals) <= set(ORDINALS):
            raise ValueError(f"ordinals {self.ordinals} do not exist in every month")
        if len(self.ordinals) == 2 and ORDINALS.index(self.ordinals[0]) >= ORDINALS.index(self.ordinals[1]):
            raise ValueError("two ordinals rise")
        if self.ordinals == (4, -1):
            raise ValueError("the fourth is the last in most months")


class WeekdayAfter(Struct, frozen=True, tag=True):
    """`Thursday after the second Tuesday`: the first such weekday after the anchor."""

    weekday: int
    ordinal: int
    anchor: int

    def __post_init__(self) -> None:
        _check_weekday(self.weekday)
        _check_weekday(self.anchor)
        if self.ordinal not in ORDINALS:
            raise ValueError(f"ordinal {self.ordinal} does not exist in every month")


class MonthDay(Struct, frozen=True, tag=True):
    """`day 15`: days 1 to 28, which every month has."""

    day: int

    def __post_init__(self) -> None:
        if not 1 <= self.day <= 28:
            raise ValueError(f"not every month has a day {self.day}")


class LastDay(Struct, frozen=True, tag=True):
    """`last day` of the month."""


class WorkingDay(Struct, frozen=True, tag=True):
    """`first working day` (1) or `last working day` (-1) that all cities of the series share."""

    position: int

    def __post_init__(self) -> None:
        if self.position not in (1, -1):
            raise ValueError("only the first and the last working day")


class Weekly(Struct, frozen=True, tag=True):
    """`every 2 weeks on Thursday`; the week of `anchor` is the first, and the others are counted from it.

    The first of `weekdays` has the key of the week, the second the same key with `.2`. So they are in the
    order of the text: a weekday that is added behind the others changes no key.
    """

    weekdays: tuple[int, ...]
    interval: int
    anchor: date

    def __post_init__(self) -> None:
        _check_weekdays(self.weekdays)
        if not 1 <= self.interval <= 52:
            raise ValueError("every 1 to 52 weeks")


class NumberedWeeks(Struct, frozen=True, tag=True):
    """`odd weeks on Thursday`: the ISO weeks whose numbers are odd, or even. `weekdays` are as in Weekly.

    Two odd weeks meet where a year has 53 weeks.
    """

    weekdays: tuple[int, ...]
    odd: bool

    def __post_init__(self) -> None:
        _check_weekdays(self.weekdays)


def _check_weekdays(weekdays: tuple[int, ...]) -> None:
    if not weekdays or len(set(weekdays)) != len(weekdays):
        raise ValueError("one weekday at least, and each once")
    for weekday in weekdays:
        _check_weekday(weekday)


CalendarRule = NthWeekday | WeekdayAfter | MonthDay | LastDay
"""A monthly rule that needs the calendar alone, and no holidays."""

Monthly = CalendarRule | WorkingDay
ByWeek = Weekly | NumberedWeeks
Rule = Monthly | ByWeek

EVERY_MONTH = tuple(range(1, 13))
"""The numbers of all months, January first."""


def names_weekday(rule: Rule) -> bool:
    """Returns whether the rule names a weekday (`first Saturday`): then a weekend is no obstacle."""
    match rule:
        case NthWeekday() | WeekdayAfter() | Weekly() | NumberedWeeks():
            return True
        case MonthDay() | LastDay() | WorkingDay():
            return False
