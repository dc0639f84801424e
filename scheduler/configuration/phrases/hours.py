"""Reads hours of the day, office hours, and durations of meetings."""

from __future__ import annotations

import re
from datetime import time, timedelta
from unicodedata import normalize

from scheduler.configuration.spelling import Misunderstood, quoted

HOUR_PATTERN = r"([01][0-9]|2[0-3]):[0-5][0-9]"
DURATION_PATTERN = r"([0-9]+ ?(h|hours?) ?)?([0-9]+ ?(min|minutes?))?"
LONGEST = timedelta(days=7)

_EXACT = re.compile(HOUR_PATTERN)
_TWELVE = r"(?i)([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*([ap])\.?\s?m\.?"
_NEARLY = (
    r"(?i)(?:at\s+|@\s*)?([0-9]{1,2})(?:\s*[:.hH]?\s*([0-9]{2}))?(?::[0-9]{2})?\s*(?:h|hrs?|uhr|o'clock)?"
)
_WITH_ZONE = rf"({HOUR_PATTERN})\s*\(?([A-Za-z]{{2,5}}|(?:UTC|GMT)?[+-][0-9].*)\)?"
_FORM = "hours are written `10:00`, from `00:00` to `23:59`"


def hour(text: str) -> time:
    """Returns the hour of `10:00` (24-hour clock); raises Misunderstood with the right form."""
    words = text.strip()
    if _EXACT.fullmatch(words):
        return time(int(words[:2]), int(words[3:]))
    suggestion, addition = _guess(words)
    hint = f"write `{suggestion}`{addition}" if suggestion else addition
    raise Misunderstood(f"{quoted(text)} is not an hour; {hint}")


_NAMED = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}


def _guess(words: str) -> tuple[str, str]:
    """Returns the hour that was probably meant (empty if unclear), and the rest of the hint."""
    if not words.isascii() and _EXACT.fullmatch(normalize("NFKC", words)):
        return normalize("NFKC", words), ""
    if words.casefold() in _NAMED:
        return _NAMED[words.casefold()], ""
    hours = re.findall(r"[0-9]{1,2}:[0-9]{2}(?!:)", words)
    if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}\s*(?:[-–]|to)\s*[0-9]{1,2}:[0-9]{2}", words):
        return _first_of(hours, f", and how long it takes: `duration: {_minutes_between(*hours)} min`")
    if len(hours) == 2 and not re.search("[+-]", words):
        return _first_of(hours, ", one hour; an hour for each city needs `clock: alternate`")
    twelve, zoned = re.fullmatch(_TWELVE, words), re.fullmatch(_WITH_ZONE, words)
    nearly = re.fullmatch(_NEARLY, words)
    if twelve and 1 <= int(twelve[1]) <= 12 and int(twelve[2] or 0) < 60:
        number = int(twelve[1]) % 12 + (12 if twelve[3] in "pP" else 0)
        return f"{number:02d}:{twelve[2] or '00'}", ""
    if zoned:
        return zoned[1], "; write the city or zone of this hour in `clock:`"
    if nearly and int(nearly[1]) == 24 and int(nearly[2] or 0) == 0:
        return "", "the day ends at `23:59`; midnight is `00:00` of the next day"
    if nearly and int(nearly[1]) < 24 and int(nearly[2] or 0) < 60:
        return _padded(nearly[1], nearly[2] or "00")
    return "", _FORM


def _minutes_between(begin: str, end: str) -> int:
    """Returns the minutes from one hour to the other, over midnight if need be; 60 if they are equal."""
    (hour, minute), (last_hour, last_minute) = (map(int, at.split(":")) for at in (begin, end))
    return (last_hour * 60 + last_minute - hour * 60 - minute) % (24 * 60) or 60


def _first_of(hours: list[str], addition: str) -> tuple[str, str]:
    first = f"{hours[0]:0>5}"
    return (first, addition) if _EXACT.fullmatch(first) else ("", _FORM)


def _padded(number: str, minutes: str) -> tuple[str, str]:
    """Returns the hour with two digits, and a hint: one digit is often an hour in the afternoon."""
    hint = f" (or `{int(number) + 12}:{minutes}` in the afternoon)" if number in tuple("123456789") else ""
    return f"{number:0>2}:{minutes}", hint


def office_hours(text: str) -> tuple[time, time]:
    """Returns opening and closing of `09:00-18:00`; raises Misunderstood, also if the end is not later."""
    bounds = re.split(r"\s*[-–]\s*|\s+to\s+", text.strip())
    if len(bounds) != 2:
        raise Misunderstood(f"{quoted(text)} are no office hours; write `09:00-18:00`")
    suggestions = [suggested_hour(bound) for bound in bounds]
    if bounds != suggestions and all(suggestions):
        raise Misunderstood(f"{quoted(text)} are no office hours; write `{_range(*map(hour, suggestions))}`")
    opens, closes = hour(bounds[0]), hour(bounds[1])
    if closes <= opens:
        raise Misunderstood(
            f"office hours end before they begin; write `{_range(opens, closes)}` or mend one of them"
        )
    return opens, closes


def suggested_hour(words: str) -> str:
    """Returns the hour of `9:00` or `9 am` as `09:00`; empty if it is unclear."""
    return words if _EXACT.fullmatch(words) else _guess(words)[0]


def _range(opens: time, closes: time) -> str:
    """Returns the office hours that were probably meant; `9:00` to `6:00` is on a 12-hour clock.

    For two equal hours, returns the usual office hours to show the form.
    """
    if closes <= opens and closes.hour < 12 and opens.hour < 12:
        closes = closes.replace(hour=closes.hour + 12)
    first, last = sorted((opens, closes)) if opens != closes else (time(9), time(18))
    return f"{first:%H:%M}-{last:%H:%M}"


_LENGTH = re.compile(
    r"(?:([0-9]+)\s*(?:h|hrs?|hours?))?\s*(?:and\s+)?(?:([0-9]+)\s*(?:min|mins|minutes?|'))?", re.IGNORECASE
)
_DURATION_FORM = "durations are written `60 min`, `1 h 30 min` or `2 h`"


def duration(text: str) -> timedelta:
    """Returns the duration of `60 min` or `1 h 30 min`; raises Misunderstood."""
    words = text.strip()
    match = _LENGTH.fullmatch(words)
    if not match or not (match[1] or match[2]):
        raise Misunderstood(f"{quoted(text)} is not a duration; {_duration_hint(words)}")
    length = timedelta(hours=_number(match[1] or ""), minutes=_number(match[2] or ""))
    if not length:
        raise Misunderstood("a meeting takes longer than no time at all; write for example `60 min`")
    if length > LONGEST:
        raise Misunderstood(f"{quoted(text)} is longer than a week; for whole days write a date and `days:`")
    return length


def _number(digits: str) -> int:
    """Returns the number of the first seven `digits`; more are too large in any unit."""
    return int(digits.lstrip("0")[:7] or "0")


def _duration_hint(words: str) -> str:
    if re.fullmatch(r"(?i)[0-9]+\s*days?", words):
        return "a meeting of whole days has a date without an hour, and `days:`"
    suggestions = [duration for duration in _suggested_durations(words) if duration]
    return f"write {' or '.join(suggestions)}" if suggestions else _DURATION_FORM


def _suggested_durations(words: str) -> tuple[str, ...]:
    clock = re.fullmatch(r"([0-9]{1,2})(?::|\s?[hH]\s?)([0-5]?[0-9])", words)
    fraction = re.fullmatch(r"([0-9]{1,3})[.,]([0-9]+)\s*(?:h|hrs?|hours?)", words)
    minutes = re.fullmatch(r"([0-9]+)(?:\s*[mM])?", words)
    if clock:
        return (_quoted_duration(int(clock[1]) * 60 + int(clock[2])),)
    if fraction:
        return (_quoted_duration(round(float(f"{fraction[1]}.{fraction[2]}") * 60)),)
    if minutes and (number := _number(minutes[1])) < 10 and words.isdigit():
        return (_quoted_if_possible(number * 60, f"{number} h"), _quoted_if_possible(number, f"{number} min"))
    return (_quoted_if_possible(number, f"{number} min"),) if minutes else ()


def _quoted_duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return _quoted_if_possible(minutes, " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest)))


def _quoted_if_possible(minutes: int, words: str) -> str:
    """Returns `words` in backticks; empty if a meeting cannot take so many minutes."""
    return f"`{words}`" if timedelta() < timedelta(minutes=minutes) <= LONGEST else ""
