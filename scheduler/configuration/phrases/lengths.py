"""Reads lengths of time in months and days, and how long cancelled meetings are shown."""

from __future__ import annotations

import re

from scheduler.configuration.spelling import Misunderstood, quoted
from scheduler.programme.details import CancelledPolicy
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
    """Returns the length of `90 days`, `6 weeks`, `18 months` or `2 years`; raises Misunderstood."""
    words = text.strip()
    parsed = _parsed(words)
    if parsed is None:
        phrases = [phrase for phrase in (f"{words} days", f"{words} months") if _is_likely(_parsed(phrase))]
        choices = " or ".join(f"`{phrase}`" for phrase in phrases or ("90 days", "18 months"))
        raise Misunderstood(f"{quoted(text)} is not a length of time; write {choices}")
    if not _is_likely(parsed):
        raise Misunderstood(f"{quoted(text)} is longer than {_LONGEST_YEARS} years, which cannot be meant")
    return parsed


def _parsed(words: str) -> Length | None:
    match = _LENGTH.fullmatch(words)
    if match is None:
        return None
    count, unit = int(match[1]), _UNITS[match[2].casefold()]
    return Length(months=count * unit.months, days=count * unit.days)


def _is_likely(length: Length | None) -> bool:
    return length is not None and length.months <= 12 * _LONGEST_YEARS and length.days <= 366 * _LONGEST_YEARS


def cancelled(text: str) -> CancelledPolicy:
    """Returns the policy of `show`, `hide` or `30 days`; raises Misunderstood."""
    words = text.strip().casefold()
    if words == "show":
        return CancelledPolicy("show")
    if words == "hide":
        return CancelledPolicy("hide")
    match = re.fullmatch(r"([0-9]{1,4})\s*days?", words)
    if match and int(match[1]):
        return CancelledPolicy("days", int(match[1]))
    raise Misunderstood(f"{quoted(text)} is not understood; write `show`, `hide` or `30 days`")
