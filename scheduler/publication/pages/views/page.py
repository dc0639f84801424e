"""A page before it is rendered: its address, its template, and how to make the view that the template shows.

A view is a frozen value with the programme's texts and times. It is the same for every language; templates
choose the words. It is a function of the arguments that its page names, so pages with equal arguments are
the same to the byte.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache, partial

from msgspec import Struct
from msgspec.structs import replace

from scheduler.programme.spans import Month
from scheduler.publication.pages.views.days_off import DayOffCalendar, days_off
from scheduler.publication.pages.views.ended import Ended, all_ended
from scheduler.publication.pages.views.names.crowds import Crowd
from scheduler.publication.pages.views.related import Directory, directory, keys_of_pairs_and_groups
from scheduler.state.feeds import Feed, FeedKey
from scheduler.state.revision import Revision
from scheduler.state.state import State
from scheduler.state.stored import SkippedMeeting
from scheduler.timetable.occurrence import AS_WRITTEN, Occurrence


class Page(Struct, frozen=True, kw_only=True):
    """One page in all languages.

    `make_view` makes the view from `arguments`, which are frozen values, and from nothing else; without it a
    page has no view. `aliases` are earlier addresses that still show this page. `status` is the HTTP status:
    410 for retired calendars, 404 for the page at unknown addresses.
    """

    address: str
    template: str
    make_view: Callable[..., object] | None = None
    arguments: tuple[object, ...] = ()
    aliases: tuple[str, ...] = ()
    status: int = 200

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that shows this page."""
        return self.address, *self.aliases

    def view(self) -> object:
        """Returns the view that the template shows."""
        return self.make_view(*self.arguments) if self.make_view is not None else None


def feed_addresses(feed: Feed) -> tuple[str, ...]:
    """Returns the address of the page of `feed`, and earlier ones that still show it."""
    aliases = feed.aliases if feed.kind != "programme" else ()
    return feed.name, *(f"{feed.kind}/{alias}" for alias in aliases)


def given_view(view: object) -> object:
    """Returns the view of a page that is given as its only argument."""
    return view


Pages = Mapping[str, Callable[[], Page]]
"""By address, a function that makes the page: most pages of a revision are never asked for."""


def ready_pages(*pages: Page) -> Pages:
    """Returns pages that are made already."""
    return {address: partial(_same, page) for page in pages for address in page.addresses}


def _same(page: Page) -> Page:
    return page


class PageInputs(Struct, frozen=True, kw_only=True, dict=True):
    """The source of all pages: the state, and the shortened feeds by name.

    `history` has the changes of the meetings that have a page, the newest revision first. `now`
    (UTC) is the time at which the pages are made.
    """

    state: State
    history: Sequence[Revision]
    now: datetime
    shortened: Mapping[str, tuple[Month, Month]]

    @cached_property
    def ended(self) -> Ended:
        """Which public meetings are over."""
        return all_ended(self.state.occurrences.values(), self.now)

    @cached_property
    def directory(self) -> Directory:
        """The cities, pairs, groups, themes and feeds, to look up."""
        return directory(self.state.profile.details, self.state.feeds)

    @cached_property
    def days_off(self) -> DayOffCalendar:
        """The days off of all cities."""
        return days_off(self.state)

    @cached_property
    def skips(self) -> Mapping[FeedKey, tuple[SkippedMeeting, ...]]:
        """The meetings of each feed that a holiday removed before they were published; none for themes."""
        by_feed: dict[FeedKey, list[SkippedMeeting]] = defaultdict(list)
        for skip in self.state.skips:
            by_feed["programme", "programme"].append(skip)
            for identity in dict.fromkeys(skip.cities):
                by_feed["cities", identity].append(skip)
            for key in dict.fromkeys(keys_of_pairs_and_groups(skip)):
                by_feed[key].append(skip)
        return {key: tuple(group) for key, group in by_feed.items()}

    @cached_property
    def _crowds(self) -> Callable[[Occurrence], Crowd]:
        return lru_cache(maxsize=256)(partial(Crowd, calendar=self.days_off))

    def crowd(self, occurrence: Occurrence) -> Crowd:
        """Returns the cities of a large meeting; one value for all pages that list it."""
        return self._crowds(occurrence)

    def listed(self, occurrence: Occurrence) -> Occurrence:
        """Returns `occurrence` as readers know it, for lists, which do not show where a date comes from."""
        stored = self.state.occurrences[occurrence.uid]
        return replace(stored, occurrence=replace(occurrence, trace=AS_WRITTEN)).told

    def public_occurrences(self, feed: Feed) -> tuple[Occurrence, ...]:
        """Returns the public occurrences of `feed`, in order of time."""
        contents = self.state.contents.get(feed.key, ())
        return tuple(stored.occurrence for stored in contents if not stored.occurrence.content.is_private)
