"""The home page of a programme: its cities, pairs and themes, and the next meetings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.programme.details import Status
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.page import Page, PageInputs
from scheduler.publication.pages.views.calendars import public_occurrences
from scheduler.publication.pages.views.days_off import days_off
from scheduler.publication.pages.views.meetings import ListedMeeting, listed_meeting
from scheduler.publication.pages.views.related import RelatedPage, pairs_of, related_pages
from scheduler.publication.pages.views.webinars import webinars_by_year
from scheduler.record.feeds import Feed

MAX_MEETINGS = 100
"""The most meetings that the home page shows; the page of all meetings has the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One city, pair or theme on the home page, with its related pages."""

    address: str
    title: Text
    official_name: Text | None = None
    country: str | None = None
    related: tuple[RelatedPage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
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


def pages(inputs: PageInputs) -> Iterator[Page]:
    """Yields the home page."""
    yield Page(address="", template="home.html", view=home_view(inputs))


def home_view(inputs: PageInputs) -> HomeView:
    """Returns the contents of the home page."""
    published = inputs.published
    feeds = [feed for feed in published.feeds if feed.state == "live"]
    coming = _coming_meetings(inputs, next(feed for feed in feeds if feed.kind == "programme"))
    pairs = [pair for feed in feeds if feed.kind == "pairs" for pair in pairs_of(published, feed)]
    return HomeView(
        cities=tuple(_city_card(inputs, feed) for feed in feeds if feed.kind == "cities"),
        pairs=tuple(
            Card(address=feed.name, title=feed.title, related=related_pages(published, feed).themes)
            for feed in feeds
            if feed.kind == "pairs"
        ),
        paired_cities=len({city for pair in pairs for city in pair.cities}),
        has_trio=any(len(pair.cities) > 2 for pair in pairs),
        themes=tuple(
            Card(address=feed.name, title=feed.title, related=related_pages(published, feed).pairs)
            for feed in feeds
            if feed.kind == "themes"
        ),
        months=tuple(_two_months(coming, published.window.month)),
        webinars=tuple(
            meeting for meeting in coming if meeting.is_webinar and meeting.status is not Status.CANCELLED
        ),
        has_webinars=bool(webinars_by_year(inputs)),
    )


def _coming_meetings(inputs: PageInputs, programme_feed: Feed) -> Sequence[ListedMeeting]:
    known_days_off, month = days_off(inputs.published), inputs.published.window.month
    meetings = [
        listed_meeting(occurrence, known_days_off)
        for occurrence in public_occurrences(inputs, programme_feed)
    ]
    return [meeting for meeting in meetings if Month.of(meeting.last) >= month]


def _two_months(
    coming: Sequence[ListedMeeting], month: Month
) -> Iterator[tuple[Month, tuple[ListedMeeting, ...]]]:
    """Yields `month` and the next one with their meetings, up to the month in which the page is full."""
    meetings = coming[:MAX_MEETINGS]
    for shown_month in (month, month.plus(1)):
        if meetings == coming or shown_month <= Month.of(meetings[-1].first):
            yield (
                shown_month,
                tuple(meeting for meeting in meetings if Month.of(meeting.first) == shown_month),
            )


def _city_card(inputs: PageInputs, feed: Feed) -> Card:
    cities = inputs.published.profile.details.cities
    city = next((city for city in cities if city.identity == feed.identity), None)
    return Card(
        address=feed.name,
        title=feed.title,
        official_name=city.official_name if city else None,
        country=city.country if city else None,
        related=related_pages(inputs.published, feed).pairs,
    )
