"""What a cell of a sheet says of a day and an hour, as far as it has one meaning."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import Literal

from babel.dates import get_day_names, get_month_names
from msgspec import Struct

CellValue = str | float | datetime | date | time | timedelta | None
FIRST_1900, FIRST_1904 = (datetime.combine(day, time()) for day in (date(1899, 12, 30), date(1904, 1, 1)))
"""The days from which the numbers of Excel count."""
_DAY_NUMBERS = range(35_000, 75_000)
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)(?: ?г)?"
_DAYS = [
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d){_YEAR}\s*[-./년年]\s*(?P<month>\d\d?)\s*[-./월月]\s*(?P<day>\d\d?)\s*[일日.]?T?",
        rf"(?<!\d)(?P<day>\d\d?)\.\s*(?P<month>\d\d?)\.\s*{_YEAR}",
        rf"(?<!\d)(?P<one>\d\d?)[/-](?P<other>\d\d?)[/-]{_YEAR}",
        rf"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th|\.)?[\s-]+(?:of |de )?(?P<name>[^\W\d]+)\.?,?[\s-]+{_YEAR}",
        rf"(?P<name>[^\W\d]+)\.?\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+{_YEAR}",
    )
]
_AFTERNOON = r"p\.?m\b\.?|오후|следобед"
_HALF = rf"{_AFTERNOON}|a\.?m\b\.?|오전|сутринта"
_OCLOCK = r"(?:h|u|uhr|uur|ч)\b\.?"
HOUR = re.compile(
    rf"(?P<before>{_HALF})?\s*(?<!\d)(?P<hour>\d\d?)\s*"
    r"(?:[:.hu]\s*(?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?|[시時]\s*(?:(?P<minutes>\d\d?)\s*분)?"
    rf"|(?={_OCLOCK})|(?=\s*(?:{_HALF})))(?!\d)(?:\s*{_OCLOCK})?(?:[\s(]*(?P<after>{_HALF}))?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[-–—~]|to|until|bis|tot|до|부터)\s*", re.IGNORECASE)
_LENGTH = re.compile(
    r"(?i)\s*(?:(?P<clock>\d\d?):(?P<rest>\d\d)|"
    r"(?:(?P<hours>\d\d?(?:[.,]\d+)?)\s*(?:hours?|hrs?|h|часа?|ч|uur|uren|u|시간)\.?)?\s*(?:and|и|en)?\s*"
    r"(?:(?P<minutes>\d{1,3})\s*(?:m|min|minutes?|minuten|мин|минути|분|')?\.?)?)\s*"
)
_NUMBER = re.compile(r"\s*\d+(?:[.,]\d+)?\s*")
_FEWEST_MINUTES = 10
"""A smaller number without a unit may be hours."""
_LANGUAGES = ("en", "bg", "nl", "ko", "de", "fr", "es", "pt", "it")
_WIDTHS: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")
_FILLING = re.compile(r"(?i)[\s()\[\],;·]+|\b(?:h|hrs|uhr|uur|ч|часа)\b\.?|까지|\.(?=\s|$)")


class UnclearCellError(ValueError):
    """A cell has no meaning here, or several. The message says what stands in it and what is wrong."""


class CellTime(Struct, frozen=True):
    """The day and the hours of a cell, and its other words, such as the name of a zone."""

    day: date | None = None
    hours: tuple[time, ...] = ()
    words: str = ""


def time_in(cell: CellValue, order: str, first: datetime) -> CellTime:
    """Returns what a cell says; `order` is `dmy`, `mdy` or empty. The numbers of Excel count from `first`.

    Raises UnclearCellError.
    """
    if isinstance(cell, datetime):
        return CellTime(cell.date(), (_minute(cell).time(),) if cell.time() != time() else ())
    if isinstance(cell, date):
        return CellTime(cell)
    if isinstance(cell, time):
        return CellTime(None, (cell.replace(second=0, microsecond=0, tzinfo=None),))
    if isinstance(cell, timedelta):
        return time_in(cell / timedelta(days=1), order, first)
    if isinstance(cell, str):
        return _in_text(cell, order, first)
    return CellTime() if cell is None else _in_number(cell, first)


def _in_number(number: float, first: datetime) -> CellTime:
    moment = _minute(first + timedelta(days=number)) if 0 <= number < _DAY_NUMBERS.stop else first
    if 0 < number < 1:
        return CellTime(None, (moment.time(),))
    if int(number) not in _DAY_NUMBERS:
        raise UnclearCellError(f"{number:g} is no day and no hour")
    return CellTime(moment.date(), (moment.time(),) if number % 1 else ())


def _minute(moment: datetime) -> datetime:
    """Returns the nearest minute: Excel has fractions of a day."""
    return (moment + timedelta(seconds=30)).replace(second=0, microsecond=0)


def _in_text(text: str, order: str, first: datetime) -> CellTime:
    if re.fullmatch(r"\s*(\d{5}([.,]\d+)?|0[.,]\d{3,})\s*", text):
        return _in_number(float(text.replace(",", ".")), first)
    day, rest = _day_in(text, order)
    matches = [*HOUR.finditer(rest)]
    joined = all(_BETWEEN.fullmatch(rest[one.end() : other.start()]) for one, other in pairwise(matches))
    if len(matches) > 2 or not joined:
        raise UnclearCellError(f"{text!r} names {len(matches)} hours")
    words = rest[: matches[0].start()] + rest[matches[-1].end() :] if matches else rest
    words = _without_weekday(_FILLING.sub(" ", words).strip(), day, text)
    if re.search(r"\d", re.sub(r"(UTC|GMT)?[+-]\d[\d:]*", "", words) if matches else words):
        raise UnclearCellError(f"{text!r} has no day and no hour that can be read")
    if day and words and not matches:
        raise UnclearCellError(f"{text!r} has words that are not understood: {words!r}")
    # "2:00-3:30 pm" says the half of the day once for both.
    halves = [(match["before"] or match["after"] or "").casefold() for match in matches]
    half = max(halves, default="")
    return CellTime(
        day,
        tuple(_hour(match, each or half, text) for match, each in zip(matches, halves, strict=True)),
        words,
    )


def _without_weekday(words: str, day: date | None, text: str) -> str:
    """Returns words without the weekday of `day`; raises UnclearCellError if they name another one."""
    rest = []
    for word in words.split():
        weekdays = _weekdays().get(word.rstrip(".").casefold()) if day is not None else None
        if weekdays is None:
            rest.append(word)
        elif day is not None and day.weekday() not in weekdays:
            raise UnclearCellError(f"{text!r} is a {day:%A}")
    return " ".join(rest)


def length_in(cell: CellValue, unit: str) -> timedelta:
    """Returns the length that a cell says, zero if it is empty; raises UnclearCellError.

    `unit` is that of a number which has none of its own, such as `hours`; it may be empty.
    """
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute)
    if isinstance(cell, timedelta):
        return cell
    text = str(cell or "0 min")
    if _NUMBER.fullmatch(text):
        is_clear = float(text.replace(",", ".")) >= _FEWEST_MINUTES
        text += f" {unit or ('min' if is_clear else '?')}"
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise UnclearCellError(f"{str(cell)!r} is no length that can be read; write `90 min` or `1.5 h`")
    hours, minutes = match["hours"] or match["clock"] or "0", match["minutes"] or match["rest"] or 0
    return timedelta(hours=float(hours.replace(",", ".")), minutes=int(minutes))


def doubtful(text: str) -> tuple[int, int] | None:
    """Returns the two numbers of a date such as 03/04/2027, whose order is that of a country."""
    match = _DAYS[2].search(text)
    return (int(match["one"]), int(match["other"])) if match else None


def _day_in(text: str, order: str) -> tuple[date | None, str]:
    """Returns the day that a text names, and the text without it."""
    for pattern in _DAYS:
        if match := pattern.search(text):
            found = match.groupdict()
            if "one" in found:
                is_mdy = order == "mdy" or (not order and int(found["other"]) > 12)
                found["month"], found["day"] = (
                    found[each] for each in ("one", "other")[:: 1 if is_mdy else -1]
                )
            month = found.get("month") or found["name"]
            number = int(month) if month.isdecimal() else _months().get(month.casefold(), 0)
            try:
                return date(int(found["year"]), number, int(found["day"])), text[
                    : match.start()
                ] + " " + text[match.end() :]
            except ValueError:
                raise UnclearCellError(f"{text!r} is no day that exists") from None
    return None, text


def _hour(match: re.Match[str], half: str, text: str) -> time:
    hour, minute = int(match["hour"]), int(match["minute"] or match["minutes"] or 0)
    if half and 1 <= hour <= 12:
        hour = hour % 12 + 12 * bool(re.fullmatch(_AFTERNOON, half))
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise UnclearCellError(f"{text!r} is no hour that exists")
    return time(hour % 24, minute)


@cache
def _months() -> dict[str, int]:
    """Returns the months by their names in some languages."""
    names = (get_month_names(width, "format", each) for each in _LANGUAGES for width in _WIDTHS)
    return {name.rstrip(".").casefold(): month for each in names for month, name in each.items()}


@cache
def _weekdays() -> dict[str, set[int]]:
    """Returns the weekdays that a name means in some languages."""
    found: dict[str, set[int]] = {"tues": {1}, "thur": {3}, "thurs": {3}}
    for names in (get_day_names(width, "format", each) for each in _LANGUAGES for width in _WIDTHS):
        for weekday, name in names.items():
            found.setdefault(name.rstrip(".").casefold(), set()).add(weekday)
    return found
