"""The front page of a programme: who takes part, what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.programme.details import Status
from scheduler.programme.spans import Month
from scheduler.programme.texts import Text
from scheduler.publication.pages.page import Page, PageInputs
from scheduler.publication.pages.views import webinars
from scheduler.publication.pages.views.calendars import public
from scheduler.publication.pages.views.days_off import days_off
from scheduler.publication.pages.views.meetings import Meeting, meeting
from scheduler.publication.pages.views.related import RelatedPage, pairs_of, related_pages
from scheduler.record.feeds import Feed

MOST = 100
"""Meetings on the front page: what is beyond is on the page of all meetings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One city, pair or theme on the front page, with the pages that belong to it."""

    address: str
    title: Text
    official: Text | None = None
    country: str | None = None
    near: tuple[RelatedPage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeView:
    """What the front page shows: `months` are that of the last revision and the next one, as far as they fit.

    `paired` is how many of the cities are in a pair, `has_trio` when one of the pairs is of three.
    `has_archive` when there is a page of all webinars.
    """

    cities: tuple[Card, ...]
    pairs: tuple[Card, ...]
    paired: int
    has_trio: bool
    themes: tuple[Card, ...]
    months: tuple[tuple[Month, tuple[Meeting, ...]], ...]
    webinars: tuple[Meeting, ...]
    has_archive: bool


def pages(contents: PageInputs) -> Iterator[Page]:
    """The front page."""
    yield Page(address="", template="home.html", view=home_view(contents))


def home_view(contents: PageInputs) -> HomeView:
    """The front page of what is published."""
    feeds = [feed for feed in contents.published.feeds if feed.state == "live"]
    month, off = contents.published.window.month, days_off(contents.published)
    everything = next(feed for feed in feeds if feed.kind == "programme")
    coming = [meeting(one, off) for one in public(contents, everything)]
    coming = [one for one in coming if Month.of(one.last) >= month]
    listed = coming[:MOST]
    pairs = [pair for feed in feeds if feed.kind == "pairs" for pair in pairs_of(contents.published, feed)]
    return HomeView(
        cities=tuple(_city(contents, feed) for feed in feeds if feed.kind == "cities"),
        pairs=tuple(_pair(contents, feed) for feed in feeds if feed.kind == "pairs"),
        paired=len({city for pair in pairs for city in pair.cities}),
        has_trio=any(len(pair.cities) > 2 for pair in pairs),
        themes=tuple(
            Card(address=feed.name, title=feed.title, near=related_pages(contents.published, feed).pairs)
            for feed in feeds
            if feed.kind == "themes"
        ),
        months=tuple(
            (shown, tuple(one for one in listed if Month.of(one.first) == shown))
            for shown in (month, month.plus(1))
            if listed == coming or shown <= Month.of(listed[-1].first)
        ),
        webinars=tuple(one for one in coming if one.is_webinar and one.status is not Status.CANCELLED),
        has_archive=bool(webinars.years(contents)),
    )


def _city(contents: PageInputs, feed: Feed) -> Card:
    cities = contents.published.profile.details.cities
    city = next((city for city in cities if city.identity == feed.identity), None)
    return Card(
        address=feed.name,
        title=feed.title,
        official=city.official_name if city else None,
        country=city.country if city else None,
        near=related_pages(contents.published, feed).pairs,
    )


def _pair(contents: PageInputs, feed: Feed) -> Card:
    return Card(address=feed.name, title=feed.title, near=related_pages(contents.published, feed).themes)
