"""The page of one calendar: of a city, a pair, a theme, or the whole programme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from scheduler.programme.places import City
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.feeds.resources import plain_language
from scheduler.publication.pages.page import Page, PageInputs
from scheduler.publication.pages.views.days_off import DayOffCalendar, unknown_years
from scheduler.publication.pages.views.hour_changes import HourChange, hour_changes
from scheduler.publication.pages.views.meetings import ListedMeeting, listed_meeting
from scheduler.publication.pages.views.months import Legend, MonthView, legend, month_views
from scheduler.publication.pages.views.related import Directory, RelatedPages, related_pages
from scheduler.record.feeds import Feed, FeedKind
from scheduler.record.revision import Published
from scheduler.record.stored import SkippedMeeting
from scheduler.record.window import Window
from scheduler.timetable.occurrence import Occurrence

MAX_MEETINGS = 400
"""The most coming meetings on one page, and the most past ones, both rounded up to whole months.

A phone cannot load more, and nobody reads more. The pages of the cities and pairs have the others.
"""

MAX_HOUR_CHANGES = 4
"""The most coming changes of hour that a page announces for each series and city."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarView:
    """The contents of a calendar's page.

    `language` is that of the feed's plain address, without a language code. `coming` begins with the month of
    the last revision. `is_incomplete` is set if some months are left out because the page would be too long.
    `shortened` are the first and last month that the feed itself was shortened to. `unknown_holidays` are the
    countries and years whose holidays are not known.
    """

    kind: FeedKind
    is_trio: bool
    name: str
    title: Text
    language: str
    is_removed: bool
    city: City | None
    past: tuple[MonthView, ...]
    coming: tuple[MonthView, ...]
    is_incomplete: bool
    hour_changes: tuple[HourChange, ...]
    shortened: tuple[Month, Month] | None
    unknown_holidays: tuple[tuple[str, int], ...]
    related: RelatedPages

    @property
    def legend(self) -> Legend:
        """The signs in the month view of these months."""
        return legend((*self.coming, *self.past))


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarInputs:
    """The source of the page of `feed`.

    `occurrences` are its public meetings that are within the window, `series` those of the same series at any
    time; both in order of time. The page shows the days off of `cities`. See CalendarView for the others.
    """

    feed: Feed
    is_trio: bool
    language: str
    window: Window
    occurrences: tuple[Occurrence, ...]
    series: tuple[tuple[Occurrence, ...], ...]
    skips: tuple[SkippedMeeting, ...]
    own_cities: tuple[City, ...]
    cities: tuple[City, ...]
    days_off: DayOffCalendar
    shortened: tuple[Month, Month] | None
    unknown_holidays: tuple[tuple[str, int], ...]
    related: RelatedPages


def pages(inputs: PageInputs) -> Iterator[Page]:
    """Yields a page for each feed that is not retired."""
    for feed in inputs.published.feeds:
        if feed.state != "gone":
            aliases = feed.aliases if feed.kind != "programme" else ()
            yield Page(
                address=feed.name,
                template="calendar.html",
                make_view=calendar_view,
                arguments=(calendar_inputs(inputs, feed),),
                aliases=tuple(f"{feed.kind}/{alias}" for alias in aliases),
            )


def calendar_inputs(inputs: PageInputs, feed: Feed) -> CalendarInputs:
    """Returns the source of the page of `feed`."""
    published, directory = inputs.published, inputs.directory
    occurrences = inputs.public_occurrences(feed)
    cities = _cities_with_days_off(published, directory, feed, occurrences)
    series = dict.fromkeys(occurrence.series for occurrence in occurrences)
    return CalendarInputs(
        feed=feed,
        is_trio=directory.is_trio(feed),
        language=plain_language(published, feed),
        window=published.window,
        occurrences=occurrences,
        series=tuple(inputs.public_series[identity] for identity in series),
        skips=inputs.skips.get((feed.kind, feed.identity), ()),
        own_cities=directory.members(feed),
        cities=cities,
        days_off=inputs.days_off,
        shortened=inputs.shortened.get(feed.name),
        unknown_holidays=unknown_years(published, cities),
        related=related_pages(directory, feed),
    )


def calendar_view(inputs: CalendarInputs) -> CalendarView:
    """Returns the view of the calendar of a feed."""
    feed, window = inputs.feed, inputs.window
    meetings = _meetings(inputs)
    identities = [city.identity for city in inputs.cities]
    months = month_views(meetings, inputs.skips, inputs.days_off, identities, window)
    past = [view for view in months if view.month < window.month]
    coming = [view for view in months if view.month >= window.month]
    shown_past, shown_coming = [*_first_months(reversed(past))][::-1], [*_first_months(coming)]
    return CalendarView(
        kind=feed.kind,
        is_trio=inputs.is_trio,
        name=feed.name,
        title=feed.title,
        language=inputs.language,
        is_removed=feed.state == "removed",
        city=next(iter(inputs.own_cities), None) if feed.kind == "cities" else None,
        past=tuple(shown_past),
        coming=tuple(shown_coming),
        is_incomplete=len(shown_past) + len(shown_coming) < len(months),
        hour_changes=_next_hour_changes(meetings, window.month),
        shortened=inputs.shortened,
        unknown_holidays=inputs.unknown_holidays,
        related=inputs.related,
    )


def _meetings(inputs: CalendarInputs) -> Sequence[ListedMeeting]:
    """Returns the meetings as the city of the feed, or the first city of its pair, sees them, in order."""
    feed, days_off = inputs.feed, inputs.days_off
    cities = [city.identity for city in inputs.own_cities]
    city = feed.identity if feed.kind == "cities" else next(iter(cities), None)
    changes = hour_changes(chain.from_iterable(inputs.series), cities)
    meetings = [
        listed_meeting(occurrence, days_off, city, changes.get(occurrence.uid, ()))
        for occurrence in inputs.occurrences
    ]
    return sorted(meetings, key=lambda meeting: (meeting.first, meeting.begin, meeting.uid))


def _cities_with_days_off(
    published: Published, directory: Directory, feed: Feed, occurrences: Sequence[Occurrence]
) -> tuple[City, ...]:
    """Returns the cities whose days off the page shows: own cities and partners, or all that take part."""
    if feed.kind in ("cities", "pairs"):
        own = directory.members(feed)
        paired = directory.in_order(id for pair in directory.pairs_of(feed) for id in pair.cities)
        return (*own, *(city for city in paired if city not in own))
    taking_part = {participant.city for occurrence in occurrences for participant in occurrence.participants}
    return tuple(city for city in published.profile.details.cities if city.identity in taking_part)


def _first_months(views: Iterable[MonthView]) -> Iterator[MonthView]:
    """Yields months until the page is full."""
    count = 0
    for view in views:
        if count >= MAX_MEETINGS:
            return
        count += len(view.meetings)
        yield view


def _next_hour_changes(meetings: Sequence[ListedMeeting], month: Month) -> tuple[HourChange, ...]:
    """Returns the next changes of hour of each series and city from `month` on.

    A browser hides those that are over. Of four, two remain to be read when two are over.
    """
    changes: dict[tuple[str, Text], list[HourChange]] = {}
    for meeting in meetings:
        for change in meeting.hour_changes:
            if Month.of(change.day) >= month:
                changes.setdefault((meeting.series, change.city), []).append(change)
    return tuple(change for group in changes.values() for change in group[:MAX_HOUR_CHANGES])
