"""The pages of the months and days of a large calendar, which links to them: `programme/2027-01`.

A month with too many meetings for one page has a page for each of its days: `programme/2027-01-20`. A day
with too many has several: the next one is `programme/2027-01-20/2`. The page of a month or day is made from
its own meetings, so an edit touches few of them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from msgspec import Struct

from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.calendars.large_calendar import LargeCalendar, ListedMonth
from scheduler.publication.pages.views.calendars.local_days import (
    MAX_MEETINGS,
    LocalDays,
    by_day,
)
from scheduler.publication.pages.views.calendars.meeting_list import (
    MeetingList,
    meeting_list,
    series_of,
)
from scheduler.publication.pages.views.ended import Ended, ended_at
from scheduler.publication.pages.views.meetings import ListedMeeting
from scheduler.publication.pages.views.months import (
    DayNumber,
    Legend,
    ListedSkip,
    MonthView,
    in_order_of_days,
    legend,
)
from scheduler.publication.pages.views.numbered import NumberedPage, numbered_pages
from scheduler.publication.pages.views.page import Page, PageGroup, PageGroups, PageInputs
from scheduler.record.feeds import Feed, FeedKind
from scheduler.record.occurrences import SeriesOccurrences
from scheduler.record.stored import SkippedMeeting
from scheduler.timetable.occurrence import Occurrence

CalendarPart = Month | date
"""A month or a day that has a page."""


class PartSource(Struct, frozen=True, kw_only=True):
    """The source of a page of one part besides the frame; `before` and `after` are the parts beside it.

    `page` is the page of a day, one of `pages`. `occurrences` are the meetings that it lists or counts, and
    `series` those of the same series. `ended` says which of them are over.
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
    ended: Ended

    @property
    def path(self) -> str:
        """The address below that of the calendar."""
        return str(self.part) if self.page is None else self.page.address


@dataclass(frozen=True, slots=True)
class MonthBasis:
    """The values that the pages of a month and its days are made from, besides the frame.

    They are below each of `addresses`. `months` are this month and those beside it. `listed` are its
    meetings, `reaching` those that reach into it; `ended` says which of them are over. `series` are all those
    of the calendar, if its pages show changes of their hours.
    """

    feed: Feed
    addresses: Sequence[str]
    months: Sequence[Month]
    listed: ListedMonth
    reaching: tuple[LocalDays, ...]
    skips: tuple[SkippedMeeting, ...]
    series: object
    ended: Ended


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
    skipped: tuple[ListedSkip, ...]
    months: tuple[MonthView, ...]

    @property
    def entries(self) -> tuple[ListedMeeting | ListedSkip, ...]:
        """The meetings and those that a holiday removed, in the order of their days."""
        return in_order_of_days(self.meetings, self.skipped)

    @property
    def legend(self) -> Legend:
        """The signs in the month view."""
        return legend(self.months)


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
        old = before.get(key)
        listed, reaching = calendar.months[month], calendar.reaching_into([month])
        basis = MonthBasis(
            calendar.feed,
            addresses,
            months[max(number - 1, 0) : number + 2],
            listed,
            reaching,
            calendar.skips_in(month),
            series,
            _ended(inputs.now, listed, reaching, old),
        )
        if old is None or old.basis != basis:
            sources = [*_sources_of_month(inputs, calendar, months, number)]
            by_address = {f"{address}/{source.path}": source for address in addresses for source in sources}
            old = PageGroup(by_address, basis)
        yield key, old


def _ended(
    now: datetime, listed: ListedMonth, reaching: tuple[LocalDays, ...], before: PageGroup | None
) -> Ended:
    if before is not None:
        old: MonthBasis = before.basis
        if old.listed is listed and old.reaching == reaching and old.ended.is_still_right(now):
            return old.ended
    return ended_at(now, (days.occurrence for days in (*listed.meetings, *reaching)))


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
        ended=ended_at(inputs.now, occurrences),
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
