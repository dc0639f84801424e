"""Meetings and days off laid out by month, for a list and for a month view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.programme.details import Status
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.days_off import DayOff, DaysOff
from scheduler.publication.pages.views.meetings import Meeting
from scheduler.record.stored import SkippedMeeting
from scheduler.record.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMark:
    """One meeting on one day of a month view; without an hour where it takes the whole day or went on.

    `place` says where it is that hour, where the hours of a calendar are those of different places.
    """

    uid: str
    title: Text
    hour: datetime | None
    place: Text | None
    status: Status
    is_moved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One day of a month view."""

    day: date
    marks: tuple[MeetingMark, ...] = ()
    off: tuple[DayOff, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """One month: the meetings that begin in it and those that are left out, its days, the days off in it."""

    month: Month
    meetings: tuple[Meeting, ...]
    skipped: tuple[SkippedMeeting, ...]
    cells: tuple[Cell, ...]
    off: tuple[DayOff, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """The marks that month views hold: `country` is one whose code stands in them, `closes` for an ×."""

    names_places: bool
    tentative: bool
    moved: bool
    cancelled: bool
    country: str | None
    closes: bool


def legend(views: Sequence[MonthView]) -> Legend:
    """What has to be explained of `views`: nobody looks for a mark that is not there."""
    marks = [mark for view in views for cell in view.cells for mark in cell.marks]
    off = [one for view in views for one in view.off]
    return Legend(
        names_places=any(mark.place is not None for mark in marks),
        tentative=any(mark.status is Status.TENTATIVE for mark in marks),
        moved=any(mark.is_moved for mark in marks),
        cancelled=any(mark.status is Status.CANCELLED for mark in marks),
        country=next((one.country for one in off if one.country is not None), None),
        closes=any(one.country is None for one in off),
    )


def month_views(
    meetings: Sequence[Meeting],
    skipped: Sequence[SkippedMeeting],
    days_off: DaysOff,
    cities: Sequence[str],
    window: Window,
) -> tuple[MonthView, ...]:
    """Every month of the window, and those beyond it to which a meeting was moved."""
    listed: dict[Month, list[Meeting]] = {month: [] for month in months_of(window)}
    for meeting in meetings:
        listed.setdefault(Month.of(max(meeting.first, window.first)), []).append(meeting)
    cells = _Cells(_marks(meetings), days_off, cities)
    return tuple(
        MonthView(
            month=month,
            meetings=tuple(listed[month]),
            skipped=tuple(skip for skip in skipped if Month.of(skip.day) == month),
            cells=cells.of(month),
            off=cells.off(month),
        )
        for month in sorted(listed)
    )


def months_of(window: Window) -> Iterator[Month]:
    """The months of `window`, in order."""
    first = Month.of(window.first)
    return (first.plus(number) for number in range(Month.of(window.edge).since(first)))


@dataclass(frozen=True, slots=True)
class _Cells:
    marks: Mapping[date, Sequence[MeetingMark]]
    days_off: DaysOff
    cities: Sequence[str]

    def off(self, month: Month) -> tuple[DayOff, ...]:
        return self.days_off.between(self.cities, month.first, month.last)

    def of(self, month: Month) -> tuple[Cell, ...]:
        off = self.off(month)
        days = (month.first + timedelta(days=number) for number in range(month.last.day))
        return tuple(
            Cell(
                day=day,
                marks=tuple(self.marks.get(day, ())),
                off=tuple(one for one in off if one.first <= day <= one.last),
            )
            for day in days
        )


def _marks(meetings: Sequence[Meeting]) -> dict[date, list[MeetingMark]]:
    found: dict[date, list[MeetingMark]] = {}
    here = {meeting.sides[0].names[0] for meeting in meetings if meeting.sides}
    for meeting in meetings:
        for number in range((meeting.last - meeting.first).days + 1):
            timed = number == 0 and not meeting.all_day
            mark = MeetingMark(
                uid=meeting.uid,
                title=meeting.title,
                hour=meeting.sides[0].starts if timed else None,
                place=meeting.sides[0].names[0] if timed and len(here) > 1 else None,
                status=meeting.status,
                is_moved=meeting.was is not None,
            )
            found.setdefault(meeting.first + timedelta(days=number), []).append(mark)
    return found
