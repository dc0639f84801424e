"""Reads dates, months, ranges of dates, and the time to which a meeting moves.

1. A date is written `2026-12-16`. Other forms are never guessed: the message recommends the dates that may be
   meant, both of them for `05/10/2026`, where Europe puts the day first, and America the month.
2. The message about a date that does not exist names the days of its month.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from scheduler.configuration.phrases.calendar_names import MONTHS, WEEKDAY_PATTERN, month_in
from scheduler.configuration.phrases.hour_phrases import hour, suggested_hour
from scheduler.configuration.spelling import ParseError, quoted
from scheduler.programme.spans import Bound, Days, Month

DATE_PATTERN = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
MONTH_PATTERN = r"[0-9]{4}-(0[1-9]|1[0-2])"
YEARS = range(1970, 2200)
LONG = timedelta(days=92)
"""Days off in a row, or the days of a meeting with hours, are seldom more; the year may be wrong."""
OPEN = date(1, 1, 1)
"""The date that stands for `open`: no text can say this one, because years begin in 1970."""

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_ISO_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2})")
_LOOSE_ISO = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})\.?")
_DOTTED = re.compile(r"([0-9]{1,2})([./-])\s?([0-9]{1,2})[./-]\s?([0-9]{4}|(?<=[./])[0-9]{2})")
_LOOSE_MONTH = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})|([0-9]{1,2})[-./]([0-9]{4})")
_LOOSE_MOMENT = re.compile(
    r"([0-9]{4}-\S+?|.*[0-9]{2})(?:,?\s+(?:at\s+)?|T)([0-9]{1,2}(?:[:.hH]|\s?[apAP]\.?\s?[mM]|$).*)"
)
_RANGE = re.compile(r"\s+(?:-|to|until)\s+|\s*(?:–|\.\.\.?|…)\s*|(?<=[0-9]{2})-(?=[0-9]{4}-|[0-9]{1,2}\.)")
_WEEKLY = re.compile(rf"\b(?:{WEEKDAY_PATTERN}|week-?end)s?\b")
_NOT_KNOWN = re.compile(r"tb[acd]|to be .*|unknown|\?+")


def day(text: str) -> date:
    """Returns the date of `2026-12-16`; raises ParseError with the right form."""
    words = text.strip()
    match = _ISO.fullmatch(words)
    if match is None:
        hint = _hint_to_write(_possible_dates(words)) or "dates are written `2026-12-16` (year, month, day)"
        raise ParseError(f"{quoted(text)} is not a date; {hint}")
    return _real_date(int(match[1]), int(match[2]), int(match[3]), words)


def _real_date(year: int, month: int, number: int, words: str) -> date:
    last = _month(year, month, words).last.day
    if not 1 <= number <= last:
        message = f"there is no day {quoted(words)}; that month has the days 1 to {last}"
        raise ParseError(message, code="no-such-date")
    return date(year, month, number)


def _month(year: int, month: int, words: str) -> Month:
    if year not in YEARS:
        raise ParseError(f"the year of {quoted(words)} cannot be meant; years are {YEARS[0]} to {YEARS[-1]}")
    if not 1 <= month <= 12:
        message = f"there is no month {month} in {quoted(words)}; months run from 01 to 12"
        raise ParseError(message, code="no-such-date")
    return Month(year, month)


def _hint_to_write(dates: list[date]) -> str:
    """Returns the hint to write one of `dates`; empty if there are none."""
    if len(dates) < 2:
        return f"write `{dates[0]}`" if dates else ""
    return f"write {', or '.join(f'`{day}` for {day.day} {MONTHS[day.month - 1]}' for day in dates)}"


def _possible_dates(words: str) -> list[date]:
    """Returns the dates that a text in another form may mean."""
    if match := _LOOSE_ISO.fullmatch(words):
        return _real_dates((match[1], match[2], match[3]))
    if match := _DOTTED.fullmatch(words):
        year = match[4] if len(match[4]) == 4 else f"20{match[4]}"
        dates = _real_dates((year, match[3], match[1]), (year, match[1], match[3]))
        return dates[:1] if match[2] == "." else dates
    named = re.search(r"\b[0-9]{4}\b", words)
    number, month = re.search(r"\b([0-9]{1,2})(?:st|nd|rd|th)?\b", words), month_in(words)
    return _real_dates((named[0], str(month), number[1])) if named and number and month else []


def _real_dates(*written: tuple[str, str, str]) -> list[date]:
    dates: dict[date, None] = {}
    for year, month, number in written:
        with suppress(ParseError):
            dates[_real_date(int(year), int(month), int(number), "")] = None
    return list(dates)


def bound(text: str) -> Bound:
    """Returns a month (`2026-12`) or a date (`2026-12-16`); raises ParseError, often with a suggestion."""
    words = text.strip()
    if match := _ISO_MONTH.fullmatch(words):
        return _month(int(match[1]), int(match[2]), words)
    if _ISO.fullmatch(words):
        return day(words)
    dates = _possible_dates(words)
    suggestion = _possible_month(words) or (str(dates[0]) if len(dates) == 1 else None)
    example = _hint_to_write(dates) or "write for example `2026-12` or `2026-12-16`"
    hint = f"write `{suggestion}`" if suggestion else example
    raise ParseError(f"{quoted(text)} is neither a month nor a date; {hint}", suggestion=suggestion)


def _possible_month(words: str) -> str | None:
    """Returns the month of `12/2026`, `December 2026` or `2026` as `2026-12`; None for any other text."""
    match, year = _LOOSE_MONTH.fullmatch(words), re.search(r"\b[0-9]{4}\b", words)
    month = month_in(words)
    dates: list[date] = []
    if match:
        dates = _real_dates((match[1] or match[4], match[2] or match[3], "1"))
    elif year and (month or words == year[0]) and not re.search(r"\b[0-9]{1,2}\b", words):
        dates = _real_dates((year[0], str(month or 1), "1"))
    return str(Month.of(dates[0])) if dates else None


def days(text: str) -> Days:
    """Returns one date, or the days of `2026-12-24..2027-01-01`; raises ParseError, also if reversed."""
    words = text.strip()
    bounds = re.split(r"\s*\.\.\.?\s*", words)
    if len(bounds) <= 2 and all(map(_ISO.fullmatch, bounds)):
        first, last = day(bounds[0]), day(bounds[-1])
        if last < first:
            raise ParseError(f"the range {quoted(text)} ends before it begins; mend one of its days")
        return Days(first, last)
    name = words if _ISO_MONTH.fullmatch(words) or words.isdigit() else _possible_month(words)
    if match := _ISO_MONTH.fullmatch(name or ""):
        month = _month(int(match[1]), int(match[2]), words)
        raise ParseError(f"{quoted(text)} is a month; write `{month.first}..{month.last}`")
    ends = _RANGE.split(words)
    if len(ends) == 1 and (month_in(words) == 0 or re.search("[0-9]", words)):
        return Days(day(words), day(words))  # raises the error of a date
    dates = [found for end in ends for found in _possible_dates(end)]
    hint = "write the first and the last day, for example `2026-12-24..2027-01-01`"
    hint = f"write `{dates[0]}..{dates[1]}`" if len(dates) == 2 and dates[0] <= dates[1] else hint
    raise ParseError(f"{quoted(text)} is not a range of dates; {hint}")


def days_of_office(text: str) -> Days:
    """Returns the same as `days`; the error for a weekday says where those of every week are written."""
    if _WEEKLY.search(text.casefold()) and not re.search("[0-9]", text):
        cure = "the weekdays on which a city works have their own line, such as `office_days: Mon-Fri`"
        raise ParseError(f"{quoted(text)} is not a date; {cure}")
    return days(text)


def moment_or_open(text: str) -> datetime | date:
    """Returns the same as `moment`, or OPEN for `open`."""
    words = text.strip().casefold()
    if _NOT_KNOWN.fullmatch(words):
        raise ParseError(f"{quoted(text)} is not a date; a date that is not known yet is written `open`")
    return OPEN if words == "open" else moment(text)


def moment(text: str) -> datetime | date:
    """Returns a date with an hour (`2026-12-16 11:00`) or, for whole days, a date; raises ParseError."""
    words = text.strip()
    if exact := _ISO_MOMENT.fullmatch(words):
        return datetime.combine(day(exact[1]), hour(exact[2]))  # wall time; another field names the clock
    if words.casefold() == "open":
        raise ParseError("only `starts:` of a webinar may be `open`; write a date such as `2026-11-10 10:00`")
    match = _LOOSE_MOMENT.fullmatch(words)
    if match is None:
        if re.match("[0-9]{1,2}:[0-9]", words):
            raise ParseError(f"the date is missing before {quoted(words)}; write `2026-12-16 11:00`")
        return day(words)
    dates = [day(match[1])] if _ISO.fullmatch(match[1]) else _possible_dates(match[1])
    start, addition = suggested_hour(match[2])
    choices = [f"`{date} {start}`" for date in dates] if start else []
    form = "write it in digits, for example `2026-12-16 11:00` (year, month, day)"
    hint = f"write {', or '.join(choices)}{addition}" if choices else form
    raise ParseError(f"{quoted(text)} is not a date with an hour; {hint}")


def move(text: str) -> datetime | date | time:
    """Returns the new date, hour or both of a meeting that moves; raises ParseError."""
    words = text.strip()
    is_date = re.match(r"[0-9]{4}[-/.T]|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}", words)
    if is_date or _possible_dates(words):
        return moment(words)
    if re.match(r"[0-9]{1,2}[:.][0-9][0-9]([^0-9]|$)|[0-9]{1,4}$", words) or suggested_hour(words)[0]:
        return hour(words)
    raise ParseError(
        f"{quoted(text)} is nowhere to move to; write a date and an hour (`2026-12-16 11:00`), "
        "a date (`2026-12-16`) or an hour (`11:00`)"
    )
