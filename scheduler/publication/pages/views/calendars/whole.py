"""The page of one calendar: of a city, a pair, a theme, or the whole programme."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.places import City
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.feeds.resources import plain_language
from scheduler.publication.pages.views.calendars.large_calendar import (
    LargeCalendar,
    MonthNumber,
    large_calendar,
)
from scheduler.publication.pages.views.calendars.local_days import LocalDays, by_month, first_page
from scheduler.publication.pages.views.calendars.meeting_list import MeetingList, meeting_list
from scheduler.publication.pages.views.calendars.parts import part_pages
from scheduler.publication.pages.views.days_off import unknown_years
from scheduler.publication.pages.views.months import Legend, MonthView, legend
from scheduler.publication.pages.views.names.lists import RelatedNames, related_names
from scheduler.publication.pages.views.page import (
    Page,
    PageInputs,
    Pages,
    feed_addresses,
    ready_pages,
)
from scheduler.publication.pages.views.related import NamedKind, pair_of
from scheduler.state.feeds import Feed, FeedKind
from scheduler.timetable.clocks.hour_changes import HourChange

ANNOUNCED_MONTHS = 12
"""The months whose changes of hour a page announces; the first is that of the last revision."""


class CalendarView(Struct, frozen=True, kw_only=True):
    """The contents of a calendar's page.

    `language` is that of the feed's plain address, without a language code. `coming` begins with the month of
    the last revision, or in a large calendar with that of the next meeting, and lists none that is over;
    `earlier` are the months with those, and `past` the months before. `index` are the months that have pages
    of their own; without any, this page shows all. `shortened` are the first and last month that the feed
    itself was shortened to. `unknown_holidays` are the countries and years whose holidays are not known.
    """

    kind: FeedKind
    is_trio: bool
    has_trio: bool
    name: str
    title: Text
    language: str
    is_removed: bool
    city: City | None
    earlier: tuple[MonthView, ...]
    past: tuple[MonthView, ...]
    coming: tuple[MonthView, ...]
    index: tuple[MonthNumber, ...]
    hour_changes: tuple[HourChange, ...]
    shortened: tuple[Month, Month] | None
    unknown_holidays: tuple[tuple[str, int], ...]
    related: Mapping[NamedKind, RelatedNames]

    @property
    def legend(self) -> Legend:
        """The signs in the month view of these months."""
        return legend((*self.coming, *self.past))


class CalendarInputs(Struct, frozen=True, kw_only=True):
    """The arguments of the page of a calendar, which shows `months`. See CalendarView for the others."""

    meeting_list: MeetingList
    months: tuple[Month, ...]
    index: tuple[MonthNumber, ...]
    is_trio: bool
    has_trio: bool
    language: str
    shortened: tuple[Month, Month] | None
    unknown_holidays: tuple[tuple[str, int], ...]
    related: Mapping[NamedKind, RelatedNames]


def pages(inputs: PageInputs) -> Pages:
    """Returns the page of each feed that is not retired; of a large one, also its months and days."""
    return dict(_pages(inputs))


def _pages(inputs: PageInputs) -> Iterator[tuple[str, Callable[[], Page]]]:
    for feed in inputs.state.open_feeds:
        large = large_calendar(inputs, feed)
        parts = [*part_pages(inputs, large)] if large is not None else []
        for address in feed_addresses(feed):
            yield address, partial(_page, inputs, feed, large)
            yield from ((f"{address}/{path}", make) for path, make in parts)


def retired_pages(inputs: PageInputs) -> Pages:
    """Returns a page for each retired feed."""
    return ready_pages(*(_retired_page(feed) for feed in inputs.state.feeds if feed.state == "gone"))


def _retired_page(feed: Feed) -> Page:
    return Page(
        address=feed.name,
        template="retired.html",
        make_view=retired_view,
        arguments=(feed.title,),
        aliases=feed_addresses(feed)[1:],
        status=410,
    )


def retired_view(title: Text) -> Text:
    """Returns the contents of the page of a retired calendar: its title."""
    return title


def _page(inputs: PageInputs, feed: Feed, large: LargeCalendar | None) -> Page:
    return Page(
        address=feed.name,
        template="calendar.html",
        make_view=calendar_view,
        arguments=(calendar_inputs(inputs, feed, large),),
        aliases=feed_addresses(feed)[1:],
    )


def calendar_inputs(inputs: PageInputs, feed: Feed, large: LargeCalendar | None) -> CalendarInputs:
    """Returns the arguments of the page of `feed`; `large` is its calendar if it has several pages."""
    state, directory = inputs.state, inputs.directory
    skips = inputs.skips.get(feed.key, ())
    if large is None:
        months: tuple[Month, ...] = ()
        listed = meeting_list(inputs, feed, inputs.public_occurrences(feed), skips)
    else:
        months = tuple(first_page(large.sizes(), large.first_coming(inputs.now)))
        listed = meeting_list(inputs, feed, large.occurrences_in(months), skips, large.numbers(months))
    return CalendarInputs(
        meeting_list=listed,
        months=months,
        index=large.index() if large is not None else (),
        is_trio=directory.is_trio(feed),
        has_trio=directory.has_trio_among(feed),
        language=plain_language(state, feed),
        shortened=inputs.shortened.get(feed.name),
        unknown_holidays=unknown_years(state, listed.cities),
        related=related_names(directory, feed, state.profile.languages),
    )


def calendar_view(inputs: CalendarInputs) -> CalendarView:
    """Returns the view of the calendar of a feed."""
    listed = inputs.meeting_list
    feed, month = listed.feed, listed.window.month
    meetings, changes = listed.meetings(), listed.changes()
    months = inputs.months or tuple(by_month(meetings, listed.window))
    views = listed.month_views(meetings, months, changes)
    past = tuple(view for view in views if view.month < month)
    coming = tuple(view for view in views if view.month >= month)
    return CalendarView(
        kind=feed.kind,
        is_trio=inputs.is_trio,
        has_trio=inputs.has_trio,
        name=feed.name,
        title=feed.title,
        language=inputs.language,
        is_removed=feed.state == "removed",
        city=next(iter(listed.own_cities), None) if feed.kind == "cities" else None,
        earlier=(*past, *_with_past_meetings(coming, listed)),
        past=past,
        coming=tuple(_without_past_meetings(view, listed) for view in coming),
        index=inputs.index,
        hour_changes=_next_hour_changes(listed, meetings, changes),
        shortened=inputs.shortened,
        unknown_holidays=inputs.unknown_holidays,
        related=inputs.related,
    )


def _with_past_meetings(months: Iterable[MonthView], listed: MeetingList) -> Iterator[MonthView]:
    """Yields the months with meetings that are over, and lists only these."""
    for view in months:
        meetings = tuple(meeting for meeting in view.meetings if meeting.is_over)
        skipped = tuple(skip for skip in view.skipped if listed.is_before_latest_end(skip.day))
        if meetings or skipped:
            yield replace(view, meetings=meetings, skipped=skipped, numbers=())


def _without_past_meetings(view: MonthView, listed: MeetingList) -> MonthView:
    """Returns a month that lists only meetings that are not over. Its days stay as they are."""
    meetings = tuple(meeting for meeting in view.meetings if not meeting.is_over)
    skipped = tuple(skip for skip in view.skipped if not listed.is_before_latest_end(skip.day))
    return replace(view, meetings=meetings, skipped=skipped)


def _next_hour_changes(
    listed: MeetingList, meetings: Sequence[LocalDays], by_uid: Mapping[str, tuple[HourChange, ...]]
) -> tuple[HourChange, ...]:
    """Returns the changes of hour in the announced months, in the order of their days."""
    coming: list[HourChange] = []
    for days in meetings:
        occurrence = days.occurrence
        for change in by_uid.get(occurrence.uid, ()):
            is_soon = Month.of(change.day).since(listed.window.month) < ANNOUNCED_MONTHS
            if is_soon and not listed.is_over(change.ends):
                with_pair = replace(change, pair=pair_of(occurrence, listed.pairs))
                coming.append(with_pair)
    return tuple(sorted(coming, key=lambda change: change.day))
