"""The pages of the months and days of a large calendar, which links to them: `programme/2027-01`.

A month with too many meetings for one page has a page for each of its days: `programme/2027-01-20`. A day
with too many has several: the next one is `programme/2027-01-20/2`. The page of a month or day is made from
its own meetings, so an edit changes few of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.calendars.large_calendar import LargeCalendar
from scheduler.publication.pages.views.calendars.local_days import (
    MAX_MEETINGS,
    by_day,
)
from scheduler.publication.pages.views.calendars.meeting_list import (
    MeetingList,
    meeting_list,
)
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
from scheduler.publication.pages.views.page import Page, PageInputs
from scheduler.state.feeds import Feed, FeedKind
from scheduler.state.stored import SkippedMeeting
from scheduler.timetable.occurrence import Occurrence

CalendarPart = Month | date
"""A month or a day that has a page."""


class Place(Struct, frozen=True, kw_only=True):
    """The place of a page in its calendar; `before` and `after` are the parts beside it.

    `page` is the page of a day, one of `pages`.
    """

    part: CalendarPart
    before: CalendarPart | None
    after: CalendarPart | None
    page: NumberedPage | None = None
    pages: tuple[NumberedPage, ...] = ()

    @property
    def path(self) -> str:
        """The address below that of the calendar."""
        return str(self.part) if self.page is None else self.page.address


class PartInputs(Struct, frozen=True, kw_only=True):
    """The arguments of a page of one part."""

    place: Place
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


def part_pages(inputs: PageInputs, calendar: LargeCalendar) -> Iterator[tuple[str, Callable[[], Page]]]:
    """Yields the page of every month, and of each of its days if it has too many meetings.

    Each comes with its address below that of the calendar.
    """
    months = [entry.month for entry in calendar.index()]
    for month, place in zip(months, _places(months), strict=True):
        yield place.path, partial(_page_of_month, inputs, calendar, month, place)
    for month in months:
        days = [entry.day for entry in calendar.numbers([month])]
        meetings = by_day(calendar.months[month], calendar.window) if days else {}
        for day, place in zip(days, _places(days), strict=True):
            entries: list[Occurrence | SkippedMeeting] = [
                *(listed.occurrence for listed in meetings.get(day, ())),
                *(skip for skip in calendar.skips_in(month) if skip.day == day),
            ]
            pages = numbered_pages(f"{day}", len(entries), MAX_MEETINGS)
            for page in pages:
                own = replace(place, page=page, pages=pages)
                yield own.path, partial(_page_of_day, inputs, calendar.feed, own, page.entries(entries))


def _places(parts: Sequence[CalendarPart]) -> Iterator[Place]:
    """Yields the places of months or days one after another."""
    for before, part, after in zip((None, *parts), parts, (*parts[1:], None), strict=False):
        yield Place(part=part, before=before, after=after)


def _page_of_month(inputs: PageInputs, calendar: LargeCalendar, month: Month, place: Place) -> Page:
    occurrences, skips = calendar.occurrences_in([month]), calendar.skips_in(month)
    listed = meeting_list(inputs, calendar.feed, occurrences, skips, calendar.numbers([month]))
    return _page(calendar.feed, place, listed)


def _page_of_day(
    inputs: PageInputs, feed: Feed, place: Place, entries: Sequence[Occurrence | SkippedMeeting]
) -> Page:
    occurrences = tuple(entry for entry in entries if isinstance(entry, Occurrence))
    skips = tuple(entry for entry in entries if isinstance(entry, SkippedMeeting))
    return _page(feed, place, meeting_list(inputs, feed, occurrences, skips))


def _page(feed: Feed, place: Place, listed: MeetingList) -> Page:
    return Page(
        address=f"{feed.name}/{place.path}",
        template="calendar_part.html",
        make_view=part_view,
        arguments=(PartInputs(place=place, meeting_list=listed),),
    )


def part_view(inputs: PartInputs) -> PartView:
    """Returns the contents of the page of a month, or of a page of a day."""
    listed, place = inputs.meeting_list, inputs.place
    part = place.part
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
        page=place.page,
        pages=place.pages,
        before=place.before,
        after=place.after,
        numbers=contents.numbers,
        meetings=contents.meetings,
        skipped=contents.skipped,
        months=months if isinstance(part, Month) else (),
    )
