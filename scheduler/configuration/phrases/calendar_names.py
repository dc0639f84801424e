"""Reads the names of weekdays and months, and the weekdays on which an office is open."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scheduler.configuration.spelling import ParseError, closest, quoted

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


def _numbers(names: Sequence[str], first: int) -> dict[str, int]:
    return {
        word: number
        for number, name in enumerate(names, first)
        for word in (name.casefold(), name[:3].casefold())
    }


def _pattern(numbers: dict[str, int]) -> str:
    return "|".join(sorted(numbers, key=len, reverse=True))


_WEEKDAYS = _numbers(WEEKDAYS, 0) | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_MONTHS = _numbers(MONTHS, 1) | {"sept": 9}
_MONTH = _pattern(_MONTHS)
_RANGE = r"\s*[-–]\s*|\s+to\s+"
_LIST = r"\s*,\s*(?:and\s+)?|\s+(?:and|or)\s+(?:in\s+)?|\s*&\s*"
WEEKDAY_PATTERN = _pattern(_WEEKDAYS)
"""A regular expression for a weekday in small letters."""
MONTHS_PATTERN = rf"(?:{_MONTH})(?:(?:{_RANGE}|{_LIST})(?:{_MONTH}))*"
"""A regular expression for a list of months in small letters."""


def weekday(word: str) -> int:
    """Returns 0 (Monday) to 6 for `Wednesday` or `Wed`; raises ParseError."""
    number = _WEEKDAYS.get(word.strip().casefold())
    if number is not None:
        return number
    name = closest(word.strip(), WEEKDAYS)
    hint = f"did you mean `{name}`?" if name else "the weekdays are `Monday` (or `Mon`) to `Sunday`"
    raise ParseError(f"{quoted(word)} is not a weekday; {hint}")


def office_days(text: str) -> frozenset[int]:
    """Returns the weekdays of `Mon-Fri`, `Sun-Thu` or `Mon, Tue, Thu`; raises ParseError."""
    days: set[int] = set()
    for item in re.split(r"\s*,\s*|\s+and\s+", text.strip()):
        bounds = re.split(_RANGE, item)
        if len(bounds) > 2 or not all(bounds) or item.casefold() in ("weekdays", "workdays", "working days"):
            words = "is not a range of weekdays; write `Mon-Fri` or `Mon, Tue, Thu`"
            raise ParseError(f"{quoted(item)} {words}")
        first, last = weekday(bounds[0]), weekday(bounds[-1])
        days |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return frozenset(days)


def months(text: str) -> tuple[int, ...]:
    """Returns the numbers of the months in `text`, which `MONTHS_PATTERN` matches, in the order of a year.

    `November to February` goes over the end of a year.
    """
    found: set[int] = set()
    for item in re.split(_LIST, text):
        first, *_, last = [_MONTHS[name] for name in re.split(_RANGE, item)] * 2
        found |= {(first + step - 1) % 12 + 1 for step in range((last - first) % 12 + 1)}
    return tuple(sorted(found))


def month_in(words: str) -> int:
    """Returns 1 to 12 for the name of a month in `words`; 0 if there is none."""
    name = re.search(rf"\b({'|'.join(name[:3].casefold() for name in MONTHS)})[a-z]*", words.casefold())
    return _MONTHS[name[1]] if name else 0
