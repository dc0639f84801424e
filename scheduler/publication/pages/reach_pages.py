"""The pages that show which calendar programs have fetched the last change, in every language.

Only the daemon has them, because only the daemon counts requests. They are not part of the site, which
depends on the publication only: the daemon adds them to the site, and renews them as requests come in. The
calendars of a large programme are on pages by their first and last name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from scheduler.publication.languages.language import language
from scheduler.publication.page_addresses import REACH
from scheduler.publication.pages.paths import PageLocation, page_locations
from scheduler.publication.pages.render import render
from scheduler.publication.pages.site_info import SiteInfo, site_info
from scheduler.publication.pages.views.names.ranges import (
    NamePages,
    name_pages,
    page_addresses,
    ranges_of,
)
from scheduler.publication.pages.views.reach import (
    ReachInputs,
    ReachView,
    latest_feeds,
    reach_inputs,
    reach_view,
)
from scheduler.publication.resource import HTML, Resource
from scheduler.state.feeds import Feed
from scheduler.state.polls import Poll
from scheduler.state.revision import Revision
from scheduler.state.state import State


class ReachPages(Struct, frozen=True, dict=True):
    """The pages about reach of one state, whose meetings have this `history`.

    Their contents are found when they are first made.
    """

    state: State
    history: Sequence[Revision]

    @cached_property
    def _site(self) -> SiteInfo:
        return site_info(self.state)

    @cached_property
    def _inputs(self) -> ReachInputs:
        return reach_inputs(self.state, self.history)

    @property
    def _feeds(self) -> Sequence[Feed]:
        return self.state.open_feeds

    @cached_property
    def _addresses(self) -> Sequence[str]:
        """The addresses of the pages of all calendars; none if one page can hold them."""
        return page_addresses(REACH, "calendars", len(self._feeds))

    @cached_property
    def _pages(self) -> NamePages[Feed]:
        return name_pages(self._feeds, self._site.languages)

    @cached_property
    def _locations(self) -> Mapping[str, PageLocation]:
        return {
            location.path: location
            for address in (REACH, *self._addresses)
            for location in page_locations(address, self._site.languages)
        }

    def paths(self) -> Iterable[str]:
        """Returns the path of each page in every language."""
        return self._locations

    def resource(self, path: str, polls: Sequence[Poll], now: datetime) -> Resource:
        """Returns the page at `path` as it is at `now`."""
        location = self._locations[path]
        body = _render(self._view(location, polls, now), location, self._site)
        return Resource(status=200, type=HTML, parts=(body,), modified=now.replace(microsecond=0))

    def _view(self, location: PageLocation, polls: Sequence[Poll], now: datetime) -> ReachView:
        if not self._addresses:
            return reach_view(self._inputs, self._feeds, polls, now)
        if location.address == REACH:
            number, feeds = None, latest_feeds(self._inputs, polls)
        else:
            number = self._addresses.index(location.address)
            feeds = self._pages[location.language][number]
        view = reach_view(self._inputs, feeds, polls, now)
        ranges = ranges_of(self._pages, REACH, "calendars")[location.language]
        return replace(view, ranges=ranges, number=number)


def _render(view: ReachView, location: PageLocation, site: SiteInfo) -> bytes:

    text = render("reach.html", view, location, site, autonym=lambda code: language(code).autonym)
    return text.at(location, site)
