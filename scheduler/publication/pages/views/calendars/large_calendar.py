"""A calendar with too many meetings for one page, by month. The pages of its parts are made from it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import chain

from msgspec import Struct

from scheduler.programme.spans import Month
from scheduler.publication.pages.views.calendars.local_days import (
    MAX_MEETINGS,
    MAX_WHOLE,
    LocalDays,
    in_order,
    listing_month,
    months_of,
    order,
)
from scheduler.publication.pages.views.calendars.meeting_list import (
    city_of_readers,
    day_numbers,
)
from scheduler.publication.pages.views.months import DayNumber
from scheduler.publication.pages.views.page import PageInputs
from scheduler.record.feeds import Feed
from scheduler.record.ordered_meetings import NO_MEETINGS, OrderedMeetings
from scheduler.record.stored import SkippedMeeting, Stored
from scheduler.record.window import Window
from scheduler.timetable.occurrence import Occurrence


class MonthNumber(Struct, frozen=True, kw_only=True):
    """One month that has a page, and the number of its meetings."""

    month: Month
    number: int


class MonthSlice(Struct, frozen=True, kw_only=True):
    """The meetings that begin in one month in UTC: `contents` of the feed.

    `days` are those of the public ones, by the month that lists them, each in order: mostly it is that month.
    """

    contents: tuple[Stored, ...]
    days: Mapping[Month, tuple[LocalDays, ...]]


class ListedMonth(Struct, frozen=True, dict=True):
    """The meetings that one month lists; `parts` are those of each slice."""

    parts: tuple[tuple[LocalDays, ...], ...]

    @cached_property
    def meetings(self) -> tuple[LocalDays, ...]:
        """All of them, in order."""
        return tuple(sorted(chain.from_iterable(self.parts), key=order))

    @cached_property
    def spanning(self) -> tuple[LocalDays, ...]:
        """Those that reach into another month."""
        return tuple(days for days in self.meetings if Month.of(days.first) != Month.of(days.last))

    @property
    def number(self) -> int:
        """How many they are."""
        return sum(map(len, self.parts))


class LargeCalendar(Struct, frozen=True, kw_only=True):
    """A calendar with too many meetings for one page.

    `slices` are its meetings by month in UTC, `months` by the month that lists them. `skips` are those that a
    holiday removed, by month. The calendar after an edit shares the slices and months that it leaves alone.
    """

    feed: Feed
    window: Window
    slices: Mapping[Month, MonthSlice]
    months: Mapping[Month, ListedMonth]
    skips: Mapping[Month, tuple[SkippedMeeting, ...]]

    def index(self) -> tuple[MonthNumber, ...]:
        """Returns the months that have a page."""
        return tuple(
            MonthNumber(month=month, number=listed.number)
            for month, listed in self.months.items()
            if listed.number or self.skips_in(month)
        )

    def reaching_into(self, months: Sequence[Month]) -> tuple[LocalDays, ...]:
        """Returns the meetings with days in one of consecutive `months` and days outside of it."""
        first, last = months[0].first, months[-1].last
        spanning = chain.from_iterable(listed.spanning for listed in self.months.values())
        return tuple(days for days in spanning if days.is_within(first, last))

    def occurrences_in(self, months: Sequence[Month]) -> tuple[Occurrence, ...]:
        """Returns the meetings that consecutive `months` list, and those that reach into one of them."""
        meetings = (
            *self.reaching_into(months),
            *(days for month in months for days in self.months[month].meetings),
        )
        return tuple({days.occurrence.uid: days.occurrence for days in meetings}.values())

    def sizes(self) -> Mapping[Month, int]:
        """Returns the number of the meetings of each month, with those that a holiday removed."""
        return {month: listed.number + len(self.skips_in(month)) for month, listed in self.months.items()}

    def first_coming(self, now: datetime) -> Month:
        """Returns the first month with a meeting that is not over at `now` (UTC).

        It is never before the month of the last revision, which it is if all meetings are over.
        """
        coming = (
            month
            for month, listed in self.months.items()
            if month >= self.window.month
            if any(days.occurrence.timing.end_utc > now for days in listed.meetings)
        )
        return next(coming, self.window.month)

    def numbers(self, months: Sequence[Month]) -> tuple[DayNumber, ...]:
        """Returns the days of `months` with a page of their own; none if one page can list all meetings."""
        meetings = [days for month in months for days in self.months[month].meetings]
        skips = [skip for month in months for skip in self.skips_in(month)]
        fits = len(meetings) + len(skips) <= MAX_MEETINGS
        return () if fits else day_numbers(meetings, skips, self.window)

    def skips_in(self, month: Month) -> tuple[SkippedMeeting, ...]:
        """Returns the meetings of `month` that a holiday removed."""
        return self.skips.get(month, ())


def large_calendar(inputs: PageInputs, feed: Feed, before: LargeCalendar | None) -> LargeCalendar | None:
    """Returns the calendar of `feed` by month; None if one page can list all of its meetings.

    It shares months with the calendar `before`, which was made from the same frame.
    """
    contents = inputs.published.feed_contents.get(feed.key, NO_MEETINGS)
    if len(contents) <= MAX_WHOLE:
        return None
    window = inputs.published.window
    city = city_of_readers(feed, [city.identity for city in inputs.directory.members(feed)])
    slices = _slices(contents, window, city, before.slices if before is not None else {})
    months = _months(slices.values(), window, before.months if before is not None else {})
    if sum(listed.number for listed in months.values()) <= MAX_WHOLE:
        return None
    skips: dict[Month, list[SkippedMeeting]] = defaultdict(list)
    for skip in inputs.skips.get(feed.key, ()):
        skips[Month.of(skip.day)].append(skip)
    return LargeCalendar(
        feed=feed,
        window=window,
        slices=slices,
        months=months,
        skips={month: tuple(group) for month, group in skips.items()},
    )


def _slices(
    contents: OrderedMeetings, window: Window, city: str | None, before: Mapping[Month, MonthSlice]
) -> Mapping[Month, MonthSlice]:
    """Returns `contents`, which are in order of time, by month in UTC."""
    slices, start = {}, 0
    while start < len(contents):
        month = _month_in_utc(contents[start])
        end = bisect_right(contents, month, lo=start, key=_month_in_utc)
        part, old = contents[start:end], before.get(month)
        slices[month] = old if old is not None and old.contents == part else _slice(part, window, city)
        start = end
    return slices


def _month_in_utc(stored: Stored) -> Month:
    return Month.of(stored.occurrence.timing.begin_utc)


def _slice(contents: tuple[Stored, ...], window: Window, city: str | None) -> MonthSlice:
    occurrences = (stored.occurrence for stored in contents)
    days: dict[Month, list[LocalDays]] = defaultdict(list)
    for meeting in in_order((each for each in occurrences if not each.content.is_private), city):
        days[listing_month(meeting, window)].append(meeting)
    return MonthSlice(contents=contents, days={month: tuple(group) for month, group in days.items()})


def _months(
    slices: Iterable[MonthSlice], window: Window, before: Mapping[Month, ListedMonth]
) -> Mapping[Month, ListedMonth]:
    """Returns all months of the window, and later ones to which a meeting was moved."""
    parts: dict[Month, list[tuple[LocalDays, ...]]] = {month: [] for month in months_of(window)}
    for part in slices:
        for month, meetings in part.days.items():
            parts.setdefault(month, []).append(meetings)
    months = {month: ListedMonth(tuple(parts[month])) for month in sorted(parts)}
    return {month: before[month] if before.get(month) == new else new for month, new in months.items()}
