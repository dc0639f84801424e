"""Reads weekdays, and the weekdays on which an office is open."""

from __future__ import annotations

import re

from scheduler.configuration.spelling import Misunderstood, closest, quoted

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EXTRA = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_NUMBERS = {
    **{name.casefold(): number for number, name in enumerate(NAMES)},
    **{name[:3].casefold(): number for number, name in enumerate(NAMES)},
    **_EXTRA,
}
PATTERN = "|".join(sorted(_NUMBERS, key=len, reverse=True))
"""A regular expression for a weekday in small letters."""


def weekday(word: str) -> int:
    """Returns 0 (Monday) to 6 for `Wednesday` or `Wed`; raises Misunderstood."""
    number = _NUMBERS.get(word.strip().casefold())
    if number is not None:
        return number
    name = closest(word.strip(), NAMES)
    hint = f"did you mean `{name}`?" if name else "the weekdays are `Monday` (or `Mon`) to `Sunday`"
    raise Misunderstood(f"{quoted(word)} is not a weekday; {hint}")


def office_days(text: str) -> frozenset[int]:
    """Returns the weekdays of `Mon-Fri`, `Sun-Thu` or `Mon, Tue, Thu`; raises Misunderstood."""
    if text.strip().casefold() in ("weekdays", "workdays", "working days", "business days"):
        raise Misunderstood(f"which days are {quoted(text)}? Write `Mon-Fri`, or `Sun-Thu`")
    days: set[int] = set()
    for item in re.split(r"\s*,\s*|\s+and\s+", text.strip()):
        days |= _days(item)
    return frozenset(days)


def _days(item: str) -> set[int]:
    bounds = re.split(r"\s*[-–]\s*|\s+to\s+", item)
    if len(bounds) > 2 or not all(bounds):
        raise Misunderstood(f"{quoted(item)} is not a range of weekdays; write `Mon-Fri` or `Mon, Tue, Thu`")
    first, last = weekday(bounds[0]), weekday(bounds[-1])
    return {(first + step) % 7 for step in range((last - first) % 7 + 1)}
