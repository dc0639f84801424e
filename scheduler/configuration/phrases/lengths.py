"""Lengths of time in months and days, and how long cancelled meetings are shown."""

from __future__ import annotations

import re

from scheduler.configuration.spelling import Misunderstood, quoted
from scheduler.programme.programme import CancelledPolicy
from scheduler.programme.spans import Length

LENGTH_PATTERN = r"[0-9]+ (days?|weeks?|months?|years?)"
_LENGTH = re.compile(r"([0-9]{1,5})\s*(day|week|month|year)s?", re.IGNORECASE)
_UNITS = {
    "day": Length(days=1),
    "week": Length(days=7),
    "month": Length(months=1),
    "year": Length(months=12),
}
_LONGEST_YEARS = 10


def length(text: str) -> Length:
    """`90 days`, `6 weeks`, `18 months` or `2 years`; raises Misunderstood."""
    match = _LENGTH.fullmatch(text.strip())
    if match is None:
        hint = f"write `{text.strip()} days` or `{text.strip()} months`" if text.strip().isdigit() else ""
        raise Misunderstood(
            f"{quoted(text)} is no length of time; {hint or 'write `90 days` or `18 months`'}"
        )
    count, unit = int(match[1]), _UNITS[match[2].casefold()]
    result = Length(months=count * unit.months, days=count * unit.days)
    if result.months > 12 * _LONGEST_YEARS or result.days > 366 * _LONGEST_YEARS:
        raise Misunderstood(f"{quoted(text)} is longer than {_LONGEST_YEARS} years, which cannot be meant")
    return result


def cancelled(text: str) -> CancelledPolicy:
    """`show`, `hide` or a number of days (`30 days`); raises Misunderstood."""
    words = text.strip().casefold()
    if words == "show":
        return CancelledPolicy("show")
    if words == "hide":
        return CancelledPolicy("hide")
    match = re.fullmatch(r"([0-9]{1,4})\s*days?", words)
    if match and int(match[1]):
        return CancelledPolicy("days", int(match[1]))
    raise Misunderstood(f"{quoted(text)} is not understood; write `show`, `hide` or `30 days`")
