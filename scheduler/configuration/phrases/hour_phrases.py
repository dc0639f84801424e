"""Reads hours of the day, office hours, durations of meetings, and lengths of time in months and days."""

from __future__ import annotations

import re
from datetime import time, timedelta
from unicodedata import normalize

from scheduler.configuration.spelling import ParseError, quoted
from scheduler.programme.details import CancelledPolicy
from scheduler.programme.spans import Length

HOUR_PATTERN = r"([01][0-9]|2[0-3]):[0-5][0-9]"
DURATION_PATTERN = r"([0-9]+ ?(h|hours?) ?)?([0-9]+ ?(min|minutes?))?"
LENGTH_PATTERN = r"[0-9]+ (days?|weeks?|months?|years?)"
LONGEST = timedelta(days=7)

_EXACT = re.compile(HOUR_PATTERN)
_TWELVE = re.compile(r"(?i)([0-9]{1,2})(?:[:.]([0-5][0-9]))?\s*([ap])\.?\s?m\.?")
_NEARLY = re.compile(
    r"(?i)(?:at\s+|@\s*)?([0-9]{1,2})(?:\s*[:.hH]?\s*([0-5][0-9])(?::[0-9]{2})?)?\s*(?:h|hrs?|uhr|o'clock)?"
)
_WITH_ZONE = re.compile(
    rf"({HOUR_PATTERN})(?::[0-9.]+)?\s*\(?(?:Z|[A-Za-z]{{2,5}}|(?:UTC|GMT)?[+-][0-9].*)\)?"
)
_TWO = re.compile(rf"({HOUR_PATTERN})\s*(?:[-–]|to)\s*({HOUR_PATTERN})")


def hour(text: str) -> time:
    """Returns the hour of `10:00` (24-hour clock); raises ParseError with the right form."""
    words = text.strip()
    if _EXACT.fullmatch(words):
        return time(int(words[:2]), int(words[3:]))
    suggestion, addition = suggested_hour(words)
    hint = f"write `{suggestion}`{addition}" if suggestion else addition
    raise ParseError(f"{quoted(text)} is not an hour; {hint}", suggestion=suggestion or None)


def suggested_hour(words: str) -> tuple[str, str]:
    """Returns the hour that was probably meant (empty if unclear), and the rest of the hint."""
    words = normalize("NFKC", words).strip("“”„‘’'\" ")  # wide digits of Korean and Japanese keyboards
    if _EXACT.fullmatch(words):
        return words, ""
    if two := _TWO.fullmatch(words):
        minutes = (_minutes(two[3]) - _minutes(two[1])) % (24 * 60) or 60
        return two[1], f", and how long it takes: `duration: {minutes} min`"
    if zoned := _WITH_ZONE.fullmatch(words):
        return zoned[1], "; write the city or zone of this hour in `clock:`"
    twelve, nearly = _TWELVE.fullmatch(words), _NEARLY.fullmatch(words)
    if twelve and 1 <= int(twelve[1]) <= 12:
        number = int(twelve[1]) % 12 + (12 if twelve[3] in "pP" else 0)
        return f"{number:02d}:{twelve[2] or '00'}", ""
    if nearly and int(nearly[1]) < 24:
        number, minute = int(nearly[1]), nearly[2] or "00"
        # One digit is often an hour in the afternoon.
        is_short = len(nearly[1]) == 1 and number > 0
        return (
            f"{number:02d}:{minute}",
            f" (or `{number + 12}:{minute}` in the afternoon)" if is_short else "",
        )
    return "", "hours are written `10:00`, from `00:00` to `23:59`; midnight is `00:00` of the next day"


def _minutes(at: str) -> int:
    return int(at[:2]) * 60 + int(at[3:])


def office_hours(text: str) -> tuple[time, time]:
    """Returns opening and closing of `09:00-18:00`; raises ParseError, also if the end is not later."""
    bounds = re.split(r"\s*[-–]\s*|\s+to\s+", text.strip())
    if len(bounds) != 2 or not all(map(_EXACT.fullmatch, bounds)):
        hours = [suggested_hour(bound)[0] for bound in bounds]
        meant = "-".join(hours) if len(hours) == 2 and all(hours) and hours[0] < hours[1] else "09:00-18:00"
        raise ParseError(f"{quoted(text)} is not a range of hours; write it as in `{meant}`")
    opens, closes = map(hour, bounds)
    if opens >= closes:
        raise ParseError("office hours end before they begin; write them as in `09:00-18:00`")
    return opens, closes


_DURATION = re.compile(
    r"(?:([0-9]+)\s*(?:h|hrs?|hours?))?\s*(?:and\s+)?(?:([0-9]+)\s*(?:min|mins|minutes?|'))?", re.IGNORECASE
)


def duration(text: str) -> timedelta:
    """Returns the duration of `60 min` or `1 h 30 min`; raises ParseError."""
    words = text.strip()
    match = _DURATION.fullmatch(words)
    if not match or not (match[1] or match[2]):
        raise ParseError(f"{quoted(text)} is not a duration; {_duration_hint(words)}")
    length = timedelta(hours=_number(match[1] or ""), minutes=_number(match[2] or ""))
    if not length:
        raise ParseError("a meeting takes longer than no time at all; write for example `60 min`")
    if length > LONGEST:
        raise ParseError(f"{quoted(text)} is longer than a week; if it is all day, write a date and `days:`")
    return length


def _number(digits: str) -> int:
    """Returns the number of the first seven `digits`; more are too large in any unit."""
    return int(digits.lstrip("0")[:7] or "0")


def _duration_hint(words: str) -> str:
    if re.fullmatch(r"(?i)[0-9]+\s*days?", words):
        return "an all-day meeting has a date without an hour, and `days:`"
    if minutes := re.fullmatch(r"([1-9][0-9]{1,2})\s*m?", words):
        return f"write `{minutes[1]} min`"
    if hours := re.fullmatch(r"([1-9][0-9]?)(?:[:h]([0-5][0-9])|[.,](5)\s*h?(?:ours?)?)", words):
        rest = int(hours[2] or 30)
        return f"write `{hours[1]} h {rest} min`" if rest else f"write `{hours[1]} h`"
    return "durations are written `60 min`, `1 h 30 min` or `2 h`"


_LENGTH = re.compile(r"([0-9]{1,5})\s*(day|week|month|year)s?", re.IGNORECASE)
_UNITS = {
    "day": Length(days=1),
    "week": Length(days=7),
    "month": Length(months=1),
    "year": Length(months=12),
}


def length(text: str) -> Length:
    """Returns the length of `90 days`, `6 weeks`, `18 months` or `2 years`; raises ParseError."""
    words = text.strip()
    match = _LENGTH.fullmatch(words)
    if match is None:
        cure = f"`{words} days` or `{words} months`" if re.fullmatch("[0-9]{1,2}", words) else _LENGTHS
        raise ParseError(f"{quoted(text)} is not a length of time; write {cure}")
    count, unit = int(match[1]), _UNITS[match[2].casefold()]
    found = Length(months=count * unit.months, days=count * unit.days)
    if found.months > 120 or found.days > 3660:
        raise ParseError(f"{quoted(text)} is longer than 10 years, which cannot be meant")
    return found


_LENGTHS = "`90 days` or `18 months`"


def cancelled(text: str) -> CancelledPolicy:
    """Returns the policy of `show`, `hide` or `30 days`; raises ParseError."""
    words = text.strip().casefold()
    if words in ("show", "hide"):
        return CancelledPolicy("show" if words == "show" else "hide")
    match = re.fullmatch(r"([0-9]{1,4})\s*days?", words)
    if match and int(match[1]):
        return CancelledPolicy("days", int(match[1]))
    raise ParseError(f"{quoted(text)} is not understood; write `show`, `hide` or `30 days`")
