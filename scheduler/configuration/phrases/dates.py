"""Dates, months, bounds, and days in a row."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache

from scheduler.configuration.phrases.hours import hour
from scheduler.configuration.spelling import Misunderstood, quoted
from scheduler.programme.spans import Bound, Days, Month

DATE_PATTERN = r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
MONTH_PATTERN = r"[0-9]{4}-(0[1-9]|1[0-2])"
YEARS = range(1970, 2200)

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_LOOSE_ISO = re.compile(r"([0-9]{4})[-./]([0-9]{1,2})[-./]([0-9]{1,2})\.?")
_DOTTED = re.compile(r"([0-9]{1,2})([./-])\s?([0-9]{1,2})[./-]\s?([0-9]{4})")
_MONTH_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
                "october", "november", "december")  # fmt: skip


@lru_cache(maxsize=4096)
def day(text: str) -> date:
    """The date of `2026-12-16`; raises Misunderstood with the right spelling."""
    words = text.strip()
    match = _ISO.fullmatch(words)
    if match is None:
        raise Misunderstood(f"{quoted(text)} is no date; {_date_hint(words)}")
    return _real(int(match[1]), int(match[2]), int(match[3]), words)


def _real(year: int, month: int, number: int, words: str) -> date:
    _known_year(year, words)
    if not 1 <= month <= 12:
        raise Misunderstood(f"there is no month {month} in {quoted(words)}; months run from 01 to 12")
    last = Month(year, month).last.day
    if not 1 <= number <= last:
        raise Misunderstood(f"there is no day {quoted(words)}; that month has the days 1 to {last}")
    return date(year, month, number)


def _known_year(year: int, words: str) -> None:
    if year not in YEARS:
        raise Misunderstood(
            f"the year of {quoted(words)} cannot be meant; years are {YEARS[0]} to {YEARS[-1]}"
        )


def _date_hint(words: str) -> str:
    loose, dotted = _LOOSE_ISO.fullmatch(words), _DOTTED.fullmatch(words)
    if loose:
        return f"write `{loose[1]}-{int(loose[2]):02d}-{int(loose[3]):02d}`"
    if dotted and (dotted[2] == "." or int(dotted[1]) > 12) and int(dotted[3]) <= 12:
        return f"write `{dotted[4]}-{int(dotted[3]):02d}-{int(dotted[1]):02d}`"
    if dotted and int(dotted[3]) > 12:
        return f"write `{dotted[4]}-{int(dotted[1]):02d}-{int(dotted[3]):02d}`"
    if dotted:
        return _either(dotted[4], int(dotted[1]), int(dotted[3]))
    return _spelled_date(words) or "dates are written `2026-12-16` (year, month, day)"


def _either(year: str, one: int, other: int) -> str:
    """What `05/10/2026` may mean: Europe puts the day first, America the month."""
    day_first, month_first = f"{year}-{other:02d}-{one:02d}", f"{year}-{one:02d}-{other:02d}"
    if one == other or not (1 <= one <= 12 and 1 <= other <= 12):
        return f"write `{day_first}`"
    months = (_MONTH_NAMES[other - 1].title(), _MONTH_NAMES[one - 1].title())
    return f"write `{day_first}` for {one} {months[0]}, or `{month_first}` for {other} {months[1]}"


def _spelled_date(words: str) -> str:
    year, number = re.search(r"\b[0-9]{4}\b", words), re.search(r"\b([0-9]{1,2})(?:st|nd|rd|th)?\b", words)
    month = _month_number(words)
    return f"write `{year[0]}-{month:02d}-{int(number[1]):02d}`" if year and number and month else ""


def _month_number(words: str) -> int:
    found = re.search(rf"(?i)\b({'|'.join(name[:3] for name in _MONTH_NAMES)})[a-z]*", words)
    return [name[:3] for name in _MONTH_NAMES].index(found[1].casefold()) + 1 if found else 0


def bound(text: str) -> Bound:
    """A month (`2026-12`) or a date (`2026-12-16`); raises Misunderstood."""
    words = text.strip()
    match = _ISO_MONTH.fullmatch(words)
    if match:
        _known_year(int(match[1]), words)
        return _month(int(match[1]), int(match[2]), words)
    if _ISO.fullmatch(words):
        return day(words)
    raise Misunderstood(f"{quoted(text)} is neither a month nor a date; {_bound_hint(words)}")


def _month(year: int, month: int, words: str) -> Month:
    if not 1 <= month <= 12:
        raise Misunderstood(f"there is no month {month} in {quoted(words)}; months run from 01 to 12")
    return Month(year, month)


def _bound_hint(words: str) -> str:
    loose = re.fullmatch(r"([0-9]{4})[-./]([0-9]{1,2})|([0-9]{1,2})[-./]([0-9]{4})", words)
    if loose:
        return f"write `{loose[1] or loose[4]}-{int(loose[2] or loose[3]):02d}`"
    year = re.search(r"\b[0-9]{4}\b", words)
    if year and words == year[0]:
        return f"write the month too: `{words}-01`"
    month = _month_number(words)
    if year and month and not re.search(r"\b[0-9]{1,2}\b", words):
        return f"write `{year[0]}-{month:02d}`"
    hint = _date_hint(words)
    return hint if hint.startswith("write") else "write `2026-12` or `2026-12-16`"


def days(text: str) -> Days:
    """One date, or both ends of `2026-12-24..2027-01-01`; raises Misunderstood, also if they are reversed."""
    words = text.strip()
    bounds = re.split(r"\s*(?:\.\.\.?|…)\s*", words)
    if (
        len(bounds) > 2
        or not all(bounds)
        or re.search(r"[0-9]\s*(?:-|–|to|until)\s+[0-9]|[0-9]–[0-9]|[0-9]-[0-9]{4}-", words)
    ):
        ends = re.findall(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", words)
        example = f"{ends[0]}..{ends[1]}" if len(ends) == 2 else "2026-12-24..2027-01-01"
        raise Misunderstood(f"{quoted(text)} is no range of dates; write `{example}`")
    month = _ISO_MONTH.fullmatch(words)
    if month and 1 <= int(month[2]) <= 12:
        whole = Month(int(month[1]), int(month[2]))
        raise Misunderstood(f"{quoted(text)} is a month; write `{whole.first}..{whole.last}`")
    first, last = day(bounds[0]), day(bounds[-1])
    if last < first:
        raise Misunderstood(f"the range {quoted(text)} ends before it begins; write `{last}..{first}`")
    return Days(first, last)


def moment(text: str) -> datetime | date:
    """A date with an hour (`2026-12-16 11:00`) or without one (a whole day); raises Misunderstood."""
    words = text.strip()
    match = re.fullmatch(r"([0-9]+[-./][0-9]+\S*?)(?:,?\s+|T)(\S.*)", words)
    if match is None:
        return day(words) if not re.search(r"[0-9]:[0-9]", words) else _misplaced_hour(words)
    span = re.fullmatch(r"[0-9-]+ +([0-9]{2}:[0-9]{2})\s*[-–]\s*([0-9]{2}:[0-9]{2})", words)
    if span:
        raise Misunderstood(
            f"{quoted(text)} has two hours; write `{match[1]} {span[1]}`, and on a line of its own "
            f"`ends: {span[2]}`"
        )
    late = re.fullmatch(
        r"([0-9][0-9]:[0-9][0-9])(?::[0-9][0-9](?:\.[0-9]+)?)?\s*(?:Z|[+-][0-9][0-9]:?[0-9][0-9])?", match[2]
    )
    if late and late[0] != late[1]:
        raise Misunderstood(
            f"{quoted(text)} has more than a date and an hour; write `{match[1]} {late[1]}`, "
            "and whose wall time it is in `clock:`"
        )
    return datetime.combine(day(match[1]), hour(match[2]))  # wall time on a clock named apart


def _misplaced_hour(words: str) -> date:
    if re.fullmatch("[0-9:.]+", words):
        raise Misunderstood(f"the date is missing before {quoted(words)}; write `2026-12-16 {words}`")
    at = re.search(r"\b([0-9]{1,2}):([0-9]{2})\b", words)
    spelled = _spelled_date(words.replace(at[0], " ")) if at else ""
    found = re.fullmatch("write `([0-9-]+)`", spelled)
    example = f"{found[1]} {int(at[1]):02d}:{at[2]}" if found and at else "2026-12-16 11:00"
    raise Misunderstood(f"{quoted(words)} is no date with an hour; write `{example}`")


def move(text: str) -> datetime | date | time:
    """Where a meeting moves to: a date and an hour, a date, or an hour; raises Misunderstood."""
    words = text.strip()
    if re.match(r"[0-9]{4}[-/.T]|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}", words):
        return moment(words)
    if re.match(
        r"[0-9]{1,2}[:.][0-9][0-9]([^0-9]|$)|[0-9]{1,2}\s*[ap]\.?m|[0-9]{1,4}$", words, re.IGNORECASE
    ):
        return hour(words)
    raise Misunderstood(
        f"{quoted(text)} is nowhere to move to; write a date and an hour (`2026-12-16 11:00`), "
        "a date (`2026-12-16`) or an hour (`11:00`)"
    )
