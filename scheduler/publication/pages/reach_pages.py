"""The page that shows which calendar programs have fetched the last change, in every language.

Only the daemon has it, because only the daemon counts requests. It is not part of the site, which depends on
the publication only: the daemon adds it to the site, and renews it as requests come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from msgspec import Struct

from scheduler.publication.languages.language import language
from scheduler.publication.page_addresses import REACH
from scheduler.publication.pages.paths import PageLocation, page_locations
from scheduler.publication.pages.render import render
from scheduler.publication.pages.site_info import SiteInfo, site_info
from scheduler.publication.pages.views.reach import ReachInputs, reach_inputs, reach_view
from scheduler.publication.resource import HTML, Resource
from scheduler.state.feeds import Poll
from scheduler.state.revision import Revision
from scheduler.state.state import State


class ReachPages(Struct, frozen=True, dict=True):
    """The page about reach of one state, whose meetings have this `history`, in every language.

    Its contents are found when it is first made.
    """

    state: State
    history: Sequence[Revision]

    @cached_property
    def _site(self) -> SiteInfo:
        return site_info(self.state)

    @cached_property
    def _inputs(self) -> ReachInputs:
        return reach_inputs(self.state, self.history)

    @cached_property
    def _locations(self) -> Mapping[str, PageLocation]:
        locations = page_locations(REACH, self._site.languages)
        return {location.path: location for location in locations}

    def paths(self) -> Iterable[str]:
        """Returns the path of the page in every language."""
        return self._locations

    def resource(self, path: str, polls: Sequence[Poll], now: datetime) -> Resource:
        """Returns the page at `path` as it is at `now`."""
        view = reach_view(self._inputs, self.state.open_feeds, polls, now)
        names = {"autonym": lambda code: language(code).autonym}
        body = render("reach.html", view, self._locations[path], self._site, **names)
        return Resource(status=200, type=HTML, parts=(body,), modified=now.replace(microsecond=0))
