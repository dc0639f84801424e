"""The page that shows which calendar programs have fetched the last change, in every language.

Only the daemon has it, because only the daemon counts requests. It is not part of the site, which depends
on the publication only: the daemon adds it to the site, and renews it as requests come in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

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


class ReachPages(Struct, frozen=True):
    """The site and the part of a publication that the pages about reach show."""

    site: SiteInfo
    inputs: ReachInputs

    @classmethod
    def of(cls, published: Published) -> ReachPages:
        """Returns the pages for `published`."""
        return cls(site_info(published), reach_inputs(published))

    def resources(self, polls: Iterable[Poll], now: datetime) -> dict[str, Resource]:
        """Returns the page at `now` in every language, by path."""
        view = reach_view(self.inputs, polls, now)
        modified = now.replace(microsecond=0)
        return {
            location.path: Resource(
                status=200, type=HTML, parts=(_render(view, location, self.site),), modified=modified
            )
            for location in page_locations(REACH, self.site.languages)
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
