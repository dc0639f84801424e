"""Meetings and days off by month, for lists and for the month view."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from scheduler.programme.details import Reason, Status
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.days_off import DayOff, DayOffCalendar, group_by_reason
from scheduler.publication.pages.views.meetings import ListedMeeting
from scheduler.timetable.clocks.meeting_clock import ClockName

MAX_SIGNS = 3
"""The most countries that one day of the month view names by their codes."""


class CellMeeting(Struct, frozen=True, kw_only=True):
    """One meeting on one day of the month view.

    `starts` is the local start; None for a whole day and for the later days of a longer meeting. `place`
    names the side that the hour is for, if the hours of a calendar belong to different places. `is_listed` is
    set if the page lists it; a meeting of another month may reach into this one.
    """

    uid: str
    title: Text
    pair: Text | None
    starts: datetime | None
    place: ClockName | None
    status: Status
    is_moved: bool
    is_listed: bool


class DayCell(Struct, frozen=True, kw_only=True):
    """One day of the month view with a meeting or a day off.

    `number` is set in place of `meetings` if the month has too many. `signs` are the codes of the countries
    that are off, × for single cities. `groups` are the days off by their reason.
    """

    day: date
    meetings: tuple[CellMeeting, ...]
    number: int
    days_off: tuple[DayOff, ...]
    signs: str
    groups: tuple[tuple[DayOff, ...], ...]


class DayNumber(Struct, frozen=True, kw_only=True):
    """One day of a month with too many meetings for one page: the number of those that begin on it."""

    day: date
    number: int


class ListedSkip(Struct, frozen=True, kw_only=True):
    """One meeting in a list that a holiday removed; `pair` is named on pages of others."""

    day: date
    title: Text
    pair: Text | None
    reason: Reason | None


class MonthView(Struct, frozen=True, kw_only=True):
    """One month: the meetings that begin in it, those that a holiday removed, and its days off.

    A month with too many meetings has `numbers` in place of both: one for each day with a page. `cells` are
    its days with a meeting or a day off, in order.
    """

    month: Month
    numbers: tuple[DayNumber, ...]
    meetings: tuple[ListedMeeting, ...]
    skipped: tuple[ListedSkip, ...]
    cells: tuple[DayCell, ...]
    days_off: tuple[DayOff, ...]

    @property
    def entries(self) -> tuple[ListedMeeting | ListedSkip, ...]:
        """The meetings and those that a holiday removed, in the order of their days."""
        return in_order_of_days(self.meetings, self.skipped)


class Legend(Struct, frozen=True, kw_only=True):
    """The signs of month views that need an explanation.

    `has_hours` is for meetings, `has_numbers` for the number of those of a day. `country` is one of the
    country codes in them; `has_closed_cities` is for the sign ×.
    """

    has_hours: bool
    has_numbers: bool
    has_places: bool
    has_tentative: bool
    has_moved: bool
    has_cancelled: bool
    country: str | None
    has_closed_cities: bool


def in_order_of_days(
    meetings: Sequence[ListedMeeting], skipped: Sequence[ListedSkip]
) -> tuple[ListedMeeting | ListedSkip, ...]:
    """Returns both in the order of their first days; meetings of one day stay in their order."""
    return tuple(sorted((*meetings, *skipped), key=_first_day))


def _first_day(entry: ListedMeeting | ListedSkip) -> date:
    return entry.day if isinstance(entry, ListedSkip) else entry.first


def legend(views: Sequence[MonthView]) -> Legend:
    """Returns the signs that appear in `views`, and no others."""
    meetings = [meeting for view in views for cell in view.cells for meeting in cell.meetings]
    days_off = [day_off for view in views for day_off in view.days_off]
    has_numbers = any(view.numbers for view in views)
    return Legend(
        has_hours=bool(meetings) or not has_numbers,
        has_numbers=has_numbers,
        has_places=any(meeting.place is not None for meeting in meetings),
        has_tentative=any(meeting.status is Status.TENTATIVE for meeting in meetings),
        has_moved=any(meeting.is_moved for meeting in meetings),
        has_cancelled=any(meeting.status is Status.CANCELLED for meeting in meetings),
        country=next((day_off.country for day_off in days_off if day_off.country is not None), None),
        has_closed_cities=any(day_off.country is None for day_off in days_off),
    )


def month_views(
    listed: Mapping[Month, Sequence[ListedMeeting]],
    by_day: Mapping[date, Sequence[CellMeeting]],
    skipped: Sequence[ListedSkip],
    days_off: DayOffCalendar,
    cities: Sequence[str],
    numbers: Sequence[DayNumber] = (),
) -> tuple[MonthView, ...]:
    """Returns the months of `listed`, the meetings that each of them lists.

    `by_day` are the meetings of the month view. `cities` are the identities of the cities whose days off
    count. `numbers` are the days of months that list no meetings because they have too many.
    """
    off_by_month = {month: days_off.between(cities, month.first, month.last) for month in listed}
    by_number = {day.day: day.number for day in numbers}
    full = {Month.of(day.day) for day in numbers}
    return tuple(
        MonthView(
            month=month,
            numbers=tuple(day for day in numbers if Month.of(day.day) == month),
            meetings=tuple(meetings),
            skipped=tuple(skip for skip in skipped if Month.of(skip.day) == month and month not in full),
            cells=tuple(_cells(month, by_day, by_number, off_by_month[month])),
            days_off=off_by_month[month],
        )
        for month, meetings in listed.items()
    )


def _cells(
    month: Month,
    by_day: Mapping[date, Sequence[CellMeeting]],
    numbers: Mapping[date, int],
    days_off: Sequence[DayOff],
) -> Iterator[DayCell]:
    off_by_day: dict[date, list[DayOff]] = {}
    for day_off in days_off:
        for number in range((day_off.last - day_off.first).days + 1):
            off_by_day.setdefault(day_off.first + timedelta(days=number), []).append(day_off)
    first = month.first
    for number in range(month.last.day):
        day = first + timedelta(days=number)
        if day in by_day or day in numbers or day in off_by_day:
            yield _cell(day, by_day.get(day, ()), numbers.get(day, 0), off_by_day.get(day, ()))


def _cell(day: date, meetings: Sequence[CellMeeting], number: int, days_off: Sequence[DayOff]) -> DayCell:
    return DayCell(
        day=day,
        meetings=tuple(meetings),
        number=number,
        days_off=tuple(days_off),
        signs=_signs(days_off),
        groups=group_by_reason(days_off),
    )


def _signs(days_off: Sequence[DayOff]) -> str:
    """Returns the signs of days off; if they are many, only the first ones and the number of the others."""
    signs = [*dict.fromkeys(day_off.country or "×" for day_off in days_off)]
    others = [f"+{len(signs) - MAX_SIGNS}"] if len(signs) > MAX_SIGNS else []
    return " ".join((*signs[:MAX_SIGNS], *others))


def meetings_by_day(
    meetings: Iterable[ListedMeeting], places: Collection[ClockName], listed: Collection[str]
) -> Mapping[date, Sequence[CellMeeting]]:
    """Returns the meetings on each day; their hours belong to `places`, which are named if they are many.

    `listed` are the UIDs of those that the page lists.
    """
    by_day: dict[date, list[CellMeeting]] = {}
    for meeting in meetings:
        for number in range((meeting.last - meeting.first).days + 1):
            has_hour = number == 0 and not meeting.all_day
            cell_meeting = CellMeeting(
                uid=meeting.uid,
                title=meeting.title,
                pair=meeting.pair,
                starts=meeting.sides[0].starts if has_hour else None,
                place=meeting.sides[0].names[0] if has_hour and len(places) > 1 else None,
                status=meeting.status,
                is_moved=meeting.planned is not None,
                is_listed=meeting.uid in listed,
            )
            by_day.setdefault(meeting.first + timedelta(days=number), []).append(cell_meeting)
    return by_day
