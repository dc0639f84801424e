"""The page of one calendar: of a city, a pair, a theme, or the whole programme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scheduler.programme.places import City
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.page import Page, PageInputs
from scheduler.publication.pages.views.clock_shifts import shifts
from scheduler.publication.pages.views.days_off import DaysOff, days_off, unknown_years
from scheduler.publication.pages.views.meetings import Meeting, Shift, meeting
from scheduler.publication.pages.views.months import Legend, MonthView, legend, month_views
from scheduler.publication.pages.views.related import RelatedPages, is_trio, members, pairs_of, related_pages
from scheduler.publication.pages.views.skips import skips_of
from scheduler.record.feeds import Feed, FeedKind
from scheduler.record.revision import Published
from scheduler.timetable.occurrence import Occurrence

MOST = 400
"""Meetings to come on one page, and as many past ones, in whole months: more can neither be loaded on a phone
nor looked through, and stand on the pages of the cities and pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarView:
    """What the page of a calendar shows.

    `coming` begins with the month of the last revision; `is_cut` where later or earlier months would be too
    much for one page. `shortened` are the months that the feed had to be shortened to; `unknown` countries
    and years without known holidays. `language` is that of the feed's plain address. `near` are the pages
    that belong to it.
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
    is_cut: bool
    shifts: tuple[Shift, ...]
    shortened: tuple[Month, Month] | None
    unknown: tuple[tuple[str, int], ...]
    near: RelatedPages

    @property
    def legend(self) -> Legend:
        """What the month view of these months needs explained."""
        return legend((*self.coming, *self.past))


def pages(contents: PageInputs) -> Iterator[Page]:
    """A page for each feed that is kept."""
    off = days_off(contents.published)
    for feed in contents.published.feeds:
        if feed.state != "gone":
            aliases = feed.aliases if feed.kind != "programme" else ()
            yield Page(
                address=feed.name,
                template="calendar.html",
                view=calendar_view(contents, feed, off),
                aliases=tuple(f"{feed.kind}/{alias}" for alias in aliases),
            )


def calendar_view(contents: PageInputs, feed: Feed, off: DaysOff) -> CalendarView:
    """What is to be seen of `feed`."""
    published, languages = contents.published, contents.published.profile.languages
    occurrences = public(contents, feed)
    spoken_to, working = members(published, feed), _working(published, feed, occurrences)
    told = shifts(_ever(published, occurrences), [city.identity for city in spoken_to])
    here = feed.identity if feed.kind == "cities" else next((city.identity for city in spoken_to), None)
    meetings = [meeting(one, off, here, told.get(one.uid, ())) for one in occurrences]
    meetings.sort(key=lambda one: (one.first, one.begin, one.uid))
    cities = [city.identity for city in working]
    views = month_views(meetings, skips_of(published, feed), off, cities, published.window)
    past = [view for view in views if view.month < published.window.month]
    coming = [view for view in views if view.month >= published.window.month]
    near_past, near_coming = [*_readable(reversed(past))][::-1], [*_readable(coming)]
    short = contents.shortened.get(feed.name)
    return CalendarView(
        kind=feed.kind,
        is_trio=is_trio(published, feed),
        name=feed.name,
        title=feed.title,
        language=feed.language if feed.language in languages else languages[0],
        is_removed=feed.state == "removed",
        city=next(iter(spoken_to), None) if feed.kind == "cities" else None,
        past=tuple(near_past),
        coming=tuple(near_coming),
        is_cut=len(near_past) + len(near_coming) < len(views),
        shifts=_next_shifts(meetings, published.window.month),
        shortened=(short.first, short.last) if short and short.first and short.last else None,
        unknown=unknown_years(published, working),
        near=related_pages(published, feed),
    )


def _readable(views: Iterable[MonthView]) -> Iterator[MonthView]:
    """The first of `views`, through the month in which one page is full."""
    count = 0
    for view in views:
        if count >= MOST:
            return
        count += len(view.meetings)
        yield view


def public(contents: PageInputs, feed: Feed) -> Sequence[Occurrence]:
    """What everybody may see of `feed`, in order of time."""
    inside = contents.inside.get((feed.kind, feed.identity), ())
    return [stored.occurrence for stored in inside if stored.occurrence.content.visibility == "public"]


def _ever(published: Published, occurrences: Sequence[Occurrence]) -> Sequence[Occurrence]:
    """All that was ever published of the same series, in order of time: the first of these had one before."""
    series = {one.series for one in occurrences}
    stored = (item.occurrence for item in published.occurrences)
    found = (one for one in stored if one.series in series and one.content.visibility == "public")
    return sorted(found, key=lambda one: one.timing.begin)


def _working(published: Published, feed: Feed, occurrences: Sequence[Occurrence]) -> Sequence[City]:
    """The cities whose days off matter here: a city and those that it is paired with."""
    details = published.profile.details
    if feed.kind in ("cities", "pairs"):
        paired = {id for pair in pairs_of(published, feed) for id in pair.cities}
        own = members(published, feed)
        return [*own, *(city for city in details.cities if city.id in paired and city not in own)]
    taking_part = {participant.city for one in occurrences for participant in one.participants}
    return [city for city in details.cities if city.identity in taking_part]


def _next_shifts(meetings: Sequence[Meeting], month: Month) -> tuple[Shift, ...]:
    """The next four changes of hour of each series from `month` on: two are left when two are over."""
    coming: dict[tuple[str, Text], list[Shift]] = {}
    for one in meetings:
        for shift in one.shifts:
            if Month.of(shift.day) >= month:
                coming.setdefault((one.series, shift.city), []).append(shift)
    return tuple(shift for told in coming.values() for shift in told[:4])
