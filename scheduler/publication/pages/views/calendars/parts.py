"""The pages of the months and days of a large calendar, which links to them: `programme/2027-01`.

A month with too many meetings for one page has a page for each of its days: `programme/2027-01-20`. A day
with too many has several: the next one is `programme/2027-01-20/2`. The page of a month or day is made from
its own meetings, so an edit touches few of them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain

from msgspec import Struct

from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.calendars.local_days import (
    MAX_MEETINGS,
    MAX_WHOLE,
    LocalDays,
    by_day,
    in_order,
    listing_month,
    months_of,
    order,
)
from scheduler.publication.pages.views.calendars.meeting_list import (
    MeetingList,
    city_of_readers,
    day_numbers,
    meeting_list,
    series_of,
)
from scheduler.publication.pages.views.meetings import ListedMeeting
from scheduler.publication.pages.views.months import DayNumber, Legend, MonthView, legend
from scheduler.publication.pages.views.numbered import NumberedPage, numbered_pages
from scheduler.publication.pages.views.page import Page, PageGroup, PageGroups, PageInputs
from scheduler.record.feeds import Feed, FeedKind
from scheduler.record.occurrences import SeriesOccurrences
from scheduler.record.stored import SkippedMeeting, Stored
from scheduler.record.window import Window
from scheduler.timetable.occurrence import Occurrence

CalendarPart = Month | date
"""A month or a day that has a page."""


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

    def numbers(self, months: Sequence[Month]) -> tuple[DayNumber, ...]:
        """Returns the days of `months` with a page of their own; none if one page can list all meetings."""
        meetings = [days for month in months for days in self.months[month].meetings]
        skips = [skip for month in months for skip in self.skips_in(month)]
        fits = len(meetings) + len(skips) <= MAX_MEETINGS
        return () if fits else day_numbers(meetings, skips, self.window)

    def skips_in(self, month: Month) -> tuple[SkippedMeeting, ...]:
        """Returns the meetings of `month` that a holiday removed."""
        return self.skips.get(month, ())


class PartSource(Struct, frozen=True, kw_only=True):
    """The source of a page of one part besides the frame; `before` and `after` are the parts beside it.

    `page` is the page of a day, one of `pages`. `occurrences` are the meetings that it lists or counts, and
    `series` those of the same series.
    """

    feed: Feed
    part: CalendarPart
    page: NumberedPage | None
    pages: tuple[NumberedPage, ...]
    before: CalendarPart | None
    after: CalendarPart | None
    occurrences: tuple[Occurrence, ...]
    numbers: tuple[DayNumber, ...]
    series: tuple[SeriesOccurrences, ...]
    skips: tuple[SkippedMeeting, ...]

    @property
    def path(self) -> str:
        """The address below that of the calendar."""
        return str(self.part) if self.page is None else self.page.address


class PartInputs(Struct, frozen=True, kw_only=True):
    """The arguments of a page of one part."""

    part: CalendarPart
    page: NumberedPage | None
    pages: tuple[NumberedPage, ...]
    before: CalendarPart | None
    after: CalendarPart | None
    meeting_list: MeetingList


class PartView(Struct, frozen=True, kw_only=True):
    """The contents of the page of `month`, or of a page of `day`, which has no month view.

    A month with too many meetings for one page has the `numbers` of its days in place of them. `page` is the
    page of a day, one of `pages`.
    """

    kind: FeedKind
    name: str
    title: Text
    month: Month
    day: date | None
    page: NumberedPage | None
    pages: tuple[NumberedPage, ...]
    before: CalendarPart | None
    after: CalendarPart | None
    numbers: tuple[DayNumber, ...]
    meetings: tuple[ListedMeeting, ...]
    skipped: tuple[SkippedMeeting, ...]
    months: tuple[MonthView, ...]

    @property
    def legend(self) -> Legend:
        """The signs in the month view."""
        return legend(self.months)


def large_calendar(inputs: PageInputs, feed: Feed, before: LargeCalendar | None) -> LargeCalendar | None:
    """Returns the calendar of `feed` by month; None if one page can list all of its meetings.

    It shares months with the calendar `before`, which was made from the same frame.
    """
    contents = inputs.published.feed_contents.get(feed.key, ())
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
    contents: tuple[Stored, ...], window: Window, city: str | None, before: Mapping[Month, MonthSlice]
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


def part_groups(
    inputs: PageInputs,
    calendar: LargeCalendar,
    addresses: Sequence[str],
    series: object,
    before: PageGroups,
) -> Iterator[tuple[Hashable, PageGroup]]:
    """Yields the pages of every month with its key, and with those of its days if it has too many meetings.

    They are below each of `addresses`. `series` are all those of the calendar, if its pages show changes of
    their hours.
    """
    months = [entry.month for entry in calendar.index()]
    for number, month in enumerate(months):
        key = (*calendar.feed.key, month)
        basis = (
            calendar.feed,
            addresses,
            months[max(number - 1, 0) : number + 2],
            calendar.months[month],
            calendar.reaching_into([month]),
            calendar.skips_in(month),
            series,
        )
        old = before.get(key)
        if old is None or old.basis != basis:
            sources = [*_sources_of_month(inputs, calendar, months, number)]
            by_address = {f"{address}/{source.path}": source for address in addresses for source in sources}
            old = PageGroup(by_address, basis)
        yield key, old


def _sources_of_month(
    inputs: PageInputs, calendar: LargeCalendar, months: Sequence[Month], number: int
) -> Iterator[PartSource]:
    """Yields the sources of the pages of a month, and of each of its days if it has too many meetings."""
    month = months[number]
    numbers, skips = calendar.numbers([month]), calendar.skips_in(month)
    occurrences = calendar.occurrences_in([month])
    yield _source(inputs, calendar.feed, months, number, occurrences, skips, numbers)
    yield from _sources_of_days(inputs, calendar, month, [entry.day for entry in numbers])


def _sources_of_days(
    inputs: PageInputs, calendar: LargeCalendar, month: Month, days: Sequence[date]
) -> Iterator[PartSource]:
    meetings, skips = by_day(calendar.months[month].meetings, calendar.window), calendar.skips_in(month)
    for number, day in enumerate(days):
        entries: list[Occurrence | SkippedMeeting] = [
            *(listed.occurrence for listed in meetings.get(day, ())),
            *(skip for skip in skips if skip.day == day),
        ]
        pages = numbered_pages(f"{day}", len(entries), MAX_MEETINGS)
        for page in pages:
            on_page = page.entries(entries)
            occurrences = tuple(entry for entry in on_page if isinstance(entry, Occurrence))
            skipped = tuple(entry for entry in on_page if isinstance(entry, SkippedMeeting))
            yield _source(inputs, calendar.feed, days, number, occurrences, skipped, page=page, pages=pages)


def _source(
    inputs: PageInputs,
    feed: Feed,
    parts: Sequence[CalendarPart],
    number: int,
    occurrences: tuple[Occurrence, ...],
    skips: tuple[SkippedMeeting, ...],
    numbers: tuple[DayNumber, ...] = (),
    page: NumberedPage | None = None,
    pages: tuple[NumberedPage, ...] = (),
) -> PartSource:
    return PartSource(
        feed=feed,
        part=parts[number],
        page=page,
        pages=pages,
        before=parts[number - 1] if number > 0 else None,
        after=parts[number + 1] if number + 1 < len(parts) else None,
        occurrences=occurrences,
        numbers=numbers,
        series=series_of(inputs, feed, () if numbers else occurrences),
        skips=skips,
    )


def part_page(inputs: PageInputs, source: PartSource) -> Page:
    """Returns the page of a month, or a page of a day."""
    return Page(
        address=f"{source.feed.name}/{source.path}",
        template="calendar_part.html",
        make_view=part_view,
        arguments=(
            PartInputs(
                part=source.part,
                page=source.page,
                pages=source.pages,
                before=source.before,
                after=source.after,
                meeting_list=meeting_list(
                    inputs, source.feed, source.occurrences, source.skips, source.numbers
                ),
            ),
        ),
    )


def part_view(inputs: PartInputs) -> PartView:
    """Returns the contents of the page of a month, or of a page of a day."""
    listed, part = inputs.meeting_list, inputs.part
    meetings, changes = listed.meetings(), listed.changes()
    month = part if isinstance(part, Month) else Month.of(part)
    months = listed.month_views(meetings, [month], changes)
    (contents,) = months
    return PartView(
        kind=listed.feed.kind,
        name=listed.feed.name,
        title=listed.feed.title,
        month=month,
        day=None if isinstance(part, Month) else part,
        page=inputs.page,
        pages=inputs.pages,
        before=inputs.before,
        after=inputs.after,
        numbers=contents.numbers,
        meetings=contents.meetings,
        skipped=contents.skipped,
        months=months if isinstance(part, Month) else (),
    )
