"""Reads dates, months, ranges of dates, and the time to which a meeting moves."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta

from scheduler.configuration.phrases.hours import hour, suggested_hour
from scheduler.configuration.phrases.months import NAMES as MONTHS
from scheduler.configuration.spelling import Misunderstood, quoted
from scheduler.programme.spans import Bound, Days, Month

DATE_PATTERN = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
MONTH_PATTERN = r"[0-9]{4}-(0[1-9]|1[0-2])"
YEARS = range(1970, 2200)
LONG = timedelta(days=92)
"""Days off in a row, or the days of a meeting with hours, are seldom more; the year may be wrong."""

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_LOOSE_ISO = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})\.?")
_ISO_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2})")
_DOTTED = re.compile(r"([0-9]{1,2})([./-])\s?([0-9]{1,2})[./-]\s?([0-9]{4})")


def day(text: str) -> date:
    """Returns the date of `2026-12-16`; raises Misunderstood with the right form."""
    words = text.strip()
    match = _ISO.fullmatch(words)
    if match is None:
        hint = _hint_to_write(_possible_dates(words)) or "dates are written `2026-12-16` (year, month, day)"
        raise Misunderstood(f"{quoted(text)} is not a date; {hint}")
    return _real_date(int(match[1]), int(match[2]), int(match[3]), words)


def _real_date(year: int, month: int, number: int, words: str) -> date:
    last = _month(year, month, words).last.day
    if not 1 <= number <= last:
        raise Misunderstood(
            f"there is no day {quoted(words)}; that month has the days 1 to {last}", code="no-such-date"
        )
    return date(year, month, number)


def _month(year: int, month: int, words: str) -> Month:
    if year not in YEARS:
        raise Misunderstood(
            f"the year of {quoted(words)} cannot be meant; years are {YEARS[0]} to {YEARS[-1]}"
        )
    if not 1 <= month <= 12:
        raise Misunderstood(
            f"there is no month {month} in {quoted(words)}; months run from 01 to 12", code="no-such-date"
        )
    return Month(year, month)


def _hint_to_write(dates: list[date]) -> str:
    """Returns the hint to write one of `dates`; empty if there are none."""
    if len(dates) < 2:
        return f"write `{dates[0]}`" if dates else ""
    choices = [f"`{day}` for {day.day} {MONTHS[day.month - 1]}" for day in dates]
    return f"write {', or '.join(choices)}"


def _possible_dates(words: str) -> list[date]:
    """Returns the possible dates of a text; in `05/10/2026` Europe puts the day first, America the month."""
    if match := _LOOSE_ISO.fullmatch(words):
        return _real_dates((match[1], match[2], match[3]))
    if match := _DOTTED.fullmatch(words):
        dates = _real_dates((match[4], match[3], match[1]), (match[4], match[1], match[3]))
        return dates[:1] if match[2] == "." else dates
    return _spelled_dates(words)


def _real_dates(*written: tuple[str, str, str]) -> list[date]:
    dates: dict[date, None] = {}
    for year, month, number in written:
        with suppress(Misunderstood):
            dates[_real_date(int(year), int(month), int(number), "")] = None
    return list(dates)


def _spelled_dates(words: str) -> list[date]:
    year, number = re.search(r"\b[0-9]{4}\b", words), re.search(r"\b([0-9]{1,2})(?:st|nd|rd|th)?\b", words)
    month = _month_number(words)
    return _real_dates((year[0], str(month), number[1])) if year and number and month else []


def _month_number(words: str) -> int:
    """Returns 1 to 12 for the name of a month in `words`; 0 if there is none."""
    short = [name[:3].casefold() for name in MONTHS]
    name = re.search(rf"(?i)\b({'|'.join(short)})[a-z]*", words)
    return short.index(name[1].casefold()) + 1 if name else 0


def bound(text: str) -> Bound:
    """Returns a month (`2026-12`) or a date (`2026-12-16`); raises Misunderstood, often with a suggestion."""
    words = text.strip()
    match = _ISO_MONTH.fullmatch(words)
    if match:
        return _month(int(match[1]), int(match[2]), words)
    if _ISO.fullmatch(words):
        return day(words)
    dates = _possible_dates(words)
    suggestion = _possible_month(words) or (str(dates[0]) if len(dates) == 1 else None)
    if suggestion:
        hint = f"write `{suggestion}`"
    elif re.fullmatch("[0-9]{4}", words) and int(words) in YEARS:
        hint = f"write the month too: `{words}-01`"
    else:
        hint = _hint_to_write(dates) or "write `2026-12` or `2026-12-16`"
    raise Misunderstood(f"{quoted(text)} is neither a month nor a date; {hint}", suggestion=suggestion)


def _possible_month(words: str) -> str | None:
    """Returns the month of `12/2026` or `December 2026` as `2026-12`; None for any other text."""
    match = re.fullmatch(r"([0-9]{4})[-./]([0-9]{1,2})|([0-9]{1,2})[-./]([0-9]{4})", words)
    if match and (dates := _real_dates((match[1] or match[4], match[2] or match[3], "1"))):
        return str(Month.of(dates[0]))
    year, month = re.search(r"\b[0-9]{4}\b", words), _month_number(words)
    if year and month and int(year[0]) in YEARS and not re.search(r"\b[0-9]{1,2}\b", words):
        return f"{year[0]}-{month:02d}"
    return None


def days(text: str) -> Days:
    """Returns one date, or the days of `2026-12-24..2027-01-01`; raises Misunderstood, also if reversed."""
    words = text.strip()
    bounds = re.split(r"\s*(?:\.\.\.?|…)\s*", words)
    if (
        len(bounds) > 2
        or not all(bounds)
        or re.search(r"[0-9]\s*(?:-|–|to|until)\s+[0-9]|[0-9]–[0-9]|[0-9]-[0-9]{4}-", words)
    ):
        raise Misunderstood(f"{quoted(text)} is not a range of dates; {_range_to_write(words)}")
    month_match = _ISO_MONTH.fullmatch(words)
    if month_match:
        month = _month(int(month_match[1]), int(month_match[2]), words)
        raise Misunderstood(f"{quoted(text)} is a month; write `{month.first}..{month.last}`")
    first, last = day(bounds[0]), day(bounds[-1])
    if last < first:
        raise Misunderstood(f"the range {quoted(text)} ends before it begins; {_hint_for_ends(first, last)}")
    return Days(first, last)


def _range_to_write(words: str) -> str:
    """Returns the hint to write the two dates in `words` as a range; an example if they are not clear."""
    parts = re.split(r"\s+(?:-|to|until)\s+|\s*(?:–|\.\.\.?|…)\s*", words)
    ends = _real_dates(*_ISO.findall(words)) or [end for part in parts for end in _possible_dates(part)]
    if len(ends) == 2:
        return _hint_for_ends(*ends)
    return "write the first and the last day, for example `2026-12-24..2027-01-01`"


def _hint_for_ends(first: date, last: date) -> str:
    """Returns the hint to write a range; if it ends before it begins, the year or the order may be wrong."""
    if first <= last:
        return f"write `{first}..{last}`"
    next_year = _in_next_year(last)
    choices = []
    if next_year is not None and first <= next_year <= first + LONG:
        choices.append(f"`{first}..{next_year}`")
    if first - last <= LONG:
        choices.append(f"`{last}..{first}`")
    return f"write {', or '.join(choices)}" if choices else "is one of the years wrong?"


def _in_next_year(day: date) -> date | None:
    with suppress(ValueError):
        return day.replace(year=day.year + 1)
    return None


OPEN = date(1, 1, 1)
"""The date that stands for `open`: no text can say this one, because years begin in 1970."""


def moment_or_open(text: str) -> datetime | date:
    """Returns the same as `moment`, or OPEN for `open`."""
    return OPEN if text.strip().casefold() == "open" else moment(text)


def moment(text: str) -> datetime | date:
    """Returns a date with an hour (`2026-12-16 11:00`) or, for whole days, a date; raises Misunderstood."""
    return _moment(text, _end_line)


def _moment(text: str, length_line: Callable[[time, time], str]) -> datetime | date:
    """Reads a moment; for a text with two hours, the message recommends the line of `length_line`."""
    words = text.strip()
    if words.casefold() == "open":
        raise Misunderstood(
            "only `starts:` of a webinar may be `open`; write a date such as `2026-11-10 10:00`"
        )
    exact = _ISO_MOMENT.fullmatch(words)
    if exact:
        return datetime.combine(day(exact[1]), hour(exact[2]))  # wall time; another field names the clock
    match = re.fullmatch(r"([0-9]+[-./][0-9]+\S*?)(?:,?\s+|T)(\S.*)", words)
    if match is None:
        return day(words) if not re.search(r"[0-9]:[0-9]", words) else _misplaced_hour(words)
    dates, start = _possible_dates(match[1]), suggested_hour(match[2])
    if dates and start and not _ISO.fullmatch(match[1]):
        choices = ", or ".join(f"`{date} {start}`" for date in dates)
        raise Misunderstood(f"{quoted(text)} is not a date with an hour; write {choices}")
    start_date = day(match[1])
    hour_range = re.fullmatch(r"([0-9]{2}:[0-9]{2})\s*[-–]\s*([0-9]{2}:[0-9]{2})", match[2])
    if hour_range:
        starts, ends = hour(hour_range[1]), hour(hour_range[2])
        raise Misunderstood(
            f"{quoted(text)} has two hours; write `{start_date} {starts:%H:%M}`, and on a line of its own "
            f"`{length_line(starts, ends)}`"
        )
    long_hour = re.fullmatch(
        r"([0-9][0-9]:[0-9][0-9])(?::[0-9][0-9](?:\.[0-9]+)?)?\s*(?:Z|[+-][0-9][0-9]:?[0-9][0-9])?", match[2]
    )
    if long_hour and long_hour[0] != long_hour[1]:
        raise Misunderstood(
            f"{quoted(text)} has more than a date and an hour; write "
            f"`{start_date} {hour(long_hour[1]):%H:%M}`, and the city or zone of this hour in `clock:`"
        )
    return datetime.combine(start_date, hour(match[2]))


def _end_line(starts: time, ends: time) -> str:
    return f"ends: {ends:%H:%M}" if ends > starts else _duration_line(starts, ends)


def _duration_line(starts: time, ends: time) -> str:
    minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    return f"duration: {minutes % (24 * 60) or 60} min"


def _misplaced_hour(words: str) -> date:
    at = re.search(r"\b([0-9]{1,2}):([0-9]{2})\b", words)
    start = suggested_hour(at[0]) if at else ""
    if re.fullmatch("[0-9:.]+", words):
        example = f"2026-12-16 {start or '11:00'}"
        raise Misunderstood(f"the date is missing before {quoted(words)}; write `{example}`")
    dates = _spelled_dates(words.replace(at[0], " ")) if at else []
    if dates and start:
        raise Misunderstood(f"{quoted(words)} is not a date with an hour; write `{dates[0]} {start}`")
    raise Misunderstood(
        f"{quoted(words)} is not a date with an hour; write the date in digits, for example "
        "`2026-12-16 11:00` (year, month, day)"
    )


def move(text: str) -> datetime | date | time:
    """Returns the new date, hour or both of a meeting that moves; raises Misunderstood."""
    words = text.strip()
    if re.match(r"[0-9]{4}[-/.T]|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}", words):
        return _moment(words, _duration_line)
    if re.match(
        r"[0-9]{1,2}[:.][0-9][0-9]([^0-9]|$)|[0-9]{1,2}\s*[ap]\.?m|[0-9]{1,4}$", words, re.IGNORECASE
    ):
        return hour(words)
    raise Misunderstood(
        f"{quoted(text)} is nowhere to move to; write a date and an hour (`2026-12-16 11:00`), "
        "a date (`2026-12-16`) or an hour (`11:00`)"
    )
