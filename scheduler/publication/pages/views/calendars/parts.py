"""The pages of the months and days of a large calendar, which links to them: `programme/2027-01`.

A month with too many meetings for one page has a page for each of its days: `programme/2027-01-20`. A day
with too many has several: the next one is `programme/2027-01-20/2`. The page of a month or day is made from
its own meetings, so an edit touches few of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.calendars.local_days import (
    MAX_MEETINGS,
    MAX_WHOLE,
    LocalDays,
    by_day,
    by_month,
    in_order,
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
from scheduler.publication.pages.views.page import Page, PageInputs
from scheduler.record.feeds import Feed, FeedKind
from scheduler.record.stored import SkippedMeeting
from scheduler.record.window import Window
from scheduler.timetable.occurrence import Occurrence

CalendarPart = Month | date
"""A month or a day that has a page."""


class MonthNumber(Struct, frozen=True, kw_only=True):
    """One month that has a page, and the number of its meetings."""

    month: Month
    number: int


class LargeCalendar(Struct, frozen=True, kw_only=True):
    """A calendar with too many meetings for one page.

    `months` are its meetings by the month that lists them; `spanning` those that reach into another month.
    `skips` are those that a holiday removed, by month.
    """

    feed: Feed
    window: Window
    months: Mapping[Month, Sequence[LocalDays]]
    spanning: tuple[LocalDays, ...]
    skips: Mapping[Month, Sequence[SkippedMeeting]]

    def index(self) -> tuple[MonthNumber, ...]:
        """Returns the months that have a page."""
        return tuple(
            MonthNumber(month=month, number=len(meetings))
            for month, meetings in self.months.items()
            if meetings or self.skips_in(month)
        )

    def occurrences_in(self, months: Sequence[Month]) -> tuple[Occurrence, ...]:
        """Returns the meetings that consecutive `months` list, and those that reach into one of them."""
        first, last = months[0].first, months[-1].last
        meetings = (
            *(days for days in self.spanning if days.is_within(first, last)),
            *(days for month in months for days in self.months[month]),
        )
        return tuple({days.occurrence.uid: days.occurrence for days in meetings}.values())

    def sizes(self) -> Mapping[Month, int]:
        """Returns the number of the meetings of each month, with those that a holiday removed."""
        return {month: len(meetings) + len(self.skips_in(month)) for month, meetings in self.months.items()}

    def numbers(self, months: Sequence[Month]) -> tuple[DayNumber, ...]:
        """Returns the days of `months` with a page of their own; none if one page can list all meetings."""
        meetings = [days for month in months for days in self.months[month]]
        skips = [skip for month in months for skip in self.skips_in(month)]
        fits = len(meetings) + len(skips) <= MAX_MEETINGS
        return () if fits else day_numbers(meetings, skips, self.window)

    def skips_in(self, month: Month) -> tuple[SkippedMeeting, ...]:
        """Returns the meetings of `month` that a holiday removed."""
        return tuple(self.skips.get(month, ()))


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
    series: tuple[tuple[Occurrence, ...], ...]
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


def large_calendar(inputs: PageInputs, feed: Feed) -> LargeCalendar | None:
    """Returns the calendar of `feed` by month; None if one page can list all of its meetings."""
    if len(inputs.published.feed_contents.get(feed.key, ())) <= MAX_WHOLE:
        return None
    occurrences = inputs.public_occurrences(feed)
    if len(occurrences) <= MAX_WHOLE:
        return None
    window = inputs.published.window
    city = city_of_readers(feed, [city.identity for city in inputs.directory.members(feed)])
    meetings = in_order(occurrences, city)
    skips: dict[Month, list[SkippedMeeting]] = defaultdict(list)
    for skip in inputs.skips.get(feed.key, ()):
        skips[Month.of(skip.day)].append(skip)
    return LargeCalendar(
        feed=feed,
        window=window,
        months=by_month(meetings, window),
        spanning=tuple(days for days in meetings if Month.of(days.first) != Month.of(days.last)),
        skips=skips,
    )


def part_sources(inputs: PageInputs, calendar: LargeCalendar) -> Iterator[PartSource]:
    """Yields the sources of the pages of every month, and of every day of a month with too many meetings."""
    months = [entry.month for entry in calendar.index()]
    for number, month in enumerate(months):
        numbers, skips = calendar.numbers([month]), calendar.skips_in(month)
        occurrences = calendar.occurrences_in([month])
        yield _source(inputs, calendar.feed, months, number, occurrences, skips, numbers)
        yield from _sources_of_days(inputs, calendar, month, [entry.day for entry in numbers])


def _sources_of_days(
    inputs: PageInputs, calendar: LargeCalendar, month: Month, days: Sequence[date]
) -> Iterator[PartSource]:
    meetings, skips = by_day(calendar.months[month], calendar.window), calendar.skips_in(month)
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
