"""The page of one calendar: of a city, a pair, a theme, or the whole programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from scheduler.programme.places import City
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.feeds.resources import plain_language
from scheduler.publication.pages.views.days_off import DayOffCalendar, unknown_years
from scheduler.publication.pages.views.hour_changes import HourChange, hour_changes
from scheduler.publication.pages.views.local_days import LocalDays, by_month, local_days, nearest_months
from scheduler.publication.pages.views.meetings import listed_meeting
from scheduler.publication.pages.views.months import (
    Legend,
    MonthView,
    legend,
    meetings_by_day,
    month_views,
)
from scheduler.publication.pages.views.page import LazySources, Page, PageInputs, PageKind, ready_pages
from scheduler.publication.pages.views.related import Directory, RelatedPages, related_pages
from scheduler.record.feeds import Feed, FeedKind
from scheduler.record.revision import Published
from scheduler.record.stored import SkippedMeeting, Stored
from scheduler.record.window import Window
from scheduler.timetable.occurrence import Occurrence

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


@dataclass(frozen=True, slots=True)
class CalendarSource:
    """The source of the page of `feed` besides the frame: `contents` are the meetings that the feed shows."""

    feed: Feed
    contents: tuple[Stored, ...]
    series: tuple[tuple[Occurrence, ...], ...]
    skips: tuple[SkippedMeeting, ...]
    shortened: tuple[Month, Month] | None


def pages(inputs: PageInputs) -> PageKind:
    """Returns a page for each feed that is not retired."""
    feeds = (feed for feed in inputs.published.feeds if feed.state != "gone")
    by_address = {address: feed for feed in feeds for address in (feed.name, *_aliases(feed))}
    return PageKind(LazySources(by_address, partial(_source, inputs)), partial(_page, inputs))


def _source(inputs: PageInputs, feed: Feed) -> CalendarSource:
    contents = inputs.published.feed_contents.get(feed.key, ())
    series = dict.fromkeys(stored.occurrence.series for stored in contents)
    return CalendarSource(
        feed,
        contents,
        tuple(inputs.public_series.get(identity, ()) for identity in series),
        inputs.skips.get(feed.key, ()),
        inputs.shortened.get(feed.name),
    )


def retired_pages(inputs: PageInputs) -> PageKind:
    """Returns a page for each retired feed."""
    retired = (_retired_page(feed) for feed in inputs.published.feeds if feed.state == "gone")
    return ready_pages(*retired, status=410)


def _retired_page(feed: Feed) -> Page:
    return Page(
        address=feed.name,
        template="retired.html",
        make_view=retired_view,
        arguments=(feed.title,),
        aliases=_aliases(feed),
    )


def retired_view(title: Text) -> Text:
    """Returns the contents of the page of a retired calendar: its title."""
    return title


def _aliases(feed: Feed) -> tuple[str, ...]:
    aliases = feed.aliases if feed.kind != "programme" else ()
    return tuple(f"{feed.kind}/{alias}" for alias in aliases)


def _page(inputs: PageInputs, source: CalendarSource) -> Page:
    feed = source.feed
    return Page(
        address=feed.name,
        template="calendar.html",
        make_view=calendar_view,
        arguments=(calendar_inputs(inputs, feed),),
        aliases=_aliases(feed),
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
        skips=inputs.skips.get(feed.key, ()),
        own_cities=directory.members(feed),
        cities=cities,
        days_off=inputs.days_off.of((*(city.identity for city in cities), *_taking_part(occurrences))),
        shortened=inputs.shortened.get(feed.name),
        unknown_holidays=unknown_years(published, cities),
        related=related_pages(directory, feed),
    )


def calendar_view(inputs: CalendarInputs) -> CalendarView:
    """Returns the view of the calendar of a feed."""
    feed = inputs.feed
    cities = [city.identity for city in inputs.own_cities]
    changes = hour_changes(chain.from_iterable(inputs.series), cities)
    meetings = _meetings(inputs, cities)
    months = by_month(meetings, inputs.window)
    past, coming = nearest_months(months, inputs.window.month)
    views = _month_views(inputs, meetings, {month: months[month] for month in (*past, *coming)}, changes)
    return CalendarView(
        kind=feed.kind,
        is_trio=inputs.is_trio,
        name=feed.name,
        title=feed.title,
        language=inputs.language,
        is_removed=feed.state == "removed",
        city=next(iter(inputs.own_cities), None) if feed.kind == "cities" else None,
        past=views[: len(past)],
        coming=views[len(past) :],
        is_incomplete=len(views) < len(months),
        hour_changes=_next_hour_changes(meetings, changes, inputs.window.month),
        shortened=inputs.shortened,
        unknown_holidays=inputs.unknown_holidays,
        related=inputs.related,
    )


def _meetings(inputs: CalendarInputs, cities: Sequence[str]) -> Sequence[LocalDays]:
    """Returns the meetings as the readers of the page see them, in order."""
    city = _city_of_readers(inputs.feed, cities)
    meetings = [local_days(occurrence, city) for occurrence in inputs.occurrences]
    return sorted(
        meetings,
        key=lambda days: (days.first, days.occurrence.timing.begin_utc, days.occurrence.uid),
    )


def _city_of_readers(feed: Feed, cities: Sequence[str]) -> str | None:
    """Returns the city of the feed, or the first city of its pair."""
    return feed.identity if feed.kind == "cities" else next(iter(cities), None)


def _month_views(
    inputs: CalendarInputs,
    meetings: Sequence[LocalDays],
    months: Mapping[Month, Sequence[LocalDays]],
    changes: Mapping[str, tuple[HourChange, ...]],
) -> tuple[MonthView, ...]:
    """Returns views of `months` with the meetings that they list; some of `meetings` reach into a month."""
    city = _city_of_readers(inputs.feed, [city.identity for city in inputs.own_cities])
    first, last = min(months).first, max(months).last
    uids = {days.occurrence.uid for group in months.values() for days in group}
    listed = {
        days.occurrence.uid: listed_meeting(
            days.occurrence, inputs.days_off, city, changes.get(days.occurrence.uid, ())
        )
        for days in meetings
        if days.occurrence.uid in uids or days.is_within(first, last)
    }
    places = {days.place for days in meetings if days.place is not None}
    return month_views(
        {month: [listed[days.occurrence.uid] for days in group] for month, group in months.items()},
        meetings_by_day(listed.values(), places),
        inputs.skips,
        inputs.days_off,
        [city.identity for city in inputs.cities],
    )


def _cities_with_days_off(
    published: Published, directory: Directory, feed: Feed, occurrences: Sequence[Occurrence]
) -> tuple[City, ...]:
    """Returns the cities whose days off the page shows: own cities and partners, or all that take part."""
    if feed.kind in ("cities", "pairs"):
        own = directory.members(feed)
        paired = directory.in_order(id for pair in directory.pairs_of(feed) for id in pair.cities)
        return (*own, *(city for city in paired if city not in own))
    taking_part = _taking_part(occurrences)
    return tuple(city for city in published.profile.details.cities if city.identity in taking_part)


def _taking_part(occurrences: Sequence[Occurrence]) -> Mapping[str, None]:
    """Returns the identities of the cities that take part, in a fixed order."""
    return dict.fromkeys(city for occurrence in occurrences for city in occurrence.cities())


def _next_hour_changes(
    meetings: Sequence[LocalDays], by_uid: Mapping[str, tuple[HourChange, ...]], month: Month
) -> tuple[HourChange, ...]:
    """Returns the next changes of hour of each series and city from `month` on.

    A browser hides those that are over. Of four, two remain to be read when two are over.
    """
    changes: dict[tuple[str, Text], list[HourChange]] = {}
    for days in meetings:
        for change in by_uid.get(days.occurrence.uid, ()):
            if Month.of(change.day) >= month:
                changes.setdefault((days.occurrence.series, change.city), []).append(change)
    return tuple(change for group in changes.values() for change in group[:MAX_HOUR_CHANGES])
