"""The slots of a series: the keys that its rules make, each with its planned day.

A key is `2026-12`, `2026-12.2` for the second of two a month, `2026-W50`, or `2026-W50.2` for the second of a
week. It does not change when a rule changes its day. When a series turns from monthly to weekly or back, the
old keys end where the new begin.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

from msgspec import Struct

from scheduler.programme.advice import Advice, Permission, advise, command
from scheduler.programme.keys import as_stored, is_weekly
from scheduler.programme.problems import Problem
from scheduler.programme.rules import (
    EVERY_MONTH,
    ByWeek,
    LastDay,
    MonthDay,
    NthWeekday,
    NumberedWeeks,
    WeekdayAfter,
    Weekly,
    WorkingDay,
)
from scheduler.programme.series import ScheduleEntry, Series
from scheduler.programme.spans import Month, first_day, last_day
from scheduler.timetable.rule_dates import (
    Period,
    RuleDate,
    Run,
    Week,
    WorksUnder,
    dates_in,
    ends_by,
)

_DAYS_OF_MONTH = 30
_FARTHEST = timedelta(days=31)
"""No rule plans a meeting so far from the month or week of its key."""
_EXAMPLES = "2026-12, 2026-12.2, 2026-W50 or 2026-12-16"
_YEAR = r"(?:19|20|21)\d\d"


class Slot(Struct, frozen=True, kw_only=True):
    """One key of a series and the date that a rule plans for it, before holiday policy and changes.

    `entry` is the index of that rule in the schedule. `turn` is 0 for the first slot of the series, and one
    more for each slot after it; days in a pause have no slot.
    """

    key: str
    day: date
    entry: int
    turn: int


def make_slots(series: Series, last: date, works: WorksUnder) -> tuple[Slot, ...]:
    """Returns all slots of `series` that are planned for `last` or earlier, by day.

    `works` returns whether all its cities work on a day; rules for working days need it. The entries of the
    schedule must be in the order of their beginnings.
    """
    by_key: dict[str, RuleDate] = {}
    # Look one month further: if two rules use the same key, the later one has it.
    for run, end in _runs(series.schedule, last + timedelta(days=31)):
        for period in _periods(run, _end_of(end, series)):
            for rule_date in dates_in(period, run, works):
                if rule_date.day <= end and ends_by(series.until, period, rule_date.day):
                    by_key[_key(period, rule_date)] = rule_date
    planned = sorted(
        (rule_date.day, key, rule_date.entry)
        for key, rule_date in by_key.items()
        if rule_date.day <= last and not any(rule_date.day in pause for pause in series.pauses)
    )
    return tuple(
        Slot(key=key, day=day, entry=entry, turn=turn) for turn, (day, key, entry) in enumerate(planned)
    )


def count_slots(series: Series, last: date) -> int:
    """Returns about how many slots `series`, which has a schedule, has through `last`; works none out."""
    return sum(_count(run[0][1], _end_of(end, series)) for run, end in _runs(series.schedule, last))


def _count(entry: ScheduleEntry, end: date) -> int:
    days = max((end - first_day(entry.begins)).days + 1, 0) * len(entry.months) // len(EVERY_MONTH)
    match entry.rule:
        case Weekly(weekdays, interval, _):
            return len(weekdays) * days // (7 * interval)
        case NumberedWeeks(weekdays, _):
            return len(weekdays) * days // 14
        case NthWeekday(ordinals, _):
            return len(ordinals) * days // _DAYS_OF_MONTH
        case WeekdayAfter() | MonthDay() | LastDay() | WorkingDay():
            return days // _DAYS_OF_MONTH


def _end_of(end: date, series: Series) -> date:
    return end if series.until is None else min(end, last_day(series.until))


def period_of(written: str) -> tuple[date, date]:
    """Returns the first and last day of the month or ISO week of a key; for a date, of both together.

    Raises ValueError if `written` is neither a key nor a date.
    """
    parsed = _parsed(written)
    if parsed is None:
        raise ValueError(f"{written} is neither a key nor a date; right would be {_EXAMPLES}")
    return _bounds(parsed)


def _bounds(parsed: Period | date) -> tuple[date, date]:
    if not isinstance(parsed, date):
        return parsed.first, parsed.last
    month, week = Month.of(parsed), Week.of(parsed)
    return min(month.first, week.first), max(month.last, week.last)


def find_slot(written: str, slots: Sequence[Slot]) -> Slot | None:
    """Returns the slot that a person means by a key or by a date, if there is exactly one.

    A date means the slot planned for it; else the slot of its ISO week; else the only monthly slot of its
    month. If a month has two meetings, a date selects one only if it is planned for that day.
    """
    day = _parsed(written)
    if day is None:
        return None
    near = _near(_bounds(day), slots)
    if not isinstance(day, date):
        key = as_stored(written)
        return _only([slot for slot in near if slot.key == key])
    week, month = str(Week.of(day)), Month.of(day)
    return (
        _only([slot for slot in near if slot.day == day])
        or _only([slot for slot in near if slot.key.partition(".")[0] == week])
        or _only_monthly([slot for slot in near if _month(slot) == month])
    )


def _near(bounds: tuple[date, date], slots: Sequence[Slot]) -> Sequence[Slot]:
    """Returns the slots whose key may mean a period in `bounds`: a text may have thousands of changes."""
    first, last = bounds
    begin = bisect_left(slots, first - _FARTHEST, key=attrgetter("day"))
    end = bisect_right(slots, last + _FARTHEST, key=attrgetter("day"))
    return slots[begin:end]


def nearest_slot(written: str, slots: Sequence[Slot]) -> Slot | None:
    """Returns the slot planned nearest to a date or to the period of a key; None if there is none."""
    period = _parsed(written)
    if period is None:
        return None
    first, last = (period, period) if isinstance(period, date) else (period.first, period.last)
    return min(slots, key=lambda slot: max(first - slot.day, slot.day - last, timedelta()), default=None)


def _runs(schedule: Sequence[ScheduleEntry], last: date) -> Iterator[tuple[Run, date]]:
    by_form = groupby(enumerate(schedule), lambda indexed: isinstance(indexed[1].rule, ByWeek))
    runs = [list(run) for _, run in by_form]
    starts = [first_day(run[0][1].begins) for run in runs]
    for run, following in zip(runs, [*starts[1:], None], strict=True):
        yield run, last if following is None else min(last, following - timedelta(days=1))


def _periods(run: Run, end: date) -> Iterator[Period]:
    """Yields every period that can have a date from the beginning of `run` through `end`."""
    _, entry = run[0]
    if isinstance(entry.rule, ByWeek):
        first = Week.of(first_day(entry.begins)).first
        for count in range((end - first).days // 7 + 1):
            yield Week(first + timedelta(weeks=count))
    else:
        # One month earlier: "Thursday after the last Tuesday" can fall into the month that it begins in.
        month = Month.of(first_day(entry.begins)).plus(-1)
        for count in range(Month.of(end).since(month) + 1):
            yield month.plus(count)


def _key(period: Period, rule_date: RuleDate) -> str:
    return str(period) if rule_date.number == 1 else f"{period}.{rule_date.number}"


def _parsed(written: str) -> Period | date | None:
    try:
        if month := re.fullmatch(rf"({_YEAR})-(\d\d)(\.[12])?", written, re.ASCII):
            return Month(int(month[1]), int(month[2]))
        if week := re.fullmatch(rf"({_YEAR})-W(\d\d)(\.[1-7])?", written, re.ASCII):
            return Week(date.fromisocalendar(int(week[1]), int(week[2]), 1))
        if re.fullmatch(rf"{_YEAR}-\d\d-\d\d", written, re.ASCII):
            return date.fromisoformat(written)
    except ValueError:
        return None  # no such month, week or day
    return None


def _only(slots: Sequence[Slot]) -> Slot | None:
    return slots[0] if len(slots) == 1 else None


def _only_monthly(slots: Sequence[Slot]) -> Slot | None:
    return _only(slots) if slots and not is_weekly(slots[0].key) else None


def _month(slot: Slot) -> Month:
    """Returns the month of a slot: that of its key, or for a week that of its day."""
    return Month.of(slot.day) if is_weekly(slot.key) else Month(int(slot.key[:4]), int(slot.key[5:7]))


MOST_OF_SERIES = 1_000
"""The most new meetings of one series: one a week for 19 years."""
MOST_MEETINGS = 300_000
"""The most new meetings of all series: one a month for three years in 8,000 series."""


def too_many_meetings(
    changed: Iterable[Series], last: date, count_published: Callable[[Series], int]
) -> Iterator[Problem]:
    """Yields an error for each of the `changed` series whose rules plan too many new meetings by `last`.

    Yields one for the programme if all of them plan too many.
    """
    total = 0
    for series in changed:
        if not series.schedule:
            continue
        count = max(count_slots(series, last) - count_published(series), 0)
        total += count
        if count > MOST_OF_SERIES:
            begin = first_day(series.schedule[0].begins)
            words = f"it has about {count:,} new meetings, the first in {begin:%B %Y}: is the year right?"
            yield Problem((series.section, series.id, "from"), words, advice=_need_consent(MOST_OF_SERIES))
    if total > MOST_MEETINGS:
        words = f"all series have about {total:,} new meetings: are the years right?"
        yield Problem(("programme",), words, at="key", advice=_need_consent(MOST_MEETINGS))


def _need_consent(most: int) -> Advice:
    return advise(f"More than {most:,} at once need {{}} with {{}}", command("apply"), Permission("large"))
