"""The home page of a programme: its cities, pairs and themes, and the next meetings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from msgspec import Struct

from scheduler.programme.details import Status
from scheduler.programme.spans import Month
from scheduler.publication.pages.views.calendars.local_days import (
    MAX_MEETINGS,
    MAX_WHOLE,
    LocalDays,
    by_month,
    in_order,
)
from scheduler.publication.pages.views.calendars.meeting_list import city_of_readers, day_numbers
from scheduler.publication.pages.views.days_off import DayOffCalendar
from scheduler.publication.pages.views.meetings import ListedMeeting, listed_meeting
from scheduler.publication.pages.views.months import DayNumber
from scheduler.publication.pages.views.names.lists import Card, card, live_feeds, name_ranges
from scheduler.publication.pages.views.names.ranges import Ranges, page_count
from scheduler.publication.pages.views.page import Page, PageInputs, Pages
from scheduler.publication.pages.views.related import Directory, NamedKind, pair_of
from scheduler.publication.pages.views.webinars import has_webinars
from scheduler.state.feeds import Feed
from scheduler.state.stored import SkippedMeeting
from scheduler.state.window import Window
from scheduler.timetable.occurrence import Occurrence

MAX_WEBINARS = 30
"""The most webinars that the home page offers; the page of all webinars has the rest."""


class Names(Struct, frozen=True, kw_only=True):
    """The cities, pairs or themes of the home page: a card for each, or the pages of all their names."""

    cards: tuple[Card, ...] = ()
    ranges: Ranges = {}


class NumberedMonth(Struct, frozen=True, kw_only=True):
    """A month of a large programme: how many meetings its page lists, or the numbers of its days."""

    month: Month
    number: int
    numbers: tuple[DayNumber, ...]


class HomeView(Struct, frozen=True, kw_only=True):
    """The contents of the home page.

    `months` are two months, with as many coming meetings as fit; if one of them has too many, `crowded` are
    the numbers of this month and the next one. `paired_cities` is the number of cities that are in one of the
    pairs, which are `pairs_in_all`. `webinars` are the next ones; `has_webinars` is set if there is a page of
    all webinars.
    """

    cities: Names
    pairs: Names
    pairs_in_all: int
    paired_cities: int
    has_trio: bool
    groups: Names
    themes: Names
    months: tuple[tuple[Month, tuple[ListedMeeting, ...]], ...]
    crowded: tuple[NumberedMonth, ...]
    webinars: tuple[ListedMeeting, ...]
    has_webinars: bool


class HomeInputs(Struct, frozen=True, kw_only=True):
    """The source of the home page: the live feeds, and public meetings in order of time.

    These are the first meetings and webinars that are not over. `month` is that of the last revision.
    `crowded` are the numbers of its meetings and of those in the next month, if they are too many.
    """

    feeds: tuple[Feed, ...]
    languages: tuple[str, ...]
    directory: Directory
    days_off: DayOffCalendar
    occurrences: tuple[Occurrence, ...]
    month: Month
    crowded: tuple[NumberedMonth, ...]
    has_webinars: bool


def pages(inputs: PageInputs) -> Pages:
    """Returns the home page."""
    return {"": partial(_page, inputs)}


def _page(inputs: PageInputs) -> Page:
    state, month = inputs.state, inputs.state.window.month
    feeds = tuple(feed for feed in state.feeds if feed.state == "live")
    programme_feed = next(feed for feed in feeds if feed.kind == "programme")
    occurrences = inputs.public_occurrences(programme_feed)
    home_inputs = HomeInputs(
        feeds=feeds,
        languages=state.profile.languages,
        directory=inputs.directory,
        days_off=inputs.days_off,
        occurrences=tuple(map(inputs.listed, _first_coming(_not_over(occurrences, inputs.now)))),
        month=month,
        crowded=_crowded(inputs, programme_feed, occurrences) if len(occurrences) > MAX_WHOLE else (),
        has_webinars=has_webinars(state),
    )
    return Page(address="", template="home.html", make_view=home_view, arguments=(home_inputs,))


def _crowded(inputs: PageInputs, feed: Feed, occurrences: Iterable[Occurrence]) -> tuple[NumberedMonth, ...]:
    """Returns this month and the next one, if one of them has pages for its days."""
    window = inputs.state.window
    months = (window.month, window.month.plus(1))
    # A local day differs from that on the meeting's clock by a day at most.
    first, last = months[0].first - timedelta(days=2), months[1].last + timedelta(days=2)
    near = (each for each in occurrences if first <= each.timing.starts.date() <= last)
    listed = by_month(in_order(near, city_of_readers(feed, ())), window)
    skips = inputs.skips.get(feed.key, ())
    crowded = tuple(
        _numbered_month(
            month, listed.get(month, ()), [skip for skip in skips if Month.of(skip.day) == month], window
        )
        for month in months
    )
    return crowded if any(month.numbers for month in crowded) else ()


def _numbered_month(
    month: Month, meetings: Sequence[LocalDays], skips: Sequence[SkippedMeeting], window: Window
) -> NumberedMonth:
    has_days = len(meetings) + len(skips) > MAX_MEETINGS
    numbers = day_numbers(meetings, skips, window) if has_days else ()
    return NumberedMonth(month=month, number=len(meetings), numbers=numbers)


def _not_over(occurrences: Iterable[Occurrence], now: datetime) -> Iterator[Occurrence]:
    return (occurrence for occurrence in occurrences if not occurrence.timing.is_over(now))


def _first_coming(occurrences: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """Yields so many meetings, and so many webinars, that the page is full."""
    number = webinars = 0
    for occurrence in occurrences:
        is_webinar = occurrence.origin == "webinar"
        if number > MAX_MEETINGS and not (is_webinar and webinars < MAX_WEBINARS):
            continue
        yield occurrence
        number += 1
        webinars += is_webinar and not occurrence.cancelled


def home_view(inputs: HomeInputs) -> HomeView:
    """Returns the contents of the home page."""
    directory, live = inputs.directory, live_feeds(inputs.feeds)
    paired = {city for feed in live["pairs"] for pair in directory.pairs_of(feed) for city in pair.cities}
    webinars = [occurrence for occurrence in inputs.occurrences if occurrence.origin == "webinar"]
    names = {kind: _names(inputs, kind, feeds) for kind, feeds in live.items()}
    return HomeView(
        cities=names["cities"],
        pairs=names["pairs"],
        pairs_in_all=len(live["pairs"]),
        paired_cities=len(paired),
        has_trio=directory.has_trio(),
        groups=names["groups"],
        themes=names["themes"],
        months=tuple(_two_months(inputs)) if not inputs.crowded else (),
        crowded=inputs.crowded,
        webinars=tuple(islice(_offered(_listed(inputs, webinars)), MAX_WEBINARS)),
        has_webinars=inputs.has_webinars,
    )


def _names(inputs: HomeInputs, kind: NamedKind, feeds: tuple[Feed, ...]) -> Names:
    if page_count(len(feeds)):
        return Names(ranges=name_ranges(kind, feeds, inputs.languages))
    return Names(cards=tuple(card(inputs.directory, feed) for feed in feeds))


def _offered(webinars: Iterable[ListedMeeting]) -> Iterator[ListedMeeting]:
    return (webinar for webinar in webinars if webinar.status is not Status.CANCELLED)


def _listed(inputs: HomeInputs, occurrences: Iterable[Occurrence]) -> Iterator[ListedMeeting]:
    names = inputs.directory.pair_names(inputs.occurrences)
    for occurrence in occurrences:
        yield listed_meeting(occurrence, inputs.days_off, pair=pair_of(occurrence, names))


def _two_months(inputs: HomeInputs) -> Iterator[tuple[Month, tuple[ListedMeeting, ...]]]:
    """Yields two months with their meetings, up to the month in which the page is full.

    They begin with this month, or with the next one if nothing is left of this one.
    """
    coming = [*islice(_listed(inputs, inputs.occurrences), MAX_MEETINGS + 1)]
    meetings = coming[:MAX_MEETINGS]
    months = [max(Month.of(meeting.first), inputs.month) for meeting in meetings]
    first = inputs.month if inputs.month in months else inputs.month.plus(1)
    for shown_month in (first, first.plus(1)):
        if meetings == coming or shown_month <= months[-1]:
            shown = zip(months, meetings, strict=True)
            yield shown_month, tuple(meeting for month, meeting in shown if month == shown_month)
