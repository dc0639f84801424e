"""One meeting as lists show it, on two lines: its day and title, and its hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby

from msgspec import Struct

from scheduler.programme.details import Link, Reason, Status
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.feeds.wording import web_address
from scheduler.publication.pages.views.page import PageInputs, PageLink
from scheduler.publication.pages.views.row_hours import RowHours, hours
from scheduler.state.feeds import Feed
from scheduler.state.stored import SkippedMeeting
from scheduler.timetable.local_clocks import LocalClock
from scheduler.timetable.occurrence import Occurrence

MOST_PARTNERS = 2
"""The most partners that a row names; those of a larger group have the name of the group."""


class MeetingName(Struct, frozen=True, kw_only=True):
    """A meeting as lists name it, by its title, else by its `series`.

    `pair` is the name of the pair that meets, or `partners` are those of the other cities on the page of one
    of them; on its own page there is neither.
    """

    title: Text
    series: str = ""
    pair: Text | None = None
    partners: tuple[Text, ...] = ()


class MeetingRow(Struct, frozen=True, kw_only=True):
    """One meeting in a list; `first` is its day on the page, `last` the last of whole days.

    `is_moved` says whether readers knew another time of it; `reason` says why it is moved or cancelled.
    `links` are its documents if it is over; `lacks_minutes` says whether some are still expected.
    `languages` are those spoken and interpreted into.
    """

    page: PageLink
    name: MeetingName
    status: Status
    is_over: bool
    all_day: bool
    begin: datetime
    end: datetime
    first: date
    last: date
    is_moved: bool
    reason: Reason | None
    hours: RowHours
    links: tuple[Link, ...]
    lacks_minutes: bool
    languages: tuple[str, ...]


class SkipRow(Struct, frozen=True, kw_only=True):
    """A meeting in a list that a day off removed before it was published."""

    first: date
    name: MeetingName
    reason: Reason | None


class MonthRows(Struct, frozen=True, kw_only=True):
    """The meetings of one month in a list, and those that a day off removed, in order."""

    month: Month
    entries: tuple[MeetingRow | SkipRow, ...]

    def weeks(self) -> Iterator[WeekRows]:
        """Yields the same entries by the week of their first day."""
        for monday, found in groupby(self.entries, key=lambda row: _monday(row.first)):
            yield WeekRows(monday=monday, entries=tuple(found))


class WeekRows(Struct, frozen=True, kw_only=True):
    """The entries of one week of a month, which begins on a Monday."""

    monday: date
    entries: tuple[MeetingRow | SkipRow, ...]


class DayRows(Struct, frozen=True, kw_only=True):
    """The first meetings of one day in a list, and the number of all."""

    day: date
    rows: tuple[MeetingRow, ...]
    number: int


class RowMaker(Struct, frozen=True, dict=True):
    """Makes the rows of one page, for the readers of `feed`."""

    inputs: PageInputs
    feed: Feed

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """The cities (identities) whose hours stand first: the own ones, then those that a city meets."""
        directory = self.inputs.directory
        return (*directory.members(self.feed), *directory.partners(self.feed))

    def row(self, occurrence: Occurrence) -> MeetingRow:
        """Returns the row of a meeting as readers know it."""
        timing, content = occurrence.timing, occurrence.content
        day, is_over = self.day(occurrence), timing.is_over(self.inputs.now)
        return MeetingRow(
            page=self.inputs.link(occurrence),
            name=self.name(occurrence),
            status=occurrence.status,
            is_over=is_over,
            all_day=timing.all_day,
            begin=timing.begin_utc,
            end=timing.end_utc,
            first=day,
            last=(timing.ends - timedelta(days=1)).date() if timing.all_day else day,
            is_moved=occurrence.rescheduled,
            reason=content.reason if occurrence.cancelled or occurrence.rescheduled else None,
            hours=hours(occurrence, self.cities, day),
            links=public_links(content.links) if is_over else (),
            lacks_minutes=is_over and self.inputs.state.lacks_minutes(occurrence),
            languages=spoken(occurrence),
        )

    def clocks(self, occurrence: Occurrence) -> tuple[LocalClock, ...]:
        """Returns the hours of a meeting that its row shows; none for whole days."""
        return hours(occurrence, self.cities, self.day(occurrence)).visible

    def day(self, occurrence: Occurrence) -> date:
        """Returns the day of a meeting on the page: that of its city, else that of the clock in force."""
        timing = occurrence.timing
        own = occurrence.participant(self.feed.identity) if self.feed.kind == "cities" else None
        return timing.starts.date() if own is None or timing.all_day else own.local(timing.begin_utc).date()

    def skip(self, skip: SkippedMeeting) -> SkipRow:
        """Returns the entry of a meeting that a day off removed."""
        name = MeetingName(title=skip.title, pair=self._pair(skip))
        return SkipRow(first=skip.day, name=name, reason=skip.reason)

    def name(self, occurrence: Occurrence) -> MeetingName:
        """Returns a meeting as the page names it."""
        pair = self._pair(occurrence)
        partners = self._partners(occurrence) if pair is not None and self.feed.kind == "cities" else ()
        return MeetingName(
            title=occurrence.content.title,
            series=occurrence.series,
            pair=None if partners else pair,
            partners=partners,
        )

    def _pair(self, meeting: Occurrence | SkippedMeeting) -> Text | None:
        return None if self.feed.is_of_group else self.inputs.directory.pair_name(meeting)

    def _partners(self, occurrence: Occurrence) -> tuple[Text, ...]:
        others = [each.name for each in occurrence.participants if each.city != self.feed.identity]
        return tuple(others) if len(others) <= MOST_PARTNERS else ()


def by_month(rows: Iterable[MeetingRow | SkipRow]) -> tuple[MonthRows, ...]:
    """Returns rows by the month of their first day; both in order."""
    months: dict[Month, list[MeetingRow | SkipRow]] = {}
    for row in sorted(rows, key=_order):
        months.setdefault(Month.of(row.first), []).append(row)
    return tuple(MonthRows(month=month, entries=tuple(found)) for month, found in months.items())


def by_day(rows: Iterable[MeetingRow], most: int) -> Iterator[DayRows]:
    """Yields rows by their first day, at most so many of each; both in order."""
    for day, found in groupby(sorted(rows, key=_order), key=lambda row: row.first):
        own = tuple(found)
        yield DayRows(day=day, rows=own[:most], number=len(own))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def newest_first(months: Sequence[MonthRows]) -> tuple[MonthRows, ...]:
    """Returns the same rows in the opposite order."""
    return tuple(MonthRows(month=each.month, entries=each.entries[::-1]) for each in reversed(months))


def _order(entry: MeetingRow | SkipRow) -> tuple[date, bool, datetime | None, str]:
    if isinstance(entry, SkipRow):
        return entry.first, False, None, entry.name.title.versions[0][1]
    return entry.first, True, entry.begin, entry.page.address


def spoken(occurrence: Occurrence) -> tuple[str, ...]:
    """Returns the languages spoken and interpreted into."""
    languages = occurrence.content.languages
    return (*languages.spoken, *languages.interpretation) if languages is not None else ()


def public_links(links: Sequence[Link]) -> tuple[Link, ...]:
    """Returns the links that lead to a web address."""
    found = ((link.label, web_address(link.url)) for link in links)
    return tuple(Link(label, url) for label, url in found if url)
