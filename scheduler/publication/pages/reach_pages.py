"""The page that shows which calendar programs have fetched the last change, in every language.

Only the daemon has it, because only the daemon counts requests. It is not part of the site, which depends
on the publication only: the daemon adds it to the site, and renews it as requests come in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property

from msgspec import Struct

from scheduler.publication.languages.language import language
from scheduler.publication.page_addresses import REACH
from scheduler.publication.pages.paths import PageLocation, page_locations
from scheduler.publication.pages.render import render
from scheduler.publication.pages.site_info import SiteInfo, site_info
from scheduler.publication.pages.views.reach import ReachInputs, ReachView, reach_inputs, reach_view
from scheduler.publication.resource import HTML, Resource
from scheduler.record.polls import Poll
from scheduler.record.revision import Published


class ReachPages(Struct, frozen=True, dict=True):
    """The pages about reach of one publication. Their contents are found when they are first made."""

    published: Published

    @cached_property
    def _site(self) -> SiteInfo:
        return site_info(self.published)

    @cached_property
    def _inputs(self) -> ReachInputs:
        return reach_inputs(self.published)

    def paths(self) -> Iterator[str]:
        """Yields the path of the page in every language."""
        return (location.path for location in self._locations())

    def _locations(self) -> Iterator[PageLocation]:
        return page_locations(REACH, self._site.languages)

    def resources(self, polls: Iterable[Poll], now: datetime) -> dict[str, Resource]:
        """Returns the page at `now` in every language, by path."""
        view = reach_view(self._inputs, polls, now)
        modified = now.replace(microsecond=0)
        return {
            location.path: Resource(
                status=200, type=HTML, parts=(_render(view, location, self._site),), modified=modified
            )
            for location in self._locations()
        }


def _render(view: ReachView, location: PageLocation, site: SiteInfo) -> bytes:
    # Both names are in the readers' own language, even if there is no catalogue for it.
    text = render(
        "reach.html",
        view,
        location,
        site,
        autonym=lambda code: language(code).autonym,
        duration=language(location.language).length,
    )
    return text.at(location, site)
