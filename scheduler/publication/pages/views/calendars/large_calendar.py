"""A calendar with too many meetings for one page, by month. The pages of its parts are made from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import chain

from msgspec import Struct

from scheduler.programme.spans import Month
from scheduler.publication.pages.views.calendars.local_days import (
    MAX_MEETINGS,
    MAX_WHOLE,
    LocalDays,
    by_month,
    in_order,
)
from scheduler.publication.pages.views.calendars.meeting_list import (
    city_of_readers,
    day_numbers,
)
from scheduler.publication.pages.views.months import DayNumber
from scheduler.publication.pages.views.page import PageInputs
from scheduler.state.feeds import Feed
from scheduler.state.stored import SkippedMeeting
from scheduler.state.window import Window
from scheduler.timetable.occurrence import Occurrence


class MonthNumber(Struct, frozen=True, kw_only=True):
    """One month that has a page, and the number of its meetings."""

    month: Month
    number: int


class LargeCalendar(Struct, frozen=True, kw_only=True, dict=True):
    """A calendar with too many meetings for one page.

    `months` are its meetings by the month that lists them, in order. `skips` are those that a holiday
    removed, by month.
    """

    feed: Feed
    window: Window
    months: Mapping[Month, Sequence[LocalDays]]
    skips: Mapping[Month, tuple[SkippedMeeting, ...]]

    @cached_property
    def _spanning(self) -> Sequence[LocalDays]:
        """The meetings that reach into another month."""
        meetings = chain.from_iterable(self.months.values())
        return [days for days in meetings if Month.of(days.first) != Month.of(days.last)]

    def index(self) -> tuple[MonthNumber, ...]:
        """Returns the months that have a page."""
        return tuple(
            MonthNumber(month=month, number=len(meetings))
            for month, meetings in self.months.items()
            if meetings or self.skips_in(month)
        )

    def reaching_into(self, months: Sequence[Month]) -> tuple[LocalDays, ...]:
        """Returns the meetings with days in one of consecutive `months` and days outside of it."""
        first, last = months[0].first, months[-1].last
        return tuple(days for days in self._spanning if days.is_within(first, last))

    def occurrences_in(self, months: Sequence[Month]) -> tuple[Occurrence, ...]:
        """Returns the meetings that consecutive `months` list, and those that reach into one of them."""
        meetings = (
            *self.reaching_into(months),
            *(days for month in months for days in self.months[month]),
        )
        return tuple({days.occurrence.uid: days.occurrence for days in meetings}.values())

    def sizes(self) -> Mapping[Month, int]:
        """Returns the number of the meetings of each month, with those that a holiday removed."""
        return {month: len(meetings) + len(self.skips_in(month)) for month, meetings in self.months.items()}

    def first_coming(self, now: datetime) -> Month:
        """Returns the first month with a meeting that is not over at `now` (UTC).

        It is never before the month of the last revision, which it is if all meetings are over.
        """
        coming = (
            month
            for month, meetings in self.months.items()
            if month >= self.window.month
            if any(days.occurrence.timing.end_utc > now for days in meetings)
        )
        return next(coming, self.window.month)

    def numbers(self, months: Sequence[Month]) -> tuple[DayNumber, ...]:
        """Returns the days of `months` with a page of their own; none if one page can list all meetings."""
        meetings = [days for month in months for days in self.months[month]]
        skips = [skip for month in months for skip in self.skips_in(month)]
        fits = len(meetings) + len(skips) <= MAX_MEETINGS
        return () if fits else day_numbers(meetings, skips, self.window)

    def skips_in(self, month: Month) -> tuple[SkippedMeeting, ...]:
        """Returns the meetings of `month` that a holiday removed."""
        return self.skips.get(month, ())


def large_calendar(inputs: PageInputs, feed: Feed) -> LargeCalendar | None:
    """Returns the calendar of `feed` by month; None if one page can list all of its meetings."""
    occurrences = inputs.public_occurrences(feed)
    if len(occurrences) <= MAX_WHOLE:
        return None
    window = inputs.state.window
    city = city_of_readers(feed, [city.identity for city in inputs.directory.members(feed)])
    skips: dict[Month, list[SkippedMeeting]] = defaultdict(list)
    for skip in inputs.skips.get(feed.key, ()):
        skips[Month.of(skip.day)].append(skip)
    return LargeCalendar(
        feed=feed,
        window=window,
        months=by_month(in_order(occurrences, city), window),
        skips={month: tuple(group) for month, group in skips.items()},
    )
