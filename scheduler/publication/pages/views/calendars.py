"""The page of one calendar: of a city, a pair, a theme, or the whole programme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scheduler.programme.places import City
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.feeds.resources import plain_language
from scheduler.publication.pages.page import Page, PageInputs
from scheduler.publication.pages.views.days_off import DayOffCalendar, days_off, unknown_years
from scheduler.publication.pages.views.hour_changes import HourChange, hour_changes
from scheduler.publication.pages.views.meetings import ListedMeeting, listed_meeting
from scheduler.publication.pages.views.months import Legend, MonthView, legend, month_views
from scheduler.publication.pages.views.related import RelatedPages, is_trio, members, pairs_of, related_pages
from scheduler.record.feeds import Feed, FeedKind
from scheduler.record.revision import Published
from scheduler.record.stored import SkippedMeeting
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


def pages(inputs: PageInputs) -> Iterator[Page]:
    """Yields a page for each feed that is not retired."""
    known_days_off = days_off(inputs.published)
    for feed in inputs.published.feeds:
        if feed.state != "gone":
            aliases = feed.aliases if feed.kind != "programme" else ()
            yield Page(
                address=feed.name,
                template="calendar.html",
                view=calendar_view(inputs, feed, known_days_off),
                aliases=tuple(f"{feed.kind}/{alias}" for alias in aliases),
            )


def calendar_view(inputs: PageInputs, feed: Feed, days_off: DayOffCalendar) -> CalendarView:
    """Returns the contents of the page of `feed`."""
    published = inputs.published
    occurrences = public_occurrences(inputs, feed)
    own_cities = members(published, feed)
    cities = _cities_with_days_off(published, feed, occurrences)
    meetings = _meetings(published, feed, occurrences, days_off)
    identities = [city.identity for city in cities]
    months = month_views(meetings, _skipped(published, feed), days_off, identities, published.window)
    past = [view for view in months if view.month < published.window.month]
    coming = [view for view in months if view.month >= published.window.month]
    shown_past, shown_coming = [*_first_months(reversed(past))][::-1], [*_first_months(coming)]
    return CalendarView(
        kind=feed.kind,
        is_trio=is_trio(published, feed),
        name=feed.name,
        title=feed.title,
        language=plain_language(published, feed),
        is_removed=feed.state == "removed",
        city=next(iter(own_cities), None) if feed.kind == "cities" else None,
        past=tuple(shown_past),
        coming=tuple(shown_coming),
        is_incomplete=len(shown_past) + len(shown_coming) < len(months),
        hour_changes=_next_hour_changes(meetings, published.window.month),
        shortened=inputs.shortened.get(feed.name),
        unknown_holidays=unknown_years(published, cities),
        related=related_pages(published, feed),
    )


def public_occurrences(inputs: PageInputs, feed: Feed) -> Sequence[Occurrence]:
    """Returns the public occurrences of `feed`, in order of time."""
    contents = inputs.feed_contents.get((feed.kind, feed.identity), ())
    return [stored.occurrence for stored in contents if stored.occurrence.content.visibility == "public"]


def _meetings(
    published: Published, feed: Feed, occurrences: Sequence[Occurrence], days_off: DayOffCalendar
) -> Sequence[ListedMeeting]:
    """Returns the meetings as the city of `feed`, or the first city of its pair, sees them, in order."""
    cities = [city.identity for city in members(published, feed)]
    city = feed.identity if feed.kind == "cities" else next(iter(cities), None)
    changes = hour_changes(_whole_series(published, occurrences), cities)
    meetings = [
        listed_meeting(occurrence, days_off, city, changes.get(occurrence.uid, ()))
        for occurrence in occurrences
    ]
    return sorted(meetings, key=lambda meeting: (meeting.first, meeting.begin, meeting.uid))


def _whole_series(published: Published, occurrences: Sequence[Occurrence]) -> Sequence[Occurrence]:
    """Returns all public occurrences of the same series, in order of time, also those before the window."""
    series = {occurrence.series for occurrence in occurrences}
    series_occurrences = (
        stored.occurrence
        for stored in published.occurrences
        if stored.occurrence.series in series and stored.occurrence.content.visibility == "public"
    )
    return sorted(series_occurrences, key=lambda occurrence: occurrence.timing.begin_utc)


def _cities_with_days_off(
    published: Published, feed: Feed, occurrences: Sequence[Occurrence]
) -> Sequence[City]:
    """Returns the cities whose days off the page shows: own cities and partners, or all that take part."""
    details = published.profile.details
    if feed.kind in ("cities", "pairs"):
        paired = {id for pair in pairs_of(published, feed) for id in pair.cities}
        own = members(published, feed)
        return [*own, *(city for city in details.cities if city.id in paired and city not in own)]
    taking_part = {participant.city for occurrence in occurrences for participant in occurrence.participants}
    return [city for city in details.cities if city.identity in taking_part]


def _skipped(published: Published, feed: Feed) -> tuple[SkippedMeeting, ...]:
    """Returns the meetings of `feed` that a holiday removed before they were published; none for a theme."""
    return tuple(skip for skip in published.skips if _belongs_to(skip, feed))


def _belongs_to(skip: SkippedMeeting, feed: Feed) -> bool:
    if feed.kind == "programme":
        return True
    return feed.identity in {"cities": skip.cities, "pairs": skip.pairs}.get(feed.kind, ())


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
