"""The home page of a programme: its cities, pairs and themes, and the next meetings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from msgspec import Struct

from scheduler.programme.details import Status
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.views.days_off import DayOffCalendar
from scheduler.publication.pages.views.meetings import ListedMeeting, listed_meeting
from scheduler.publication.pages.views.page import Page, PageInputs, PageKind, ready_pages
from scheduler.publication.pages.views.related import Directory, RelatedPage, related_pages
from scheduler.publication.pages.views.webinars import published_webinars
from scheduler.record.feeds import Feed
from scheduler.timetable.occurrence import Occurrence

MAX_MEETINGS = 100
"""The most meetings that the home page shows; the page of all meetings has the rest."""


class Card(Struct, frozen=True, kw_only=True):
    """One city, pair or theme on the home page, with its related pages."""

    address: str
    title: Text
    official_name: Text | None = None
    country: str | None = None
    related: tuple[RelatedPage, ...] = ()


class HomeView(Struct, frozen=True, kw_only=True):
    """The contents of the home page.

    `months` are the month of the last revision and the next one, with as many meetings as fit.
    `paired_cities` is the number of cities that are in a pair. `webinars` are the coming ones; `has_webinars`
    is set if there is a page of all webinars.
    """

    cities: tuple[Card, ...]
    pairs: tuple[Card, ...]
    paired_cities: int
    has_trio: bool
    themes: tuple[Card, ...]
    months: tuple[tuple[Month, tuple[ListedMeeting, ...]], ...]
    webinars: tuple[ListedMeeting, ...]
    has_webinars: bool


class HomeInputs(Struct, frozen=True, kw_only=True):
    """The source of the home page: the live feeds, and public meetings in order of time.

    These are the webinars and the first meetings that may be coming in `month`, that of the last revision.
    """

    feeds: tuple[Feed, ...]
    directory: Directory
    days_off: DayOffCalendar
    occurrences: tuple[Occurrence, ...]
    month: Month
    has_webinars: bool


def pages(inputs: PageInputs) -> PageKind:
    """Returns the home page."""
    published, month = inputs.published, inputs.published.window.month
    feeds = tuple(feed for feed in published.feeds if feed.state == "live")
    occurrences = inputs.public_occurrences(next(feed for feed in feeds if feed.kind == "programme"))
    home_inputs = HomeInputs(
        feeds=feeds,
        directory=inputs.directory,
        days_off=inputs.days_off,
        occurrences=tuple(_first_coming(occurrences, month)),
        month=month,
        has_webinars=bool(published_webinars(published)),
    )
    return ready_pages(Page(address="", template="home.html", make_view=home_view, arguments=(home_inputs,)))


def _first_coming(occurrences: Iterable[Occurrence], month: Month) -> Iterator[Occurrence]:
    """Yields all webinars, and so many other meetings that the page is full, without those that are over."""
    # The last local day differs from that on the meeting's clock by a day at most.
    earliest, certain = month.first - timedelta(days=2), month.first + timedelta(days=2)
    number = 0
    for occurrence in occurrences:
        last = occurrence.timing.ends.date()
        if last >= earliest and (number <= MAX_MEETINGS or occurrence.origin == "webinar"):
            yield occurrence
            number += last >= certain


def home_view(inputs: HomeInputs) -> HomeView:
    """Returns the contents of the home page."""
    feeds, directory = inputs.feeds, inputs.directory
    pairs = [pair for feed in feeds if feed.kind == "pairs" for pair in directory.pairs_of(feed)]
    webinars = [occurrence for occurrence in inputs.occurrences if occurrence.origin == "webinar"]
    return HomeView(
        cities=tuple(_city_card(directory, feed) for feed in feeds if feed.kind == "cities"),
        pairs=tuple(
            Card(address=feed.name, title=feed.title, related=related_pages(directory, feed).themes)
            for feed in feeds
            if feed.kind == "pairs"
        ),
        paired_cities=len({city for pair in pairs for city in pair.cities}),
        has_trio=any(len(pair.cities) > 2 for pair in pairs),
        themes=tuple(
            Card(address=feed.name, title=feed.title, related=related_pages(directory, feed).pairs)
            for feed in feeds
            if feed.kind == "themes"
        ),
        months=tuple(_two_months(inputs)),
        webinars=tuple(
            meeting
            for meeting in _coming_meetings(inputs, webinars)
            if meeting.status is not Status.CANCELLED
        ),
        has_webinars=inputs.has_webinars,
    )


def _coming_meetings(inputs: HomeInputs, occurrences: Iterable[Occurrence]) -> Iterator[ListedMeeting]:
    """Yields those of `occurrences` that are not over before the month of the last revision."""
    for occurrence in occurrences:
        meeting = listed_meeting(occurrence, inputs.days_off)
        if Month.of(meeting.last) >= inputs.month:
            yield meeting


def _two_months(inputs: HomeInputs) -> Iterator[tuple[Month, tuple[ListedMeeting, ...]]]:
    """Yields this month and the next one with their meetings, up to the month in which the page is full."""
    coming = [*islice(_coming_meetings(inputs, inputs.occurrences), MAX_MEETINGS + 1)]
    meetings = coming[:MAX_MEETINGS]
    for shown_month in (inputs.month, inputs.month.plus(1)):
        if meetings == coming or shown_month <= Month.of(meetings[-1].first):
            yield (
                shown_month,
                tuple(meeting for meeting in meetings if Month.of(meeting.first) == shown_month),
            )


def _city_card(directory: Directory, feed: Feed) -> Card:
    city = directory.city(feed.identity)
    return Card(
        address=feed.name,
        title=feed.title,
        official_name=city.official_name if city else None,
        country=city.country if city else None,
        related=related_pages(directory, feed).pairs,
    )
